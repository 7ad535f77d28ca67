"""``unknot say``"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from unknot.cli.common import RATE, library, voice_options
from unknot.cli.main import Globals


@click.command(
    epilog="""\b
Examples:
  unknot say "Halfway. Breathe out slowly."
  unknot say "Loosen your jaw." --voice gmw/en-us --rate 150 --to jaw.wav""",
)
@click.argument("text")
@voice_options
@click.option("--rate", type=click.IntRange(90, 200), default=RATE, show_default=True,
              help="Words a minute.")  # fmt: skip
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), default=Path("say.wav"),
              show_default=True, metavar="FILE", help="The WAV file to write.")  # fmt: skip
@click.pass_obj
def command(
    options: Globals, text: str, engine: str, voice: str | None, rate: int, to: Path
) -> None:
    """Speak TEXT into a WAV file, as a track would have it."""
    from tempfile import TemporaryDirectory

    from unknot.audio.polish import polish
    from unknot.audio.sound import read_wav, wav_bytes
    from unknot.files import replace_file
    from unknot.voice.door import open_engine
    from unknot.voice.speak import speak, spoken_form

    content = library(options.workspace)
    spoken = spoken_form(text, content.lexicons.get("en"), engine)
    with closing(open_engine(engine)) as opened, TemporaryDirectory(prefix="unknot-") as folder:
        raw = Path(folder) / "say.wav"
        speak(opened, spoken, voice=voice or opened.default_voice, rate=rate, to=raw)
        master = polish(read_wav(raw))
    replace_file(to, [wav_bytes(master, 48_000)])
    click.echo(str(to))
    if not options.quiet:
        click.echo(f"  {len(master) / 48_000:.1f} s", err=True)

"""``unknot say``"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cache import cache_folder
from unknot.cli import completing
from unknot.cli.arguments import refuse_typed
from unknot.cli.main import Globals
from unknot.cli.options import FILE, Making, engine_option
from unknot.cli.output import tell
from unknot.cli.sessions import open_library
from unknot.clips.store import VOICES
from unknot.content.library import Library
from unknot.engines.registry import open_engine, parted
from unknot.errors import Error
from unknot.files import replace_file, temporary
from unknot.timeline.cues import Say
from unknot.timeline.estimate import USUAL_RATE
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

if TYPE_CHECKING:
    from unknot.voicetest.audition import Audition, Sample

#: Lines of a session that are compared; more would make a page that nobody hears to its end.
_MOST_LINES = 20


@click.command()
@click.argument(
    "wanted", metavar="[TEXT|SESSION]...", nargs=-1, shell_complete=completing.ids("session")
)
@click.option("--voice", "voices", metavar="ID", shell_complete=completing.voices, multiple=True,
              help="A voice's id, or ENGINE:ID (unknot voices); several with"
              " --compare.")  # fmt: skip
@engine_option
@click.option("--rate", type=click.IntRange(90, 200), default=USUAL_RATE, show_default=True,
              help="Words a minute.")  # fmt: skip
@click.option("--to", type=FILE, default=Path("say.wav"), show_default=True, metavar="FILE",
              help="The WAV file to write.")  # fmt: skip
@click.option("--compare", is_flag=True, help="Write lines of the script in every --voice into one"
              " page to listen to; TEXT or a SESSION's lines instead, where given.")  # fmt: skip
@click.option("--out", type=FILE, default=Path("voices.html"), show_default=True, metavar="FILE",
              help="The page that --compare writes.")  # fmt: skip
@click.pass_obj
def command(
    options: Globals, wanted: tuple[str, ...], voices: tuple[str, ...], engine: str, rate: int,
    to: Path, compare: bool, out: Path,
) -> None:  # fmt: skip
    """Speak TEXT into a WAV file, as a track would have it, or compare voices."""
    content = open_library(options)
    if compare:
        refuse_typed(["to"], "is for one voice; --out names the page of --compare")
        if not voices:
            raise click.UsageError(
                "--compare needs voices: --voice ENGINE:ID, once for each; unknot voices lists them"
            )
        _compare(options, content, _samples(content, wanted, rate), voices, engine, rate, out)
        return
    refuse_typed(["out"], "is the page of --compare; --to names the WAV file")
    if len(wanted) != 1:
        raise click.UsageError("give one TEXT, in quotes" if wanted else "Missing argument 'TEXT'.")
    if len(voices) > 1:
        raise click.UsageError("one voice speaks into a WAV file; --compare is for several")
    _say(options, content, wanted[0], voices[0] if voices else "", engine, rate, to)


def _say(
    options: Globals, content: Library, text: str, voice: str, engine: str, rate: int, to: Path
) -> None:
    from unknot.audio.polish import polish
    from unknot.audio.sound import read_wav, wav_bytes
    from unknot.content.spoken_form import spoken_form
    from unknot.speech.cast import Cast
    from unknot.speech.speak import speak
    from unknot.speech.who import PLAIN, voice_for

    chosen = voice or ("" if engine else voice_for(text))
    name, id = parted(chosen, engine or PLAIN)
    with (
        closing(Cast(open_engine(name), cache_folder() / VOICES)) as cast,
        temporary() as folder,
    ):
        part = cast.part(id, rate)
        reader = part.recorded.reads_as if part.recorded else part.engine.name
        lexicon = content.lexicons.get("en") if reader else None
        raw = folder / "say.wav"
        spoken = spoken_form(text, lexicon, reader)
        speak(part.engine, spoken, voice=part.voice, rate=part.pace.rate, to=raw)
        master = polish(read_wav(raw))
    replace_file(to, [wav_bytes(master, 48_000)])
    click.echo(str(to))
    tell(options, [f"{len(master) / 48_000:.1f} s"])


def _compare(
    options: Globals, content: Library, samples: Sequence[Sample], voices: Sequence[str],
    engine: str, rate: int, out: Path,
) -> None:  # fmt: skip
    from unknot.cli.speaking import drawn, open_studio
    from unknot.clips.maker import ClipMaker
    from unknot.speech.who import PLAIN, Speakers
    from unknot.voicetest.audition import audition, failure
    from unknot.voicetest.comparison import comparison_page

    heard: list[Audition] = []
    with drawn(options) as report:
        for wanted in dict.fromkeys(voices):
            name, id = parted(wanted, engine or PLAIN)
            try:
                with open_studio(Making(engine=name)) as studio:
                    maker = ClipMaker(
                        library=content, language="en", store=studio.store, cast=studio.cast,
                        speakers=Speakers(voice=id, chosen=True), rate=rate, quality=studio.quality,
                    )  # fmt: skip
                    heard.append(audition(maker, samples, os.cpu_count() or 1, report))
            except Error as error:
                heard.append(failure(name, id, error))
    replace_file(out, [comparison_page(samples, heard, rate=rate).encode()])
    click.echo(str(out))
    for voice in heard:
        if voice.failed:
            faults = dict.fromkeys(each.fault for each in voice.heard if each.fault)
            reason = voice.fault or next(iter(faults))
            click.echo(f"  {voice.name} failed: {reason}", err=True)
        else:
            tell(options, [f"{voice.name}: {voice.ms / 1000:.0f} s of samples"])
    if any(voice.failed for voice in heard):
        raise SystemExit(1)


def _samples(content: Library, wanted: Sequence[str], rate: int) -> tuple[Sample, ...]:
    """The usual samples, or one for each SESSION and TEXT."""
    from unknot.voicetest.audition import Sample
    from unknot.voicetest.comparison import samples

    if not wanted:
        return samples(content)
    return tuple(Sample(title=each, lines=_lines(content, each, rate)) for each in wanted)


def _lines(content: Library, wanted: str, rate: int) -> tuple[str, ...]:
    """Those of the session that is called so, or else ``wanted`` itself."""
    from unknot.timeline.plan import estimate, plan

    if wanted not in content.sessions:
        return (wanted,)
    job = resolve(content.sessions[wanted], content, Overrides(rate=rate))
    timeline = plan(job, estimate(content, job.rate)).timeline
    said = dict.fromkeys(cue.text for _, cue in timeline.sounding() if isinstance(cue, Say))
    return tuple(said)[:_MOST_LINES]

"""``unknot voices pack``"""

from __future__ import annotations

import os
from pathlib import Path

import click
from msgspec.structs import replace

from unknot.cli import completing
from unknot.cli.main import Globals
from unknot.cli.options import FOLDER, read_language
from unknot.cli.sessions import known_id, open_library
from unknot.cli.speaking import drawn, open_studio
from unknot.engines.added import AddedVoice, find_added
from unknot.files import temporary
from unknot.progress import ClipReady, Planned
from unknot.timeline.estimate import USUAL_RATE


@click.command()
@click.argument("voice", shell_complete=completing.voices)
@click.option("--author", required=True, metavar="TEXT", help="Whose voice it is.")
@click.option("--licence", required=True, metavar="TEXT", help="What it may be used for.")
@click.option("--name", metavar="ID",
              help="What to call the takes of a voice that is not recorded.")  # fmt: skip
@click.option("--language", type=read_language, default="en", show_default=True, metavar="CODE",
              help="The script that such a voice speaks.")  # fmt: skip
@click.option("--out", type=FOLDER, default=Path(), metavar="DIR",
              help="Where the pack goes; else here.")  # fmt: skip
@click.pass_obj
def pack(
    options: Globals, voice: str, author: str, licence: str, name: str | None, language: str,
    out: Path,
) -> None:  # fmt: skip
    """All takes of VOICE in one file, for machines without its model or its person.

    A recorded voice gives the takes that it has. Any other first speaks every line of the
    workspace and of unknot, once, and becomes a recorded voice called --name.
    """
    from unknot.recording.voice_pack import pack_voice

    engine, _, id = voice.rpartition(":")
    if engine in ("", "recorded"):
        found = find_added("recorded", id)
    elif name is None:
        raise click.UsageError("what is to be spoken needs --name ID, such as --name emma-takes")
    else:
        found = _spoken(options, voice, known_id(name), language)
    click.echo(str(pack_voice(replace(found, licence=licence), author, out)))


def _spoken(options: Globals, voice: str, name: str, language: str) -> AddedVoice:
    """Every line of the script as takes of the recorded voice ``name``; those it has stay."""
    from unknot.recording.every_line import every_line
    from unknot.recording.line import leave_out_taken
    from unknot.recording.speak_takes import speak_takes
    from unknot.recording.take_store import keep, voice_to_keep

    library = open_library(options)
    kept = voice_to_keep(name, language=language)
    lines = leave_out_taken(name, every_line(library, language))
    with open_studio() as studio, temporary() as folder:
        part = studio.cast.part(voice, USUAL_RATE)
        if part.recorded:
            raise click.UsageError(f"{voice} is recorded already: unknot voices pack {part.voice}")
        with drawn(options) as report:
            report(Planned(session=name, clips=len(lines), missing=len(lines)))
            takes = speak_takes(
                lines, part, library.lexicons.get(language), folder,
                jobs=os.cpu_count() or 1, said=lambda: report(ClipReady(text="")),
            )  # fmt: skip
            keep(kept, takes)
    return kept

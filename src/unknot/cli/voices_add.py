"""``unknot voices add``, what its ``--server`` asks for, and ``unknot voices remove``"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from unknot.cli import completing
from unknot.cli.arguments import refuse_typed
from unknot.cli.main import Globals
from unknot.cli.options import Command, collect_options
from unknot.cli.output import command_line, tell
from unknot.cli.questions import make_sure
from unknot.cli.sessions import known_id
from unknot.counted import counted
from unknot.engines.added import (
    AddedVoice,
    added,
    digest,
    keep_added,
    remove_added,
    voice_id,
    voices_folder,
)
from unknot.engines.command.presets import presets, split_preset
from unknot.engines.registry import open_engine
from unknot.errors import WorkspaceError
from unknot.files import temporary
from unknot.suggest import did_you_mean, suggest_path
from unknot.timeline.estimate import USUAL_RATE


class ServerOptions(Struct, frozen=True, kw_only=True):
    """The options of a speech server, as they were given."""

    server: str | None
    model: str | None
    says_as: str | None
    pcm: int | None
    key_from: str
    away: bool

    def voice(self, name: str | None) -> AddedVoice:
        """The voice that they describe, not kept yet. Raises EngineError: no address."""
        from unknot.engines.server.address import is_here, server_address

        if not self.model or not self.says_as:
            raise click.UsageError("--server needs --model NAME and --voice NAME")
        address = server_address(self.server or "")
        return AddedVoice(
            id=name or voice_id(self.says_as),
            engine="server",
            title=f"{self.model} {self.says_as}",
            server=address,
            model=self.model,
            says_as=self.says_as,
            pcm=self.pcm or 0,
            key_from=self.key_from,
            away=self.away and not is_here(address),
        )


_OPTIONS = {
    "server": click.option(
        "--server", metavar="URL",
        help="A server that follows OpenAI's speech API, such as http://127.0.0.1:8880/v1."),
    "model": click.option(
        "--model", metavar="NAME", help="With --server: its name for the model."),
    "says_as": click.option(
        "--voice", "says_as", metavar="NAME", help="With --server: its name for the voice."),
    "pcm": click.option(
        "--pcm", type=click.IntRange(8_000, 96_000), metavar="HZ",
        help="With --server: it gives bare 16-bit samples at this rate, not WAV."),
    "key_from": click.option(
        "--key-from", metavar="VARIABLE", default="",
        help="With --server: the environment variable that holds its key."),
    "away": click.option(
        "--text-leaves-this-machine", "away", is_flag=True,
        help="With --server: it is another machine, and every line goes there."),
}  # fmt: skip


def server_options(command: Command) -> Command:
    """The options; the command gets them as one ``served: ServerOptions``."""
    return collect_options("served", _OPTIONS, lambda values: ServerOptions(**values))(command)


#: What a voice says before it is kept.
PHRASE = "Rest here, and breathe out slowly."


@click.command()
@click.argument("source", metavar="[FILE|FOLDER|PROGRAM]", required=False)
@click.option("--command", "template", metavar="TEMPLATE",
              help="A program and its arguments, as you would type them.")  # fmt: skip
@server_options
@click.option("--name", metavar="ID", help="What to call the voice, such as amy.")
@click.option("--language", metavar="CODE", help="Such as en-GB, where it is not known.")
@click.option("--gender", type=click.Choice(["female", "male"]), help="Where it is not known.")
@click.option("--licence", metavar="TEXT", help="What the voice may be used for.")
@click.option("--ascii", is_flag=True, help="With --command: it reads English letters only, so"
              " refuse it any other.")  # fmt: skip
@click.pass_obj
def add(
    options: Globals, source: str | None, template: str | None, served: ServerOptions,
    name: str | None, language: str | None, gender: str | None, licence: str | None, ascii: bool,
) -> None:  # fmt: skip
    """Add a voice: a model's file or folder, a known program, any other by --command, or a speech
    server by --server.

    It says one phrase, and is kept when that is found to be speech. A voice of the same name and
    kind is replaced.
    """
    if sum(each is not None for each in (source, template, served.server)) != 1:
        raise click.UsageError("give a FILE, a FOLDER or a known PROGRAM, or else --command or"
                               " --server")  # fmt: skip
    if name is not None:
        known_id(name)
    if served.server is None:
        refuse_typed(_OPTIONS, "goes with --server")
    if template is None:
        refuse_typed(["ascii"], "goes with --command")
    if source and Path(source).suffix == ".zip":
        refuse_typed(["language", "gender", "licence"], "is not for a pack, which says it itself")
        _add_pack(options, Path(source), name or "")
        return
    if served.server is not None:
        found: tuple[AddedVoice, ...] = (served.voice(name),)
    else:
        found = (_templated(template or "", name),) if source is None else _found(source, name)
    if name and len(found) > 1:
        names = ", ".join(voice.id for voice in found)
        raise click.UsageError(f"--name is for one voice, and there are {len(found)}: {names}")
    given = {"id": name, "language": language, "gender": gender, "licence": licence, "ascii": ascii}
    known = {key: value for key, value in given.items() if value}
    for voice in (replace(each, **known) for each in found):
        refuse_taken_name(voice.id, voice.engine)
        said = try_voice(voice)
        keep_added(replace(voice, version=said) if voice.server else voice)
        tell_added(options, voice)


def tell_added(options: Globals, voice: AddedVoice) -> None:
    """Its name, and what is good to know of it."""
    from unknot.engines.command.engine import has_rate

    click.echo(f"{voice.engine}:{voice.id}")
    unknown = "not known; find out before you publish what it speaks"
    paced = not voice.command or has_rate(voice.command)
    tell(options, [
        f"licence: {voice.licence or unknown}",
        *(() if paced else ("it has a pace of its own: --rate changes nothing",)),
        *((f"every line it speaks is sent to {voice.server}",) if voice.away else ()),
    ])  # fmt: skip
    if not options.quiet:  # in one line, to be copied
        typed = command_line(None, "say", PHRASE, "--voice", f"{voice.engine}:{voice.id}")
        click.echo(f"  hear it: {typed}", err=True)


@click.command()
@click.argument("name", shell_complete=completing.added_voices())
@click.option("--yes", is_flag=True, help="Do not ask, also when recordings go with it.")
@click.pass_obj
def remove(options: Globals, name: str, yes: bool) -> None:
    """Forget a voice that was added. Files that it points to stay; recordings of its own go."""
    known = {voice.id: voice for voice in added()}
    engine, _, id = name.rpartition(":")
    if id not in known or engine not in ("", known[id].engine):
        there = f"there are: {', '.join(known)}" if known else "none was added yet"
        raise WorkspaceError(f"no voice {name!r} was added{did_you_mean(id, list(known))}", there)
    own = voices_folder() / id
    files = sum(1 for path in own.rglob("*") if path.is_file()) if own.is_dir() else 0
    if files and not yes:
        gone = f"{counted(files, 'file')} of {own} would go with it"
        make_sure(f"{gone}. Remove it all?", f"{gone}; --yes agrees to that")
    remove_added(id)
    tell(options, [f"removed {known[id].engine}:{id}"])


def _add_pack(options: Globals, path: Path, name: str) -> None:
    from unknot.recording.voice_pack import add_pack

    pack = add_pack(path, name)
    click.echo(f"recorded:{pack.voice.id}")
    tell(options, [f"{counted(len(pack.takes), 'take')}; licence: {pack.voice.licence}"])


def _found(source: str, name: str | None) -> tuple[AddedVoice, ...]:
    """A known program's voice, or those in a file or folder."""
    from unknot.engines.command.command_voice import from_preset

    if preset := split_preset(source):
        return (from_preset(*preset, id=name or ""),)
    path = Path(source)
    if not (source and path.exists()):
        programs = ", ".join(presets())
        meant = did_you_mean(source, list(presets())) or f"; {suggest_path(path)}"
        raise WorkspaceError(
            f"there is no file or folder {source or repr('')}{meant}",
            f"programs that are known: {programs}; any other: --command",
        )
    if not (path.is_file() or path.is_dir()):  # a pipe would be waited for
        raise WorkspaceError(
            f"{source} is neither a file nor a folder", "name a voice's .onnx file"
        )
    from unknot.engines.neural import recognise

    return tuple(recognise(path))


def _templated(template: str, name: str | None) -> AddedVoice:
    from unknot.engines.command.command_voice import command_voice

    if name is None:
        raise click.UsageError("--command needs --name ID, such as --name slt")
    try:
        return command_voice(split(template, windows=os.name == "nt"), id=name)
    except ValueError as error:
        raise click.UsageError(f"--command: {error} in {template!r}") from None


def split(template: str, *, windows: bool) -> list[str]:
    """``template`` in parts, as a shell would have it; on Windows a backslash belongs to a path.

    Raises ValueError for a quote without an end.
    """
    parts = shlex.shlex(template, posix=True)
    parts.whitespace_split, parts.commenters = True, ""
    if windows:
        parts.escape = ""
    return list(parts)


def refuse_taken_name(id: str, engine: str) -> None:
    """Refuse a name that another kind of voice has: recordings would be lost with it."""
    for other in added():
        if other.id == id and other.engine != engine:
            raise WorkspaceError(
                f"there is a voice {other.engine}:{other.id} already",
                "choose another with --name, or: unknot voices remove " + other.id,
            )


def try_voice(voice: AddedVoice) -> str:
    """Have it say PHRASE, before it is kept; a digest of that. Raises EngineError with what is
    wrong."""
    from unknot.speech.speak import speak

    with _kept_aside(voice) as folder, closing(open_engine(voice.engine)) as engine:
        speak(engine, PHRASE, voice=voice.id, rate=USUAL_RATE, to=folder / "phrase.wav")
        return digest(folder / "phrase.wav")


@contextmanager
def _kept_aside(voice: AddedVoice) -> Iterator[Path]:
    """A folder of voices that holds this one alone, for the length of a block."""
    before = os.environ.get("UNKNOT_VOICES")
    with temporary() as name:
        os.environ["UNKNOT_VOICES"] = str(name)
        try:
            keep_added(voice)
            yield name
        finally:
            if before is None:
                del os.environ["UNKNOT_VOICES"]
            else:
                os.environ["UNKNOT_VOICES"] = before

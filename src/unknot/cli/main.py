"""The command group: global options, and errors turned into one clear message and an exit code."""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from unknot import __version__
from unknot.cli.stop import stop
from unknot.counted import counted
from unknot.errors import AudioError, ContentError, Error

_PARTS = re.findall(
    r"(?m)^\[(.+)\](.*)\n((?:(?!\[).*\n)+)",
    Path(__file__).with_name("commands.txt").read_text(encoding="utf-8"),
)
#: Every command, each in the module of its name, which is imported when it is called; and what it
#: is for.
COMMANDS = {name: words.strip() for name, words, _ in _PARTS if words}
#: A disk, a quota or a device that takes no more.
_FULL = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EBADF, getattr(errno, "EDQUOT", errno.ENOSPC)}
#: What a disk says of itself and no line of ours is to blame for.
_NOT_OURS = {errno.EROFS, errno.EACCES, errno.EPERM, *_FULL}


class Globals(Struct, frozen=True):
    """Options that stand before the command."""

    workspace: Path | None
    quiet: bool


class NamedPath(click.Path):
    """A path with a name: an empty one, as of a shell's variable that is not set, would be the
    current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)


class Group(click.Group):
    """Loads commands on first use, and prints an Error instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = import_module(f"unknot.cli.{name}").command
        assert isinstance(command, click.Command)
        _add_examples(command, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table, so that ``--help`` imports no command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *arguments: Any, **options: Any) -> Any:
        use_forgiving_output()
        try:
            return super().main(*arguments, **options)
        except OSError as error:
            if error.filename is not None or error.errno not in _FULL:
                raise
            _give_up_writing(error)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Ctrl-C while options are read ends as at any time, not by click's "Aborted!"."""
        try:
            return super().make_context(*arguments, **options)
        except click.UsageError as error:
            raise _readable(error) from None
        except KeyboardInterrupt:
            stop()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """-q is for every command, so it counts behind the command's name, too."""
        end = args.index("--") if "--" in args else len(args)
        quiet = [each for each in args[:end] if re.fullmatch("-q+|--quiet", each)]
        rest = [each for each in args[:end] if each not in quiet]
        return super().parse_args(ctx, [*quiet[:1], *rest, *args[end:]])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from unknot.suggest import did_you_mean

        if args[:1] == ["help"]:
            ctx.fail(f"no such command 'help'; write: {' '.join(['unknot', *args[1:], '--help'])}")
        if args and args[0] not in COMMANDS and (meant := did_you_mean(args[0], COMMANDS)):
            ctx.fail(f"no such command {args[0]!r}{meant}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Error as error:
            _explain(error)
            sys.exit(error.exit_code)
        except click.UsageError as error:
            raise _readable(error) from None
        except FileNotFoundError as error:  # tempfile's own, when nothing can be written to
            if error.filename is not None or "temporary directory" not in str(error):
                raise
            _explain(AudioError("temporary files", "have no folder that can be written to",
                                "name one by TMPDIR (Windows: TEMP)"))  # fmt: skip
            sys.exit(AudioError.exit_code)
        except BrokenPipeError:
            sys.exit(0)  # the reader, such as `head`, has seen enough
        except OSError as error:
            if error.filename is None or error.errno not in _NOT_OURS:
                raise
            from unknot.files import unwritten

            _explain(unwritten(Path(os.fsdecode(error.filename)), error))
            sys.exit(AudioError.exit_code)
        except KeyboardInterrupt:
            stop(ctx.invoked_subcommand)


def _add_examples(command: click.Command, name: str, of_group: str = "") -> None:
    """What stands below the options in --help of ``command``, and of all below it: examples of its
    own, or those ``of_group`` that call it."""
    text = next((text for known, _, text in _PARTS if known == name), "").strip()
    if not text:
        typed = [line for line in of_group.splitlines() if f" {name} " in f"{line} "]
        text = "\n".join(["Examples:", *typed]) if typed else ""
    # click leaves the lines of a paragraph that begins with \b as they are.
    command.epilog = "\b\n" + text.replace("\n\n", "\n\n\b\n") if text else None
    if isinstance(command, click.Group):
        for below, each in command.commands.items():
            _add_examples(each, f"{name} {below}", text)


def _offered(error: click.MissingParameter) -> click.MissingParameter:
    """``error`` with what the missing argument could be, where the Tab key would know."""
    from textwrap import fill

    parameter, context = error.param, error.ctx
    if not isinstance(parameter, click.Argument) or context is None:
        return error
    known = ", ".join(each.value for each in parameter.shell_complete(context, "") if each.value)
    if not known:
        return error
    told = fill(
        f"There are: {known}.", 80, initial_indent="  ", subsequent_indent="  ",
        break_on_hyphens=False,
    )  # fmt: skip
    return click.MissingParameter(f"\n{told}", ctx=context, param=parameter)


def _readable(error: click.UsageError) -> click.UsageError:
    """``error`` with what it lacks, in lines that no terminal cuts."""
    from unknot.cli.folding import folded_for

    if isinstance(error, click.MissingParameter):
        error = _offered(error)
    elif isinstance(error, click.NoSuchOption):
        error = _before(error)
    lines = f"Error: {error.format_message()}{_where_set(error)}".splitlines()
    told = "\n".join(folded_for(sys.stderr, lines, "")).removeprefix("Error: ")
    return click.UsageError(told, error.ctx)


def _before(error: click.NoSuchOption) -> click.UsageError:
    """``error`` with where it belongs, for an option of unknot's own behind the command."""
    for each in main.params:
        if error.option_name in each.opts and error.ctx:
            command = error.ctx.command_path.partition(" ")[2]
            typed = f"{error.option_name} {each.metavar or ''}".strip()
            told = f"{error.message}\n  it stands before the command: unknot {typed} {command}"
            return click.UsageError(told, error.ctx)
    return error


def _where_set(error: click.UsageError) -> str:
    """A wrong value that nobody typed: the environment's variable that it stands in."""
    if not isinstance(error, click.BadParameter) or not (error.param and error.ctx):
        return ""
    name = error.param.name or ""
    if error.ctx.get_parameter_source(name) is not click.core.ParameterSource.ENVIRONMENT:
        return ""
    return f"\n  it is the environment's {error.ctx.auto_envvar_prefix}_{name.upper()}"


def use_forgiving_output() -> None:
    """No word is worth a traceback: what a terminal's code page cannot show becomes a ``?``, and
    where there is no terminal or file at all, nothing is printed."""
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _give_up_writing(error: OSError) -> None:
    """A file takes no more: most often the one that stdout goes to. What is still in its buffer is
    let go, or Python tries it once more at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with suppress(OSError):
        click.echo(f"error: the output cannot be written: {error.strerror}", err=True)
        click.echo("  free some space, or send it elsewhere", err=True)
    sys.exit(1)


def _explain(error: Error) -> None:
    if isinstance(error, ContentError):
        for problem in error.problems:
            click.echo(str(problem), err=True)
        click.echo(counted(len(error.problems), "problem"), err=True)
    else:
        from unknot.cli.folding import folded_for

        told = "\n".join(folded_for(sys.stderr, f"error: {error}".splitlines(), ""))
        click.echo(told.replace("error:", click.style("error:", fg="red", bold=True), 1), err=True)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "UNKNOT"},
    epilog="First track: unknot build desk-day. Each command's --help has examples.",
)
@click.option(
    "-C", "workspace", metavar="DIR", type=NamedPath(path_type=Path),
    help="The folder with your sessions; else the current one.",
)  # fmt: skip
@click.option("-v", "--verbose", count=True, help="Say more (-vv: everything).")
@click.option("-q", "--quiet", is_flag=True, help="No words, only data and errors.")
@click.version_option(__version__, prog_name="unknot")
@click.pass_context
def main(ctx: click.Context, workspace: Path | None, verbose: int, quiet: bool) -> None:
    """Voice-guided self-treatment sessions, from YAML to MP3."""
    if verbose:
        import logging

        level = logging.INFO if verbose == 1 else logging.DEBUG
        logging.basicConfig(level=level, format="%(name)s: %(message)s", stream=sys.stderr)
    if os.environ.get("NO_COLOR"):  # https://no-color.org: any that is not empty
        ctx.color = False
    ctx.obj = Globals(workspace, quiet)

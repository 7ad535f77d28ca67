"""``unknot check``"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from unknot.cache import cache_folder
from unknot.cli import completing
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import json_option
from unknot.cli.sessions import tell_unreadable
from unknot.cli.speaking import measuring
from unknot.content.library_cache import read, stamp_of
from unknot.content.workspace import Root, roots
from unknot.diagnostic import Diagnostic

#: How often --watch looks, in seconds.
_EVERY_S = 0.5


@click.command()
@click.argument("workspaces", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rules", is_flag=True, help="Print the safety rules instead.")
@click.option("--language", metavar="CODE", help="Also tell what this language lacks.",
              shell_complete=completing.languages)  # fmt: skip
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@json_option
@click.pass_obj
def command(
    options: Globals, workspaces: tuple[Path, ...], rules: bool, language: str | None, watch: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Every problem in the content of a workspace, all in one run.

    Files are read, records are held against each other, and every session is planned and held
    against the safety rules. Exit code 3 when there are problems.
    """
    if rules:
        _print_rules(as_json)
        return

    def look() -> bool:
        return _look(options, workspaces, language, as_json)

    if watch:
        _watch([roots(folder) for folder in workspaces or (options.workspace,)], look)
    elif look():
        raise SystemExit(3)


def _look(
    options: Globals, workspaces: Sequence[Path], language: str | None, as_json: bool
) -> bool:
    """Print every problem; whether there is any."""
    from unknot.cli.check_plans import find_unplannable
    from unknot.content.checks.languages import gaps
    from unknot.pictures.own import unusable

    problems: list[Diagnostic] = []
    counted: list[str] = []
    for folder in workspaces or (options.workspace,):
        content = read(roots(folder), cache_folder())
        with measuring() as measures:
            problems += content.problems or find_unplannable(content, measures)
        content.keep()
        library = content.library
        problems += unusable(library, library.muscles)
        problems += gaps(library, language) if language else ()
        for session in library.sessions.values():
            tell_unreadable(options, library, session)
        counted.append(
            f"{len(library.sessions)} sessions, {len(library.muscles)} muscles,"
            f" {len(library.techniques)} techniques"
        )
    if as_json:
        rows = [make_row("problem", each, **each.place._asdict()) for each in problems]
        print_json("problems", problems=rows)
    else:
        for problem in problems:
            click.echo(str(problem))
    if not options.quiet:
        count = f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "no problem"
        click.echo(f"{count} in {'; '.join(counted)}", err=True)
    return bool(problems)


def _watch(watched: Sequence[Sequence[Root]], look: Callable[[], bool]) -> None:
    """``look`` now and whenever a file of a workspace has changed, until Ctrl-C."""
    before: list[bytes] = []
    try:
        while True:
            now = [stamp_of(each) for each in watched]
            if now != before:
                before = now
                click.echo(time.strftime("%H:%M:%S  looking again; Ctrl-C ends"), err=True)
                look()
            time.sleep(_EVERY_S)
    except KeyboardInterrupt:
        click.echo("", err=True)


def _print_rules(as_json: bool) -> None:
    from unknot.timeline.safety.table import rows

    if as_json:
        print_json("rules", rules=[make_row("rule", each, rule=each.code) for each in rows()])
        return
    for each in rows():
        click.echo(f"{each.code:<7} {each.sentence}")
        click.echo(f"        {', '.join(each.held)}; {', '.join(each.sources)}")

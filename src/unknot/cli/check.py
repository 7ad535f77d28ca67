"""``unknot check``, and what of the content cannot be planned."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import get_args

import click
from msgspec.structs import replace

from unknot.cache import cache_folder
from unknot.cli import completing
from unknot.cli.arguments import refuse_typed
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals, NamedPath
from unknot.cli.options import json_option, read_language
from unknot.cli.output import tell
from unknot.cli.sessions import tell_unreadable
from unknot.cli.speaking import Measures, measuring
from unknot.content.checks.steps import marks_of, steps_of
from unknot.content.library_cache import ReadContent, read, stamp_of
from unknot.content.memory import stands_on_its_file
from unknot.content.records.session import Detail, Session
from unknot.content.workspace import Root, roots
from unknot.counted import counted
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError, EngineError, LayoutError
from unknot.playlist.plan import plan_all
from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.job import Job, resolve
from unknot.timeline.layout import Measure
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan

#: How often --watch looks, in seconds.
_EVERY_S = 0.5


@click.command()
@click.argument("workspaces", metavar="[DIR]...", nargs=-1, type=NamedPath(path_type=Path))
@click.option("--rules", is_flag=True, help="Print the safety rules instead.")
@click.option("--language", type=read_language, metavar="CODE",
              shell_complete=completing.languages,
              help="Also tell what this language lacks.")  # fmt: skip
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
        refuse_typed(["workspaces", "language", "watch"], "does not go with --rules")
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
    from unknot.content.checks.languages import gaps
    from unknot.pictures.looks import unusable

    problems: list[Diagnostic] = []
    looked_at: list[str] = []
    for folder in workspaces or (options.workspace,):
        content = read(roots(folder), cache_folder())
        with measuring() as measures:
            problems += content.problems or find_unplannable(content, measures)
        content.keep()
        library = content.library
        problems += unusable(library, library.muscles)
        lacking = gaps(library, language) if language else ()
        problems += (each for each in lacking if each not in problems)  # as a session in it told
        for session in library.sessions.values():
            tell_unreadable(options, library, session)
        looked_at.append(
            f"{counted(len(library.sessions), 'session')},"
            f" {counted(len(library.muscles), 'muscle')},"
            f" {counted(len(library.techniques), 'technique')}"
        )
    if as_json:
        rows = [make_row("problem", each, **each.place._asdict()) for each in problems]
        print_json("problems", problems=rows)
    else:
        for problem in problems:
            click.echo(str(problem))
    count = counted(len(problems), "problem") if problems else "no problem"
    tell(options, [f"{count} in {'; '.join(looked_at)}"], "")
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


def find_unplannable(content: ReadContent, measures: Measures) -> Iterator[Diagnostic]:
    """Why sessions and playlists cannot be planned; what could be, as it stands, is remembered.

    A session that names its voices, or a length that only some may reach, is judged by the pace of
    who speaks it, as ``measures`` has it; that is no matter of its file, so it is not remembered.
    """
    library, memory, sound = content.library, content.memory, set[str]()

    def measure(job: Job) -> Measure:
        usual = estimate(library, job.rate)
        return _by_voice(job, measures, usual) if _asks_who_speaks(job) else usual

    for session in library.sessions.values():
        path = library.origins["session", session.id].path
        if memory.is_good("plan", path):
            sound.add(session.id)
            continue
        try:
            asks = _plan_each_detail(session, content, measure)
            sound.add(session.id)
            if stands_on_its_file(session) and not asks:
                memory.note_good("plan", path)
        except ContentError as error:
            yield from error.problems
        except LayoutError as error:
            yield Diagnostic("L01", _place_of(session, error), error.reason)
    for playlist in library.playlists.values():
        if playlist.sessions <= sound:  # else its own problem has been told
            try:
                plan_all(playlist, library, Overrides(), measure)
            except ContentError as error:
                yield from error.problems
            except LayoutError as error:
                yield Diagnostic("L01", playlist.place(), str(error))


def _plan_each_detail(
    session: Session, content: ReadContent, measure: Callable[[Job], Measure]
) -> bool:
    """Plan ``session`` in each detail. Whether its plan depends on who speaks."""
    job = resolve(session, content.library)
    # A length that all the words fill need not be filled by fewer.
    freely = replace(job, session=replace(session, target=None)) if session.target else job
    for detail in get_args(Detail) if session.routines_only else (job.detail,):
        asked = job if detail == job.detail else replace(freely, detail=detail)
        plan(asked, measure(asked))
    return _asks_who_speaks(job)


def _asks_who_speaks(job: Job) -> bool:
    return bool(job.voice or job.session.voices or job.session.target)


def _by_voice(job: Job, measures: Measures, usual: Measure) -> Measure:
    """How long the clips of ``job`` are in its own voices; as ``usual`` where one cannot speak
    here, for that says nothing of the content."""
    known: Measure | None = None
    with suppress(EngineError):
        known = measures(job)

    def measure(cue: Say | Chime | Play) -> int:
        nonlocal known
        if known:
            try:
                return known(cue)
            except EngineError:
                known = None
        return usual(cue)

    return measure


def _place_of(session: Session, error: LayoutError) -> Place:
    """Where the line stands that does not fit its hold; else where the plan says that it was
    written."""
    for step in steps_of(session):
        for mark in marks_of(step):
            if mark.say and mark.say in error.cue:
                return mark.place("say")
    return error.place or session.place()

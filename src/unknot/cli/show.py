"""``unknot show``"""

from __future__ import annotations

import sys

import click

from unknot.cli import completing
from unknot.cli.arguments import refuse_typed
from unknot.cli.folding import folded_for
from unknot.cli.json_output import print_json
from unknot.cli.main import Globals
from unknot.cli.options import (
    Composing,
    Making,
    composing_options,
    json_option,
    making_options,
    override_options,
)
from unknot.cli.output import number_note, print_plan
from unknot.cli.sessions import keep_session, open_library, resolve_sessions, tell_hints
from unknot.cli.speaking import measuring
from unknot.content.library import Library
from unknot.content.places import AREAS
from unknot.content.records.session import Session
from unknot.timeline.overrides import Overrides
from unknot.timeline.sources import rests_on
from unknot.timeline.timeline import Timeline


@click.command()
@click.argument("session", required=False, shell_complete=completing.ids("session", more=AREAS))
@composing_options
@override_options()
@making_options("out", "jobs", "verify")
@click.option("--full", is_flag=True, help="Every word, pause and hold, with its time.")
@click.option("--sources", "as_sources", is_flag=True, help="What it rests on, instead.")
@json_option
@click.pass_obj
def command(
    options: Globals, session: str | None, composed: Composing, overrides: Overrides, how: Making,
    full: bool, as_sources: bool, as_json: bool,
) -> None:  # fmt: skip
    """The plan of a session: how long, what to have ready, what comes when; or its cue sheet.

    Holds and pauses are exact. So is speech that a track was built of; other lengths of speech are
    estimates.
    """
    from unknot.timeline.json import to_json
    from unknot.timeline.plan import plan

    if not session and not composed.muscles:
        raise click.UsageError("name a SESSION, or compose one with --muscle")
    content = open_library(options)
    (job,) = resolve_sessions(content, (session,) if session else (), composed, overrides)
    tell_hints(options, content, job.session)
    with measuring(how) as measures:
        measure = measures(job)
        planned = plan(job, measure)
        if composed.save:
            keep_session(options, job, measure)
    if as_sources:
        refuse_typed(["full"], "does not go with --sources")
        _print_sources(job.session, planned.timeline, content, as_json)
        return
    if as_json:
        click.echo(to_json(planned.timeline, indent=2))
        return
    notes = number_note(content, overrides.country)
    if not full:
        notes = (*notes, "every word, pause and hold: the same with --full")
    print_plan(options, planned, notes, full=full)


def _print_sources(session: Session, timeline: Timeline, content: Library, as_json: bool) -> None:
    rests = rests_on(session, timeline, content)
    if as_json:
        print_json("sources", sources=rests)
        return
    for each in rests:
        where = f" ({each.where})" if each.where else ""
        lines = (f"{each.id}: {each.title}{where}", f"    {'; '.join(each.by)}")
        for line in folded_for(sys.stdout, lines, ""):
            click.echo(line)

"""``unknot show``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unknot.cli.chosen import choice_options, keep, muscle_options, tell, told, wanted
from unknot.cli.common import engine_option, json_option, library, print_json
from unknot.cli.main import Globals
from unknot.cli.speaking import fallback_option, measuring
from unknot.cli.wording import number_note

if TYPE_CHECKING:
    from unknot.content.library import Library
    from unknot.content.records.values import Session
    from unknot.timeline.timeline import Timeline
    from unknot.timeline.treatments import Choices


@click.command(
    epilog="""\b
Examples:
  unknot show desk-day
  unknot show sore-hip --side left --hold 45s
  unknot show full-low-back --target 20m
  unknot show desk-day --detail short --country AU
  unknot show --muscle piriformis --muscle gluteus-medius --side right
  unknot show sore-hip --sources
  unknot show starter --json > starter.timeline.json""",
)
@click.argument("session", required=False)
@muscle_options
@choice_options
@engine_option
@fallback_option
@click.option("--sources", "as_sources", is_flag=True, help="What it rests on, instead.")
@json_option
@click.pass_obj
def command(
    options: Globals,
    session: str | None,
    muscles: tuple[str, ...],
    technique: str | None,
    keep_order: bool,
    save: str | None,
    choices: Choices,
    engine: str,
    fallback: str,
    as_sources: bool,
    as_json: bool,
) -> None:
    """The planned cue sheet of a session: times, words, kit.

    Lengths of speech are estimates until the track is built; holds and pauses are exact.
    """
    from unknot.timeline.json import to_json
    from unknot.timeline.plan import plan
    from unknot.timeline.sheet import cue_sheet

    if not session and not muscles:
        raise click.UsageError("name a SESSION, or compose one with --muscle")
    content = library(options.workspace)
    (found,) = wanted(
        content, (session,) if session else (), muscles, choices=choices, technique=technique,
        keep_order=keep_order, save=save,
    )  # fmt: skip
    with measuring(content, choices, engine=engine, fallback=fallback) as measures:
        measure = measures(found)
        timeline = plan(found, content, choices, measure)
        if save:
            keep(options, found, content, choices)
        if as_sources:
            _print_sources(found, timeline, content, as_json)
            return
        if as_json:
            click.echo(to_json(timeline, indent=2))
        else:
            click.echo(cue_sheet(timeline), nl=False)
        tell(options, number_note(content, choices.country))
        tell(options, told(found, content, choices, measure))


def _print_sources(session: Session, timeline: Timeline, content: Library, as_json: bool) -> None:
    from dataclasses import asdict

    from unknot.timeline.sources import rests_on

    rests = rests_on(session, timeline, content)
    if as_json:
        print_json([asdict(each) for each in rests])
        return
    for each in rests:
        where = f" ({each.where})" if each.where else ""
        click.echo(f"{each.id}: {each.title}{where}")
        click.echo(f"    {'; '.join(each.by)}")

"""``unknot show``"""

from __future__ import annotations

import click

from unknot.cli.common import choices, find_session, json_option, library, session_options
from unknot.cli.main import Globals


@click.command(
    epilog="""\b
Examples:
  unknot show desk-day
  unknot show sore-hip --side left --hold 45s
  unknot show starter --json > starter.timeline.json""",
)
@click.argument("session")
@session_options
@json_option
@click.pass_obj
def command(
    options: Globals, session: str, side: str | None, hold: int | None, rate: int, as_json: bool
) -> None:
    """The planned cue sheet of a session: times, words, kit.

    Lengths of speech are estimates until the track is built; holds and pauses are exact.
    """
    from unknot.timeline.plan import estimate, plan
    from unknot.timeline.sheet import cue_sheet
    from unknot.timeline.store import to_json

    content = library(options.workspace)
    found = find_session(content, session)
    timeline = plan(found, content, choices(side, hold), estimate(content, rate))
    if as_json:
        click.echo(to_json(timeline, indent=2))
    else:
        click.echo(cue_sheet(timeline), nl=False)

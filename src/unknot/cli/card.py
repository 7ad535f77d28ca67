"""``unknot card``"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import click
from msgspec.structs import replace

from unknot.card.entries import PrintedCard, make_card
from unknot.card.pdf import cards_pdf
from unknot.cli import completing
from unknot.cli.main import Globals
from unknot.cli.options import FILE, override_options
from unknot.cli.output import fixed_time, tell
from unknot.cli.sessions import open_library
from unknot.cli.speaking import measuring
from unknot.content.library import Library, find_record, find_session
from unknot.content.records.muscle import Muscle
from unknot.counted import counted
from unknot.files import replace_file
from unknot.programme.schedule import Schedule
from unknot.programme.started import read_started
from unknot.timeline.adhoc import session_of
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides


@click.command()
@click.argument("session", required=False, shell_complete=completing.ids("session"))
@click.option("--muscle", "muscles", multiple=True, metavar="ID", help="A page for this muscle.",
              shell_complete=completing.ids("muscle"))  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="A page for every muscle.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.option("--link", metavar="URL", default="", help="Printed as a QR code: the track, say.")
@click.option("--out", type=FILE, metavar="FILE",
              help="Where to write it; else card-ID.pdf here.")  # fmt: skip
@override_options()
@click.pass_obj
def command(
    options: Globals, session: str | None, muscles: tuple[str, ...], everything: bool,
    paper: Literal["a4", "letter"], link: str, out: Path | None, overrides: Overrides,
) -> None:  # fmt: skip
    """A page to print: pictures of place and posture, seconds, steps, when to stop."""
    if (session is not None) + bool(muscles) + everything != 1:
        raise click.UsageError("name a SESSION, or give --muscle, or --all")
    content = open_library(options)
    if session is not None:
        cards = [_of_session(session, content, overrides, link)]
        name = session
    else:
        ids = tuple(content.muscles) if everything else muscles
        cards = [_of_muscle(id, content, overrides, link) for id in ids]
        name = "muscles" if len(ids) > 1 else ids[0]
    path = out or Path(f"card-{name}.pdf")
    replace_file(path, [cards_pdf(cards, paper, fixed_time() or datetime.now(UTC))])
    click.echo(str(path))
    tell(options, [f"{counted(len(cards), 'page')}, {'A4' if paper == 'a4' else 'Letter'}"])


def _of_session(name: str, content: Library, overrides: Overrides, link: str) -> PrintedCard:
    job = resolve(find_session(content, name), content, overrides)
    return _card(job, days=tuple(_days(name, content)), link=link)


def _card(
    job: Job, *, link: str, days: tuple[date, ...] = (), muscle: Muscle | None = None
) -> PrintedCard:
    with measuring() as measures:
        return make_card(job, measures(job), days=days, link=link, muscle=muscle)


def _of_muscle(id: str, content: Library, overrides: Overrides, link: str) -> PrintedCard:
    muscle = find_record("muscle", id, content.muscles)
    title = muscle.spoken[:1].upper() + muscle.spoken[1:]
    if muscle.position is None:
        return PrintedCard(
            title=title, summary="", length=0, kit=(), entries=(), safety=(), emergency="",
            language=overrides.language or "en", link=link, muscle=muscle,
        )  # fmt: skip
    chosen = replace(overrides, opt_in=(*(overrides.opt_in or ()), *muscle.needs) or None)
    session = session_of(
        [id], content, side=overrides.side or "both", technique=None, keep_order=False,
        opt_in=chosen.opt_in or (),
    )  # fmt: skip
    card = _card(resolve(session, content, chosen), link=link, muscle=muscle)
    return replace(card, title=title)


def _days(session: str, content: Library) -> Iterator[date]:
    """The coming days of this session in the programme that is under way, if one is."""
    under_way = read_started()
    if under_way is None or under_way.programme not in content.programmes:
        return
    schedule = Schedule(content.programmes[under_way.programme], under_way.start, under_way.begin)
    for number in range(60):
        day = schedule.on(date.today() + timedelta(days=number))
        if day and day.session == session:
            yield day.date

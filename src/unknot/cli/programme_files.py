"""The files of ``unknot programme new``: two sessions of a place, and a year with them."""

from __future__ import annotations

import re
from typing import Any

import click
from msgspec.structs import replace

from unknot.cli.main import Globals
from unknot.cli.output import command_line, tell
from unknot.cli.questions import Answers, session_for, session_text
from unknot.cli.sessions import content_path, known_id, open_library, save_files
from unknot.cli.speaking import measuring
from unknot.content.library import Library
from unknot.content.places import AREAS
from unknot.content.records.session import Session
from unknot.content.workspace import workspace_to_write
from unknot.timeline.job import resolve

#: Whose phases, tasks and reminders every programme has, and the two sessions in it.
_MODEL, _WHOLE, _FEW = "low-back", "full-low-back", "desk-day"


def write_programme(
    options: Globals, name: str | None, where: tuple[str, ...], side: Any, *, side_lying: bool,
    dry_run: bool,
) -> None:  # fmt: skip
    """Write the programme ``name``, else named after the place; nothing is written over."""
    content = open_library(options)
    name = known_id(name or "-".join((*where, side)))
    answers = Answers(where=where, side=side, time=None, first_time=False, side_lying=side_lying)
    whole = session_for(options, f"{name}-all", answers, content)
    few = session_for(options, f"{name}-few", replace(answers, first_time=True), content)
    places = " and ".join(AREAS[each][0].partition(",")[0] for each in where)
    whole = replace(whole, title=f"{places.capitalize()}, all of it")
    few = replace(few, title=f"{places.capitalize()}, to begin with")
    folder = workspace_to_write(options.workspace)
    files = {
        content_path(options, "sessions", few.id, begun=True): _text(few, content),
        content_path(options, "sessions", whole.id, begun=True): _text(whole, content),
        folder / "sessions" / "programmes" / f"{name}.yaml": _calendar(
            content, places, few.id, whole.id
        ),
    }
    if dry_run:
        for path, text in files.items():
            click.echo(f"# {path}\n{text}")
        return
    save_files(options, files)
    for path in files:
        click.echo(str(path))
    tell(options, [f"See it:  {command_line(options.workspace, 'programme', 'show', name)}"])


def _text(session: Session, content: Library) -> str:
    """The file of ``session``, when its plan has passed every check."""
    from unknot.timeline.plan import plan

    job = resolve(session, content)
    with measuring() as measures:
        plan(job, measures(job))
    return session_text(session, content)


def _calendar(content: Library, places: str, few: str, whole: str) -> str:
    """The low back programme's text, about another place and with its sessions."""
    model = content.origins["programme", _MODEL].path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^title: .*$", f"title: Programme for the {places}", model, count=1)
    text = re.sub(r"(?m)^# A year with .*$", f"# A year with your {places}. Change it as you like;"
                  " no phase may be left out.", text, count=1)  # fmt: skip
    text = re.sub(r"(?m)^# sessions/programmes of .*\n", "", text, count=1)
    text = text.replace("your back is looked at", "you are looked at")
    return text.replace(_WHOLE, whole).replace(_FEW, few)

"""The few questions of ``unknot new session``, the commented file that the answers make, and what
is offered next to a person at a terminal: the track, and the phone."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from unknot.cli.main import Globals, main
from unknot.cli.options import read_length
from unknot.cli.output import command_line, tell
from unknot.cli.sessions import content_path, open_library, save_files
from unknot.cli.speaking import measuring
from unknot.content.library import Library
from unknot.content.places import AREAS, muscles_at, title_of
from unknot.content.records.session import Routine, Session
from unknot.content.workspace import workspace_to_write
from unknot.diagnostic import Place
from unknot.errors import ContentError
from unknot.packages import install
from unknot.timeline.adhoc import session_of
from unknot.timeline.job import resolve
from unknot.timeline.sheet import minutes

if TYPE_CHECKING:
    from unknot.timeline.plan import Plan


_POSTURES = {
    ("prone", None): "On your front.",
    ("supine-on", None): "On your back, on the massager.",
    ("seated", None): "Sitting.",
    ("side-lying", "left"): "On your left side.",
    ("side-lying", "right"): "On your right side.",
}


class Answers(Struct, frozen=True, kw_only=True):
    """``time`` in ms; None takes the time that it takes."""

    where: tuple[str, ...]
    side: Any
    time: int | None
    first_time: bool
    side_lying: bool = False
    asked: bool = False


def answered(
    where: tuple[str, ...], side: str | None, time: int | None, first_time: bool | None, *,
    side_lying: bool = False,
) -> Answers:  # fmt: skip
    """The answers that options gave; the others are asked for when a person is there."""
    asked = not (where and side)
    if asked:
        if not somebody_is_there():
            raise click.UsageError(
                "nobody is here to ask, so it needs --where and --side"
                " (and takes --time and --first-time)\n"
                f"  --where is one or more of: {', '.join(AREAS)}"
            )
        where = where or _where()
        side = side or click.prompt("Which side? left, right or both", value_proc=_side, err=True)
        if first_time is None:
            first_time = click.confirm("Is this your first time?", default=False, err=True)
        if not side_lying and "low-back" in where:
            side_lying = not click.confirm("Can you lie on your front?", default=True, err=True)
        time = _time() if time is None else time
    return Answers(
        where=where, side=side, time=time, first_time=bool(first_time), side_lying=side_lying,
        asked=asked,
    )  # fmt: skip


def somebody_is_there() -> bool:
    """Whether there is anybody to ask."""
    return sys.stdin.isatty()


def make_sure(question: str, otherwise: str) -> None:
    """Ask a person for a yes; a usage error that says ``otherwise`` where nobody is there."""
    if not somebody_is_there():
        raise click.UsageError(otherwise)
    click.confirm(question, default=False, abort=True, err=True)


def _where() -> tuple[str, ...]:
    click.echo("Where does it hurt?", err=True)
    for number, (words, _) in enumerate(AREAS.values(), start=1):
        click.echo(f"  {number}  {words}", err=True)
    return click.prompt("One or more numbers, such as 1,3", value_proc=_numbers, err=True)


def _numbers(text: str) -> tuple[str, ...]:
    names = list(AREAS)
    picked = []
    for word in text.replace(",", " ").split():
        if word in names:
            picked.append(word)
        elif word.isdecimal() and 1 <= int(word) <= len(names):
            picked.append(names[int(word) - 1])
        else:
            raise click.UsageError(f"{word!r} is not one of the numbers 1 to {len(names)}")
    if not picked:
        raise click.UsageError(f"type one or more of the numbers 1 to {len(names)}")
    return tuple(dict.fromkeys(picked))


def _side(text: str) -> str:
    word = text.strip().lower()
    found = [side for side in ("left", "right", "both") if word and side.startswith(word)]
    if not found:
        raise click.UsageError(f"{text!r} is not left, right or both")
    return found[0]


def _time() -> int | None:
    def read(text: str) -> int | None:
        text = text.strip()
        # A bare number can only mean minutes here.
        return read_length(f"{text}m" if text.isdecimal() else text) if text else None

    return click.prompt(
        "How long may it take? Such as 12m; just Enter for as long as it takes",
        default="", show_default=False, value_proc=read, err=True,
    )  # fmt: skip


def write_session(options: Globals, name: str | None, answers: Answers, *, dry_run: bool) -> None:
    """Plan the session of ``answers``, write its file, and say how long it will be."""
    content = open_library(options)
    session = session_for(options, name, answers, content)
    path = content_path(options, "sessions", session.id)
    session, planned = _fitting(session, answers, content)
    text = session_text(session, content)
    if dry_run:
        click.echo(text, nl=False)
    else:
        save_files(options, {path: text})
        click.echo(str(path))
    length = minutes(planned.timeline.length)
    typed = command_line(options.workspace, "build", session.id)
    tell(options, (*planned.notes, *planned.changes))
    tell(options, [f"{length} long. Make the track:  {typed}"])
    if answers.asked and not dry_run:
        offer_track(options, session.id)


def _fitting(session: Session, answers: Answers, content: Library) -> tuple[Session, Plan]:
    """``session`` in the time of ``answers``, and its plan; a person who was asked for the time is
    asked again when it is too short or too long."""
    from unknot.timeline.adhoc import first_session
    from unknot.timeline.plan import plan

    wished = answers.time
    while True:
        try:
            with measuring() as measures:

                def planned_of(each: Session) -> Plan:
                    job = resolve(each, content)
                    return plan(job, measures(job))

                if answers.first_time:
                    session = first_session(
                        session, wished, lambda each: planned_of(each).timeline.length
                    )
                return session, planned_of(session)
        except ContentError as error:
            if not answers.asked or error.problems[0].code != "T01":
                raise
            click.echo(f"{error.problems[0].message}: {error.problems[0].hint}", err=True)
            wished = _time()
            session = replace(session, target=wished)


def session_for(options: Globals, name: str | None, answers: Answers, content: Library) -> Session:
    """The session of ``answers``, as its file will have it."""
    muscles = muscles_at(answers.where, content, first_time=answers.first_time)
    session = session_of(muscles, content, side=answers.side, id=name or _free_id(options, answers))
    places = [AREAS[each][0].partition(",")[0] for each in answers.where]
    side = "both sides" if answers.side == "both" else f"{answers.side} side"
    title = name.replace("-", " ") if name else title_of(answers.where, answers.side)
    return replace(
        session,
        title=title[:1].upper() + title[1:],
        summary=f"For the {' and the '.join(places)}, {side}.",
        position="side-lying" if answers.side_lying else None,
        target=answers.time,
        places={**session.places, "target": Place("--time")},
    )


def _free_id(options: Globals, answers: Answers) -> str:
    """Named after the places; with a number when that is taken."""
    base = "-".join((*answers.where, answers.side))
    folder = workspace_to_write(options.workspace) / "sessions"
    ids = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(each for each in ids if not (folder / f"{each}.yaml").exists())


def session_text(session: Session, content: Library) -> str:
    """The commented file of ``session``."""
    from unknot.content.yaml.write import session_yaml

    return session_yaml(session, _comments(session), _above(session, content))


def _comments(session: Session) -> Sequence[str]:
    return [
        f"Try it:  unknot show {session.id}    then:  unknot build {session.id}",
        "More keys:  hold: 45s    pace: slow, normal or brisk    target: 12m",
        "A routine may also have points, hold, technique and position.",
        "Other muscles:  unknot list muscles",
    ]


def _above(session: Session, content: Library) -> Mapping[str, str]:
    """A comment wherever the person turns over, and above what the answers set."""
    above = {
        "pace": "How much time there is to get into position and to search.",
        "position": "Where a muscle allows it; the others stay as they are.",
        "target": "The track is fitted to this length: waits first, then holds, then points.",
    }
    before = None
    for number, routine in enumerate(resolve(session, content).session.routines):
        if isinstance(routine, Routine) and (now := _posture(routine, content)) != before:
            above[f"routines.{number}"] = _POSTURES.get(now, "") if now else ""
            before = now
    return above


def _posture(routine: Routine, content: Library) -> tuple[str, str | None] | None:
    from unknot.timeline.treatments import treatments

    lying = {(each.position, each.lie_on) for each in treatments(routine, content, None)}
    return next(iter(lying)) if len(lying) == 1 else None


def offer_track(options: Globals, session: str) -> None:
    """Make the track of ``session`` now; then serve it to the phone."""
    if not _wanted("Make it now?", default=True):
        return
    _call(options, "build", session)
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        tell(options, [f"for the phone: {install('unknot[serve]')}",
                       "then: unknot serve --lan"])  # fmt: skip
        return
    if _wanted("Play it on the phone now? (unknot serve --lan, until Ctrl-C)", default=False):
        _call(options, "serve", "--lan")


def _wanted(question: str, *, default: bool) -> bool:
    """Whoever leaves at an offer has what they came for."""
    try:
        return click.confirm(question, default=default, err=True)
    except click.Abort:
        click.echo("", err=True)
        return False


def _call(options: Globals, *arguments: str) -> None:
    """As if it had been typed."""
    before = ("-C", str(options.workspace)) if options.workspace else ()
    main.main([*before, *arguments], prog_name="unknot", standalone_mode=False)

"""What a workspace could contain, laid over the bundled content in memory, and what refuses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.content.checks import check
from unknot.content.library import Library
from unknot.content.records.base import OptIn, Record
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import Lexicon, Line, Script
from unknot.content.records.session import Programme, Routine, Session, Sides
from unknot.content.records.steps import SessionFrame, Step, Technique
from unknot.diagnostic import Place
from unknot.errors import ContentError, LayoutError
from unknot.timeline.compose import compose
from unknot.timeline.cues import Cue, Hold
from unknot.timeline.job import resolve
from unknot.timeline.layout import lay_out
from unknot.timeline.plan import estimate
from unknot.timeline.safety import findings
from unknot.timeline.timeline import Timeline

MUSCLES = (
    "erector-spinae", "quadratus-lumborum", "gluteus-maximus", "gluteus-medius",
    "gluteus-minimus", "piriformis", "small-spinal-muscles",
)  # fmt: skip
SIDES: tuple[Sides, ...] = ("left", "right", "both")
EVERY: tuple[OptIn, ...] = (
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf",
)  # fmt: skip
_LACKS = re.compile(r"S20 the script has no line '([\w-]+)'")
Sight = Literal["check", "rule"]


class Workspace(Struct, frozen=True, kw_only=True):
    """Records over the bundled ones, and a session to plan with them.

    ``seen_by``: who sees what is wrong with it, each by itself: the checks of its content, and the
    rules over its plan.
    """

    session: Session | None = None
    muscles: tuple[Muscle, ...] = ()
    techniques: tuple[Technique, ...] = ()
    lines: Mapping[tuple[str, str], Line] = field(default_factory=dict)
    frame: SessionFrame | None = None
    programme: Programme | None = None
    lexicon: Lexicon | None = None
    seen_by: tuple[Sight, ...] = ("check", "rule")

    def refusals(self, bundled: Library) -> set[str]:
        """The codes of everything that checks and safety rules say of it."""
        return self.by_checks(bundled) | self.by_rules(bundled)

    def by_checks(self, bundled: Library) -> set[str]:
        """What the checks say of its content, without a plan."""
        library, scripts = self.over(bundled)
        records: list[Record | None] = [
            *self.muscles, *self.techniques, *scripts, self.frame, self.programme, self.session,
            self.lexicon,
        ]  # fmt: skip
        return {p.code for each in records if each for p in check(each, library)}

    def by_rules(self, bundled: Library) -> set[str]:
        """What the safety rules say of its plan, whatever the checks have said before.

        Lines that it lacks are said in other words, so that there is a plan to judge; L01 if
        what is said does not fit a hold, and then what the rules say of the holds without it.
        """
        library, _ = self.over(bundled)
        return _planned(self.session, library) if self.session else set()

    def over(self, bundled: Library) -> tuple[Library, list[Script]]:
        scripts = dict(bundled.scripts["en"])
        for (owner, name), line in self.lines.items():
            script = scripts.get(owner) or Script(id=owner, lines={}, places=_file(owner))
            scripts[owner] = replace(script, lines={**script.lines, name: line})
        library = replace(
            bundled,
            muscles={**bundled.muscles, **{each.id: each for each in self.muscles}},
            techniques={**bundled.techniques, **{each.id: each for each in self.techniques}},
            scripts={**bundled.scripts, "en": scripts},
            frame=self.frame or bundled.frame,
            beneath=bundled,
        )
        return library, [scripts[owner] for owner in {owner for owner, _ in self.lines}]


def _file(owner: str) -> dict[str, Place]:
    return {"": Place(f"scripts/en/{owner}.yaml")}


def _planned(session: Session, library: Library) -> set[str]:
    cues = _composed(session, library)
    measure = estimate(library, 135)
    try:
        return _broken(lay_out(session, cues, measure, language="en", kit=()))
    except LayoutError:
        empty = [replace(cue, marks=()) if isinstance(cue, Hold) else cue for cue in cues]
        return {"L01"} | _broken(lay_out(session, empty, measure, language="en", kit=()))


def _broken(timeline: Timeline) -> set[str]:
    return {each.code for each in findings(timeline)}


def _composed(session: Session, library: Library) -> tuple[Cue, ...]:
    while True:
        try:
            return compose(resolve(session, library))
        except ContentError as error:
            if not (lacks := _LACKS.search(str(error))):
                raise
            library = _saying(library, lacks[1])


def _saying(library: Library, name: str) -> Library:
    """The library with a line of this name."""
    english = library.scripts["en"]
    shared = english["shared"]
    assert name not in shared.lines
    shared = replace(shared, lines={**shared.lines, name: says("Stay there.")})
    return replace(library, scripts={**library.scripts, "en": {**english, "shared": shared}})


def treating(
    *routines: Routine | Step, opt_in: Iterable[OptIn] = EVERY, hold: int | None = None
) -> Session:
    return Session(
        id="try", title="Try", summary="A try.", routines=routines, opt_in=tuple(opt_in), hold=hold
    )


def on(
    muscle: str, side: Sides = "right", technique: str | None = None,
    opt_in: Iterable[OptIn] = EVERY,
) -> Session:  # fmt: skip
    return treating(Routine(muscle=muscle, side=side, technique=technique), opt_in=opt_in)


def says(text: str, like: Line | None = None) -> Line:
    """A line that says ``text``, in everything else ``like`` another."""
    if like is None:
        return Line(say=(text,), sources=("INF",))
    return replace(like, say=(text,), in_turn=(), helper=(), short=())

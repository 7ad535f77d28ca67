"""What a workspace could contain, laid over the bundled content in memory, and what refuses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from unknot.content.checks import check
from unknot.content.library import Library
from unknot.content.records.programme import Programme
from unknot.content.records.values import (
    Lexicon,
    Line,
    Muscle,
    OptIn,
    Record,
    Routine,
    Script,
    Session,
    SessionFrame,
    Sides,
    Step,
    Technique,
)
from unknot.diagnostic import Place
from unknot.errors import ContentError, LayoutError
from unknot.timeline.compose import compose
from unknot.timeline.job import resolve
from unknot.timeline.layout import lay_out
from unknot.timeline.plan import estimate
from unknot.timeline.safety import findings

MUSCLES = (
    "erector-spinae", "quadratus-lumborum", "gluteus-maximus", "gluteus-medius",
    "gluteus-minimus", "piriformis", "small-spinal-muscles",
)  # fmt: skip
SIDES: tuple[Sides, ...] = ("left", "right", "both")
EVERY: tuple[OptIn, ...] = (
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Records over the bundled ones, and a session to plan with them."""

    session: Session | None = None
    muscles: tuple[Muscle, ...] = ()
    techniques: tuple[Technique, ...] = ()
    lines: Mapping[tuple[str, str], Line] = field(default_factory=dict)
    frame: SessionFrame | None = None
    programme: Programme | None = None
    lexicon: Lexicon | None = None

    def refusals(self, bundled: Library) -> set[str]:
        """The codes of everything that checks and safety rules say of it."""
        library, scripts = self.over(bundled)
        records: list[Record | None] = [
            *self.muscles, *self.techniques, *scripts, self.frame, self.programme, self.session,
            self.lexicon,
        ]  # fmt: skip
        codes = {p.code for each in records if each for p in check(each, library)}
        if self.session:
            codes |= _planned(self.session, library)
        return codes

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
    """The safety rules that the plan breaks, whatever the checks have said before."""
    try:
        cues = compose(resolve(session, library))
        timeline = lay_out(session, cues, estimate(library, 135), language="en", kit=())
    except (ContentError, ValueError, KeyError, StopIteration):
        return set()  # not even composed; the checks have told why
    except LayoutError:
        return {"L01"}
    return {each.code for each in findings(timeline)}


def treating(
    *routines: Routine | Step, opt_in: Iterable[OptIn] = EVERY, hold: int | None = None
) -> Session:
    return Session(
        id="try", title="Try", summary="A try.", routines=routines, opt_in=tuple(opt_in), hold=hold
    )


def on(muscle: str, side: Sides = "right", technique: str | None = None) -> Session:
    return treating(Routine(muscle=muscle, side=side, technique=technique))


def says(text: str, like: Line | None = None) -> Line:
    """A line that says ``text``, in everything else ``like`` another."""
    if like is None:
        return Line(say=(text,), sources=("INF",))
    return replace(like, say=(text,), in_turn=(), helper=(), short=())

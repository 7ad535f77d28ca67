"""Device: when the massager runs, from the line that switches it on to the line that ends it.

The lines are those of safety, which no workspace rewords. An author's own sentences and steps may
say anything, so from them on it counts as running too, until the next line that takes it off.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from unknot.content.once import once
from unknot.timeline.cues import Chapter, Hold, Say, Treatment
from unknot.timeline.timeline import Event, Timeline, line_of

#: The lines after which the massager runs, and those after which it does not.
ON = frozenset({"switch-on", "lesson-device"})
OFF = frozenset({"hold-off", "switch-off", "closing-rest", "closing-off"})


class Run(Struct, frozen=True):
    """One stretch in ms. ``treatment`` is the routine it belongs to, the last one between two;
    ``told`` is false where only words of somebody's own, or a hold, make it count."""

    start: int
    end: int
    treatment: Treatment | None
    told: bool

    @property
    def length(self) -> int:
        return self.end - self.start


@once
def runs(timeline: Timeline) -> tuple[Run, ...]:
    """Every stretch in which the massager runs or may run, in time order."""
    return tuple(_runs(timeline))


def _runs(timeline: Timeline) -> Iterator[Run]:
    if not any(_by_massager(event) for event in timeline.events):
        return
    treatment: Treatment | None = None
    start, told = -1, False
    for event in timeline.events:
        if isinstance(event.cue, Chapter) and event.cue.treatment:
            treatment = event.cue.treatment
        begins = _begins(event, treatment)
        if begins == "told" and start >= 0 and not told:
            yield Run(start, event.start, treatment, told)
            start = -1
        if begins and start < 0:
            start, told = event.start, begins == "told"
        if start >= 0 and line_of(event) in OFF:
            yield Run(start, event.end, treatment, told)
            start, told = -1, False
    if start >= 0:
        yield Run(start, timeline.length, treatment, told)


def device_ms(timeline: Timeline) -> int:
    """How long the massager runs, in ms: from each line that switches it on to the one that
    takes it off."""
    return sum(run.length for run in runs(timeline) if run.told)


def _begins(event: Event, treatment: Treatment | None) -> str:
    if line_of(event) in ON:
        return "told"
    # Reworded lines of a bundled technique stand among its own short waits.
    own = (
        isinstance(event.cue, Say)
        and event.cue.own
        and (not event.cue.line or (treatment is not None and treatment.own_steps))
    )
    held = isinstance(event.cue, Hold) and (treatment is None or treatment.by == "massager")
    return "perhaps" if own or held else ""


def _by_massager(event: Event) -> bool:
    cue = event.cue
    return isinstance(cue, Chapter) and cue.treatment is not None and cue.treatment.by == "massager"

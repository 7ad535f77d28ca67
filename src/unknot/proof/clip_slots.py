"""Where in a track's frames each of its clips belongs, after the plan."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import Event, Timeline
from unknot.track.facts import ClipFacts


class ClipSlot(Struct, frozen=True, kw_only=True):
    """One clip's place: its first frame (a lead of silence, one before its sound), and so on."""

    first: int
    frames: int
    event: Event
    facts: ClipFacts

    @property
    def stop(self) -> int:
        return self.first + self.frames


def clip_slots(timeline: Timeline, clips: Sequence[ClipFacts]) -> tuple[ClipSlot, ...]:
    """A slot for each sounding event; ``clips`` has the facts of each."""
    events = [event for event, _ in timeline.sounding()]
    return tuple(
        ClipSlot(
            first=event.start // FRAME_MS - 1,
            frames=event.length // FRAME_MS,
            event=event,
            facts=facts,
        )
        for event, facts in zip(events, clips, strict=True)
    )

"""What is wrong in a track, planned or finished: when, at which event, and by which rule."""

from __future__ import annotations

from msgspec import Struct

from unknot.timeline.sheet import clock

#: The "event" of what concerns a track as a whole.
TRACK = "track"


class TrackFinding(Struct, frozen=True, kw_only=True, order=True):
    """One thing wrong, ``at`` ms of the plan. ``code``: a safety rule's, or one of
    docs/reference/verify.md; ``event``: what should be there, in a few words."""

    at: int
    code: str
    event: str = TRACK
    message: str

    def __str__(self) -> str:
        return f"{clock(self.at):>11}  {self.code:<6}  {self.event}: {self.message}"

"""A track with a bed was encoded whole, and has a digest for each few seconds of its frames."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from unknot.clips.clipfile import digest
from unknot.proof.locate import Located, late_by, not_its_sound, tell_end
from unknot.proof.mp3_frames import Body, ClipSlot, frame_ms
from unknot.timeline.finding import at_event, event_over, on_track
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import Timeline
from unknot.track.facts import PIECE


def locate_whole(
    body: Body, slots: Sequence[ClipSlot], timeline: Timeline, made: Sequence[str], planned: int
) -> Located:
    """What is wrong with frames whose pieces have these digests, and by how much each slot is late.

    Frames that are missing or too many move all that follows, which is told once.
    """
    if not timeline.bed or len(made) != -(-planned // PIECE):
        found = on_track("V02", "its plan and its facts do not agree on whether it has a bed")
        return Located(findings=[found], moved=dict.fromkeys(range(len(slots)), 0))
    pieces = _Pieces(body, made, planned)
    pieces.look()
    out = Located()
    if len(pieces.wrong) == pieces.looked > 3:
        out.findings.append(not_its_sound(0, pieces.looked, "stretches"))
        return out
    for first, stop, moved in pieces.wrong:
        at = min(frame_ms(first), timeline.length)
        event = event_over(timeline, at, frame_ms(stop))
        message = f"in the {(stop - first) * FRAME_MS / 1000:g} s from here on, its bytes are not"
        message += f" the ones that were made{late_by(moved)}"
        found = at_event(event, "V11", message, at) if event else on_track("V11", message, at)
        out.findings.append(found)
    out.findings += tell_end(body.count - pieces.drift, planned, timeline)
    for number, slot in enumerate(slots):
        if (late := pieces.late(slot)) is not None:
            out.moved[number] = late
    return out


class _Pieces(Struct):
    """``wrong``: first and last-but-one frame of each piece that is another than was made, and by
    how many frames all behind it has moved with it. ``looked``: how many pieces are there."""

    body: Body
    made: Sequence[str]
    planned: int
    wrong: list[tuple[int, int, int]] = field(default_factory=list)
    looked: int = 0
    drift: int = 0

    def look(self) -> None:
        off = self.body.count - self.planned
        for number in range(len(self.made)):
            first, stop = self._span(number)
            if stop + self.drift > self.body.count:
                return
            self.looked += 1
            if self._right(number, self.drift):
                continue
            moved = off if not self.drift and self._right(number + 1, off) else 0
            self.wrong.append((first, stop, moved))
            self.drift += moved

    def late(self, slot: ClipSlot) -> int | None:
        """By how many frames ``slot`` is late; None where it is not there, or not as it was."""
        if any(slot.first < stop and first < slot.stop for first, stop, _ in self.wrong):
            return None
        moved = sum(by for _, stop, by in self.wrong if stop <= slot.first)
        return moved if slot.stop + moved <= self.body.count else None

    def _span(self, number: int) -> tuple[int, int]:
        return number * PIECE, min((number + 1) * PIECE, self.planned)

    def _right(self, number: int, drift: int) -> bool:
        first, stop = (frame + drift for frame in self._span(number))
        inside = number < len(self.made) and 0 <= first < stop <= self.body.count
        return inside and digest(self.body.frames(first, stop)) == self.made[number]

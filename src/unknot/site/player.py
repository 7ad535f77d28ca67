"""What the player of a page is told: steps, what is counted down, captions, when to stop.

One player for the published site, for ``serve`` and for a page with its sound inside. How it looks
and what it does is in ``unknot/pages`` (player.html, player.css, player.js).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from unknot.site.captions import captions
from unknot.site.chapters import routines, steps
from unknot.timeline.cues import Chapter, Hold, Say, Treatment, Wait
from unknot.timeline.sheet import minutes
from unknot.timeline.timeline import Event, Timeline, line_of

#: A wait this long is counted down, so that nobody has to ask how long there is (ms, INF).
COUNTED_WAIT = 4_000
#: In whose words a person is told to stop; the safety rule INV-24 looks for the same.
_STOP = ("sharp pain", "numbness", "tingling", "stop")
#: In whose words they are told whom to call.
_CALLS = re.compile("emergency|call ", re.IGNORECASE)

#: How lines begin that ask for something, and what the wait behind them is for.
_WAITS = {
    **dict.fromkeys(("position", "swap-side", "hand", "place", "stick-set", "stroke-place"),
                    "to get ready"),
    **dict.fromkeys(("find", "next-point", "exam"), "to search"),
    **dict.fromkeys(("finish", "stick-release", "press-off"), "pause"),
    "recheck": "to check again",
}  # fmt: skip


class PageImage(Struct, frozen=True, kw_only=True):
    """Where a picture is, and what it shows in words."""

    address: str
    alt: str


class Player(Struct, frozen=True, kw_only=True):
    """All that the template needs.

    ``audio`` and the pictures' addresses are relative to the page. ``pictures`` has one for each
    treatment that has any; ``number`` is dialled in an emergency, "" where it is not known.
    """

    timeline: Timeline
    audio: str
    artist: str
    artwork: str = ""
    pictures: Mapping[Treatment, PageImage] = field(default_factory=dict)
    number: str = ""

    @property
    def steps(self) -> Sequence[Mapping[str, object]]:
        """Every step; those inside a routine bear its name, too."""
        return list(_steps(self.timeline))

    @property
    def treats(self) -> bool:
        """Whether it can hurt: then there is a button for that."""
        return _treats(self.timeline)

    @property
    def stop(self) -> Sequence[str]:
        """What the track says of when to stop, and whom to call."""
        return [" ".join(event.cue.text.split()) for event in _stopping(self.timeline)
                if isinstance(event.cue, Say)]  # fmt: skip

    @property
    def data(self) -> Mapping[str, object]:
        """For the script, in seconds."""
        shown = list(self.pictures)
        said = next((e for e in _stopping(self.timeline) if _tells_to_stop(e)), None)
        counts = list(_counts(self.timeline))
        return {
            "title": self.timeline.title,
            "artist": self.artist,
            "artwork": self.artwork,
            "length": _s(self.timeline.length),
            "steps": [
                [each["t"], each["name"], each["side"],
                 shown.index(each["treatment"]) if each["treatment"] in shown else -1]
                for each in _steps(self.timeline)
            ],
            "pictures": [[each.address, each.alt] for each in self.pictures.values()],
            "counts": counts,
            # What a caption counts down in words, in whatever language, is shown in figures.
            "captions": [
                [_s(c.start), _s(c.end), c.text] for c in captions(self.timeline)
                if c.spoken or not any(start <= _s(c.start) < end for start, end, _ in counts)
            ],
            "stop": [_s(said.start), _s(said.end)] if said else None,
        }  # fmt: skip


def _steps(timeline: Timeline) -> Iterator[dict[str, object]]:
    named = {each.start: each.title for each in routines(timeline)}
    routine = ""
    for each in steps(timeline):
        routine = named.get(each.start, routine)
        inside = each.start not in named
        yield {
            "t": _s(each.start),
            "time": minutes(each.start),
            "title": each.title,
            "name": f"{routine}: {each.title}" if inside else each.title,
            "inside": inside,
            "side": each.treatment.side if each.treatment else "",
            "treatment": each.treatment,
        }


def _counts(timeline: Timeline) -> Iterator[tuple[float, float, str]]:
    """(from, to, what) of each hold, and of each wait that is long enough to be asked about."""
    treats, asked = False, ""
    for event in timeline.events:
        match event.cue:
            case Chapter():
                treats, asked = event.cue.treatment is not None, ""
            case Say() if not line_of(event).startswith("time-"):  # which tells how long it is
                asked = line_of(event)
            case Hold():
                yield _s(event.start), _s(event.end), "hold"
            case Wait() if event.length >= COUNTED_WAIT:
                yield _s(event.start), _s(event.end), _waits_for(asked) if treats else "pause"


def _waits_for(asked: str) -> str:
    """What a wait in a routine is for, by the line that was said before it."""
    for begins, what in _WAITS.items():
        if asked.startswith(begins):
            return what
    return "for this" if asked else "pause"


def _treats(timeline: Timeline) -> bool:
    """A muscle, or by a free step, for which the opening says when to stop."""
    muscles = any(each.treatment for each in routines(timeline))
    return muscles or any(True for _ in _stopping(timeline))


def _stopping(timeline: Timeline) -> Iterator[Event]:
    """The line of the opening that says when to stop, and those that say whom to call.

    In a language whose words cannot be told apart here, all of the opening.
    """
    said = [e for e in timeline.events if isinstance(e.cue, Say) and "/opening-" in e.cue.line]
    told = [event for event in said if _tells_to_stop(event)]
    if not told:
        yield from said
        return
    yield from told
    yield from (e for e in said if isinstance(e.cue, Say) and _CALLS.search(e.cue.text))


def _tells_to_stop(event: Event) -> bool:
    return isinstance(event.cue, Say) and all(word in event.cue.text.lower() for word in _STOP)


def _s(ms: int) -> float:
    return ms / 1000

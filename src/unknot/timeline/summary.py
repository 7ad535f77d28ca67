"""A Timeline in one screen: how long, what to have ready, and what comes when."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten, wrap

from unknot.timeline.cues import Chapter, Hold, Treatment
from unknot.timeline.device import device_ms
from unknot.timeline.sheet import minutes, told
from unknot.timeline.timeline import Timeline

#: A terminal of 24 lines has room for these and for the command that was typed.
SCREEN = 22
_LEAST_CHAPTERS = 4
_AT = 8
_NAMES = {
    "kit": "have ready:", "words": "words", "own": "own words:", "bed": "bed:", "note": "note:"
}  # fmt: skip
_LYING = {"prone": "front", "supine-on": "massager", "seated": "sitting"}


def summary(timeline: Timeline, *, width: int = 80, lines: int = SCREEN) -> str:
    """At most ``lines`` lines of ``width`` columns, as long as its head leaves room for chapters;
    ends with a newline."""
    head = [each for text in _head(timeline) for each in folded(text, width, "  ")]
    title, *rows = _table(timeline, width)
    room = max(_LEAST_CHAPTERS, lines - len(head) - 1)
    if len(rows) > room:
        left = len(rows) - room + 1
        rows[room - 1 :] = [f"{'…':>{_AT - 2}}  and {left} more until {minutes(timeline.length)}"]
    return "\n".join([*head, title, *rows]) + "\n"


def folded(text: str, width: int, indent: str) -> list[str]:
    """``text`` in lines of ``width`` columns, ``indent`` before all but the first. A word that is
    longer, such as a path, stays whole."""
    return wrap(
        text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _head(timeline: Timeline) -> Iterator[str]:
    yield f"{timeline.title} ({timeline.session}, {timeline.language})"
    holds = sum(isinstance(event.cue, Hold) for event in timeline.events)
    counted = f"{holds} hold{'s' * (holds != 1)}"
    treated = f", {minutes(timeline.hold_ms)} of it in {counted}" if holds else ""
    running = f", massager on for {minutes(on)}" if (on := device_ms(timeline)) else ""
    yield f"{minutes(timeline.length)} long{treated}{running}"
    for name, text in told(timeline):
        yield f"{_NAMES[name]} {text}"


def _table(timeline: Timeline, width: int) -> Iterator[str]:
    """A heading, then when each chapter begins, its title, how one lies and for which holds."""
    cells = [("", "", "lie on", "holds")]
    for event, end in timeline.chapters():
        assert isinstance(event.cue, Chapter)
        holds = _holds(timeline, event.start, end)
        lying = _lying(event.cue.treatment)
        cells.append((minutes(event.start), event.cue.title, lying, holds))
    if not any(lying for _, _, lying, _ in cells[1:]):
        cells[0] = ("", "", "", "")
    wide, held = (max(len(cell[column]) for cell in cells) + 2 for column in (2, 3))
    for at, title, posture, holds in cells:
        room = width - _AT - (wide + held if posture else 0)
        yield f"{at:>6}  {_cut(title, room):<{room}}{posture:>{wide}}{holds:>{held}}".rstrip()


def _cut(title: str, room: int) -> str:
    """``title`` in ``room`` columns; the side at its end is never cut off."""
    name, comma, side = title.rpartition(", ")
    return shorten(name, room - len(comma + side), placeholder=" …") + comma + side


def _lying(treatment: Treatment | None) -> str:
    if treatment is None:
        return ""
    side = treatment.lie_on
    return f"{side} side" if side else _LYING[treatment.position]


def _holds(timeline: Timeline, start: int, end: int) -> str:
    """Such as ``2 × 30 s``; ``2 × 30-45 s`` where they differ."""
    lengths = [
        each.length
        for each in timeline.events
        if start <= each.start < end and isinstance(each.cue, Hold)
    ]
    if not lengths:
        return ""
    least, most = (round(each / 1000) for each in (min(lengths), max(lengths)))
    return f"{len(lengths)} × {least}{f'-{most}' if most > least else ''} s"

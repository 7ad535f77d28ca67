"""A Timeline as text: the cue sheet, one event a line, which reviewers read and goldens hold; and
in one screen: how long, what to have ready, and what comes when."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten, wrap
from typing import assert_never

from unknot.counted import counted
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Play, Say, Treatment, Wait
from unknot.timeline.device import device_ms
from unknot.timeline.timeline import Event, Timeline
from unknot.timeline.wording import DETAILS

#: INV-17.
LONG_MS = 35 * 60_000
#: The columns where the words of an event and of the head begin.
_WORDS, _HEAD = 30, 6


def clock(ms: int) -> str:
    """``ms`` as ``m:ss.mmm``, or ``h:mm:ss.mmm`` from an hour on."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{seconds:02}.{rest:03}"
    return f"{minutes}:{seconds:02}.{rest:03}"


def stamp(ms: int, mark: str = ".") -> str:
    """``ms`` as ``hh:mm:ss.mmm``, with ``mark`` before the thousandths."""
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


def minutes(ms: int) -> str:
    """``ms`` to the nearest second, as ``m:ss``."""
    return clock(round(ms / 1000) * 1000).removesuffix(".000")


def warnings(timeline: Timeline) -> tuple[str, ...]:
    """What the listener is told because the session opted in to it; that a treatment is long."""
    said = (event.cue for event in timeline.events if isinstance(event.cue, Say))
    told = tuple(say.text for say in said if say.line.startswith("shared/opt-in-"))
    if any(timeline.treatments()) and timeline.length > LONG_MS:
        told += (f"{minutes(timeline.length)} is long to lie for; up to 35:00 is usual (INV-17)",)
    return told


def cue_sheet(timeline: Timeline, width: int | None = None) -> str:
    """Start, length in seconds, kind and words of every event; ends with a newline.

    With ``width`` no line is longer: words go on below where they began.
    """
    lines = _lines(timeline)
    if width:
        lines = (part for line in lines for part in _folded(line, width))
    return "\n".join(lines) + "\n"


def _folded(line: str, width: int) -> list[str]:
    """``line`` as several, the words of each below those of the first."""
    if len(line) <= width:
        return [line]
    at = _WORDS if line.startswith(" ") else _HEAD
    return wrap(
        line[at:], max(width, at + 20), initial_indent=line[:at], subsequent_indent=" " * at,
        break_long_words=False, break_on_hyphens=False,
    ) or [line]  # fmt: skip


def _lines(timeline: Timeline) -> Iterator[str]:
    yield f"{timeline.title} ({timeline.session}, {timeline.language})"
    yield f"total {minutes(timeline.length)}{_treated(timeline, 'massager on')}"
    yield from (f"{name:<{_HEAD}}{text}" for name, text in told(timeline))
    for event in timeline.events:
        if isinstance(event.cue, Chapter):
            yield ""
        yield _line(event, indent="")
        for each in event.inside:
            yield _line(each, indent="  ")


def _treated(timeline: Timeline, on: str) -> str:
    """How much of a track is held, and how long the massager runs, which is called ``on``."""
    holds = sum(isinstance(event.cue, Hold) for event in timeline.events)
    treated = f", {minutes(timeline.hold_ms)} of it in {counted(holds, 'hold')}" if holds else ""
    return treated + (f", {on} {minutes(running)}" if (running := device_ms(timeline)) else "")


def told(timeline: Timeline) -> Iterator[tuple[str, str]]:
    """What there is to know before it begins, each with its name."""
    if timeline.kit:
        yield "kit", ", ".join(timeline.kit)
    if timeline.detail != "full":
        yield "words", f"{timeline.detail}: {DETAILS[timeline.detail]}"
    if own := own_note(timeline):
        yield "own", own
    if timeline.bed:
        yield "bed", str(timeline.bed)
    yield from (("note", warning) for warning in warnings(timeline))


def own_texts(timeline: Timeline) -> list[str]:
    """Every sentence that did not come with unknot, in the order in which it is heard."""
    return [cue.text for _, cue in timeline.sounding() if isinstance(cue, Say) and cue.own]


def own_note(timeline: Timeline) -> str:
    """How much of what is said did not come with unknot, and by whom; "" when nothing is own."""
    if not timeline.authors and not timeline.unsigned:
        return ""
    own = len(own_texts(timeline))
    said = sum(isinstance(cue, Say) for _, cue in timeline.sounding())
    by = [*timeline.authors, *(f"nobody named in {name}" for name in timeline.unsigned)]
    return f"{own} of {counted(said, 'sentence')} did not come with unknot; by {', '.join(by)}"


def _line(event: Event, indent: str) -> str:
    length = f"{event.length / 1000:.3f}" if event.length else ""
    kind, words = _words(event.cue)
    return (
        f"{clock(event.start):>11} {length:>8}  {indent}{kind:<{8 - len(indent)}}{words}".rstrip()
    )


def _words(cue: Cue) -> tuple[str, str]:
    match cue:
        case Say():
            return "say", (f"({cue.chime} chime) " if cue.chime else "") + cue.text
        case Wait():
            return "wait", ""
        case Hold():
            return "hold", f"point {cue.point}"
        case Chime():
            return "chime", cue.kind
        case Play():
            return "play", cue.file
        case Chapter():
            return "chapter", cue.title
        case _:
            assert_never(cue)


#: A terminal of 24 lines has room for these and for the command that was typed.
SCREEN = 22
_LEAST_CHAPTERS = 4
_AT = 8
#: The longest word for a side, in any language, that is not cut off a title.
_SIDE = 20
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
    yield f"{minutes(timeline.length)} long{_treated(timeline, 'massager on for')}"
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
    if not name or len(side) > _SIDE:  # a title of somebody's own
        name, comma, side = title, "", ""
    left = max(room - len(comma + side), 1)
    cut = shorten(name, left, placeholder=" …")
    return (cut if cut != "…" else f"{name[: left - 1]}…") + comma + side


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

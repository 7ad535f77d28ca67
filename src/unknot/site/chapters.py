"""Chapters in two levels from one timeline: every step, and merged for feeds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from unknot.timeline.cues import Chapter, Hold, Treatment
from unknot.timeline.timeline import Timeline

#: Spotify: chapters of 30 s and more, titles under 40 characters, three at least, the first at 0.
SHORTEST_MS = 30_000
FEWEST = 3
LONGEST_TITLE = 39


class ChapterSpan(Struct, frozen=True, kw_only=True):
    """A named stretch of a track, in ms; ``treatment`` is what is done in it."""

    start: int
    end: int
    title: str
    treatment: Treatment | None = None

    @property
    def length(self) -> int:
        """How long it lasts, in ms."""
        return self.end - self.start


def routines(timeline: Timeline) -> tuple[ChapterSpan, ...]:
    """The timeline's own chapters; one over all of it when it has none."""
    found = [
        ChapterSpan(
            start=event.start, end=end, title=event.cue.title, treatment=event.cue.treatment
        )
        for event, end in timeline.chapters()
        if isinstance(event.cue, Chapter)
    ]
    if not found or found[0].start > 0:
        end = found[0].start if found else timeline.length
        found.insert(0, ChapterSpan(start=0, end=end, title=timeline.title))
    return tuple(each for each in found if each.length)


def steps(timeline: Timeline) -> tuple[ChapterSpan, ...]:
    """Every step: a routine's beginning, each of its holds, and what comes after each.

    What treats nothing is not spoken of in words of treatment: its holds are steps of the chapter.
    """
    found: list[ChapterSpan] = []
    for routine in routines(timeline):
        marks = [(routine.start, routine.title)]
        for event in timeline.events:
            if (
                routine.treatment
                and isinstance(event.cue, Hold)
                and routine.start <= event.start < routine.end
            ):
                marks.append((event.start, f"Hold {event.cue.point}"))
                marks.append((event.end, "Check again"))
        ends = [start for start, _ in marks[1:]] + [routine.end]
        found += [
            replace(routine, start=start, end=end, title=title)
            for (start, title), end in zip(marks, ends, strict=True)
            if end > start
        ]
    return tuple(found)


def for_feeds(timeline: Timeline) -> tuple[ChapterSpan, ...]:
    """Chapters of at least 30 s with short titles; from the steps when routines are too few."""
    merged = merge(routines(timeline))
    if len(merged) < FEWEST and len(finer := merge(steps(timeline))) > len(merged):
        merged = finer
    return tuple(replace(each, title=shorten(each.title)) for each in merged)


def merge(stretches: Iterable[ChapterSpan], shortest: int = SHORTEST_MS) -> tuple[ChapterSpan, ...]:
    """Neighbours put together until none is shorter, under the names of all that have room.

    The first is always named, for it is what is heard where a player jumps to. What is treated
    in it is of what is named; nothing, where that would show one side while the other is treated.
    """
    groups: list[list[ChapterSpan]] = []
    for each in stretches:
        if groups and _length(groups[-1]) < shortest:
            groups[-1].append(each)
        else:
            groups.append([each])
    if len(groups) > 1 and _length(groups[-1]) < shortest:
        groups[-2:] = [groups[-2] + groups[-1]]
    return tuple(map(_put_together, groups))


def _put_together(group: Sequence[ChapterSpan]) -> ChapterSpan:
    title = _joined(group)
    shown = max((each for each in group if each.title in title), key=lambda one: one.length)
    sides = {each.treatment.side for each in group if each.treatment}
    return replace(
        shown, start=group[0].start, end=group[-1].end, title=title,
        treatment=shown.treatment if len(sides) < 2 else None,
    )  # fmt: skip


def _joined(group: Sequence[ChapterSpan]) -> str:
    titles = list(dict.fromkeys(each.title for each in group))
    if len(together := " · ".join(titles)) <= LONGEST_TITLE:
        return together
    longest = max(group, key=lambda one: one.length).title
    both = f"{titles[0]} · {longest}"
    return both if longest != titles[0] and len(both) <= LONGEST_TITLE else titles[0]


def _length(group: Sequence[ChapterSpan]) -> int:
    return group[-1].end - group[0].start


def shorten(title: str, most: int = LONGEST_TITLE) -> str:
    """``title`` in at most ``most`` characters; a side at its end is kept."""
    if len(title) <= most:
        return title
    head, comma, side = title.rpartition(", ")
    tail = f", {side}" if comma and len(side) <= 5 else ""
    room = most - len(tail) - 1
    words = (head if tail else title)[: room + 1].rsplit(" ", 1)[0][:room]
    return f"{words.rstrip(' ,')}…{tail}"


def clock(ms: int) -> str:
    """``h:mm:ss`` with two figures for the hours, rounded to the second as players show it."""
    seconds = round(ms / 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def chapters_json(timeline: Timeline, page: str, pictures: Sequence[str], image: str) -> bytes:
    """JSON chapters 1.2: those for feeds, and every further step as a silent one.

    ``pictures`` holds an address for each of ``for_feeds``; ``image`` is the session's own.
    """
    entries = []
    shown = for_feeds(timeline)
    for each, picture in zip(shown, pictures, strict=True):
        entries.append({**_entry(each), "img": picture, "url": f"{page}#t={each.start / 1000:g}"})
    starts = {each.start for each in shown}
    entries += [
        {**_entry(each), "toc": False} for each in steps(timeline) if each.start not in starts
    ]
    entries.sort(key=lambda entry: float(str(entry["startTime"])))
    value = {"version": "1.2.0", "title": timeline.title, "image": image, "chapters": entries}
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _entry(each: ChapterSpan) -> dict[str, object]:
    return {"startTime": each.start / 1000, "title": each.title}

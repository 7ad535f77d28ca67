"""Chapters for feeds: which are put together, and what they are then called."""

from __future__ import annotations

import json
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from unknot.site.chapters import (
    ChapterSpan,
    chapters_json,
    clock,
    for_feeds,
    merge,
    routines,
    shorten,
    steps,
)
from unknot.timeline.cues import Chapter, Hold


def spans(*parts: tuple[str, int]) -> list[ChapterSpan]:
    """Title and seconds of each, one after the other."""
    found, at = [], 0
    for title, seconds in parts:
        found.append(ChapterSpan(start=at, end=at + seconds * 1000, title=title))
        at += seconds * 1000
    return found


def told(found: tuple[ChapterSpan, ...]) -> list[tuple[str, int]]:
    assert all(one.end == other.start for one, other in pairwise(found))
    return [(each.title, each.length // 1000) for each in found]


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([("A", 9, "left"), ("B", 30, "left")], "B left"),
        ([("A", 9, "left"), ("A", 30, "right")], None),
        ([("A" * 20, 9, "left"), ("B" * 20, 30, "left")], f"{'A' * 20} left"),
        ([("Before", 9, ""), ("A", 30, "right")], "A right"),
        ([("A", 30, "left"), ("A", 30, "right")], "A left"),
    ],
)
def test_what_is_shown_is_what_is_named_and_of_one_side(
    parts: list[tuple[str, int, str]], wanted: str | None
) -> None:
    made = spans(*((title, seconds) for title, seconds, _ in parts))
    treated: list[Any] = [
        SimpleNamespace(side=side, told=f"{title} {side}") if side else None
        for title, _, side in parts
    ]
    pairs = zip(made, treated, strict=True)
    first = merge([replace(span, treatment=treatment) for span, treatment in pairs])[0]
    assert getattr(first.treatment, "told", None) == wanted


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        ([("A", 30), ("B", 30)], [("A", 30), ("B", 30)]),
        ([("A", 29), ("B", 30), ("C", 40)], [("A · B", 59), ("C", 40)]),
        ([("A", 40), ("B", 29)], [("A · B", 69)]),
        ([("A", 9), ("B", 9), ("C", 9), ("D", 9)], [("A · B · C · D", 36)]),
        ([("A", 5)], [("A", 5)]),
        ([("A", 40), ("A", 9), ("A", 50)], [("A", 40), ("A", 59)]),
        ([("x" * 20, 9), ("y" * 16, 30)], [(f"{'x' * 20} · {'y' * 16}", 39)]),
        ([("x" * 20, 9), ("y" * 17, 30)], [("x" * 20, 39)]),
        ([("x" * 10, 1), ("y" * 20, 9), ("z" * 10, 25)], [(f"{'x' * 10} · {'z' * 10}", 35)]),
        ([("x" * 10, 25), ("y" * 20, 1), ("z" * 10, 9)], [("x" * 10, 35)]),
        ([], []),
    ],
)  # fmt: skip
def test_short_ones_are_put_together(
    parts: list[tuple[str, int]], wanted: list[tuple[str, int]]
) -> None:
    assert told(merge(spans(*parts))) == wanted


@pytest.mark.parametrize(
    ("title", "most", "wanted"),
    [
        ("Gluteus medius, right", 21, "Gluteus medius, right"),
        ("Gluteus medius, right", 20, "Gluteus…, right"),
        ("Gluteus medius, right", 19, "Gluteus…, right"),
        ("Gluteus medius, both sides", 20, "Gluteus medius…"),
        ("Gluteus medius muscle", 16, "Gluteus medius…"),
        ("Gluteus medius muscle", 15, "Gluteus medius…"),
        ("Gluteus medius muscle", 14, "Gluteus…"),
        ("Gluteusmediusmuscle", 8, "Gluteus…"),
    ],
)
def test_a_title_is_cut_at_a_word_and_keeps_its_side(title: str, most: int, wanted: str) -> None:
    assert shorten(title, most) == wanted
    assert len(shorten("x" * 39)) == 39
    assert len(shorten("x" * 40)) == 39


@pytest.mark.parametrize(
    ("ms", "wanted"),
    [(0, "00:00:00"), (499, "00:00:00"), (59_501, "00:01:00"), (3_599_000, "00:59:59"),
     (36_061_000, "10:01:01")],
)  # fmt: skip
def test_times_are_those_of_players(ms: int, wanted: str) -> None:
    assert clock(ms) == wanted


TREATMENT: Any = SimpleNamespace(muscle="x", side="left")


def timeline(
    *chapters: tuple[int, str, Any], holds: tuple[int, ...] = (), end: int = 120_000
) -> Any:
    """Chapters by their start, title and treatment, and holds of 30 s by their start."""
    events = [
        SimpleNamespace(start=at, end=at + 30_000, cue=Hold(ms=30_000, point=number))
        for number, at in enumerate(holds, 1)
    ]
    starts = [*(at for at, _, _ in chapters[1:]), end]
    listed = [
        (SimpleNamespace(start=at, cue=Chapter(title=title, treatment=treatment)), stop)
        for (at, title, treatment), stop in zip(chapters, starts, strict=True)
    ]
    return SimpleNamespace(title="All", length=end, events=events, chapters=lambda: listed)


def test_what_stands_before_the_first_chapter_is_one_too() -> None:
    assert told(routines(timeline((10_000, "A", None)))) == [("All", 10), ("A", 110)]
    assert told(routines(timeline((0, "A", None), (0, "B", None)))) == [("B", 120)]
    nothing = timeline((0, "A", None))
    nothing.chapters = lambda: []
    assert told(routines(nothing)) == [("All", 120)]


def test_holds_are_steps_where_something_is_treated() -> None:
    made = timeline((0, "Begin", None), (20_000, "A", TREATMENT), holds=(5_000, 40_000, 80_000))
    assert told(steps(made)) == [
        ("Begin", 20), ("A", 20), ("Hold 2", 30), ("Check again", 10), ("Hold 3", 30),
        ("Check again", 10),
    ]  # fmt: skip
    at_once = timeline((0, "A", TREATMENT), holds=(0, 30_000), end=60_000)
    assert told(steps(at_once)) == [("Hold 1", 30), ("Hold 2", 30)]
    beyond = timeline((0, "A", TREATMENT), (60_000, "B", None), holds=(60_000,))
    assert told(steps(beyond)) == [("A", 60), ("B", 60)]


def test_few_routines_are_told_by_their_steps() -> None:
    three = timeline((0, "A", TREATMENT), (40_000, "B", None), (80_000, "C", None), holds=(2_000,))
    assert [each.title for each in for_feeds(three)] == ["A", "B", "C"]
    two = timeline((0, "A", TREATMENT), (90_000, "B", None), holds=(30_000,))
    assert [each.title for each in for_feeds(two)] == ["A", "Hold 1", "Check again", "B"]
    plain = timeline((0, "A", None), (60_000, "B" * 50, None))
    assert [each.title for each in for_feeds(plain)] == ["A", "B" * 38 + "…"]


def test_further_steps_are_silent_and_in_their_place() -> None:
    made = timeline((0, "A", TREATMENT), (40_000, "B", None), (80_000, "C", None), holds=(2_500,))
    found = json.loads(chapters_json(made, "p.html", ["1", "2", "3"], "cover"))
    assert (found["version"], found["title"], found["image"]) == ("1.2.0", "All", "cover")
    assert found["chapters"] == [
        {"startTime": 0.0, "title": "A", "img": "1", "url": "p.html#t=0"},
        {"startTime": 2.5, "title": "Hold 1", "toc": False},
        {"startTime": 32.5, "title": "Check again", "toc": False},
        {"startTime": 40.0, "title": "B", "img": "2", "url": "p.html#t=40"},
        {"startTime": 80.0, "title": "C", "img": "3", "url": "p.html#t=80"},
    ]

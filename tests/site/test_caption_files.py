"""Captions of a small timeline in each kind of file: when each is seen, and what it says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import GoldenFile
from unknot.site.captions import (
    LINE,
    captions,
    lrc,
    pieces,
    rows,
    srt,
    transcript_json,
    vtt,
)
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Say, Wait
from unknot.timeline.timeline import Event


def event(start: int, length: int, cue: Cue, *inside: Event) -> Event:
    return Event(start=start, length=length, cue=cue, inside=inside)


def timeline(language: str = "en-GB") -> Any:
    """Speech short and long, waits around two seconds, holds with words in them and without."""
    halfway = event(33_000, 2_000, Say(text="Halfway."))
    late = event(59_400, 900, Say(text="Good."))
    events = [
        event(0, 0, Chapter(title="One")),
        event(0, 480, Wait(ms=480)),
        event(480, 300, Say(text="Hello.")),
        event(780, 5_000, Say(
            text="Please have any problem checked first by <someone> who can examine you & help.")),
        event(5_780, 1_999, Wait(ms=1_999)),
        event(7_779, 2_000, Wait(ms=2_000)),
        event(9_779, 3_400, Wait(ms=3_400)),
        event(13_179, 600, Chime(kind="start")),
        event(14_000, 38_250, Hold(ms=38_250), halfway),
        event(52_250, 700, Chime(kind="end")),
        event(53_000, 7_300, Hold(ms=7_300), late),
        event(60_300, 240, Say(text="Up.")),
        event(60_540, 240, Say(text="And breathe.")),
        event(60_780, 3_000, Chime(kind="half")),
        event(66_000, 1_000, Say(text="That is the end; rest, then, for as long as you like it.")),
        event(67_000, 2_600, Wait(ms=2_600)),
    ]  # fmt: skip
    return SimpleNamespace(events=events, language=language, length=69_600)


def test_captions_as_each_kind_of_file(golden: GoldenFile) -> None:
    found = captions(timeline())
    parts = [
        srt(found), vtt(found, "A. & B.", "en-GB"), lrc(found, "T"), transcript_json(found, "A."),
        srt(captions(timeline("de"))),
    ]  # fmt: skip
    golden.check("captions.txt", "\n----\n".join(parts))


def test_nothing_is_shown_of_nothing() -> None:
    assert captions(SimpleNamespace(events=[], language="en", length=0)) == ()  # type: ignore[arg-type]
    assert srt(()) == ""
    assert lrc((), "T") == "[ti:T]\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a" * LINE, ["a" * LINE]),
        (f"{'a' * 20} {'b' * 11}", [f"{'a' * 20} {'b' * 11}"]),
        (f"{'a' * 20} {'b' * 12}", ["a" * 20, "b" * 12]),
        ("aaaa bbbb cccc dddd eeee ffff gggg h", ["aaaa bbbb cccc dddd", "eeee ffff gggg h"]),
        (f"{'a' * 33} b", ["a" * 32, "a b"]),
        ("  a   b ", ["a b"]),
    ],
)
def test_a_line_is_broken_evenly(text: str, wanted: list[str]) -> None:
    assert rows(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x" * 70, ["x" * 32 + " " + "x" * 32, "x" * 6]),
        (
            "Lie on your front, with a pillow under your belly, and let your arms rest beside you.",
            ["Lie on your front, with a pillow under your belly,",
             "and let your arms rest beside you."],
        ),
    ],
)  # fmt: skip
def test_a_caption_ends_where_a_sentence_or_a_clause_does(text: str, wanted: list[str]) -> None:
    assert pieces(text) == wanted

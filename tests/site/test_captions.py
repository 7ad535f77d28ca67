"""Captions: long enough to be read, broken evenly, and in time with what is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pictures.subjects import library
from tests.usual import cases
from unknot.site.captions import LINE, SHORTEST, Caption, captions, pieces, rows
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Timeline


def timed(session: str) -> Timeline:
    return plan(resolve(library().sessions[session], library()), estimate(library(), 135)).timeline


def all_captions(session: str) -> tuple[Caption, ...]:
    return captions(timed(session))


@cases("session", sorted(library().sessions), usual=5)
def test_every_caption_of_every_session_can_be_read(session: str) -> None:
    shown = all_captions(session)
    for one, two in pairwise(shown):
        assert one.end <= two.start
    for each in shown:
        assert each.end - each.start >= SHORTEST, each
        assert len(each.lines) <= 2
        assert max(map(len, each.lines)) <= LINE


@pytest.mark.parametrize("session", ["starter", "full-low-back"])
def test_what_is_said_is_shown_whole_and_from_when_it_is_said(session: str) -> None:
    timeline = timed(session)
    shown = [each for each in captions(timeline) if each.spoken]
    said = [
        (at.start, " ".join(at.cue.text.split()))
        for event in timeline.events
        for at in (event, *event.inside)
        if hasattr(at.cue, "text")
    ]
    assert " ".join(each.text for each in shown) == " ".join(text for _, text in said)
    starts = {each.start for each in shown}
    assert all(start in starts for start, _ in said)


def test_no_caption_is_a_word_left_over() -> None:
    """Sentences that were cut so that one word flashed by."""
    for text in (
        "Feel the same spot with a fingertip. Is it softer, or less tender?",
        "Keep breathing slowly. Let your whole body stay soft, for three slow breaths.",
        "This is general information. Please have any problem checked first by someone who can "
        "examine you.",
    ):
        parts = pieces(text)
        assert " ".join(parts) == text
        assert min(map(len, parts)) * 3 > max(map(len, parts))


def test_a_caption_rather_ends_where_a_sentence_does() -> None:
    assert pieces("And lift it away. Feel the same spot with a fingertip, please.") == [
        "And lift it away. Feel the same spot with a fingertip, please."
    ]
    assert pieces(
        "Ease in to moderate pressure, mildly sore at most. Keep your shoulders loose and low."
    ) == [
        "Ease in to moderate pressure, mildly sore at most.",
        "Keep your shoulders loose and low.",
    ]


@given(st.lists(st.text("abcdefghij,.", min_size=1, max_size=40), min_size=1, max_size=25))
def test_any_words_keep_to_two_lines_of_32(words: list[str]) -> None:
    for piece in pieces(" ".join(words)):
        assert len(rows(piece)) <= 2
        assert max(map(len, rows(piece))) <= LINE

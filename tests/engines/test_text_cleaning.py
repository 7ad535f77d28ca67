"""What is handed to a voice, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.engines.text_cleaning import LONGEST, has_words, pieces, sayable
from unknot.errors import EngineError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  Rest \n\n the\tmassager. ", "Rest the massager."),
        ("one\0two\x01three\x7ffour\x85five", "one two three four five"),
        ("Cafe\u0301", "Café"),
        ("left\u202eright\u2066", "leftright"),
        ("Rest.\u2028Rest.", "Rest. Rest."),
        ("½", "½"),
    ],
)
def test_text_becomes_one_clean_line(text: str, said: str) -> None:
    assert sayable(text, "any") == said


@pytest.mark.parametrize("text", ["", " ", "...", "🙂", "\0", "—", "\u0301"])
def test_nothing_to_say_is_an_error(text: str) -> None:
    with pytest.raises(EngineError, match="nothing to say") as caught:
        sayable(text, "any")
    assert caught.value.engine == "any"


def test_half_a_character_is_an_error_that_can_be_printed() -> None:
    """Dropping it would drop a word; a message that holds it must still encode."""
    with pytest.raises(EngineError, match="surrogate") as caught:
        sayable("here \ud800", "any")
    str(caught.value).encode("utf-8")


def test_there_is_an_end_to_what_is_said_in_one_go() -> None:
    assert sayable("a" * LONGEST, "any")
    with pytest.raises(EngineError, match="20001 characters"):
        sayable("a" * (LONGEST + 1), "any")


def test_short_text_is_one_piece() -> None:
    assert pieces("One. Two.") == ("One. Two.",)


def test_long_text_is_cut_after_sentences() -> None:
    sentence = "This is a sentence of some thirty letters."
    assert pieces(" ".join([sentence] * 20), limit=100) == (f"{sentence} {sentence}",) * 10


def test_a_long_sentence_is_cut_after_a_clause_and_then_between_words() -> None:
    assert pieces("one two, three four, five", limit=12) == ("one two,", "three four,", "five")
    assert pieces("one two three four five", limit=12) == ("one two", "three four", "five")


def test_a_number_is_not_a_sentence_end() -> None:
    assert pieces("It is 3.14159 and 2.71828 you see", limit=16) == (
        "It is 3.14159",
        "and 2.71828 you",
        "see",
    )


@given(st.text(max_size=300), st.integers(5, 50))
def test_pieces_lose_no_word(text: str, limit: int) -> None:
    """Every letter and digit comes back, in order, in pieces that are short and worth saying."""
    cut = pieces(text, limit)
    assert [c for c in "".join(cut) if c.isalnum()] == [c for c in text if c.isalnum()]
    if len(text) > limit:
        assert all(len(piece) <= limit and has_words(piece) for piece in cut)

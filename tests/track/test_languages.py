"""Language codes for tags."""

from __future__ import annotations

import pytest

from unknot.track.tag import iso639_2


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("en", "eng"), ("en-GB", "eng"), ("pt_BR", "por"), ("DE", "deu"), ("zu", "zul"),
        ("aa", "aar"), ("haw", "haw"), ("", "und"), ("xx", "und"), ("12a", "und"),
        ("english", "und"),
    ],
)  # fmt: skip
def test_a_language_becomes_three_letters(language: str, code: str) -> None:
    """Two letters are looked up, three are kept, and what is neither is undetermined."""
    assert iso639_2(language) == code

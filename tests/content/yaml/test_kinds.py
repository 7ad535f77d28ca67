"""What the text of a scalar means, by its kind; whatever YAML 1.1 would have made of it."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.content.checks.rule import clock
from unknot.content.yaml.kinds import (
    DECIMAL,
    DURATION,
    FLAG,
    TEXT,
    WHOLE,
    Id,
    Kind,
    Moment,
    SourceId,
    When,
)

MOMENT: Kind = get_args(When)[1]
ID: Kind = get_args(Id)[1]
SOURCE_ID: Kind = get_args(SourceId)[1]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (DURATION, "30s", 30_000),
        (DURATION, "1m30s", 90_000),
        (DURATION, "1h", 3_600_000),
        (DURATION, "250ms", 250),
        (DURATION, "1.5s", 1_500),
        (DURATION, "1:30", 90_000),
        (DURATION, "0:20", 20_000),
        (DURATION, "1:02:03", 3_723_000),
        (DURATION, "0:00.250", 250),
        (MOMENT, "50%", Moment(share=0.5)),
        (MOMENT, "10s", Moment(ms=10_000)),
        (MOMENT, "-5s", Moment(ms=-5_000)),
        (ID, "gluteus-maximus", "gluteus-maximus"),
        (SOURCE_ID, "INF", "INF"),
        (SOURCE_ID, "X40", "X40"),
        (WHOLE, "012", 12),
        (DECIMAL, "1e3", 1_000.0),
        (DECIMAL, "-1.5", -1.5),
        (FLAG, "true", True),
        (FLAG, "false", False),
        (TEXT, "no", "no"),
        (TEXT, "2026-11-20", "2026-11-20"),
    ],
)
def test_text_means_what_its_author_meant(kind: Kind, text: str, value: object) -> None:
    assert kind.parse(text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (DURATION, "30"),
        (DURATION, "half a minute"),
        (DURATION, "-1s"),
        (DURATION, "30s1m"),
        (DURATION, "1m1m"),
        (DURATION, "1:60"),
        (DURATION, "٣s"),
        (DURATION, ""),
        (MOMENT, "100%"),
        (MOMENT, "-0s"),
        (MOMENT, "--5s"),
        (ID, "Sore-Hip"),
        (ID, "../etc/passwd"),
        (ID, "a--b"),
        (SOURCE_ID, "S1234"),
        (WHOLE, "1.0"),
        (WHOLE, "-1"),
        (WHOLE, "0x10"),
        (WHOLE, "9" * 5_000),
        (DECIMAL, "nan"),
        (DECIMAL, ".inf"),
        (DECIMAL, "1e999"),
        (FLAG, "yes"),
        (FLAG, "True"),
        (TEXT, " "),
    ],
)
def test_anything_else_is_refused_in_words(kind: Kind, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+ \w+"):
        kind.parse(text)


@given(st.integers(0, 100 * 3_600_000))
def test_every_length_of_time_can_be_written_and_read_back(ms: int) -> None:
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    seconds, milliseconds = divmod(rest, 1_000)
    assert DURATION.parse(f"{hours}h{minutes}m{seconds}s{milliseconds}ms") == ms
    assert DURATION.parse(f"{hours}:{minutes}:{seconds:02}.{milliseconds:03}") == ms
    assert DURATION.parse(f"{ms}ms") == ms
    assert DURATION.parse(clock(ms)) == ms


@given(st.one_of(st.text(), st.text("0123456789.:hms%-", max_size=12)))
@pytest.mark.parametrize("kind", [DURATION, MOMENT, ID, SOURCE_ID, WHOLE, DECIMAL, FLAG, TEXT])
def test_a_kind_reads_what_its_schema_allows_and_nothing_else(kind: Kind, text: str) -> None:
    """An editor that knows the pattern accepts exactly what the loader accepts."""
    try:
        kind.parse(text)
        accepted = True
    except ValueError:
        accepted = False
    refused_by_sense = kind is MOMENT and re.fullmatch(r"-[0hms:.]+", text)
    if not refused_by_sense and not text.endswith("\n"):
        assert accepted == bool(re.search(kind.pattern, text))

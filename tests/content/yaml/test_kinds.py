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
    Words,
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


SIDE = Words(("left", "right", "both"))


@pytest.mark.parametrize(
    ("kind", "texts", "hint"),
    [
        # Never one side where two are written: by likeness "left/right" would be "right".
        (SIDE, ["left/right", "right and left", "r/l", "L+R", "both sides", "B", "bilateral"],
         "did you mean 'both'?"),
        (SIDE, ["L", "l", "lt", "Left", "LEFT", "left side", "lft", "\uff2c"],
         "did you mean 'left'?"),
        (SIDE, ["R", "rt.", "Right", "rigth", "on the right"], "did you mean 'right'?"),
        (SIDE, ["links", "none", "", "middle"], "known: left, right, both"),
        (DURATION, ["30 s", "30\u00a0s", "30 sec.", "30s.", "30S", "\uff13\uff10s",
                    "30\u2033", '30"'], "did you mean 30s?"),
        (DURATION, ["1'30", "1\u203230\u2033", "1m30", "1 min 30 s"], "did you mean 1m30s?"),
        (DURATION, ["0,5", "0.5", ".5", "\xbd"], "did you mean 0.5s or 0.5m?"),
        (DURATION, ["1,5m", "1\xbdm", "1 \xbd min"], "did you mean 1.5m?"),
        (DURATION, ["\u0663\u0660s", "\u0969\u0966 s"], "did you mean 30s?"),
        (DURATION, ["1.30", "\xbd\xbdm", "30-60s", "half a minute"], None),
        (DECIMAL, ["\u221220", "- 20", "\uff0d20"], "did you mean -20?"),
        (DECIMAL, ["0,5", "+0.5", ".5", "\uff10.\uff15", "\xbd"], "did you mean 0.5?"),
        (DECIMAL, ["50 %", "-20 dB", "3x", "three"], None),
        (WHOLE, ["+3", "\uff13", " 3"], "did you mean 3?"),
        (WHOLE, ["3.0", "\u22123", "3 times"], None),
        (MOMENT, ["50 %", "50\u00a0%", "\uff15\uff10%", "0.5", "\xbd"], "did you mean 50%?"),
        (MOMENT, ["\u22125s", "-5 sec"], "did you mean -5s?"),
        (MOMENT, ["0.05"], "did you mean 5%?"),
        (MOMENT, ["150%", "half"], None),
    ],
)  # fmt: skip
def test_what_was_meant_is_told_and_never_taken(
    kind: Kind, texts: list[str], hint: str | None
) -> None:
    """Where two readings are possible none is offered."""
    for text in texts:
        with pytest.raises((ValueError, LookupError)) as told:
            kind.parse(text)
        assert told.value.args[1:] == ((hint,) if hint else ()), text

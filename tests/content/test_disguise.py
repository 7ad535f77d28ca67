"""Text that does not look like what it says is refused, with the letter's name and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.workspaces import BRIEF, changed, problems, session
from unknot.content.disguise import disguises, seen


@pytest.mark.parametrize(
    "text",
    [
        "Pr\u0435ss it.", "Pre\u0455s it.", "\u0420ress it.", "P\u0433ess it.", "\u03a1ress it.",
        "\uff30ress it.", "\U0001d40fress it.", "Pre\u017fs it.", "P\u0332ress it.",
        "Pr\u200dess it.", "Pr\u200cess it.", "Press \u0131t.", "\ufb01nd it.", "Press \u2170t.",
    ],
)  # fmt: skip
def test_each_disguise_is_refused_with_its_place(text: str, tmp_path: Path) -> None:
    found = problems(tmp_path, session(f'{{say: "{text}"}}'))
    assert "S89" in {each.code for each in found}
    assert all(each.place.line == 4 for each in found)


@pytest.mark.parametrize(
    "hidden",
    ["\u2800", "\ufdd0", "\ufdef", "\U0001bca0", "\U0001d173", "\U0001ffff",
     "\u00ad", "\u200b", "\u2060", "\u3164", "\u115f", "\ue000", "\ufe01", "\U000e0101",
     "\u202e", "\u034f", "\U000f0000", "\u061c"],
)  # fmt: skip
def test_what_nobody_sees_is_refused_in_any_language(hidden: str, tmp_path: Path) -> None:
    found = problems(tmp_path, session(f'{{say: "Rest{hidden} it."}}'))
    assert "Y03" in {each.code for each in found}


@pytest.mark.parametrize(
    "text",
    [
        "Na\u00efve caf\u00e9.", "It\u2019s \u201cfine\u201d \u2013 really\u2026",
        "Gr\u00f6\u00dfe",
        "\u043c\u044b\u0448\u0446\u0430", "\u808c\u8089", "\u00bd cup", "25 \u00b0",
    ],
)  # fmt: skip
def test_other_words_are_none(text: str) -> None:
    assert list(disguises(text)) == []


def test_rules_read_what_is_seen() -> None:
    assert seen("pr\u00e9ss") == "press"
    assert seen("\uff50ress") == "press"


@pytest.mark.parametrize(
    ("words", "codes"),
    [("Возьми iPhone и отдохни.", set()), ("Возьми iРhone и отдохни.", {"S89"})],
)
def test_whole_words_of_two_alphabets_are_none_where_both_are_written(
    words: str, codes: set[str], tmp_path: Path
) -> None:
    text = changed(BRIEF, f'routines: [{{say: "{words}"}}]') + "language: ru\n"
    assert {each.code for each in problems(tmp_path, {"sessions/x.yaml": text})} == codes

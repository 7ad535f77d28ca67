"""One file with ten mistakes: all told in one run, each at its line and column, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.workspaces import SHARED, problems, told
from unknot.content.load import load
from unknot.content.workspace import Root
from unknot.errors import ContentError

MISTAKES = """\
titel: Sore hip
summary: A day.
hold: half a minute
routines:
  - {muscle: glutaeus, side: left}
  - {muscle: gluteus, side: lefft}
  - muscle: medius
    side: right
    poinst: 2
    technique: vibraton
  - {wait: 8, wait: 9s}
  - say: Lie on your {other} side.
  - hold: 0:20
    inside: {at: 50%, chime: end}
summary: Another day.
"""


def test_ten_mistakes_are_told_in_one_run_at_their_places(tmp_path: Path) -> None:
    """Also those of sense, in a file that has mistakes of shape; `0:20` is no mistake."""
    assert told(problems(tmp_path, {"sessions/x.yaml": MISTAKES})) == [
        "x.yaml:1:1 Y14",
        "x.yaml:3:7 Y17",
        "x.yaml:5:14 S01",
        "x.yaml:6:29 Y16",
        "x.yaml:9:5 Y14",
        "x.yaml:10:16 S04",
        "x.yaml:11:12 Y17",
        "x.yaml:11:15 Y13",
        "x.yaml:12:10 S23",
        "x.yaml:14:13 Y20",
        "x.yaml:15:1 Y13",
    ]


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        (1, "did you mean 'title'?"),
        (5, "did you mean 'gluteus'?"),
        (6, "did you mean 'left'?"),
        (9, "did you mean 'points'?"),
        (10, "did you mean 'vibration'?"),
    ],
)
def test_a_near_miss_comes_with_what_was_meant(line: int, hint: str, tmp_path: Path) -> None:
    found = problems(tmp_path, {"sessions/x.yaml": MISTAKES})
    assert hint in [each.hint for each in found if each.place.line == line]


def test_a_far_miss_comes_with_the_words_there_are(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, _routine("{muscle: gluteus, side: upwards}"))
    assert problem.hint == "known: left, right, both"


def test_a_misspelt_key_is_not_told_as_a_missing_one_too(tmp_path: Path) -> None:
    """And its value is read all the same, so a mistake in it shows as well."""
    found = problems(tmp_path, _routine("{mucsle: glutaeus, side: left}"))
    assert [each.code for each in found] == ["Y14", "S01"]


def test_a_repeated_key_names_the_line_of_the_first(tmp_path: Path) -> None:
    last = problems(tmp_path, {"sessions/x.yaml": MISTAKES})[-1]
    assert last.message == "key 'summary' is there already, on line 2"


def test_the_caret_is_under_the_value_and_as_wide(tmp_path: Path) -> None:
    found = problems(tmp_path, {"sessions/x.yaml": MISTAKES})
    printed = {each.place.line: str(each).splitlines()[1:3] for each in found}
    assert printed[5] == [
        "      - {muscle: glutaeus, side: left}",
        "                 ^^^^^^^^",
    ]
    assert printed[12] == [
        "      - say: Lie on your {other} side.",
        "             ^^^^^^^^^^^^^^^^^^^^^^^^^",
    ]
    assert printed[3] == ["    hold: half a minute", "          ^^^^^^^^^^^^^"]


def test_the_caret_is_under_one_character_that_must_not_be_here(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, _routine("{say: Hel\u200blo there.}"))
    assert problem.width == 1


def test_what_is_told_of_one_place_is_told_once(tmp_path: Path) -> None:
    lines = "  extra: {say: Rest (or) go (on)., sources: S1}\n"
    found = problems(tmp_path, {"scripts/en/shared.yaml": SHARED + lines})
    assert [each.message[:3] for each in found] == ["'('", "')'"]


def test_columns_count_characters_not_bytes(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, _routine('{chapter: "Ü 🦴", wehn: 1}'))
    assert problem.place.column == 5 + len('{chapter: "Ü 🦴", ')


def test_a_long_line_is_shown_around_the_caret(tmp_path: Path) -> None:
    says = "Rest. " * 100
    (problem,) = problems(tmp_path, _routine(f'{{say: "{says}", wehn: turning}}'))
    _, line, caret, _ = str(problem).splitlines()
    assert len(line) < 130
    assert line[caret.index("^") :].startswith("wehn")


def test_load_raises_them_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "x.yaml").write_text(MISTAKES, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load([Root(tmp_path, "workspace")])
    assert len(caught.value.problems) >= 10
    assert caught.value.exit_code == 3


def test_a_record_with_problems_is_not_missed_elsewhere(tmp_path: Path) -> None:
    """One mistake in a muscle is one problem, not one for each session that treats it."""
    found = problems(tmp_path, {"atlas/muscles/gluteus.yaml": "name: Gluteus\n"})
    assert {Path(each.place.file).name for each in found} == {"gluteus.yaml"}


def test_a_broken_script_is_not_told_as_missing_lines(tmp_path: Path) -> None:
    found = problems(tmp_path, {"scripts/en/shared.yaml": "lines: {place: {say: [}}\n"})
    assert [each.code for each in found] == ["Y04"]


def _routine(item: str) -> dict[str, str | bytes]:
    return {"sessions/x.yaml": f"title: X\nsummary: X.\nroutines:\n  - {item}\n"}

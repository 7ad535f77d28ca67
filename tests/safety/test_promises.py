"""Every row of SAFETY.md's table of what is refused has tests that try to get around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.conftest import ROOT
from tests.safety.violations import VIOLATIONS
from unknot.content.library import Library

#: By the first words of a row: the rules whose violations are generated, at least ten of each, or
#: the tests that try as many ways.
HELD: dict[str, tuple[int | str, ...]] = {
    "A line of safety": ("test_no_fixed_line_is_said_otherwise",
                         "test_no_other_script_hides_a_fixed_line",
                         "test_no_lexicon_respells_what_the_bundled_lines_say"),
    "Anything on the iliopsoas": (1,),
    "A region other than": (2,),
    "Stick or finger pressure": (3,),
    "Anything but vibration": (4,),
    "A hold under 30 s": (11, 13, 14, "test_no_hold_outside_a_routine_is_longer_than_a_minute"),
    "A massager that runs more than 15 s": (14, 45),
    "A massager that runs over 15 minutes": (
        17, "test_long_waits_after_own_words_count_as_running"
    ),
    "More than three points": (18, 19),
    "A track with a routine or a hold": (
        21, 23, 24, 37, "test_whatever_treats_has_the_full_opening_and_the_closing"
    ),
    "A track with a massager that does not": (44,),
    "A piriformis hold": (25,),
    "A hold without its cues": (26, 27, 28),
    "A spoken side": (29,),
    "Hand or stick on a muscle": (5, 6, 7, "test_by_hand_only_once_shown"),
    "Searching with the massager": (32, 35, 36),
    "A technique whose kit": ("test_no_kit_names_another_tool",),
    "A muscle that did not come": (47, "test_under_any_name"),
    "Characters that nobody sees": ("test_each_disguise_is_refused_with_its_place",),
    "A workspace's muscle": ("test_no_technique_leaves_out_what_warns_and_checks",
                             "test_the_frame_says_all_that_it_said"),
}  # fmt: skip


def rows() -> list[str]:
    text = (ROOT / "SAFETY.md").read_text(encoding="utf-8")
    table = text.partition("| Refused | Why |")[2].partition("\n\n")[0]
    return [line.split("|")[1].strip() for line in table.splitlines()[2:]]


def test_each_row_is_held() -> None:
    for row in rows():
        assert [start for start in HELD if row.startswith(start)], row
    assert len(rows()) == len(HELD)


def test_each_rule_that_holds_one_has_at_least_ten_ways_around_it(library: Library) -> None:
    numbers = {each for held in HELD.values() for each in held if isinstance(each, int)}
    for number in numbers:
        ways: Iterator[object] = iter(VIOLATIONS[number](library))
        assert sum(1 for _, _ in zip(range(10), ways, strict=False)) == 10, number


def test_each_test_that_holds_one_exists() -> None:
    written = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    names = {each for held in HELD.values() for each in held if isinstance(each, str)}
    for name in names:
        assert re.search(rf"def {name}\(", written), name

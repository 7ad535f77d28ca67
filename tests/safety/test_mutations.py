"""Each rule refuses every violation of it that a workspace could contain.

Rule and content check are asked each by itself: where both hold a rule, one may not hide that the
other is blind.
"""

from __future__ import annotations

import pytest
from manual.safety_rules import LEFT_OUT

from tests.safety.violations import VIOLATIONS
from tests.usual import cases
from unknot.content.library import Library
from unknot.timeline.safety import RULES
from unknot.timeline.safety.table import CHECKS, rows

LEAST = 20
PLANNED = {rule.number for rule in RULES}
#: What is heard in a hold or between holds, and how long the massager runs: no file says it.
BY_PLAN_ALONE = {12, 17, 26, 27, 30}


def test_every_rule_that_is_held_has_violations() -> None:
    assert set(VIOLATIONS) == {row.number for row in rows()}
    assert not set(VIOLATIONS) & set(LEFT_OUT)
    assert set(VIOLATIONS) - set(CHECKS) == BY_PLAN_ALONE


@pytest.mark.parametrize("number", sorted(PLANNED), ids=lambda number: f"INV-{number}")
def test_the_rule_sees_each_violation_with_no_check_before_it(
    number: int, library: Library
) -> None:
    """At least twenty. Of what does not fit a hold (INV-12) there is no plan to judge."""
    code = "L01" if number == 12 else f"INV-{number}"
    count = 0
    for count, each in enumerate(VIOLATIONS[number](library), start=1):
        found = each.by_rules(library)
        assert (code in found) == ("rule" in each.seen_by), f"{count}: {sorted(found)}: {each}"
    assert count >= LEAST


@cases("number", sorted(CHECKS), ids=lambda number: f"INV-{number}", usual=8)
def test_the_check_sees_each_violation_without_a_plan(number: int, library: Library) -> None:
    own = set(CHECKS[number])
    count = 0
    for count, each in enumerate(VIOLATIONS[number](library), start=1):
        found = each.by_checks(library)
        seen = bool(found & own)
        assert seen == ("check" in each.seen_by), f"{count}: {sorted(found)}: {each}"
    assert count >= LEAST

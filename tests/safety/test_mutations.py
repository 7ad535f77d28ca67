"""Each rule refuses every violation of it that a workspace could contain."""

from __future__ import annotations

import pytest
from manual.safety_rules import LEFT_OUT

from tests.safety.violations import VIOLATIONS
from unknot.content.library import Library
from unknot.timeline.safety.table import CHECKS, rows

LEAST = 20


def test_every_rule_that_is_held_has_violations() -> None:
    assert set(VIOLATIONS) == {row.number for row in rows()}
    assert not set(VIOLATIONS) & set(LEFT_OUT)


@pytest.mark.parametrize("number", VIOLATIONS, ids=lambda number: f"INV-{number}")
def test_it_refuses_each_violation(number: int, library: Library) -> None:
    """At least twenty, each refused by this rule: over the plan, or by a check that holds it."""
    own = {f"INV-{number}", *CHECKS.get(number, ()), *(["L01"] if number == 12 else [])}
    count = 0
    for count, each in enumerate(VIOLATIONS[number](library), start=1):
        found = each.refusals(library)
        assert found & own, f"violation {count} was refused only by {sorted(found)}: {each}"
    assert count >= LEAST

"""The table of rules: complete, sourced, and the page that is made from it fresh."""

from __future__ import annotations

from manual.safety_rules import LEFT_OUT, OVERLAYS, page

from unknot.content import checks
from unknot.content.library import Library
from unknot.timeline.safety import RULES
from unknot.timeline.safety.table import CHECKS, rows


def test_every_invariant_is_held_or_left_out_with_a_reason() -> None:
    """INV-43 is about a diary, which unknot does not keep; the page says so."""
    held = {row.number for row in rows()}
    assert held.isdisjoint(LEFT_OUT)
    assert held | set(LEFT_OUT) == {*range(1, 43), *range(44, 48)}
    assert all(len(why) > 30 for why in LEFT_OUT.values())
    assert "INV-43" in page()


def test_each_rule_over_plans_has_a_number_of_its_own() -> None:
    numbers = [rule.number for rule in RULES]
    assert len(numbers) == len(set(numbers))


def test_the_checks_that_hold_a_rule_exist() -> None:
    known = {rule.code for rule in checks.RULES}
    named = {code for codes in CHECKS.values() for code in codes} | set(OVERLAYS)
    assert named <= known


def test_rules_cite_sources_that_exist(library: Library) -> None:
    for row in rows():
        assert row.sources, row.code
        assert set(row.sources) <= set(library.sources), row.code

"""A rule that is written is kept: none can be forgotten in a list."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.conftest import ROOT
from unknot.content import checks
from unknot.content.checks.rule import ContentRule
from unknot.lint import rules as lint_rules
from unknot.rules import rules_in
from unknot.timeline import safety


@pytest.mark.parametrize(
    ("room", "kept"),
    [
        ("content/checks", checks.RULES),
        ("timeline/safety", safety.RULES),
    ],
)
def test_every_rule_that_is_written_is_kept(room: str, kept: tuple[object, ...]) -> None:
    files = (ROOT / "src" / "unknot" / room).glob("*.py")
    written = sum(path.read_text(encoding="utf-8").count("\n@rule(") for path in files)
    assert len(kept) == written


def test_ids_of_lint_rules_have_no_gap() -> None:
    """A letter for each subject, numbers from 1: a rule that got lost would leave a gap."""
    by_letter: dict[str, list[int]] = {}
    for rule in lint_rules.RULES:
        by_letter.setdefault(rule.id[0], []).append(int(rule.id[1:]))
    assert {key: sorted(numbers) for key, numbers in by_letter.items()} == {
        key: list(range(1, len(numbers) + 1)) for key, numbers in by_letter.items()
    }
    assert set(by_letter) == set("FCIHARTPU")


def test_a_rule_that_two_modules_name_counts_once() -> None:
    one, two = ModuleType("one"), ModuleType("two")
    first, second = (ContentRule(code, (), lambda *_: iter(())) for code in ("S01", "S02"))
    vars(one).update(b=second, a=first)
    vars(two).update(again=second, other="no rule")
    assert rules_in(ContentRule, one, two) == (second, first)

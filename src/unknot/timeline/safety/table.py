"""The safety rules as a table, as ``unknot check --rules`` prints it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from msgspec import Struct

from unknot.timeline.safety import RULES

_TOLD = yaml.safe_load(Path(__file__).with_name("table.yaml").read_text(encoding="utf-8"))
#: Which content checks hold a rule too, before there is a plan.
CHECKS: Mapping[int, tuple[str, ...]] = {n: tuple(codes) for n, codes in _TOLD["checks"].items()}


class RuleRow(Struct, frozen=True, kw_only=True):
    """One rule: ``held`` names ``plan`` and the content checks that hold it."""

    number: int
    sentence: str
    sources: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def code(self) -> str:
        return f"INV-{self.number}"


def rows() -> tuple[RuleRow, ...]:
    """Every rule that is held, by number."""
    planned = {
        rule.number: RuleRow(
            number=rule.number,
            sentence=rule.sentence,
            sources=rule.sources,
            held=("plan", *CHECKS.get(rule.number, ())),
        )
        for rule in RULES
    }
    content = {
        number: RuleRow(
            number=number,
            sentence=row["sentence"],
            sources=tuple(row["sources"]),
            held=CHECKS[number],
        )
        for number, row in _TOLD["of-content"].items()
    }
    return tuple(row for _, row in sorted((planned | content).items()))

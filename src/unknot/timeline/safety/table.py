"""The safety rules as a table, as ``unknot check --rules`` prints it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from msgspec import Struct

from unknot.timeline.safety import RULES

_TOLD = yaml.safe_load(Path(__file__).with_name("table.yaml").read_text(encoding="utf-8"))
_OF_CONTENT = _TOLD["of-content"]
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
    planned = {each.number: (each.sentence, each.sources, ("plan",)) for each in RULES}
    content = {n: (row["sentence"], tuple(row["sources"]), ()) for n, row in _OF_CONTENT.items()}
    return tuple(
        RuleRow(number=n, sentence=sentence, sources=sources, held=(*plan, *CHECKS.get(n, ())))
        for n, (sentence, sources, plan) in sorted((planned | content).items())
    )

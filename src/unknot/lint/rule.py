"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from unknot.lint.audit import Audit

Level = Literal["MUST", "SHOULD"]
#: Where (an address, or a part of the feed), and what is wrong there.
Fault = tuple[str, str]
Check = Callable[["Audit"], Iterator[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """One thing that is asked for. ``source`` says by whom, ``fix`` what to do."""

    id: str
    level: Level
    asks: str
    source: str
    fix: str
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFinding:
    """A place where a rule is not kept."""

    rule: SiteRule
    where: str
    message: str

    def __str__(self) -> str:
        rule = self.rule
        return f"{self.where}: {rule.id} {rule.level} {self.message}\n  {rule.fix} ({rule.source})"


def rule(id: str, level: Level, asks: str, *, source: str, fix: str) -> Callable[[Check], SiteRule]:
    """Turn a function that yields faults into a rule with a stable id."""
    return lambda check: SiteRule(
        id=id, level=level, asks=asks, source=source, fix=fix, check=check
    )

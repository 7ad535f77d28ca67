"""What a rule is, what it finds, and how rules are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from unknot.lint.audit import Audit

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Level = Literal["MUST", "SHOULD"]
#: Where (an address, or a part of the feed), and what is wrong there.
Breach = tuple[str, str]
_MOST_TOLD = 500
Check = Callable[["Audit"], Iterator[Breach]]


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
        rule, told = self.rule, f"{self.where}: {self.rule.id} {self.rule.level} {self.message}"
        return f"{_printable(told)}\n  {rule.fix} ({rule.source})"


def _printable(text: str) -> str:
    """A feed's words on one line, and none that a terminal would obey."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text[:_MOST_TOLD])


def rule(id: str, level: Level, asks: str, *, source: str, fix: str) -> Callable[[Check], SiteRule]:
    """Turn a function that yields breaches into a rule with a stable id."""
    return lambda check: SiteRule(
        id=id, level=level, asks=asks, source=source, fix=fix, check=check
    )


class MakeRule(Protocol[T_co]):
    """Makes a rule of what is wrong with one subject, "" for nothing."""

    def __call__(
        self, id: str, level: Level, asks: str, wrong: Callable[[T_co], str], *, source: str,
        fix: str,
    ) -> SiteRule: ...  # fmt: skip


def about(subjects: Callable[[Audit], Iterable[tuple[str, T]]]) -> MakeRule[T]:
    """Rules that look at each of ``subjects`` (where, and what) by itself."""

    def make(
        id: str, level: Level, asks: str, wrong: Callable[[T], str], *, source: str, fix: str
    ) -> SiteRule:
        def check(audit: Audit) -> Iterator[Breach]:
            for where, subject in subjects(audit):
                if message := wrong(subject):
                    yield where, message

        return rule(id, level, asks, source=source, fix=fix)(check)

    return make

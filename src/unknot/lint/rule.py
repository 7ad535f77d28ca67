"""What a rule is, what it finds, and how rules are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from unknot.lint.audit import Audit, FeedItem, FeedPart

T = TypeVar("T")
Level = Literal["MUST", "SHOULD"]
#: Where (an address, or a part of the feed), and what is wrong there.
Breach = tuple[str, str]
_MOST_TOLD = 500
Check = Callable[["Audit"], Iterator[Breach]]


class SiteRule(Struct, frozen=True, kw_only=True):
    """One thing that is asked for. ``source`` says by whom, ``fix`` what to do."""

    id: str
    level: Level
    asks: str
    source: str
    fix: str
    check: Check


class SiteFinding(Struct, frozen=True, kw_only=True):
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


def rule(id: str, level: Level, source: str, *, fix: str) -> Callable[[Check], SiteRule]:
    """Turn a function that yields breaches into a rule with a stable id; its docstring says what
    is asked."""
    return lambda check: SiteRule(
        id=id,
        level=level,
        asks=(check.__doc__ or "").strip().removesuffix("."),
        source=source,
        fix=fix,
        check=check,
    )


def each(
    subjects: Callable[[Audit], Iterable[tuple[str, T]]],
) -> Callable[..., Callable[[Callable[[T], str]], SiteRule]]:
    """As ``rule``, for functions that say what is wrong with one of ``subjects`` (where, and
    what), "" for nothing."""

    def make(
        id: str, level: Level, source: str, *, fix: str
    ) -> Callable[[Callable[[T], str]], SiteRule]:
        def turn(wrong: Callable[[T], str]) -> SiteRule:
            @wraps(wrong)
            def check(audit: Audit) -> Iterator[Breach]:
                for where, subject in subjects(audit):
                    if message := wrong(subject):
                        yield where, message

            return rule(id, level, source, fix=fix)(check)

        return turn

    return make


def _items(audit: Audit) -> Iterator[tuple[str, FeedItem]]:
    return ((item.name, item) for item in audit.items)


def _channel(audit: Audit) -> Iterator[tuple[str, Audit]]:
    if audit.has_channel:
        yield "channel", audit


each_item, each_channel = each(_items), each(_channel)


def needs(
    id: str, tag: str, name: str, level: Level = "MUST", *, fix: str, asks: str = "",
    source: str = "PSP-1", like: Callable[[str], object] = bool, items: bool = False,
    attribute: str = "",
) -> SiteRule:  # fmt: skip
    """A rule that the channel, or each of the ``items``, has ``tag``, and that what is in it, or in
    its ``attribute``, is ``like`` that. Messages call it ``name``."""

    def wrong(part: FeedPart) -> str:
        text = part.get(tag, attribute) if attribute else part.text(tag)
        if not part.all(tag) or (attribute and not text):
            return f"has no {bare}"
        if like(text):
            return ""
        return f"has {name} {text!r}" if text else f"has an empty {bare}"

    bare = name.removeprefix("a ")
    wrong.__doc__ = asks or f"{'Every item' if items else 'The channel'} has {name}"
    return (each_item if items else each_channel)(id, level, source, fix=fix)(wrong)

"""All rules, by subject. Ids stay what they are."""

from __future__ import annotations

from unknot.lint.rule import SiteRule
from unknot.lint.rules import art, audio, captions, channel, chapters, feed, host, items, pages
from unknot.rules import rules_in

RULES = rules_in(
    SiteRule, feed, channel, items, chapters, audio, art, captions, pages, host
)  # fmt: skip

__all__ = ["RULES"]

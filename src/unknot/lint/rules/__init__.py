"""All rules, by subject. Ids stay what they are."""

from __future__ import annotations

from unknot.lint.rule import SiteRule
from unknot.lint.rules import art, audio, captions, channel, chapters, feed, host, items, pages

RULES: tuple[SiteRule, ...] = (
    *feed.RULES,
    *channel.RULES,
    *items.RULES,
    *chapters.RULES,
    *audio.RULES,
    *art.RULES,
    *captions.RULES,
    *pages.RULES,
    *host.RULES,
)

__all__ = ["RULES"]

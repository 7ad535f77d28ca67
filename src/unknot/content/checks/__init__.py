"""Sense: what the records say, held against each other and against what is safe.

A rule is one small function in one of the modules here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from unknot.content.checks import (
    chimes,
    citations,
    fixed,
    lines,
    muscles,
    overlays,
    playlists,
    sessions,
    steps,
    techniques,
    words,
)
from unknot.content.checks.rule import ContentRule
from unknot.content.library import Library
from unknot.content.records.base import Record
from unknot.diagnostic import Diagnostic
from unknot.rules import rules_in

RULES = rules_in(
    ContentRule, sessions, steps, techniques, lines, citations, muscles, chimes, playlists,
    words, overlays, fixed,
)  # fmt: skip


def check(record: Record, library: Library) -> Iterator[Diagnostic]:
    """Every problem that the rules find in ``record``, which may be part of ``library``."""
    kind: type = type(record)
    for rule in _rules_for(kind):
        for place, message, *more in rule.check(record, library):
            hint = (more[0] if more else "") or rule.hint
            yield Diagnostic(rule.code, place, message, hint, words="".join(more[1:]))


@cache
def _rules_for(kind: type) -> tuple[ContentRule, ...]:
    return tuple(rule for rule in RULES if issubclass(kind, rule.of))


__all__ = ["RULES", "ContentRule", "check"]

"""Sense: what the records say, held against each other and against what is safe.

A rule is one small function in one of the modules here, listed in that module's RULES.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from unknot.content.checks import (
    chimes,
    citations,
    limits,
    lines,
    muscles,
    overlays,
    playlists,
    programmes,
    sessions,
    steps,
    techniques,
    words,
)
from unknot.content.checks.rule import Complaint, ContentRule
from unknot.content.records.values import Record
from unknot.diagnostic import Diagnostic

if TYPE_CHECKING:
    from unknot.content.library import Library

RULES: tuple[ContentRule, ...] = (
    *sessions.RULES,
    *steps.RULES,
    *techniques.RULES,
    *lines.RULES,
    *citations.RULES,
    *muscles.RULES,
    *chimes.RULES,
    *playlists.RULES,
    *programmes.RULES,
    *words.RULES,
    *limits.RULES,
    *overlays.RULES,
)


def check(record: Record, library: Library) -> Iterator[Diagnostic]:
    """Every problem that the rules find in ``record``, which may be part of ``library``."""
    for rule in RULES:
        if isinstance(record, rule.of):
            for complaint in rule.check(record, library):
                place, message, hint, *words = complaint
                yield Diagnostic(rule.code, place, message, hint, words="".join(words))


__all__ = ["RULES", "Complaint", "ContentRule", "check"]

"""Safety rules: predicates over a Timeline, so they run on the plan before anything is spoken.

Numbers are the INV rows of the evidence brief. A rule is one small function in one of the
modules here.
"""

from __future__ import annotations

from unknot.rules import rules_in
from unknot.timeline.finding import TrackFinding
from unknot.timeline.safety import coaching, consent, dose, posture, words
from unknot.timeline.safety.rule import SafetyRule
from unknot.timeline.timeline import Timeline

RULES = tuple(
    sorted(
        rules_in(SafetyRule, posture, dose, coaching, words, consent),
        key=lambda rule: rule.number,
    )
)


def findings(timeline: Timeline) -> tuple[TrackFinding, ...]:
    """Everything in ``timeline`` that a safety rule forbids, in time order."""
    return tuple(
        sorted(
            TrackFinding(at=at, code=each.code, message=message)
            for each in RULES
            for at, message in each.check(timeline)
        )
    )


__all__ = ["RULES", "SafetyRule", "findings"]

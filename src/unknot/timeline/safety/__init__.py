"""Safety rules: predicates over a Timeline, so they run on the plan before anything is spoken.

Numbers are the INV rows of the evidence brief. A rule is one small function in one of the
modules here, listed in that module's RULES.
"""

from __future__ import annotations

from unknot.timeline.safety import coaching, consent, dose, posture, speech, spot, words
from unknot.timeline.safety.rule import SafetyFinding, SafetyRule
from unknot.timeline.timeline import Timeline

RULES: tuple[SafetyRule, ...] = tuple(
    sorted(
        (
            *posture.RULES, *dose.RULES, *coaching.RULES, *words.RULES, *consent.RULES,
            *speech.RULES, *spot.RULES,
        ),
        key=lambda rule: rule.number,
    )
)  # fmt: skip


def findings(timeline: Timeline) -> tuple[SafetyFinding, ...]:
    """Everything in ``timeline`` that a safety rule forbids, in time order."""
    return tuple(
        sorted(
            SafetyFinding(at=at, code=each.code, message=message)
            for each in RULES
            for at, message in each.check(timeline)
        )
    )


__all__ = ["RULES", "SafetyFinding", "SafetyRule", "findings"]

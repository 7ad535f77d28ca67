"""The safety rules as a table, as ``unknot check --rules`` prints it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from unknot.timeline.safety import RULES

#: Which content checks hold a rule too, before there is a plan (docs/reference/problems.md).
CHECKS: Mapping[int, tuple[str, ...]] = {
    1: ("S02", "S46", "S47"), 2: ("S47", "S98"), 3: ("S03", "S46"), 4: ("S46", "S49"),
    5: ("S03", "S46"), 6: ("S03", "S46"), 7: ("S03", "S46"), 8: ("S41",), 9: ("S87",),
    10: ("S86",), 11: ("S05", "S06", "S35", "S48", "S62"), 13: ("S05",), 14: ("S05", "S35", "S48"),
    15: ("S34", "S35", "S36"), 16: ("S35",), 18: ("S07", "S08", "S48"), 19: ("S10",),
    21: ("S92", "S94"), 23: ("S94", "S97"), 24: ("S94",), 25: ("S94",),
    28: ("S92", "S94"), 29: ("S91", "S94"), 31: ("S49",), 32: ("S33", "S37"),
    33: ("S84",), 34: ("S85",), 35: ("S33",),
    36: ("S33",), 37: ("S94",),
    39: ("S71", "S72", "S75"), 40: ("S73",), 41: ("S30", "S31"),
    42: ("S80", "S81", "S82", "S83"), 44: ("S92", "S94"), 45: ("S92",), 46: ("S92", "S94"),
    47: ("S94", "S95", "S96"),
}  # fmt: skip
#: Rules about records that no plan carries.
_OF_CONTENT: Mapping[int, tuple[str, tuple[str, ...]]] = {
    8: ("Vibration is the default technique of every muscle that is treated.", ("S57",)),
    39: (
        "No programme ends because the pain has gone; keeping going and maintaining follow.",
        ("S88", "S89", "S90", "X7"),
    ),
    40: (
        "A programme's first week has a professional's check and the care besides.",
        ("S9", "S92", "S93", "S94", "X22", "X23"),
    ),
    41: ("Whatever exists or is said cites a source, and every source exists.", ("INF",)),
}


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
    planned = {
        rule.number: RuleRow(
            number=rule.number,
            sentence=rule.sentence,
            sources=rule.sources,
            held=("plan", *CHECKS.get(rule.number, ())),
        )
        for rule in RULES
    }
    content = {
        number: RuleRow(number=number, sentence=sentence, sources=sources, held=CHECKS[number])
        for number, (sentence, sources) in _OF_CONTENT.items()
    }
    return tuple(row for _, row in sorted((planned | content).items()))

"""The kinds of scalar that YAML can hold: each says what its text means.

A field's type decides how its text is read, so YAML 1.1's surprises (``no``, ``1:30``,
``012``) never happen: the decoder hands over the text as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Protocol


class Kind(Protocol):
    """Reads one scalar; raises ValueError with a sentence for the author."""

    @property
    def name(self) -> str: ...

    @property
    def pattern(self) -> str: ...

    def parse(self, text: str) -> object: ...


_UNITS_MS = {"h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_PARTS = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:\.\d{1,3})?)", re.ASCII)


@dataclass(frozen=True)
class _Duration:
    name: str = "duration"
    pattern: str = r"^(\d+(\.\d+)?(h|ms|m|s))+$|^(\d{1,4}:)?\d{1,4}:\d{2}(\.\d{1,3})?$"

    def parse(self, text: str) -> int:
        """Text such as ``30s``, ``1m30s``, ``1:30`` or ``250ms`` to whole milliseconds."""
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, seconds = clock.groups(default="0")
            if float(seconds) >= 60:
                raise ValueError(f"{text!r} has more than 59 seconds")
            total = (int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000
        elif _PARTS.sub("", text) == "" and text:
            units = [unit for _, unit in _PARTS.findall(text)]
            if units != sorted(set(units), key=list(_UNITS_MS).index):
                raise ValueError(f"{text!r} does not go from the largest unit to the smallest")
            total = sum(float(number) * _UNITS_MS[unit] for number, unit in _PARTS.findall(text))
        else:
            raise ValueError(f"{text!r} is not a length of time such as 30s, 1m30s or 1:30")
        return round(total)


@dataclass(frozen=True)
class _Pattern:
    name: str
    pattern: str
    example: str

    def parse(self, text: str) -> str:
        if not re.fullmatch(self.pattern.strip("^$"), text):
            raise ValueError(f"{text!r} is not {self.name} such as {self.example}")
        return text


@dataclass(frozen=True, slots=True)
class Moment:
    """A point inside a hold: a share of it (``0.5``), or ms from its start (>= 0) or end (< 0)."""

    share: float | None = None
    ms: int = 0

    def within(self, hold_ms: int) -> int:
        """Milliseconds from the start of a hold of ``hold_ms``."""
        if self.share is not None:
            return round(hold_ms * self.share)
        return self.ms if self.ms >= 0 else hold_ms + self.ms


@dataclass(frozen=True)
class _MomentKind:
    name: str = "moment in a hold"
    pattern: str = r"^\d{1,2}%$|^-?(\d+(\.\d+)?(m|s|ms))+$"

    def parse(self, text: str) -> Moment:
        if re.fullmatch(r"[0-9]{1,2}%", text):
            return Moment(share=int(text[:-1]) / 100)
        try:
            ms = _Duration().parse(text.removeprefix("-"))
        except ValueError:
            raise ValueError(
                f"{text!r} is not a moment in a hold such as 50%, 10s or -5s"
            ) from None
        return Moment(ms=-ms if text.startswith("-") else ms)


DURATION = _Duration()
#: Whole milliseconds, written ``30s``, ``1m30s``, ``1:30`` or ``250ms``.
Ms = Annotated[int, DURATION]
#: A stable name in kebab-case; also a file name, so nothing else is allowed in it.
Id = Annotated[str, _Pattern("an id", r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "gluteus-maximus")]
#: S and X rows of the evidence brief, or INF for an inference no clinician has reviewed.
SourceId = Annotated[str, _Pattern("a source id", r"^([SXC][0-9]{1,3}|INF)$", "S23, X40 or INF")]
When = Annotated[Moment, _MomentKind()]

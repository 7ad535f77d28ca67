"""The kinds of scalar that YAML can hold: each says what its text means.

A field's type decides how its text is read, so YAML 1.1's surprises (``no``, ``1:30``,
``012``) never happen: the decoder hands over the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Protocol

from msgspec import Struct

from unknot.content.yaml.problems import short
from unknot.suggest import find_nearest, suggest


class Kind(Protocol):
    """Reads one scalar; raises ValueError with a sentence for the author."""

    @property
    def name(self) -> str: ...

    @property
    def pattern(self) -> str: ...

    def parse(self, text: str) -> object: ...


_UNITS_MS = {"h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,9})?"
_PARTS = re.compile(f"({_NUMBER})(ms|h|m|s)")
#: How people write units: "5 sec", "2 minutes"; and what a last number without one counts.
_LONG_UNIT = re.compile(r"(?<=[0-9])(h|m|s)(?:ours?|rs?|in(?:ute)?s?|ec(?:ond)?s?)(?![a-z])")
_LAST_UNIT = re.compile(r"([hm]?)(?<![0-9.])[0-9]+$")
_SMALLER = {"h": "m", "m": "s", "": "s"}
#: What stands for minutes, seconds and a minus in a text that no keyboard wrote.
_TYPED = str.maketrans({"′": "m", "'": "m", "’": "m", "″": "s", '"': "s", "”": "s", "−": "-"})
_FRACTION = re.compile(r"([0-9]*)\s*([¼½¾])")
_BARE_POINT = re.compile(r"(?<![0-9])[.](?=[0-9])")
_CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,4}):([0-5][0-9](?:\.[0-9]{1,3})?)")
#: ``1h30m``: the larger unit first, each at most once. Schemas use it too, so it says it all.
_UNITS = f"(?=.)({_NUMBER}h)?({_NUMBER}m)?({_NUMBER}s)?({_NUMBER}ms)?"
_LENGTH = rf"{_UNITS}$|^([0-9]{{1,4}}:)?[0-9]{{1,4}}:[0-5][0-9](\.[0-9]{{1,3}})?"


class _Duration(Struct, frozen=True):
    name: str = "a length of time"
    pattern: str = f"^{_LENGTH}$"

    def parse(self, text: str) -> int:
        """Text such as ``30s``, ``1m30s``, ``1:30`` or ``250ms`` to whole milliseconds."""
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, seconds = clock.groups(default="0")
            return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)
        if text and re.fullmatch(_UNITS, text):
            parts = _PARTS.finditer(text)
            return round(sum(float(part[1]) * _UNITS_MS[part[3]] for part in parts))
        hint = "" if _PARTS.sub("", text) else ", from the largest unit to the smallest"
        message = f"{text!r} is not a length of time such as 30s, 1m30s or 1:30{hint}"
        raise ValueError(message, *_meant(text))


def _meant(text: str, sign: str = "") -> tuple[str, ...]:
    """A hint with the length of time that ``5 sec.``, ``2min``, ``1h30`` or ``90`` probably is."""
    plain = "".join(_plain(text).lower().split()).replace(",", ".").rstrip(".")
    meant = _LONG_UNIT.sub(r"\1", plain)
    meant = _LAST_UNIT.sub(lambda end: f"{end[0]}{_SMALLER[end[1]]}", meant)
    if re.fullmatch(rf"{sign}(0[.][0-9]+|[0-9]+[.][0-9])", meant):  # 1.30 may be 1:30
        return (f"did you mean {meant}s or {meant}m?",)
    return (f"did you mean {meant}?",) if re.fullmatch(sign + _UNITS, meant) else ()


def _plain(text: str) -> str:
    """``text`` with a keyboard's figures, signs and blanks, for a hint and for nothing else."""
    figures = "".join(str(unicodedata.decimal(each, each)) for each in text.translate(_TYPED))
    whole = _FRACTION.sub(_as_decimal, figures)
    return _BARE_POINT.sub("0.", unicodedata.normalize("NFKC", whole))


def _as_decimal(fraction: re.Match[str]) -> str:
    return f"{int(fraction[1] or 0) + unicodedata.numeric(fraction[2]):g}"


class _Pattern(Struct, frozen=True):
    name: str
    pattern: str
    example: str

    def parse(self, text: str) -> str:
        if not re.fullmatch(self.pattern.strip("^$"), text):
            plain = re.sub(r"[\W_]+", "-", text.lower()).strip("-")
            meant = bool(plain) and re.fullmatch(self.pattern, plain)
            told = (f"did you mean {plain}?",) if meant else ()
            raise ValueError(f"{text!r} is not {self.name} such as {self.example}", *told)
        return text


class Moment(Struct, frozen=True):
    """A point inside a hold: a share of it (``0.5``), or ms from its start (>= 0) or end (< 0)."""

    share: float | None = None
    ms: int = 0

    def within(self, hold_ms: int) -> int:
        """Milliseconds from the start of a hold of ``hold_ms``."""
        if self.share is not None:
            return round(hold_ms * self.share)
        return self.ms if self.ms >= 0 else hold_ms + self.ms


class _MomentKind(Struct, frozen=True):
    name: str = "a moment in a hold"
    pattern: str = f"^[0-9]{{1,2}}%$|^-?{_LENGTH.replace('|^', '|^-?')}$"

    def parse(self, text: str) -> Moment:
        if re.fullmatch(r"[0-9]{1,2}%", text):
            return Moment(share=int(text[:-1]) / 100)
        try:
            ms = _Duration().parse(text.removeprefix("-"))
        except ValueError:
            share = re.fullmatch(r"([0-9]{1,2})\s*%|0[.,]([0-9]{1,2})", _plain(text).strip())
            percent = share and (share[1] or int(f"{share[2]:0<2}"))
            told = (f"did you mean {percent}%?",) if share else _meant(text, "-?")
            message = f"{text!r} is not a moment in a hold such as 50%, 10s or -5s"
            raise ValueError(message, *told) from None
        if ms == 0 and text.startswith("-"):
            raise ValueError(f"{text!r} is the end of the hold, where its end chime sounds")
        return Moment(ms=-ms if text.startswith("-") else ms)


DURATION = _Duration()
#: Whole milliseconds, written ``30s``, ``1m30s``, ``1:30`` or ``250ms``.
Ms = Annotated[int, DURATION]
#: A stable name in kebab-case; also a file name, so nothing else is allowed in it.
#: Ids, and the names of lines; what is written otherwise is a sentence.
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
Id = Annotated[str, _Pattern("an id", f"^{NAME.pattern}$", "gluteus-maximus")]
#: S and X rows of the evidence brief, or INF for an inference no clinician has reviewed.
SourceId = Annotated[str, _Pattern("a source id", r"^([SXC][0-9]{1,3}|INF)$", "S23, X40 or INF")]
#: ISO 3166-1 alpha-2.
Country = Annotated[str, _Pattern("a country", r"^[A-Z]{2}$", "AU")]
When = Annotated[Moment, _MomentKind()]


_SIDES = {"l": "left", "lt": "left", "r": "right", "rt": "right", "b": "both", "bilateral": "both"}
#: Longest text that is read as anything but text.
MAX_WORD = 100
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")


class _PlainText(Struct, frozen=True):
    name: str = "a text"
    pattern: str = r"\S"

    def parse(self, text: str) -> str:
        if not text.strip():
            raise ValueError("an empty text", "write one, or leave the key out")
        text = text.replace("\t", " ")  # which no column, card or tag has room for
        if "\n" not in text:
            return text.strip()
        # A block of lines is one text: where YAML wraps a line is no part of what is said.
        paragraphs = _EMPTY_LINE.split(text.strip())
        return "\n\n".join(" ".join(each.strip() for each in p.splitlines()) for p in paragraphs)


class _Number(Struct, frozen=True):
    name: str
    pattern: str
    example: str
    read: type[int] | type[float]

    def parse(self, text: str) -> float:
        if not re.fullmatch(self.pattern, text):
            plain = "".join(_plain(text).split()).replace(",", ".").removeprefix("+")
            told = (f"did you mean {plain}?",) if re.fullmatch(self.pattern, plain) else ()
            raise ValueError(f"{short(text)} is not {self.name} such as {self.example}", *told)
        return self.read(text)


class _Flag(Struct, frozen=True):
    name: str = "true or false"
    pattern: str = r"^(true|false)$"

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError(f"{short(text)} is neither true nor false", "write true or false")
        return text == "true"


class Words(Struct, frozen=True):
    """One word of a fixed list."""

    words: tuple[str, ...]
    name: str = "a word"

    @property
    def pattern(self) -> str:
        return f"^({'|'.join(self.words)})$"

    def parse(self, text: str) -> str:
        if text not in self.words:
            meant = _side(text) if "both" in self.words else ""
            hint = f"did you mean {meant!r}?" if meant else suggest(text, self.words)
            raise LookupError(f"{short(text)} is not possible here", hint)
        return text


def _side(text: str) -> str:
    """The side that is meant, word by word; "" when none is. By the likeness of all of it,
    ``left/right`` would be right alone."""
    words = re.findall(r"[a-z]+", _plain(text).lower())
    found = {_SIDES.get(each) or find_nearest(each, ("left", "right", "both")) for each in words}
    found.discard("")
    return found.pop() if len(found) == 1 else "both" if found else ""


class Either(Struct, frozen=True):
    """The first of several kinds that can read a text."""

    kinds: tuple[Kind, ...]
    name: str = "a value"
    pattern: str = ""

    def parse(self, text: str) -> object:
        errors: list[Exception] = []
        for each in self.kinds:
            try:
                return each.parse(text)
            except (ValueError, LookupError) as error:
                errors.append(error)
        words = [word for kind in self.kinds if isinstance(kind, Words) for word in kind.words]
        raise ValueError(errors[0].args[0], f"or the word {' or '.join(words)}")


TEXT, FLAG = _PlainText(), _Flag()
WHOLE = _Number("a whole number", r"^[0-9]{1,9}$", "3", int)
DECIMAL = _Number("a number", r"^-?[0-9]{1,9}(\.[0-9]{1,9})?(e[+-]?[0-9]{1,2})?$", "1.5", float)

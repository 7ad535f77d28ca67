"""The scalars that are no quantity: text, numbers, yes and no, and words from a list."""

from __future__ import annotations

import re

from msgspec import Struct

from unknot.content.yaml.kinds import Kind
from unknot.content.yaml.problems import short
from unknot.suggest import suggest

#: Longest text that is read as anything but text.
MAX_WORD = 100
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")


class _PlainText(Struct, frozen=True):
    name: str = "a text"
    pattern: str = r"\S"

    def parse(self, text: str) -> str:
        if not text.strip():
            raise ValueError("an empty text", "write one, or leave the key out")
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
            raise ValueError(f"{short(text)} is not {self.name} such as {self.example}")
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
            raise LookupError(f"{short(text)} is not possible here", suggest(text, self.words))
        return text


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

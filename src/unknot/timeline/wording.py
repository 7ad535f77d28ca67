"""Wording: which of a line's versions is heard, for whom and at which detail."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.content.records.session import Detail

#: What each detail leaves of a track, for print.
DETAILS: Mapping[Detail, str] = {
    "full": "every word",
    "short": "at most six words a sentence, but for safety",
    "cues": "chimes and stop lines only",
}

#: What stands for a word in a line: ``{side}``.
PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: One with what it follows, and where that ends a sentence.
_PLACED, _BEGINS = re.compile(r"(\S*\s*)\{(\w+)\}"), re.compile(r"[.!?…][\"'”’)]*\s+$")


def filled(text: str, words: Mapping[str, str]) -> str:
    """``text`` with ``words`` in the places of their placeholders; what they lack stays. A sentence
    that begins with a placeholder begins with a capital letter."""

    def put(found: re.Match[str]) -> str:
        word = words.get(found[2], found[0][len(found[1]) :])
        return found[1] + (word[:1].upper() + word[1:] if _BEGINS.search(found[1]) else word)

    return _PLACED.sub(put, f". {text}")[2:]


def versions(line: Line, detail: Detail, *, helper: bool, brief: bool = False) -> tuple[str, ...]:
    """The texts of ``line``: to be spoken one after the other, or in turn if ``line.in_turn``.

    None are left at ``cues`` unless the line is one of safety. A line without a short version is
    spoken in full: rather a word too many than one too few. ``brief``: what the listener has
    heard in full before is said in short.
    """
    if detail == "cues" and not line.safety:
        return ()
    if (detail == "short" or brief) and line.short and not line.safety:
        return line.short
    if helper and line.helper:
        return line.helper
    return line.said


_UNKNOWN = "your emergency number"


def number_words(library: Library, country: str | None, language: str) -> str:
    """The emergency number of ``country`` (ISO 3166, two capitals) as it is said in ``language``.

    Digit by digit in languages that atlas/emergency.yaml has no words for. Where the country is
    not known, the script's line ``emergency-unknown``: a wrong number would be worse than none.
    """
    if number := library.emergency.get(country or ""):
        return number.say if language.startswith("en") else " ".join(number.number)
    found = library.line(language, None, "emergency-unknown")
    return found[0].say[0] if found and found[0].say else _UNKNOWN


def every_number(library: Library, language: str) -> tuple[str, ...]:
    """What ``number_words`` can be, over all countries and none."""
    countries = (None, *library.emergency)
    return tuple(dict.fromkeys(number_words(library, each, language) for each in countries))

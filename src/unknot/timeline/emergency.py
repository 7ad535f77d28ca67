"""Whom a track says to call in an emergency."""

from __future__ import annotations

from unknot.content.library import Library

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

"""Hints: what a voice hardly says as it was meant. Told before it is spoken, never refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from unknot.content.checks.steps import speaking
from unknot.content.disguise import letters_of
from unknot.content.library import primary
from unknot.content.records.session import Session
from unknot.content.speech import UnreadableText, abbreviations
from unknot.content.yaml.kinds import NAME
from unknot.diagnostic import Diagnostic

#: ``30s``, ``10-15``, ``2-3x``: figures with more than figures.
_FIGURES = re.compile(
    r"\b\d+(?:[–/:x×-]\d+)+[a-zA-Z]{0,3}\b|\b\d+(?:[.,]\d+)?(?:[a-zA-Z]{1,4}\b|[%°])"
    r"|\b\d+ (?:s|m|h|x|ms|cm|mm|kg|hz|sec|min)\b", re.IGNORECASE,
)  # fmt: skip
#: Categories of signs, and those of ASCII, of which some are said and others told above.
_SYMBOLS, _SAID = ("So", "Sk", "Sm", "Sc"), "$+<=>^`|~"
_SIDES = re.compile(r"(?<!is )(?<!all )\b(?:left|right)\b(?! to\b| over\b| now\b| away\b)")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_PAUSE = re.compile(r"[\[(<]\s*(?:pause|wait|break|silence)\b[^\])>]*[\])>]", re.IGNORECASE)


def hints(session: Session) -> Iterator[Diagnostic]:
    """Each place of a session's own words that a voice of its language reads otherwise than it was
    meant, or that speaks of a side which is not treated."""
    language = primary(session.language or "en")
    yield from _of_another_side(session) if language == "en" else ()
    known = ("LATIN", "MODIFIER", *letters_of(language))
    for step, key, text, _ in speaking(session):
        if key == "say" and not NAME.fullmatch(text):  # which is that of a line
            for found in _unreadable(text, language, known):
                yield Diagnostic("S82", step.place(key), found.message, words=found.words)


def _of_another_side(session: Session) -> Iterator[Diagnostic]:
    """A title that stayed when a copy of a session was made for the other side."""
    treated = {side for routine in session.routines_only for side in routine.sides}
    for key in ("title", "summary"):
        text = getattr(session, key)
        told = set(_SIDES.findall(text.lower()))
        if treated and told and not told & treated:
            message = f"{text!r} says {told.pop()}, and only the {', '.join(treated)} is treated"
            yield Diagnostic("S82", session.place(key), message)


def _unreadable(text: str, language: str, known: tuple[str, ...]) -> Iterator[UnreadableText]:
    rest = text
    for pattern, why in (
        (_PAUSE, "is read out, and is no pause; write a step such as `- wait: 5s`"),
        (_ADDRESS, "is an address, which is spelt"),
        (_FIGURES, "is spelt or read as one number; write it in words"),
    ):
        for match in pattern.finditer(rest):
            yield UnreadableText(f"{match[0]!r} {why}", match[0])
        rest = pattern.sub(" ", rest)
    yield from abbreviations(rest)
    symbols = [
        each for each in rest if unicodedata.category(each) in _SYMBOLS and each not in _SAID
    ]
    if symbols:
        names = ", ".join(dict.fromkeys(unicodedata.name(each, "?").lower() for each in symbols))
        yield UnreadableText(f"{''.join(symbols)!r} is read by its name ({names})", symbols[0])
    foreign = (
        word
        for word in rest.split()
        for each in word
        if each.isalpha() and not unicodedata.name(each, "LATIN").startswith(known)
    )
    if word := next(foreign, ""):
        message = f"{word!r} is spelt letter by letter, as {language!r} is not written so"
        yield UnreadableText(f"{message}; say what it is in with language:", word)

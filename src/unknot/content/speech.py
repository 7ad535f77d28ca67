"""Speech: what may not be said, and in which words (guidance 4.1; INV-9, 10, 33, 34, 42).

Pure functions over text, for content before it is planned and for plans before they are spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MOST_WORDS = 20


class UnreadableText(NamedTuple):
    """What is wrong, and the ``words`` that it is about, as they stand in the text."""

    message: str
    words: str


_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_BRACED = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[\w{}]+(?:['’.-]\w+)*")
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
#: Capitals, words that are only written, units, and signs that nobody pronounces alike.
_SHORT = re.compile(
    r"\b(?:(?:[A-Z]{2,}|[A-Z](?:\.[A-Z])+)s?\b\.?"
    r"|(?:e\.g|i\.e|etc|approx|mins?|secs?|hrs?|Dr|Mrs?|Prof|vs|incl|max|resp)\."
    r"|(?:cm|mm|kg|Hz|kHz|ms|hr)\b)|[()\[\]/&%+=<>#*_|\\@°]"
)
_CLAIM = re.compile(
    r"\b(?:cur(?:e[sd]?|ing)\b|guarantee\w*|(?:no|zero|without(?: any)?) risks?\b|risk[- ]free\b"
    r"|(?:completely|totally|perfectly|absolutely|entirely|always|100 ?%) (?:safe|works?)\b"
    r"|proven\b|proof\b|detox\w*|toxi(?:n|c)\w*|waste products?\b|diagnos\w+"
    r"|miracles?\b|miraculous\w*"
    r"|sciatica (?:treatment|therapy|relief|cure)\b"
    r"|(?:treat|eas|cur|reliev|heal|fix)\w* (?:your |the |all )?sciatica\b)",
    re.IGNORECASE,
)
_BRAND = re.compile(
    r"\b(?:thera ?gun|thera ?body|thera ?cane|hyper ?volt|hyperice|thumper|homedics|renpho|wahl"
    r"|power ?plate|sunbeam|ekrin|achedaway|dr\.? graeme)\b",
    re.IGNORECASE,
)
_SLEEP = re.compile(
    r"\b(?:sleep\w*|asleep|doz(?:e[sd]?|ing)|nap(?:s|ping)?|snooz\w*|drows\w*"
    r"|(?:drift|nod|drop) off|slumber\w*)\b",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:press(?:es|ed|ing)?|(?<!blood )pressure|push(?:es|ed|ing)?|dig(?:s|ging)?"
    r"|rub(?:s|bed|bing)?|lean(?:s|ed|ing)?|forc(?:e[sd]?|ing|eful\w*)|squeez\w+|knead\w*"
    r"|jab(?:s|bing)?|poke[sd]?|grind\w*|bear down|harder)\b",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\b(?:(?:massage |percussi(?:on|ve) |fascia )?guns?|(?:foam |massage )?rollers?|canes?"
    r"|percussi(?:on|ve) (?:massager|device|tool)s?|jackhammers?"
    r"|(?:\w+ )?balls?(?! of (?:your|the|each|one) (?:foot|feet|thumb|hand)))\b",
    re.IGNORECASE,
)
_NOT = r"\b(?:no|not|never|without|nor|neither|none|nothing|don['’]t|cannot|can['’]t)\b"
_NOT_JUST_BEFORE = re.compile(rf"{_NOT}(?:\s+[\w'’-]+){{0,4}}\s+$", re.IGNORECASE)
#: A list after "do not use", as long as nothing new is told to be done.
_NOT_IN_A_LIST = re.compile(
    rf"{_NOT}(?:(?!\b(?:but|instead|then|so)\b|[,;:]\s*(?:and\s+|just\s+)?"
    r"(?:use|take|try|rest|roll|grab|get|lie|put|place|switch|glide|work)\b)[^.;:!?])*$",
    re.IGNORECASE,
)
#: "Do not stop pressing" is no caution.
_UNDONE = re.compile(
    r"\b(?:stop|hesitate|forget|fail|afraid|worry|cease|only|just)\b[^.!?]*$", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of ``text``, none empty."""
    return tuple(each.strip() for each in _SENTENCE.findall(text) if each.strip(" .!?…\n"))


def long_sentences(text: str) -> Iterator[UnreadableText]:
    """Sentences of more words than a listener can hold (INV-42)."""
    for sentence in sentences(text):
        if (count := len(_WORD.findall(sentence))) > MOST_WORDS:
            message = f"a sentence of {count} words; {MOST_WORDS} are the most that is followed"
            yield UnreadableText(message, " ".join(sentence.split()[:2]))


def digits(text: str) -> Iterator[UnreadableText]:
    """Numbers in digits: engines read them in ways of their own (INV-42)."""
    for match in _DIGITS.finditer(_BRACED.sub(" ", text)):
        yield UnreadableText(f"{match[0]!r} in digits; write numbers as words", match[0])


def abbreviations(text: str) -> Iterator[UnreadableText]:
    """Abbreviations, units and signs (INV-42)."""
    for match in _SHORT.finditer(text):
        yield UnreadableText(f"{match[0]!r} cannot be spoken as it stands; write it out", match[0])


def claims(text: str) -> Iterator[UnreadableText]:
    """Promises, claims and brands (INV-33)."""
    for match in _CLAIM.finditer(text):
        yield UnreadableText(f"{match[0]!r} is a claim that nobody can keep", match[0])
    for match in _BRAND.finditer(text):
        yield UnreadableText(f"{match[0]!r} is a brand; no brand is named", match[0])


def sleep(text: str) -> Iterator[UnreadableText]:
    """Words of sleep (INV-34)."""
    yield from _not_negated(_SLEEP, text, "nobody may fall asleep on a massager")


def pressing(text: str) -> Iterator[UnreadableText]:
    """Words for pressure, unless they are denied; for what is said of a massager."""
    yield from _not_negated(_PRESS, text, "a massager rests on the surface and is never pressed")


def devices(text: str) -> Iterator[UnreadableText]:
    """Guns, balls, rollers and canes, unless the sentence tells not to use them."""
    for sentence in sentences(text):
        for match in _DEVICE.finditer(sentence):
            before = _NOT_IN_A_LIST.search(sentence[: match.start()])
            if before is None or _UNDONE.search(before[0]):
                message = f"{match[0]!r}: these sessions are for a massager with a flat head or pad"
                yield UnreadableText(message, match[0])


def _not_negated(pattern: re.Pattern[str], text: str, why: str) -> Iterator[UnreadableText]:
    for sentence in sentences(text):
        for match in pattern.finditer(sentence):
            before = _NOT_JUST_BEFORE.search(sentence[: match.start()])
            if before is None or _UNDONE.search(before[0]):
                yield UnreadableText(f"{match[0]!r}: {why}", match[0])

"""Words fit for a voice: cleaned, refused when there are none or too fast, cut where a speaker
breathes."""

from __future__ import annotations

import re
import unicodedata

from unknot.errors import EngineError

#: Characters that are spoken in one go. espeak-ng's driver needs time that grows with the square
#: of a text's length, and a process that dies should cost a sentence and not a page.
PIECE = 400
#: The longest text that is taken at all, in characters: about 25 minutes of speech.
LONGEST = 20_000

#: Spoken by nobody: soft hyphen, byte order mark and the marks that only turn text around.
_UNHEARD = re.compile("[\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
#: Where a long text is cut, best place first: after a sentence, after a clause, between words.
_CUTS = (
    re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])"),
    re.compile(r"(?<=[,;:–—])\s+|(?<=[、，；：])"),
    re.compile(r"\s+"),
)


def sayable(text: str, engine: str) -> str:
    """``text`` as one line in NFC, without control characters, its white space single blanks.

    Raises EngineError under the name ``engine`` when a text has no letter or digit, holds half
    a surrogate pair, or is longer than LONGEST.
    """
    if re.search("[\ud800-\udfff]", text):
        raise EngineError(engine, text, "holds half a character (a lone surrogate)")
    if len(text) > LONGEST:
        raise EngineError(
            engine, text, f"has {len(text)} characters; {LONGEST} can be said in one go"
        )
    visible = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    clean = " ".join(_UNHEARD.sub("", unicodedata.normalize("NFC", visible)).split())
    if not has_words(clean):
        raise EngineError(engine, text, "holds nothing to say: no letter and no digit")
    return clean


def check_rate(rate: int, slowest: int, fastest: int, engine: str, text: str) -> None:
    """Raises EngineError for a rate, in words a minute, that the engine cannot keep."""
    if not slowest <= rate <= fastest:
        reason = f"{rate} words a minute is not between {slowest} and {fastest}"
        raise EngineError(engine, text, reason)


def has_words(text: str) -> bool:
    """Whether ``text`` has anything in it that is spoken."""
    return any(character.isalnum() for character in text)


def pieces(text: str, limit: int = PIECE) -> tuple[str, ...]:
    """``text`` in pieces of at most ``limit`` characters, none without words, in order."""
    return tuple(piece for piece in _packed(text, limit, 0) if has_words(piece))


def _packed(text: str, limit: int, level: int) -> list[str]:
    """As few pieces as cuts of this level allow; what is still too long is cut a level deeper."""
    if len(text) <= limit:
        return [text]
    if level == len(_CUTS):
        return [text[start : start + limit] for start in range(0, len(text), limit)]
    packed: list[str] = []
    for part in _CUTS[level].split(text):
        for piece in _packed(part, limit, level + 1):
            if packed and len(packed[-1]) + 1 + len(piece) <= limit:
                packed[-1] += f" {piece}"
            else:
                packed.append(piece)
    return packed

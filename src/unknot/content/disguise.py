"""Disguises: letters that look like others, and characters that nobody sees, in English text.

A rule that reads words is only as good as what it reads. The list of look-alikes is Unicode's own,
by the package confusable-homoglyphs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from unknot.content.speech import UnreadableText

#: Latin letters beyond ASCII that are letters of their own and not accents on others.
_OWN_LETTERS = frozenset("ßæœøđłðþÆŒØĐŁÐÞ")
#: Joiners: some scripts need them to be spelt; English does not.
_JOINERS = "\u200c\u200d"


def disguises(text: str) -> Iterator[UnreadableText]:
    """Every letter that stands for another, with the word that it is in.

    A text without a single Latin letter is in another language, and stands for itself.
    """
    if text.isascii() or not any(each.isascii() and each.isalpha() for each in text):
        return
    for word in text.split():
        for before, character, after in zip(" " + word, word, word[1:] + " ", strict=False):
            if character == "\u200d" and _is_emoji(before) and _is_emoji(after):
                continue
            if ord(character) > 127 and (why := _disguised(character)):
                name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
                yield UnreadableText(f"{name} {why}", word)


def _is_emoji(character: str) -> bool:
    """Or what changes its colour or shape; several joined are one picture."""
    return unicodedata.category(character) in ("So", "Sk") or character == "\ufe0f"


def _disguised(character: str) -> str:
    if character in _JOINERS:
        return "cannot be seen"
    if unicodedata.combining(character):
        return "lies over another letter"
    letter = character.isalpha() or unicodedata.category(character) == "Nl"
    if not letter or character in _OWN_LETTERS:
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii():
        return ""  # an accent
    if unicodedata.normalize("NFKC", character).isascii() or _looks_latin(character):
        return "looks like another letter"
    return ""


def _looks_latin(character: str) -> bool:
    from confusable_homoglyphs import confusables

    found = confusables.is_confusable(character, greedy=True, preferred_aliases=[])
    return any(
        other["c"].isascii() and other["c"].isalpha()
        for each in found or ()
        for other in each["homoglyphs"]
    )


def seen(text: str) -> str:
    """``text`` as its letters look, for rules that read words: no accents, no ligatures."""
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text)
    return "".join(each for each in split if not unicodedata.combining(each))

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
#: Makes a picture of the sign before it.
_SHAPE = "\ufe0f"
#: Draws a key around what is before it.
_KEY = "\u20e3"


def disguises(text: str) -> Iterator[UnreadableText]:
    """Every letter that stands for another, with the word that it is in.

    A text without a single Latin letter is in another language, and stands for itself.
    """
    if text.isascii() or not any(each.isascii() and each.isalpha() for each in text):
        return
    for word in text.split():
        latin = any(each.isascii() and each.isalpha() for each in word)
        for before, character, after in zip(" " + word, word, word[1:] + " ", strict=False):
            if character == "\u200d" and _is_emoji(before) and _is_emoji(after):
                continue
            if character == _SHAPE and (_is_sign(before) or after == _KEY):
                continue
            if ord(character) > 127 and (why := _disguised(character, among_latin=latin)):
                name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
                yield UnreadableText(f"{name} {why}", word)


def _is_emoji(character: str) -> bool:
    """Or what changes its colour or shape; several joined are one picture."""
    return unicodedata.category(character) in ("So", "Sk") or character == _SHAPE


def _is_sign(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sm", "Po")


def _disguised(character: str, *, among_latin: bool) -> str:
    if character in _JOINERS or character == _SHAPE:
        return "cannot be seen"
    around = unicodedata.category(character) == "Me" and character != _KEY
    if around or unicodedata.combining(character):
        return "lies over another letter"
    letter = character.isalpha() or unicodedata.category(character) == "Nl"
    if not letter or character in _OWN_LETTERS:
        return ""
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii():
        return ""  # an accent
    if unicodedata.normalize("NFKC", character).isascii() or _looks_latin(character):
        return "looks like another letter"
    if among_latin and not unicodedata.name(character, "LATIN").startswith("LATIN"):
        return "is of another alphabet than the letters beside it"
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

"""Disguises: letters that look like others, and characters that nobody sees, in a text.

A rule that reads words is only as good as what it reads. The list of look-alikes is Unicode's own,
by the package confusable-homoglyphs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from unknot.content.library import primary
from unknot.content.speech import UnreadableText

#: Latin letters beyond ASCII that are letters of their own and not accents on others.
_OWN_LETTERS = frozenset("ßæœøđłðþẞÆŒØĐŁÐÞ")
#: Letters of phonetics and of mirrors: no orthography of a spoken language needs them.
_ODD = re.compile("SMALL CAPITAL|TURNED|REVERSED|INVERTED|SIDEWAYS|SCRIPT|LIGATURE F")
#: Signs of trade, which are letters in a ring.
_TRADE = frozenset("©®℗™℠")
#: Apostrophes that are letters, and what Romance languages write ordinals with.
_ELSEWHERE = frozenset("ʻʼʾʿªº")
#: Joiners: some scripts need them to be spelt; English does not.
_JOINERS = "\u200c\u200d"
#: Makes a picture of the sign before it.
_SHAPE = "\ufe0f"
#: Draws a key around what is before it.
_KEY = "\u20e3"
#: Alphabets that are written without blanks, so that Latin words stand among their letters.
_WITHOUT_BLANKS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL", "THAI", "LAO",
                             "KHMER", "MYANMAR", "TIBETAN"})  # fmt: skip
#: Words of two alphabets may be joined, as in USB-кабель.
_WORD = re.compile(r"[^\s\-–—/]+")
#: How Unicode's names of letters begin, by the languages that are not written in Latin ones alone.
_LETTERS = {
    "be bg kk ky mk mn ru sr tg uk": "CYRILLIC", "el": "GREEK", "hy": "ARMENIAN", "ka": "GEORGIAN",
    "ar fa ku ps sd ug ur": "ARABIC", "he yi": "HEBREW", "am ti": "ETHIOPIC",
    "hi kok mr ne sa": "DEVANAGARI", "as bn bpy": "BENGALI", "gu": "GUJARATI", "kn": "KANNADA",
    "ml": "MALAYALAM", "or": "ORIYA", "pa": "GURMUKHI", "si": "SINHALA", "ta": "TAMIL",
    "te": "TELUGU", "bo": "TIBETAN", "km": "KHMER", "lo": "LAO", "my shn": "MYANMAR", "th": "THAI",
    "ja": "CJK HIRAGANA KATAKANA", "cmn hak yue zh": "CJK BOPOMOFO", "ko": "HANGUL CJK",
}  # fmt: skip


def disguises(text: str, language: str = "en") -> Iterator[UnreadableText]:
    """Every letter that stands for another, with the word that it is in.

    A text without a single Latin letter is in another language, and stands for itself. Beside
    ``language``'s own letters only those are judged that belong to no word of it.
    """
    if text.isascii() or not any(each.isascii() and each.isalpha() for each in seen(text)):
        return
    for word in _WORD.findall(text):
        latin = any(each.isascii() and each.isalpha() for each in word)
        for before, character, after in zip(" " + word, word, word[1:] + " ", strict=False):
            if character == "\u200d" and _is_emoji(before) and _is_emoji(after):
                continue
            if character == _SHAPE and (
                unicodedata.category(before) in ("So", "Sm", "Po") or after == _KEY
            ):
                continue
            if ord(character) < 128:
                continue
            if (
                why := _why_odd(character, latin)
                if language == "en"
                else _why_foreign(character, latin, language)
            ):
                name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
                yield UnreadableText(f"{name} {why}", word)


def _is_emoji(character: str) -> bool:
    """Or what changes its colour or shape; several joined are one picture."""
    return unicodedata.category(character) in ("So", "Sk") or character == _SHAPE


def _why_odd(character: str, among_latin: bool) -> str:
    """Why ``character`` is none of an English text."""
    category = unicodedata.category(character)
    if character in _JOINERS or character == _SHAPE:
        return "cannot be seen"
    around = category == "Me" and character != _KEY
    if around or unicodedata.combining(character):
        return "lies over another letter"
    if category == "So" and among_latin and _ringed(character):
        return "looks like another letter"
    letter = character.isalpha() or category == "Nl"
    if not letter or character in _OWN_LETTERS:
        return ""
    if unicodedata.normalize("NFD", character)[0].isascii():
        return ""  # an accent
    if unicodedata.normalize("NFKC", character).isascii() or _looks_latin(character):
        return "looks like another letter"
    if unicodedata.name(character, "LATIN").startswith("LATIN"):
        return "is no letter of English"
    return "is of another alphabet than the letters beside it" if among_latin else ""


def _why_foreign(character: str, among_latin: bool, language: str) -> str:
    """Why ``character`` is none of a text in ``language``."""
    name, own = unicodedata.name(character, ""), letters_of(language)
    if not (among_latin or _is_dressed(character)) or character in _ELSEWHERE:
        return ""
    if character in _JOINERS or character == _SHAPE:
        return "cannot be seen"
    if not (character.isalpha() or _ringed(character)):
        return ""
    if name.startswith("LATIN"):
        return "looks like another letter" if _ODD.search(name) else ""
    if own and set(own) & _WITHOUT_BLANKS and name.startswith((*own, "FULLWIDTH")):
        return ""
    if _is_dressed(character) or _looks_latin(character):
        return "looks like another letter"
    return "is of another alphabet than the letters beside it"


def _is_dressed(character: str) -> bool:
    """A plain letter in another dress: mathematical, of full width, in a ring."""
    plain = unicodedata.normalize("NFKC", character)
    return plain.isascii() and plain.strip("()").isalpha() and plain != character


def _ringed(character: str) -> bool:
    """A sign that is read as a letter; ones of trade are what they are."""
    if character in _TRADE or unicodedata.category(character) != "So":
        return False
    named = "LETTER" in unicodedata.name(character, "")
    return named or _is_dressed(character) or _looks_latin(character)


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


def letters_of(language: str) -> tuple[str, ...]:
    """How Unicode's names of the letters of ``language`` begin; nothing for Latin ones alone."""
    code = primary(language)
    found = (names for languages, names in _LETTERS.items() if code in languages.split())
    return tuple(next(found, "").split())

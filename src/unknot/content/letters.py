"""Letters: which languages are written in others than Latin ones."""

from __future__ import annotations

from unknot.content.library import primary

#: How Unicode's names of letters begin, by the languages that are not written in Latin ones alone.
_LETTERS = {
    "be bg kk ky mk mn ru sr tg uk": "CYRILLIC", "el": "GREEK", "hy": "ARMENIAN", "ka": "GEORGIAN",
    "ar fa ku ps sd ug ur": "ARABIC", "he yi": "HEBREW", "am ti": "ETHIOPIC",
    "hi kok mr ne sa": "DEVANAGARI", "as bn bpy": "BENGALI", "gu": "GUJARATI", "kn": "KANNADA",
    "ml": "MALAYALAM", "or": "ORIYA", "pa": "GURMUKHI", "si": "SINHALA", "ta": "TAMIL",
    "te": "TELUGU", "bo": "TIBETAN", "km": "KHMER", "lo": "LAO", "my shn": "MYANMAR", "th": "THAI",
    "ja": "CJK HIRAGANA KATAKANA", "cmn hak yue zh": "CJK BOPOMOFO", "ko": "HANGUL CJK",
}  # fmt: skip


def letters_of(language: str) -> tuple[str, ...]:
    """How Unicode's names of the letters of ``language`` begin; nothing for Latin ones alone."""
    code = primary(language)
    found = (names for languages, names in _LETTERS.items() if code in languages.split())
    return tuple(next(found, "").split())

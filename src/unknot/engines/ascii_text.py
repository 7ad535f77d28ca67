"""Words for a program that reads English letters only, and drops any other without a word."""

from __future__ import annotations

import re
import unicodedata

from unknot.engines.text_cleaning import has_words
from unknot.errors import EngineError

_MARKS = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "…": "...", "⁄": "/", "′": "'"}
)
_RANGE = re.compile(r"(?<=\d)\s*[‒–—]\s*(?=\d)")
_DASH = re.compile(r"\s*[‒–—]\s*")


def plain(text: str, engine: str) -> str:
    """``text`` in ASCII: quotes and dashes as a typewriter has them, accents dropped.

    Raises EngineError under the name ``engine`` for a letter or digit that has no such form.
    """
    marked = _DASH.sub(", ", _RANGE.sub(" to ", text)).translate(_MARKS)
    letters = unicodedata.normalize("NFKD", marked).translate(_MARKS)
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    if foreign := next((c for c in kept if c.isalnum() and not c.isascii()), ""):
        raise EngineError(engine, text, f"holds {foreign!r}; this voice reads English letters only")
    words = " ".join("".join(c if c.isascii() else " " for c in kept).split())
    if not has_words(words):
        raise EngineError(engine, text, "holds nothing to say: no letter and no digit")
    return words

"""A line as it is to be said: one blank between words, terms of the lexicon respelled."""

from __future__ import annotations

import re
import unicodedata

from unknot.content.records.values import Lexicon


def spoken_form(text: str, lexicon: Lexicon | None, engine: str = "") -> str:
    """``text`` in NFC with single blanks, the lexicon's terms as they are to be said.

    ``engine``'s own respellings come first. Whole words only, in any case, the longest term first;
    what a term becomes is final.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if lexicon is None or not lexicon.terms:
        return line
    says = {
        _folded(term): entry.engines.get(engine, entry.say) for term, entry in lexicon.terms.items()
    }
    longest_first = sorted(says, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    return re.sub(
        rf"(?<!\w)(?:{either})(?!\w)",
        lambda found: says.get(_folded(found[0]), found[0]),
        line,
        flags=re.IGNORECASE,
    )


def _folded(term: str) -> str:
    return " ".join(unicodedata.normalize("NFC", term).lower().split())

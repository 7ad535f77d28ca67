"""A line as it is to be said: one blank between words, terms of the lexicon respelled."""

from __future__ import annotations

import re
import unicodedata

from unknot.content.once import once
from unknot.content.records.values import Lexicon


def spoken_form(text: str, lexicon: Lexicon | None, engine: str = "") -> str:
    """``text`` in NFC with single blanks, the lexicon's terms as they are to be said.

    ``engine``'s own respellings come first. Whole words only, in any case, the longest term first;
    what a term becomes is final.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if lexicon is None or not lexicon.terms:
        return line
    terms, says = _respellings(lexicon, engine)
    return terms.sub(lambda found: says.get(_folded(found[0]), found[0]), line)


@once
def _respellings(lexicon: Lexicon, engine: str) -> tuple[re.Pattern[str], dict[str, str]]:
    says = {
        _folded(term): entry.engines.get(engine, entry.say) for term, entry in lexicon.terms.items()
    }
    either = "|".join(map(re.escape, sorted(says, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE), says


def _folded(term: str) -> str:
    return " ".join(unicodedata.normalize("NFC", term).lower().split())

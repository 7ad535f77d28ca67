"""A line as it is to be said: one blank between words, terms of the lexicon respelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from unknot.content.once import once
from unknot.content.records.script import Lexicon


def spoken_form(text: str, lexicon: Lexicon | None, engine: str = "") -> str:
    """``text`` in NFC with single blanks, the lexicon's terms as they are to be said.

    ``engine``'s own respellings come first. Whole words only, in any case, the longest term first;
    what a term becomes is final.
    """
    if lexicon is None or not lexicon.terms:
        return _blanks(text)
    return _respeller(lexicon, engine)(text)


def _blanks(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@once
def _respeller(lexicon: Lexicon, engine: str) -> Callable[[str], str]:
    """What respells a text, and remembers it: the same lines are said in many tracks."""
    says = {
        folded(term): entry.engines.get(engine, entry.say) for term, entry in lexicon.terms.items()
    }
    either = "|".join(map(re.escape, sorted(says, key=len, reverse=True)))
    terms = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    @lru_cache(maxsize=4096)
    def respelt(text: str) -> str:
        return terms.sub(lambda found: says.get(folded(found[0]), found[0]), _blanks(text))

    return respelt


def folded(term: str) -> str:
    """``term`` as it is looked for: in NFC and lower case, with single blanks."""
    return " ".join(unicodedata.normalize("NFC", term).lower().split())

"""How the terms in a line are said, from the lexicon."""

from __future__ import annotations

from unknot.content.anatomy import any_of
from unknot.content.records.values import Lexicon


def pronunciation(text: str, lexicon: Lexicon | None) -> str:
    """``piriformis: pirri-formiss /ˌpɪrɪˈfɔːmɪs/`` for each term in ``text``, longest first."""
    if lexicon is None or not (terms := any_of(lexicon.terms)):
        return ""
    said = []
    for term in dict.fromkeys(terms.findall(text.lower())):
        entry = lexicon.terms[term]
        ipa = f" /{entry.ipa}/" if entry.ipa else ""
        say = "" if entry.say.lower() == term and ipa else f" {entry.say}"
        said.append(f"{term}:{say}{ipa}")
    return "; ".join(said)

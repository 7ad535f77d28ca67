"""How the terms in a line are said, from the lexicon."""

from __future__ import annotations

import re

from unknot.content.records.values import Lexicon


def pronunciation(text: str, lexicon: Lexicon | None) -> str:
    """``piriformis: pirri-formiss /ˌpɪrɪˈfɔːmɪs/`` for each term in ``text``, longest first."""
    if lexicon is None or not lexicon.terms:
        return ""
    longest_first = sorted(lexicon.terms, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first))
    found = re.findall(rf"(?<!\w)(?:{either})(?!\w)", text.lower())
    said = []
    for term in dict.fromkeys(found):
        entry = lexicon.terms[term]
        ipa = f" /{entry.ipa}/" if entry.ipa else ""
        say = "" if entry.say.lower() == term and ipa else f" {entry.say}"
        said.append(f"{term}:{say}{ipa}")
    return "; ".join(said)

"""Anatomy: which words are anatomical terms, that an engine may read wrongly and few understand.

A word is one if it is in anatomy.yaml, or has an ending of Latin anatomy and is no everyday
English word. Plain names such as hip, pelvis or buttock are none: everybody knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

#: Endings that Latin and Greek anatomy shares with few everyday words.
_ENDINGS = re.compile(
    r"\w{2,}(?:orum|arum|aris|alis|oris|ensis|iformis|oideus|oides|aeus|eus|ius|inus|atus|itus"
    r"|imus|emius|ores|ae|oid|ceps|icus|ulus|ellus|osus|itis|osis|algia|opathy)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@cache
def _words() -> Mapping[str, frozenset[str]]:
    import yaml

    text = Path(__file__).with_name("anatomy.yaml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in yaml.safe_load(text).items()}


@lru_cache(maxsize=4096)
def is_anatomical(word: str) -> bool:
    """Whether ``word`` is a term of anatomy, in whatever form."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if word in _words()["everyday"]:
        return False
    return word in _words()["terms"] or _ENDINGS.fullmatch(word) is not None


def any_of(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Finds each of ``terms``, whole and in any case, the longest first; None without any."""
    longest_first = sorted(map(re.escape, terms), key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def unknown_terms(text: str, known: re.Pattern[str] | None) -> Iterator[str]:
    """The anatomical words of ``text``, as written, that are no part of what is ``known``."""
    if not any(map(is_anatomical, _LETTERS.findall(text))):
        return iter(())
    text = known.sub(".", text) if known else text
    return (word for word in dict.fromkeys(_WORD.findall(text)) if is_anatomical(word))

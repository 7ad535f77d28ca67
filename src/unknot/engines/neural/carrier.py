"""Carriers: a short cue is spoken inside a longer sentence, because neural voices wobble on it.

They were trained on whole sentences; what has one to four words comes out in haste, drawn out or
with a noise behind it. The cue comes last, behind a clause mark: so it falls as a cue should, one
cut is enough, and both engines keep it one sentence. The words before it hold no sound that closes
the mouth, so that the only silence is the one at the mark.
"""

from __future__ import annotations

import re

from msgspec import Struct

#: What is said before the cue, best first; other languages say the cue twice.
_HEADS = {"en": ("Now you will hear,", "Here we are now;")}
_MOST_WORDS = 4
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"[.!?…,;:\s]*$")
_INNER_END = re.compile(r"[.!?…][\"')\]]*\s")
_CLAUSES = re.compile(r"[,;:](?=\s)|\s[–—-]\s")


class Carrier(Struct, frozen=True, kw_only=True):
    """``head`` with its clause mark, then ``cue``; ``clauses``: pauses within the cue."""

    head: str
    cue: str
    clauses: int

    @property
    def text(self) -> str:
        return f"{self.head} {self.cue}"


def carriers(text: str, language: str) -> tuple[Carrier, ...]:
    """The sentences to cut ``text`` out of, best first; none when it can stand alone."""
    words = _WORDS.findall(text)
    if not 0 < len(words) <= _MOST_WORDS or _INNER_END.search(text):
        return ()
    if len("".join(words)) > 12 * _MOST_WORDS:
        return ()
    bare = _END.sub("", text)
    heads = _HEADS.get(language.partition("-")[0].lower(), (f"{bare},",))
    clauses = len(_CLAUSES.findall(bare))
    return tuple(Carrier(head=head, cue=text, clauses=clauses) for head in heads)

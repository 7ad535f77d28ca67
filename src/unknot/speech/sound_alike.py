"""Which words may sound alike, and which must never be taken for others."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

#: Words that sound alike share this much of their letters, unless they are this short.
_SHARED, _SHORT = 0.5, 3
#: Words that must not be exchanged for others: sides and directions, numbers, when to stop.
_WEIGHTY = re.compile(
    r"\d|\b(?:left|right|sides?|both|other|same|above|below|up|down|towards?|away|front|back"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundred|half|halfway|once|twice|first|second|third|last"
    r"|stop|never|not?|don.t|only|off|on|pain\w*|hurts?|numb\w*|tingl\w*|sharp|electric|dizz\w*"
    r"|weak\w*|bladder|bowel|emergency|ambulance|call|doctor|medicine|blood)\b",
    re.IGNORECASE,
)
#: A line without one of these is short, or in a language whose words are not in _WEIGHTY. Words
#: that others have too ("in", "an", "is", "to", "a") tell nothing.
_ENGLISH = re.compile(r"\b(?:the|your?|yours|and|this|with)\b", re.IGNORECASE)


def weighty(text: str) -> bool:
    """Whether a wrong take of ``text`` could do harm, so that even a slow voice says it twice."""
    return bool(_WEIGHTY.search(text)) or not _ENGLISH.search(text)


def words_of(text: str) -> str:
    """What is said, whatever it ends with: a phrase is tried without its full stop, too."""
    return " ".join(text.split()).rstrip(" .")


def may_sound_alike(one: str, other: str) -> bool:
    """Whether a voice may say both in the same way: "their" and "there", "ten" and "10".

    Word by word, because "left" and "right" may differ where all the rest is the same.
    """
    words = [re.findall(r"\w+", text.lower()) for text in (one, other)]
    changes = SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes()
    return all(
        tag == "equal" or _alike("".join(words[0][a:b]), "".join(words[1][c:d]))
        for tag, a, b, c, d in changes
    )


def _alike(one: str, other: str) -> bool:
    if any(map(str.isdigit, one + other)):
        return True
    if not (one and other):
        return False
    if max(len(one), len(other)) <= _SHORT:
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SHARED

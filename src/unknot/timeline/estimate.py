"""How long a line will last, before any sound exists.

A sum over the words, fitted by least squares to what pyttsx3 with espeak-ng 1.52 (gmw/en) says at
135 words a minute, cut to the voice as polish.py cuts it: 527 sentences of general English and the
135 of the bundled lines. Spelling stands in for sound: letters that often fall silent (g, h, k)
count little, those that are two sounds (x) or drawn out (v, z) much. Lines that took no part in
the fit came out 3.3 % off on average, their total 0.1 %; the bundled lines of today, which are
shorter than those of the fit, 4.2 %. Speech time goes with 1/rate, which holds within 1 % from 100
to 220. tests/speech/test_estimate.py measures it again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from unknot.content.fixed import is_fixed_line
from unknot.timeline.cues import Say

#: Words a minute when nobody says otherwise (guidance 4.1, INF), and those of the fit: all times
#: below are ms at this rate.
USUAL_RATE = 135
#: What the lines of safety are spoken at, whatever a session's own rate is: a quarter slower than
#: usual, and about a fifth faster (INF).
LEAST_SAFETY_RATE, MOST_SAFETY_RATE = 100, 160
_EVERY_LINE = 190
_SENTENCE, _CLAUSE = 547, 340
_WORD = 107
#: Words that are said without stress are shorter by so much, and by so much for each letter.
_UNSTRESSED, _UNSTRESSED_LETTER = -53, -8
_UNSTRESSED_WORDS = frozenset(
    "a an and are as at be but by can for from had has have if in is it its of off on or so than"  # noqa: SIM905
    " that the their them then there they this to was we were will with you your".split()
)
_LETTERS = {
    "a": 42, "b": 90, "c": 75, "d": 88, "e": 40, "f": 64, "g": 39, "h": 21, "i": 55,
    "j": 109, "k": 18, "l": 60, "m": 66, "n": 78, "o": 55, "p": 102, "q": 172, "r": 60,
    "s": 66, "t": 76, "u": 33, "v": 104, "w": 59, "x": 197, "y": 60, "z": 167,
}  # fmt: skip
#: Not fitted: a digit is most of a word, and letters of other scripts are taken as average.
_DIGIT, _OTHER_LETTER = 330, 75

_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]*(?=\s)")
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[–—](?=\s)")


def rate_of(cue: Say, rate: int) -> int:
    """Words a minute at which ``cue`` is spoken in a track of ``rate``."""
    if not is_fixed_line(cue.line):
        return rate
    return min(max(rate, LEAST_SAFETY_RATE), MOST_SAFETY_RATE)


@lru_cache(maxsize=4096)
def estimate_ms(text: str, rate: int) -> int:
    """Milliseconds that ``text`` takes at ``rate`` words a minute, silence around it cut."""
    words = _WORDS.findall(text.lower().replace("’", "'"))
    if not words:
        return 0
    line = text.strip()
    length = _EVERY_LINE + sum(map(_word_ms, words))
    length += _SENTENCE * len(_SENTENCE_END.findall(line))
    length += _CLAUSE * len(_CLAUSE_END.findall(line))
    return round(length * USUAL_RATE / rate)


def scale_of(spoken: Mapping[str, int], rate: int) -> float:
    """How long the texts of ``spoken``, each with its ms, last together, times what is expected at
    ``rate``; 1 when there is none."""
    expected = sum(estimate_ms(text, rate) for text in spoken)
    return sum(spoken.values()) / expected if expected else 1.0


@lru_cache(maxsize=4096)
def _word_ms(word: str) -> int:
    letters = [c for c in unicodedata.normalize("NFKD", word) if c.isalnum()]
    length = _WORD + sum(
        _DIGIT if each.isdigit() else _LETTERS.get(each, _OTHER_LETTER) for each in letters
    )
    if word in _UNSTRESSED_WORDS:
        length += _UNSTRESSED + _UNSTRESSED_LETTER * len(letters)
    return length

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
from functools import lru_cache

from unknot.content.fixed import is_fixed_line
from unknot.timeline.cues import Say

#: Words a minute when nobody says otherwise (guidance 4.1, INF), and those of the fit: all times
#: below are ms at this rate.
USUAL_RATE = 135
#: What the lines of safety are spoken at, whatever a session's own rate is: a quarter slower than
#: usual, and about a fifth faster (INF).
LEAST_SAFETY_RATE, MOST_SAFETY_RATE = 100, 160
_EVERY_LINE = 180
_SENTENCE, _CLAUSE = 549, 361
_WORD = 96
#: Words that are said without stress are shorter by so much, and by so much for each letter.
_UNSTRESSED, _UNSTRESSED_LETTER = -57, -10
_UNSTRESSED_WORDS = frozenset(
    "a an and are as at be but by can for from had has have if in is it its of on or so than that"  # noqa: SIM905
    " the their them then there they this to was we were will with you your".split()
)
_LETTERS = {
    "a": 73, "b": 89, "c": 76, "d": 86, "e": 43, "f": 88, "g": 37, "h": 13, "i": 56,
    "j": 137, "k": 19, "l": 57, "m": 64, "n": 78, "o": 62, "p": 81, "q": 178, "r": 42,
    "s": 76, "t": 84, "u": 43, "v": 126, "w": 58, "x": 207, "y": 57, "z": 167,
}  # fmt: skip
#: Not fitted: a digit is most of a word, and letters of other scripts are taken as average.
_DIGIT, _OTHER_LETTER = 330, 75

_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]*(?=\s)")
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[–—](?=\s)")


def rate_of(cue: Say, rate: int) -> int:
    """Words a minute at which ``cue`` is spoken in a track of ``rate``."""
    if not is_fixed_line(*cue.line.rpartition("/")[::2]):
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


@lru_cache(maxsize=4096)
def _word_ms(word: str) -> int:
    letters = [c for c in unicodedata.normalize("NFKD", word) if c.isalnum()]
    length = _WORD + sum(map(_letter_ms, letters))
    if word in _UNSTRESSED_WORDS:
        length += _UNSTRESSED + _UNSTRESSED_LETTER * len(letters)
    return length


def _letter_ms(letter: str) -> int:
    return _DIGIT if letter.isdigit() else _LETTERS.get(letter, _OTHER_LETTER)

"""How long words may sound: so generous that only what cannot be them is refused."""

from __future__ import annotations

import re

from unknot.timeline.estimate import USUAL_RATE, estimate_ms

_SHORTEST, _LONGEST = 0.3, 5.0
_SHORTEST_KNOWN, _LONGEST_KNOWN = 0.4, 2.5
_LONGEST_BASE_MS, _LONGEST_BASE_KNOWN_MS, _NAMED_MS = 2000, 1000, 2500
_NAMED = re.compile(r"[^a-zà-ÿ\s.,;:!?'’\"()-]", re.IGNORECASE)
#: Words that the estimate knows; it cannot tell how numbers, other scripts, capitals and letters
#: alone are read, nor what has no vowel.
_PLAIN = re.compile(r"(?=.*\w\w)(?!.*\b[A-Z]{2})[A-Za-z\s.,;:!?'’\"()…-]*$", re.DOTALL)
#: espeak-ng reads on over a full stop that no capital follows: "You. it. if."
_READ_ON = re.compile(r"[.!?…]+(?=\s+[^\sA-Z])")
_VOWELLESS = re.compile(r"\b[^\W\daeiouy]{2,}\b", re.IGNORECASE)


def bounds_ms(text: str, rate: int, scale: float | None = None) -> tuple[int, int]:
    """The shortest and the longest time, in ms, that ``text`` may sound at ``rate`` words a minute.

    ``scale``: how much longer than the estimate this voice speaks, once that is known; the bounds
    are then closer. docs/reference/speech-guard.md has the distributions they stand clear of.
    """
    estimate, slower = estimate_ms(text, rate), USUAL_RATE / rate
    words = " ".join(re.findall(r"\w+", text))
    named = _LONGEST_BASE_MS + _NAMED_MS * len(_NAMED.findall(text))
    shortest = _SHORTEST * estimate_ms(words, rate)
    longest = _LONGEST * estimate + named * slower
    if scale is not None and _PLAIN.match(text) and not _VOWELLESS.search(text):
        if " " in words:  # a word alone may be as short as it likes: flite says "The." in 100 ms
            hurried = estimate_ms(_READ_ON.sub("", text), rate)
            shortest = max(shortest, _SHORTEST_KNOWN * scale * hurried)
        known = _LONGEST_KNOWN * scale * estimate + _LONGEST_BASE_KNOWN_MS * slower
        longest = min(longest, known)
    return int(shortest), int(longest)

"""The ways in which a line is spoken: the usual one first, then what is tried where that is not
good. Kokoro has a style for every length of text, and those of the shortest texts are its least
natural, so ``long`` says a short line in the style of a longer one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from voicing.models import LONGER, VOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """``rate``: what Kokoro is asked for, in words a minute; ``style``: a voice in its file;
    ``punctuated``: the same words with other marks between them."""

    rate: int
    style: str = VOICE
    punctuated: Callable[[str], str] = str


def _stops(text: str) -> str:
    """A full stop for every comma, colon and dash within."""
    return re.sub(r"(?:[,:;]| [–—]) (\w)", lambda found: f". {found[1].upper()}", text)


def _flows(text: str) -> str:
    """No comma within."""
    return text.replace(",", "")


#: What pace.py finds for bf_emma at 135 words a minute is 104.
WAYS = {
    "104": Way(rate=104),
    "long": Way(rate=104, style=LONGER),
    "quick": Way(rate=114),
    "slow": Way(rate=96),
    "stops": Way(rate=104, punctuated=_stops),
    "flows": Way(rate=104, punctuated=_flows),
    "quick-long": Way(rate=114, style=LONGER),
}

"""The ways in which a line is spoken: the usual one first, then what is tried where that is not
good. Kokoro has a style for every length of text, and those of the shortest texts are its least
natural, so ``long`` says a short line in the style of a longer one. It also runs on over the full
stop between two short sentences, so ``apart`` says them one by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from voicing.models import LONGER, LONGEST, VOICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """``rate``: what Kokoro is asked for, in words a minute; ``style``: a voice in its file;
    ``punctuated``: the same words with other marks between them; ``apart``: sentence by sentence,
    each in the way of that name, with a pause between them; ``wider``: as in the way of that name,
    with longer pauses at full stops; ``second``: said twice in the way of that name, and the second
    time kept."""

    rate: int
    style: str = VOICE
    punctuated: Callable[[str], str] = str
    apart: str = ""
    wider: str = ""
    second: str = ""

    def says(self, text: str) -> bool:
        """Whether it says ``text`` otherwise than it is usually said."""
        if self.apart or self.wider:
            return len(sentences(text)) > 1
        return self.punctuated is str or self.punctuated(text) != text


def sentences(text: str) -> list[str]:
    """The sentences of ``text``."""
    return re.split(r"(?<=[.!?]) ", text)


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
    "slow-long": Way(rate=96, style=LONGER),
    "longest": Way(rate=104, style=LONGEST),
    "quick-longest": Way(rate=114, style=LONGEST),
    "apart": Way(rate=104, apart="longest"),
    "quick-apart": Way(rate=114, apart="quick-longest"),
    "plain-apart": Way(rate=104, apart="104"),
}
_WHOLE = {name: way for name, way in WAYS.items() if not way.apart}
WAYS |= {f"{name}-wider": Way(rate=way.rate, wider=name) for name, way in _WHOLE.items()}
WAYS |= {f"{name}-second": Way(rate=way.rate, second=name) for name, way in _WHOLE.items()}

"""Which take of a line is the best: the first without a fault, unless another is clearly nicer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from voicing.judging import Verdict, naturalness, words
from voicing.speaking import attempt

#: By so much more natural, of 5, another take is preferred to the usual one.
_NICER = 0.15
#: What a fault weighs: more than any difference in naturalness.
_FAULT = 5.0


def best(work: Path, style: str, texts: Iterable[str], rates: tuple[int, ...]) -> dict[str, Path]:
    """The best take in ``work`` of each of ``texts`` that has any, by words; ``rates``: the usual
    first."""
    scores = work / "scores.json"
    known = json.loads(scores.read_text(encoding="utf-8")) if scores.exists() else {}
    found: dict[str, Path] = {}
    for text in texts:
        highest = float("-inf")
        for rate in rates:
            path = attempt(work, style, text, rate).path
            if path.exists():
                worth = _worth(path, text, known) + _NICER * (rate == rates[0])
                if worth > highest:
                    highest, found[text] = worth, path
    return found


def _worth(path: Path, text: str, known: dict[str, dict[str, object]]) -> float:
    key = f"{sha256(path.read_bytes()).hexdigest()} {words(text)}"
    if key not in known:
        return 0.0
    verdict = Verdict(**known[key])  # type: ignore[arg-type]
    return naturalness(verdict) - _FAULT * len(verdict.faults)

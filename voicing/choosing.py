"""Which take of a line is the best: the one that is kept, unless another is clearly better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from voicing.judging import Judge, Verdict, naturalness
from voicing.keeping import encoded
from voicing.speaking import attempt
from voicing.ways import WAYS

#: By so much more natural, of 5, another take is preferred to the one that is kept.
_NICER = 0.05
#: What a fault weighs: more than any difference in naturalness.
_FAULT = 5.0


def best(work: Path, texts: Iterable[str], kept: Mapping[str, Path], ear: Judge) -> dict[str, Path]:
    """The takes to be put into the voice: of each of ``texts`` that is not among the ``kept`` takes
    the best in ``work``, and of others one that is judged clearly better than the kept one."""
    found: dict[str, Path] = {}
    for text in texts:
        highest = float("-inf")
        if text in kept:
            verdict = ear.known(kept[text], text)
            highest = _worth(verdict) + _NICER if verdict else float("inf")
        for way in WAYS:
            path = attempt(work, text, way)
            if not path.exists():
                continue
            path = encoded(path)
            verdict = ear.known(path, text)
            usable = verdict or text not in kept
            if usable and (worth := _worth(verdict)) > highest:
                highest, found[text] = worth, path
    return found


def _worth(verdict: Verdict | None) -> float:
    return naturalness(verdict) - _FAULT * len(verdict.faults) if verdict else 0.0

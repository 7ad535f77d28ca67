"""From takes and lines to verdicts, by the reader's own pace once enough is heard of it; and the
report of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Literal

from msgspec import Struct

from unknot.engines.recorded import KeptTake
from unknot.recording.examine import TakeFault, faults
from unknot.recording.line import ScriptLine
from unknot.recording.take import Taken
from unknot.timeline.estimate import USUAL_RATE, estimate_ms

Verdict = Literal["good", "doubtful", "refused", "doubled", "missing"]


class TakeRow(Struct, frozen=True, kw_only=True):
    """One line. ``found``: the file; ``seconds`` of voice in it;
    ``notes``: what is wrong, in words."""

    id: str
    text: str
    verdict: Verdict
    found: str = ""
    seconds: float = 0.0
    expected: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the voice has this take now."""
        return self.verdict in ("good", "doubtful")


class ImportReport(Struct, frozen=True, kw_only=True):
    """``strays``: files that belong to no line, and why. ``takes``: how many lines the
    voice has; ``lines``: how many the script has, of which ``missing`` have no take."""

    voice: str
    rows: tuple[TakeRow, ...]
    strays: tuple[str, ...] = ()
    takes: int = 0
    lines: int = 0
    missing: int = 0

    @property
    def kept(self) -> int:
        """How many takes went into the voice."""
        return sum(row.kept for row in self.rows)

    @property
    def refused(self) -> int:
        """How many lines have takes none of which was put into it."""
        return sum(row.verdict in ("refused", "doubled") for row in self.rows)


#: Takes from which a pace can be told; lines shorter than this, in ms, say little of it.
_FEWEST, _TELLING_MS = 5, 1500


class Candidate(Struct, frozen=True, kw_only=True):
    """A take that may be ``line``. ``found``: where it was."""

    line: ScriptLine
    taken: Taken
    found: str

    def to_keep(self) -> KeptTake:
        """It as a take of its line."""
        line, taken = self.line, self.taken
        return KeptTake(id=line.id, text=line.text, file=f"{taken.digest}.wav",
                        digest=taken.digest, ms=taken.ms, source=self.found)  # fmt: skip


def pace_of(candidates: Iterable[Candidate], kept: Mapping[str, KeptTake]) -> float | None:
    """How long this reader takes, times what is expected; None while too little is known."""
    shares = [
        each.taken.ms / each.line.expected_ms
        for each in candidates
        if each.line.expected_ms >= _TELLING_MS
    ]
    for take in kept.values():
        if (expected := estimate_ms(take.text, USUAL_RATE)) >= _TELLING_MS:
            shares.append(take.ms / expected)
    return median(shares) if len(shares) >= _FEWEST else None


def judge_takes(
    candidates: Sequence[Candidate], kept: Mapping[str, KeptTake], *, anyway: bool = False,
    misread: Mapping[str, TakeFault] | None = None,
) -> tuple[TakeRow, ...]:  # fmt: skip
    """A row for each of ``candidates``, beside the takes that the voice has already.

    ``misread``: by text, what another line sounds like. With ``anyway`` what is refused for its
    quality or its words is only doubtful; another length than the words have, and one sound for
    two lines, is refused all the same.
    """
    pace = pace_of(candidates, kept)
    texts: dict[str, set[str]] = {}
    for each in candidates:
        texts.setdefault(each.taken.digest, set()).add(each.line.text)
    return tuple(
        _row(each, pace, texts[each.taken.digest], (misread or {}).get(each.line.text), anyway)
        for each in candidates
    )


def _row(
    each: Candidate, pace: float | None, texts: set[str], other: TakeFault | None, anyway: bool
) -> TakeRow:
    expected = each.line.expected_ms / 1000
    found = [*([other] if other else []), *faults(each.taken.measured, expected, pace)]
    refused = any(
        fault.refused and not (anyway and fault.kind not in ("long", "short", "pace", "cut"))
        for fault in found
    )
    notes = [fault.words for fault in found]
    if len(texts) > 1:
        refused = True
        same = next(text for text in sorted(texts) if text != each.line.text)
        notes.append(f"the very same recording is also there for “{same}”")
    return TakeRow(
        id=each.line.id,
        text=each.line.text,
        verdict="refused" if refused else "doubtful" if notes else "good",
        found=each.found,
        seconds=round(each.taken.measured.seconds, 2),
        expected=round(expected * (pace or 1.0), 2),
        notes=tuple(notes),
    )

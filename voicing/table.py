"""benchmarks/voices.md: what is measured of every take of a bundled voice."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, quantiles

from voicing.judging import Verdict

_WORST = 10


def table(name: str, verdicts: Sequence[Verdict]) -> str:
    """The page, of ``verdicts`` on every take of the voice ``name``, the least natural first."""
    heard = sum(each.rightly_heard for each in verdicts)
    minutes = sum(each.ms for each in verdicts) / 60_000
    rows = [
        f"# The takes of {name}",
        "",
        "Written by `python3 -m voicing --work FOLDER judge` (voicing/table.py), from the files in"
        f" `audio/voices/{name}`:",
        f"{len(verdicts)} takes, {minutes:.1f} minutes of speech. Nobody has listened to every one:"
        " *signal* and *p808*",
        "are what DNSMOS predicts people would say of 1 to 5, of the clip as it is on a track."
        " *Pace* is how long",
        "a clip lasts, times what `timeline.estimate` expects of its words at 135 words a minute;"
        " *LUFS* is its",
        "loudness (dual mono, in silence). pocketsphinx, choosing among all lines, hears"
        f" {heard} of {len(verdicts)} ({100 * heard / len(verdicts):.1f} %).",
        "",
        "| | lowest | a tenth is below | middle | mean | highest |",
        "|---|--:|--:|--:|--:|--:|",
        _spread("signal", [each.signal for each in verdicts], 2),
        _spread("p808", [each.p808 for each in verdicts], 2),
        _spread("pace", [each.times for each in verdicts], 2),
        _spread("LUFS", [each.lufs for each in verdicts], 1),
        "",
        f"## The {_WORST} that sound least natural",
        "",
        *_head(),
        *(_row(each) for each in verdicts[:_WORST]),
        "",
        "## What is not as it should be",
        "",
        *(
            f"- “{each.text}” {fault}"
            for each in sorted(verdicts, key=lambda each: each.text)
            for fault in each.faults
        ),
        "",
        "## Every take",
        "",
        *_head(),
        *(_row(each) for each in sorted(verdicts, key=lambda each: each.text)),
    ]
    return "\n".join(rows) + "\n"


def _head() -> tuple[str, str]:
    return "| line | s | pace | LUFS | signal | p808 |", "|---|--:|--:|--:|--:|--:|"


def _row(each: Verdict) -> str:
    return (
        f"| {each.text} | {each.ms / 1000:.1f} | {each.times:.2f} | {each.lufs:.1f}"
        f" | {each.signal:.2f} | {each.p808:.2f} |"
    )


def _spread(name: str, values: Sequence[float], digits: int) -> str:
    tenths = quantiles(values, n=10)
    shown = (min(values), tenths[0], tenths[4], mean(values), max(values))
    return f"| {name} | " + " | ".join(f"{each:.{digits}f}" for each in shown) + " |"

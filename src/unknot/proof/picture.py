"""A picture of a track: what is heard, over what was planned, with the findings marked."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from unknot.counted import counted
from unknot.errors import AudioError
from unknot.files import replace_file
from unknot.packages import install
from unknot.proof.decode import Peaks, decoded
from unknot.proof.silence import TOO_LONG_S
from unknot.timeline.cues import Chapter, Chime, Hold, Play, Say, Wait
from unknot.timeline.finding import leaves
from unknot.timeline.sheet import clock
from unknot.timeline.timeline import Event, Timeline

if TYPE_CHECKING:
    from unknot.proof.verify import Verdict

_ROW_MS = 60_000
_QUIETEST_DB = -60.0
_STEP_MS = 40
_COLOURS = {Say: "#4477aa", Chime: "#ee7733", Hold: "#dcefd8", Wait: "#f4f4f4", Play: "#aa3377"}
_FOUND, _HOLD = "#cc0022", "#1c5c1c"
#: Letters of 8 points that fit into a second of a row.
_LETTERS_PER_S = 4.0
_SIZE = 8
#: Above what is heard (dB, 0 and below) each kind of words has a lane of its own, so that none
#: lies on another: what is said, holds, chapters.
_SAID, _HELD, _TITLED, _TOP = 5, 20, 36, 52


def draw(verdict: Verdict, to: Path) -> None:
    """A row for each minute: events as coloured bands, what is heard in grey, findings in red.

    ``to`` ends in .png or .svg. Raises AudioError when it cannot be drawn or written.
    """
    timeline = verdict.timeline
    if timeline is None:
        raise AudioError(verdict.path, "has no plan that could be drawn")
    figure = can_draw(to)
    with decoded(verdict.path, timeline.length / 1000 + TOO_LONG_S) as heard:
        levels = _levels(heard.peaks())
    rows = -(-max(timeline.length, len(levels) * _STEP_MS) // _ROW_MS)
    sheet = figure(figsize=(16, 1.25 * rows + 1.4), layout="constrained")
    axes = sheet.subplots(rows, 1, squeeze=False)[:, 0]
    count = len(verdict.findings)
    found = counted(count, "finding") if count else "keeps its plan"
    sheet.suptitle(f"{timeline.title}: {found}")
    for row, axis in enumerate(axes):
        _row(axis, row * _ROW_MS, timeline, levels)
        _findings(axis, row * _ROW_MS, verdict)
    _legend(sheet, axes[-1])
    drawn = BytesIO()
    sheet.savefig(drawn, dpi=100, format=to.suffix[1:].lower())
    replace_file(to, [drawn.getbuffer()])


def can_draw(to: Path) -> Any:
    """matplotlib's Figure. Raises AudioError when it is not there, or ``to`` is no picture."""
    if to.suffix.lower() not in (".png", ".svg"):
        raise AudioError(to, "is neither a .png nor a .svg file")
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        reason = "is not installed, and pictures need it"
        raise AudioError("matplotlib", reason, install("unknot[pictures]")) from error
    return Figure


def _levels(peaks: Peaks) -> NDArray[np.float64]:
    """The loudest moment of every 40 ms, in dB of full scale."""
    padded = np.zeros(-(-len(peaks) // _STEP_MS) * _STEP_MS)
    padded[: len(peaks)] = peaks
    loudest = padded.reshape(-1, _STEP_MS).max(axis=1) / 32768
    levels: NDArray[np.float64] = np.maximum(20 * np.log10(loudest + 1e-9), _QUIETEST_DB)
    return levels


def _row(axis: Any, start: int, timeline: Timeline, levels: NDArray[np.float64]) -> None:
    axis.set_xlim(start, start + _ROW_MS)
    axis.set_ylim(_QUIETEST_DB, _TOP)
    axis.set_yticks([])
    axis.set_xticks(range(start, start + _ROW_MS + 1, 10_000))
    axis.set_xticklabels(
        [clock(at)[:-4] for at in range(start, start + _ROW_MS + 1, 10_000)], fontsize=_SIZE
    )
    axis.tick_params(length=2, pad=1)
    for side in ("top", "left", "right"):
        axis.spines[side].set_visible(False)
    for event in leaves(timeline):
        if event.end > start and event.start < start + _ROW_MS:
            _band(axis, event, start)
    _chapters(axis, start, timeline)
    _holds(axis, start, timeline)
    first = start // _STEP_MS
    piece = levels[first : first + _ROW_MS // _STEP_MS]
    times = start + np.arange(len(piece)) * _STEP_MS
    axis.fill_between(times, _QUIETEST_DB, piece, color="#222222", alpha=0.75, linewidth=0)


def _chapters(axis: Any, start: int, timeline: Timeline) -> None:
    """Each chapter's title, as much of it as there is room for before the next one's."""
    for event, end in timeline.chapters():
        if isinstance(event.cue, Chapter) and start <= event.start < start + _ROW_MS:
            axis.axvline(event.start, color="black", linewidth=0.8)
            title = _short(event.cue.title, min(end, start + _ROW_MS) - event.start, 0.85)
            axis.text(event.start + 150, _TITLED, title, fontsize=_SIZE + 1, weight="bold")


def _holds(axis: Any, start: int, timeline: Timeline) -> None:
    """The number and length of each hold where it begins, and a line where it ends."""
    for event in timeline.events:
        if not isinstance(event.cue, Hold):
            continue
        if start <= event.start < start + _ROW_MS:
            words = f"hold {event.cue.point}, {event.length / 1000:g} s"
            room = min(event.end, start + _ROW_MS) - event.start
            axis.text(event.start + 150, _HELD, _short(words, room), fontsize=_SIZE, color=_HOLD)
        if start <= event.end < start + _ROW_MS:
            top = (_TITLED - 2 - _QUIETEST_DB) / (_TOP - _QUIETEST_DB)
            axis.axvline(event.end, 0, top, color=_HOLD, linewidth=1.4, zorder=3)


def _short(words: str, ms: float, share: float = 1.0) -> str:
    room = int(ms / 1000 * _LETTERS_PER_S * share)
    if len(words) <= room:
        return words
    return words[: room - 1] + "…" if room > 2 else ""


def _band(axis: Any, event: Event, start: int) -> None:
    cue = event.cue
    under = isinstance(cue, Hold | Wait)
    top = (_HELD - 3 - _QUIETEST_DB) / (_TOP - _QUIETEST_DB)
    colour = _COLOURS[type(cue)]
    axis.axvspan(event.start, event.end, 0, top, color=colour, alpha=1 if under else 0.45,
                 linewidth=0, zorder=0 if under else 1)  # fmt: skip
    if isinstance(cue, Say) and cue.chime:
        axis.axvspan(event.start, event.start + 600, 0, top, color=_COLOURS[Chime], alpha=0.6,
                     linewidth=0, zorder=1)  # fmt: skip
    if isinstance(cue, Say):
        at = max(event.start, start)
        words = _short(cue.text, min(event.end, start + _ROW_MS) - at)
        axis.text(at + 60, _SAID, words, fontsize=_SIZE, color="#113355", zorder=3)


def _written(axis: Any, at: int, start: int, height: float, words: str, **look: Any) -> None:
    """Words beside a moment, on the side where the row has room for them."""
    late = at - start > _ROW_MS * 0.6
    axis.text(at - 150 if late else at + 150, height, words, ha="right" if late else "left", **look)


def _findings(axis: Any, start: int, verdict: Verdict) -> None:
    last = start + _ROW_MS
    for number, finding in enumerate(verdict.findings):
        if start <= finding.at < last or (
            finding.at >= last and axis.get_subplotspec().is_last_row()
        ):
            at = min(finding.at, last)
            axis.axvline(at, color=_FOUND, linewidth=1.6, zorder=4)
            box = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1}
            words = f"{finding.code} {finding.message[:90]}"
            height = -10 - 14 * (number % 4)
            _written(axis, at, start, height, words, fontsize=_SIZE, color=_FOUND, weight="bold",
                     zorder=5, bbox=box)  # fmt: skip


def _legend(sheet: Any, axis: Any) -> None:
    from matplotlib.patches import Patch

    names = {Say: "voice", Chime: "chime", Hold: "hold", Wait: "wait"}
    patches = [Patch(color=_COLOURS[kind], label=name) for kind, name in names.items()]
    patches += [Patch(color="#222222", label="heard"), Patch(color=_FOUND, label="finding")]
    sheet.legend(handles=patches, loc="outside lower right", ncols=len(patches), fontsize=_SIZE)

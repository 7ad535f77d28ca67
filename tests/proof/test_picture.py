"""The picture of a track: no words lie on others, and a hold's end can be seen."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from benchmarks.mutations import quieter

from tests.conftest import needs_package
from tests.proof.good import good, short, written
from unknot.cache import cache_folder
from unknot.clips.store import Store
from unknot.proof import picture
from unknot.proof.verify import Verdict, verify
from unknot.timeline.cues import Hold

pytestmark = pytest.mark.deep


def drawn(verdict: Verdict, to: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The figure that was saved."""
    needs_package("matplotlib")
    from matplotlib.figure import Figure

    kept: list[Figure] = []

    def figure(**about: Any) -> Figure:
        kept.append(Figure(**about))
        return kept[-1]

    monkeypatch.setattr(picture, "can_draw", lambda _: figure)
    picture.draw(verdict, to)
    return kept[0]


@pytest.mark.parametrize("which", ["good", "bad"])
def test_no_words_lie_on_others(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = good() if which == "good" else short()
    data = track.data if which == "good" else quieter(track, random.Random(1)).data
    verdict = verify(written(data, tmp_path), store=Store(cache_folder()))
    figure = drawn(verdict, tmp_path / "p.png", monkeypatch)
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    count = 0
    for axis in figure.axes:
        texts = [text for text in axis.texts if text.get_text()]
        count += len(texts)
        for one, other in combinations(texts, 2):
            a, b = one.get_window_extent(renderer), other.get_window_extent(renderer)
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            along = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert min(across, along) < 3, (one.get_text(), other.get_text())
    assert count > 5


def test_where_each_hold_begins_and_ends_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = verify(written(good().data, tmp_path), store=Store(cache_folder()))
    assert verdict.timeline
    figure = drawn(verdict, tmp_path / "p.svg", monkeypatch)
    ends = {
        round(line.get_xdata()[0])
        for axis in figure.axes
        for line in axis.lines
        if line.get_color() == picture._HOLD
    }
    holds = [event for event in verdict.timeline.events if isinstance(event.cue, Hold)]
    assert ends == {event.end for event in holds}
    words = [text.get_text() for axis in figure.axes for text in axis.texts]
    assert sum(each.startswith("hold ") for each in words) == len(holds)
    assert (tmp_path / "p.svg").read_text("utf-8").startswith("<?xml")

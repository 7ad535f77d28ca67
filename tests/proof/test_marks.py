"""What is drawn of a track, and where, as it is asked of matplotlib: no figure is made."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.conftest import GoldenFile
from tests.track.timelines import timeline as placed
from tests.track.timelines import with_chapters
from unknot.errors import AudioError
from unknot.proof import picture
from unknot.proof.verify import Verdict
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Play, Say, Wait
from unknot.timeline.finding import TrackFinding
from unknot.timeline.timeline import Event, Timeline


class Recording:
    """Writes down every call; what a call gives back records as well."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self._name, self._lines = name, lines

    def __getattr__(self, name: str) -> Recording:
        if name.startswith("__"):
            raise AttributeError(name)
        return Recording(f"{self._name}.{name}" if self._name else name, self._lines)

    def __getitem__(self, key: object) -> Recording:
        return Recording(f"{self._name}[{key}]", self._lines)

    def __call__(self, *values: Any, **more: Any) -> Recording:
        shown = [_shown(each) for each in values]
        shown += [f"{name}={_shown(each)}" for name, each in more.items()]
        self._lines.append(f"{self._name}({', '.join(shown)})")
        return Recording("", self._lines)


def _shown(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{len(value)} from {value[0]:.1f} to {value[-1]:.1f}" if len(value) else "none"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def timeline() -> Timeline:
    """A minute and a half of everything that is drawn, some of it over the end of the minute."""
    events: list[tuple[int, int, Cue]] = [
        (0, 0, Chapter(title="A chapter with a name that is far too long for its room of 24 s")),
        (0, 4_008, Say(text="Sit down, and rest for a while.", voice="a")),
        (4_008, 6_000, Wait(ms=6_000)),
        (10_008, 0, Chime(kind="start")),
        (10_008, 12_000, Play(file="rain.ogg")),
        (24_000, 0, Chapter(title="Two")),
        (24_000, 30_000, Hold(ms=30_000, point=2)),
        (54_000, 9_000, Say(text="Said over the end of the minute.", chime="end")),
        (63_000, 24_000, Hold(ms=24_000, point=3)),
        (87_000, 2_496, Say(text="The end of it.", voice="a")),
    ]  # fmt: skip
    made = [Event(start=start, length=length, cue=cue) for start, length, cue in events]
    found: Any = SimpleNamespace(
        title="T", length=89_496, events=made,
        chapters=lambda: [(made[0], 24_000), (made[5], 89_496)],
    )  # fmt: skip
    return found  # type: ignore[no-any-return]


FINDINGS = tuple(
    TrackFinding(at=at, code="V11", message=f"finding {number} " + "x" * 90)
    for number, at in enumerate((0, 36_000, 36_001, 59_999, 60_000, 89_000, 120_001))
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []

    @contextmanager
    def heard(path: Path, most: float) -> Any:
        lines.append(f"{path} is heard for {most:.1f} s at most")
        peaks = np.concatenate([np.zeros(40), np.full(40, 32_768), np.full(89_393, 1_036)])
        yield SimpleNamespace(peaks=lambda: peaks)

    class Row(Recording):
        def __init__(self, number: int, rows: int) -> None:
            super().__init__(f"row {number}", lines)
            self.last = number == rows - 1

        def get_subplotspec(self) -> Any:
            return SimpleNamespace(is_last_row=lambda: self.last)

    class Sheet(Recording):
        def subplots(self, rows: int, columns: int, *, squeeze: bool) -> Any:
            lines.append(f"subplots({rows}, {columns}, {squeeze})")
            made = np.empty((rows, columns), dtype=object)
            for number in range(rows):
                made[number, 0] = Row(number, rows)
            return made

        def savefig(self, to: Any, **more: Any) -> None:
            lines.append(f"savefig {more}")
            to.write(b"picture")

    def figure(**about: Any) -> Sheet:
        lines.append(f"figure {about}")
        return Sheet("sheet", lines)

    patches = SimpleNamespace(Patch=lambda **about: about)
    monkeypatch.setitem(sys.modules, "matplotlib", SimpleNamespace(patches=patches))
    monkeypatch.setitem(sys.modules, "matplotlib.patches", patches)
    monkeypatch.setattr(picture, "decoded", heard)
    monkeypatch.setattr(picture, "can_draw", lambda _: figure)
    return lines


def test_what_is_drawn_and_where(calls: list[str], golden: GoldenFile, tmp_path: Path) -> None:
    to = tmp_path / "p.PNG"
    picture.draw(Verdict(path=Path("t.mp3"), findings=FINDINGS, timeline=timeline()), to)
    assert to.read_bytes() == b"picture"
    golden.check("picture.marks.txt", "\n".join(calls) + "\n")


@pytest.mark.parametrize(
    ("findings", "words"), [(0, "T: keeps its plan"), (1, "T: 1 finding"), (2, "T: 2 findings")]
)
def test_what_stands_above_it(findings: int, words: str, calls: list[str], tmp_path: Path) -> None:
    verdict = Verdict(path=Path("t"), findings=FINDINGS[:findings], timeline=timeline())
    picture.draw(verdict, tmp_path / "p.svg")
    assert f"sheet.suptitle({words})" in calls


@pytest.mark.parametrize(
    ("words", "ms", "share", "wanted"),
    [
        ("1234", 1_000, 1.0, "1234"),
        ("12345", 1_000, 1.0, "123…"),
        ("12345", 2_500, 0.5, "12345"),
        ("12345", 500, 1.0, ""),
        ("12345", 750, 1.0, "12…"),
    ],
)
def test_words_are_cut_to_their_room(words: str, ms: float, share: float, wanted: str) -> None:
    assert picture._short(words, ms, share) == wanted


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="no plan that could be drawn"):
        picture.draw(Verdict(path=Path("t"), findings=()), tmp_path / "p.png")
    with pytest.raises(AudioError, match=r"neither a \.png nor a \.svg"):
        picture.can_draw(tmp_path / "p.jpg")


def test_a_chapter_s_title_has_the_room_up_to_the_next_one_or_the_end_of_its_row() -> None:
    written: list[tuple[float, str]] = []
    axis = SimpleNamespace(
        axvline=lambda *_, **__: None,
        text=lambda at, height, words, **_: written.append((at, words)),
    )  # fmt: skip
    picture._chapters(axis, 0, with_chapters(["A title of words"] * 3, frames=500))
    assert written == [(at + 150, "A title of words") for at in (0, 12_000, 24_000)]
    written.clear()
    picture._chapters(axis, 0, with_chapters(["A title of words"] * 3, frames=100))
    assert written == [(at + 150, "A title…") for at in (0, 2_400, 4_800)]
    written.clear()
    late = placed(
        (2_400, Wait(ms=57_600)), (0, Chapter(title="A title of words")), (999, Wait(ms=23_976))
    )
    for row in (0, 60_000):
        picture._chapters(axis, row, late)
    assert written == [(57_750, "A title…")], "the row ends before the chapter does"

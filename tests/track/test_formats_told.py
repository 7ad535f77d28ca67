"""What PyAV is told of a copy in another format: its sound, its words, its chapters, its end.

In the place of PyAV stands what it is asked; tests/proof/test_copy.py decodes what the real one
makes.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.tracks import bundled
from unknot.errors import AudioError
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import PlaylistPart, Timeline
from unknot.track import formats
from unknot.track.formats import need_pyav, write_as

BLOCKS = [np.arange(48, dtype=np.int16), np.arange(24, dtype=np.int16)]


class FFmpegError(Exception):
    pass


class Out:
    """A file that is written: ``told`` in order."""

    def __init__(self, path: str, container: str) -> None:
        self.path, self.format = Path(path), SimpleNamespace(name=container)
        self.metadata: dict[str, str] = {}
        self.chapters: list[Any] = []
        self.muxed: list[Any] = []
        self.stream = SimpleNamespace(metadata={}, encode=lambda frame: frame)

    def __enter__(self) -> Out:
        return self

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(b"whole")

    def add_stream(self, codec: str, **how: object) -> Any:
        self.codec, self.how = codec, how
        return self.stream

    def mux(self, packet: Any) -> None:
        self.muxed.append(packet)

    def set_chapters(self, chapters: list[Any]) -> None:
        self.chapters = chapters


@pytest.fixture
def av(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    made = SimpleNamespace(FFmpegError=FFmpegError, outs=[], fails=None)

    def opened(path: str, mode: str, *, format: str, container_options: Any) -> Out:
        if made.fails:
            raise made.fails
        assert (mode, container_options) == ("w", {"fflags": "+bitexact"})
        made.outs.append(Out(path, format))
        return made.outs[-1]  # type: ignore[no-any-return]

    def frame(samples: Any, *, format: str, layout: str) -> Any:
        assert (samples.shape[0], format, layout) == (1, "s16", "mono")
        return SimpleNamespace(samples=samples.shape[1])

    made.open, made.AudioFrame = opened, SimpleNamespace(from_ndarray=frame)
    monkeypatch.setitem(sys.modules, "av", made)
    monkeypatch.setattr(formats, "mixdown", lambda *args: iter(BLOCKS))
    return made


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    job = resolve(bundled().sessions["starter"], bundled())
    return plan(job, estimate(bundled(), 135)).timeline


def write(name: str, timeline: Timeline, folder: Path) -> Path:
    path, nothing = folder / "new" / f"a.{name}", SimpleNamespace()
    store: Any = nothing
    write_as(name, path, timeline, [], bundled(), store)
    return path


def test_an_m4a_has_its_words_and_chapters(
    av: SimpleNamespace, timeline: Timeline, tmp_path: Path
) -> None:
    path = write("m4a", timeline, tmp_path)
    assert path.read_bytes() == b"whole"
    assert [each.name for each in path.parent.iterdir()] == ["a.m4a"]
    (out,) = av.outs
    assert (out.codec, out.format.name) == ("aac", "ipod")
    assert out.how == {"rate": 48_000, "layout": "mono"}
    assert (out.stream.bit_rate, out.stream.options) == (64_000, {})
    assert out.stream.metadata == {"language": "eng"}
    *frames, end = out.muxed
    assert end is None  # what the encoder still holds comes out
    assert [(each.samples, each.pts, each.sample_rate, each.time_base) for each in frames] == [
        (48, 0, 48_000, Fraction(1, 48_000)), (24, 48, 48_000, Fraction(1, 48_000)),
    ]  # fmt: skip
    assert out.metadata["title"] == "Starter"
    assert (out.metadata["artist"], out.metadata["album"]) == ("unknot", "unknot")
    assert out.metadata["genre"] == "Podcast"
    assert "Let the massager do the work." in out.metadata["lyrics"]
    assert "comment" not in out.metadata  # no words of somebody else's
    chapters = list(timeline.chapters())
    assert [(each["id"], each["start"], each["end"], each["metadata"]["title"])
            for each in out.chapters] == [
        (number, event.start, end, event.cue.title)  # type: ignore[union-attr]
        for number, (event, end) in enumerate(chapters)
    ]  # fmt: skip
    assert {each["time_base"] for each in out.chapters} == {Fraction(1, 1_000)}


def test_an_opus_file_has_its_chapters_as_comments(
    av: SimpleNamespace, timeline: Timeline, tmp_path: Path
) -> None:
    part = PlaylistPart(playlist="mine", title="My evening", number=1, of=1, opening="full")
    write("opus", replace(timeline, part=part), tmp_path)
    (out,) = av.outs
    assert (out.codec, out.format.name, out.chapters) == ("libopus", "ogg", [])
    assert (out.stream.bit_rate, out.stream.options) == (32_000, {"application": "audio"})
    assert out.metadata["album"] == "My evening"
    assert out.metadata["CHAPTER000"] == "00:00:00.000"
    assert out.metadata["CHAPTER000NAME"] == "Before you begin"
    assert f"CHAPTER{len(list(timeline.chapters())) - 1:03}NAME" in out.metadata


@pytest.mark.parametrize("error", [OSError("no room"), FFmpegError("no room")])
def test_what_cannot_be_written_is_told_and_the_old_file_stays(
    error: Exception, av: SimpleNamespace, timeline: Timeline, tmp_path: Path
) -> None:
    path = write("m4a", timeline, tmp_path)
    av.fails = error
    with pytest.raises(AudioError, match=r"a\.m4a: cannot be written: no room"):
        write("m4a", timeline, tmp_path)
    assert path.read_bytes() == b"whole"
    assert [each.name for each in path.parent.iterdir()] == ["a.m4a"]


def test_without_pyav_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(AudioError, match=r"PyAV.*is not installed.*\n.*unknot\[m4a\]"):
        need_pyav()

"""What a session asks for reaches its clips: level of chimes, rate, language, who speaks."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.tracks import bundled
from unknot.audio.chimes import render_chime, softened
from unknot.clips import making
from unknot.clips.clipfile import ClipKey
from unknot.clips.maker import KnownClips
from unknot.clips.making import make_all
from unknot.clips.studio import open_studio
from unknot.errors import AudioError, EngineError
from unknot.progress import ClipReady
from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

NO_KEY = ClipKey("")


@pytest.mark.parametrize("level", [None, 0.0, -6.0])
def test_chimes_are_as_soft_as_the_session_says(level: float | None) -> None:
    library = bundled()
    session = replace(library.sessions["breathing"], chime_level=level)
    with open_studio("tone") as studio:
        maker = studio.maker(resolve(session, library, Overrides(rate=150)))
        assert maker.chime_level == (level or 0.0)
        assert (maker.rate, maker.language) == (150, "en")
        sound = maker._sound(NO_KEY, Chime(kind="end"))
    usual = render_chime(library.chimes["end"])
    assert np.array_equal(sound, softened(usual, level) if level else usual)


def test_a_clip_with_a_softer_chime_is_another_clip() -> None:
    """And one at the usual level is the same, whether that is said or not."""
    library = bundled()
    cues = (Chime(kind="end"), Say(text="Let go now.", chime="half"), Say(text="Let go now."))

    def keys(level: float | None) -> list[str]:
        session = replace(library.sessions["breathing"], chime_level=level)
        with open_studio("tone") as studio:
            found = studio.maker(resolve(session, library)).keys(cues)
        return [found[cue] for cue in cues]

    usual, softer = keys(None), keys(-6.0)
    assert keys(0.0) == usual
    assert [a == b for a, b in zip(usual, softer, strict=True)] == [False, False, True]
    assert keys(-3.0)[0] not in (usual[0], softer[0])


def test_a_clip_is_known_when_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path))
    cue = Say(text="Let your shoulders sink now.")
    with open_studio("tone") as studio:
        maker = studio.maker(resolve(bundled().sessions["breathing"], bundled()))
        known = KnownClips(maker)
        with pytest.raises(KeyError):
            known[cue]
        assert known.room_ms(cue) == maker.estimate()(cue)
        told: list[object] = []
        wanted = {key: (maker, each) for each, key in maker.keys([cue]).items()}
        assert make_all(wanted, 2, told.append) == 1
        assert told == [ClipReady(text=cue.text)]
        made = KnownClips(maker)[cue]
    assert KnownClips(maker).room_ms(cue) == made.room_ms


def test_a_cache_that_is_cleared_behind_a_clip_costs_time_and_no_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a plan would go by how long the clip was thought to be."""
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path / "cache"))
    cue = Say(text="Let your shoulders sink now.")

    def clear(_: object) -> None:
        shutil.rmtree(tmp_path / "cache")

    with open_studio("tone") as studio:
        known = KnownClips(studio.maker(resolve(bundled().sessions["breathing"], bundled())))
        known.make(known.missing([cue]), 1, clear)
        assert known.room_ms(cue) == known[cue].room_ms
        assert known.made == 1


def test_the_first_line_that_cannot_be_made_ends_all_and_closes_the_voices() -> None:
    closed: list[str] = []

    def make(key: object, cue: Say) -> None:
        raise EngineError("tone", cue.text, "has no such word")

    maker: Any = SimpleNamespace(
        make=make, workers=None, cast=SimpleNamespace(close=lambda: closed.append("cast"))
    )
    wanted: Any = {n: (maker, Say(text=f"Line {n}.")) for n in range(3)}
    with pytest.raises(EngineError, match="has no such word"):
        make_all(wanted, 1, lambda _: None)
    assert closed == ["cast"]


def test_a_sound_that_lasts_longer_than_its_header_says_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library: Any = SimpleNamespace(sound=lambda name: SimpleNamespace(path=Path(name)))
    with open_studio("tone") as studio:
        maker = studio.maker(resolve(bundled().sessions["breathing"], bundled()))
        maker = replace(maker, library=library)
        long: Any = SimpleNamespace(seconds=10_000.0)
        monkeypatch.setattr("unknot.audio.sound.read_own", lambda path: long)
        with pytest.raises(AudioError, match="lasts 10000 s; its header promises less"):
            maker._sound(NO_KEY, Play(file="rain.wav"))


def test_freed_memory_is_kept_where_glibc_is_and_elsewhere_nothing_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[int, int]] = []
    libc = SimpleNamespace(mallopt=lambda name, size: asked.append((name, size)))
    monkeypatch.setattr("ctypes.CDLL", lambda _: libc)
    making._keep_freed_memory.cache_clear()
    for platform, wanted in (("darwin", []), ("linux", [(-1, 64 << 20), (-3, 32 << 20)])):
        monkeypatch.setattr("sys.platform", platform)
        making._keep_freed_memory.cache_clear()
        making._keep_freed_memory()
        assert asked == wanted
    making._keep_freed_memory.cache_clear()

"""Whole tracks by neural voices: placed to the sample, at the usual loudness, nothing lost."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from tests.conftest import needs_package
from tests.engines.neural.conftest import Register
from tests.engines.neural.models import write_kokoro, write_piper
from tests.track.outside import lag
from tests.tracks import bundled, studio
from unknot.audio.loudness import lufs
from unknot.audio.resample import resample
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.engines.engine import Engine
from unknot.engines.neural import KokoroEngine, PiperEngine
from unknot.engines.neural.engine import WORKER
from unknot.errors import EngineError
from unknot.make import Track, build
from unknot.speech.cast import Cast
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve

pytestmark = pytest.mark.deep

FAULTY = Path(__file__).with_name("faulty_worker.py")


@pytest.fixture(autouse=True)
def _packages() -> None:
    needs_package("piper")
    needs_package("kokoro_onnx")


def studio_of(engine: Engine, cache: Path) -> Studio:
    """A studio with a cache of its own."""
    store = Store(cache)
    made = studio(engine="tone")
    return replace(made, store=store, cast=Cast(engine, store.root / VOICES))


def track_of(made: Studio, session: str, out: Path, jobs: int = 0) -> Track:
    return build(resolve(bundled().sessions[session], bundled()), made, out=out, jobs=jobs)


@pytest.mark.parametrize(
    ("engine", "session"),
    [
        pytest.param("piper", "breathing", marks=pytest.mark.deep),
        pytest.param("piper", "desk-day", marks=pytest.mark.deep),
        pytest.param("kokoro", "desk-day", marks=pytest.mark.deep),
        pytest.param("piper", "full-low-back", marks=pytest.mark.deep),
    ],
)
def test_every_clip_is_where_it_was_planned(
    engine: str, session: str, register: Register, tmp_path: Path
) -> None:
    """Decoded by libsndfile: one sample either way by matched filter, -16 LUFS, right length."""
    register((write_piper if engine == "piper" else write_kokoro)(tmp_path))
    made = studio_of(PiperEngine() if engine == "piper" else KokoroEngine(), tmp_path / "cache")
    with closing(made.cast):
        track = track_of(made, session, tmp_path)
        maker = made.maker(resolve(bundled().sessions[session], bundled()))
        samples, rate = soundfile.read(track.path, dtype="float64")
        assert len(samples) == track.timeline.length * rate // 1000
        spoken = 0
        for event, cue in track.timeline.sounding():
            (key,) = maker.keys([cue]).values()
            master = made.store.master(key)
            assert master is not None
            sound = resample(np.asarray(master, np.float64) / 32768, 48_000, rate)
            assert abs(lag(samples, sound, event.start * rate // 1000)) <= 1, cue
            spoken += isinstance(cue, Say)
        assert spoken > 10
        assert lufs(samples.astype(np.float32), rate) == pytest.approx(-16.0, abs=0.5)
        assert track_of(made, session, tmp_path).made == 0


@pytest.mark.deep
def test_any_number_of_jobs_gives_the_same_bytes(register: Register, tmp_path: Path) -> None:
    register(write_kokoro(tmp_path))
    tracks = set()
    for jobs in (1, 3):
        made = studio_of(KokoroEngine(), tmp_path / f"cache-{jobs}")
        with closing(made.cast):
            tracks.add(track_of(made, "breathing", tmp_path / str(jobs), jobs).path.read_bytes())
    assert len(tracks) == 1


@pytest.mark.parametrize("fault", [pytest.param("nan", marks=pytest.mark.deep), "abort"])
def test_a_phrase_that_cannot_be_spoken_loses_nothing(
    fault: str, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build names it and leaves the old track; what was spoken is kept, and what failed is
    not: the next build speaks only what is missing."""
    register(write_piper(tmp_path))
    log = tmp_path / "asked"
    monkeypatch.setenv("REAL_WORKER", str(WORKER))
    monkeypatch.setenv("WORKER_LOG", str(log))
    monkeypatch.setenv("FAULT", fault)
    monkeypatch.setenv("FAULTY_TIMES", "99")
    monkeypatch.setenv("FAULTY_WORD", word := "yourself")
    out = tmp_path / "out"
    out.mkdir()
    (out / "breathing.mp3").write_bytes(b"old")

    made = studio_of(PiperEngine(program=FAULTY), tmp_path / "cache")
    with pytest.raises(EngineError) as caught, closing(made.cast):
        track_of(made, "breathing", out, jobs=1)
    assert word in caught.value.text
    assert [path.name for path in out.iterdir()] == ["breathing.mp3"]
    assert (out / "breathing.mp3").read_bytes() == b"old"

    first = set(log.read_text(encoding="utf-8").splitlines())
    log.unlink()
    monkeypatch.setenv("FAULTY_TIMES", "0")
    made = studio_of(PiperEngine(program=FAULTY), tmp_path / "cache")
    with closing(made.cast):
        track = track_of(made, "breathing", out, jobs=1)
    assert 0 < track.made < track.clips
    again = [each for each in log.read_text(encoding="utf-8").splitlines() if each in first]
    assert all(word in each for each in again), "what was kept is not spoken again"

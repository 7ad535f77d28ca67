"""Words a minute mean the same with every voice, and the plan knows what is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.speech.lines import LINES, clip_ms
from tests.tracks import bundled
from unknot.audio.mp3 import QUALITIES
from unknot.cache import read_sealed, seal
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.engines.engine import Engine, VoiceInfo
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.engines.recording import read
from unknot.engines.tone import ToneEngine
from unknot.make import build
from unknot.speech.audio_features import listen
from unknot.speech.cast import Cast
from unknot.speech.pace import FITTED, TEXT, Pace, pace
from unknot.speech.voice_profile import Memory, VoiceModel
from unknot.timeline.estimate import estimate_ms
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import plan

#: Half of the words of a session.
SHORT = {"detail": "short"}


def own_scale(rate: int) -> float:
    """How long the tones of TEXT last at ``rate``, times what they should at 135."""
    heard = 0
    with TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        for line in TEXT:
            ToneEngine().synthesise(line, voice="plain", rate=rate, to=path)
            heard += listen(read(path)).ms
    return heard / sum(estimate_ms(line, 135) for line in TEXT)


class Stubborn:
    """A tone engine that has a pace of its own: as fast as 200 words a minute, or ``fastest``."""

    name = "stubborn"
    default_voice = "plain"

    def __init__(self, slowest: int = 200, fastest: int = 200) -> None:
        self.slowest, self.fastest, self.said = slowest, fastest, 0

    def identity(self, voice: str) -> str:
        return f"stubborn {self.slowest} {self.fastest}"

    def voices(self) -> tuple[VoiceInfo, ...]:
        return ToneEngine().voices()

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        self.said += 1
        rate = min(max(rate, self.slowest), self.fastest)
        ToneEngine().synthesise(text, voice=voice, rate=rate, to=to)

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def espeak() -> Iterator[Engine]:
    with closing(Pyttsx3Engine()) as engine:
        yield engine


def length_ms(engine: Engine, voice: str, rate: int, folder: Path, lines: list[str]) -> int:
    """What ``lines`` last in a track."""
    total = 0
    for line in lines:
        engine.synthesise(line, voice=voice, rate=rate, to=folder / "line.wav")
        total += clip_ms(folder / "line.wav")
    return total


@pytest.mark.parametrize(
    "voice",
    [
        pytest.param("gmw/de", marks=pytest.mark.deep),
        pytest.param("gmw/en+f3", marks=pytest.mark.deep),
        pytest.param("gmw/en-us", marks=pytest.mark.deep),
    ],
)
def test_another_voice_speaks_as_fast_as_the_usual_one(
    espeak: Engine, tmp_path: Path, voice: str
) -> None:
    """Within 4 % over lines that it was not measured by; the slowest was 17 % off before."""
    found = pace(espeak, voice, 135, tmp_path)
    lines = LINES[::6]
    spoken = length_ms(espeak, voice, found.rate, tmp_path, lines)
    assert spoken == pytest.approx(sum(estimate_ms(line, 135) for line in lines), rel=0.04)
    assert found.scale == pytest.approx(1, abs=0.03)


def test_what_the_estimate_was_fitted_to_is_not_measured(espeak: Engine, tmp_path: Path) -> None:
    """So its clips keep their keys, and a warm build of it asks nobody."""
    assert pace(espeak, FITTED[1], 150, tmp_path) == Pace(rate=150, scale=1.0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.deep
def test_a_tone_is_as_fast_as_speech(tmp_path: Path) -> None:
    """A word a beat is 27 % slower than speech of the same words a minute."""
    found = pace(ToneEngine(), "plain", 135, tmp_path)
    assert found.rate > 160
    lines = LINES[::6]
    spoken = length_ms(ToneEngine(), "plain", found.rate, tmp_path, lines)
    assert spoken == pytest.approx(sum(estimate_ms(line, 135) for line in lines), rel=0.04)


def test_an_engine_that_does_not_listen_is_asked_for_what_was_wanted(tmp_path: Path) -> None:
    """Its own pace goes into the plan instead."""
    found = pace(Stubborn(), "plain", 135, tmp_path)
    assert found.rate == 135
    assert found.scale == pytest.approx(own_scale(200), abs=0.001)


@pytest.mark.deep
def test_an_engine_at_its_limit_gives_what_it_can(tmp_path: Path) -> None:
    found = pace(Stubborn(80, 150), "plain", 135, tmp_path)
    assert found.rate >= 150
    assert found.scale == pytest.approx(own_scale(150), abs=0.001)


@pytest.mark.deep
def test_it_is_measured_once(tmp_path: Path) -> None:
    """The second time it is known; with another rate, another model or a spoilt file it is not."""
    engine = Stubborn(100, 400)
    first = pace(engine, "plain", 135, tmp_path)
    said = engine.said
    assert pace(engine, "plain", 135, tmp_path) == first
    assert engine.said == said
    pace(engine, "plain", 150, tmp_path)
    assert engine.said > said
    for path in tmp_path.glob("*.pace"):
        path.write_text("{}", encoding="utf-8")
    said = engine.said
    assert pace(engine, "plain", 135, tmp_path).rate == first.rate
    assert engine.said >= said + len(TEXT)


@pytest.mark.deep
def test_a_memory_of_other_kinds_is_not_believed(tmp_path: Path) -> None:
    """A cache may lie where others write: a pace that is no number would end in a traceback."""
    engine = Stubborn()
    measured = pace(engine, "plain", 135, tmp_path)
    (kept,) = tmp_path.glob("*.pace")
    for content in ('{"rate":"135","scale":1.0}', '{"rate":135,"scale":null}', "[135,1.0]", "{}"):
        kept.write_bytes(seal(content.encode()))
        assert pace(engine, "plain", 135, tmp_path) == measured
    known = Memory(tmp_path, {"voice": "plain"})
    model = VoiceModel(
        hz=22_050, channels=1, tail_ms=0.0, scale=1.0, first=0.5, exact=True, quick=True
    )
    known.keep_model(model)
    assert known.model() == model
    (kept,) = tmp_path.glob("*.json")
    kept.write_bytes(seal(read_sealed(kept).replace(b"22050", b'"22050"')))
    assert known.model() is None


@pytest.mark.deep
def test_a_pace_of_another_estimate_is_measured_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a cache from before would have the same session spoken at another speed."""
    first = pace(ToneEngine(), "plain", 135, tmp_path)
    monkeypatch.setattr(
        "unknot.speech.pace.estimate_ms", lambda text, rate: 2 * estimate_ms(text, rate)
    )
    assert pace(ToneEngine(), "plain", 135, tmp_path).rate < first.rate


@pytest.mark.parametrize(
    ("engine", "voice", "asked"),
    [
        pytest.param(ToneEngine(), "", SHORT, id="tone short", marks=pytest.mark.deep),
        pytest.param(ToneEngine(), "", {}, id="tone", marks=pytest.mark.deep),
        pytest.param(Stubborn(), "", {}, id="deaf", marks=pytest.mark.deep),
        pytest.param(Stubborn(100, 120), "", {}, id="slow", marks=pytest.mark.deep),
        pytest.param(None, "gmw/en-us", {}, id="american", marks=pytest.mark.deep),
    ],
)
def test_the_plan_of_a_session_is_within_5_percent_of_what_is_built(
    espeak: Engine, tmp_path: Path, engine: Engine | None, voice: str, asked: dict[str, Any]
) -> None:
    """Whoever speaks, and however far its pace is from the usual."""
    library = bundled()
    store = Store(tmp_path / "cache")
    cast = Cast(engine or espeak, store.root / VOICES)
    studio = Studio(store=store, cast=cast, quality=QUALITIES["compact"])
    job = resolve(library.sessions["desk-day"], library, Overrides(voice=voice, **asked))
    planned = plan(job, studio.maker(job).measure()).timeline
    built = build(job, studio, out=tmp_path)
    assert built.timeline.length == pytest.approx(planned.length, rel=0.05)
    spoken = sum(e.length for e, _ in built.timeline.sounding())
    assert spoken == pytest.approx(sum(e.length for e, _ in planned.sounding()), rel=0.05)


def test_a_line_of_what_was_heard_is_whole_or_not_there(tmp_path: Path) -> None:
    """A bit of it that changed said for ever that two lines have one sound."""
    known = Memory(tmp_path, {"voice": "plain"})
    heard = {"a" * 64: "Stop if it tingles.", "b" * 64: "Rest."}
    for digest, text in heard.items():
        known.keep_sound(digest, text)
    assert known.sounds() == heard
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert known.sounds().items() <= heard.items(), at
        path.write_bytes(whole[:at])
        assert known.sounds().items() <= heard.items(), at

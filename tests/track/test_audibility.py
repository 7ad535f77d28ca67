"""Chimes over a running massager: heard, and told apart, in what a finished track decodes to.

The massager is synthetic; no real device has been recorded. Levels are against full scale, where a
track's voice has an RMS of about -20 dBFS: the listener hears the machine twice as loud as the
voice in the low tones that it hums, and its bearings and air as loud as the voice.

    hum     a fundamental of 25 to 60 Hz that wanders by 1 %, and every harmonic up to 1 kHz, each
            3 dB softer an octave; -14 dBFS together
    motor   noise from 100 Hz to 8 kHz, swelling with each turn; -20 dBFS
"""

from __future__ import annotations

from contextlib import closing
from functools import cache

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tests.conftest import ROOT
from tests.tracks import bundled
from unknot.audio.chimes import render_chime
from unknot.audio.mp3 import QUALITIES
from unknot.cache import cache_folder
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.content.load import load
from unknot.content.records.script import ChimeRecipe
from unknot.content.workspace import roots
from unknot.engines.tone import ToneEngine
from unknot.make import build
from unknot.speech.cast import Cast
from unknot.timeline.cues import Play
from unknot.timeline.job import resolve
from unknot.timeline.plan import VOICE_ENTERS

pytestmark = pytest.mark.deep

Floats = NDArray[np.float64]
RATE = 48_000
HUM_DB, MOTOR_DB = -14.0, -20.0
SESSION = """\
title: Every chime
summary: Each chime on its own and under a voice, as in a treatment.
routines:
  - {wait: 3s}
  - {chime: change-side}
  - {wait: 3s}
  - hold: 30s
    inside:
      - {at: 0s, chime: start}
      - {at: 50%, chime: half, say: "Halfway. Let your leg feel heavy."}
      - {at: -5s, chime: last-five, say: "Nearly there."}
  - {chime: end}
  - {wait: 3s}
  - {chime: half}
  - {wait: 3s}
  - {chime: last-five}
  - {wait: 3s}
"""
KINDS = ("start", "half", "last-five", "end", "change-side")
RECIPES: dict[str, ChimeRecipe] = {kind: bundled().chimes[kind] for kind in KINDS}


@pytest.fixture(scope="module", params=["standard", "compact"])
def heard(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, int, Floats]]:
    """Every chime of a finished track: its kind, and where in the decoded samples it begins."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "sessions").mkdir()
    (folder / "sessions" / "every.yaml").write_text(SESSION, encoding="utf-8")
    library = load(roots(folder, bundled=ROOT))
    with closing(Cast(ToneEngine(), cache_folder() / VOICES)) as cast:
        studio = Studio(store=Store(cache_folder()), cast=cast, quality=QUALITIES[request.param])
        track = build(resolve(library.sessions["every"], library), studio, out=folder)
    samples, rate = soundfile.read(track.path)
    if rate != RATE:
        samples = np.repeat(samples, RATE // rate)
    found = []
    for event, cue in track.timeline.sounding():
        kind = None if isinstance(cue, Play) else getattr(cue, "kind", getattr(cue, "chime", None))
        if kind:
            found.append((kind, event.start * RATE // 1000, np.asarray(samples, np.float64)))
    assert {kind for kind, _, _ in found} == set(KINDS)
    return found


def massager(size: int, chance: np.random.Generator) -> Floats:
    """``size`` samples of hum and motor, each device another."""
    fundamental = chance.uniform(25, 60)
    seconds = np.arange(size) / RATE
    wander = 0.01 * np.sin(2 * np.pi * chance.uniform(0.2, 1) * seconds + chance.uniform(0, 6))
    turn = 2 * np.pi * np.cumsum(fundamental * (1 + wander)) / RATE
    once, wave, hum = np.exp(1j * turn), np.ones(size, complex), np.zeros(size)
    for harmonic in range(1, int(1000 / fundamental) + 1):
        wave = wave * once
        hum += (wave * np.exp(1j * chance.uniform(0, 2 * np.pi))).imag / np.sqrt(harmonic)
    spectrum = np.fft.rfft(chance.normal(size=size))
    hz = np.fft.rfftfreq(size, 1 / RATE)
    spectrum[(hz < 100) | (hz > 8000)] = 0
    motor = np.fft.irfft(spectrum, size) * (1 + 0.5 * np.sin(turn))
    return at(HUM_DB, hum) + at(MOTOR_DB, motor)


def at(dbfs: float, sound: Floats) -> Floats:
    return np.asarray(sound * 10 ** (dbfs / 20) / np.sqrt(np.mean(sound**2)), np.float64)


def alone_ms(kind: str) -> float:
    """How long a chime is heard before a voice may enter."""
    return RECIPES[kind].length_ms * VOICE_ENTERS


def band_db(sound: Floats, kind: str) -> float:
    """Power in the third-octave bands around the chime's notes."""
    power = np.abs(np.fft.rfft(sound)) ** 2 / len(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    third = 2 ** (1 / 6)
    notes = {note.hz for note in RECIPES[kind].notes}
    inside = np.any([(hz > note / third) & (hz < note * third) for note in notes], axis=0)
    return float(10 * np.log10(power[inside].sum() / len(sound)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_chime_stays_10_db_above_the_massager_in_its_own_band(
    heard: list[tuple[str, int, Floats]], kind: str
) -> None:
    """Wherever it is in the track, over each of ten devices."""
    chance = np.random.default_rng(5)
    for found, start, samples in heard:
        if found == kind:
            part = samples[start : start + int(alone_ms(kind) * RATE / 1000)]
            for _ in range(10):
                noise = band_db(massager(len(part), chance), kind)
                assert band_db(part, kind) - noise >= 10


# --- which chime was it? ------------------------------------------------------------------------


def picture(sound: Floats) -> Floats:
    """dB above what is always there, from 0.9 to 2.4 kHz, in steps of 10 ms; shape (steps, hz)."""
    window, step = 1920, 480
    frames = np.lib.stride_tricks.sliding_window_view(sound, window)[::step] * np.hanning(window)
    levels = 10 * np.log10(np.abs(np.fft.rfft(frames))[:, 36:96] ** 2 + 1e-6)
    above = levels - np.percentile(levels, 40, axis=0)
    return np.asarray(np.clip(above - 8, 0, 20), np.float64)


@cache
def template(kind: str) -> Floats:
    """The chime before a voice may enter, in a room that is never quite silent."""
    chime = render_chime(RECIPES[kind])[: int(alone_ms(kind) * RATE / 1000)] / 32768
    chance = np.random.default_rng(0)
    around = chance.normal(0, 0.01, RATE * 2)
    around[RATE // 2 : RATE // 2 + len(chime)] += chime
    shown = picture(around)
    return shown[48 : 48 + max(int(alone_ms(kind) / 10), 1)]


def told(sound: Floats) -> str:
    """The kind of the one chime somewhere in ``sound``: the template that covers the most of what
    stands out, and leaves out the least of it."""
    shown = picture(sound)

    before = np.array([shown[max(lag - 12, 0) : lag + 1].mean() for lag in range(len(shown))])

    def likeness(kind: str) -> float:
        known = template(kind)
        parts = np.lib.stride_tricks.sliding_window_view(shown, len(known), axis=0)
        norms = np.sqrt((parts**2).sum(axis=(1, 2)) * (known**2).sum()) + 1e-9
        scores = np.tensordot(parts, known.T, axes=2) / norms - 0.02 * before[: len(parts)]
        return float(scores.max())

    return max(KINDS, key=likeness)


def test_a_listener_who_is_told_nothing_tells_the_five_apart(
    heard: list[tuple[str, int, Floats]],
) -> None:
    """100 trials: any chime, any device, any moment in a second and a half of noise."""
    chance = np.random.default_rng(8)
    right = 0
    for _ in range(100):
        kind, start, samples = heard[chance.integers(len(heard))]
        size = RATE * 3 // 2
        before = int(chance.integers(RATE // 10, RATE // 2))
        part = np.zeros(size)
        there = samples[max(start - before, 0) : start - before + size]
        part[: len(there)] = there
        cut = before + int(alone_ms(kind) * RATE / 1000)
        part[cut:] = 0
        right += told(part + massager(size, chance)) == kind
    assert right >= 99

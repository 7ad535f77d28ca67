"""Every measure and every change of sound, as numbers: of one made-up voice, to six digits.

What each is worth is asked elsewhere, by ear, by other meters and by bounds; here a slip of a sign
or of a sample in any of them is seen at once. `pytest --update-golden` writes the numbers anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.conftest import GoldenFile
from unknot.audio import bed, chimes, level, limit, loudness, polish, resample
from unknot.audio.mp3 import QUALITIES
from unknot.audio.sound import Sound
from unknot.clips.encode import encode_clip
from unknot.content.library import Library
from unknot.engines.neural.behind import without_pop
from unknot.engines.neural.carrier import carriers
from unknot.engines.neural.carrier_trim import cut_out, levels
from unknot.engines.recording import Recording
from unknot.proof import match
from unknot.recording import clean, dtw, examine, pauses
from unknot.speech import audio_features

RATE = 16_000


def voice(*words: tuple[float, float], rate: int = RATE, hiss: float = 1e-4) -> Any:
    """Words (their length in s and level) with pauses of 0.25 s: harmonics that come and go."""
    random = np.random.RandomState(20)
    parts = [np.zeros(rate // 5)]
    for number, (seconds, loud) in enumerate(words):
        t = np.arange(int(seconds * rate)) / rate
        hz = 110 + 12 * number
        tones = sum(np.sin(2 * np.pi * hz * k * t + k) / k for k in range(1, 25))
        parts += [loud * tones / 4 * np.sin(np.pi * t / seconds) ** 0.5, np.zeros(rate // 4)]
    whole = np.concatenate(parts)
    return whole + random.standard_normal(len(whole)) * hiss


WORDS = ((0.2, 0.5), (0.35, 0.3), (0.15, 0.6), (0.1, 0.2))
VOICE = voice(*WORDS)


def numbers(found: Any) -> Iterator[str]:
    """Few numbers that change when any of ``found`` does, or its place."""
    if found is None or isinstance(found, bool | str):
        yield str(found)
    elif isinstance(found, bytes):
        yield from numbers(np.frombuffer(found, "<i2"))
    elif isinstance(found, tuple | list):
        for each in found:
            yield from numbers(each)
    elif hasattr(found, "__struct_fields__"):
        for name in found.__struct_fields__:
            yield from (f"{name}={each}" for each in numbers(getattr(found, name)))
    elif isinstance(found, np.ndarray) and found.size > 1:
        flat = np.abs(found.ravel()) if np.iscomplexobj(found) else found.ravel().astype(np.float64)
        norm = float(np.sqrt(flat @ flat))
        yield f"{found.shape}"
        yield f"{norm:.6g}"
        places = np.arange(len(flat))
        for values in (flat, np.abs(flat)):
            for wave in (places / len(flat), np.cos(places), np.cos(places / 50)):
                share = values @ wave / (norm * np.sqrt(wave @ wave) + 1e-30)
                yield f"{round(float(share), 5) + 0.0:g}"
    else:
        yield f"{float(found):.6g}"


def recording(samples: Any, rate: int = RATE, channels: int = 1) -> Recording:
    data = np.rint(samples * 32767).astype("<i2").tobytes()
    return Recording(rate=rate, channels=channels, data=data)


def of_audio() -> Iterator[tuple[str, Any]]:
    high = voice(*WORDS, rate=48_000) * 2
    for kind in ("brown", "pink", "white"):
        yield f"noise {kind}", bed.noise(kind, 800)
    yield "bed goes round", bed.loop(Sound(np.tile(VOICE, 3).astype(np.float32), RATE), 8_000)
    yield "bed at its level", bed.at_level(np.tile(VOICE, 8), RATE, -30)
    soft = bed.DuckedBed(np.ones(1_000), 1_000, 9_000, [(2_500, 3_000), (4_000, 4_400)], -12)
    yield "bed under the voice", soft.piece(0, 9_000)
    yield "bed, a piece of it", soft.piece(3_300, 500)
    peaks = limit.block_peaks(np.abs(high), limit.STEP)
    curve = limit.gain_curve(peaks, 0.6)
    yield "peaks", peaks
    yield "gain", curve
    yield "limited", limit.apply_curve(high, curve)
    yield "loudness", [loudness.lufs(VOICE, RATE), loudness.lufs(VOICE, RATE, dual_mono=False)]
    yield "true peak", loudness.true_peak_db(high)
    yield "peaks between", loudness.peaks_between(high[: 96 * 200].reshape(-1, 96))
    spectrum = np.fft.rfft(VOICE, 2 * len(VOICE))
    yield "weighted", loudness.k_weight(spectrum, 2 * len(VOICE), RATE)
    yield "four times its rate", loudness.oversampled(np.fft.rfft(VOICE), len(VOICE))
    found = level.measure_level(high / np.abs(high).max())
    yield "level", [found.gain, len(found.peaks), np.array(found.peaks).sum()]
    yield "levelled", level.level(high)
    for rate in (RATE, 22_050, 48_000):
        spoken = Sound(voice(*WORDS, rate=rate).astype(np.float32), rate)
        yield f"polished from {rate}", polish.polish(spoken)
        yield f"cut from {rate}", polish.cut_voice(spoken)
    yield "finished", polish.finish(Sound(VOICE.astype(np.float32), RATE))
    for over in (False, True):
        yield f"resampled {over}", resample.resample(VOICE, RATE, 48_000, highpass=over)
        yield f"resampled down {over}", resample.resample(high, 48_000, 22_050, highpass=over)
    for name, quality in QUALITIES.items():
        yield f"encoded {name}", len(encode_clip(polish.to_master(high[:9_000]), quality))


def of_chimes(library: Library) -> Iterator[tuple[str, Any]]:
    recipes = library.chimes
    voiced = polish.polish(Sound(VOICE.astype(np.float32), RATE))
    for kind, recipe in recipes.items():
        made = chimes.render_chime(recipe)
        yield f"chime {kind}", made
    yield "under the voice", chimes.mix(made, voiced)
    yield "softened", chimes.softened(made, -6.0)
    known = match.Chimes(recipes, RATE)
    for kind in recipes:
        yield f"chime {kind} lasts", known.lasts(kind, -30)
        yield f"chime {kind} alone", known.expected(kind, under_voice=True)


def of_recordings() -> Iterator[tuple[str, Any]]:
    stray = np.concatenate([VOICE, voice((0.03, 0.4))])
    for name, samples in {"voice": VOICE, "stray": stray, "hiss": VOICE[:3_000]}.items():
        yield f"features of {name}", audio_features.listen(recording(samples))
        yield f"pitched of {name}", audio_features.pitched_ms(recording(samples))
    both = np.stack([VOICE[:12_000], VOICE[:12_000] * 0.5], axis=1).ravel()
    yield "features of both channels", audio_features.listen(recording(both, channels=2))
    stereo = np.stack([VOICE, VOICE * 0.9 + 0.01, np.zeros_like(VOICE)], axis=1)
    mono = clean.to_mono(stereo)
    yield "one channel", mono
    yield "one of two that differ", clean.to_mono(np.stack([VOICE, -VOICE * 0.9], axis=1))
    quiet = clean.remove_rumble(mono + 0.01 * np.sin(np.arange(len(mono)) * 0.02), RATE)
    yield "without rumble", quiet
    envelope = pauses.measure_envelope(quiet, RATE)
    yield "envelope", envelope
    found = pauses.find_islands(envelope, RATE)
    yield "islands", found
    yield "measured", examine.measure(mono, quiet, RATE, envelope, found)
    for rate in (8_000, RATE, 96_000):
        cut = clean.cut_take(voice(*WORDS, rate=rate), rate, 0.2, 1.4)
        yield f"cut take at {rate}", cut
    other = voice((0.5, 0.5), (0.6, 0.4), (0.3, 0.5))
    said, unsaid = dtw.extract_features(VOICE, RATE), dtw.extract_features(other, RATE, 1.05)
    yield "what is said", said
    yield "how unlike", dtw.measure_distances(said, [said, unsaid, said[5:40]])


def of_models() -> Iterator[tuple[str, Any]]:
    yield "levels", levels(VOICE * 32_767, RATE)
    popping = np.concatenate([VOICE, np.zeros(RATE // 10), VOICE[5_000:5_400] * 0.02,
                              np.zeros(RATE // 50)])  # fmt: skip
    yield "without its pop", without_pop(recording(popping)).data
    (first, *_) = carriers("Half way.", "en")
    for head in (1.1, 0.6, 2.5):
        said = voice((head, 0.5), (0.6, 0.5), hiss=0)
        cut = cut_out(recording(said), first, 135)
        yield f"cut out behind {head}", cut and cut.data


def of_proof() -> Iterator[tuple[str, Any]]:
    sound = VOICE[3_000:7_000]
    for likely in (0, 2_900, 3_000):
        yield f"found from {likely}", match.best_match(VOICE, sound, likely)
    yield "not there", match.best_match(voice((0.9, 0.4)), sound)
    late = np.concatenate([np.zeros(RATE // 25), VOICE])
    yield "rises and falls", match.envelope_likeness(VOICE, late, RATE)
    yield "otherwise", match.envelope_likeness(VOICE, voice((1.4, 0.5)), RATE)
    yield "edges", match.voice_edges(VOICE, RATE)
    yield "no edges", match.voice_edges(VOICE * 1e-6, RATE)


@pytest.mark.parametrize("of", [of_audio, of_chimes, of_recordings, of_models, of_proof])
def test_the_numbers_are_what_they_were(of: Any, library: Library, golden: GoldenFile) -> None:
    rows = of(library) if of is of_chimes else of()
    text = "".join(f"{name}: {' '.join(numbers(found))}\n" for name, found in rows)
    golden.check(f"{of.__name__.removeprefix('of_')}.numbers.txt", text)

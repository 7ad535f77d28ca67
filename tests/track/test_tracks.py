"""Whole tracks, as decoders that did not make them hear them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tests.audio.synth import hiss, utterance
from tests.track.outside import DECODERS, Decoder, Floats, ebur128, lag
from unknot.audio.chimes import mix, render_chime
from unknot.audio.level import level
from unknot.audio.loudness import lufs, true_peak_db
from unknot.audio.mp3 import QUALITIES, Quality, walk
from unknot.audio.polish import polish, to_master
from unknot.audio.resample import resample
from unknot.audio.sound import Pcm
from unknot.clips.encode import encode_clip
from unknot.content.records.script import ChimeRecipe, Note
from unknot.timeline.grid import clip_ms
from unknot.track.splice import splice, track_bytes

pytestmark = pytest.mark.deep

CHIME = ChimeRecipe(
    id="start",
    title="start",
    notes=(Note(at=0, hz=1200, length=200), Note(at=150, hz=1800, length=300)),
    sources=("INF",),
)
#: Frames of the one clip that is noise, which no other clip has.
NOISE = 7
#: Silence before each clip, in frames; the first needs one for its lead, others may touch.
GAPS = (1, 0, 0, 1, 2, 40, 0, 417, 3, 1250, 0, 2600)


@dataclass(frozen=True)
class Track:
    quality: Quality
    length_ms: int
    placed: tuple[tuple[int, Pcm], ...]
    data: bytes

    def masters(self) -> Iterator[tuple[int, Floats]]:
        """Each clip's first sample in the track, and its sound at the track's rate."""
        for start_ms, master in self.placed:
            sound = resample(master / 32768, 48_000, self.quality.rate)
            yield start_ms * self.quality.rate // 1000, sound


@cache
def masters() -> tuple[Pcm, ...]:
    """Voices, chimes, units, and noise at once from the first sample to the last."""
    chime = render_chime(CHIME)
    made = [polish(utterance(0.4 + n / 3, seed=n, pitch=80 + 25 * n)) for n in range(6)]
    made += [chime, mix(chime, made[2]), to_master(level(hiss(NOISE * 0.024, 48_000)))]
    made += [made[1], chime, made[0]]
    return tuple(made)


@cache
def track(name: str) -> Track:
    quality, at, placed = QUALITIES[name], 0, []
    for gap, master in zip(GAPS, masters(), strict=True):
        placed.append((at + gap * 24, master))
        at = placed[-1][0] + clip_ms(len(master) / 48)
    length = at + 24
    clips = [(start, encode_clip(master, quality)) for start, master in placed]
    data = splice(clips, length, quality).read()
    return Track(quality=quality, length_ms=length, placed=tuple(placed), data=data)


@pytest.fixture(params=QUALITIES)
def made(request: pytest.FixtureRequest) -> Track:
    return track(request.param)


def heard(made: Track, decode: Decoder, folder: Path) -> Floats:
    path = folder / "track.mp3"
    path.write_bytes(made.data)
    samples, warnings = decode(path)
    assert warnings == ""
    return samples


@pytest.mark.parametrize("decode", DECODERS)
def test_every_clip_is_at_its_planned_sample(made: Track, decode: Decoder, tmp_path: Path) -> None:
    """Found by matched filter, one sample either way; also where clips touch."""
    samples = heard(made, decode, tmp_path)
    for at, sound in made.masters():
        assert abs(lag(samples, sound, at)) <= 1


@pytest.mark.parametrize("decode", DECODERS)
def test_the_length_is_exact(made: Track, decode: Decoder, tmp_path: Path) -> None:
    expected = made.length_ms * made.quality.rate // 1000
    assert len(heard(made, decode, tmp_path)) == expected


@pytest.mark.parametrize("decode", DECODERS)
def test_gaps_are_digital_silence(made: Track, decode: Decoder, tmp_path: Path) -> None:
    """Zero at 16 bits everywhere but in the clips' rooms and the frame before each."""
    samples = np.rint(heard(made, decode, tmp_path) * 32768)
    gap = np.ones(len(samples), dtype=bool)
    per_ms = made.quality.rate // 1000
    for start_ms, master in made.placed:
        gap[(start_ms - 24) * per_ms : (start_ms + clip_ms(len(master) / 48)) * per_ms] = False
    assert gap.sum() > 4000 * 24 * per_ms
    assert not samples[gap].any()


@pytest.mark.parametrize("decode", DECODERS)
def test_clips_come_back_at_the_level_they_went_in(
    made: Track, decode: Decoder, tmp_path: Path
) -> None:
    """LAME takes 0.45 dB away between 48 and 160 kbit/s; that was added first."""
    samples = heard(made, decode, tmp_path)
    for at, sound in made.masters():
        if len(sound) == NOISE * made.quality.samples_per_frame:
            continue  # LAME cuts noise off above 20 kHz
        gain = samples[at : at + len(sound)] @ sound / (sound @ sound)
        assert 20 * np.log10(gain) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("decode", DECODERS)
def test_the_track_is_as_loud_as_it_should_be(made: Track, decode: Decoder, tmp_path: Path) -> None:
    """-16 LUFS as dual mono, within half a unit, and no true peak above -1 dBTP."""
    samples = heard(made, decode, tmp_path)
    assert lufs(samples, made.quality.rate) == pytest.approx(-16, abs=0.5)
    assert true_peak_db(samples) <= -1.0


@pytest.mark.needs("ffmpeg")
def test_an_outside_meter_agrees_on_the_track(made: Track, tmp_path: Path) -> None:
    path = tmp_path / "track.mp3"
    path.write_bytes(made.data)
    loudness, peak = ebur128(path)
    assert loudness == pytest.approx(-16, abs=0.3)
    assert peak <= -1.0


def test_clips_are_equally_loud_in_the_track(made: Track, tmp_path: Path) -> None:
    """Within 1 LU of each other, each measured in silence after decoding."""
    decode = DECODERS[0].values[0]
    samples = heard(made, decode, tmp_path)  # type: ignore[arg-type]
    rate = made.quality.rate
    quiet = np.zeros(rate * 2 // 5)
    loudness = [
        lufs(np.concatenate([quiet, samples[at : at + len(sound)], quiet]), rate)
        for at, sound in made.masters()
        if len(sound) > rate // 4
    ]
    assert max(loudness) - min(loudness) < 1.0


def test_bytes_follow_from_the_plan(made: Track) -> None:
    assert len(made.data) == track_bytes(made.length_ms, made.quality)
    frames = list(walk(made.data))
    assert {(f.rate, f.kbps, f.channels) for f in frames} == {
        (made.quality.rate, made.quality.kbps, 1)
    }


def test_the_plan_is_the_same_for_both_qualities() -> None:
    one, other = (track(name) for name in QUALITIES)
    assert one.length_ms == other.length_ms
    assert [start for start, _ in one.placed] == [start for start, _ in other.placed]


def test_no_echo_goes_before_a_clip(made: Track, tmp_path: Path) -> None:
    """The lead frame keeps LAME from starting cold: what it smears ahead stays below -50 dB."""
    samples = heard(made, DECODERS[0].values[0], tmp_path)  # type: ignore[arg-type]
    per_ms = made.quality.rate // 1000
    ((start_ms, _),) = [p for p in made.placed if len(p[1]) == NOISE * 1152]
    before = samples[(start_ms - 24) * per_ms : (start_ms - 8) * per_ms]
    assert np.abs(before).max() < 10 ** (-50 / 20)

"""Chimes: heard over a hum, told apart by shape, loud as the voice, and under it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pydub.generators import Sine

from tests.audio.synth import Floats, db, rms, utterance, vowels
from tests.track.outside import ebur128_of, lag
from tests.usual import cases
from unknot.audio.chimes import _faded, _segment, _sine, mix, render_chime, softened
from unknot.audio.level import MASTER_RATE
from unknot.audio.polish import FRAME_SAMPLES, finish, polish
from unknot.audio.sound import Pcm, read_own, wav_bytes
from unknot.content.records.script import ChimeRecipe, Note
from unknot.errors import AudioError


def recipe(
    name: str, *notes: tuple[int, int, int], overtones: tuple[float, ...] = ()
) -> ChimeRecipe:
    """Notes as (ms, Hz, ms)."""
    made = (Note(at=at, hz=hz, length=ms, overtones=overtones) for at, hz, ms in notes)
    return ChimeRecipe(id=name, title=name, notes=tuple(made), sources=("INF",))


#: Not the bundled recipes: five of the same kind, so that a change there breaks nothing here.
RECIPES = [
    recipe("start", (0, 1200, 300), (220, 1800, 500), overtones=(-14, -20)),
    recipe("half", (0, 1500, 900), overtones=(-18,)),
    recipe("last-five", *((n * 130, 2000, 90) for n in range(5))),
    recipe("end", (0, 1900, 250), (190, 1400, 250), (380, 1050, 500), overtones=(-12,)),
    recipe("change-side", *((n * 140, (1250, 1650)[n % 2], 130) for n in range(6))),
]
each = pytest.mark.parametrize("made", RECIPES, ids=lambda made: made.id)
some = cases("made", RECIPES, usual=2, ids=lambda made: made.id)


def as_float(master: Pcm) -> Floats:
    return np.asarray(master / 32768, np.float64)


@each
def test_a_chime_is_a_master_that_starts_at_once(made: ChimeRecipe) -> None:
    """Holds are timed from chime to chime: no silence before the first note."""
    chime = render_chime(made)
    assert chime.dtype == np.int16
    assert len(chime) == -(-made.length_ms * 48 // FRAME_SAMPLES) * FRAME_SAMPLES
    assert rms(as_float(chime[: 48 * 10])) > 0.3 * rms(as_float(chime[48 * 10 : 48 * 40]))
    assert abs(int(chime[0])) < 100


@each
def test_a_chime_carries_over_a_massagers_hum(made: ChimeRecipe) -> None:
    """At least 80 % of its energy lies between 1 and 3 kHz."""
    chime = as_float(render_chime(made))
    power = np.abs(np.fft.rfft(chime)) ** 2
    hz = np.fft.rfftfreq(len(chime), 1 / 48_000)
    assert power[(hz >= 1000) & (hz <= 3000)].sum() > 0.8 * power.sum()


@pytest.mark.needs("ffmpeg")
@some
def test_a_chime_is_as_loud_as_the_voice(made: ChimeRecipe) -> None:
    quiet = np.zeros(19_200, np.int16)
    loudness, peak = ebur128_of(np.concatenate([quiet, render_chime(made), quiet]))
    assert loudness == pytest.approx(-16, abs=0.1)
    assert peak <= -1.9


@each
def test_a_chime_begins_softly_and_dies_away(made: ChimeRecipe) -> None:
    """No click at either end, and the end of the last note is far below its beginning."""
    chime = as_float(render_chime(made))
    last = made.notes[-1]
    ring = chime[last.at * 48 : (last.at + last.length) * 48]
    assert db(rms(ring[-len(ring) // 8 :]) / rms(ring[: len(ring) // 4])) < -20
    assert np.abs(np.diff(chime[:48])).max() < 0.1
    assert np.abs(ring[-48:]).max() < 0.01


def test_chimes_are_told_apart_by_their_shape() -> None:
    """Loudness over time in five-hundredths, which a change of pitch alone would leave alike."""

    def shape(made: ChimeRecipe) -> Floats:
        chime = np.zeros(48 * 1000)
        rendered = as_float(render_chime(made))
        chime[: len(rendered)] = rendered[: len(chime)]
        steps = np.abs(chime).reshape(-1, 48 * 20).max(axis=1)
        return np.asarray((steps - steps.mean()) / steps.std(), np.float64)

    for one, other in itertools.combinations(RECIPES, 2):
        assert np.mean(shape(one) * shape(other)) < 0.8, (one.id, other.id)


def test_overtones_and_levels_are_in_db_against_the_note() -> None:
    chime = as_float(render_chime(recipe("half", (0, 1000, 960), overtones=(-12, -24))))
    power = np.abs(np.fft.rfft(chime * np.hanning(len(chime))))
    hz = np.fft.rfftfreq(len(chime), 1 / 48_000)
    fundamental, second, third = (power[np.abs(hz - f) < 20].max() for f in (1000, 2000, 3000))
    assert db(second / fundamental) == pytest.approx(-12, abs=0.3)
    assert db(third / fundamental) == pytest.approx(-24, abs=0.3)


def test_overtones_above_what_48_khz_holds_are_left_out() -> None:
    """The ninth of 5 kHz would come back as 3 kHz."""
    chime = as_float(render_chime(recipe("high", (0, 5000, 480), overtones=(*[-60] * 7, -6))))
    power = np.abs(np.fft.rfft(chime * np.hanning(len(chime))))
    hz = np.fft.rfftfreq(len(chime), 1 / 48_000)
    assert db(power[np.abs(hz - 3000) < 100].max() / power.max()) < -50


def test_a_rendered_chime_is_shared_and_so_cannot_be_changed() -> None:
    assert render_chime(RECIPES[0]) is render_chime(RECIPES[0])
    with pytest.raises(ValueError, match="read-only"):
        render_chime(RECIPES[0])[0] = 1


@each
def test_the_voice_enters_as_the_chime_fades(made: ChimeRecipe) -> None:
    """Chime first, voice from six tenths of it on, both to be found at their sample."""
    chime, voice = render_chime(made), polish(utterance(2.0))
    unit = as_float(mix(chime, voice))
    entry = round(len(chime) / 48 * 0.6) * 48
    assert len(unit) % FRAME_SAMPLES == 0
    assert 0 <= len(unit) - (entry + len(voice)) < FRAME_SAMPLES
    assert lag(unit, as_float(chime[: entry - 480]), 0) == 0
    assert lag(unit, as_float(voice), entry) == 0


def test_the_rest_of_the_chime_is_turned_down_under_the_voice() -> None:
    long = recipe("long", (0, 1500, 1440))
    chime, voice = render_chime(long), polish(utterance(1.0))
    quiet = np.zeros_like(voice)
    under = as_float(mix(chime, quiet))
    part = slice(len(chime) * 7 // 10, len(chime) * 9 // 10)
    before = slice(len(chime) // 10, len(chime) // 2)
    ducked = rms(under[part]) / rms(under[before])
    alone = rms(as_float(chime)[part]) / rms(as_float(chime)[before])
    assert db(ducked / alone) == pytest.approx(-9, abs=0.5)


@pytest.mark.needs("ffmpeg")
@some
def test_a_unit_is_at_the_target_too(made: ChimeRecipe) -> None:
    unit = mix(render_chime(made), polish(utterance(2.0)))
    quiet = np.zeros(19_200, np.int16)
    loudness, peak = ebur128_of(np.concatenate([quiet, unit, quiet]))
    assert loudness == pytest.approx(-16, abs=0.1)
    assert peak <= -1.9


def test_a_chime_longer_than_its_sentence_is_heard_to_its_end() -> None:
    chime, voice = render_chime(recipe("long", (0, 1500, 2400))), polish(utterance(0.3))
    assert len(mix(chime, voice)) == len(chime)


@pytest.mark.parametrize(("start", "end"), [(0, 8), (10, 70), (20, 320), (380, 440)])
def test_a_fade_is_pydubs_sample_for_sample(start: int, end: int) -> None:
    """By the sample, by the millisecond, and beyond the end."""
    sound = _segment(np.rint(bell(0.4, MASTER_RATE) * 32768).astype(np.int16))
    for from_db, to_db in ((0.0, -9.0), (-120.0, 0.0)):
        own = _faded(sound, start, end, from_db=from_db, to_db=to_db)
        fade = sound.fade(to_gain=to_db, from_gain=from_db, start=start, duration=end - start)
        assert own.raw_data == fade.raw_data


def test_a_tone_is_pydubs_sample_for_sample() -> None:
    """Also of a length whose last sample pydub leaves out."""
    for length in (9, 250):
        own = _sine(997, Note(at=0, hz=997, length=length, level=-3.0), -4.0)
        wave = Sine(997, sample_rate=MASTER_RATE).to_audio_segment(length, volume=-7.0)
        assert own.raw_data == wave.raw_data


@pytest.mark.deep
def test_importing_says_nothing() -> None:
    """pydub warns of itself on stderr, and of a missing ffmpeg; nobody asked."""
    command = [sys.executable, "-W", "always", "-c", "import unknot.audio.chimes"]
    bare = {**os.environ, "PATH": "", "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=bare)
    assert run.stdout + run.stderr == ""


def bell(seconds: float = 0.5, rate: int = 44_100) -> Floats:
    return np.asarray(0.3 * vowels(seconds, rate, pitch=400), np.float64)


def test_ones_own_wav_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gong.wav"
    path.write_bytes(wav_bytes(np.rint(bell() * 32768).astype(np.int16), 44_100))
    own = read_own(path)
    np.testing.assert_allclose(own.samples, bell(), atol=1e-4)
    assert finish(own).dtype == np.int16


@pytest.mark.parametrize("ending", ["flac", "ogg", "mp3"])
def test_other_formats_need_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    path = tmp_path / f"gong.{ending}"
    soundfile.write(path, np.column_stack([bell(), bell()]), 44_100)
    monkeypatch.setenv("PATH", "")
    own = read_own(path)
    assert own.rate == 44_100
    assert own.samples.ndim == 1
    assert rms(own.samples) == pytest.approx(rms(bell()), rel=0.05)


def m4a(folder: Path) -> Path:
    source, path = folder / "source.wav", folder / "gong.m4a"
    soundfile.write(source, np.column_stack([bell(), bell()]), 44_100)
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(source), str(path)], check=True)
    return path


@pytest.mark.deep
@pytest.mark.needs("ffmpeg")
def test_m4a_goes_through_ffmpeg(tmp_path: Path) -> None:
    own = read_own(m4a(tmp_path))
    assert own.rate == 44_100
    assert rms(own.samples) == pytest.approx(rms(bell()), rel=0.1)


@pytest.mark.needs("ffmpeg")
def test_half_of_an_m4a_is_refused(tmp_path: Path) -> None:
    """As a messenger leaves it that breaks off: ffmpeg reads what is there, and says that all is
    well."""
    path, half = m4a(tmp_path), tmp_path / "half.m4a"
    turned = ["ffmpeg", "-v", "error", "-i", str(path), "-movflags", "+faststart", "-c", "copy"]
    subprocess.run([*turned, str(half)], check=True)
    half.write_bytes(half.read_bytes()[: half.stat().st_size * 2 // 3])
    with pytest.raises(AudioError, match="is damaged, or cut short") as caught:
        read_own(half)
    assert caught.value.path == half


@pytest.mark.needs("ffmpeg")
def test_a_list_of_other_files_is_no_sound(tmp_path: Path) -> None:
    """Whoever sends a workspace must not have what lies elsewhere read into a track."""
    soundfile.write(tmp_path / "private.wav", bell(), 44_100)
    gong = tmp_path / "gong.m4a"
    gong.write_text("ffconcat version 1.0\nfile private.wav\n", encoding="utf-8")
    with pytest.raises(AudioError, match="is not a sound that can be read") as caught:
        read_own(gong)
    assert caught.value.path == gong


@pytest.mark.needs("ffmpeg")
def test_without_ffmpeg_the_message_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = m4a(tmp_path)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AudioError, match="M4A and others need ffmpeg") as caught:
        read_own(path)
    assert caught.value.path == path


@pytest.mark.parametrize("data", [b"", b"this is a text", b"RIFF\0\0\0\0", b"fLaC" + bytes(50)])
def test_what_is_no_sound_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "gong.flac"
    path.write_bytes(data)
    with pytest.raises(AudioError, match=r"gong\.flac"):
        read_own(path)
    with pytest.raises(AudioError, match=r"none\.wav: cannot be read"):
        read_own(tmp_path / "none.wav")


def test_a_softer_chime_is_softer_by_as_many_decibels() -> None:
    chime = render_chime(RECIPES[0])
    assert softened(chime, 0) is chime
    for level in (-6.0, -12.0):
        softer = softened(chime, level)
        assert softer.dtype == np.int16
        assert rms(as_float(softer)) == pytest.approx(
            rms(as_float(chime)) * 10 ** (level / 20), 0.01
        )

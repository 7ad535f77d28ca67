"""A bed under a track: where everything else is to the sample, soft, softer under words, proved."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from tests.content.workspaces import BRIEF, changed, problems
from tests.usual import cases
from unknot.audio.bed import DuckedBed, at_level, loop, noise
from unknot.audio.loudness import lufs
from unknot.audio.sound import Sound, wav_bytes
from unknot.cache import cache_folder
from unknot.cli import main
from unknot.clips.clipfile import ClipKey
from unknot.clips.store import Store
from unknot.proof.embedded import plan_from
from unknot.proof.match import best_match
from unknot.proof.verify import verify, verify_copy
from unknot.timeline.json import from_json, to_json

SESSION = """\
title: T
summary: S.
author: A. Tester
bed: {bed}
routines:
  - say: Sit down, and let go.
  - wait: 12s
  - chime: bell
  - wait: 9s
  - say: That is the end of it.
  - wait: 4s
"""
Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "audio").mkdir()
    hum = np.sin(np.arange(48_000 * 5) * 2 * np.pi * 110 / 48_000)
    swell = 0.4 + 0.3 * np.sin(np.arange(48_000 * 5) * 2 * np.pi / 96_000)
    (tmp_path / "audio" / "hum.wav").write_bytes(
        wav_bytes((hum * swell * 20_000).astype(np.int16), 48_000)
    )

    def made(bed: str, *more: str, ok: bool = True) -> Path:
        text = SESSION.format(bed=bed)
        (tmp_path / "sessions" / "x.yaml").write_text(text, encoding="utf-8")
        args = ["-C", str(tmp_path), "build", "x", "--engine", "tone", *more]
        run = CliRunner().invoke(main, args)
        assert (run.exit_code == 0) == ok, run.output
        return tmp_path / "audio" / "tracks" / "x.mp3"

    return made


def decoded(path: Path, rate: int) -> np.ndarray:
    """By a decoder that shares nothing with the encoder."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-f",
        "s16le",
        "-ac",
        "1",
        "-ar",
        str(rate),
        "-",
    ]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, "<i2").astype(np.float64) / 32768


@cases("bed", ["{noise: brown}", "{noise: white, level: -14, duck: 0}", "{play: hum.wav}"], usual=1)
@cases("quality", ["standard", "compact"], usual=1)
def test_it_is_proved_like_any_track(bed: str, quality: str, build: Build) -> None:
    track = build(bed, "--quality", quality, "--verify")
    verdict = verify(track, store=Store(cache_folder()))
    assert verdict.good, verdict.findings
    assert verdict.cached == 3


@pytest.mark.deep
def test_every_sound_is_where_it_is_without_a_bed(build: Build) -> None:
    """To the sample, by matched filter against the clips themselves; the length too."""
    track = build("{noise: pink, level: -20}")
    carried = plan_from(track)
    heard = decoded(track, 48_000)
    assert len(heard) == carried.timeline.length * 48
    assert carried.facts
    for (event, _), clip in zip(carried.timeline.sounding(), carried.facts.clips, strict=True):
        master = Store(cache_folder()).master(ClipKey(clip.key))
        assert master is not None
        sound = np.asarray(master, np.float64) / 32768
        at = event.start * 48
        likeness, place = best_match(heard[at - 200 : at + len(sound) + 200], sound, likely=200)
        assert (likeness > 0.95, place) == (True, 200), event.cue


@pytest.mark.deep
def test_it_is_soft_softer_under_words_and_silent_at_both_ends(build: Build) -> None:
    track = build("{noise: pink, level: -18, duck: -9}")
    heard, timeline = decoded(track, 48_000), plan_from(track).timeline
    first, bell, last = (event for event, _ in timeline.sounding())

    def rms(start: int, stop: int) -> float:
        return float(20 * np.log10(np.sqrt(np.square(heard[start * 48 : stop * 48]).mean()) + 1e-9))

    between = rms(first.end + 1_500, bell.start - 500)
    assert lufs(heard[(first.end + 1_500) * 48 : (bell.start - 500) * 48], 48_000) == (
        pytest.approx(-34, abs=1.0)
    )
    assert rms(bell.start - 30, bell.start - 5) == pytest.approx(between - 9, abs=2.5)
    assert rms(0, 20) < between - 30
    assert rms(timeline.length - 20, timeline.length) < between - 30
    assert last.end < timeline.length


@pytest.mark.deep
def test_the_same_bed_is_encoded_once_and_gives_the_same_bytes(build: Build) -> None:
    first = build("{noise: brown}").read_bytes()
    assert (
        build("{noise: brown}", "--out", str(build("{noise: brown}").parent)).read_bytes() == first
    )
    assert build("{noise: brown, level: -21}").read_bytes() != first


@cases("where", [0.0, 0.5, 0.999], usual=1)
def test_one_changed_byte_is_told_where_it_is(where: float, build: Build) -> None:
    track = build("{noise: brown}")
    data = bytearray(track.read_bytes())
    body = len(data) - plan_from(track).timeline.length // 24 * 288
    at = min(body + int((len(data) - body) * where) + 100, len(data) - 20)
    data[at] ^= 1
    track.write_bytes(data)
    found = verify(track).findings
    assert [each.code for each in found if each.code == "V11"] == ["V11"]
    ms = (at - body) // 288 * 24
    assert any(each.code == "V11" and -6_100 < each.at - ms <= 100 for each in found), found


def test_a_plan_that_hides_its_bed_is_told(build: Build, tmp_path: Path) -> None:
    track = build("{noise: brown}")
    carried = plan_from(track)
    assert carried.timeline.bed
    assert from_json(to_json(carried.timeline)) == carried.timeline
    plain = tmp_path / "plan.json"
    plain.write_text(to_json(replace(carried.timeline, bed=None)), encoding="utf-8")
    assert not verify(track, plan=plain).good


@pytest.mark.deep
@cases("form", ["ogg", "m4a"], usual=1)
def test_a_copy_is_held_against_the_track_it_was_made_from(
    form: str, build: Build, tmp_path: Path
) -> None:
    track = build("{noise: brown}")
    copy = tmp_path / f"copy.{form}"
    codec = ["-c:a", "libopus", "-b:a", "48k"] if form == "ogg" else ["-c:a", "aac", "-b:a", "96k"]
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-i", str(track), "-vn", *codec, str(copy)], check=True
    )
    verdict = verify_copy(copy, track)
    assert verdict.good, verdict.findings
    plan = tmp_path / "plan.json"
    plan.write_text(to_json(plan_from(track).timeline), encoding="utf-8")
    assert "--plan TRACK" in str(verify_copy(copy, plan).findings[0])


@pytest.mark.deep
def test_published_it_proves_itself(build: Build, tmp_path: Path) -> None:
    build("{play: hum.wav}")
    args = ["-C", str(tmp_path), "publish", str(tmp_path / "site"), "x", "--base-url",
            "https://me.example.org", "--engine", "tone"]  # fmt: skip
    run = CliRunner().invoke(main, args)
    assert run.exit_code == 0, run.output
    (sound,) = (tmp_path / "site" / "audio").glob("*.mp3")
    assert verify(sound).good


def test_what_shows_a_plan_shows_its_bed(build: Build, tmp_path: Path) -> None:
    build("{play: hum.wav}")
    shown = CliRunner().invoke(main, ["-C", str(tmp_path), "show", "x"]).stdout
    assert "bed: hum.wav, 20 dB under the voice, 8 more while it speaks" in shown
    run = CliRunner().invoke(main, ["-C", str(tmp_path), "show", "x", "--json"])
    assert json.loads(run.stdout)["bed"]["play"] == "hum.wav"


def test_tracks_with_a_bed_are_not_joined(build: Build, tmp_path: Path) -> None:
    build("{noise: brown}")
    args = ["-C", str(tmp_path), "playlist", "p", "x", "breathing", "--join", "--engine", "tone"]
    run = CliRunner().invoke(main, args)
    assert run.exit_code == 2
    assert "a bed" in run.stderr


@pytest.mark.parametrize(
    ("bed", "code"),
    [
        ("{play: no.wav}", "S56"), ("{play: ../x.wav}", "S56"), ("{noise: blue}", "Y16"),
        ("{level: -20}", "S54"),
        ("{noise: pink, play: x.wav}", "S54"),
        ("{noise: pink, level: -13}", "S54"),
        ("{noise: pink, level: -41}", "S54"), ("{noise: pink, duck: 1}", "S54"),
        ("rain.wav", "Y20"),
    ],
)  # fmt: skip
def test_what_is_no_bed_is_told(bed: str, code: str, tmp_path: Path) -> None:
    found = problems(tmp_path, {"sessions/x.yaml": changed(BRIEF, f"bed: {bed}")})
    assert code in {each.code for each in found}, found


def test_a_silent_or_short_file_is_told_and_nothing_written(build: Build, tmp_path: Path) -> None:
    (tmp_path / "audio" / "still.wav").write_bytes(
        wav_bytes(np.zeros(48_000 * 4, np.int16), 48_000)
    )
    (tmp_path / "audio" / "short.wav").write_bytes(wav_bytes(np.ones(4_800, np.int16), 48_000))
    for name in ("still", "short"):
        track = build(f"{{play: {name}.wav}}", ok=False)
        assert not track.exists()


@pytest.mark.parametrize("kind", ["white", "pink", "brown"])
def test_noise_goes_round_without_a_seam(kind: str) -> None:
    samples = noise(kind, 24_000)  # type: ignore[arg-type]
    jumps = np.abs(np.diff(np.concatenate([samples[-50:], samples[:50]])))
    assert jumps[49] <= 4 * np.abs(np.diff(samples)).std() + 1e-12
    assert lufs(at_level(samples, 24_000, -36), 24_000) == pytest.approx(-36, abs=0.3)


def test_a_file_goes_round_without_a_seam() -> None:
    sine = np.sin(np.arange(48_000 * 6) * 2 * np.pi * 220.3 / 48_000).astype(np.float32)
    samples = loop(Sound(sine, 48_000), 48_000)
    assert abs(samples[0] - samples[-1]) < 0.1
    with pytest.raises(ValueError, match="three seconds"):
        loop(Sound(sine[:100_000], 48_000), 48_000)


def test_pieces_are_the_same_however_it_is_cut() -> None:
    bed = DuckedBed(noise("pink", 8_000), 8_000, 60_000, [(5_000, 6_000), (6_500, 9_000)], -8)
    whole = bed.piece(0, 480_000)
    parts = np.concatenate([bed.piece(at, 12_345) for at in range(0, 480_000, 12_345)])[:480_000]
    assert np.array_equal(whole, parts)

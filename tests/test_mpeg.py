"""MP3 that does not say how long it is, or says more than is there: heard whole or refused."""

from __future__ import annotations

from pathlib import Path

import lameenc
import numpy as np
import pytest

from unknot.audio.sound import read_own
from unknot.errors import AudioError
from unknot.mpeg import count_samples, measure
from unknot.proof.decode import decoded
from unknot.sound_file import sound_info
from unknot.track.id3.frames import Text
from unknot.track.id3.write import write_tag

RATE = 44_100
TAG = write_tag([Text(id="TIT2", text="Bell")])


def frames(kbps: int, seconds: float, *, counted: bool = False) -> bytes:
    """A tone in frames of this size; ``counted``: behind a frame that says how many they are."""
    tone = 9_000 * np.sin(np.arange(int(RATE * seconds)) * 0.05)
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE)
    encoder.set_out_sample_rate(RATE)
    encoder.set_bit_rate(kbps)
    made = bytes(encoder.encode(tone.astype("<i2").tobytes())) + bytes(encoder.flush())
    if not counted:
        return made
    size = (measure(made[:4]) or (1,))[0]
    count = len(made) // size
    info = b"Info\0\0\0\3" + count.to_bytes(4, "big") + (len(made) + size).to_bytes(4, "big")
    return (made[:4] + bytes(17) + info).ljust(size, b"\0") + made


@pytest.fixture
def unsaid(tmp_path: Path) -> Path:
    """Frames of two sizes, as of a varying bit rate: libsndfile would read a third of them."""
    path = tmp_path / "bell.mp3"
    path.write_bytes(TAG + frames(160, 0.5) + frames(32, 4))
    return path


@pytest.mark.needs("ffmpeg")
def test_a_sound_that_does_not_say_how_long_it_is_is_heard_whole(unsaid: Path) -> None:
    assert 4.4 < read_own(unsaid).seconds < 4.8
    assert 4_400 < sound_info(unsaid).ms < 4_800
    with decoded(unsaid) as heard:
        assert 4.4 < heard.samples() / heard.rate < 4.8


def test_without_ffmpeg_it_is_refused_and_not_heard_in_part(
    unsaid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(AudioError) as caught:
        read_own(unsaid)
    assert caught.value.reason == "cannot be decoded here"
    assert "MP3 that does not say how long it is" in caught.value.hint


def test_frames_are_counted_where_nothing_says_how_many_there_are(tmp_path: Path) -> None:
    said, unsaid = frames(64, 1, counted=True), frames(64, 1)
    count = -(-len(unsaid) * 1152 // (measure(unsaid[:4]) or (1,))[0])
    path = tmp_path / "a.mp3"
    for data, samples in (
        (said, 0), (TAG + said, 0), (said + b"TAG" + bytes(125), 0), (b"words", 0),
        (unsaid + b"TAG" + bytes(125), count), (TAG + unsaid, count),
        (unsaid + TAG + unsaid, 2 * count),
    ):  # fmt: skip
        path.write_bytes(data)
        assert abs(count_samples(path) - samples) <= 2 * 1152
        assert bool(count_samples(path)) == bool(samples)


@pytest.mark.needs("ffmpeg")
def test_files_that_were_put_one_behind_the_other_are_heard_to_the_last(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes((TAG + frames(64, 1, counted=True)) * 3)
    assert 2.9 < read_own(path).seconds < 3.4


def test_a_sound_that_says_more_than_is_there_is_cut_short(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And the decoder's own words about it do not reach the terminal."""
    path = tmp_path / "bell.mp3"
    whole = frames(64, 2, counted=True)
    path.write_bytes(whole)
    assert 1.9 < read_own(path).seconds < 2.2
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AudioError, match=r"is cut short: \d+ of \d+ samples are there"):
        read_own(path)
    assert capfd.readouterr().err == ""

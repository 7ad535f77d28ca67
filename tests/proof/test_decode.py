"""Files as a listener hears them: which program decodes what, and what is said of the rest."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile

from unknot import sound_file
from unknot.counted import counted
from unknot.errors import AudioError
from unknot.proof.decode import decoded

RATE = 8_000


def written(path: Path, samples: Any, rate: int = RATE) -> Path:
    soundfile.write(path, np.asarray(samples, np.int16), rate, format="WAV", subtype="PCM_16")
    return path


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(AudioError) as told, decoded(path) as heard:
        heard.samples()
    assert told.value.path == path
    return told.value.reason, told.value.hint


def test_the_channels_of_a_file_are_averaged(tmp_path: Path) -> None:
    left = np.arange(RATE + 10) % 100
    with decoded(written(tmp_path / "a", np.stack([left * 2, left * 4], axis=1))) as heard:
        assert heard.rate == RATE
        assert np.array_equal(heard.piece(0, RATE + 10) * 32_768, left * 3)
        assert heard.samples() == RATE + 10
    with decoded(written(tmp_path / "a", left), most_seconds=1) as heard:
        assert (heard.samples(), heard.cut) == (RATE, True)
    with decoded(written(tmp_path / "a", left)) as heard:
        assert np.array_equal(heard.piece(0, 100) * 32_768, left[:100])
        assert (heard.samples(), heard.cut) == (RATE + 10, False)


def test_silence_is_heard_as_what_it_is_and_sound_behind_it_too(tmp_path: Path) -> None:
    samples = np.zeros(2 * RATE + 80, np.int16)
    samples[-80:] = 700
    with decoded(written(tmp_path / "a", samples)) as heard:
        assert not heard.piece(-10, 2 * RATE).any()
        assert heard.piece(RATE, 2 * RATE + 1)[-1] * 32_768 == 700
        assert heard.peaks(1_995, 2_020).tolist() == [0] * 5 + [700] * 10
        assert heard.peaks(-5, 3).tolist() == [0] * 3


@pytest.mark.parametrize(
    ("rate", "channels", "good"),
    [(7_999, 1, False), (8_000, 32, True), (384_000, 1, True), (384_001, 1, False),
     (8_000, 33, False)],
)  # fmt: skip
def test_a_rate_or_channels_that_no_sound_has_are_a_damaged_file_s(
    rate: int, channels: int, good: bool, tmp_path: Path
) -> None:
    path = written(tmp_path / "a", np.ones((20, channels)), rate)
    if good:
        with decoded(path) as heard:
            assert heard.samples() == 20
    else:
        said = f"says that it has {rate} Hz and {counted(channels, 'channel')}, which is no sound"
        assert refused(path)[0] == said


def test_a_file_that_breaks_while_it_is_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise soundfile.LibsndfileError(3)

    path = written(tmp_path / "a", [1] * 20)
    monkeypatch.setattr(soundfile.SoundFile, "read", fail)
    assert refused(path)[0].startswith("cannot be decoded to its end: ")


def test_it_is_read_without_a_terminal_to_keep_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: int) -> int:
        raise OSError(9, "Bad file descriptor")

    path = written(tmp_path / "a", [1] * 20)
    monkeypatch.setattr("unknot.sound_file.os.dup", closed)
    with decoded(path) as heard:
        assert heard.samples() == 20


def test_a_decoder_s_own_words_do_not_reach_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    free = os.dup(2)
    os.close(free)
    for _ in range(3):
        with sound_file.quiet_library():
            os.write(2, b"Note: Illegal Audio-MPEG-Header\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"
    again = os.dup(2)
    os.close(again)
    assert again == free, "something was left open"


# --- through ffmpeg ---------------------------------------------------------------------------

Made = SimpleNamespace


@pytest.fixture
def ffmpeg(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Made]:
    """A program of that name that gives ``data``, says ``says`` and ends with ``code``."""

    def stand_in(data: bytes, code: int = 0, says: bytes = b"") -> Made:
        made = Made(command=[], kills=0, how={})

        class Program:
            def __init__(self, command: list[str], **how: Any) -> None:
                made.command, made.how = command, how
                self.stdout = io.BytesIO(data)
                how["stderr"].write(says)

            def __enter__(self) -> Program:
                return self

            def __exit__(self, *_: object) -> None:
                self.stdout.close()

            def wait(self) -> int:
                return code

            def kill(self) -> None:
                made.kills += 1

        class Timer:
            def __init__(self, seconds: float, then: Callable[[], None]) -> None:
                made.patience, made.then, made.started = seconds, then, False
                self.daemon = False

            def start(self) -> None:
                made.started = self.daemon

            def cancel(self) -> None:
                made.started = False

        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setattr("unknot.proof.decode.subprocess.Popen", Program)
        monkeypatch.setattr("unknot.proof.decode.threading.Timer", Timer)
        return made

    return stand_in


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """What libsndfile does not know."""
    path = tmp_path / "copy.m4a"
    path.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(100))
    return path


def test_what_libsndfile_does_not_know_goes_through_ffmpeg(
    ffmpeg: Callable[..., Made], other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Second by second; an odd byte at the end is no sample."""
    samples = np.arange(60_000, dtype="<i2")
    made = ffmpeg(samples.tobytes() + b"x")
    monkeypatch.chdir(other.parent)
    with decoded(Path(other.name), most_seconds=90) as heard:
        assert made.started
        assert heard.rate == 48_000
        assert np.array_equal(heard.piece(47_990, 48_010) * 32_768, samples[47_990:48_010])
        assert heard.samples() == 60_000
        assert made.kills == 0
    assert (made.kills, made.started) == (1, False)
    assert made.how["stdin"] == subprocess.DEVNULL
    assert made.patience == 60 + 45
    made.then()
    assert made.kills == 2
    after = dict(zip(made.command, made.command[1:], strict=False))
    wanted = {"-i": str(other), "-t": "91", "-ac": "1", "-ar": "48000", "-f": "s16le"}
    assert {key: after[key] for key in wanted} == wanted


def test_ffmpeg_opens_nothing_but_the_file_and_takes_it_for_no_list(
    ffmpeg: Callable[..., Made], other: Path
) -> None:
    made = ffmpeg(bytes(20))
    with decoded(other):
        pass
    after = dict(zip(made.command, made.command[1:], strict=False))
    assert after["-protocol_whitelist"] == "file,pipe"
    assert {"hls", "concat", "dash"}.isdisjoint(after["-format_whitelist"].split(","))
    assert {"-nostdin", "-vn"} < set(made.command)


@pytest.mark.parametrize(
    ("data", "code", "says", "reason"),
    [
        (b"", 0, b"", "has no sound in it"),
        (b"", 1, b"one\nmoov atom not found\n", "is not a sound (moov atom not found)"),
        (b"", 1, b"[mp4 @ 0x55dc5b051640] no sound", "is not a sound (no sound)"),
        (b"", 1, b"\xff broken", "is not a sound (\ufffd broken)"),
        (b"", 187, b" \n", "is not a sound (ffmpeg says no)"),
        (bytes(200_000), 1, b"at the end", "is not a sound (at the end)"),
    ],
)
def test_what_ffmpeg_says_no_to_is_told_in_its_last_words(
    data: bytes, code: int, says: bytes, reason: str, ffmpeg: Callable[..., Made], other: Path
) -> None:
    made = ffmpeg(data, code, says)
    assert refused(other)[0] == reason
    assert (made.kills, made.started) == (1, False)


def test_without_ffmpeg_what_needs_it_is_told(other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    reason, hint = refused(other)
    assert reason == "cannot be decoded here"
    assert hint == sound_file._FFMPEG

"""What lint takes from a file's first bytes."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from unknot.audio.loudness import lufs, true_peak_db
from unknot.audio.mp3 import COMPACT, STANDARD, info_frame, silent_frame
from unknot.lint import sound
from unknot.lint.sound import _measure, listen
from unknot.track.id3.frames import ChapterFrame, Text
from unknot.track.id3.write import write_tag


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("behind", [b"", b"\0\0", b"\0\0\0\0\0\0"])
def test_a_tag_has_its_version_however_little_is_left_of_it(version: int, behind: bytes) -> None:
    assert listen(b"ID3" + bytes([version]) + behind, "x.mp3").version == version


@pytest.mark.parametrize("data", [b"", b"ID3", b"RIFF\4\0\0\0", b"\xff\xfb\x90\x64" * 9])
def test_what_has_no_tag_has_no_version(data: bytes) -> None:
    assert listen(data, "x.mp3").version == 0


def test_a_file_s_rates_and_length_are_those_of_its_frames() -> None:
    """The Info frame counts for nothing, and a tag is not sound."""
    body = silent_frame(STANDARD) * 100
    info = info_frame(STANDARD, 100, len(body), 99 * 1152 - 576)
    tag = write_tag([Text(id="TIT2", text="A")])
    heard = listen(tag + info + body, "x.mp3")
    assert (heard.fault, heard.version, heard.info) == ("", 3, True)
    assert (heard.rates, heard.kbps, heard.length) == ((48_000,), (96,), 2_400)
    assert heard.tag.text("TIT2") == "A"
    bare = listen(body + silent_frame(COMPACT) * 10, "x.mp3")
    assert (bare.info, bare.version, bare.length) == (False, 0, 2_640)
    assert (bare.rates, bare.kbps) == ((24_000, 48_000), (64, 96))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "holds no sound"),
        (info_frame(STANDARD, 0, 0, -576), "holds no sound"),
        (silent_frame(STANDARD) + b"junk", "byte 288 does not begin an MP3 frame (6a 75 6e 6b)"),
        (silent_frame(STANDARD)[:-1], "the frame at byte 0 is cut short: 287 of 288 bytes"),
    ],
)
def test_a_file_says_where_it_stops_to_be_one(data: bytes, fault: str) -> None:
    heard = listen(data, "x.mp3")
    assert (heard.fault, heard.loudness) == (fault, None)


def test_chapters_stand_in_the_order_of_their_times() -> None:
    frames = [ChapterFrame(id=str(at), start=at, end=9) for at in (5, 1, 3)]
    heard = listen(write_tag(frames) + silent_frame(STANDARD) * 9, "x.mp3")
    assert [each.start for each in heard.chapters] == [1, 3, 5]


def wav(samples: NDArray[np.float64], rate: int = 8_000) -> bytes:
    to = BytesIO()
    soundfile.write(to, samples, rate, format="WAV", subtype="FLOAT")
    return to.getvalue()


def test_loudness_and_peak_are_those_of_the_whole() -> None:
    """Taken in blocks of five seconds; the two channels are averaged."""
    noise = np.random.default_rng(1).normal(0, 0.05, 12 * 8_000).clip(-0.2, 0.2)
    noise[:16_000] *= 4
    noise[60_000] = 0.9
    found = _measure(wav(np.stack([noise * 0.5, noise * 1.5], axis=1)))
    assert found is not None
    assert found[0] == pytest.approx(lufs(noise, 8_000), abs=0.02)
    assert found[1] == pytest.approx(true_peak_db(noise), abs=0.05)
    assert _measure(wav(noise[:3_100])) is None
    assert _measure(wav(noise[:3_300])) is not None
    assert _measure(b"no sound") is None
    assert _measure(wav(np.zeros(0))) == (-np.inf, -np.inf)


def test_a_sound_is_measured_once_however_it_is_tagged(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def measure(data: bytes) -> tuple[float, float]:
        measured.append(data)
        return -16.0, -1.0

    monkeypatch.setattr(sound, "_measure", measure)
    monkeypatch.setattr(sound, "_LOUD", {})
    body = silent_frame(STANDARD) * 3
    for title in ("A", "B"):
        assert listen(write_tag([Text(id="TIT2", text=title)]) + body, "x").loudness == (-16, -1)
    assert measured == [body]

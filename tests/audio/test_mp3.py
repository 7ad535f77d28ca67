"""Frames: those that are written, and the reader that checks any."""

from __future__ import annotations

import io
import struct
import subprocess
from pathlib import Path

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.audio.synth import hiss
from tests.usual import cases
from unknot.audio.mp3 import (
    COMPACT,
    QUALITIES,
    STANDARD,
    Quality,
    info_frame,
    main_data_begin,
    silent_frame,
    walk,
)
from unknot.audio.polish import to_master
from unknot.clips.encode import encode_clip
from unknot.errors import AudioError

both = pytest.mark.parametrize("quality", QUALITIES.values(), ids=QUALITIES)


def clip(quality: Quality) -> bytes:
    return encode_clip(to_master(0.1 * hiss(0.48, 48_000)), quality)


def test_a_frame_is_24_ms_at_both_qualities() -> None:
    assert (STANDARD.samples_per_frame, STANDARD.frame_bytes) == (1152, 288)
    assert (COMPACT.samples_per_frame, COMPACT.frame_bytes) == (576, 192)
    for quality in QUALITIES.values():
        assert quality.samples_per_frame * 1000 == 24 * quality.rate


@both
def test_a_silent_frame_decodes_to_digital_zero(quality: Quality) -> None:
    samples, rate = soundfile.read(io.BytesIO(silent_frame(quality) * 50), dtype="int32")
    assert rate == quality.rate
    assert len(samples) >= 40 * quality.samples_per_frame
    assert not samples.any()


@both
def test_walk_tells_what_each_frame_is(quality: Quality) -> None:
    data = silent_frame(quality) * 2 + clip(quality)
    frames = list(walk(data))
    assert [f.offset for f in frames] == list(range(0, len(data), quality.frame_bytes))
    assert {(f.rate, f.kbps, f.channels, f.samples) for f in frames} == {
        (quality.rate, quality.kbps, 1, quality.samples_per_frame)
    }
    assert b"".join(f.data for f in frames) == data
    assert [f.is_silent for f in frames[:2]] == [True, True]
    assert not all(f.is_silent for f in frames[2:])


@both
def test_only_the_first_frame_of_a_clip_stands_alone(quality: Quality) -> None:
    """LAME keeps a reservoir, so clips may be joined but never cut."""
    needs = [main_data_begin(frame) for frame in walk(clip(quality))]
    assert needs[0] == 0
    assert max(needs) > 0


@pytest.mark.parametrize(
    ("damage", "offset"),
    [
        pytest.param(b"\xfe\xfb", 288, id="no sync"),
        pytest.param(b"\xff\xeb", 288, id="reserved version"),
        pytest.param(b"\xff\xfd", 288, id="layer II"),
        pytest.param(b"\xff\xfb\xf4", 288, id="bad bit rate"),
        pytest.param(b"\xff\xfb\x04", 288, id="free format"),
        pytest.param(b"\xff\xfb\x7c", 288, id="reserved sample rate"),
    ],
)
def test_a_bad_byte_is_named_with_its_offset(damage: bytes, offset: int) -> None:
    data = bytearray(silent_frame(STANDARD) * 3)
    data[offset : offset + len(damage)] = damage
    with pytest.raises(AudioError, match=rf"a\.mp3: byte {offset} does not begin"):
        list(walk(bytes(data), name="a.mp3"))


@pytest.mark.parametrize("left", [1, 3, 4, 100, 287])
def test_a_frame_cut_short_is_refused(left: int) -> None:
    data = (silent_frame(STANDARD) * 2)[: 288 + left]
    with pytest.raises(AudioError, match="byte 288"):
        list(walk(data))


@given(st.binary(max_size=40))
def test_walk_reads_or_refuses_anything(junk: bytes) -> None:
    """Never another exception, and never a frame that is not inside the data."""
    try:
        frames = list(walk(junk))
    except AudioError:
        return
    assert sum(frame.size for frame in frames) == len(junk)


def test_walk_may_start_behind_a_tag_and_stop_before_one() -> None:
    data = b"ID3" + silent_frame(COMPACT) * 4 + b"TAG"
    assert len(list(walk(data, 3, 3 + 4 * 192))) == 4


@pytest.mark.needs("ffmpeg")
@cases(
    ("rate", "kbps", "channels"),
    [(44_100, 128, 2), (22_050, 56, 1), (48_000, 320, 2), (11_025, 16, 1)],
    usual=2,
)
def test_frames_that_others_made_are_measured_right(
    tmp_path: Path, rate: int, kbps: int, channels: int
) -> None:
    """With padding bytes, other versions of MPEG and two channels."""
    path = tmp_path / "other.mp3"
    made = f"-f lavfi -i sine=500:duration=3 -ar {rate} -ac {channels} -b:a {kbps}k"
    bare = "-write_xing 0 -id3v2_version 0"
    command = ["ffmpeg", "-v", "error", *made.split(), *bare.split(), str(path)]
    subprocess.run(command, check=True)
    frames = list(walk(path.read_bytes()))
    assert {(f.rate, f.kbps, f.channels) for f in frames} == {(rate, kbps, channels)}
    assert len(frames) == pytest.approx(3 * rate / frames[0].samples, abs=4)


def test_a_crc_moves_the_side_information() -> None:
    """Bit 0 of the second byte is 0 when a CRC of two bytes follows the header."""
    frame = bytearray(silent_frame(STANDARD))
    frame[1] &= 0xFE
    frame[4:7] = b"\xaa\xaa\x81"
    assert main_data_begin(next(walk(bytes(frame)))) == 0x81 << 1


@both
def test_the_info_frame_is_one_frame_that_says_how_long_the_track_is(quality: Quality) -> None:
    samples = 98 * quality.samples_per_frame
    body = silent_frame(quality) * 100
    info = info_frame(quality, 100, len(body), samples)
    assert len(list(walk(info + body))) == 101
    assert len(info) == quality.frame_bytes
    at = info.index(b"Info")
    flags, frames, size = struct.unpack_from(">3I", info, at + 4)
    assert (flags, frames, size) == (15, 100, 101 * quality.frame_bytes)
    table = info[at + 16 : at + 116]
    assert list(table) == sorted(table)
    assert (table[0], table[50], table[99]) == (0, 128, 253)
    decoded, _ = soundfile.read(io.BytesIO(info + body))
    assert len(decoded) == samples


def test_the_info_frames_checksum_is_right() -> None:
    """CRC-16/ARC over its first 190 bytes at MPEG 1; the check value of "123456789" is BB3D."""
    info = info_frame(STANDARD, 100, 28_800, 98 * 1152)
    (stated,) = struct.unpack_from(">H", info, 4 + 17 + 120 + 34)
    assert stated == _arc(info[: 4 + 17 + 120 + 34])
    assert _arc(b"123456789") == 0xBB3D


def _arc(data: bytes) -> int:
    """From the polynomial, over bits reversed: not the way that mp3.py goes."""
    bits = [byte >> n & 1 for byte in data for n in range(8)] + [0] * 16
    rest = 0
    for bit in bits:
        rest = rest << 1 | bit
        if rest & 0x10000:
            rest ^= 0x18005
    return int(f"{rest:016b}"[::-1], 2)


def test_an_info_frame_that_cannot_be_true_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        info_frame(STANDARD, 10, 2880, 10 * 1152)


def test_qualities_are_found_by_their_name() -> None:
    """Their names are those of the command line and of the cache's files."""
    assert QUALITIES == {"standard": STANDARD, "compact": COMPACT}
    assert all(name == quality.name for name, quality in QUALITIES.items())

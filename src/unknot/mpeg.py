"""Headers of MPEG audio layer III frames (ISO/IEC 11172-3 and 13818-3), and frames counted by them.

An MP3 file need not say how long it is. libsndfile then guesses by the first frame, and reads no
more than it guessed: of eight seconds in frames of many sizes it may read two.
"""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path

KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
RATES_1 = (44_100, 48_000, 32_000)
#: Samples by which a count may miss what is heard: what an encoder adds at both ends.
SLACK = 8 * 1152
#: Bytes of small tags that may stand behind the sound.
_BEHIND = 512


def measure(header: bytes) -> tuple[int, int, int, int] | None:
    """Size in bytes, rate in Hz, kbit/s and samples of the frame; None when it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate, kbps = header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or layer != 1 or rate == 3 or kbps in (0, 15):
        return None
    hz = RATES_1[rate] // {3: 1, 2: 2, 0: 4}[version]
    bits = (KBPS_1 if version == 3 else KBPS_2)[kbps]
    samples = 1152 if version == 3 else 576
    return samples // 8 * bits * 1000 // hz + (header[2] >> 1 & 1), hz, bits, samples


def is_mp3(head: bytes) -> bool:
    """Whether a file begins as MP3 files do: with an ID3v2 tag, or a frame."""
    return head.startswith(b"ID3") or measure(head[:4]) is not None


def count_samples(path: Path) -> int:
    """How many samples an MP3 file has, its frames counted one by one; 0 where its first frame says
    it rightly. Raises OSError."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        at = _behind_tag(data, 0)
        if _says_how_many(data, at):
            return 0
        total = 0
        while frame := measure(data[at : at + 4]):
            at, total = _behind_tag(data, at + frame[0]), total + frame[3]
        return total


def _behind_tag(data: mmap, at: int) -> int:
    """Where the sound goes on: behind the ID3v2 tag at ``at``, if there is one, as in files that
    were put one behind the other."""
    if data[at : at + 3] != b"ID3":
        return at
    size = zip(data[at + 6 : at + 10], (21, 14, 7, 0), strict=False)
    return at + 10 + sum(byte << shift for byte, shift in size)


def _says_how_many(data: mmap, at: int) -> bool:
    """Whether a Xing or Info header counts frames and bytes, and the file does not go on behind."""
    head = data[at : at + 200]
    mark = max(head.find(b"Xing"), head.find(b"Info"))
    if mark < 0 or len(head) < mark + 16 or head[mark + 7] & 3 != 3:
        return False
    frames, size = (int.from_bytes(head[mark + n : mark + n + 4], "big") for n in (8, 12))
    return frames > 0 and len(data) - at <= size + _BEHIND

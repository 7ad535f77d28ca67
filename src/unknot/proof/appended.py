"""What other programs put behind a track's sound: tags of other kinds, and padding."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from unknot.errors import AudioError
from unknot.proof.mp3_frames import Data

_ID3V1, _ID3V1_MORE, _APE, _LYRICS, _ID3V2_FOOTER = 128, 227, 32, 15, 10
_APE_MARK = b"APETAGEX"
#: More zeros than this behind the sound are no padding, and nobody should have to read them.
_MOST_PADDING = 1 << 20
_MOST_TAGS = 8


class Appended(Struct, frozen=True):
    """``end``: the byte at which the sound ends; ``names`` say what is behind it."""

    end: int
    names: tuple[str, ...]


def appended(data: Data, start: int, planned: int) -> Appended:
    """What stands behind the sound, which is planned to go from byte ``start`` to ``planned``."""
    end, names = len(data), list[str]()
    while end > start and len(names) < _MOST_TAGS:
        size, name = _last_tag(data, end)
        if not 0 < size <= end - start:
            break
        end -= size
        names.append(name)
    padding = end - planned
    if 0 < padding <= _MOST_PADDING and not data[planned:end].strip(b"\0"):
        end = planned
        names.append(f"{padding} bytes of padding")
    return Appended(end, tuple(reversed(names)))


def _last_tag(data: Data, end: int) -> tuple[int, str]:
    """Bytes and name of the tag that ends at ``end``; 0 bytes when there is none."""
    if data[end - _ID3V1 : end - _ID3V1 + 3] == b"TAG":
        more = data[end - _ID3V1 - _ID3V1_MORE :][:4] == b"TAG+" if end > 355 else False
        return _ID3V1 + (_ID3V1_MORE if more else 0), "an ID3v1 tag"
    foot = data[max(end - _APE, 0) : end]
    if foot[:8] == _APE_MARK:
        size, flags = (int.from_bytes(foot[at : at + 4], "little") for at in (12, 20))
        return size + (_APE if flags >> 31 else 0), "an APE tag"
    if foot[-9:] == b"LYRICS200" and foot[-_LYRICS:-9].isdigit():
        return int(foot[-_LYRICS:-9]) + _LYRICS, "a Lyrics3 tag"
    foot = foot[-_ID3V2_FOOTER:]
    if foot[:3] == b"3DI" and max(foot[6:]) < 0x80:
        size = foot[6] << 21 | foot[7] << 14 | foot[8] << 7 | foot[9]
        return size + 2 * _ID3V2_FOOTER, "an ID3v2.4 tag at its end"
    return 0, ""


def check_head(data: Data, end: int, name: Path | str) -> None:
    """Raise AudioError when at ``end``, where its tag ends, a track has another, or no sound."""
    hint = "another program did that: build the track again, or take a copy from before"
    if data[:8] == _APE_MARK:
        raise AudioError(name, "begins with an APE tag, and not with its own", hint)
    if end and (data[end : end + 3] == b"ID3" or data[end : end + 8] == _APE_MARK):
        raise AudioError(name, "has a second tag behind its first, before the sound", hint)
    if appended(data, end, end).end <= end:
        raise AudioError(name, "is a tag with no sound behind it", "copy the whole file once more")

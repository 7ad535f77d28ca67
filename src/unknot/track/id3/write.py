"""Frames to bytes: the same frames always give the same bytes.

Facts from the ID3v2.3.0 informal standard and its chapter frame addendum 1.0.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from typing import assert_never

from unknot.errors import AudioError
from unknot.track.id3.frames import (
    Attachment,
    ChapterFrame,
    Contents,
    Frame,
    Link,
    Lyrics,
    Other,
    Picture,
    Text,
    UserText,
)

MOST_BYTES = 1 << 28
MOST_CHILDREN = 255
_NO_OFFSET = 0xFFFFFFFF
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CONTROLS_BUT_NEWLINE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]+")


def write_tag(frames: Iterable[Frame]) -> bytes:
    """A whole tag without padding, to stand at the very start of an MP3 file.

    Control characters become spaces (a NUL would end the text early). Raises AudioError when
    the tag would be 256 MB or more, which its size field cannot say.
    """
    body = b"".join(map(_frame, frames))
    if len(body) >= MOST_BYTES:
        raise AudioError("ID3 tag", f"would take {len(body)} bytes; at most {MOST_BYTES - 1} fit")
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def _frame(frame: Frame) -> bytes:
    id, body = _body(frame)
    return id.encode("ascii") + struct.pack(">IH", len(body), 0) + body


def _body(frame: Frame) -> tuple[str, bytes]:
    match frame:
        case Text(id=id, text=text):
            mark, (line,), _ = _strings(_line(text))
            return id, mark + line
        case UserText(description=description, text=text):
            mark, (name, line), nul = _strings(_line(description), _line(text))
            return "TXXX", mark + name + nul + line
        case Link(url=url, description=description):
            mark, (name,), nul = _strings(_line(description))
            return "WXXX", mark + name + nul + _ascii(url)
        case Lyrics(language=language, text=text, description=description):
            if not re.fullmatch("[a-z]{3}", language):
                raise ValueError(f"{language!r} is not a three-letter language code")
            mark, (name, lines), nul = _strings(_line(description), _lines(text))
            return "USLT", mark + _ascii(language) + name + nul + lines
        case Picture(mime=mime, data=data, kind=kind, description=description):
            mark, (name,), nul = _strings(_line(description))
            return "APIC", mark + _ascii(mime) + b"\0" + bytes([kind]) + name + nul + data
        case Attachment(mime=mime, name=file, data=data, description=description):
            mark, (name, note), nul = _strings(_line(file), _line(description))
            return "GEOB", mark + _ascii(mime) + b"\0" + name + nul + note + nul + data
        case ChapterFrame(id=id, start=start, end=end, frames=frames):
            times = struct.pack(">4I", start, end, _NO_OFFSET, _NO_OFFSET)
            return "CHAP", _ascii(id) + b"\0" + times + b"".join(map(_frame, frames))
        case Contents(id=id, children=children, top=top, frames=frames):
            if len(children) > MOST_CHILDREN:
                raise ValueError(f"a table of contents holds {MOST_CHILDREN} entries at most")
            flags = bytes([0b01 | top << 1, len(children)])
            entries = b"".join(_ascii(child) + b"\0" for child in children)
            return "CTOC", _ascii(id) + b"\0" + flags + entries + b"".join(map(_frame, frames))
        case Other(id=id, data=data):
            return id, data
        case _:
            assert_never(frame)


def _strings(*texts: str) -> tuple[bytes, list[bytes], bytes]:
    """The frame's encoding byte, its texts, and what ends a text, all in one encoding."""
    try:
        return b"\0", [text.encode("latin-1") for text in texts], b"\0"
    except UnicodeEncodeError:
        # Lone surrogates have no bytes; a question mark is better than no track.
        wide = [b"\xff\xfe" + text.encode("utf-16-le", "replace") for text in texts]
        return b"\1", wide, b"\0\0"


def _line(text: str) -> str:
    return _CONTROLS.sub(" ", text)


def _lines(text: str) -> str:
    return _CONTROLS_BUT_NEWLINE.sub(" ", text.replace("\r\n", "\n"))


def _ascii(text: str) -> bytes:
    return text.encode("ascii")

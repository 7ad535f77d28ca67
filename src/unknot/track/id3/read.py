"""Bytes to frames: ID3v2.3 and 2.4, from any hand, trusting no size.

Every length is checked against what is there before it is used; frames nest one level deep
and their number is bounded, so that time and memory grow with the file and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from unknot.counted import counted
from unknot.errors import AudioError
from unknot.track.id3.cursor import BadTagError, Cursor
from unknot.track.id3.frames import (
    Attachment,
    ChapterFrame,
    Contents,
    Frame,
    Link,
    Lyrics,
    Other,
    Picture,
    Tag,
    Text,
    UserText,
)

HEADER = 10
MOST_BYTES = 32 << 20
MOST_FRAMES = 100_000
_ID = re.compile(rb"[A-Z][A-Z0-9]{3}")
_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10


def tag_size(head: bytes, path: Path | str = "ID3 tag") -> int:
    """Bytes of the whole tag that the file's first 10 bytes announce; 0 when there is none.

    Raises AudioError naming ``path`` for a version other than 2.3 and 2.4, a size that cannot
    be one, or one beyond 32 MB.
    """
    try:
        return _size(head)
    except BadTagError as bad:
        raise AudioError(path, str(bad)) from None


def read_tag(data: bytes, path: Path | str = "ID3 tag") -> Tag:
    """The tag at the start of ``data``; an empty one when there is none.

    Compressed and encrypted frames come back as ``Other``. Raises AudioError naming ``path``
    and what is wrong when the tag is damaged or larger than 32 MB.
    """
    try:
        size = _size(data[:HEADER])
        if len(data) < size:
            raise BadTagError(f"its ID3 tag says {size} bytes, but only {len(data)} are there")
        return _tag_of(data[:size]) if size else Tag()
    except BadTagError as bad:
        raise AudioError(path, str(bad)) from None


def _size(head: bytes) -> int:
    if not head.startswith(b"ID3"):
        return 0
    if len(head) < HEADER:
        raise BadTagError("its ID3 tag stops inside its header")
    if head[3] not in (3, 4):
        raise BadTagError(f"has an ID3v2.{head[3]} tag; only 2.3 and 2.4 are read")
    footer = HEADER if head[3] == 4 and head[5] & _FOOTER else 0
    size = HEADER + _syncsafe(head[6:10]) + footer
    if size > MOST_BYTES:
        raise BadTagError(f"its ID3 tag says {size} bytes; more than {MOST_BYTES} are not read")
    return size


def _tag_of(data: bytes) -> Tag:
    version, flags = data[3], data[5]
    end = len(data) - (HEADER if version == 4 and flags & _FOOTER else 0)
    body = data[HEADER:end]
    if version == 3 and flags & _UNSYNCHRONISED:
        body = _resynchronised(body)
    at = 0
    if flags & _EXTENDED:
        size = body[:4]
        if len(size) < 4:
            raise BadTagError("its ID3 tag stops inside its extended header")
        at = _syncsafe(size) if version == 4 else 4 + int.from_bytes(size, "big")
    reader = _Reader(version)
    frames = reader.frames(body[at:])
    return Tag(frames=frames, size=len(data), stray=len(body[at + reader.read :].strip(b"\0")))


class _Reader(Struct):
    version: int
    left: int = MOST_FRAMES
    read: int = 0

    def frames(self, data: bytes, inside: bool = False) -> tuple[Frame, ...]:
        """All frames up to the padding; those of a chapter with ``inside``."""
        found: list[Frame] = []
        at = 0
        while at < len(data) and data[at]:
            head = data[at : at + HEADER]
            if len(head) < HEADER or not _ID.match(head):
                raise BadTagError(f"its ID3 tag has no frame where one should be: {head[:4]!r}")
            self.left -= 1
            if self.left < 0:
                raise BadTagError(f"its ID3 tag has more than {MOST_FRAMES} frames")
            id = head[:4].decode("ascii")
            size = int.from_bytes(head[4:8], "big") if self.version == 3 else _syncsafe(head[4:8])
            at += HEADER
            if size > len(data) - at:
                raise BadTagError(
                    f"its {id} frame says {counted(size, 'byte')}, but {len(data) - at} are left"
                )
            found.append(self.frame(id, head[9], data[at : at + size], inside))
            at += size
        if not inside:
            self.read = at
        return tuple(found)

    def frame(self, id: str, flags: int, body: bytes, inside: bool) -> Frame:
        if self.version == 3:
            packed, grouped, lengthened, unsynchronised = flags & 0xC0, flags & 0x20, 0, 0
        else:
            packed, grouped = flags & 0x0C, flags & 0x40
            lengthened, unsynchronised = flags & 0x01, flags & 0x02
        if packed or not body:
            return Other(id=id, data=body)
        body = body[(1 if grouped else 0) + (4 if lengthened else 0) :]
        if unsynchronised:
            body = _resynchronised(body)
        try:
            if id in ("CHAP", "CTOC") and not inside:
                return (_CHAPTERS[id])(self, Cursor(body))
            if known := _KNOWN.get(id):
                return known(Cursor(body))
            if id.startswith("T"):
                cursor = Cursor(body)
                return Text(id=id, text=cursor.last_text(cursor.byte()))
        except (BadTagError, UnicodeDecodeError) as bad:
            raise BadTagError(f"its {id} frame is damaged: {bad}") from None
        return Other(id=id, data=body)


def _chapter(reader: _Reader, body: Cursor) -> ChapterFrame:
    id, start, end = body.text(), body.number(), body.number()
    body.take(8)
    return ChapterFrame(id=id, start=start, end=end, frames=reader.frames(body.rest(), inside=True))


def _contents(reader: _Reader, body: Cursor) -> Contents:
    id, top, count = body.text(), bool(body.byte() & 0b10), body.byte()
    children = tuple(body.text() for _ in range(count))
    frames = reader.frames(body.rest(), inside=True)
    return Contents(id=id, children=children, top=top, frames=frames)


def _user_text(body: Cursor) -> UserText:
    encoding = body.byte()
    return UserText(description=body.text(encoding), text=body.last_text(encoding))


def _link(body: Cursor) -> Link:
    description = body.text(body.byte())
    return Link(description=description, url=body.last_text(0))


def _lyrics(body: Cursor) -> Lyrics:
    encoding, language = body.byte(), body.take(3).decode("latin-1")
    description = body.text(encoding)
    return Lyrics(language=language, description=description, text=body.last_text(encoding))


def _picture(body: Cursor) -> Picture:
    encoding, mime, kind = body.byte(), body.text(), body.byte()
    return Picture(mime=mime, kind=kind, description=body.text(encoding), data=body.rest())


def _attachment(body: Cursor) -> Attachment:
    encoding, mime = body.byte(), body.text()
    name, description = body.text(encoding), body.text(encoding)
    return Attachment(mime=mime, name=name, description=description, data=body.rest())


_CHAPTERS: dict[str, Callable[[_Reader, Cursor], Frame]] = {"CHAP": _chapter, "CTOC": _contents}
_KNOWN: dict[str, Callable[[Cursor], Frame]] = {
    "TXXX": _user_text, "WXXX": _link, "USLT": _lyrics, "APIC": _picture, "GEOB": _attachment,
}  # fmt: skip


def _syncsafe(four: bytes) -> int:
    """Four bytes of seven bits, as ID3 writes sizes that must not look like MP3 frames."""
    if max(four) > 0x7F:
        raise BadTagError(f"its ID3 tag has a size that is none: {four.hex(' ')}")
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3]


def _resynchronised(data: bytes) -> bytes:
    return data.replace(b"\xff\x00", b"\xff")

"""Takes a frame's body apart from the front, checking that each part is there."""

from __future__ import annotations

from msgspec import Struct

from unknot.counted import counted


class BadTagError(Exception):
    """What is wrong with a tag; ``read_tag`` adds the path and raises AudioError."""


class Cursor(Struct):
    """Takes a frame's body apart from the front."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        taken = self.data[self.at : self.at + count]
        if len(taken) < count:
            raise BadTagError(f"{counted(count, 'byte')} should follow, not {len(taken)}")
        self.at += count
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def rest(self) -> bytes:
        return self.data[self.at :]

    def text(self, encoding: int = 0) -> str:
        """A text that must be ended by a NUL, which is passed over."""
        nul, start = _nul(encoding), self.at
        end = _find_nul(self.data, nul, start)
        if end < 0:
            raise BadTagError("a text has no end")
        self.at = end + len(nul)
        return _decode(encoding, self.data[start:end])

    def last_text(self, encoding: int) -> str:
        """The rest as text, up to a NUL if there is one."""
        end = _find_nul(self.data, _nul(encoding), self.at)
        return _decode(encoding, self.data[self.at : end if end >= 0 else None])


def _nul(encoding: int) -> bytes:
    return b"\0\0" if encoding in (1, 2) else b"\0"


def _find_nul(data: bytes, nul: bytes, start: int) -> int:
    """Where the text from ``start`` ends; a wide NUL counts only between whole characters."""
    end = data.find(nul, start)
    while end >= 0 and (end - start) % len(nul):
        end = data.find(nul, end + 1)
    return end


def _decode(encoding: int, raw: bytes) -> str:
    if encoding == 1:
        big = raw.startswith(b"\xfe\xff")
        marked = big or raw.startswith(b"\xff\xfe")
        return raw[2 if marked else 0 :].decode("utf-16-be" if big else "utf-16-le")
    codecs = {0: "latin-1", 2: "utf-16-be", 3: "utf-8"}
    if encoding not in codecs:
        raise BadTagError(f"{encoding} is not a text encoding")
    return raw.decode(codecs[encoding])

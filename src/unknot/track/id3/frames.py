"""The frames of a tag as values, one class for each shape of body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct

F = TypeVar("F")


class Text(Struct, frozen=True, kw_only=True):
    """One line of text: any ``T???`` frame but TXXX, such as TIT2 (title) or TLEN (ms)."""

    id: str
    text: str


class UserText(Struct, frozen=True, kw_only=True):
    """TXXX: one line of text under a name of our own."""

    description: str
    text: str


class Link(Struct, frozen=True, kw_only=True):
    """WXXX: an address, ASCII."""

    url: str
    description: str = ""


class Lyrics(Struct, frozen=True, kw_only=True):
    """USLT: text of many lines; ``language`` is three letters of ISO 639-2."""

    language: str
    text: str
    description: str = ""


class Picture(Struct, frozen=True, kw_only=True):
    """APIC; ``kind`` 3 is the front cover, 0 any other picture."""

    mime: str
    data: bytes
    kind: int = 3
    description: str = ""


class Attachment(Struct, frozen=True, kw_only=True):
    """GEOB: a whole file inside the tag."""

    mime: str
    name: str
    data: bytes
    description: str = ""


class Other(Struct, frozen=True, kw_only=True):
    """A frame that is kept as it was found."""

    id: str
    data: bytes


class ChapterFrame(Struct, frozen=True, kw_only=True):
    """CHAP: from ``start`` to ``end`` in ms; ``id`` is what a table of contents calls it."""

    id: str
    start: int
    end: int
    frames: tuple[Frame, ...] = ()

    @property
    def title(self) -> str:
        return next((f.text for f in self.frames if isinstance(f, Text) and f.id == "TIT2"), "")


class Contents(Struct, frozen=True, kw_only=True):
    """CTOC: an ordered list of the ids of chapters, or of further tables; at most 255."""

    id: str
    children: tuple[str, ...]
    top: bool = True
    frames: tuple[Frame, ...] = ()


Frame = Text | UserText | Link | Lyrics | Picture | Attachment | Other | ChapterFrame | Contents


class Tag(Struct, frozen=True, kw_only=True):
    """A tag that was read. ``size`` in bytes is where the sound starts; 0 means no tag.

    ``stray``: bytes behind its last frame that are neither a frame nor padding.
    """

    frames: tuple[Frame, ...] = ()
    size: int = 0
    stray: int = 0

    def all(self, kind: type[F]) -> Iterator[F]:
        """Its frames of one class, in the file's order."""
        return (frame for frame in self.frames if isinstance(frame, kind))

    def text(self, id: str) -> str:
        """The text of a frame such as TIT2; empty when there is none."""
        return next((frame.text for frame in self.all(Text) if frame.id == id), "")

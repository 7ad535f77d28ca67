"""A file as a list of segments: any range of it by arithmetic, without building it anywhere.

A track is one (its tag, its Info frame, its clips and the silence between them), and so is every
file of a site. What is written, compared, published or served is this one value.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from unknot.errors import AudioError, reading

Buffer = bytes | memoryview
#: The most bytes that ``blocks`` holds at once.
BLOCK = 1 << 20


class Segment(Protocol):
    """Bytes that follow each other: a buffer, or something that reads them when asked."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> Buffer: ...


class FileSegment(Struct, frozen=True):
    """``length`` bytes of a file from byte ``start`` on, read when they are asked for."""

    path: Path
    start: int
    length: int

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice, /) -> bytes:
        """Raises AudioError when the file cannot be read, or has become shorter."""
        first, stop, _ = part.indices(self.length)
        with reading(self.path), self.path.open("rb") as file:
            file.seek(self.start + first)
            data = file.read(max(stop - first, 0))
        if len(data) < stop - first:
            raise AudioError(self.path, "became shorter while it was read")
        return data


class Segments(Struct, frozen=True, eq=False, dict=True):
    """``parts`` one behind the other; ``len()`` is their bytes, known without reading any."""

    parts: tuple[Segment, ...]

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return tuple(accumulate(map(len, self.parts)))

    @classmethod
    def of(cls, *parts: Segment) -> Segments:
        return cls(parts)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Buffer]:
        return self.blocks()

    def blocks(
        self, start: int = 0, stop: int | None = None, size: int = BLOCK
    ) -> Iterator[Buffer]:
        """Bytes ``start`` to ``stop`` (left out: the end), at most ``size`` at once, none copied.

        Raises AudioError where a part cannot be read, ValueError for what is no range of it.
        """
        stop = len(self) if stop is None else stop
        if not 0 <= start <= stop <= len(self):
            raise ValueError(f"bytes {start} to {stop} are no range of {len(self)}")
        ends, index = self._ends, bisect_right(self._ends, start)
        begin = ends[index - 1] if index else 0
        while start < stop:
            part, until = self.parts[index], min(stop, ends[index], start + size)
            if start < until:
                yield part[start - begin : until - begin]
            if until == ends[index]:
                index, begin = index + 1, until
            start = until

    def __getitem__(self, part: slice, /) -> bytes:
        """So segments can be parts of others, and be looked at as the bytes they are."""
        start, stop, step = part.indices(len(self))
        return self.read(start, max(start, stop))[::step]

    def between(self, start: int, stop: int) -> Between:
        """Bytes ``start`` to ``stop``; nothing is read before it is asked for."""
        if not 0 <= start <= stop <= len(self):
            raise ValueError(f"bytes {start} to {stop} are no range of {len(self)}")
        return Between(self, start, stop)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Bytes ``start`` to ``stop`` at once; raises as ``blocks`` does."""
        return b"".join(self.blocks(start, stop))

    def same_as(self, path: Path) -> bool:
        """Whether the file at ``path`` has these bytes and no others; False for one unreadable."""
        try:
            if path.stat().st_size != len(self):
                return False
            with path.open("rb", buffering=BLOCK) as file:
                # Not ==, which compares a memoryview element by element, and not after copying it.
                return all(file.read(len(block)).startswith(block) for block in self)
        except OSError:
            return False

    def digest(self) -> str:
        """Their SHA-256 in hex."""
        made = sha256()
        for block in self:
            made.update(block)
        return made.hexdigest()


class Between(Struct, frozen=True, eq=False):
    """A range of segments, read alone or as a part of others."""

    whole: Segments
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def __getitem__(self, part: slice, /) -> bytes:
        first, stop, _ = part.indices(len(self))
        return self.whole.read(self.start + first, self.start + max(first, stop))

    def blocks(self, *, size: int) -> Iterator[bytes]:
        """All of it, ``size`` bytes at once. Raises as those of the whole do."""
        for at in range(self.start, self.stop, size):
            yield self.whole.read(at, min(at + size, self.stop))

    def read(self) -> bytes:
        """All of it at once; raises as ``blocks`` does."""
        return self.whole.read(self.start, self.stop)

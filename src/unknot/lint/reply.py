"""What a folder or a host answers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class SpentError(Exception):
    """A run has used up its time or its requests; ``lint`` tells it."""


class Reply(Struct, frozen=True, kw_only=True):
    """What came back. ``headers`` have small letters; a folder has none.

    ``length`` is the whole file's where ``body`` holds only its beginning; ``why`` says what is
    wrong with an answer that could not be used.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    why: str = ""

    @property
    def ok(self) -> bool:
        return self.status in (200, 206)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self.body) if self.length is None else self.length

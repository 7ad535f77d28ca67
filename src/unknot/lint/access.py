"""Reading a site: from a folder, or over HTTP. Both answer with the same kind of reply."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct, field

from unknot.errors import SiteError, reading

#: Of one answer: bytes of sound, and of a feed.
MOST_BYTES, MOST_FEED_BYTES = 120_000_000, 20_000_000


def split(url: str) -> SplitResult:
    """The parts of an address; all are empty of what is none, such as ``https://[x/``."""
    with suppress(ValueError):
        return urlsplit(url)
    return urlsplit("")


def ending(url: str) -> str:
    """What the file at an address ends in, such as ``.mp3``, whatever is asked behind a ``?``."""
    return PurePosixPath(split(url).path).suffix.lower()


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
    def missing(self) -> str:
        """Why there is nothing at the address; "" when there is something."""
        return "" if self.ok else self.why or "is not there"

    @property
    def whole(self) -> bool:
        """Whether ``body`` is all of the file."""
        return self.ok and self.size == len(self.body)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self.body) if self.length is None else self.length


class Folder:
    """A site on disk; an address means the file that the end of its path leads to."""

    is_web = False

    def __init__(self, path: Path) -> None:
        self.path = path
        found = [path / "feed.xml", *sorted(path.glob("*/feed.xml"))]
        with reading(path):
            self.top = next((each.parent for each in found if each.is_file()), path)
            alone = not any(each.name != "feed.xml" for each in self.top.iterdir())
        self._missing = (
            "was not asked for, because the feed is alone in its folder" if alone else ""
        )

    def feed(self) -> tuple[str, bytes]:
        """The feed's address, "" as none is known, and its bytes; SiteError without any, AudioError
        where it cannot be read."""
        path = self.top / "feed.xml"
        if not path.is_file():
            raise SiteError(self.path, "holds no feed.xml", "make one with: unknot publish")
        if path.stat().st_size > MOST_FEED_BYTES:
            raise SiteError(path, "is too large to be a feed", "make one with: unknot publish")
        with reading(path):
            return "", path.read_bytes()

    def find(self, url: str) -> Path | None:
        parts = [part for part in unquote(urlsplit(url).path).split("/") if part not in ("", "..")]
        for first in range(len(parts)):
            path = self.top.joinpath(*parts[first:])
            if path.is_file() and path.resolve().is_relative_to(self.top.resolve()):
                return path
        return None

    def ask(self, url: str, method: str = "GET", **headers: str) -> Reply:
        try:
            path = self.find(url)
            if path is None:
                return Reply(status=404, why=self._missing)
            if (size := path.stat().st_size) > MOST_BYTES:
                return Reply(status=200, length=size, why="is too large to be read")
            return Reply(status=200, body=path.read_bytes())
        except OSError as error:
            return Reply(status=404, why=f"cannot be read: {error.strerror or error}")
        except ValueError:
            return Reply(status=404)

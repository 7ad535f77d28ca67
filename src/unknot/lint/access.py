"""Reading a site: from a folder, or over HTTP. Both answer with the same kind of reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from unknot.errors import SiteError

#: Nothing longer is read from a host, in bytes.
MOST_BYTES = 300_000_000
_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. ``headers`` have small letters; a folder has none."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.status in (200, 206)


class Access(Protocol):
    """Where the files of a site come from."""

    @property
    def is_web(self) -> bool: ...

    def feed(self) -> tuple[str, bytes]:
        """The feed's address, "" when not known yet, and its bytes; SiteError without any."""

    def ask(self, url: str, method: str = "GET", **headers: str) -> Reply: ...


class Folder:
    """A site on disk; an address means the file that the end of its path leads to."""

    is_web = False

    def __init__(self, path: Path) -> None:
        self.path = path
        found = [path / "feed.xml", *sorted(path.glob("*/feed.xml"))]
        self.top = next((each.parent for each in found if each.is_file()), path)

    def feed(self) -> tuple[str, bytes]:
        path = self.top / "feed.xml"
        if not path.is_file():
            raise SiteError(self.path, "holds no feed.xml", "make one with: unknot publish")
        return "", path.read_bytes()

    def find(self, url: str) -> Path | None:
        parts = [part for part in unquote(urlsplit(url).path).split("/") if part not in ("", "..")]
        for first in range(len(parts)):
            path = self.top.joinpath(*parts[first:])
            if path.is_file():
                return path
        return None

    def ask(self, url: str, method: str = "GET", **headers: str) -> Reply:
        try:
            path = self.find(url)
        except ValueError:
            path = None
        return Reply(status=200, body=path.read_bytes()) if path else Reply(status=404)


class Web:
    """A feed on a host."""

    is_web = True

    def __init__(self, url: str) -> None:
        self.url = url if urlsplit(url).path.endswith(".xml") else f"{url.rstrip('/')}/feed.xml"

    def feed(self) -> tuple[str, bytes]:
        reply = self.ask(self.url)
        if not reply.ok:
            why = f"answers {reply.status}" if reply.status else "does not answer"
            raise SiteError(self.url, why, "give the address of a feed, or of its folder")
        return self.url, reply.body

    def ask(self, url: str, method: str = "GET", **headers: str) -> Reply:
        """The host's answer; status 0 when it gives none."""
        if urlsplit(url).scheme not in ("http", "https"):
            return Reply(status=0)
        names = {name.replace("_", "-"): text for name, text in headers.items()}
        request = Request(url, method=method, headers={"User-Agent": "unknot-lint", **names})
        try:
            with urlopen(request, timeout=_SECONDS) as answer:
                body = answer.read(MOST_BYTES) if method == "GET" else b""
                return Reply(status=answer.status, body=body, headers=_small(answer.headers))
        except HTTPError as error:
            with error:
                return Reply(status=error.code, headers=_small(error.headers))
        except (URLError, OSError, ValueError):
            return Reply(status=0)


def _small(headers: Message) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items()}

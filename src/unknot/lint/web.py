"""Asking a host that may be slow or hostile: bounds on time, bytes, requests and schemes."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import Request

from unknot.errors import SiteError
from unknot.lint.access import MOST_BYTES, MOST_FEED_BYTES, Reply, SpentError
from unknot.web import FAULTS, Asking, LedAwayError, Redirects, one_line

#: Of one answer: seconds in all, and of silence.
_SECONDS, _QUIET = 60, 15
#: Of one run.
MOST_REQUESTS, MOST_RUN_S, _MOST_SLOW = 5_000, 1_800, 3
_BLOCK = 1 << 16
#: What a feed is known by stands in so many bytes.
_HEAD = 2_000
_TOO_SLOW = "is too slow to be read"
#: What an address may hold beside letters and digits; all else is written with %.
_AS_IT_IS = "%/:=&?~#+!$,;'@()*[]-._"


def _refused(url: str, to: str) -> str:
    """Why a redirect is not followed: only from web to web, and never from https to http."""
    scheme = urlsplit(to).scheme
    if scheme not in ("http", "https"):
        return "leads away from the web"
    return "leads from https to http" if scheme == "http" and url.startswith("https:") else ""


def _in_ascii(host: str) -> str:
    """A host as it is asked for: ``bücher.example:80`` is ``xn--bcher-kva.example:80``."""
    name, colon, port = host.partition(":")
    return host if host.isascii() else f"{name.encode('idna').decode()}{colon}{port}"


class Web:
    """A feed on a host. A name and password in its address go along to that host alone."""

    is_web = True

    def __init__(self, url: str) -> None:
        hint = "write it as a browser shows it"
        try:
            parts = urlsplit(url)
            if not parts.hostname or (parts.port or 0) < 0:
                raise SiteError(url, "names no host", hint)
            self._host = _in_ascii(parts.netloc.rpartition("@")[2])
        except ValueError as error:
            raise SiteError(url, f"is no address ({error})", hint) from None
        name, password = unquote(parts.username or ""), unquote(parts.password or "")
        self._login = f"{name}:{password}" if name else ""
        inside = f"{parts.path.rstrip('/')}/feed.xml"
        self._given = urlunsplit(parts._replace(netloc=self._host))
        self.url = self._given
        if not parts.path.endswith(".xml"):
            self.url = urlunsplit((parts.scheme, self._host, inside, "", ""))
        self.requests, self.slow, self.ends = 0, 0, time.monotonic() + MOST_RUN_S

    def feed(self) -> tuple[str, bytes]:
        """The feed's address and its bytes; SiteError without any.

        That is feed.xml in what was given, else what was given: many hosts give feeds other names.
        """
        reply = self.ask(self.url)
        if reply.status >= 400 and reply.status != 401 and self.url != self._given:
            given = self.ask(self._given)
            if b"<rss" in given.body[:_HEAD]:
                self.url, reply = self._given, given
        if not reply.ok:
            hint = "give the address of a feed, or of its folder"
            if reply.status == 401:
                hint = "it asks for a name and password: https://name:password@host/feed.xml"
            raise SiteError(self.url, reply.why or f"answers {reply.status}", hint)
        return self.url, reply.body

    def ask(self, url: str, method: str = "GET", **headers: str) -> Reply:
        """The host's answer; status 0 when it gives none that could be used, and ``why``.

        Raises SpentError when the run has asked enough.
        """
        self.requests += 1
        if self.requests > MOST_REQUESTS:
            raise SpentError(f"{MOST_REQUESTS:,} requests were made")
        if time.monotonic() > self.ends:
            raise SpentError(f"{MOST_RUN_S // 60} minutes have gone by")
        if self.slow >= _MOST_SLOW:
            raise SpentError(f"{self.slow} answers were too slow")
        most = MOST_FEED_BYTES if url in (self.url, self._given) else MOST_BYTES
        try:
            parts = urlsplit(url.strip())
            parts = parts._replace(netloc=_in_ascii(parts.netloc))
            parts = urlsplit(quote(urlunsplit(parts), safe=_AS_IT_IS))
            if parts.scheme not in ("http", "https") or not parts.hostname:
                return Reply(status=0, why="is no address on the web")
            names = {name.replace("_", "-"): text for name, text in headers.items()}
            names |= {"User-Agent": "unknot-lint"}
            request = Request(urlunsplit(parts), method=method, headers=names)
            if self._login and parts.netloc == self._host:
                login = base64.b64encode(self._login.encode()).decode()
                request.add_unredirected_header("Authorization", f"Basic {login}")
            return self._answer(request, method, most)
        except LedAwayError as error:
            return Reply(status=0, why=str(error.reason))
        except TimeoutError:
            self.slow += 1
            return Reply(status=0, why=_TOO_SLOW)
        except FAULTS as error:
            reason = getattr(error, "reason", None) or error
            return Reply(status=0, why=f"does not answer as a host does ({str(reason)[:80]})")

    def _answer(self, request: Request, method: str, most: int) -> Reply:
        asking = Asking(Redirects(_refused))
        deadline = time.monotonic() + _SECONDS
        try:
            with asking.cut_after(_SECONDS) as cut:
                answer = asking.open(request, _QUIET)
        except HTTPError as error:
            with error:
                headers = _small(error.headers)
                again = error.code in (301, 302, 303, 307, 308)
                why = "is redirected again and again" if again else ""
                return Reply(status=error.code, headers=headers, why=why)
        except FAULTS as error:
            if cut.is_set() or isinstance(getattr(error, "reason", None), TimeoutError):
                raise TimeoutError from None
            raise
        with answer:
            if cut.is_set():
                raise TimeoutError
            headers = _small(answer.headers)
            if method != "GET":
                return Reply(status=answer.status, headers=headers)
            return _read(answer, asking, headers, most, deadline)


def _read(
    answer: Any, asking: Asking, headers: Mapping[str, str], most: int, deadline: float
) -> Reply:
    """All of the answer, or why it cannot be used. Raises TimeoutError."""
    said = headers.get("content-length", "")
    if said.isdecimal() and len(said) < 16 and int(said) > most:
        why = "is too large to be read"
        return Reply(status=answer.status, headers=headers, length=int(said), why=why)
    if (packing := headers.get("content-encoding", "identity").lower()) != "identity":
        why = f"is packed as {one_line(packing, 20)!r}, which was not asked for"
        return Reply(status=0, headers=headers, why=why)
    body = bytearray()
    for block in _blocks(answer, asking):
        body += block
        if len(body) > most:
            return Reply(status=0, headers=headers, why=f"sends more than {most // 10**6} MB")
        # What goes on well may go on: 60 s, and a second more for every 100 kB.
        if time.monotonic() > deadline + len(body) / 100_000:
            raise TimeoutError
    if answer.length:
        why = f"breaks off: {len(body)} of {said} bytes"
        return Reply(status=0, headers=headers, why=why)
    return Reply(status=answer.status, headers=headers, body=bytes(body))


def _blocks(answer: Any, asking: Asking) -> Iterator[bytes]:
    """One read may never come back: what frames the blocks has no end either."""
    while True:
        with asking.cut_after(_SECONDS) as cut:
            try:
                block = answer.read1(_BLOCK)
            except FAULTS:
                if not cut.is_set():
                    raise
        if cut.is_set():
            raise TimeoutError
        if not block:
            return
        yield block


def _small(headers: Message) -> dict[str, str]:
    return {name.lower(): text for name, text in headers.items()}

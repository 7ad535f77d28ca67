"""Asking a web server that may be slow or hostile: one connection that anybody can cut off."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from io import BytesIO
from ipaddress import ip_address
from typing import IO, Any
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

#: Everything that asking can raise beside HTTPError, which is an answer.
FAULTS = (URLError, OSError, HTTPException, ValueError, LookupError)


class Asking:
    """Requests that go straight to their host, or through the environment's proxies.

    ``redirects`` follows them; without one a redirect is an HTTPError. A request that was cut off
    raises one of FAULTS, in whatever it was doing.
    """

    def __init__(self, redirects: BaseHandler | None = None, *, proxies: bool = True) -> None:
        self._made: list[socket.socket] = []
        self._opener = OpenerDirector()
        for handler in (
            ProxyHandler(None if proxies else {}),
            _Plain(self._made),
            _Secure(self._made),
            HTTPDefaultErrorHandler(),
            HTTPErrorProcessor(),
            *([redirects] if redirects else []),
        ):
            self._opener.add_handler(handler)

    def open(self, request: Request, timeout: float) -> Any:
        """The answer, its headers read; ``timeout``: seconds of silence that are waited for."""
        return self._opener.open(request, timeout=timeout)

    def cut(self) -> None:
        """End what is under way, from any thread."""
        for connected in tuple(self._made):
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def cut_after(self, seconds: float) -> Iterator[threading.Event]:
        """A host that sends byte by byte would never be done. The event says that it was cut."""
        was_cut = threading.Event()

        def cut() -> None:
            was_cut.set()
            self.cut()

        timer = threading.Timer(seconds, cut)
        timer.daemon = True
        timer.start()
        try:
            yield was_cut
        finally:
            timer.cancel()


def is_this_machine(host: str) -> bool:
    """Whether ``host`` is a name or an address of the loopback interface."""
    if host.lower() == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def one_line(words: str, most: int = 200) -> str:
    """What somebody else's server says, fit to be shown: no control characters, one line."""
    shown = "".join(each if each.isprintable() else " " for each in words)
    return " ".join(shown.split())[:most]


class Redirects(HTTPRedirectHandler):
    """Follows five redirects, by the same method, and reads nothing of what comes with them.

    ``refused`` says why an address is not followed to another, "" if it is.
    """

    max_redirections = 5

    def __init__(self, refused: Callable[[str, str], str]) -> None:
        self._refused = refused

    def redirect_request(self, req: Request, *rest: Any) -> Request | None:
        """By the same method: the standard library goes on with GET."""
        following = super().redirect_request(req, *rest)
        if following:
            following.method = req.get_method()
        return following

    def http_error_302(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage
    ) -> Any | None:
        """Raises LedAwayError where the next address is not to be followed.

        The standard library would first read all of a body, and it may have no end.
        """
        fp.close()
        to = headers.get("location", "")
        if not to:
            raise LedAwayError("is redirected to nowhere")
        if why := self._refused(req.full_url, urljoin(req.full_url, to)):
            raise LedAwayError(f"{why} ({one_line(to, 80)!r})")
        return super().http_error_302(req, BytesIO(), code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class LedAwayError(URLError):
    """A redirect that is not followed."""


class _Plain(HTTPHandler):
    def __init__(self, made: list[socket.socket]) -> None:
        super().__init__()
        self.made = made

    def http_open(self, req: Request) -> Any:
        return self.do_open(partial(_connection, HTTPConnection, self.made), req)


class _Secure(HTTPSHandler):
    def __init__(self, made: list[socket.socket]) -> None:
        super().__init__()
        self.made = made

    def https_open(self, req: Request) -> Any:
        return self.do_open(partial(_connection, HTTPSConnection, self.made), req)


def _connection(kind: Any, made: list[socket.socket], host: str, **options: Any) -> Any:
    """A connection that puts its socket into ``made``: it forgets it when the answer begins."""
    connection = kind(host, **options)
    connect = connection.connect

    def watched() -> None:
        connect()
        made.append(connection.sock)

    connection.connect = watched
    return connection

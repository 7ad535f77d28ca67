"""Feeds and hosts as they should never be: told in words, within bounds of time and memory."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPMessage
from io import BytesIO
from pathlib import Path
from urllib.request import Request

import pytest
from click.testing import CliRunner

from tests.site.server import served
from unknot.cli.main import main
from unknot.errors import SiteError
from unknot.lint import web
from unknot.lint.lint import lint
from unknot.web import LedAwayError, Redirects

_OK = b"HTTP/1.1 200 OK\r\n"
_FEED = (
    '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>T</title>{}'
    "</channel></rss>"
)


@contextmanager
def _host(
    answer: Callable[[socket.socket], None], heard: list[bytes] | None = None
) -> Iterator[str]:
    """Lets ``answer`` deal with each connection; what was asked is added to ``heard``."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection = server.accept()[0]
                    threading.Thread(target=deal, args=[connection], daemon=True).start()

        def deal(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                asked = connection.recv(65_536)
                if heard is not None:
                    heard.append(asked)
                answer(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/feed.xml"


def _sends(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def _drips(connection: socket.socket) -> None:
    for byte in _OK + b"X: " + b"y" * 10_000:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def _drips_body(connection: socket.socket) -> None:
    connection.sendall(_OK + b"\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.2)


def _never_ends(connection: socket.socket) -> None:
    connection.sendall(_OK + b"\r\n")
    while True:
        connection.sendall(b" " * 65_536)


def _redirects_with_a_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 302 F\r\nLocation: http://127.0.0.1:1/\r\n\r\n")
    while True:
        connection.sendall(b" " * 65_536)


def _trailers(connection: socket.socket) -> None:
    connection.sendall(_OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    while True:
        connection.sendall(b"X: y\r\n" * 1_000)
        time.sleep(0.01)


def _is_silent(connection: socket.socket) -> None:
    connection.sendall(_OK + b"Content-Length: 100\r\n\r\nx")
    time.sleep(30)


def _passes(connection: socket.socket) -> None:
    """Every answer leads to another address."""
    to = f"/{time.monotonic_ns()}.xml".encode()
    connection.sendall(b"HTTP/1.1 301 M\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n")


HOSTS = {
    "a redirect with a body without an end": _redirects_with_a_body,
    "trailers without an end": _trailers,
    "no more than a byte": _is_silent,
    "from one to the next": _passes,
    "to nowhere": _sends(b"HTTP/1.1 302 F\r\nContent-Length: 0\r\n\r\n"),
    "to a script": _sends(b"HTTP/1.1 302 F\r\nLocation: javascript:alert(1)\r\n\r\n"),
    "to a broken address": _sends(b"HTTP/1.1 302 F\r\nLocation: http://[\r\n\r\n"),
    "half of it": _sends(_OK + b"Content-Length: 1000\r\n\r\n<rss/>"),
    "packed without being asked": _sends(
        _OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 10_000_000)
    ),
    "no HTTP": _sends(b"HAHA\r\n\r\n"),
    "nothing": lambda connection: None,
    "a bad chunk": _sends(_OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "a long header": _sends(_OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n"),
    "many headers": _sends(_OK + b"X: y\r\n" * 200 + b"\r\n"),
    "a bad status": _sends(b"HTTP/1.1 abc OK\r\n\r\n"),
    "headers byte by byte": _drips,
    "a body byte by byte": _drips_body,
    "a body without an end": _never_ends,
    "to a file": _sends(b"HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\n\r\n"),
    "to FTP": _sends(b"HTTP/1.1 302 F\r\nLocation: ftp://127.0.0.1/x\r\n\r\n"),
    "round and round": _sends(b"HTTP/1.1 302 F\r\nLocation: /feed.xml\r\n\r\n"),
    "a password": _sends(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
}


#: What is said of it, where there is more to say than that it does not answer.
WORDS = {
    "headers byte by byte": "too slow",
    "a body byte by byte": "too slow",
    "a body without an end": "sends more than 5 MB",
    "trailers without an end": "too slow",
    "no more than a byte": "too slow",
    "to a file": "leads away from the web ('file:///etc/passwd')",
    "to FTP": "leads away from the web ('ftp://127.0.0.1/x')",
    "to a script": "leads away from the web ('javascript:alert(1)')",
    "to nowhere": "is redirected to nowhere",
    "round and round": "is redirected again and again",
    "from one to the next": "is redirected again and again",
    "half of it": "breaks off: 6 of 1000 bytes",
    "packed without being asked": "is packed as 'gzip', which was not asked for",
    "a password": "401",
}


@pytest.mark.deep
@pytest.mark.parametrize("kind", HOSTS)
def test_a_host_that_misbehaves_is_told(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_SECONDS", 3)
    monkeypatch.setattr(web, "_QUIET", 3)
    monkeypatch.setattr(web, "MOST_FEED_BYTES", 5_000_000)
    start = time.monotonic()
    with _host(HOSTS[kind]) as url, pytest.raises(SiteError) as told:
        lint(url)
    assert time.monotonic() - start < 20
    assert WORDS.get(kind, "") in str(told.value)


@pytest.mark.deep
@pytest.mark.parametrize(
    "url", ["http://[", "http://h:abc/", "http://", "http://h:-1/", "http://127.0.0.1:1/a b"]
)
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(SiteError):
        lint(url)


_FEEDS = {
    "an unknown encoding": '<?xml version="1.0" encoding="x-fake"?>' + _FEED.format(""),
    "UTF-7": '<?xml version="1.0" encoding="utf-7"?>' + _FEED.format(""),
    "rot13": '<?xml version="1.0" encoding="rot13"?>' + _FEED.format(""),
    "no XML": "hello",
    "empty": "",
    "nested": "<a>" * 50_000,
    "a long duration": _FEED.format(
        f"<item><itunes:duration>{'9' * 5_000}</itunes:duration>"
        '<enclosure url="http://h.example/a.mp3"/></item>'
    ),
    "a blank in an address": _FEED.format('<item><enclosure url="http://h/a b.mp3"/></item>'),
    "a broken address": _FEED.format('<item><enclosure url="http://[/a.mp3"/></item>'),
    "a bad port": _FEED.format('<item><enclosure url="http://h:x/a.mp3"/></item>'),
    "deep chapters": _FEED.format('<item><podcast:chapters url="http://h.example/c.json"/></item>'),
    "a wild title": _FEED.format("<item><title>a\u202eb\u009bc</title></item>"),
}  # fmt: skip


@pytest.mark.parametrize("kind", _FEEDS)
def test_a_strange_feed_is_told(kind: str, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(_FEEDS[kind], encoding="utf-8")
    (tmp_path / "c.json").write_text("[" * 200_000, encoding="utf-8")
    run = CliRunner().invoke(main, ["lint", str(tmp_path)])
    assert run.exit_code == 1
    assert isinstance(run.exception, SystemExit)
    assert "\u202e" not in run.output
    assert "\u009b" not in run.output


@pytest.mark.deep
def test_a_blank_in_an_address_is_asked_for_as_browsers_do(tmp_path: Path) -> None:
    (tmp_path / "a b.mp3").write_bytes(b"x")
    with served(tmp_path) as host:
        found = _FEED.format(f'<item><enclosure url="{host.url}/a b.mp3"/></item>')
        (tmp_path / "feed.xml").write_text(found, encoding="utf-8")
        lint(f"{host.url}/feed.xml")
        assert any(each[1] == "a b.mp3" and each[2] == 200 for each in host.log)


@pytest.mark.deep
def test_a_run_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_REQUESTS", 30)
    with served(tmp_path) as host:
        items = "".join(f'<item><enclosure url="{host.url}/{n}.mp3"/></item>' for n in range(2_000))
        (tmp_path / "feed.xml").write_text(_FEED.format(items), encoding="utf-8")
        found = lint(f"{host.url}/feed.xml")
        assert len(host.log) <= 30
    assert any("30 requests were made" in each.message for each in found)


@pytest.mark.deep
def test_a_login_goes_to_its_own_host(tmp_path: Path) -> None:
    asked: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")

    def heard(connection: socket.socket) -> None:
        asked.append(b"asked")
        answer(connection)

    with _host(heard) as url, pytest.raises(SiteError, match="401"):
        lint(url.replace("http://", "http://anna:s3cret@"))
    assert asked


def test_a_login_does_not_follow_a_redirect() -> None:
    """Not even to another port of the same host."""
    heard: list[bytes] = []

    def other(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")

    with _host(other, heard) as to, pytest.raises(SiteError, match="404"):  # noqa: SIM117
        with _host(_sends(f"HTTP/1.1 302 F\r\nLocation: {to}\r\n\r\n".encode()), heard) as url:
            lint(url.replace("http://", "http://anna:s3cret@"))
    assert [b"Authorization" in each for each in heard] == [True, False]


def test_https_is_not_left_for_http() -> None:
    with pytest.raises(LedAwayError, match="leads from https to http"):
        Redirects(web._refused).http_error_302(
            Request("https://h.example/a"), BytesIO(), 302, "", _leading("http://h.example/a")
        )
    assert not web._refused("https://h.example/a", "https://other.example/a")
    assert not web._refused("http://h.example/a", "https://h.example/a")


def _leading(to: str) -> HTTPMessage:
    headers = HTTPMessage()
    headers["Location"] = to
    return headers


def test_after_three_slow_answers_no_more_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "_SECONDS", 1)
    items = "".join(f'<item><enclosure url="/{n}.mp3"/></item>' for n in range(50))
    feed = _FEED.format(items).encode()
    heard: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        if heard[-1].startswith(b"GET /feed.xml"):
            connection.sendall(_OK + b"Content-Length: %d\r\n\r\n" % len(feed) + feed)
        else:
            _drips(connection)

    start = time.monotonic()
    with _host(answer, heard) as url:
        found = lint(url)
    assert time.monotonic() - start < 20
    assert any("3 answers were too slow" in each.message for each in found)


@pytest.mark.deep
def test_a_redirect_keeps_asking_for_the_head_alone(tmp_path: Path) -> None:
    heard: list[bytes] = []
    with _host(_sends(b"HTTP/1.1 302 F\r\nLocation: /b\r\n\r\n"), heard) as url:
        web.Web(url).ask(url, "HEAD")
    assert {each.split()[0] for each in heard} == {b"HEAD"}


def test_links_of_a_site_do_not_lead_out(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.mp3").write_bytes(b"secret")
    if not hasattr(site, "symlink_to"):
        pytest.skip("no links here")
    (site / "a.mp3").symlink_to(tmp_path / "secret.mp3")
    text = _FEED.format('<item><enclosure url="http://h.example/a.mp3"/></item>')
    (site / "feed.xml").write_text(text, encoding="utf-8")
    assert "A01" in {each.rule.id for each in lint(str(site))}


@pytest.mark.deep
def test_a_feed_alone_is_told_to_be_alone(tmp_path: Path) -> None:
    """Nobody is told to publish again what is on its host, and was not asked for."""
    item = '<item><enclosure url="https://h.example/a.mp3"/></item>'
    (tmp_path / "feed.xml").write_text(_FEED.format(item), encoding="utf-8")
    (missing,) = [str(each) for each in lint(str(tmp_path)) if each.rule.id == "A01"]
    assert "was not asked for, because the feed is alone in its folder" in missing
    assert "lint its address" in missing
    (tmp_path / "b.mp3").write_bytes(b"")
    (missing,) = [str(each) for each in lint(str(tmp_path)) if each.rule.id == "A01"]
    assert "is not there" in missing

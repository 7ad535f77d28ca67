"""Feeds and hosts as they should never be: told in words, within bounds of time and memory."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.site.server import served
from unknot.cli.main import main
from unknot.errors import SiteError
from unknot.lint import web
from unknot.lint.lint import lint

pytestmark = pytest.mark.deep

_OK = b"HTTP/1.1 200 OK\r\n"
_FEED = (
    '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>T</title>{}'
    "</channel></rss>"
)


@contextmanager
def _host(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Lets ``answer`` deal with each connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection = server.accept()[0]
                    threading.Thread(target=deal, args=[connection], daemon=True).start()

        def deal(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.recv(65_536)
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


HOSTS = {
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


@pytest.mark.parametrize("kind", HOSTS)
def test_a_host_that_misbehaves_is_told(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_SECONDS", 3)
    monkeypatch.setattr(web, "MOST_FEED_BYTES", 5_000_000)
    start = time.monotonic()
    with _host(HOSTS[kind]) as url, pytest.raises(SiteError):
        lint(url)
    assert time.monotonic() - start < 20


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


def test_a_blank_in_an_address_is_asked_for_as_browsers_do(tmp_path: Path) -> None:
    (tmp_path / "a b.mp3").write_bytes(b"x")
    with served(tmp_path) as host:
        found = _FEED.format(f'<item><enclosure url="{host.url}/a b.mp3"/></item>')
        (tmp_path / "feed.xml").write_text(found, encoding="utf-8")
        lint(f"{host.url}/feed.xml")
        assert any(each[1] == "a b.mp3" and each[2] == 200 for each in host.log)


def test_a_run_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_REQUESTS", 30)
    with served(tmp_path) as host:
        items = "".join(f'<item><enclosure url="{host.url}/{n}.mp3"/></item>' for n in range(2_000))
        (tmp_path / "feed.xml").write_text(_FEED.format(items), encoding="utf-8")
        found = lint(f"{host.url}/feed.xml")
        assert len(host.log) <= 30
    assert any("30 requests were made" in each.message for each in found)


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

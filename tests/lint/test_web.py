"""How much of an answer is read, and how often a host is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import SimpleNamespace
from typing import Any
from urllib.request import Request

import pytest

from tests.lint.test_answers import Sent
from unknot.errors import SiteError
from unknot.lint import web
from unknot.lint.access import MOST_BYTES, MOST_FEED_BYTES, Reply, SpentError
from unknot.lint.web import Web


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Request, str, int]]:
    found: list[tuple[Request, str, int]] = []

    def answer(self: Any, request: Request, method: str, most: int) -> Reply:
        found.append((request, method, most))
        return Reply(status=200)

    monkeypatch.setattr(Web, "_answer", answer)
    return found


def test_a_feed_may_be_as_long_as_feeds_are_and_all_else_as_long_as_a_page(
    asked: list[tuple[Request, str, int]],
) -> None:
    host = Web("https://h.example/pod/")
    for url in (host.url, "https://h.example/pod/s/one.html"):
        host.ask(url)
    assert [most for _, _, most in asked] == [MOST_FEED_BYTES, MOST_BYTES]
    assert MOST_FEED_BYTES != MOST_BYTES


def test_a_password_goes_to_its_own_host_alone(asked: list[tuple[Request, str, int]]) -> None:
    host = Web("https://ann:secret@h.example/feed.xml")
    for url in (host.url, "https://other.example/a.mp3"):
        host.ask(url)
    sent = [request.get_header("Authorization") for request, _, _ in asked]
    assert sent == ["Basic YW5uOnNlY3JldA==", None]


def test_what_is_no_address_is_not_asked_for(asked: list[tuple[Request, str, int]]) -> None:
    reply = Web("https://h.example/").ask("file:///etc/passwd")
    assert (reply.status, reply.why) == (0, "is no address on the web")
    assert not asked


def test_a_host_is_asked_only_so_often(
    asked: list[tuple[Request, str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_REQUESTS", 2)
    host = Web("https://h.example/")
    for _ in range(2):
        host.ask(host.url)
    with pytest.raises(SpentError, match="2 requests were made"):
        host.ask(host.url)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is made of an answer each of whose reads does something first."""

    def told(answer: Sent, before: Callable[[Event], None]) -> Reply:
        class Asking:
            def __init__(self, _: object) -> None:
                pass

            @contextmanager
            def cut_after(self, seconds: float) -> Iterator[Event]:
                self.cut = Event()
                yield self.cut

            def open(self, request: Request, quiet: float) -> Sent:
                read = answer.read1

                def read1(size: int) -> bytes:
                    before(self.cut)
                    return read(size)

                answer.read1 = read1  # type: ignore[assignment,method-assign]
                return answer

        monkeypatch.setattr(web, "Asking", Asking)
        return Web("https://h").ask("https://h/a")

    return told


def test_what_is_sent_too_slowly_is_given_up(
    answered: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a minute, and a second more for every 100 kB that came."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(web, "time", SimpleNamespace(monotonic=lambda: clock.now))

    def later(_: Event) -> None:
        clock.now += 20.5

    slow = answered(Sent(b"a", b"b", b"c"), later)
    assert (slow.status, slow.why) == (0, "is too slow to be read")
    clock.now = 0.0
    large = answered(Sent(b"a" * 100_000, b"b" * 100_000, b"c"), later)
    assert (large.status, len(large.body)) == (200, 200_001)


@pytest.mark.parametrize("cut", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_a_read_that_never_comes_back_is_cut(cut: bool, fails: bool, answered: Any) -> None:
    def before(event: Event) -> None:
        if cut:
            event.set()
        if fails:
            raise ConnectionResetError("reset")

    reply = answered(Sent(b"x"), before)
    if cut:
        assert (reply.status, reply.why) == (0, "is too slow to be read")
    elif fails:
        assert (reply.status, reply.why) == (0, "does not answer as a host does (reset)")
    else:
        assert (reply.status, reply.body) == (200, b"x")


def test_a_host_s_name_is_asked_for_in_ascii(asked: list[tuple[Request, str, int]]) -> None:
    host = Web("https://ann:secret@Bücher.example:81/ü/?x=ü")
    assert host.url == "https://xn--bcher-kva.example:81/ü/feed.xml"
    for url in (host.url, "https://bücher.example:81/a.mp3", "https://bücher.example/a.mp3"):
        host.ask(url)
    place = "https://xn--bcher-kva.example"
    assert [(request.full_url, "Authorization" in request.unredirected_hdrs)
            for request, _, _ in asked] == [
        (f"{place}:81/%C3%BC/feed.xml", True), (f"{place}:81/a.mp3", True),
        (f"{place}/a.mp3", False),
    ]  # fmt: skip
    assert Web("HTTPS://[::1]:81/x").url == "https://[::1]:81/x/feed.xml"
    with pytest.raises(SiteError, match="is no address"):
        Web(f"https://{'ü' * 99}.example/")
    assert host.ask(f"https://{'ü' * 99}.example/").why.startswith("does not answer")


@pytest.mark.parametrize("url", ["https://h/123.rss", "https://h/podcast/rss?id=1", "https://h/f/"])
def test_a_feed_may_have_another_name_than_feed_xml(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {url: Reply(status=200, body=b"<?xml version='1.0'?>\n<rss/>")}
    monkeypatch.setattr(Web, "ask", lambda _, url: answers.get(url, Reply(status=404)))
    host = Web(url)
    assert host.url == f"{url.partition('?')[0].rstrip('/')}/feed.xml"
    assert host.feed() == (url, answers[url].body)
    assert host.url == url
    answers[url] = Reply(status=200, body=b"<!DOCTYPE html><title>A page</title>")
    with pytest.raises(SiteError, match=r"/feed.xml: answers 404"):
        Web(url).feed()
    answers |= {url: Reply(status=200, body=b"<rss/>"), Web(url).url: Reply(status=401)}
    with pytest.raises(SiteError, match="answers 401"):
        Web(url).feed()

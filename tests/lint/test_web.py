"""How much of an answer is read, and how often a host is asked."""

from __future__ import annotations

from typing import Any
from urllib.request import Request

import pytest

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

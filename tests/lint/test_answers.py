"""What is made of a host's answers: each rule by itself, over answers that no host had to give."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from threading import Event
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from unknot.errors import SiteError
from unknot.lint import web
from unknot.lint.access import Reply, SpentError
from unknot.lint.audit import PODCAST
from unknot.lint.rules import host
from unknot.lint.web import Web
from unknot.web import LedAwayError

FEED, AUDIO, COVER, TEXT = (f"https://h/{each}" for each in ("feed.xml", "a.mp3", "c.png", "t.vtt"))
BODY = bytes(range(256))
GOOD = {
    FEED: Reply(status=200, headers={"content-type": "text/XML; charset=utf-8", "etag": "x"}),
    AUDIO: Reply(status=200, body=BODY, headers={
        "content-type": "audio/mpeg", "content-length": "256", "last-modified": "y"}),
    COVER: Reply(status=200, headers={"content-type": "image/png"}),
    TEXT: Reply(status=200, headers={
        "content-type": "text/vtt", "access-control-allow-origin": "*"}),
}  # fmt: skip
PART = Reply(status=206, body=BODY[100:200], headers={"content-range": "bytes 100-199/256"})


class Host:
    """Answers as GOOD does, but for what is changed: by address, or HEAD, part and again."""

    def __init__(self, changed: dict[str, Reply], is_web: bool = True) -> None:
        self.is_web, self.changed = is_web, changed
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.access, self.url = self, FEED
        link = {"url": TEXT, "type": "text/vtt"}
        links = {f"{PODCAST}chapters": [], f"{PODCAST}transcript": [link, {}]}
        self.items = [SimpleNamespace(audio=AUDIO, all=lambda tag: links[tag]),
                      SimpleNamespace(audio="", all=lambda tag: [])]  # fmt: skip

    def images(self) -> list[str]:
        return [COVER]

    def reply(self, url: str) -> Reply:
        return self.changed.get(url) or GOOD[url]

    def ask(self, url: str, method: str = "GET", **headers: str) -> Reply:
        self.asked.append((url, method, headers))
        if method == "HEAD":
            return self.changed.get("HEAD") or self.reply(url)
        if "Range" in headers:
            return self.changed.get("part") or PART
        return self.changed.get("again") or Reply(status=304)


RULES = {each.id: each for each in vars(host).values() if hasattr(each, "check")}


def found(id: str, changed: dict[str, Reply], is_web: bool = True) -> list[tuple[str, str]]:
    audit: Any = Host(changed, is_web)
    return list(RULES[id].check(audit))


def headed(reply: Reply, **headers: str) -> Reply:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    kept = {**reply.headers, **named}
    return Reply(status=reply.status, body=reply.body,
                 headers={name: text for name, text in kept.items() if text})  # fmt: skip


@pytest.mark.parametrize("id", sorted(RULES))
def test_a_good_host_keeps_every_rule_and_a_folder_is_asked_for_none(id: str) -> None:
    assert found(id, {}) == []
    nothing = {url: Reply(status=0) for url in (AUDIO, COVER, TEXT)}
    assert found(id, nothing, is_web=False) == []
    assert found(id, {**nothing, FEED: GOOD[FEED]}) == []


@pytest.mark.parametrize(
    ("id", "changed", "wanted"),
    [
        ("U01", {"HEAD": Reply(status=405)},
         [(AUDIO, "answers HEAD with 405"), (COVER, "answers HEAD with 405")]),
        ("U01", {"HEAD": Reply(status=0), COVER: Reply(status=404)},
         [(AUDIO, "answers HEAD with nothing")]),
        ("U02", {"HEAD": headed(GOOD[AUDIO], content_length="255")},
         [(AUDIO, "says 255 bytes, and sends 256")]),
        ("U02", {"HEAD": headed(GOOD[AUDIO], content_length="")},
         [(AUDIO, "says no bytes, and sends 256")]),
        ("U02", {"HEAD": Reply(status=404)}, []),
        ("U03", {"part": Reply(status=200, body=BODY)},
         [(AUDIO, "answers a range with 200, no Content-Range")]),
        ("U03", {"part": headed(PART, content_range="bytes 0-99/256")},
         [(AUDIO, "answers a range with 206, bytes 0-99/256")]),
        ("U03", {"part": Reply(status=206, body=BODY[:100], headers=PART.headers)},
         [(AUDIO, "answers a range with 206, bytes 100-199/256")]),
        ("U03", {"part": Reply(status=200, body=PART.body, headers=PART.headers)},
         [(AUDIO, "answers a range with 200, bytes 100-199/256")]),
        ("U04", {AUDIO: headed(GOOD[AUDIO], content_type="audio/mp3")},
         [(AUDIO, "is sent as audio/mp3")]),
        ("U04", {AUDIO: headed(GOOD[AUDIO], content_type="")}, [(AUDIO, "is sent as no type")]),
        ("U05", {FEED: headed(GOOD[FEED], content_type="text/html")},
         [(FEED, "is sent as text/html")]),
        ("U06", {FEED: headed(GOOD[FEED], etag="")},
         [(FEED, "has neither ETag nor Last-Modified")]),
        ("U06", {"again": Reply(status=200)},
         [(FEED, "is sent again with 200 though it did not change")]),
        ("U07", {AUDIO: headed(GOOD[AUDIO], last_modified="")},
         [(AUDIO, "has neither ETag nor Last-Modified")]),
        ("U07", {AUDIO: headed(GOOD[AUDIO], last_modified="", etag="z")}, []),
        ("U08", {TEXT: headed(GOOD[TEXT], access_control_allow_origin="x")},
         [(TEXT, "cannot be read by web players")]),
        ("U09", {TEXT: headed(GOOD[TEXT], content_type="application/json")},
         [(TEXT, "is sent as application/json, and is text/vtt")]),
        ("U09", {TEXT: headed(GOOD[TEXT], content_type="")},
         [(TEXT, "is sent as no type, and is text/vtt")]),
        ("U10", {COVER: headed(GOOD[COVER], content_type="image/jpeg")},
         [(COVER, "is sent as image/jpeg")]),
    ],
)  # fmt: skip
def test_what_a_host_does_otherwise_is_told(
    id: str, changed: dict[str, Reply], wanted: list[tuple[str, str]]
) -> None:
    assert found(id, changed) == wanted


def test_hosts_are_asked_for_a_part_and_for_what_changed() -> None:
    audit: Any = Host({FEED: headed(GOOD[FEED], last_modified="then")})
    list(RULES["U03"].check(audit))
    list(RULES["U06"].check(audit))
    assert [headers for _, _, headers in audit.asked] == [
        {"Range": "bytes=100-199"}, {"If_None_Match": "x", "If_Modified_Since": "then"},
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "told"), [("application/json", 0), ("text/json", 1)])
def test_chapters_as_plain_json_are_no_fault(kind: str, told: int) -> None:
    audit: Any = Host({TEXT: headed(GOOD[TEXT], content_type=kind)})
    link = {"url": TEXT, "type": "application/json+chapters"}
    audit.items = [SimpleNamespace(audio="", all=lambda tag: [link] * tag.endswith("chapters"))]
    assert len(list(RULES["U09"].check(audit))) == told


# --- asking ----------------------------------------------------------------------------------


class Sent:
    """An answer of so many blocks."""

    def __init__(self, *blocks: bytes, status: int = 200, length: int = 0, **headers: str) -> None:
        self.status, self.length, self.blocks = status, length, list(blocks)
        self.headers = Message()
        for name, text in headers.items():
            self.headers[name.replace("_", "-")] = text

    def __enter__(self) -> Sent:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read1(self, _: int) -> bytes:
        return self.blocks.pop(0) if self.blocks else b""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is sent or raised next, and the requests that were made."""
    state: dict[str, Any] = {"next": Sent(b"x"), "requests": [], "cut": False}

    class Asking:
        def __init__(self, _: object) -> None:
            pass

        @contextmanager
        def cut_after(self, seconds: float) -> Iterator[Event]:
            assert seconds == 60
            cut = Event()
            if state["cut"]:
                cut.set()
            yield cut

        def open(self, request: Any, quiet: float) -> Any:
            assert quiet == 15
            state["requests"].append(request)
            if isinstance(state["next"], Exception):
                raise state["next"]
            return state["next"]

    monkeypatch.setattr(web, "Asking", Asking)
    return state


def test_an_answer_is_whole_or_why_it_is_not(sent: dict[str, Any]) -> None:
    asked = Web("https://h/site")
    cases: list[tuple[Any, Reply]] = [
        (Sent(b"a", b"b", ETag="x"), Reply(status=200, body=b"ab", headers={"etag": "x"})),
        (Sent(status=404), Reply(status=404)),
        (Sent(Content_Length="120000001"), Reply(status=200, length=120_000_001,
            headers={"content-length": "120000001"}, why="is too large to be read")),
        (Sent(b"a", Content_Encoding="gzip"), Reply(status=0, headers={"content-encoding": "gzip"},
            why="is packed as 'gzip', which was not asked for")),
        (Sent(b"ab", length=3, Content_Length="5"), Reply(status=0,
            headers={"content-length": "5"}, why="breaks off: 2 of 5 bytes")),
        (HTTPError("u", 404, "no", Message(), None), Reply(status=404)),
        (HTTPError("u", 302, "no", Message(), None),
         Reply(status=302, why="is redirected again and again")),
        (LedAwayError("leads away from the web"), Reply(status=0, why="leads away from the web")),
        (URLError("refused"), Reply(status=0, why="does not answer as a host does (refused)")),
    ]  # fmt: skip
    for answer, wanted in cases:
        sent["next"] = answer
        assert asked.ask("https://h/x.mp3") == wanted, wanted
    assert asked.requests == len(cases)
    for url in ("ftp://h/x", "https://", "nowhere"):
        assert asked.ask(url).why == "is no address on the web"
    sent["next"] = Sent(b"a" * 1_000_000, b"a" * 20_000_000)
    assert asked.ask("https://h/site/feed.xml").why == "sends more than 20 MB"


def test_a_head_has_no_body(sent: dict[str, Any]) -> None:
    sent["next"] = Sent(b"body", ETag="x")
    assert Web("https://h").ask("https://h/a", "HEAD") == Reply(status=200, headers={"etag": "x"})
    assert sent["requests"][0].get_method() == "HEAD"


def test_a_slow_host_is_asked_no_more(sent: dict[str, Any]) -> None:
    asked = Web("https://h")
    sent["cut"] = True
    for _ in range(3):
        assert asked.ask("https://h/a").why == "is too slow to be read"
    with pytest.raises(SpentError, match="3 answers were too slow"):
        asked.ask("https://h/a")
    sent["cut"], sent["next"] = False, URLError(TimeoutError())
    assert Web("https://h").ask("https://h/a").why == "is too slow to be read"


def test_a_run_has_an_end(sent: dict[str, Any]) -> None:
    asked = Web("https://h")
    assert 1_700 < asked.ends - time.monotonic() <= 1_800
    asked.requests = 4_999
    assert asked.ask("https://h/a").ok
    with pytest.raises(SpentError, match="5,000 requests were made"):
        asked.ask("https://h/a")
    asked = Web("https://h")
    asked.ends = time.monotonic() - 1
    with pytest.raises(SpentError, match="30 minutes have gone by"):
        asked.ask("https://h/a")


def test_a_login_goes_to_its_own_host_alone(sent: dict[str, Any]) -> None:
    asked = Web("https://me:p%40ss@h/site/")
    assert asked.url == "https://h/site/feed.xml"
    for url in ("https://h/a b", "https://other/a"):
        sent["next"] = Sent(b"x")
        asked.ask(url, If_None_Match="y")
    own, other = sent["requests"]
    assert own.full_url == "https://h/a%20b"
    assert own.unredirected_hdrs == {"Authorization": "Basic bWU6cEBzcw=="}
    assert other.unredirected_hdrs == {}
    assert own.headers == {"If-none-match": "y", "User-agent": "unknot-lint"}
    assert Web("https://h/x/my.xml").url == "https://h/x/my.xml"


@pytest.mark.parametrize(
    ("answer", "words", "hint"),
    [
        (HTTPError("u", 404, "no", Message(), None), "answers 404", "give the address of a feed"),
        (HTTPError("u", 401, "no", Message(), None), "answers 401", "https://name:password@host"),
        (URLError("refused"), "does not answer", "give the address of a feed"),
    ],
)
def test_without_a_feed_it_is_told_what_to_give(
    answer: Exception, words: str, hint: str, sent: dict[str, Any]
) -> None:
    sent["next"] = answer
    with pytest.raises(SiteError, match=words) as caught:
        Web("https://h").feed()
    assert hint in str(caught.value)
    sent["next"] = Sent(b"<rss/>")
    assert Web("https://h").feed() == ("https://h/feed.xml", b"<rss/>")


@pytest.mark.parametrize(
    ("url", "to", "why"),
    [
        ("https://h/a", "https://b/a", ""), ("http://h/a", "http://b/a", ""),
        ("http://h/a", "https://b/a", ""),
        ("https://h/a", "http://b/a", "leads from https to http"),
        ("https://h/a", "file:///etc", "leads away from the web"),
    ],
)  # fmt: skip
def test_redirects_stay_on_the_web(url: str, to: str, why: str) -> None:
    assert web._refused(url, to) == why


@pytest.mark.parametrize("url", ["https://", "https://h:x/", "https:///x"])
def test_what_names_no_host_is_refused(url: str) -> None:
    with pytest.raises(SiteError, match=r"names no host|is no address"):
        Web(url)

"""Who is let in: names, tokens, other sites; and what every answer forbids the browser."""

from __future__ import annotations

from collections import OrderedDict

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from unknot.serve.door import MOST_WRONG, WINDOW_S, Door
from unknot.serve.keys import Keys, PersonalFeed

HOST = "192.168.1.7:8080"
TOKEN = "a-secret"
FEED = PersonalFeed(name="mine", key="its-own", holds="session=x", made=0)
KEYS = Keys(lan=TOKEN, feeds={"mine": FEED})


async def _answer(request: Request) -> Response:
    if request.url.path == "/breaks":
        raise RuntimeError("a secret of the inside")
    return PlainTextResponse(request.url.path)


@pytest.fixture
def web() -> TestClient:
    return _client(TOKEN)


def _client(token: str = "") -> TestClient:
    routes = [Route("/{rest:path}", _answer, methods=["GET", "POST"])]
    made = Door(Starlette(routes=routes), [HOST], lambda: KEYS, lan=bool(token))
    return TestClient(made, base_url=f"http://{HOST}", raise_server_exceptions=False)


def test_the_app_never_sees_the_token(web: TestClient) -> None:
    assert web.get(f"/{TOKEN}/session=x").text == "/session=x"
    assert web.get(f"/{TOKEN}", follow_redirects=False).status_code == 308


@pytest.mark.parametrize("path", ["/", "/session=x", "/a-secre/", "/a-secret2/", "//a-secret/x"])
def test_without_the_token_there_is_nothing(web: TestClient, path: str) -> None:
    assert web.get(f"http://{HOST}{path}").status_code == 404


def test_who_guesses_waits(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("unknot.serve.door.time.monotonic", lambda: now)
    for _ in range(MOST_WRONG):
        assert web.get("/guess/").status_code == 404
    assert web.get("/guess/").status_code == 429
    assert web.get(f"/{TOKEN}/").status_code == 429
    now += WINDOW_S + 1
    assert web.get(f"/{TOKEN}/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "192.168.1.7", "", "a b"])
def test_another_name_gets_nothing(host: str) -> None:
    """A page whose name was turned to this address (DNS rebinding) sends its own name."""
    assert _client().get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {"origin": "http://evil.example"}, 403),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"origin": f"http://{HOST}"}, 200),
        ("POST", {}, 200),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ("GET", {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
        ("PUT", {}, 405), ("TRACE", {}, 405), ("DELETE", {}, 405),
    ],
)  # fmt: skip
def test_other_sites_may_not_ask(method: str, headers: dict[str, str], status: int) -> None:
    assert _client().request(method, "/x", headers=headers).status_code == status


def test_every_answer_forbids_what_no_page_needs(web: TestClient) -> None:
    for path in (f"/{TOKEN}/", "/nothing", f"/{TOKEN}/breaks"):
        headers = web.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        # no-referrer would make browsers send "Origin: null" with our own forms.
        assert headers["referrer-policy"] == "same-origin"


def test_what_breaks_inside_stays_inside(web: TestClient) -> None:
    found = web.get(f"/{TOKEN}/breaks")
    assert found.status_code == 500
    assert "secret" not in found.text
    assert "Traceback" not in found.text


def test_too_long_is_refused() -> None:
    assert _client().get("/" + "a" * 3000).status_code == 414
    assert _client().get("/?" + "a" * 5000).status_code == 414


class Counted(OrderedDict[str, list[float]]):
    """Ends a loop that asks for its length for ever."""

    asked = 0

    def __len__(self) -> int:
        self.asked += 1
        assert self.asked < 20, "it never gets shorter"
        return super().__len__()


def test_who_guessed_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unknot.serve.door._MOST_ADDRESSES", 2)
    now = 1000.0
    monkeypatch.setattr("unknot.serve.door.time.monotonic", lambda: now)
    made = Door(Starlette(), [HOST], lambda: KEYS, lan=True)
    made._wrong = Counted()
    for who in ("a", "b", "a", "c"):
        made._count(who)
        now += 1
    assert list(made._wrong.items()) == [("a", [1000.0, 1002.0]), ("c", [1003.0])]
    now = 1002.0 + WINDOW_S - 0.5
    assert made._recent("a") == [1002.0]
    now += 0.5
    assert made._recent("a") == []
    assert made._recent("nobody") == []

"""A head that was read before says the same but for its range, and nobody is taken for another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from tests.serve.roads import ONLY_WITH_BOTH, WISH, Roads, bodies, said, two_roads
from tests.serve.serving import HOST, client, client_in_the_network, connected, own_data, ready
from tests.usual import cases
from unknot.serve import pages
from unknot.serve.app import Served
from unknot.serve.heads import MOST_HEADERS, MOST_HEADS, MOST_LENGTH, Heads
from unknot.serve.reply import BLOCK, headers_of

pytestmark = ONLY_WITH_BOTH
PART = {"range": "bytes=0-8"}


@pytest.fixture(scope="module", autouse=True)
def _folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_data(tmp_path_factory):
        yield


@pytest.fixture(scope="module")
def roads(_folders: None) -> Iterator[Roads]:
    with two_roads() as made:
        yield made


@cases(
    ("headers", "spans"),
    [
        ({}, ["0-0", "7-20000", "-9", "3-2", "999999999-", "0-999999999", f"5-{BLOCK + 4}"]),
        ({"if_range": '"another"'}, ["0-8", "-9"]),
        ({"if_none_match": "*"}, ["0-8", "-9"]),
        ({"x_forwarded_for": "10.0.0.1"}, ["0-8", "-9"]),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, ["0-8", "-9"]),
    ],
    usual=3,
)
def test_what_differs_in_its_range_gets_what_it_gets_elsewhere(
    roads: Roads, headers: dict[str, str], spans: list[str]
) -> None:
    for each in spans * 2:
        roads.both("GET", roads.track, range=f"bytes={each}", **headers)
        assert roads.parsed <= 1


def test_it_is_parsed_once(roads: Roads) -> None:
    roads.both("GET", roads.track, range="bytes=0-8", x_player="one")
    assert roads.parsed == 1
    for last in (9, 99, 999):
        roads.both("GET", roads.track, range=f"bytes=0-{last}", x_player="one")
        assert roads.parsed == 0
    roads.both("GET", roads.track, range="bytes=0-8", x_player="another")
    assert roads.parsed == 1


def test_the_body_of_a_request_is_none_however_it_looks(roads: Roads) -> None:
    """What was sent as the body of another must not be answered: in front there may be a server
    that takes the answer for somebody else's."""
    track = roads.web.get(roads.track).content
    inner = said(roads, (0, 9))
    outer = f"POST /{WISH} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(inner)}\r\n\r\n"
    with closing(roads.wire()) as wire:
        for _ in range(2):
            wire.sendall(inner)
            assert bodies(wire, 1) == [track[:10]]
        before = roads.serving.server_state.total_requests
        wire.sendall(outer.encode())
        assert bodies(wire, 1) == [b""]
        wire.sendall(inner)
        wire.sendall(said(roads, (5, 6)))
        assert bodies(wire, 1) == [track[5:7]]
        assert roads.serving.server_state.total_requests == before + 2


def test_the_end_of_a_head_is_no_request_however_it_looks(roads: Roads) -> None:
    track = roads.web.get(roads.track).content
    inner = said(roads, (0, 9))
    with closing(roads.wire()) as wire:
        for _ in range(2):
            wire.sendall(inner)
            assert bodies(wire, 1) == [track[:10]]
        wire.sendall(f"GET /nowhere HTTP/1.1\r\nHost: {HOST}\r\nX-Is: ".encode())
        time.sleep(0.1)
        wire.sendall(inner)
        with wire.makefile("rb") as heard:
            assert b" 40" in heard.readline()


def test_who_asks_while_another_answer_is_coming_gets_them_in_their_order(roads: Roads) -> None:
    track = roads.web.get(roads.track).content

    def slow(*_: object) -> pages.Choice:
        time.sleep(0.3)
        return pages.Choice(refusal=["Not like this."])

    with closing(roads.wire()) as wire, patch.object(Served, "_choice", slow):
        wire.sendall(said(roads, (0, 9)))
        assert bodies(wire, 1) == [track[:10]]
        wire.sendall(f"GET /?session=none HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        time.sleep(0.1)
        wire.sendall(said(roads, (3, 4)))
        first, second = bodies(wire, 2)
        assert b"Not like this." in first
        assert second == track[3:5]


def test_who_asks_stays_and_who_is_silent_is_let_go() -> None:
    """Each of the two that watch a connection is short here: neither cuts who goes on asking."""
    for name in ("unknot.serve.straight.SILENT_S", "unknot.serve.run.IDLE_S"):
        with patch(name, 0.5), two_roads() as roads, closing(roads.wire()) as wire:
            for at in range(8):
                wire.sendall(said(roads, (at, at)))
                bodies(wire, 1)
                time.sleep(0.2)
            assert roads.parsed == 1
            wire.settimeout(3)
            assert wire.recv(1) == b""


def test_a_key_that_is_revoked_opens_nothing_the_next_time() -> None:
    with client_in_the_network() as web, connected(web) as (live, _):
        track, door = ready(web, WISH), cast(Any, web.app)
        assert [live.get(track, headers=PART).status_code for _ in range(3)] == [206] * 3
        keys = replace(door.keys(), lan="another")
        with patch.object(door, "keys", lambda: keys):
            assert live.get(track, headers=PART).status_code == 404
        assert live.get(track, headers=PART).status_code == 206


def test_a_track_that_is_another_now_is_gone_the_next_time(roads: Roads) -> None:
    assert roads.live.get(roads.track, headers=PART).status_code == 206
    roads.usual = 0
    with patch.object(roads.web.app, "known", lambda _: None):
        roads.live.get(roads.track, headers=PART)
        assert roads.usual == 1


HEAD = b"GET /a.mp3 HTTP/1.1\r\nHost: here\r\nRange: bytes=%s\r\n\r\n"


def read(data: bytes) -> dict[str, Any]:
    """What a parser says of a packet."""
    from httptools import HttpRequestParser

    headers: list[tuple[bytes, bytes]] = []
    told = SimpleNamespace(on_header=lambda name, value: headers.append((name.lower(), value)))
    HttpRequestParser(told).feed_data(data)
    return {"method": "GET", "path": "/a.mp3", "headers": headers, "client": ("1.2.3.4", 5)}


def test_only_the_range_is_another() -> None:
    heads = Heads()
    heads.keep(HEAD % b"0-8", read(HEAD % b"0-8"))
    for each in (b"5-", b"-5", b"12-34", b"-"):
        found = heads.scope(HEAD % each, client=("6.7.8.9", 10))
        assert found
        assert headers_of(found) == {"host": "here", "range": f"bytes={each.decode()}"}
        assert (found["path"], found["client"]) == ("/a.mp3", ("6.7.8.9", 10))
    for other in (b"0-1,5-6", b"x-1", b"0 - 1", b"0-1 ", b"0-1\r\nRange: bytes=5-6"):
        assert heads.scope(HEAD % other) is None
    assert heads.scope((HEAD % b"0-8").replace(b"/a", b"/b")) is None
    assert heads.scope((HEAD % b"0-8").replace(b"Range", b"X-Range")) is None
    assert heads.scope(HEAD % b"0-8" + b"G") is None


@pytest.mark.parametrize(
    "data",
    [
        HEAD % b"0-1\r\nRange: bytes=5-6",
        HEAD % b"0-1,5-6",
        (HEAD % b"0-1").replace(b"Range", b"X-Range"),
        (HEAD % b"0-1").replace(b"Range", b"Range:bytes=0-1\r\nX-Range"),
        HEAD % b"0-1" + HEAD % b"0-1",
        HEAD % b"0-1" + b"GET",
        HEAD % b"0-1\r\nContent-Length: 3" + b"abc",
        HEAD % (b"0-1\r\nX: " + b"x" * MOST_LENGTH),
        HEAD % (b"0-1" + b"\r\nA: b" * MOST_HEADERS),
    ],
)
def test_what_is_not_plainly_one_request_with_one_range_is_not_kept(data: bytes) -> None:
    heads = Heads()
    heads.keep(data, read(data))
    assert len(heads) == 0


def test_they_are_only_so_many() -> None:
    heads = Heads()
    for number in range(MOST_HEADS + 9):
        data = HEAD.replace(b"/a", b"/%d" % number) % b"0-8"
        heads.keep(data, read(data))
        assert heads.scope(data)
        assert len(heads) <= MOST_HEADS


def test_no_two_servers_share_them() -> None:
    with client() as web, connected(web) as (live, _), connected(web) as (other, _):
        track = ready(web, WISH)
        assert live.get(track, headers=PART).status_code == 206
        port = other.base_url.port
        assert other.get(track, headers={**PART, "host": f"127.0.0.1:{port}"}).status_code == 421

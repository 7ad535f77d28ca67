"""Two roads to an answer, of which nobody can tell which was taken but by its speed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from unittest.mock import patch

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.serve.roads import ONLY_WITH_BOTH, WISH, Roads, bodies, said, two_roads
from tests.serve.serving import (
    client_in_the_network,
    connected,
    own_data,
    ready,
    served,
)
from unknot.serve.door import MOST_WRONG
from unknot.serve.reply import BLOCK

pytestmark = ONLY_WITH_BOTH


@pytest.fixture(scope="module", autouse=True)
def _folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_data(tmp_path_factory):
        yield


@pytest.fixture(scope="module")
def roads(_folders: None) -> Iterator[Roads]:
    with two_roads() as made:
        yield made


@given(st.data())
def test_any_range_is_the_same_on_both_roads(roads: Roads, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, roads.length + 9))
    last = data.draw(st.one_of(st.none(), st.integers(0, roads.length + 9)))
    more = data.draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=3))
    spans = [f"{first}-{'' if last is None else last}", *(f"{a}-{a + n}" for a, n in more)]
    found = roads.both("GET", roads.track, range=f"bytes={','.join(spans)}")
    assert roads.usual == (len(found.content) > BLOCK)


@pytest.mark.parametrize(
    ("method", "headers", "status", "usual"),
    [
        ("GET", {"range": "bytes=5-20000"}, 206, 0),
        ("GET", {"range": "bytes=-1"}, 206, 0),
        ("GET", {"range": f"bytes=0-{BLOCK - 1}"}, 206, 0),
        ("GET", {"range": f"bytes=0-{BLOCK}"}, 206, 1),
        ("GET", {"range": "bytes=0-1", "if_range": "its own"}, 206, 0),
        ("GET", {"range": "bytes=0-1", "if_range": '"another"'}, 200, 1),
        ("GET", {"if_none_match": "its own"}, 304, 0),
        ("GET", {"if_match": '"another"'}, 412, 0),
        ("GET", {"range": "bytes=999999999-"}, 416, 0),
        ("HEAD", {}, 200, 0),
        ("HEAD", {"range": "bytes=0-1"}, 200, 0),
        ("GET", {}, 200, 1),
        ("GET", {"range": "bytes=0-1", "x_forwarded_for": "10.0.0.1"}, 206, 1),
        ("GET", {"range": "bytes=0-1", "host": "evil.example"}, 421, 1),
        ("GET", {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, 403, 1),
        ("PUT", {}, 405, 1),
    ],
)  # fmt: skip
def test_which_road_is_taken(
    roads: Roads, method: str, headers: dict[str, str], status: int, usual: int
) -> None:
    etag = f'"{roads.track.rpartition("/")[2].removesuffix(".mp3")}"'
    named = {name: etag if value == "its own" else value for name, value in headers.items()}
    found = roads.both(method, roads.track, **named)
    assert (found.status_code, roads.usual) == (status, usual)


@pytest.mark.parametrize("path", ["/static/site.css", f"/{WISH}/0.mp3", "/x.mp3", "//x/.mp3"])
def test_all_else_goes_the_usual_road(roads: Roads, path: str) -> None:
    roads.both("GET", path)
    assert roads.usual == 1


@pytest.mark.parametrize("size", [1, 5_000, BLOCK, BLOCK + 1])
def test_a_hundred_requests_in_one_packet_are_answered_in_their_order(
    roads: Roads, size: int
) -> None:
    track = roads.web.get(roads.track).content
    spans = [(1_000 * at, 1_000 * at + (size if at % 7 else 9) - 1) for at in range(100)]
    roads.usual = 0
    with closing(roads.wire()) as wire:
        wire.sendall(said(roads, *spans))
        found = bodies(wire, len(spans))
        assert found == [track[first : last + 1] for first, last in spans]
        assert roads.usual == 99  # the first alone: others wait as long as they would anyway
        wire.sendall(said(roads, (3, 4)))
        assert bodies(wire, 1) == [track[3:5]]
    assert roads.usual == 99


@pytest.mark.parametrize(
    ("more", "version", "closes"),
    [("", "1.1", False), ("Connection: close\r\n", "1.1", True), ("", "1.0", True),
     ("Connection: keep-alive\r\n", "1.0", True)],
)  # fmt: skip
def test_a_connection_stays_open_as_long_as_it_was_asked_to(
    roads: Roads, more: str, version: str, closes: bool
) -> None:
    roads.usual = 0
    with closing(roads.wire()) as wire:
        wire.sendall(said(roads, (0, 9), more=more, version=version))
        with wire.makefile("rb") as heard:
            head = b"".join(iter(heard.readline, b"\r\n"))
            assert len(heard.read(10)) == 10
            assert (b"connection: close" in head) is closes
            if closes:
                assert heard.read() == b""
        if not closes:
            wire.sendall(said(roads, (0, 9)))
            assert len(bodies(wire, 1)[0]) == 10
    assert roads.usual == 0


def test_it_is_counted_and_let_go_when_nothing_more_is_asked(roads: Roads) -> None:
    state = roads.serving.server_state
    with closing(roads.wire()) as wire:
        before = state.total_requests
        wire.sendall(said(roads, (0, 9)))
        bodies(wire, 1)
        assert state.total_requests == before + 1
        here = wire.getsockname()
        (connection,) = (each for each in roads.connections() if each.client == here)
        assert connection.timeout_keep_alive_task


def test_who_asks_and_does_not_read_is_waited_for_and_harms_nobody(roads: Roads) -> None:
    """More than the system holds is asked for, packet by packet; all of it comes in the end."""
    track = roads.web.get(roads.track).content
    spans = [(at, at + BLOCK - 1) for at in range(400)]
    with closing(roads.wire()) as wire:
        for each in spans:
            wire.sendall(said(roads, each))
            time.sleep(0.001)
        held = [each.transport.get_write_buffer_size() for each in roads.connections()]
        assert BLOCK < max(held) < 4 * BLOCK
        assert roads.live.get(roads.track, headers={"range": "bytes=0-8"}).content == track[:9]
        found = bodies(wire, len(spans))
    assert found == [track[first : last + 1] for first, last in spans]


def test_who_goes_in_the_middle_harms_nobody(roads: Roads) -> None:
    for each in range(20):
        with closing(roads.wire()) as wire:
            wire.sendall(said(roads, *[(0, BLOCK - 1)] * each)[: -each or None])
    assert roads.both("GET", roads.track, range="bytes=0-8").status_code == 206


def test_a_sound_that_is_gone_is_no_silence(roads: Roads) -> None:
    here = served(roads.web)
    with patch.object(type(here.shelf), "frames", lambda *_: None):
        here.shelf.forget()
        found = roads.live.get(roads.track, headers={"range": "bytes=9000-9000"})
        while found.status_code == 206:  # a part that no clip is in
            first = int(found.headers["content-range"].split()[1].partition("-")[0])
            asked = {"range": f"bytes={first + 5_000}-{first + 5_000}"}
            found = roads.live.get(roads.track, headers=asked)
    assert found.status_code == 503
    assert found.headers["retry-after"]
    assert ready(roads.web, WISH) == roads.track


def test_what_breaks_inside_stays_inside(roads: Roads) -> None:
    def breaks(scope: object) -> None:
        raise RuntimeError("a secret of the inside")

    with patch.object(roads.web.app, "known", breaks):
        found = roads.live.get(roads.track, headers={"range": "bytes=0-1"})
    assert found.status_code == 500
    assert "secret" not in found.text


def test_the_key_of_the_network_opens_and_guesses_are_counted_once(roads: Roads) -> None:
    with client_in_the_network() as web, connected(web) as (live, _):
        track = ready(web, WISH)
        part = {"range": "bytes=0-8"}
        before = roads.usual
        assert live.get(track, headers=part).status_code == 206
        assert roads.usual == before
        wrong = str(live.base_url).replace("in-the-network", "guessed-wrongly") + track
        told = [live.get(wrong, headers=part).status_code for _ in range(MOST_WRONG + 1)]
        assert told == [404] * MOST_WRONG + [429]
        assert live.get(track, headers=part).status_code == 429


_PLAIN = """
import sys
sys.modules["httptools"] = None
from unknot.serve.run import bound, run
from unknot.serve.door import Door

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})

listening = bound("127.0.0.1", 0)
port = listening.getsockname()[1]
print(port, flush=True)
run(Door(app, [f"127.0.0.1:{port}"], dict), listening, lambda: None)
"""


@pytest.mark.deep
def test_without_the_quick_parser_all_goes_the_usual_road() -> None:
    serving = subprocess.Popen([sys.executable, "-c", _PLAIN], stdout=subprocess.PIPE, text=True)
    try:
        assert serving.stdout
        port = int(serving.stdout.readline())
        assert httpx.get(f"http://127.0.0.1:{port}/x.mp3").status_code == 204
    finally:
        serving.kill()
        serving.wait()

"""Connections that ask for nothing, never end, or come by the thousand; a voice that hangs.

A real server of its own, with short patience. Deep: run with -m deep.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.serve.serving import client, served
from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.progress import Report
from unknot.serve.variant import make
from unknot.serve.wish_queue import WishQueue
from unknot.timeline.job import Job, resolve

ROUND_S = 1.5
SERVER = f"""
import sys
from unknot.serve import straight
straight.SILENT_S = {ROUND_S}
from unknot.cli.main import main
main(["-q", "serve", "--port", "0", "--engine", "tone"], prog_name="unknot")
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Its port and its process id."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "UNKNOT_CACHE": str(tmp_path / "c"), "UNKNOT_DATA": str(tmp_path / "d")},
    )  # fmt: skip
    assert process.stdout
    port = int(process.stdout.readline().split(":")[2].strip("/\n"))
    assert asks(port) > 0
    yield port, process.pid
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == 0


def asks(port: int) -> float:
    """How long somebody who means well waits for a page, in seconds."""
    began = time.monotonic()
    with urlopen(f"http://127.0.0.1:{port}/static/site.css", timeout=20) as found:
        assert found.status == 200
    return time.monotonic() - began


def wire(port: int, *said: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=20)
    for each in said:
        made.sendall(each)
    return made


def cut_after(made: socket.socket) -> float:
    """Seconds until the other side ends it, having answered nothing."""
    began = time.monotonic()
    with suppress(ConnectionResetError):
        assert made.recv(1) == b""
    return time.monotonic() - began


@pytest.mark.deep
@pytest.mark.parametrize("said", [b"", b"G", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "])
def test_who_asks_for_nothing_is_cut(server: tuple[int, int], said: bytes) -> None:
    with closing(wire(server[0], said)) as made:
        assert cut_after(made) < 3 * ROUND_S


@pytest.mark.deep
def test_drop_by_drop_is_cut_too(server: tuple[int, int]) -> None:
    """Slow loris: a header a second, for ever."""
    with closing(wire(server[0], b"GET / HTTP/1.1\r\n")) as made:
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < 10 * ROUND_S:
                made.sendall(b"X-A: b\r\n")
                time.sleep(0.2)
        assert time.monotonic() - began < 4 * ROUND_S


@pytest.mark.deep
def test_a_head_without_an_end_is_cut_and_costs_no_memory(server: tuple[int, int]) -> None:
    port, pid = server
    sent = 0
    with closing(wire(port, b"GET / HTTP/1.1\r\n")) as made, suppress(ConnectionError):
        while sent < 4000:
            made.sendall(b"X-A: " + b"b" * 65_000 + b"\r\n")
            sent += 1
    assert sent < 200
    assert most_mb(pid) < 200
    assert asks(port) < 5


@pytest.mark.deep
def test_who_is_half_closed_is_answered_and_who_reads_slowly_is_not_cut(
    server: tuple[int, int],
) -> None:
    port = server[0]
    ask = f"GET /static/player.js HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    with closing(wire(port, ask)) as made:
        made.shutdown(socket.SHUT_WR)
        assert made.recv(12) == b"HTTP/1.1 200"
    with closing(wire(port, ask)) as made:
        time.sleep(1.5 * ROUND_S)
        assert made.recv(12) == b"HTTP/1.1 200"


@pytest.mark.deep
def test_ten_thousand_connections_keep_nobody_from_listening(server: tuple[int, int]) -> None:
    import resource

    port, pid = server
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    count = min(10_000, most - 500)
    wires = []
    try:
        for number in range(count):
            wires.append(wire(port, b"GET / HTTP/1.1\r\n" if number % 2 else b""))
            if number % 1000 == 999:
                assert asks(port) < 10
        assert most_mb(pid) < 250
    finally:
        for each in wires:
            each.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
    assert asks(port) < 10


@pytest.mark.deep
def test_who_pauses_is_let_go_between_answers_and_never_within_one(
    server: tuple[int, int],
) -> None:
    """A night of listeners with pauses, its minutes as seconds: some pause for longer than they are
    waited for, come back, and hear the same; who is gone leaves nothing behind."""
    port, pid = server
    track = spoken(port)
    with urlopen(f"http://127.0.0.1:{port}{track}", timeout=60) as found:
        whole = found.read()
    open_files = Path(f"/proc/{pid}/fd")

    async def listen(dice: random.Random, until: float) -> tuple[int, int]:
        asked = closed = 0
        ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while time.monotonic() < until:
            if not ends or ends[0].at_eof() or ends[0].exception():
                closed += bool(ends)
                ends = await asyncio.open_connection("127.0.0.1", port)
            reader, writer = ends
            first = dice.randrange(len(whole) - 200_000)
            last = first + dice.choice((99, 16_383, 199_999))
            writer.write(
                f"GET {track} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                f"Range: bytes={first}-{last}\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 206")
            assert await reader.readexactly(last + 1 - first) == whole[first : last + 1]
            asked += 1
            # Never as long as to meet the very moment of being let go, as nobody could tell those.
            await asyncio.sleep(dice.choice((0.1, 0.3, 0.6, 2.5 * ROUND_S)))
        if ends:
            ends[1].close()
        return asked, closed

    async def night(seconds: float) -> list[tuple[int, int]]:
        until = time.monotonic() + seconds
        return await asyncio.gather(*(listen(random.Random(n), until) for n in range(200)))

    asyncio.run(night(ROUND_S))
    before, held = most_mb(pid), len(list(open_files.iterdir()))
    counts = asyncio.run(night(8 * ROUND_S))
    assert sum(asked for asked, _ in counts) > 500
    assert sum(closed for _, closed in counts) > 50
    time.sleep(3 * ROUND_S)
    assert len(list(open_files.iterdir())) <= held
    assert most_mb(pid) < before + 15


def spoken(port: int) -> str:
    """The path of a track, spoken first."""
    page = f"http://127.0.0.1:{port}/session=breathing"
    urlopen(Request(page, method="POST", data=b""), timeout=60).read()
    for _ in range(300):
        html = urlopen(page, timeout=60).read().decode()
        if address := re.search(r'<audio[^>]*src="\./([^"]+)"', html):
            return f"/{address[1]}"
        time.sleep(0.2)
    raise AssertionError(html)


def most_mb(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", text)[0]) / 1024


@pytest.mark.deep
def test_a_voice_that_hangs_harms_one_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both turns are taken by a voice that never ends; a third wish is spoken all the same."""
    ended = threading.Event()
    hung: list[Iterable[Job]] = []

    def hangs(jobs: Iterable[Job], studio: Studio, report: Report) -> None:
        if len(hung) < 2:
            hung.append(jobs)
            ended.wait(60)
        else:
            make(jobs, studio, report)

    monkeypatch.setattr("unknot.serve.wish_queue.make", hangs)
    monkeypatch.setattr("unknot.serve.wish_queue.STALLED_S", 4)

    async def all_three(queue: WishQueue, library: Library) -> list[str]:
        made = [
            queue.begin(name, "compact", [resolve(library.sessions[name], library)])
            for name in ("starter", "first-lesson", "breathing")
        ]
        while not all(each.over for each in made):
            await asyncio.sleep(0.05)
        return [each.failed for each in made]

    try:
        with client() as web:
            here = served(web)
            failed = asyncio.run(all_three(here.queue, here.workspace.library()))
    finally:
        ended.set()
    assert failed == ["the voice has said nothing for 4 s"] * 2 + [""]

"""The socket that the app is served on."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from typing import Any

import pytest

from unknot.serve.run import bound


def test_no_answer_waits_for_the_one_before_to_be_acknowledged() -> None:
    """asyncio says so of sockets that are known to be TCP; else each range takes 40 ms."""

    async def delayed() -> int:
        found = asyncio.get_running_loop().create_future()

        class Told(asyncio.Protocol):
            def connection_made(self, transport: Any) -> None:
                accepted = transport.get_extra_info("socket")
                found.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                transport.close()

        listening = bound("127.0.0.1", 0)
        server = await asyncio.get_running_loop().create_server(Told, sock=listening)
        async with server:
            _, writer = await asyncio.open_connection(*listening.getsockname())
            no_delay = await found
            writer.close()
        return int(no_delay)

    assert asyncio.run(delayed())


_LONG = """
from unknot.serve.run import bound, run

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(2000):
        await send({"type": "http.response.body", "body": bytes(65536), "more_body": True})

listening = bound("127.0.0.1", 0)
print(listening.getsockname()[1], flush=True)
run(app, listening, lambda: print("closed", flush=True))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_ctrl_c_cuts_who_still_reads_and_says_nothing() -> None:
    """A player that stopped reading held it for a second, and was told with a traceback."""
    serving = subprocess.Popen(
        [sys.executable, "-c", _LONG], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert serving.stdout
        port = int(serving.stdout.readline())
        readers = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        for each in readers:
            each.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert each.recv(1000)
        serving.send_signal(signal.SIGINT)
        assert serving.communicate(timeout=20) == ("closed\n", "")
        assert serving.returncode == 0
    finally:
        serving.kill()
    for each in readers:
        each.close()

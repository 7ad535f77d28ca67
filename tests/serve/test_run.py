"""The socket that the app is served on."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

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

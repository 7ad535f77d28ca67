"""Running the app until somebody stops it; where it listens, and by which names it may be asked."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from unknot.errors import ServeError
from unknot.packages import install

#: Who asks for nothing is let go after so many seconds; Ctrl-C waits no longer than this.
IDLE_S, STOP_S = 20, 1
#: Connections that wait to be taken.
BACKLOG = 1024
_HOST = re.compile(r"(?i)(?:[a-z0-9][a-z0-9_.-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def check() -> None:
    """Raises ServeError when what it takes is not installed."""
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise ServeError(f"{error.name} is not installed", install("unknot[serve]")) from error


def lan_addresses() -> list[str]:
    """The IPv4 addresses under which others on the network find this machine, the likeliest first.

    Nothing is sent: a socket that is only pointed somewhere knows which address it would use.
    """
    found = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # for documentation, RFC 5737: nobody has it
        found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        rows = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found += [str(row[4][0]) for row in rows]
    return [each for each in dict.fromkeys(found) if not each.startswith("127.")]


def hosts(addresses: Iterable[str], port: int) -> list[str]:
    """What a Host header may say: these addresses, and this machine by its usual names."""
    names = ["127.0.0.1", "localhost", "[::1]", *addresses]
    return [*(f"{each}:{port}" for each in names), *(names if port == 80 else ())]


def named_behind(text: str) -> str:
    """``text`` as a Host header says it, if it is the name of a host, with a port or without.

    Raises ServeError for anything else, such as an address: nothing would ever be asked for by it.
    """
    if not _HOST.fullmatch(text):
        bare = _HOST.search(text.partition("://")[2])
        hint = f"did you mean {bare[0]!r}?" if bare else "write its name, such as exercises.example"
        raise ServeError(f"--behind {text!r} is not the name of a host", hint)
    return text.lower()


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens at ``port`` (0: any that is free). Raises ServeError when it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, or asyncio lets what follows a first packet wait until that is acknowledged.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)  # whoever comes before all is read waits instead of being refused
    except OSError as error:
        found.close()
        hint = "another program has it: choose another with --port, or --port 0 for any"
        raise ServeError(f"port {port} cannot be had: {error.strerror}", hint) from error
    return found


def server(app: Any) -> Any:
    """The uvicorn server of ``app``."""
    import uvicorn

    from unknot.serve.heads import Heads
    from unknot.serve.straight import StraightHttp

    class Http(StraightHttp):
        door = app
        heads = Heads()

    class Server(uvicorn.Server):
        """Cuts who still reads when it ends: it would wait for them, and complain of each."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            for each in list(self.server_state.connections):
                each.transport.abort()
            await super().shutdown(sockets)

    return Server(
        uvicorn.Config(
            app, http=Http, log_level="warning", access_log=False, server_header=False,
            lifespan="off", timeout_keep_alive=IDLE_S, timeout_graceful_shutdown=STOP_S,
            backlog=BACKLOG,
        )
    )  # fmt: skip


def run(app: Any, listening: socket.socket, closing: Callable[[], None]) -> None:
    """Serve ``app`` until Ctrl-C or SIGTERM; ``closing`` ends what it has open."""
    _many_files()
    try:
        with suppress(KeyboardInterrupt):  # it is how one ends it, and uvicorn passes it on
            server(app).run(sockets=[listening])
    finally:
        closing()
        listening.close()


def _many_files() -> None:
    """As many open connections as the system allows, where it has such a limit."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

"""The addresses of this machine, and the names by which it may be asked for."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress


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

"""Where it listens, by which names it is asked, and how long it waits for whom."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any

import pytest

from unknot.errors import ServeError
from unknot.serve import run
from unknot.serve.run import bound, check, hosts, lan_addresses, named_behind, server


def test_names_have_a_port_unless_it_is_the_usual_one() -> None:
    assert hosts(["10.0.0.2"], 8080) == [
        "127.0.0.1:8080", "localhost:8080", "[::1]:8080", "10.0.0.2:8080",
    ]  # fmt: skip
    assert hosts([], 80) == [
        "127.0.0.1:80", "localhost:80", "[::1]:80", "127.0.0.1", "localhost", "[::1]",
    ]  # fmt: skip


class Probe:
    """A socket that would use 10.0.0.2; nothing is sent."""

    pointed: tuple[str, int] | None = None

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Probe:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def connect(self, to: tuple[str, int]) -> None:
        Probe.pointed = to

    def getsockname(self) -> tuple[str, int]:
        return ("10.0.0.2", 5)


def rows(*addresses: str) -> Callable[..., Any]:
    return lambda *_: [(0, 0, 0, "", (each, 0)) for each in addresses]


def test_the_likeliest_address_comes_first_and_none_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", Probe)
    monkeypatch.setattr(socket, "getaddrinfo", rows("127.0.1.1", "192.168.1.7", "10.0.0.2"))
    assert lan_addresses() == ["10.0.0.2", "192.168.1.7"]
    assert Probe.pointed == ("192.0.2.1", 9)

    def none(*_: object) -> Any:
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", none)
    assert lan_addresses() == ["10.0.0.2"]
    monkeypatch.setattr(socket, "socket", none)
    monkeypatch.setattr(socket, "getaddrinfo", rows("192.168.1.7"))
    assert lan_addresses() == ["192.168.1.7"]


def test_it_listens_where_it_is_told_to_or_says_who_is_in_the_way() -> None:
    with bound("127.0.0.1", 0) as one:
        host, port = one.getsockname()
        assert host == "127.0.0.1"
        assert one.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
        assert one.proto == socket.IPPROTO_TCP
        with socket.create_connection((host, port), timeout=5):
            pass
        with pytest.raises(ServeError, match=f"port {port} cannot be had"):
            bound("127.0.0.1", port)


def test_who_asks_for_nothing_is_let_go_and_nothing_is_told_of_the_server() -> None:
    found = server(lambda: None).config
    assert (found.timeout_keep_alive, found.timeout_graceful_shutdown) == (20, 1)
    assert (found.backlog, found.access_log, found.server_header) == (1024, False, False)
    assert (found.log_level, found.lifespan) == ("warning", "off")


@pytest.mark.parametrize("how", [None, KeyboardInterrupt])
def test_all_that_is_open_is_closed_at_the_end(how: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    class Server:
        def run(self, sockets: list[Any]) -> None:
            done.append(f"{len(sockets)} sockets")
            if how:
                raise how

    class Listening:
        def close(self) -> None:
            done.append("socket")

    monkeypatch.setattr(run, "server", lambda app: Server())
    monkeypatch.setattr(run, "_many_files", lambda: None)
    listening: Any = Listening()
    run.run(None, listening, lambda: done.append("engines"))
    assert done == ["1 sockets", "engines", "socket"]


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_a_package_that_is_not_there_is_named(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check()
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ServeError, match="is not installed"):
        check()


@pytest.mark.parametrize("name", ["Exercises.example", "exercises.example:8443", "[::1]:80"])
def test_a_server_in_front_is_named_as_it_is_asked(name: str) -> None:
    assert named_behind(name) == name.lower()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://exercises.example/", "did you mean 'exercises.example'"),
        ("http://10.0.0.2:8080/a/b", "did you mean '10.0.0.2:8080'"),
        ("", "write its name"), ("a b", "write its name"), ("übung.example", "write its name"),
        ("exercises.example/sore", "write its name"),
    ],
)  # fmt: skip
def test_what_no_browser_asks_by_is_refused(text: str, hint: str) -> None:
    with pytest.raises(ServeError, match=hint):
        named_behind(text)

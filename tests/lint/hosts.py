"""One planted fault for each rule about hosts: a good host that does one thing badly."""

from __future__ import annotations

from collections.abc import Callable

from tests.site.server import Headers, Host

Spoil = Callable[[Host], None]


def headers(ending: str, change: Callable[[Headers], object]) -> Spoil:
    """Spoil the headers of what ends so."""

    def spoil(host: Host) -> None:
        def changed(path: str, status: int, all: Headers) -> int:
            if path.endswith(ending):
                change(all)
            return status

        host.change = changed

    return spoil


def no_head(host: Host) -> None:
    host.methods = ("GET",)


def no_ranges(host: Host) -> None:
    host.ranges = False


def always_anew(host: Host) -> None:
    def changed(path: str, status: int, all: Headers) -> int:
        return 200 if path.endswith("feed.xml") and status == 304 else status

    host.change = changed


HOSTS: dict[str, Spoil] = {
    "U01": no_head,
    "U03": no_ranges,
    "U04": headers(".mp3", lambda all: all.update({"Content-Type": "application/octet-stream"})),
    "U05": headers("feed.xml", lambda all: all.update({"Content-Type": "text/plain"})),
    "U06": always_anew,
    "U07": headers(".mp3", lambda all: all.pop("ETag", None)),
    "U08": headers(".vtt", lambda all: all.pop("Access-Control-Allow-Origin", None)),
    "U09": headers(".vtt", lambda all: all.update({"Content-Type": "text/plain"})),
    "U10": headers(".png", lambda all: all.update({"Content-Type": "image/jpeg"})),
}


def wrong_length(host: Host) -> None:
    host.head_length = 7


HOSTS["U02"] = wrong_length

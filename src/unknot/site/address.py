"""Addresses: the base that every link of a feed is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from unknot.errors import SiteError

_HOST = re.compile(r"(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
#: What RFC 3986 lets an address be made of; a % begins two hexadecimal figures.
_WRITTEN = re.compile(
    r"(?i)https?://(\[[0-9a-f:.]+\])?(?:[a-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9a-f]{2})*"
)


def is_web_address(text: str) -> bool:
    """Whether ``text`` is an address of the web that every program can read, http or https."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    named = bool(_HOST.fullmatch(host)) or _is_ip(host)
    return named and bool(_WRITTEN.fullmatch(text))


def base_url(text: str) -> str:
    """``text`` without its last slash, if every address of a site can be made from it.

    Raises SiteError saying what is wrong: blanks, no scheme, a user's name, a query, letters
    that are not ASCII.
    """
    example = "write it like https://example.org/sessions"
    if text != text.strip() or re.search(r"\s", text):
        raise SiteError(f"base URL {text!r}", "has a blank in it", _did_you_mean(text))
    if not text.isascii():
        raise SiteError(f"base URL {text!r}", "is not ASCII", _did_you_mean(text))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise SiteError(f"base URL {text!r}", f"cannot be read ({error})", example) from None
    if parts.scheme not in ("http", "https"):
        raise SiteError(f"base URL {text!r}", "does not begin with https:// or http://", example)
    if parts.username is not None or parts.password is not None:
        hint = "leave it out: everyone who reads the feed would see it. Set a login up at the host"
        raise SiteError(f"base URL {text!r}", "has a user name in it", hint)
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise SiteError(f"base URL {text!r}", "goes on after its path", "leave out ? and #")
    bare = parts.hostname or ""
    if not (_HOST.fullmatch(bare) or _is_ip(bare)) or port == 0:
        raise SiteError(f"base URL {text!r}", "names no host", example)
    if not is_web_address(text):
        raise SiteError(f"base URL {text!r}", "is not spelt as addresses are", _did_you_mean(text))
    return text.rstrip("/")


def _did_you_mean(text: str) -> str:
    """How ``text`` is written with nothing but ASCII: the host by IDNA, its path with %."""
    try:
        parts = urlsplit(text.strip())
        host = parts.netloc.encode("idna").decode()
    except ValueError:
        return "write the host in punycode, xn--…"
    path = re.sub("%(?![0-9a-fA-F]{2})", "%25", parts.path)
    path = quote(path.replace("\\", "/"), safe="/%:@!$&'()*+,;=~-._")
    return f"did you mean '{parts.scheme}://{host}{path}'?"


def doubts(base: str) -> Iterator[str]:
    """What is allowed about a base URL and will not work for everyone."""
    parts = urlsplit(base)
    if is_local(parts.hostname or ""):
        yield (
            f"{parts.hostname} can be reached from here only; Overcast, Pocket Casts and the"
            " directories fetch a feed from their own servers and will not find it"
        )
    elif parts.scheme == "http":
        yield "http:// without s: Apple and web players refuse feeds without TLS"


def is_local(host: str) -> bool:
    """Whether ``host`` means this machine or this network."""
    host = host.rstrip(".").lower()
    if _is_ip(host):
        address = ip_address(host)
        return address.is_private or address.is_loopback or address.is_link_local
    return host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal"))


def join(base: str, path: str) -> str:
    """The address of ``path``, which is relative with ``/`` between its parts."""
    return f"{base}/{quote(path)}"


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

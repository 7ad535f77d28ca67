"""Addresses: the base that every link of a feed is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from unknot.errors import SiteError

_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?i){_LABEL}(\.{_LABEL})*")
#: What RFC 3986 lets an address be made of; a % begins two hexadecimal figures.
_WRITTEN = re.compile(
    r"(?i)https?://(\[[0-9a-f:.]+\])?(?:[a-z0-9._~:/?#@!$&'()*+,;=-]|%(?![01]|7f)[0-9a-f]{2})*"
)
_EXAMPLE = "write it like https://example.org/sessions"
#: What a QR code still holds with all that comes behind a base.
_LONGEST = 500
#: The end of an address that is a file's, such as the feed's own.
_OF_FILE = re.compile(r"(?i)/[^/]*\.(?:xml|rss|html?)/?$")


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
    that are not ASCII, the feed's own address instead of its folder's.
    """
    if wrong := _fault(text):
        raise SiteError(f"base URL {text if len(text) < 90 else text[:89] + '…'!r}", *wrong)
    return text.rstrip("/")


def _fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a base URL, and what to do."""
    if re.search(r"\s", text):
        return "has a blank in it", _did_you_mean(text)
    if not text.isascii():
        return "is not ASCII", _did_you_mean(text)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        return f"cannot be read ({error})", _EXAMPLE
    if parts.scheme not in ("http", "https"):
        return "does not begin with https:// or http://", _with_scheme(text)
    if parts.username is not None or parts.password is not None:
        hint = "leave it out: everyone who reads the feed would see it. Set a login up at the host"
        return "has a user name in it", hint
    if parts.query or parts.fragment or "?" in text or "#" in text:
        return "goes on after its path", "leave out ? and #"
    bare = parts.hostname or ""
    if not (_HOST.fullmatch(bare) or _is_ip(bare)) or port == 0:
        return "names no host", _with_scheme(text)
    if not is_web_address(text):
        return "is not spelt as addresses are", _did_you_mean(text)
    if len(text) > _LONGEST:
        return f"is longer than {_LONGEST} characters", _EXAMPLE
    if {".", ".."} & set(parts.path.split("/")):
        return "has a way up in its path (. or ..)", "write where it leads to"
    if found := _OF_FILE.search(text):
        return (
            "is the address of a file, not of its folder",
            f"did you mean {text[: found.start()]!r}?",
        )
    return None


def _did_you_mean(text: str) -> str:
    """How ``text`` is written with nothing but ASCII: the host by IDNA, its path with %."""
    try:
        parts = urlsplit(text.strip())
        host = "".join(parts.netloc.split()).encode("idna").decode()
    except ValueError:
        return "write the host in punycode, xn--…"
    path = re.sub("%(?![0-9a-fA-F]{2})", "%25", parts.path)
    path = quote(path.replace("\\", "/"), safe="/%:@!$&'()*+,;=~-._")
    meant = f"{parts.scheme}://{host}{path}"
    return f"did you mean {meant!r}?" if is_web_address(meant) else _EXAMPLE


def _with_scheme(text: str) -> str:
    """How ``text`` is written with its beginning, if that is missing or misspelt."""
    bare = re.sub(r"(?i)\A[a-z]*:?/+", "", text)
    host = re.split("[:/]", bare)[0]
    meant = f"{'http' if is_local(host) else 'https'}://{bare}"
    named = meant != text and ("." in host or is_local(host))
    return f"did you mean {meant!r}?" if named and is_web_address(meant) else _EXAMPLE


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

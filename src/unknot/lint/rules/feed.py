"""F: the feed as a file, and its addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.counted import counted
from unknot.lint.access import split
from unknot.lint.audit import Audit
from unknot.lint.rule import Breach, rule
from unknot.site.address import is_local
from unknot.site.feed import NAMESPACES

FEED = "feed"
_MARKUP = re.compile(r"</?[A-Za-z!][^>]{0,40}>?|&#?\w{1,30};")
CONTENT = ("content", "http://purl.org/rss/1.0/modules/content/")


@rule("F01", "MUST", "Apple, RSS 2.0", fix="make the feed with an XML library, never from strings")
def parse_feed(audit: Audit) -> Iterator[Breach]:
    """The feed is well-formed XML without a document type."""
    if audit.error:
        yield FEED, f"is not well-formed: {audit.error}"


@rule("F02", "MUST", "Apple", fix='begin with <?xml version="1.0" encoding="utf-8"?>')
def check_declaration(audit: Audit) -> Iterator[Breach]:
    """It begins with an XML declaration that says UTF-8."""
    head = audit.raw[:100].decode("latin-1")
    if not re.match(r"""<\?xml\s+version=["']1\.0["']\s+encoding=["']utf-8["']""", head, re.I):
        yield FEED, "does not declare UTF-8"


@rule("F03", "MUST", "RSS 2.0, PSP-1", fix='write <rss version="2.0"> around one <channel>')
def check_rss(audit: Audit) -> Iterator[Breach]:
    """It is RSS 2.0 with one channel."""
    if audit.root is None:
        return
    channels = len(audit.root.findall("channel"))
    if audit.root.tag != "rss" or audit.root.get("version") != "2.0" or channels != 1:
        said = f"<{audit.root.tag}> {audit.root.get('version', '')}"
        yield FEED, f"is {said} with {counted(channels, 'channel')}"


@rule("F04", "MUST", "PSP-1", fix="copy them from the standard, letter by letter")
def check_namespaces(audit: Audit) -> Iterator[Breach]:
    """The namespaces are spelt exactly."""
    if audit.root is None:
        return
    found = dict(re.findall(rb"""xmlns:(\w+)\s*=\s*["']([^"']*)""", audit.raw[:4096]))
    for prefix, uri in (*NAMESPACES.items(), CONTENT):
        there = found.get(prefix.encode(), b"").decode("utf-8", "replace")
        if there and there != uri:
            yield FEED, f"binds {prefix} to {there!r}"
        elif not there and prefix not in ("psc", "content"):
            yield FEED, f"has no namespace {prefix}"


@rule("F05", "MUST", "PSP-1", fix="shorten it")
def check_texts(audit: Audit) -> Iterator[Breach]:
    """Every text but a description has 255 characters at most."""
    for tag, text in _texts(audit):
        if tag != "description" and len(text) > 255:
            yield f"<{tag}>", f"has {len(text)} characters"


@rule("F06", "MUST", "PSP-1", fix="shorten it")
def check_descriptions(audit: Audit) -> Iterator[Breach]:
    """A description has 4000 bytes at most."""
    for tag, text in _texts(audit):
        if tag == "description" and len(text.encode()) > 4000:
            yield f"<{tag}>", f"has {len(text.encode())} bytes"


@rule("F07", "SHOULD", "PSP-1", fix="take them away")
def find_blanks(audit: Audit) -> Iterator[Breach]:
    """No text has blanks at its ends."""
    for tag, text in _texts(audit):
        if text.strip() and text != text.strip():
            yield f"<{tag}>", f"begins or ends with a blank: {text.strip()[:40]!r}"


@rule("F08", "MUST", "PodFetch 2081", fix="publish with the base URL of the host")
def find_local(audit: Audit) -> Iterator[Breach]:
    """No address means this machine or this network."""
    if is_local(split(audit.url).hostname or ""):
        return
    local = [url for _, url in audit.addresses() if is_local(split(url).hostname or "")]
    if local:
        yield FEED, f"has {len(local)} addresses such as {local[0]}"


@rule("F09", "SHOULD", "Podcasting 2.0, Apple",
      fix="publish with a base URL that begins with https://")  # fmt: skip
def find_insecure(audit: Audit) -> Iterator[Breach]:
    """Every address begins with https."""
    if is_local(split(audit.url).hostname or ""):
        return
    for tag, url in audit.addresses():
        if url.startswith("http://") and not is_local(split(url).hostname or ""):
            yield f"<{tag}>", f"{url} is not https"


@rule("F10", "MUST", "Apple", fix="write special letters as %XX, and the host in front")
def check_addresses(audit: Audit) -> Iterator[Breach]:
    """Addresses are ASCII and absolute."""
    for tag, url in audit.addresses():
        parts = split(url)
        if not url.isascii() or " " in url or not (parts.scheme and parts.netloc):
            yield f"<{tag}>", f"{url!r} is not an absolute address in ASCII"


@rule("F11", "SHOULD", "W3C validator, AntennaPod", fix="write it without < or &")
def find_markup(audit: Audit) -> Iterator[Breach]:
    """No title looks like markup, which players take out."""
    for tag, text in _texts(audit):
        if tag == "title" and (found := _MARKUP.search(text)):
            yield "<title>", f"{text.strip()[:60]!r} is shown by some players without {found[0]!r}"


def _texts(audit: Audit) -> Iterator[tuple[str, str]]:
    for element in audit.elements():
        if element.text and not len(element):
            yield element.tag.rpartition("}")[2], element.text

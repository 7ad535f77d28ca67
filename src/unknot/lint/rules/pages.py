"""P: the pages of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from unknot.lint.access import split
from unknot.lint.audit import Audit
from unknot.lint.rule import Breach, each, rule

#: Attributes that make a browser fetch something by itself.
_LOADS = {
    "img": "src", "audio": "src", "video": "src", "source": "src", "script": "src",
    "iframe": "src", "track": "src", "embed": "src", "object": "data",
}  # fmt: skip
#: Of a page, in bytes: one of nothing but ``<`` takes a second for each half a million.
_MOST_READ = 500_000
_LOADING_LINKS = ("stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch")


class _PageReader(HTMLParser):
    """What a page loads, links to and says of itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.loads: list[str] = []
        self.links: list[str] = []
        self.robots = self.language = ""
        self.title = False
        self.pictures_without_words = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: text or "" for name, text in attrs}
        if url := about.get(_LOADS.get(tag, ""), ""):
            self.loads.append(url)
        if tag == "link" and about.get("rel") in _LOADING_LINKS:
            self.loads.append(about.get("href", ""))
        if tag == "a" and (url := about.get("href", "")):
            self.links.append(url)
        if tag == "html":
            self.language = about.get("lang", "")
        if tag == "title":
            self.title = True
        if tag == "meta" and about.get("name") == "robots":
            self.robots = about.get("content", "")
        if tag == "img" and "alt" not in about:
            self.pictures_without_words += 1


def _links(audit: Audit) -> Iterator[str]:
    """The addresses of the channel's page and the items', where they are on this host."""
    host = split(audit.self_url).netloc
    urls = dict.fromkeys(part.text("link") for part in (audit, *audit.items))
    return (url for url in urls if url and split(url).netloc == host)


def _pages(audit: Audit) -> Iterator[tuple[str, _PageReader]]:
    """Those that are there, by address."""
    for url in _links(audit):
        reply = audit.reply(url)
        if reply.ok and reply.body:
            yield url, _PageReader(reply.body[:_MOST_READ].decode("utf-8", "replace"))


def _target(url: str, link: str) -> str:
    """Where a link of the page at ``url`` leads; "" when it is no address."""
    with suppress(ValueError):
        return urldefrag(urljoin(url, link)).url
    return ""


each_page = each(_pages)


@rule("P01", "MUST", "PSP-1", fix="publish again, copy the whole folder")
def find_missing(audit: Audit) -> Iterator[Breach]:
    """Every page of this host that the feed links to is there."""
    for url in _links(audit):
        if why := audit.reply(url).missing:
            yield url, why


@rule("P02", "SHOULD", "own: privacy, offline use", fix="put it into the page, or into the folder")
def find_foreign(audit: Audit) -> Iterator[Breach]:
    """A page loads nothing from another host."""
    for url, page in _pages(audit):
        styled = re.findall(r"(?:url\(|@import\s+)[\"']?([^\"')]+)", page.text)
        fetched = [*page.loads, *styled]
        for address in fetched:
            host = split(_target(url, address)).netloc
            if not address.startswith("data:") and host != split(url).netloc:
                yield url, f"loads {address}"


@rule("P03", "MUST", "own", fix="publish again, copy the whole folder")
def find_broken(audit: Audit) -> Iterator[Breach]:
    """What a page loads or links to here is there."""
    known = {url for _, url in audit.addresses()}
    for url, page in _pages(audit):
        for link in dict.fromkeys([*page.loads, *page.links]):
            target = _target(url, link)
            here = link and split(target)[:2] == split(url)[:2]
            if not target or (here and target not in known and not audit.reply(target).ok):
                yield url, f"needs {link}, which is not there"


@each_page("P04", "MUST", "WCAG 2.2, 3.1.1 and 2.4.2", fix='write <html lang="en"> and <title>')
def check_language(page: _PageReader) -> str:
    """A page says its language and has a title."""
    return "" if page.language and page.title else "has no language, or no title"


@each_page("P05", "MUST", "WCAG 2.2, 1.1.1", fix="give alt")
def check_pictures(page: _PageReader) -> str:
    """Every picture on a page has words."""
    return "has a picture without alt" if page.pictures_without_words else ""


@rule("P06", "SHOULD", "own", fix="publish with --unlisted")
def check_hidden(audit: Audit) -> Iterator[Breach]:
    """The pages of an unlisted channel ask not to be indexed."""
    for url, page in _pages(audit) if audit.blocked else ():
        if "noindex" not in page.robots:
            yield url, "may be indexed, though the feed is blocked"

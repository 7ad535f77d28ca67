"""A feed taken apart once, with everything it leads to, for all rules to look at."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urljoin

from msgspec.structs import replace

from unknot.lint.access import Folder, Reply, ending
from unknot.lint.sound import MeasuredAudio, listen
from unknot.lint.web import Web
from unknot.site.feed import NAMESPACES

#: Of a larger file only so many bytes are kept. What is text is of use only as a whole.
_MOST_KEPT, _MOST_TEXT = 500_000, 5_000_000
#: Bytes that text in UTF-8 does not have, and sound and pictures soon do.
_NO_TEXT = frozenset(b"\x00\xff")
ITUNES, PODCAST, ATOM, PSC = (f"{{{uri}}}" for uri in NAMESPACES.values())


def _begins_as_mp3(body: bytes) -> bool:
    """With a tag, or with a frame; a JPEG begins with FF D8."""
    return body.startswith(b"ID3") or (body[:1] == b"\xff" and body[1:2] >= b"\xe0")


class FeedPart:
    """The channel or an item of it, by what is in its tags."""

    element: ET.Element

    def text(self, tag: str) -> str:
        """What is in ``tag``, "" without one."""
        return (self.element.findtext(tag) or "").strip()

    def get(self, tag: str, attribute: str) -> str:
        """The ``attribute`` of the first ``tag``, "" without one."""
        found = self.element.find(tag)
        return "" if found is None else found.get(attribute, "")

    def all(self, tag: str) -> list[ET.Element]:
        """Every ``tag`` of it."""
        return self.element.findall(tag)


class FeedItem(FeedPart):
    """An item of the feed that ``audit`` took apart."""

    def __init__(self, element: ET.Element, number: int, audit: Audit) -> None:
        self.element, self.audit = element, audit
        #: What messages call it.
        self.name = f"item {self.text('title') or number!r}"

    @property
    def audio(self) -> str:
        """The address of its sound."""
        return self.get("enclosure", "url")

    @property
    def reply(self) -> Reply:
        """What is at that address."""
        return self.audit.reply(self.audio)

    @property
    def sound(self) -> MeasuredAudio | None:
        """The MP3 there; None when it is not there, or none."""
        return self.audit.sound(self.audio)


class Audit(FeedPart):
    """One run over one site, and its channel. Files are read once; ``reply`` knows those that are
    not there. Of a feed that is no XML, ``root`` is None and the channel is empty."""

    def __init__(self, access: Folder | Web) -> None:
        self.access = access
        self.url, self.raw = access.feed()
        self.error = ""
        self._replies: dict[str, Reply] = {}
        self._sounds: dict[str, MeasuredAudio | None] = {}
        try:
            if b"<!DOCTYPE" in self.raw[:4096] or b"<!ENTITY" in self.raw[:4096]:
                raise ET.ParseError("has a document type, which feeds have no use for")
            self.root: ET.Element | None = ET.fromstring(self.raw)
        except (ET.ParseError, LookupError, ValueError) as error:
            self.root, self.error = None, str(error)
        found = None if self.root is None else self.root.find("channel")
        self.has_channel = found is not None
        self.element = ET.Element("channel") if found is None else found

    def elements(self, tag: str | None = None) -> Iterator[ET.Element]:
        """Every element of the feed, or every ``tag``; none of what is no XML."""
        return iter(()) if self.root is None else self.root.iter(tag)

    @cached_property
    def items(self) -> tuple[FeedItem, ...]:
        return tuple(FeedItem(each, n, self) for n, each in enumerate(self.all("item"), 1))

    @property
    def in_order(self) -> list[FeedItem]:
        """Items by their episode number, those without one left out."""
        numbered = [each for each in self.items if each.text(f"{ITUNES}episode").isdecimal()]
        return sorted(numbered, key=lambda each: int(each.text(f"{ITUNES}episode")))

    @property
    def self_url(self) -> str:
        """Where the feed is, or says it is."""
        return self.url or self.get(f"{ATOM}link[@rel='self']", "href")

    @property
    def blocked(self) -> bool:
        return self.text(f"{ITUNES}block") == "Yes"

    def reply(self, url: str) -> Reply:
        """What is at ``url``; of a large file its beginning, for a site does not fit in memory."""
        if url not in self._replies:
            try:
                reply = self.access.ask(urljoin(self.self_url, url))
            except ValueError:
                reply = Reply(status=0, why="is no address")
            is_sound = ending(url) == ".mp3" or _begins_as_mp3(reply.body)
            is_text = not is_sound and _NO_TEXT.isdisjoint(reply.body[:1000])
            if reply.size > (_MOST_TEXT if is_text else _MOST_KEPT):
                if reply.body and is_sound:
                    self._sounds[url] = listen(reply.body, url)
                reply = replace(reply, body=reply.body[:_MOST_KEPT], length=reply.size)
            self._replies[url] = reply
        return self._replies[url]

    def sound(self, url: str) -> MeasuredAudio | None:
        """The MP3 at ``url``; None when it is not there, or not to be read as one."""
        reply = self.reply(url) if url else Reply(status=404)
        if url not in self._sounds:
            self._sounds[url] = listen(reply.body, url) if reply.whole else None
        return self._sounds[url]

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Every address in the feed with the tag that holds it."""
        for element in self.elements():
            tag = element.tag.rpartition("}")[2]
            for name in ("url", "href"):
                if url := element.get(name, ""):
                    yield tag, url
            if tag == "link" and element.text and element.text.strip():
                yield tag, element.text.strip()

    def images(self) -> Iterator[str]:
        """The addresses of the channel's and the items' covers, each once."""
        found = self.all(f"{ITUNES}image")
        found += [image for item in self.items for image in item.all(f"{ITUNES}image")]
        yield from dict.fromkeys(each.get("href", "") for each in found if each.get("href"))

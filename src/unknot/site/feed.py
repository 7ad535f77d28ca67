"""The feed: RSS 2.0 with the itunes, podcast, atom and psc namespaces.

PSP-1 (the Podcast RSS specification), Apple's requirements and Podcasting 2.0 say what is in it.
The order of elements is fixed, so the same channel gives the same bytes.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from msgspec import Struct

from unknot.content.records.channel import Channel
from unknot.site.address import join
from unknot.site.chapters import for_feeds
from unknot.site.notes import description
from unknot.site.pages import Card
from unknot.timeline.sheet import stamp

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "psc": "http://podlove.org/simple-chapters",
}
TRANSCRIPTS = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "json": "application/json",
    "html": "text/html",
}
CHAPTERS = "application/json+chapters"
_GROUPS = {"author": "writing", "writer": "writing", "editor": "audio post-production"}
#: How often sessions come: in a calendar's rule, in words, in seconds.
_UNITS = (
    ("DAILY", "a day", 86_400), ("HOURLY", "an hour", 3600), ("MINUTELY", "a minute", 60),
    ("SECONDLY", "a second", 1),
)  # fmt: skip


class Head(Struct, frozen=True, kw_only=True):
    """What the feed as a whole says besides the channel's own record."""

    url: str
    site: str
    image: str
    alt: str
    guid: str
    language: str
    unlisted: bool
    #: In seconds; None when everything is out at once.
    every: int | None = None
    start: int | None = None
    total: int = 0
    moved: bool = False


def feed_xml(channel: Channel, head: Head, cards: Sequence[Card]) -> bytes:
    """The feed as UTF-8 with its declaration, an item for each of ``cards``; the newest first."""
    for prefix, uri in NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    rss = ET.Element("rss", version="2.0")
    top = ET.SubElement(rss, "channel")
    _channel(top, channel, head, cards)
    for card in reversed(cards):
        _item(ET.SubElement(top, "item"), channel, head.url.rpartition("/")[0], card)
    ET.indent(rss, " ")
    made: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _channel(top: ET.Element, channel: Channel, head: Head, cards: Sequence[Card]) -> None:
    _put(top, "title", channel.title)
    _put(top, "description", channel.description)
    _put(top, "link", link := channel.link or head.site)
    _put(top, "language", head.language)
    if channel.copyright:
        _put(top, "copyright", channel.copyright)
    if cards:  # a personal feed may have nothing that is due yet
        _put(top, "lastBuildDate", rfc2822(max(card.session.date for card in cards)))
    _put(top, "generator", "unknot")
    _put(top, "atom:link", rel="self", type="application/rss+xml", href=head.url)
    _put(top, "itunes:author", channel.author)
    _put(top, "itunes:type", "serial")
    _put(top, "itunes:explicit", str(channel.explicit).lower())
    category = _put(top, "itunes:category", text=channel.category)
    if channel.subcategory:
        _put(category, "itunes:category", text=channel.subcategory)
    _put(top, "itunes:image", href=head.image)
    picture = _put(top, "image")  # feed readers that are no podcast players show this one
    for name, words in (("url", head.image), ("title", channel.title), ("link", link)):
        _put(picture, name, words)
    if channel.owner:
        owner = _put(top, "itunes:owner")
        _put(owner, "itunes:name", channel.owner.name)
        _put(owner, "itunes:email", channel.owner.email)
    if head.moved:
        _put(top, "itunes:new-feed-url", head.url)
    if channel.complete:
        _put(top, "itunes:complete", "yes")
    if head.unlisted:
        _put(top, "itunes:block", "Yes")
        _put(top, "podcast:block", "yes")
    _podcast(top, channel, head)


def _podcast(top: ET.Element, channel: Channel, head: Head) -> None:
    """What the podcast namespace has of a channel."""
    _put(top, "podcast:guid", head.guid)
    _put(top, "podcast:medium", "course")
    locked = {"owner": channel.owner.email} if channel.owner else {}
    _put(top, "podcast:locked", "yes", **locked)
    if channel.license:
        more = {"url": channel.license_url} if channel.license_url else {}
        _put(top, "podcast:license", channel.license.lower(), **more)
    if channel.ai_content is not None:  # nobody knows who spoke a track that was found
        _put(top, "podcast:txt", str(channel.ai_content).lower(), purpose="ai-content")
    _frequency(top, channel, head)
    _image(top, head.image, head.alt)
    for person in channel.people:
        more = {"href": person.url} if person.url else {}
        group = _GROUPS.get(person.role, "cast")
        _put(top, "podcast:person", person.name, role=person.role, group=group, **more)


def _frequency(top: ET.Element, channel: Channel, head: Head) -> None:
    about = {"complete": "true"} if channel.complete else {}
    if head.every is None or head.start is None:
        words = "No more sessions will follow" if channel.complete else "When a session is ready"
        _put(top, "podcast:updateFrequency", words, **about)
        return
    rule, unit, count = next(
        (rule, unit, head.every // seconds)
        for rule, unit, seconds in _UNITS
        if head.every % seconds == 0
    )
    words = f"One session {unit}" if count == 1 else f"One session every {count} {unit.split()[1]}s"
    about |= {
        "rrule": f"FREQ={rule};INTERVAL={count};COUNT={head.total}",
        "dtstart": datetime.fromtimestamp(head.start, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    _put(top, "podcast:updateFrequency", words, **about)


def _item(top: ET.Element, channel: Channel, site: str, card: Card) -> None:
    session, timeline = card.session, card.timeline
    page, image = join(site, card.page), join(site, card.cover)
    _put(top, "title", session.title)
    _put(top, "link", page)
    _put(top, "guid", session.guid, isPermaLink="false")
    _put(top, "pubDate", rfc2822(session.date))
    _put(top, "description", description(timeline, session.summary))
    audio = join(site, card.audio)
    _put(top, "enclosure", url=audio, length=str(card.size), type="audio/mpeg")
    _put(top, "itunes:duration", str(round(timeline.length / 1000)))
    _put(top, "itunes:episode", str(session.number))
    _put(top, "itunes:season", str(session.season))
    _put(top, "itunes:episodeType", "full")
    _put(top, "itunes:explicit", str(channel.explicit).lower())
    _put(top, "itunes:image", href=image)
    name = {"name": session.season_name} if session.season_name else {}
    _put(top, "podcast:season", str(session.season), **name)
    display = channel.display.replace("{n}", str(session.number))
    _put(top, "podcast:episode", str(session.number), display=display)
    _image(top, image, card.alt)
    _put(top, "podcast:chapters", url=join(site, card.chapters), type=CHAPTERS)
    for ending, mime in TRANSCRIPTS.items():
        rel = {"rel": "captions"} if ending in ("vtt", "srt") else {}
        url = join(site, f"{card.transcripts}.{ending}")
        _put(top, "podcast:transcript", url=url, type=mime, language=timeline.language, **rel)
    chapters = _put(top, "psc:chapters", version="1.2")
    for each in for_feeds(timeline):
        href = f"{page}#t={each.start / 1000:g}"
        _put(chapters, "psc:chapter", start=stamp(each.start), title=each.title, href=href)


def _image(top: ET.Element, url: str, alt: str) -> None:
    _put(
        top, "podcast:image", None, href=url, alt=alt, purpose="artwork", **{"aspect-ratio": "1/1"}
    )


def _put(top: ET.Element, name: str, words: str | None = None, /, **about: str) -> ET.Element:
    prefix, _, local = name.rpartition(":")
    tag = f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local
    made = ET.SubElement(top, tag, about)
    if words is not None:
        made.text = words.strip()
    return made


def rfc2822(seconds: int) -> str:
    """Seconds since 1970 as feeds write a date, in UTC."""
    return format_datetime(datetime.fromtimestamp(seconds, UTC))

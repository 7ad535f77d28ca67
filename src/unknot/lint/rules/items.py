"""I: what the feed says of each session."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from itertools import pairwise

from unknot.lint.access import ending
from unknot.lint.audit import ITUNES, PODCAST, Audit, FeedItem
from unknot.lint.rule import Breach, each_item, needs, rule

MP3 = ("audio/mpeg",)
TYPES = {".mp3": MP3, ".m4a": ("audio/m4a", "audio/x-m4a", "audio/mp4")}
_COUNT = re.compile("[1-9][0-9]*")
_NUMBERED = re.compile(r"(?i)\s*(#|episode|ep\.?|session|day|part)?\s*[0-9]+\s*([:.)\-–—]|$)")


title = needs("I01", "title", "a title", fix="give the session a title", items=True)


@each_item("I02", "SHOULD", "PSP-1, Apple", fix="the number has an element of its own")
def check_title(item: FeedItem) -> str:
    """A title does not begin with its number."""
    return "has a title that begins with its number" if _NUMBERED.match(item.text("title")) else ""


enclosure = needs(
    "I03", "enclosure", "enclosure with an address", attribute="url", source="RSS 2.0, PSP-1",
    asks="Every item has an enclosure", fix="give enclosure url, length and type", items=True,
)  # fmt: skip


@each_item("I04", "MUST", "PSP-1, Apple", fix="audio/mpeg for .mp3")
def check_type(item: FeedItem) -> str:
    """The enclosure's type fits its file."""
    kind = item.get("enclosure", "type")
    wanted = TYPES.get(ending(item.audio), MP3)
    return f"has an enclosure of type {kind!r}" if item.audio and kind not in wanted else ""


guid = needs("I05", "guid", "a guid", fix="a UUID that is kept for ever", items=True)


@each_item("I06", "MUST", "RSS 2.0", fix='write isPermaLink="false"')
def check_guid(item: FeedItem) -> str:
    """A guid that is no address says isPermaLink=false."""
    guid, permanent = item.text("guid"), item.get("guid", "isPermaLink")
    if guid and permanent != "false" and not re.match(r"https?://", guid):
        return "has a guid that claims to be an address"
    return ""


@each_item("I07", "SHOULD", "PSP-1", fix="such as Tue, 01 Dec 2026 00:00:00 +0000")
def check_date(item: FeedItem) -> str:
    """Every item has a date in the form of RFC 2822."""
    return _wrong_date(item)


description = needs(
    "I08", "description", "a description", "SHOULD", fix="give the session a summary", items=True
)
page = needs(
    "I09", "link", "a link", "SHOULD", asks="Every item has a page",
    fix="link to the session's page", items=True,
)  # fmt: skip


cover = needs(
    "I10", f"{ITUNES}image", "itunes:image", "SHOULD", attribute="href",
    asks="Every item has a cover", fix="give itunes:image", items=True,
)  # fmt: skip


duration = needs(
    "I11", f"{ITUNES}duration", "itunes:duration", "SHOULD", like=_COUNT.fullmatch,
    asks="itunes:duration is a whole number of seconds", source="PSP-1, Apple",
    fix="write seconds, without colons", items=True,
)  # fmt: skip
explicit = needs(
    "I12", f"{ITUNES}explicit", "itunes:explicit", "SHOULD", like=("true", "false").__contains__,
    asks="An item's itunes:explicit is true or false", fix="write true or false, nothing else",
    items=True,
)  # fmt: skip


@each_item("I13", "MUST", "Apple, Podcasting 2.0", fix="its name goes into podcast:season")
def check_season(item: FeedItem) -> str:
    """A season is a whole number from 1."""
    text = item.text(f"{ITUNES}season")
    return "" if not text or _COUNT.fullmatch(text) else f"has the season {text!r}"


@each_item("I14", "MUST", "Podcasting 2.0", fix="shorten display in channel.yaml")
def check_display(item: FeedItem) -> str:
    """podcast:episode display has 32 characters at most."""
    text = item.get(f"{PODCAST}episode", "display")
    return f"shows {text!r}, which has {len(text)} characters" if len(text) > 32 else ""


@each_item("I15", "SHOULD", "PSP-1", fix="link to captions in WebVTT")
def find_transcript(item: FeedItem) -> str:
    """Every item has a transcript."""
    return "" if item.all(f"{PODCAST}transcript") else "has no transcript"


@rule("I16", "MUST", "Apple", fix="Apple drops the second")
def find_double_enclosures(audit: Audit) -> Iterator[Breach]:
    """No two items have one enclosure."""
    yield from _twice([item.audio for item in audit.items], "enclosure")


@rule("I17", "MUST", "PSP-1", fix="players take them for one item")
def find_double_guids(audit: Audit) -> Iterator[Breach]:
    """No two items have one guid."""
    yield from _twice([item.text("guid") for item in audit.items], "guid")


@rule("I18", "MUST", "PSP-1", fix="count from 1")
def check_numbers(audit: Audit) -> Iterator[Breach]:
    """In a serial channel, every item has an episode number of its own."""
    if audit.text(f"{ITUNES}type") != "serial":
        return
    taken = Counter[tuple[str, str]]()
    for item in audit.items:
        number = item.text(f"{ITUNES}episode")
        if not _COUNT.fullmatch(number):
            yield item.name, f"has itunes:episode {number!r}"
        if number:
            taken[item.text(f"{ITUNES}season"), number] += 1
    for (_, number), count in taken.items():
        if count > 1:
            yield "channel", f"has {count} items with number {number}"


@rule("I19", "MUST", "AntennaPod 4370, 7267", fix="players order by date")
def compare_dates(audit: Audit) -> Iterator[Breach]:
    """Dates are distinct, and rise with the episode numbers."""
    for one, two in pairwise(item for item in audit.in_order if not _wrong_date(item)):
        same = one.text(f"{ITUNES}episode") == two.text(f"{ITUNES}episode")
        first, second = (parsedate_to_datetime(each.text("pubDate")) for each in (one, two))
        if first >= second and not same:
            yield two.name, f"is not dated after {one.name}"


def _wrong_date(item: FeedItem) -> str:
    text = item.text("pubDate")
    try:
        return "" if parsedate_to_datetime(text).tzinfo else f"has the date {text!r} without a zone"
    except (ValueError, TypeError):
        return f"has the date {text!r}" if text else "has no pubDate"


def _twice(values: list[str], what: str) -> Iterator[Breach]:
    for value, count in Counter(filter(None, values)).items():
        if count > 1:
            yield "channel", f"has {count} items with the {what} {value}"

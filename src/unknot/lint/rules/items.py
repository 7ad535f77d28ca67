"""I: what the feed says of each session."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from itertools import pairwise

from unknot.lint.audit import ITUNES, PODCAST, Audit, FeedItem
from unknot.lint.rule import Breach, about, rule

TYPES = {".mp3": "audio/mpeg", ".m4a": ("audio/m4a", "audio/x-m4a", "audio/mp4")}
_NUMBERED = re.compile(r"(?i)\s*(#|episode|ep\.?|session|day|part)?\s*[0-9]+\s*([:.)\-–—]|$)")


_each = about(lambda audit: ((item.name, item) for item in audit.items))


def _numbered(item: FeedItem) -> str:
    return "has a title that begins with its number" if _NUMBERED.match(item.text("title")) else ""


def _type(item: FeedItem) -> str:
    kind = item.get("enclosure", "type")
    wanted = next((t for end, t in TYPES.items() if item.audio.lower().endswith(end)), "audio/mpeg")
    return f"has an enclosure of type {kind!r}" if item.audio and kind not in wanted else ""


def _permanent(item: FeedItem) -> str:
    guid, permanent = item.text("guid"), item.get("guid", "isPermaLink")
    if guid and permanent != "false" and not re.match(r"https?://", guid):
        return "has a guid that claims to be an address"
    return ""


def _date(item: FeedItem) -> str:
    text = item.text("pubDate")
    try:
        return "" if parsedate_to_datetime(text).tzinfo else f"has the date {text!r} without a zone"
    except (ValueError, TypeError):
        return f"has the date {text!r}" if text else "has no pubDate"


def _duration(item: FeedItem) -> str:
    text = item.text(f"{ITUNES}duration")
    return "" if re.fullmatch(r"[1-9][0-9]*", text) else f"has itunes:duration {text!r}"


def _explicit(item: FeedItem) -> str:
    text = item.text(f"{ITUNES}explicit")
    return "" if text in ("true", "false") else f"has itunes:explicit {text!r}"


def _season(item: FeedItem) -> str:
    text = item.text(f"{ITUNES}season")
    return "" if not text or re.fullmatch(r"[1-9][0-9]*", text) else f"has the season {text!r}"


def _display(item: FeedItem) -> str:
    text = item.get(f"{PODCAST}episode", "display")
    return f"shows {text!r}, which has {len(text)} characters" if len(text) > 32 else ""


title = _each("I01", "MUST", "Every item has a title",
              lambda item: "" if item.text("title") else "has no title",
              source="PSP-1", fix="give the session a title")  # fmt: skip
numbered = _each("I02", "SHOULD", "A title does not begin with its number", _numbered,
                 source="PSP-1, Apple", fix="the number has an element of its own")  # fmt: skip
enclosure = _each("I03", "MUST", "Every item has an enclosure",
                  lambda item: "" if item.audio else "has no enclosure with an address",
                  source="RSS 2.0, PSP-1", fix="give enclosure url, length and type")  # fmt: skip
media_type = _each("I04", "MUST", "The enclosure's type fits its file", _type,
                   source="PSP-1, Apple", fix="audio/mpeg for .mp3")  # fmt: skip
has_guid = _each("I05", "MUST", "Every item has a guid",
                 lambda item: "" if item.text("guid") else "has no guid",
                 source="PSP-1", fix="a UUID that is kept for ever")  # fmt: skip
permanent = _each("I06", "MUST", "A guid that is no address says isPermaLink=false", _permanent,
                  source="RSS 2.0", fix='write isPermaLink="false"')  # fmt: skip
date = _each("I07", "SHOULD", "Every item has a date in the form of RFC 2822", _date,
             source="PSP-1", fix="such as Tue, 01 Dec 2026 00:00:00 +0000")  # fmt: skip
description = _each("I08", "SHOULD", "Every item has a description",
                    lambda item: "" if item.text("description") else "has no description",
                    source="PSP-1", fix="give the session a summary")  # fmt: skip
link = _each("I09", "SHOULD", "Every item has a page",
             lambda item: "" if item.text("link") else "has no link",
             source="PSP-1", fix="link to the session's page")  # fmt: skip
image = _each("I10", "SHOULD", "Every item has a cover",
              lambda item: "" if item.get(f"{ITUNES}image", "href") else "has no itunes:image",
              source="PSP-1", fix="give itunes:image")  # fmt: skip
duration = _each("I11", "SHOULD", "itunes:duration is a whole number of seconds", _duration,
                 source="PSP-1, Apple", fix="write seconds, without colons")  # fmt: skip
explicit = _each("I12", "SHOULD", "An item's itunes:explicit is true or false", _explicit,
                 source="PSP-1", fix="write true or false, nothing else")  # fmt: skip
season = _each("I13", "MUST", "A season is a whole number from 1", _season,
               source="Apple, Podcasting 2.0", fix="its name goes into podcast:season")  # fmt: skip
display = _each("I14", "MUST", "podcast:episode display has 32 characters at most", _display,
                source="Podcasting 2.0", fix="shorten display in channel.yaml")  # fmt: skip
transcript = _each("I15", "SHOULD", "Every item has a transcript",
                   lambda item: "" if item.all(f"{PODCAST}transcript") else "has no transcript",
                   source="PSP-1", fix="link to captions in WebVTT")  # fmt: skip


@rule(
    "I16", "MUST", "No two items have one enclosure", source="Apple", fix="Apple drops the second"
)
def one_enclosure(audit: Audit) -> Iterator[Breach]:
    yield from _twice(audit, [item.audio for item in audit.items], "enclosure")


@rule("I17", "MUST", "No two items have one guid", source="PSP-1",
      fix="players take them for one item")  # fmt: skip
def one_guid(audit: Audit) -> Iterator[Breach]:
    yield from _twice(audit, [item.text("guid") for item in audit.items], "guid")


@rule("I18", "MUST", "In a serial channel, every item has an episode number of its own",
      source="PSP-1", fix="count from 1")  # fmt: skip
def episodes(audit: Audit) -> Iterator[Breach]:
    if audit.value(f"{ITUNES}type") != "serial":
        return
    numbers = [item.text(f"{ITUNES}episode") for item in audit.items]
    for item, number in zip(audit.items, numbers, strict=True):
        if not re.fullmatch(r"[1-9][0-9]*", number):
            yield item.name, f"has itunes:episode {number!r}"
    seasons = [(item.text(f"{ITUNES}season"), number)
               for item, number in zip(audit.items, numbers, strict=True) if number]  # fmt: skip
    for (_, number), count in Counter(seasons).items():
        if count > 1:
            yield "channel", f"has {count} items with number {number}"


@rule("I19", "MUST", "Dates are distinct, and rise with the episode numbers",
      source="AntennaPod 4370, 7267", fix="players order by date")  # fmt: skip
def order(audit: Audit) -> Iterator[Breach]:
    dated = [item for item in audit.in_order if not _date(item)]
    for one, two in pairwise(dated):
        same = one.text(f"{ITUNES}episode") == two.text(f"{ITUNES}episode")
        times = [parsedate_to_datetime(each.text("pubDate")) for each in (one, two)]
        if times[0] >= times[1] and not same:
            yield two.name, f"is not dated after {one.name}"


def _twice(audit: Audit, values: list[str], what: str) -> Iterator[Breach]:
    for value, count in Counter(each for each in values if each).items():
        if count > 1:
            yield "channel", f"has {count} items with the {what} {value}"

"""H: chapters, in the four places where players look for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from unknot.counted import counted
from unknot.lint.audit import PODCAST, PSC, Audit, FeedItem
from unknot.lint.rule import Breach, each_item, rule
from unknot.site.chapters import FEWEST, LONGEST_TITLE, SHORTEST_MS

_MIME = "application/json+chapters"
#: A line that begins with a time: ``00:01:20 Title``, ``1:20 - Title`` or ``(1:20) Title``.
_STAMP = re.compile(r"(?:(?<=>)|(?<=\n)|^)[ \t]*[(\[]?((?:\d+:)?\d+:\d\d)[)\]]?[ \t]+([^<\n]+)")
_SLACK = 0.02
Shown = list[tuple[float, str]]


def _read(item: FeedItem) -> list[dict[str, Any]] | None:
    """The chapters of the item's JSON file; None when there is none that can be read."""
    url = item.get(f"{PODCAST}chapters", "url")
    reply = item.audit.reply(url) if url else None
    if reply is None or not reply.ok:
        return None
    try:
        value = json.loads(reply.body)
        rows = value["chapters"]
        assert str(value["version"]).startswith("1.")
        return [each for each in rows if float(each["startTime"]) >= 0]
    except (ValueError, LookupError, TypeError, AssertionError, RecursionError):
        return None


def _shown(item: FeedItem) -> Shown:
    rows = (each for each in _read(item) or [] if each.get("toc", True))
    return [(float(each["startTime"]), str(each.get("title", ""))) for each in rows]


def _ends_at(item: FeedItem) -> float:
    """Seconds; endless where that is not known."""
    return item.sound.length / 1000 if item.sound and item.sound.length else float("inf")


@each_item("H01", "SHOULD", "Podcasting 2.0, Apple",
           fix="without them Apple makes its own, which would be wrong here")  # fmt: skip
def find_link(item: FeedItem) -> str:
    """Every item links to its chapters."""
    return "" if item.get(f"{PODCAST}chapters", "url") else "has no podcast:chapters"


@each_item("H02", "MUST", "Podcasting 2.0", fix=f"write {_MIME}")
def check_type(item: FeedItem) -> str:
    """The link's type is application/json+chapters."""
    kind = item.get(f"{PODCAST}chapters", "type")
    wrong = item.get(f"{PODCAST}chapters", "url") and kind != _MIME
    return f"gives its chapters the type {kind!r}" if wrong else ""


@rule("H03", "MUST", "Podcasting 2.0", fix="version and chapters, each with startTime")
def read_files(audit: Audit) -> Iterator[Breach]:
    """The chapters file is there, and JSON of version 1."""
    for item in audit.items:
        if (url := item.get(f"{PODCAST}chapters", "url")) and _read(item) is None:
            yield url, audit.reply(url).missing or "is not a chapters file"


@each_item("H04", "MUST", "Podcasting 2.0", fix="sort them by startTime")
def check_order(item: FeedItem) -> str:
    """Chapters come in the order of their times."""
    starts = [float(each["startTime"]) for each in _read(item) or []]
    wrong = any(one >= two for one, two in pairwise(starts))
    return "has chapters out of order" if wrong else ""


@each_item("H05", "SHOULD", "Spotify, Apple", fix="give what comes first a chapter too")
def check_first(item: FeedItem) -> str:
    """The first chapter starts at 0."""
    first = min(_shown(item), default=(0.0, ""))[0]
    return f"has its first chapter at {first:g} s" if first > _SLACK else ""


@each_item("H06", "SHOULD", "Spotify, Apple",
           fix="below that, players show none, or make their own")  # fmt: skip
def count_shown(item: FeedItem) -> str:
    """There are at least 3 chapters."""
    few = _read(item) is not None and len(_shown(item)) < FEWEST
    return f"shows {counted(len(_shown(item)), 'chapter')}" if few else ""


@rule("H07", "SHOULD", "Spotify", fix='merge it, or hide it with "toc": false')
def find_brief(audit: Audit) -> Iterator[Breach]:
    """A chapter that is shown lasts 30 s or more."""
    for item in audit.items:
        shown = sorted(_shown(item))
        ends = [*(start for start, _ in shown[1:]), _ends_at(item)]
        for (start, title), end in zip(shown, ends, strict=False):
            if 0 < end - start < SHORTEST_MS / 1000 - _SLACK:
                yield item.name, f"has a chapter {title!r} of {end - start:.0f} s"


@rule("H08", "SHOULD", "Spotify", fix="shorten it")
def find_long_titles(audit: Audit) -> Iterator[Breach]:
    """A chapter's title has 39 characters at most."""
    for item in audit.items:
        for _, title in _shown(item):
            if not 0 < len(title) <= LONGEST_TITLE:
                yield item.name, f"has the chapter title {title!r}"


@rule("H09", "MUST", "Podcasting 2.0", fix="publish again from the track")
def find_late(audit: Audit) -> Iterator[Breach]:
    """Every chapter starts before the sound ends."""
    for item in audit.items:
        length = _ends_at(item)
        for row in _read(item) or []:
            if float(row["startTime"]) >= length:
                yield item.name, f"has a chapter at {row['startTime']} s, and lasts {length:.0f} s"


@each_item("H10", "SHOULD", "Podlove, Spotify",
           fix="Spotify and gPodder read only these; publish again")  # fmt: skip
def compare_podlove(item: FeedItem) -> str:
    """Podlove chapters in the feed say the same."""
    found = item.element.iter(f"{PSC}chapter")
    rows = [(_seconds(each.get("start", "")), each.get("title", "")) for each in found]
    differ = _differ(item, rows, _SLACK, "psc:chapters")
    unnamed = _shown(item) and any(not title for _, title in rows)
    return differ or ("has a chapter without a title in psc:chapters" if unnamed else "")


@each_item("H11", "SHOULD", "Apple, Spotify",
           fix="publish again; a line each, such as 00:01:20 Title")  # fmt: skip
def compare_stamps(item: FeedItem) -> str:
    """Time stamps in the description say the same."""
    text = item.text("description")
    rows = [(_seconds(start), str(title)) for start, title in _STAMP.findall(text)]
    return _differ(item, rows, 1.0, "its description") if text else ""


@each_item("H12", "SHOULD", "Castro, Overcast",
           fix="publish again; these apps read only the file's own")  # fmt: skip
def compare_inside(item: FeedItem) -> str:
    """Chapters inside the MP3 start at the same times."""
    if not item.sound or item.sound.fault or not item.sound.chapters:
        return ""
    rows = [(each.start / 1000, each.title) for each in item.sound.chapters]
    return _differ(item, rows, _SLACK, "its MP3")


def _differ(item: FeedItem, rows: Shown, slack: float, where: str) -> str:
    """What is wrong when ``rows`` from ``where`` are not the chapters that the JSON file shows.

    Titles and order have rules of their own, so that here times count.
    """
    ours, theirs = sorted(start for start, _ in rows), sorted(start for start, _ in _shown(item))
    if not theirs:
        return ""
    if len(ours) != len(theirs):
        return f"has {counted(len(ours), 'chapter')} in {where} and {len(theirs)} in JSON"
    apart = any(abs(a - b) > slack for a, b in zip(ours, theirs, strict=True))
    return f"has other times in {where} than in JSON" if apart else ""


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)", text)
    return int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + float(found[3]) if found else -1.0

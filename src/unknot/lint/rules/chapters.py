"""H: chapters, in the four places where players look for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from unknot.lint.audit import PODCAST, PSC, Audit, FeedItem
from unknot.lint.rule import Breach, rule
from unknot.site.chapters import FEWEST, LONGEST_TITLE, SHORTEST_MS

_MIME = "application/json+chapters"
_STAMP = re.compile(r"(?:(?<=>)|(?<=\n)|^)(\d\d):(\d\d):(\d\d) ([^<\n]+)")
_SLACK = 0.02


def _read(audit: Audit, item: FeedItem) -> list[dict[str, Any]] | None:
    """The chapters of the item's JSON file; None when there is none that can be read."""
    url = item.get(f"{PODCAST}chapters", "url")
    reply = audit.get(url) if url else None
    if reply is None or not reply.ok:
        return None
    try:
        value = json.loads(reply.body)
        rows = value["chapters"]
        assert str(value["version"]).startswith("1.")
        return [each for each in rows if float(each["startTime"]) >= 0]
    except (ValueError, LookupError, TypeError, AssertionError, RecursionError):
        return None


def _shown(audit: Audit, item: FeedItem) -> list[tuple[float, str]]:
    rows = _read(audit, item) or []
    return [
        (float(each["startTime"]), str(each.get("title", "")))
        for each in rows
        if each.get("toc", True)
    ]


def _sound_at(audit: Audit, item: FeedItem) -> float | None:
    sound = audit.sound(item.audio)
    return sound.length / 1000 if sound and sound.length else None


@rule("H01", "SHOULD", "Every item links to its chapters", source="Podcasting 2.0, Apple",
      fix="without them Apple makes its own, which would be wrong here")  # fmt: skip
def linked(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        if not item.get(f"{PODCAST}chapters", "url"):
            yield item.name, "has no podcast:chapters"


@rule("H02", "MUST", "The link's type is application/json+chapters", source="Podcasting 2.0",
      fix=f"write {_MIME}")  # fmt: skip
def typed(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        kind = item.get(f"{PODCAST}chapters", "type")
        if item.get(f"{PODCAST}chapters", "url") and kind != _MIME:
            yield item.name, f"gives its chapters the type {kind!r}"


@rule("H03", "MUST", "The chapters file is there, and JSON of version 1", source="Podcasting 2.0",
      fix="version and chapters, each with startTime")  # fmt: skip
def readable(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        if (url := item.get(f"{PODCAST}chapters", "url")) and _read(audit, item) is None:
            yield url, "is not there, or not a chapters file"


@rule("H04", "MUST", "Chapters come in the order of their times", source="Podcasting 2.0",
      fix="sort them by startTime")  # fmt: skip
def ascending(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        starts = [float(each["startTime"]) for each in _read(audit, item) or []]
        if any(one >= two for one, two in pairwise(starts)):
            yield item.name, "has chapters out of order"


@rule("H05", "SHOULD", "The first chapter starts at 0", source="Spotify, Apple",
      fix="give what comes first a chapter too")  # fmt: skip
def first(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        if (shown := _shown(audit, item)) and min(shown)[0] > _SLACK:
            yield item.name, f"has its first chapter at {min(shown)[0]:g} s"


@rule("H06", "SHOULD", f"There are at least {FEWEST} chapters", source="Spotify, Apple",
      fix="below that, players show none, or make their own")  # fmt: skip
def enough(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        if _read(audit, item) is not None and len(shown := _shown(audit, item)) < FEWEST:
            yield item.name, f"shows {len(shown)} chapters"


@rule("H07", "SHOULD", f"A chapter that is shown lasts {SHORTEST_MS // 1000} s or more",
      source="Spotify", fix='merge it, or hide it with "toc": false')  # fmt: skip
def long_enough(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        if not (shown := sorted(_shown(audit, item))):
            continue
        ends = [start for start, _ in shown[1:]] + [_sound_at(audit, item) or float("inf")]
        for (start, title), end in zip(shown, ends, strict=True):
            if 0 < end - start < SHORTEST_MS / 1000 - _SLACK:
                yield item.name, f"has a chapter {title!r} of {end - start:.0f} s"


@rule("H08", "SHOULD", f"A chapter's title has {LONGEST_TITLE} characters at most",
      source="Spotify", fix="shorten it")  # fmt: skip
def short(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        for _, title in _shown(audit, item):
            if not 0 < len(title) <= LONGEST_TITLE:
                yield item.name, f"has the chapter title {title!r}"


@rule("H09", "MUST", "Every chapter starts before the sound ends", source="Podcasting 2.0",
      fix="publish again from the track")  # fmt: skip
def within(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        length = _sound_at(audit, item)
        for each in _read(audit, item) or []:
            if length and float(each["startTime"]) >= length:
                yield item.name, f"has a chapter at {each['startTime']} s, and lasts {length:.0f} s"


@rule("H10", "SHOULD", "Podlove chapters in the feed say the same", source="Podlove, Spotify",
      fix="Spotify and gPodder read only these; publish again")  # fmt: skip
def podlove(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        rows = [
            (_seconds(each.get("start", "")), each.get("title", ""))
            for each in item.element.iter(f"{PSC}chapter")
        ]
        yield from _differ(item, rows, _shown(audit, item), _SLACK, "psc:chapters")


@rule("H11", "SHOULD", "Time stamps in the description say the same", source="Apple, Spotify",
      fix="publish again; a line each, such as 00:01:20 Title")  # fmt: skip
def stamps(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        found = _STAMP.findall(item.text("description"))
        rows = [(float(_seconds(f"{h}:{m}:{s}")), str(title)) for h, m, s, title in found]
        if item.text("description"):
            yield from _differ(item, rows, _shown(audit, item), 1.0, "its description", False)


@rule("H12", "SHOULD", "Chapters inside the MP3 start at the same times", source="Castro, Overcast",
      fix="publish again; these apps read only the file's own")  # fmt: skip
def inside(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        sound = audit.sound(item.audio)
        if sound and not sound.fault and sound.chapters:
            rows = [(each.start / 1000, each.title) for each in sound.chapters]
            yield from _differ(item, rows, _shown(audit, item), _SLACK, "its MP3", False)


def _differ(
    item: FeedItem, rows: list[tuple[float, str]], shown: list[tuple[float, str]], slack: float,
    where: str, titles: bool = True,
) -> Iterator[Breach]:  # fmt: skip
    """A fault when ``rows`` from ``where`` are not the chapters that the JSON file shows.

    Titles and order have rules of their own, so that here times count.
    """
    if not shown:
        return
    ours, theirs = sorted(start for start, _ in rows), sorted(start for start, _ in shown)
    if len(ours) != len(theirs):
        yield item.name, f"has {len(ours)} chapters in {where} and {len(theirs)} in JSON"
    elif any(abs(a - b) > slack for a, b in zip(ours, theirs, strict=True)):
        yield item.name, f"has other times in {where} than in JSON"
    elif titles and any(not title for _, title in rows):
        yield item.name, f"has a chapter without a title in {where}"


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)", text)
    if not found:
        return -1.0
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + float(found[3])

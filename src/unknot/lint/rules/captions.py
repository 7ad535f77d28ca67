"""T: captions and transcripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from unknot.lint.access import ending
from unknot.lint.audit import PODCAST, Audit, FeedItem
from unknot.lint.rule import Breach, each, each_item, rule
from unknot.site.captions import LINE, SHORTEST, rows
from unknot.site.feed import TRANSCRIPTS

_VTT_MIME, _SRT_MIME = "text/vtt", "application/x-subrip"
_VTT_TIME, _SRT_TIME = r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})", r"(\d\d):(\d\d):(\d\d),(\d{3})"
_VTT = re.compile(rf"{_VTT_TIME}[ \t]+-->[ \t]+{_VTT_TIME}")
_SRT = re.compile(f"{_SRT_TIME} --> {_SRT_TIME}")


class CaptionCue(NamedTuple):
    """Words to be seen from ``start`` to ``end`` (s)."""

    start: float
    end: float
    lines: list[str]


class LinkedText(NamedTuple):
    """A transcript of ``item`` that is there, and its captions; none where it is no such file."""

    item: FeedItem
    text: str
    cues: list[CaptionCue]


def _links(audit: Audit) -> Iterator[tuple[FeedItem, str, str | None]]:
    """Every transcript that is linked: of which item, its address and its type."""
    for item in audit.items:
        for link in item.all(f"{PODCAST}transcript"):
            yield item, link.get("url", ""), link.get("type")


def _files(*mimes: str) -> Callable[[Audit], Iterator[tuple[str, LinkedText]]]:
    """Every transcript of these types that is there, by address."""

    def found(audit: Audit) -> Iterator[tuple[str, LinkedText]]:
        for item, url, mime in _links(audit):
            if mime in mimes and url and (reply := audit.reply(url)).whole:
                text = reply.body.decode("utf-8", "replace")
                yield url, LinkedText(item, text, _cues(text, mime))

    return found


def _cues(text: str, mime: str) -> list[CaptionCue]:
    cues: list[CaptionCue] = []
    body = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    pattern = _VTT if mime == _VTT_MIME else _SRT
    if pattern is _VTT:
        if not re.match(r"WEBVTT(?=[ \t\n]|$)", body):
            return []
        body = body.partition("\n\n")[2]
    for block in filter(None, (part.strip("\n") for part in body.split("\n\n"))):
        if pattern is _VTT and re.match(r"NOTE|STYLE|REGION", block):
            continue
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if pattern.match(line)), None)
        if at is None or not lines[at + 1 :]:
            return []
        found = pattern.match(lines[at])
        assert found
        h1, m1, s1, f1, h2, m2, s2, f2 = (int(part or 0) for part in found.groups())
        start, end = h1 * 3600 + m1 * 60 + s1 + f1 / 1000, h2 * 3600 + m2 * 60 + s2 + f2 / 1000
        cues.append(CaptionCue(start, end, lines[at + 1 :]))
    return cues


each_vtt, each_srt = each(_files(_VTT_MIME)), each(_files(_SRT_MIME))
each_caption_file = each(_files(_VTT_MIME, _SRT_MIME))
each_json = each(_files("application/json"))


@rule("T01", "MUST", "Podcasting 2.0", fix="publish again, copy the whole folder")
def find_missing(audit: Audit) -> Iterator[Breach]:
    """Every transcript that is linked is there."""
    for _, url, _ in _links(audit):
        if why := audit.reply(url).missing:
            yield url, why


@rule("T02", "MUST", "Podcasting 2.0",
      fix=", ".join(f"{mime} for .{end}" for end, mime in TRANSCRIPTS.items()))  # fmt: skip
def check_type(audit: Audit) -> Iterator[Breach]:
    """A transcript's type fits its name."""
    for _, url, kind in _links(audit):
        wanted = TRANSCRIPTS.get(ending(url).removeprefix("."))
        if wanted and kind != wanted:
            yield url, f"has the type {kind!r}"


@each_vtt("T03", "MUST", "W3C WebVTT",
          fix="begin with WEBVTT; times such as 00:01:20.000 --> 00:01:22.000")  # fmt: skip
def read_vtt(file: LinkedText) -> str:
    """WebVTT can be read."""
    return "" if file.cues else "is not WebVTT, or holds nothing"


@each_caption_file("T04", "MUST", "W3C WebVTT", fix="publish again from the track")
def check_order(file: LinkedText) -> str:
    """Captions come in order, and none ends before it starts."""
    backwards = any(cue.end <= cue.start for cue in file.cues)
    mixed = any(one.start > two.start for one, two in pairwise(file.cues))
    return "has captions out of order" if backwards or mixed else ""


@each_caption_file("T05", "MUST", "own", fix="publish again from the track")
def find_late(file: LinkedText) -> str:
    """No caption starts after the sound ends."""
    length = file.item.sound.length if file.item.sound else 0
    late = length and file.cues and file.cues[-1].start * 1000 > length
    return f"goes on after the sound's {length / 1000:.0f} s" if late else ""


@each_vtt("T06", "SHOULD", "Podcasting 2.0", fix="break it")
def check_width(file: LinkedText) -> str:
    """A line of WebVTT has 65 characters at most."""
    every = (line for cue in file.cues for line in cue.lines)
    longest = max((len(re.sub(r"<[^>]*>", "", line)) for line in every), default=0)
    return f"has a line of {longest} characters" if longest > 65 else ""


@each_srt("T07", "MUST", "Podcasting 2.0",
          fix="a number, times such as 00:01:20,000 --> 00:01:22,000, then the text")  # fmt: skip
def read_srt(file: LinkedText) -> str:
    """SRT can be read."""
    return "" if file.cues else "is not SRT, or holds nothing"


@each_srt("T08", "SHOULD", "Podcasting 2.0", fix="break it, or make two of it")
def check_size(file: LinkedText) -> str:
    """A caption of SRT has two lines of 32 characters at most."""
    for cue in file.cues:
        if len(cue.lines) > 2 or max(map(len, cue.lines)) > 32:
            return f"has a larger caption at {cue.start:g} s"
    return ""


@each_json("T09", "MUST", "Podcasting 2.0", fix="startTime, endTime and body for each segment")
def read_json(file: LinkedText) -> str:
    """A transcript in JSON has version and segments with times and text."""
    try:
        value = json.loads(file.text)
        found = value["segments"]
        good = value["version"] == "1.0.0" and all(
            float(one["startTime"]) <= float(one["endTime"]) and one["body"] for one in found
        )
    except (ValueError, KeyError, TypeError):
        good, found = False, ()
    return "" if good and found else "is not a transcript of version 1.0.0"


@each_vtt("T10", "SHOULD", "PSP-1, Apple", fix="begin spoken captions with <v Name>")
def find_speaker(file: LinkedText) -> str:
    """Captions name who speaks."""
    return "names no speaker" if file.cues and "<v " not in file.text else ""


@each_item("T11", "SHOULD", "Podcasting 2.0", fix='write rel="captions"')
def find_captions(item: FeedItem) -> str:
    """One transcript of each item is WebVTT or SRT with rel=captions."""
    found = item.all(f"{PODCAST}transcript")
    lacking = found and not any(link.get("rel") == "captions" for link in found)
    return "has no transcript that is for captions" if lacking else ""


@each_srt("T12", "SHOULD", "Netflix Timed Text", fix="publish again from the track")
def check_length(file: LinkedText) -> str:
    """A caption is seen for five sixths of a second at least."""
    shortest = (SHORTEST - 1) / 1000
    brief = [cue for cue in file.cues if 0 < cue.end - cue.start < shortest]
    if not brief:
        return ""
    start, end, lines = brief[0]
    shown = f"{' '.join(lines)!r} at {start:g} s is seen for {end - start:.2f} s"
    return shown + (f", and {len(brief) - 1} more are as short" * (len(brief) > 1))


@each_srt("T13", "SHOULD", "BBC Subtitle Guidelines", fix="publish again from the track")
def check_evenness(file: LinkedText) -> str:
    """The two lines of a caption are as even as they can be."""
    for cue in file.cues:
        better, longest = rows(" ".join(cue.lines)), max(map(len, cue.lines))
        if len(cue.lines) == len(better) and LINE >= longest > max(map(len, better)):
            return f"has uneven lines at {cue.start:g} s"
    return ""

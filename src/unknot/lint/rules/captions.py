"""T: captions and transcripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from unknot.lint.audit import PODCAST, Audit, FeedItem
from unknot.lint.rule import Breach, rule
from unknot.site.caption_lines import LINE, rows
from unknot.site.captions import SHORTEST
from unknot.site.feed import TRANSCRIPTS

_VTT = re.compile(
    r"(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})[ \t]+-->[ \t]+(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})"
)
_SRT = re.compile(r"(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})")
Cue = tuple[float, float, list[str]]


def _linked(audit: Audit, mime: str) -> Iterator[tuple[FeedItem, str, str]]:
    """Item, address and text of every transcript of a type that is there."""
    for item in audit.items:
        for each in item.all(f"{PODCAST}transcript"):
            url = each.get("url", "")
            if each.get("type") == mime and url and (reply := audit.get(url)).ok:
                yield item, url, reply.body.decode("utf-8", "replace")


def _cues(text: str, pattern: re.Pattern[str]) -> list[Cue] | None:
    """Start, end and lines of every cue; None for a block that is none."""
    cues: list[Cue] = []
    body = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if pattern is _VTT:
        if not re.match(r"WEBVTT(?=[ \t\n]|$)", body):
            return None
        body = body.partition("\n\n")[2]
    for block in filter(None, (each.strip("\n") for each in body.split("\n\n"))):
        if pattern is _VTT and re.match(r"NOTE|STYLE|REGION", block):
            continue
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if pattern.match(line)), None)
        if at is None or not lines[at + 1 :]:
            return None
        found = pattern.match(lines[at])
        assert found
        h1, m1, s1, f1, h2, m2, s2, f2 = (int(each or 0) for each in found.groups())
        start = h1 * 3600 + m1 * 60 + s1 + f1 / 1000
        cues.append((start, h2 * 3600 + m2 * 60 + s2 + f2 / 1000, lines[at + 1 :]))
    return cues


@rule("T01", "MUST", "Every transcript that is linked is there", source="Podcasting 2.0",
      fix="publish again, copy the whole folder")  # fmt: skip
def there(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        for each in item.all(f"{PODCAST}transcript"):
            if not audit.get(url := each.get("url", "")).ok:
                yield url, "is not there"


@rule("T02", "MUST", "A transcript's type fits its name", source="Podcasting 2.0",
      fix=", ".join(f"{mime} for .{end}" for end, mime in TRANSCRIPTS.items()))  # fmt: skip
def typed(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        for each in item.all(f"{PODCAST}transcript"):
            url, kind = each.get("url", ""), each.get("type")
            wanted = TRANSCRIPTS.get(url.rpartition(".")[2])
            if wanted and kind != wanted:
                yield url, f"has the type {kind!r}"


@rule("T03", "MUST", "WebVTT can be read", source="W3C WebVTT",
      fix="begin with WEBVTT; times such as 00:01:20.000 --> 00:01:22.000")  # fmt: skip
def vtt(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "text/vtt"):
        if not _cues(text, _VTT):
            yield url, "is not WebVTT, or holds nothing"


@rule("T04", "MUST", "Captions come in order, and none ends before it starts", source="W3C WebVTT",
      fix="publish again from the track")  # fmt: skip
def ordered(audit: Audit) -> Iterator[Breach]:
    for mime, pattern in (("text/vtt", _VTT), ("application/x-subrip", _SRT)):
        for _, url, text in _linked(audit, mime):
            cues = _cues(text, pattern) or []
            backwards = any(end <= start for start, end, _ in cues)
            if backwards or any(one[0] > two[0] for one, two in pairwise(cues)):
                yield url, "has captions out of order"


@rule("T05", "MUST", "No caption starts after the sound ends", source="own",
      fix="publish again from the track")  # fmt: skip
def within(audit: Audit) -> Iterator[Breach]:
    for mime, pattern in (("text/vtt", _VTT), ("application/x-subrip", _SRT)):
        for item, url, text in _linked(audit, mime):
            sound = audit.sound(item.audio)
            cues = _cues(text, pattern) or []
            if sound and sound.length and cues and cues[-1][0] * 1000 > sound.length:
                yield url, f"goes on after the sound's {sound.length / 1000:.0f} s"


@rule("T06", "SHOULD", "A line of WebVTT has 65 characters at most", source="Podcasting 2.0",
      fix="break it")  # fmt: skip
def narrow(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "text/vtt"):
        every = [line for _, _, lines in _cues(text, _VTT) or [] for line in lines]
        longest = max((len(re.sub(r"<[^>]*>", "", line)) for line in every), default=0)
        if longest > 65:
            yield url, f"has a line of {longest} characters"


@rule("T07", "MUST", "SRT can be read", source="Podcasting 2.0",
      fix="a number, times such as 00:01:20,000 --> 00:01:22,000, then the text")  # fmt: skip
def srt(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "application/x-subrip"):
        if not _cues(text, _SRT):
            yield url, "is not SRT, or holds nothing"


@rule("T08", "SHOULD", "A caption of SRT has two lines of 32 characters at most",
      source="Podcasting 2.0", fix="break it, or make two of it")  # fmt: skip
def small(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "application/x-subrip"):
        for start, _, lines in _cues(text, _SRT) or []:
            if len(lines) > 2 or max(map(len, lines)) > 32:
                yield url, f"has a larger caption at {start:g} s"
                break


@rule("T09", "MUST", "A transcript in JSON has version and segments with times and text",
      source="Podcasting 2.0", fix="startTime, endTime and body for each segment")  # fmt: skip
def segments(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "application/json"):
        try:
            value = json.loads(text)
            rows = value["segments"]
            good = value["version"] == "1.0.0" and all(
                float(each["startTime"]) <= float(each["endTime"]) and each["body"] for each in rows
            )
        except (ValueError, KeyError, TypeError):
            good, rows = False, ()
        if not good or not rows:
            yield url, "is not a transcript of version 1.0.0"


@rule("T10", "SHOULD", "Captions name who speaks", source="PSP-1, Apple",
      fix="begin spoken captions with <v Name>")  # fmt: skip
def speaker(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "text/vtt"):
        if _cues(text, _VTT) and "<v " not in text:
            yield url, "names no speaker"


@rule("T11", "SHOULD", "One transcript of each item is WebVTT or SRT with rel=captions",
      source="Podcasting 2.0", fix='write rel="captions"')  # fmt: skip
def captions(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        found = item.all(f"{PODCAST}transcript")
        if found and not any(each.get("rel") == "captions" for each in found):
            yield item.name, "has no transcript that is for captions"


@rule("T12", "SHOULD", "A caption is seen for five sixths of a second at least",
      source="Netflix Timed Text", fix="publish again from the track")  # fmt: skip
def lasting(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "application/x-subrip"):
        shortest = (SHORTEST - 1) / 1000
        cues = _cues(text, _SRT) or []
        brief = [cue for cue in cues if 0 < cue[1] - cue[0] < shortest]
        if brief:
            start, end, lines = brief[0]
            shown = f"{' '.join(lines)!r} at {start:g} s is seen for {end - start:.2f} s"
            yield url, shown + (f", and {len(brief) - 1} more are as short" * (len(brief) > 1))


@rule("T13", "SHOULD", "The two lines of a caption are as even as they can be",
      source="BBC Subtitle Guidelines", fix="publish again from the track")  # fmt: skip
def even(audit: Audit) -> Iterator[Breach]:
    for _, url, text in _linked(audit, "application/x-subrip"):
        for start, _, lines in _cues(text, _SRT) or []:
            better = rows(" ".join(lines))
            longest = max(map(len, lines))
            if len(lines) == len(better) and LINE >= longest > max(map(len, better)):
                yield url, f"has uneven lines at {start:g} s"
                break

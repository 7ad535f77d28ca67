"""Chapters and captions: two levels, four places, one timeline."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.site import sites
from tests.tracks import bundled
from unknot.site.captions import captions, lrc, srt, vtt
from unknot.site.chapters import ChapterSpan, clock, for_feeds, merge, shorten, steps
from unknot.site.feed import NAMESPACES
from unknot.timeline.cues import Hold
from unknot.timeline.job import resolve
from unknot.timeline.plan import plan
from unknot.timeline.timeline import Timeline
from unknot.track.id3.frames import ChapterFrame, Contents, Link, Picture
from unknot.track.id3.read import read_tag

pytestmark = pytest.mark.deep

PSC = f"{{{NAMESPACES['psc']}}}"


def timeline() -> Timeline:
    """Of the first track. Asked for within a test: only there clips go to the cache of tests."""
    return sites.tracks()["first"].timeline


def stretch(start: int, end: int, title: str = "Part") -> ChapterSpan:
    return ChapterSpan(start=start, end=end, title=title)


def test_every_step_has_its_place() -> None:
    """A routine's beginning, its holds, and what follows each; they touch and fill the track."""
    job = resolve(bundled().sessions["starter"], bundled())
    timeline = plan(job, lambda cue: 2_400).timeline
    found = steps(timeline)
    titles = [each.title for each in found]
    assert titles[0] == "Before you begin"
    assert titles.count("Hold 1") == titles.count("Check again") == 2
    assert found[0].start == 0
    assert found[-1].end == timeline.length
    assert all(one.end == two.start for one, two in pairwise(found))


def test_what_treats_nothing_has_no_words_of_treatment() -> None:
    """A workout's holds are steps of its chapters."""
    assert any(isinstance(each.cue, Hold) for each in timeline().events)
    assert {each.title for each in steps(timeline())} == {
        "Before you begin", "The hold, right", "To finish",
    }  # fmt: skip


lengths = st.lists(st.integers(min_value=1, max_value=90_000), min_size=1, max_size=30)


@given(lengths)
def test_merged_chapters_are_long_enough_and_leave_no_gap(parts: list[int]) -> None:
    ends = [sum(parts[: n + 1]) for n in range(len(parts))]
    given_ = [stretch(end - part, end) for part, end in zip(parts, ends, strict=True)]
    found = merge(given_)
    assert (found[0].start, found[-1].end) == (0, ends[-1])
    assert all(one.end == two.start for one, two in pairwise(found))
    assert len(found) == 1 or all(each.length >= 30_000 for each in found)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([(4, "Get ready"), (30, "Hard")], "Get ready · Hard"),
        ([(4, "Get ready"), (30, "Get ready")], "Get ready"),
        ([(4, "Get ready"), (30, "Something much longer, and then some")], "Get ready"),
        ([(4, "Get ready"), (6, "A third of them"), (9, "Hard"), (12, "Something")],
         "Get ready · Something"),
    ],
)  # fmt: skip
def test_those_put_together_are_named_from_the_first(
    parts: list[tuple[int, str]], shown: str
) -> None:
    """A player that jumps to 0:00 must not call it by what comes later."""
    at, made = 0, []
    for seconds, title in parts:
        made.append(stretch(at, at + seconds * 1000, title))
        at += seconds * 1000
    assert [each.title for each in merge(made)] == [shown]


@given(st.text(alphabet="abc é,", min_size=1, max_size=120))
def test_titles_are_short_enough(title: str) -> None:
    assert len(shorten(title)) <= max(39, 0)


def test_a_shortened_title_keeps_its_side() -> None:
    title = "The small deep muscles that run beside your spine, right"
    assert shorten(title) == "The small deep muscles that run…, right"


def test_four_places_say_the_same() -> None:
    """ID3, JSON, Podlove and the description, within their precision."""
    wanted = [(each.start, each.title) for each in for_feeds(timeline())]
    assert len(wanted) >= 3
    site = sites.clean()
    rows = json.loads((site / "chapters/first.json").read_text("utf-8"))["chapters"]
    shown = [(round(r["startTime"] * 1000), r["title"]) for r in rows if r.get("toc", True)]
    assert shown == wanted
    every = {(round(r["startTime"] * 1000)) for r in rows}
    assert every == {each.start for each in steps(timeline())}

    item = next(each for each in ET.parse(site / "feed.xml").iter("item")
                if "first" in (each.findtext("link") or ""))  # fmt: skip
    podlove = [
        (_ms(each.get("start", "")), each.get("title")) for each in item.iter(f"{PSC}chapter")
    ]
    assert podlove == wanted
    stamps = re.findall(r"(\d\d:\d\d:\d\d) ([^<]+)", item.findtext("description") or "")
    assert stamps == [(clock(start), title) for start, title in wanted]

    tag = read_tag(next((site / "audio").glob("first.*")).read_bytes())
    chapters = list(tag.all(ChapterFrame))
    assert [(each.start, each.title) for each in chapters] == wanted
    (contents,) = tag.all(Contents)
    assert contents.children == tuple(each.id for each in chapters)
    for each in chapters:
        kinds = {type(frame) for frame in each.frames}
        assert {Link, Picture} <= kinds
        picture = next(frame for frame in each.frames if isinstance(frame, Picture))
        assert len(picture.data) < 15_000


def _ms(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def test_a_hold_is_counted_to_its_end_wherever_nothing_is_said() -> None:
    """Who cannot hear sees at every moment of a hold how much is left, or what is said."""
    hold = next(each for each in timeline().events if isinstance(each.cue, Hold))
    within = [each for each in captions(timeline()) if hold.start <= each.start < hold.end]
    assert (within[0].start, within[-1].end) == (hold.start, hold.end)
    gaps = [two.start - one.end for one, two in pairwise(within)]
    assert max(gaps) <= 1000
    counts = [each for each in within if not each.spoken]
    for each in counts:
        left = int(re.findall(r"Hold: (\d+) seconds? left", each.text)[0])
        assert abs(left * 1000 - (hold.end - each.start)) <= 500
    assert {30, 25, 5} <= {int(re.findall(r"\d+", each.text)[0]) for each in counts}


def test_captions_never_overlap_and_every_word_is_there() -> None:
    found = captions(timeline())
    assert all(one.start < one.end <= two.start for one, two in pairwise(found))
    spoken = " ".join(each.text for each in found if each.spoken)
    said = " ".join(" ".join(cue.text.split()) for _, cue in timeline().sounding()
                    if hasattr(cue, "text"))  # fmt: skip
    assert spoken == said


def test_captions_are_small_enough_to_be_read() -> None:
    assert all(len(each.lines) <= 2 for each in captions(timeline()))
    assert all(len(line) <= 32 for each in captions(timeline()) for line in each.lines)


def test_a_name_with_markup_cannot_break_out_of_webvtt() -> None:
    text = vtt(captions(timeline()), "A <b> & c", "en")
    assert "<v A &lt;b&gt; &amp; c>" in text
    assert text.startswith("WEBVTT\n\n")


@pytest.mark.parametrize(
    ("ms", "stamp"), [(0, "00:00:00"), (59_600, "00:01:00"), (3_661_000, "01:01:01")]
)
def test_clock(ms: int, stamp: str) -> None:
    assert clock(ms) == stamp


def test_lrc_has_a_time_for_each_caption_and_an_end() -> None:
    found = captions(timeline())
    lines = lrc(found, "A title").splitlines()
    assert lines[0] == "[ti:A title]"
    times = [re.fullmatch(r"\[(\d\d):(\d\d\.\d\d)\](.*)", line) for line in lines[1:]]
    assert all(times)
    at = [round((int(m[1]) * 60 + float(m[2])) * 1000) for m in times if m and m[3]]
    assert all(abs(a - each.start) <= 5 for a, each in zip(at, found, strict=True))
    assert lines[-1].endswith("]")


CHAPTERS = {
    "type": "object",
    "required": ["version", "chapters"],
    "properties": {
        "version": {"const": "1.2.0"},
        "title": {"type": "string"},
        "image": {"type": "string", "pattern": "^https?://"},
        "chapters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["startTime"],
                "properties": {
                    "startTime": {"type": "number", "minimum": 0},
                    "endTime": {"type": "number"},
                    "title": {"type": "string"},
                    "img": {"type": "string", "pattern": "^https?://"},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "toc": {"type": "boolean"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
TRANSCRIPT = {
    "type": "object",
    "required": ["version", "segments"],
    "properties": {
        "version": {"const": "1.0.0"},
        "segments": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["startTime", "endTime", "body"],
                "properties": {
                    "speaker": {"type": "string"},
                    "startTime": {"type": "number", "minimum": 0},
                    "endTime": {"type": "number", "minimum": 0},
                    "body": {"type": "string", "minLength": 1},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def test_chapters_and_transcripts_keep_their_schemas() -> None:
    """The podcast namespace's pages on chapters 1.2 and transcripts 1.0.0, as schemas."""
    site = sites.clean()
    for id in ("first", "second"):
        for folder, schema in (("chapters", CHAPTERS), ("transcripts", TRANSCRIPT)):
            value = json.loads((site / folder / f"{id}.json").read_text("utf-8"))
            jsonschema.validate(value, schema)
    value = json.loads((site / "transcripts/first.json").read_text("utf-8"))
    times = [(round(r["startTime"] * 1000), round(r["endTime"] * 1000)) for r in value["segments"]]
    assert times == [(each.start, each.end) for each in captions(timeline())]


def test_srt_counts_from_one_with_commas() -> None:
    first = srt(captions(timeline())).split("\n")
    assert first[0] == "1"
    assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", first[1])


def test_files_lie_where_the_feed_says() -> None:
    site = sites.clean()
    for url in re.findall(f'"{sites.BASE}/([^"#]+)', (site / "feed.xml").read_text("utf-8")):
        assert (site / Path(url)).is_file(), url

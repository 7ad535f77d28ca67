"""Where a rule about sound or chapters begins to hold: on either side of each bound."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from tests.lint.test_read import BY_ID, heard
from unknot.lint.access import Reply
from unknot.lint.sound import MeasuredAudio
from unknot.track.id3.frames import ChapterFrame, Contents, Tag, Text

URL = "https://h/a.mp3"


def tag(*starts: int, listed: int = 99, size: int = 1_000) -> Tag:
    chapters = [
        ChapterFrame(id=f"c{n}", start=at, end=at + 1, frames=(Text(id="TIT2", text="T"),))
        for n, at in enumerate(starts)
    ]
    table = Contents(id="toc", children=tuple(each.id for each in chapters[:listed]))
    return Tag(frames=(*chapters, table), size=size)


GOOD = MeasuredAudio(
    tag=tag(0, 60_000, 120_000), version=3, fault="", rates=(48_000,), kbps=(96,), length=180_000.0,
    info=True, loudness=(-16.0, -1.0),
)  # fmt: skip


def told(id: str, sound: MeasuredAudio | None, inside: str = "", audio: str = URL) -> list[Any]:
    found = heard(
        f'<item><title>A</title><enclosure url="{audio}" length="7"/>{inside}</item>',
        a=Reply(status=200, body=b"1234567"),
    )
    found._sounds[audio] = sound
    return list(BY_ID[id].check(found))


@pytest.mark.parametrize(
    ("id", "change", "said"),
    [
        ("A03", {"fault": "byte 9"}, "is not a clean MP3 file: byte 9"),
        ("A04", {"kbps": (64, 80, 96)}, "changes between 64 and 96 kbit/s"),
        ("A05", {"kbps": (64,)}, ""),
        ("A05", {"kbps": (56,)}, "has 56 kbit/s"),
        ("A05", {"kbps": (32, 64)}, ""),
        ("A06", {"rates": (44_100,)}, ""),
        ("A06", {"rates": (44_100, 48_000)}, ""),
        ("A06", {"rates": (24_000, 48_000)}, "has 24000, 48000 Hz"),
        ("A07", {"info": False}, "has no Info frame"),
        ("A08", {"version": 4}, "has ID3v2.4"),
        ("A08", {"version": 2}, "has ID3v2.2"),
        ("A08", {"version": 0}, "has no ID3 tag"),
        ("A09", {"tag": tag()}, "has no chapters in its tag"),
        ("A09", {"tag": tag(), "version": 0}, ""),
        ("A10", {"tag": tag(0, 9, listed=1)},
         "has chapters that its table of contents does not list"),
        ("A11", {"tag": tag(size=1_000_000)}, ""),
        ("A11", {"tag": tag(size=1_100_000)}, "has a tag of 1.1 MB"),
        ("A13", {"loudness": (-17.0, -1.0)}, ""), ("A13", {"loudness": (-15.0, -1.0)}, ""),
        ("A13", {"loudness": (-17.1, -1.0)}, "has -17.1 LUFS"),
        ("A13", {"loudness": (-14.9, -1.0)}, "has -14.9 LUFS"),
        ("A13", {"loudness": (float("-inf"), -1.0)}, ""), ("A13", {"loudness": None}, ""),
        ("A14", {"loudness": (-16.0, -0.96)}, ""), ("A14", {"loudness": None}, ""),
        ("A14", {"loudness": (-16.0, -0.9)}, "peaks at -0.9 dBTP"),
    ],
)  # fmt: skip
def test_a_sound_is_held_against_its_rule(id: str, change: dict[str, Any], said: str) -> None:
    assert told(id, replace(GOOD, **change)) == ([(URL, said)] if said else [])
    assert told(id, GOOD) == []
    assert told(id, None) == []
    if id != "A03":
        assert told(id, replace(GOOD, **change | {"fault": "x"})) == [], "is told once"
    assert told(id, replace(GOOD, **change), audio="https://h/a.m4a") == []


@pytest.mark.parametrize(
    ("said", "wrong"), [("179", False), ("181", False), ("178", True), ("182", True), ("0", False),
                        ("3:00", False), ("", False)],
)  # fmt: skip
def test_a_duration_is_the_sound_s_to_the_second(said: str, wrong: bool) -> None:
    found = told("A12", GOOD, f"<itunes:duration>{said}</itunes:duration>")
    assert found == ([("item 'A'", f"says {said} s, and lasts 180.0 s")] if wrong else [])


def test_a_length_is_the_file_s_to_the_byte() -> None:
    assert told("A02", GOOD) == []
    for length in ("8", "1", ""):
        found = heard(f'<item><enclosure url="{URL}" length="{length}"/></item>',
                      a=Reply(status=200, length=7))  # fmt: skip
        assert list(BY_ID["A02"].check(found)) == [
            ("item 1", f"gives the length {length!r} to a file of 7 bytes")
        ]
    gone = heard(f'<item><enclosure url="{URL}" length="8"/></item><item/>')
    assert list(BY_ID["A02"].check(gone)) == []
    assert list(BY_ID["A01"].check(gone)) == [(URL, "is not there")]


# --- chapters ---------------------------------------------------------------------------------

LINK = '<podcast:chapters url="https://h/c.json" type="application/json+chapters"/>'
ROWS = [{"startTime": at, "title": f"T{at}"} for at in (0, 60, 120)]


def chaptered(
    id: str, rows: Any = None, inside: str = "", sound: MeasuredAudio | None = GOOD,
    version: Any = "1.2", link: str = LINK, status: int = 200,
) -> list[str]:  # fmt: skip
    content = {"version": version, "chapters": ROWS if rows is None else rows}
    found = heard(
        f'<item><title>A</title><enclosure url="{URL}"/>{link}{inside}</item>',
        c=Reply(status=status, body=json.dumps(content).encode()),
    )
    found._sounds[URL] = sound
    return [message for _, message in BY_ID[id].check(found)]


def starts(*times: float, **more: Any) -> list[dict[str, Any]]:
    return [{"startTime": at, "title": "T", **more} for at in times]


@pytest.mark.parametrize("id", [f"H{n:02}" for n in range(1, 13)])
def test_good_chapters_keep_every_rule(id: str) -> None:
    podlove = "".join(f'<psc:chapter start="0:0{n}:00" title="T"/>' for n in range(3))
    stamps = "<description>00:00:00 T\n00:01:00 T\n00:02:00 T</description>"
    assert chaptered(id, inside=f"<psc:chapters>{podlove}</psc:chapters>{stamps}") == []


@pytest.mark.parametrize(
    ("id", "rows", "said"),
    [
        ("H04", starts(0, 60, 60), ["has chapters out of order"]),
        ("H04", starts(60, 0), ["has chapters out of order"]),
        ("H05", starts(0.01, 60), []),
        ("H05", starts(60, 0.5), ["has its first chapter at 0.5 s"]),
        ("H05", starts(0, toc=False) + starts(9), ["has its first chapter at 9 s"]),
        ("H05", [], []),
        ("H06", starts(0, 60), ["shows 2 chapters"]),
        ("H06", starts(0, 60) + starts(120, toc=False), ["shows 2 chapters"]),
        ("H07", starts(0, 30, 90), []),
        ("H07", starts(0, 29.5, 90), ["has a chapter 'T' of 30 s"]),
        ("H07", starts(0, 155), ["has a chapter 'T' of 25 s"]),
        ("H07", starts(0, 20, toc=False), []),
        ("H08", [{"startTime": 0, "title": "x" * 39}], []),
        ("H08", [{"startTime": 0, "title": "x" * 40}], [f"has the chapter title '{'x' * 40}'"]),
        ("H08", [{"startTime": 0}], ["has the chapter title ''"]),
        ("H09", starts(0, 179.9), []),
        ("H09", starts(0, 180), ["has a chapter at 180 s, and lasts 180 s"]),
    ],
)
def test_a_chapter_is_held_against_its_rule(id: str, rows: Any, said: list[str]) -> None:
    assert chaptered(id, rows) == said


def test_of_a_sound_that_is_not_known_no_end_is_known() -> None:
    for sound in (None, replace(GOOD, length=0.0)):
        assert chaptered("H09", starts(0, 9_000), sound=sound) == []
        assert chaptered("H07", starts(0, 9_000), sound=sound) == []


def test_a_chapters_file_is_there_and_can_be_read() -> None:
    bad = ["is not a chapters file"]
    assert chaptered("H03", version="1") == bad
    assert chaptered("H03", version="2.0") == bad
    assert chaptered("H03", status=404) == ["is not there"]
    assert chaptered("H03", rows=[{"title": "T"}]) == bad
    assert chaptered("H03", rows=7) == bad
    assert chaptered("H03", link="") == []
    assert chaptered("H01", link="") == ["has no podcast:chapters"]
    other = LINK.replace("json+chapters", "json")
    assert chaptered("H02", link=other) == ["gives its chapters the type 'application/json'"]
    assert chaptered("H02", link="") == []
    assert chaptered("H06", rows=starts(-1, 0, 60)) == ["shows 2 chapters"]


@pytest.mark.parametrize(
    ("id", "inside", "said"),
    [
        ("H10", '<psc:chapter start="0:00"/>', "has 1 chapter in psc:chapters and 3 in JSON"),
        ("H10", '<psc:chapter start="0:00:00.020" title="T"/><psc:chapter start="1:00" title="T"/>'
                '<psc:chapter start="2:00" title="T"/>', ""),
        ("H10", '<psc:chapter start="0:00" title="T"/><psc:chapter start="1:00.1" title="T"/>'
                '<psc:chapter start="2:00" title="T"/>',
         "has other times in psc:chapters than in JSON"),
        ("H10", '<psc:chapter start="0:00" title="T"/><psc:chapter start="1:00"/>'
                '<psc:chapter start="2:00" title="T"/>',
         "has a chapter without a title in psc:chapters"),
        ("H11", "<description>00:00:00 A\n00:01:01 B\n00:01:59 C</description>", ""),
        ("H11", "<description>00:00:00 A\n00:01:02 B\n00:02:00 C</description>",
         "has other times in its description than in JSON"),
        ("H10", '<psc:chapter start="0" title="T"/><psc:chapter start="60.01" title="T"/>'
                '<psc:chapter start="120" title="T"/>', ""),
        ("H10", '<psc:chapter start="0" title="T"/><psc:chapter start="60.1" title="T"/>'
                '<psc:chapter start="120" title="T"/>',
         "has other times in psc:chapters than in JSON"),
        ("H11", "<description>0:00 A\n(01:00) - B\n [00:02:00] C</description>", ""),
        ("H11", "<description>&lt;p&gt;0:00 A&lt;br&gt;1:00 B&lt;/p&gt;1:02:00 C</description>",
         "has other times in its description than in JSON"),
        ("H11", "<description>0:00 A\n1:00 B\n2:00</description>",
         "has 2 chapters in its description and 3 in JSON"),
        ("H11", "<description>At 00:00:00 A</description>",
         "has 0 chapters in its description and 3 in JSON"),
        ("H11", "<description>01:00:00 A\n00:01:00 B\n00:02:00 C</description>",
         "has other times in its description than in JSON"),
        ("H11", "", ""),
    ],
)  # fmt: skip
def test_chapters_say_the_same_in_every_place(id: str, inside: str, said: str) -> None:
    assert chaptered(id, inside=inside) == ([said] if said else [])
    assert chaptered(id, rows=[], inside=inside) == [], "there is nothing to compare with"


def test_chapters_inside_a_sound_start_at_the_same_times() -> None:
    assert chaptered("H12", sound=replace(GOOD, tag=tag(0, 60_019, 120_000))) == []
    assert chaptered("H12", sound=replace(GOOD, tag=tag(0, 60_030, 120_000))) == [
        "has other times in its MP3 than in JSON"
    ]
    for sound in (None, replace(GOOD, fault="x"), replace(GOOD, tag=tag())):
        assert chaptered("H12", rows=starts(0), sound=sound) == []

"""Addresses as hosts give them, with a question behind the name, and such as are none; and texts of
several hours, which are looked at whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.lint.test_read import BY_ID, breaches, heard
from tests.lint.test_shown import PAGE, said
from unknot.lint import audit
from unknot.lint.access import Reply, ending, split
from unknot.lint.rule import SiteRule


def told(rule: SiteRule, inside: str, **files: Any) -> list[str]:
    return [message for _, message in rule.check(heard(inside, **files))]


def item(url: str, type: str) -> str:
    return f'<item><enclosure url="{url}" type="{type}"/></item>'


def typed(kind: str) -> Reply:
    return Reply(status=200, body=b"xxx", headers={"content-type": kind})


def test_a_file_ends_as_its_path_does() -> None:
    for url in ("https://h/a.MP3?x=1.png", "a.mp3#t=1", "https://h/x%3F/a.mp3"):
        assert ending(url) == ".mp3"
    for url in ("https://h/a?b=c.mp3", "https://[h/a.mp3", "https://h.mp3", "", "?", "#"):
        assert ending(url) == ""
    assert split("https://[h/a.mp3") == ("", "", "", "", "")


def test_what_is_asked_behind_a_name_does_not_change_what_it_is() -> None:
    sound = item("https://h/a.mp3?x=1", "audio/mpeg")
    assert told(BY_ID["A03"], sound, a=typed("audio/mpeg")) != []
    assert told(BY_ID["U04"], sound, a=typed("text/html")) == ["is sent as text/html"]
    assert breaches("I04", item("https://h/a.m4a?x=1", "audio/x-m4a")) == []
    cover = '<itunes:image href="https://h/c.png?v=2"/>'
    assert told(BY_ID["U10"], cover, c=typed("image/png")) == []
    link = '<item><podcast:transcript url="https://h/t.vtt?x" type="text/plain"/></item>'
    assert told(BY_ID["T02"], link) == ["has the type 'text/plain'"]


@pytest.mark.parametrize("type", ["", "audio", "mpeg"])
def test_a_part_of_a_type_is_no_type(type: str) -> None:
    said = [("item 1", f"has an enclosure of type {type!r}")]
    assert breaches("I04", item("https://h/a.mp3", type)) == said


def test_an_address_that_is_none_is_told_and_all_others_are_looked_at() -> None:
    inside = (
        f'<link>https://[bad</link>{item("https://[bad/a.mp3", "audio/mpeg")}'
        '<item><link>http://localhost/x</link></item><item><link>http://h/y</link></item>'
    )  # fmt: skip
    none = "is not an absolute address in ASCII"
    assert breaches("F10", inside) == [
        ("<link>", f"'https://[bad' {none}"), ("<enclosure>", f"'https://[bad/a.mp3' {none}"),
    ]  # fmt: skip
    assert breaches("F08", inside) == [("feed", "has 1 addresses such as http://localhost/x")]
    assert breaches("F09", inside) == [("<link>", "http://h/y is not https")]
    assert breaches("P01", inside) == [("http://h/y", "is not there")]
    page = '<a href="https://[bad/x">1</a><a href="gone.html">2</a>'
    assert said("P03", page) == [
        (PAGE, "needs https://[bad/x, which is not there"),
        (PAGE, "needs gone.html, which is not there"),
    ]
    assert said("P02", '<img src="https://[bad/x">') == [(PAGE, "loads https://[bad/x")]


def test_why_nothing_is_there_is_told_of_every_kind_of_file() -> None:
    slow = Reply(status=0, why="is too slow to be read")
    for id, inside in {
        "A01": item("https://h/a.mp3", "audio/mpeg"),
        "R01": '<itunes:image href="https://h/a.png"/>',
        "T01": '<item><podcast:transcript url="https://h/a.vtt"/></item>',
        "P01": "<link>https://h/a.html</link>",
    }.items():
        assert told(BY_ID[id], inside, a=slow) == ["is too slow to be read"]


def test_a_transcript_of_hours_is_looked_at_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut in the middle it is no JSON; what is too long even so is not judged by its beginning."""
    monkeypatch.setattr(audit, "_MOST_KEPT", 50)
    segments = [{"startTime": n, "endTime": n + 1, "body": "word"} for n in range(9)]
    text = json.dumps({"version": "1.0.0", "segments": segments}).encode()
    link = '<item><podcast:transcript url="https://h/j.json" type="application/json"/></item>'
    assert told(BY_ID["T09"], link, j=Reply(status=200, body=text)) == []
    monkeypatch.setattr(audit, "_MOST_TEXT", 60)
    assert told(BY_ID["T09"], link, j=Reply(status=200, body=text)) == []
    assert told(BY_ID["T09"], link, j=Reply(status=200, body=b"{}")) != []
    assert len(heard("", j=Reply(status=200, body=b"\xff" + text)).reply("j.jpg").body) == 50


def test_a_sound_that_is_too_large_to_be_read_may_be_asked_for_in_parts() -> None:
    large = Reply(status=206, length=200_000_000, body=b"",
                  headers={"content-range": "bytes 100-199/200000000"})  # fmt: skip
    sound = item("https://h/a.mp3", "audio/mpeg")
    assert told(BY_ID["U03"], sound, a=large) == []


def test_a_large_jpeg_is_one_though_its_size_stands_far_behind() -> None:
    """As programs write it that keep a picture's history inside."""
    history = b"\xff\xe2\xff\xff" + bytes(65_533)
    inside = '<itunes:image href="https://h/c.jpg"/>'
    large = Reply(status=200, body=b"\xff\xd8" + history * 10)
    assert told(BY_ID["R02"], inside, c=large) == []
    assert told(BY_ID["R07"], inside, c=large) == ["takes 655 kB"]
    small = Reply(status=200, body=b"\xff\xd8" + history)
    assert told(BY_ID["R02"], inside, c=small) == ["is neither a JPEG nor a PNG picture"]


def test_a_sound_need_not_be_called_mp3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts give it numbers; the feed says what it is, and so do its first bytes."""
    inside = item("https://h/a/7", "audio/mpeg")
    for url, kind, seen in (("a/7", "audio/mpeg", True), ("a/7", "audio/mp4", False)):
        body = Reply(status=200, body=b"no sound")
        assert bool(told(BY_ID["A03"], item(f"https://h/{url}", kind), **{"7": body})) == seen
    monkeypatch.setattr(audit, "_MOST_KEPT", 4)
    for begins, whole in ((b"ID3", True), (b"\xff\xfb", True), (b"\xff\xd8", False)):
        body = Reply(status=200, body=begins + bytes(40))
        files: dict[str, Any] = {"7": body}
        found = heard(inside, **files)
        assert len(found.reply("https://h/a/7").body) == 4
        assert (found.sound("https://h/a/7") is not None) == whole

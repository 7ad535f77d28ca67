"""What a feed, its chapters, its pages and its host's files say, line by line as it is written.

Readers of other makers judge them elsewhere, from sites that are built; here every word of two
channels and two sessions that are only planned. `pytest --update-golden` writes them anew.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

import pytest
import yaml
from msgspec.structs import replace

from tests.conftest import GoldenFile
from tests.site.sites import BASE, CHANNEL, NOON
from unknot.content.library import Library
from unknot.content.records.channel import Channel, Person
from unknot.pictures.looks import Looks
from unknot.site.captions import captions
from unknot.site.chapters import chapters_json, for_feeds
from unknot.site.episode import EpisodePlan
from unknot.site.feed import Head, feed_xml
from unknot.site.host import host_files, publishing_workflow
from unknot.site.notes import MOST_BYTES, NOT_A_DEVICE, description
from unknot.site.pages import Card, PageFrame, page_with_sound, transcript_page
from unknot.site.player import Player
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Timeline

FULL = replace(
    CHANNEL, complete=True, explicit=True, link="https://example.org/about", ai_content=True,
    people=(*CHANNEL.people, Person(name="B. Reader", role="narrator"),
            Person(name="C. Cutter", role="editor")),
)  # fmt: skip
PLAIN = Channel(id="channel", subcategory="")
HEADS = {
    "by-and-by": Head(
        url=f"{BASE}/feed.xml", site=f"{BASE}/", image=f"{BASE}/cover.jpg", alt="A back", guid="g",
        language="en", unlisted=True, every=129_600, start=NOON, total=2, moved=True,
    ),
    "at-once": Head(
        url=f"{BASE}/feed.xml", site=f"{BASE}/", image=f"{BASE}/cover.jpg", alt="A back", guid="g",
        language="en", unlisted=False,
    ),
}  # fmt: skip


def planned(library: Library, session: str, **asked: object) -> Timeline:
    overrides = Overrides(**asked)  # type: ignore[arg-type]
    job = resolve(library.sessions[session], library, overrides)
    return plan(job, estimate(library, 135)).timeline


def cards(library: Library) -> Iterator[Card]:
    for number, id in enumerate(("breathing", "sore-hip"), 1):
        timeline = planned(library, id)
        session = EpisodePlan(
            id=id, title=timeline.title, summary=f"The summary of {id}, <short> & sweet.",
            number=number, season=number, season_name="Week 1" if number == 1 else "",
            guid=f"g{number}", date=NOON + number * 3600,
        )  # fmt: skip
        yield Card(
            session=session, timeline=timeline, audio=f"audio/{id}.mp3", cover=f"art/{id}.jpg",
            size=7_654_321, alt=f"A cover of {id}",
        )  # fmt: skip


@pytest.mark.parametrize(("channel", "head"), [(FULL, "by-and-by"), (PLAIN, "at-once")])
def test_a_feed(channel: Channel, head: str, library: Library, golden: GoldenFile) -> None:
    made = list(cards(library))
    text = feed_xml(channel, HEADS[head], made).decode("utf-8")
    golden.check(f"feed-{head}.xml", text)
    assert [card.length for card in made] == ["5:45", "11:11"]
    assert [card.holds for card in made] == ["", "2:15"]
    assert made[0].megabytes == "7.7"


def test_a_feed_in_which_nothing_is_due_yet_says_so_by_its_silence() -> None:
    text = feed_xml(PLAIN, HEADS["by-and-by"], []).decode("utf-8")
    assert "<lastBuildDate>" not in text
    assert "<item>" not in text


@pytest.mark.parametrize(
    ("every", "words", "rule"),
    [
        (86_400, "One session a day", "FREQ=DAILY;INTERVAL=1;COUNT=2"),
        (259_200, "One session every 3 days", "FREQ=DAILY;INTERVAL=3;COUNT=2"),
        (3_600, "One session an hour", "FREQ=HOURLY;INTERVAL=1;COUNT=2"),
        (5_400, "One session every 90 minutes", "FREQ=MINUTELY;INTERVAL=90;COUNT=2"),
        (60, "One session a minute", "FREQ=MINUTELY;INTERVAL=1;COUNT=2"),
        (61, "One session every 61 seconds", "FREQ=SECONDLY;INTERVAL=61;COUNT=2"),
    ],
)
def test_how_often_sessions_come_is_said_and_is_a_calendars_rule(
    every: int, words: str, rule: str
) -> None:
    text = feed_xml(PLAIN, replace(HEADS["by-and-by"], every=every), []).decode("utf-8")
    assert f'rrule="{rule}" dtstart="2026-12-01T12:00:00.000Z">{words}</podcast:' in text


def test_chapters_and_the_player(library: Library, golden: GoldenFile) -> None:
    for card in cards(library):
        pictures = [f"p{n}.jpg" for n, _ in enumerate(for_feeds(card.timeline))]
        chapters = chapters_json(card.timeline, f"{BASE}/{card.page}", pictures, "cover.jpg")
        player = Player(timeline=card.timeline, audio="a.mp3", artist="A. Tester", artwork="i.jpg")
        data = json.dumps(player.data, indent=1, ensure_ascii=False)
        stop = "".join(f"{each}\n" for each in player.stop)
        text = f"{chapters.decode('utf-8')}{data}\n{stop}"
        golden.check(f"player-{card.session.id}.json", text)


def test_the_words_alone(library: Library, golden: GoldenFile) -> None:
    """A hold is counted down in words."""
    frame = PageFrame(
        channel=FULL, language="en", feed=f"{BASE}/feed.xml", qr="<svg/>", unlisted=True
    )
    timeline = planned(library, "sore-hip", detail="cues")
    html = transcript_page(frame, "Sore hip", timeline, captions(timeline))
    golden.check("transcript.html", html.partition("</style>")[2])  # its looks are site.css
    assert frame.top == f"{BASE}/"


@pytest.mark.parametrize(("unlisted", "people"), [(False, True), (True, False)])
def test_what_hosts_are_told(unlisted: bool, people: bool, golden: GoldenFile) -> None:
    made = host_files(unlisted, people=people)
    text = "".join(f"== {path}\n{data.decode('utf-8')}" for path, data in made.items())
    golden.check(f"host-{'unlisted' if unlisted else 'people'}.txt", text)


@pytest.mark.parametrize(("folder", "every"), [("", 86_400), ("secret", 3_600)])
def test_a_workflow_publishes_what_is_due(folder: str, every: int, golden: GoldenFile) -> None:
    made = publishing_workflow(BASE, folder, "2026-12-01", every).decode("utf-8")
    golden.check(f"workflow-{folder or 'listed'}.yml", made)


def test_an_address_is_no_command_in_a_workflow() -> None:
    made = publishing_workflow("https://example.org/$(id)/a&b;it's", "", "2026-12-01", 60, ["one"])
    runs = yaml.safe_load(made)["jobs"]["publish"]["steps"]
    curl, publish = (shlex.split(each["run"]) for each in (runs[3], runs[4]))
    assert "https://example.org/$(id)/a&b;it's/unknot-site.json" in curl
    assert publish[:6] == [
        "unknot", "publish", "site", "one", "--base-url", "https://example.org/$(id)/a&b;it's",
    ]  # fmt: skip


def test_a_description_has_all_that_must_be_known_and_then_what_has_room(library: Library) -> None:
    timeline = planned(library, "sore-hip")
    whole = description(timeline, "A summary.")
    assert whole.startswith("<p>A summary.</p><p>00:00:00 ")
    assert whole.count("<br>") == len(for_feeds(timeline)) - 1
    assert "<p>You need: " in whole
    assert "<p>Before you begin: " in whole
    assert whole.endswith(f"<p>{NOT_A_DEVICE}</p>")
    room = MOST_BYTES - len(whole.encode()) + len("A summary.")
    assert description(timeline, "x" * room).startswith("<p>xxx")
    assert description(timeline, "x" * (room + 1)) == whole.removeprefix("<p>A summary.</p>")
    assert "Before you begin" not in description(planned(library, "breathing"), "")


def test_a_page_to_be_forwarded_has_its_sound_between_its_words(library: Library) -> None:
    timeline = planned(library, "sore-hip")
    made = page_with_sound(timeline, b"an MP3", Looks(), "000").read().decode("utf-8")
    assert made.count("data:audio/mpeg;base64,YW4gTVAz") == 1
    assert made.count('src="data:audio/mpeg') == 1
    assert "tel:000" in made

"""Pages are templates that a designer edits: whole, escaped, and the same from run to run."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from msgspec.structs import replace

import unknot.pages
from tests.site.sites import CHANNEL, tracks
from unknot.content.records.channel import Channel
from unknot.engines.engine import VoiceInfo
from unknot.pages import _environment, render, source
from unknot.recording.line import ScriptLine
from unknot.recording.script_files import script_page
from unknot.site.captions import Caption, captions
from unknot.site.episode import EpisodePlan
from unknot.site.pages import (
    Card,
    PageFrame,
    ShownPlace,
    channel_page,
    session_page,
    transcript_page,
    unlisted_page,
)  # fmt: skip
from unknot.site.player import PageImage, Player
from unknot.voicetest.audition import Audition, HeardSample, Sample
from unknot.voicetest.comparison import comparison_page

#: What would end an element, an attribute or a script, if it were put in as it stands.
NASTY = """</script><b onclick="x">'&"""
FOLDER = Path(unknot.pages.__file__).parent
EMPTY = {"meta", "link", "img", "br"}


class Elements(HTMLParser):
    """The elements and texts of a page; fails where one is not closed, or closed twice."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: dict[str, str] = {}
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open and self.open[-1] == "script":
            self.scripts[str(self.elements[-1][1].get("id"))] = data

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def script(self, id: str) -> str:
        return self.scripts[id]


def frame() -> PageFrame:
    channel = Channel(
        id="channel", title=NASTY, description=NASTY, author=NASTY, owner=CHANNEL.owner,
        copyright=NASTY, license=NASTY, license_url="https://example.org/?a=1&b=2",
    )  # fmt: skip
    return PageFrame(
        channel=channel, language="en", feed="https://example.org/a&b/feed.xml",
        qr='<svg role="img"></svg>', unlisted=False,
    )  # fmt: skip


def pages() -> dict[str, str]:
    """Every page there is, with what would break it wherever words of people go."""
    timeline = replace(tracks()["first"].timeline, title=NASTY, kit=(NASTY,))
    said = [
        Caption(start=0, end=1200, text=NASTY, spoken=True),
        Caption(start=1200, end=2400, text=f"{NASTY}: 3", spoken=False),
    ]
    session = EpisodePlan(
        id="first", title=NASTY, summary=NASTY, number=1, season=1, season_name=NASTY, guid="",
        date=0,
    )  # fmt: skip
    shown = PageImage(address="../art/a.svg", alt=NASTY)
    card = Card(
        figures=(ShownPlace(title=NASTY, name=NASTY, lies=shown, place=None),),
        session=session, timeline=timeline, audio="audio/a.mp3", cover="art/a.jpg",
        size=1_234_567, alt=NASTY,
    )  # fmt: skip
    line = ScriptLine(id="a-abcdef", text=NASTY, context=NASTY, pronunciation=NASTY, group=NASTY)
    sample = Sample(title=NASTY, lines=(NASTY, NASTY))
    heard = (HeardSample(mp3=b"sound", ms=1500),)
    voice = Audition(
        engine="tone", info=VoiceInfo(id=NASTY, name=NASTY, language="en"), heard=heard
    )
    failed = replace(voice, heard=(), fault=NASTY)
    player = Player(timeline=timeline, audio="a.mp3", artist=NASTY)
    return {
        "channel": channel_page(frame(), [card], "art/cover.jpg", NASTY),
        "session": session_page(frame(), card, player, said),
        "transcript": transcript_page(frame(), NASTY, timeline, said),
        "unlisted": unlisted_page(),
        "script": script_page([line], title=NASTY, language="en"),
        "compare": comparison_page([sample], [voice, failed], rate=135),
    }


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


def test_words_stay_words(made: dict[str, str]) -> None:
    """Nothing that somebody wrote becomes an element, ends one, or reaches a script."""
    for name, page in made.items():
        elements = Elements(page)
        assert "b" not in elements.tags, name
        assert NASTY not in page, name
        if name != "unlisted":
            assert any(NASTY in text for text in elements.texts), name


def test_captions_reach_the_player_as_they_are(made: dict[str, str]) -> None:
    """But for what is counted down in figures: waits and holds."""
    told = json.loads(Elements(made["session"]).script("data"))
    every = captions(tracks()["first"].timeline)
    left_out = [c for c in every if [c.start / 1000, c.end / 1000, c.text] not in told["captions"]]
    assert len(told["captions"]) == len(every) - len(left_out)
    assert left_out
    for each in left_out:
        assert not each.spoken
        assert any(start <= each.start / 1000 < end for start, end, _ in told["counts"])
    assert (told["title"], told["artist"]) == (NASTY, NASTY)


def test_the_same_values_give_the_same_page(made: dict[str, str]) -> None:
    assert pages() == made


def test_pages_ask_nobody(made: dict[str, str]) -> None:
    """Styles and scripts are inside; only links that a person follows lead elsewhere."""
    for name, page in made.items():
        for tag, attributes in Elements(page).elements:
            assert not (tag == "script" and "src" in attributes), name
            assert tag != "link" or attributes["rel"] != "stylesheet", name


def test_every_style_and_script_belongs_to_a_page() -> None:
    """Some template puts it in, or links to it where it is served; none lies about unused."""
    templates = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.html"))
    for path in FOLDER.rglob("*"):
        if path.suffix in (".css", ".js"):
            ways = (f'source("{path.name}")', f'"./static/{path.name}"', f'}}static/{path.name}"')
            assert any(each in templates for each in ways), path.name


def test_a_name_that_is_missing_is_no_empty_page() -> None:
    with pytest.raises(UndefinedError, match="title"):
        render("script.html", groups=[], count=0, minutes=0, language="en")


def test_an_unlisted_channel_tells_search_engines_so() -> None:
    hidden = replace(frame(), unlisted=True)
    told = ("meta", {"name": "robots", "content": "noindex"})
    assert told in Elements(channel_page(hidden, [], "c.jpg", "")).elements
    assert told not in Elements(channel_page(frame(), [], "c.jpg", "")).elements


_UNREAD = ("style", "script", "title")


class _Tongues(HTMLParser):
    """The text of a page by the language that it is marked with."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        tongue = said.get("lang") or (self._open[-1][1] if self._open else "")
        if words := said.get("aria-label"):
            self.found.append((tongue, words))
        if tag not in EMPTY:
            self._open.append((tag, tongue))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if re.search(r"[^\W\d_]{2}", data) and self._open[-1][0] not in _UNREAD:
            self.found.append((self._open[-1][1], data.strip()))


def test_our_own_words_are_marked_as_english_and_those_of_a_session_as_its_own() -> None:
    """A screen reader reads a German session's page with two tongues; see decision 90."""
    for name in ("session", "channel", "parts", "player", "alone", "site"):
        words = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
        words = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", words, flags=re.DOTALL)
        for tongue, text in _Tongues(words).found:
            assert tongue == "en", (name, text)


def test_what_stands_on_a_line_by_itself_leaves_none_and_letters_stay_as_they_are() -> None:
    """Or pages are full of empty lines, and data of other languages twice as long."""
    made = _environment().from_string("a\n  {% if x %}\n{{ x|tojson }}\n  {% endif %}\n")
    assert made.render(x={"ä": [1, "ß"]}) == 'a\n{"ä":[1,"ß"]}\n'
    assert source("diary.js") == source("diary.js").strip()
    assert "<" in source("diary.js")
    assert _environment().from_string("a\n").render() == "a\n"

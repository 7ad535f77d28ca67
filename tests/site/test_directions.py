"""Words of every script run in their own direction, wherever they stand on a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from msgspec.structs import replace

from tests.site.sites import BASE
from tests.site.test_written import FULL, cards
from tests.tracks import bundled
from unknot.pages import source
from unknot.site.captions import captions
from unknot.site.pages import (
    PageFrame,
    ShownPlace,
    channel_page,
    session_page,
    transcript_page,
)
from unknot.site.player import Player
from unknot.timeline.cues import Chapter, Say
from unknot.timeline.timeline import Event

HEBREW = "שלום"

_INLINE = ("span", "strong", "em", "a")
_EMPTY = ("meta", "link", "img", "circle", "br", "input")


class _InNoParagraph(HTMLParser):
    """Collects elements with Hebrew words that are in none of those that run as their words do."""

    def __init__(self, running: set[str]) -> None:
        super().__init__()
        self.running, self.above, self.found = running, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in _EMPTY:
            self.above.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            assert self.above.pop() == tag

    def handle_data(self, data: str) -> None:
        block = next(each for each in reversed([None, *self.above]) if each not in _INLINE)
        if HEBREW in data and block not in self.running:
            self.found.append(str(block))


def test_every_paragraph_runs_as_its_first_letter_does() -> None:
    """Else a full stop or a figure of a right-to-left line stands at its wrong end."""
    rule = re.search(r"([\w, ]+) \{ unicode-bidi: plaintext; \}", source("site.css"))
    assert rule
    for each in cards(bundled()):
        events = tuple(map(_hebrew, each.timeline.events))
        timeline = replace(each.timeline, title=HEBREW, events=events)
        session = replace(each.session, title=HEBREW, summary=HEBREW, season_name=HEBREW)
        shown = ShownPlace(title=HEBREW, name=HEBREW, lies=None, place=None)
        card = replace(each, session=session, timeline=timeline, figures=(shown,))
        frame = PageFrame(
            channel=replace(FULL, title=HEBREW, description=HEBREW, author=HEBREW),
            language="he", feed=f"{BASE}/feed.xml", qr="<svg></svg>", unlisted=False,
        )  # fmt: skip
        player = Player(timeline=timeline, audio="a.mp3", artist=HEBREW)
        words = captions(timeline)
        for page in (
            channel_page(frame, [card], "a.png", HEBREW), session_page(frame, card, player, words),
            transcript_page(frame, HEBREW, timeline, words),
        ):  # fmt: skip
            assert page.count(HEBREW) > 5
            running = {"script", "title", *rule[1].replace(" ", "").split(",")}
            reader = _InNoParagraph(running)
            reader.feed(page)
            assert reader.found == []


def _hebrew(event: Event) -> Event:
    match event.cue:
        case Chapter():
            return replace(event, cue=replace(event.cue, title=HEBREW))
        case Say():
            return replace(event, cue=replace(event.cue, text=HEBREW))
        case _:
            return event

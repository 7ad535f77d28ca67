"""The pages: plain HTML with everything inside, so that they open from disk and ask nobody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from unknot.content.records.channel import Channel
from unknot.site.captions import Caption
from unknot.site.chapters import clock, routines, steps
from unknot.site.episode import EpisodePlan
from unknot.site.notes import NOT_A_DEVICE, safety
from unknot.timeline.sheet import minutes
from unknot.timeline.timeline import Timeline

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A session as the pages show it; paths are relative to the site's top. ``size`` in bytes."""

    session: EpisodePlan
    timeline: Timeline
    audio: str
    cover: str
    size: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What all pages share. ``qr`` is an SVG element with the feed's address."""

    channel: Channel
    language: str
    feed: str
    qr: str
    unlisted: bool


def index_page(frame: PageFrame, cards: Sequence[Card], cover: str, alt: str) -> str:
    """The page of the channel: what there is, in order, and how to subscribe."""
    channel = frame.channel
    body = [
        f'<header><img class="cover" src="{cover}" alt="{escape(alt)}" width="144" height="144">',
        f"<h1>{escape(channel.title)}</h1><p>{escape(channel.description)}</p>",
        f'<p class="soft">By {escape(channel.author)}</p></header>',
        '<main id="main">',
        f'<p class="card"><strong>{escape(NOT_A_DEVICE)}</strong></p>',
    ]
    season = None
    for card in cards:
        if card.session.season != season:
            if season is not None:
                body.append("</ol>")
            season = card.session.season
            body.append(f"<h2>{escape(card.session.season_name or 'Sessions')}</h2>")
            body.append('<ol class="list">')
        body.append(_entry(card))
    body += ["</ol>", _subscribe(frame, ""), "</main>", _foot(frame)]
    return _page(frame, channel.title, channel.description, body, "feed.xml")


def session_page(frame: PageFrame, card: Card, captions: Sequence[Caption]) -> str:
    """The page of one session: a player with chapters and captions, safety, words, download."""
    session, timeline = card.session, card.timeline
    length, holds = minutes(timeline.length), minutes(timeline.hold_ms)
    treated = f", {holds} of it in holds" if timeline.hold_ms else ""
    body = [
        '<header><a href="../index.html">All sessions</a>',
        f"<h1>{escape(session.title)}</h1>",
        f"<p>{escape(session.summary)}</p>" if session.summary else "",
        f'<p class="soft">{length} long{treated}</p></header>',
        '<main id="main">',
        _before(timeline),
        '<section class="card" aria-label="Player">',
        f'<audio controls preload="metadata" src="../{card.audio}"></audio>',
        '<p><strong id="step" aria-live="polite"></strong></p>',
        '<p id="caption"></p></section>',
        '<h2>Chapters</h2><ol class="list chapters">',
        *_buttons(timeline),
        "</ol>",
        f'<p><a class="button" href="../{card.audio}" download>Download the MP3'
        f" ({card.size / 1e6:.1f} MB)</a></p>",
        _subscribe(frame, "../"),
        '<h2 id="transcript">What is said</h2>',
        *transcript_body(timeline, captions),
        "</main>",
        _foot(frame),
        f'<script type="application/json" id="captions">{_captions(captions)}</script>',
        f"<script>{_file('page.js')}</script>",
    ]
    return _page(frame, session.title, session.summary or session.title, body, "../feed.xml")


def transcript_page(
    frame: PageFrame, title: str, timeline: Timeline, captions: Sequence[Caption]
) -> str:
    """The words alone, as the HTML transcript of the feed."""
    body = [
        '<main id="main">',
        f"<h1>{escape(title)}</h1>",
        *transcript_body(timeline, captions, "h2", True),
    ]
    return _page(frame, title, title, [*body, "</main>"], "../feed.xml")


def door_page() -> str:
    """What stands in front of an unlisted site: nothing that leads in."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="robots" content="noindex"><title>Nothing here</title></head>'
        "<body><main><h1>Nothing here</h1></main></body></html>\n"
    )


def transcript_body(
    timeline: Timeline, captions: Sequence[Caption], heading: str = "h3", counted: bool = False
) -> list[str]:
    """Chapter by chapter; a hold is counted down in words, or only named when it begins."""
    lines = []
    for each in routines(timeline):
        stamp = f'<span class="time">{clock(each.start)}</span>'
        lines.append(f"<{heading}>{escape(each.title)} {stamp}</{heading}>")
        words: list[str] = []
        before = ""
        for one in (one for one in captions if each.start <= one.start < each.end):
            count = "" if one.spoken else one.text.partition(":")[0]
            if counted or not count or count != before:
                words.append(escape(one.text) if one.spoken else f"<em>{escape(one.text)}</em>")
            before = count or before
        lines.append(f"<p>{' '.join(words)}</p>")
    return lines


def _entry(card: Card) -> str:
    session = card.session
    return (
        '<li class="card">'
        f'<h3><a href="s/{session.id}.html">{session.number}. {escape(session.title)}</a></h3>'
        f"<p>{escape(session.summary)}</p>"
        f'<p class="soft">{minutes(card.timeline.length)} long</p></li>'
    )


def _buttons(timeline: Timeline) -> list[str]:
    """A button a step; those inside a routine stand under it."""
    tops = {each.start for each in routines(timeline)}
    named = {each.start: each.title for each in routines(timeline)}
    lines, routine = [], ""
    for each in steps(timeline):
        routine = named.get(each.start, routine)
        top = each.start in tops
        title = each.title if top else f"{routine}: {each.title}"
        lines.append(
            f'<li{"" if top else " class=step"}><button type="button"'
            f' data-t="{each.start / 1000:g}" data-title="{escape(title)}">'
            f'<span class="time">{clock(each.start)}</span> {escape(each.title)}</button></li>'
        )
    return lines


def _before(timeline: Timeline) -> str:
    lines = safety(timeline)
    kit = f"<p>You need: {escape(', '.join(timeline.kit))}.</p>" if timeline.kit else ""
    if not lines:
        return kit
    return (
        '<section class="card" aria-labelledby="before"><h2 id="before">Before you begin</h2>'
        f"<p><strong>{escape(NOT_A_DEVICE)}</strong></p>"
        f"<p>{escape(' '.join(lines))}</p>{kit}</section>"
    )


def _subscribe(frame: PageFrame, up: str) -> str:
    scheme, _, rest = frame.feed.partition("://")
    assert scheme
    return (
        '<section class="card qr" aria-labelledby="subscribe"><h2 id="subscribe">Subscribe</h2>'
        f'<p><a class="button" href="{up}feed.xml">The feed</a>'
        f' <a class="button" href="podcast://{escape(rest)}">In a podcast app</a></p>'
        f"<p>Or put this address into any podcast app: <code>{escape(frame.feed)}</code></p>"
        f"{frame.qr}</section>"
    )


def _foot(frame: PageFrame) -> str:
    channel = frame.channel
    rights = [escape(channel.copyright)] if channel.copyright else []
    if channel.license:
        url = channel.license_url
        name = escape(channel.license)
        rights.append(f'<a href="{escape(url)}">{name}</a>' if url else name)
    voice = ["The voice was made by a generative model."] if channel.ai_content else []
    words = " · ".join([*rights, *voice]) or "Made with unknot"
    return f'<footer class="soft"><p>{words}</p></footer>'


def _page(frame: PageFrame, title: str, about: str, body: Sequence[str], feed: str) -> str:
    robots = '<meta name="robots" content="noindex">' if frame.unlisted else ""
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(frame.language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f'<meta name="description" content="{escape(about)}">{robots}',
        f'<link rel="alternate" type="application/rss+xml" href="{feed}"'
        f' title="{escape(frame.channel.title)}">',
        # An empty icon, for browsers that would otherwise ask the host for one.
        f'<link rel="icon" href="data:,"><style>{_file("page.css")}</style></head>',
        '<body><a class="skip" href="#main">To the content</a>',
        *(each for each in body if each),
        "</body></html>",
    ]
    return "\n".join(lines) + "\n"


def _captions(captions: Sequence[Caption]) -> str:
    rows = [[each.start / 1000, each.end / 1000, each.text] for each in captions]
    # Nothing inside may end the script element.
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")


@cache
def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").strip()

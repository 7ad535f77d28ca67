"""The pages of a site, and one with its sound inside, to be forwarded: what stands in them. How
they look is in ``unknot/pages``."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from unknot.content.records.channel import Channel
from unknot.pages import markup, render
from unknot.pictures.looks import Looks
from unknot.pictures.shown import Subject, while_treated
from unknot.segments import Segments
from unknot.site.captions import Caption
from unknot.site.chapters import routines
from unknot.site.episode import EpisodePlan
from unknot.site.notes import NOT_A_DEVICE, safety
from unknot.site.player import PageImage, Player
from unknot.timeline.cues import Treatment
from unknot.timeline.sheet import minutes
from unknot.timeline.timeline import Timeline

#: Stands in the page for the sound, which is put there without being copied again.
_HERE = "data:audio/mpeg;base64,"


class ShownPlace(Struct, frozen=True, kw_only=True):
    """A place that is treated, and pictures of how to lie and of where it is, if drawn.

    ``title`` is that of the chapter, with the side; ``name`` the muscle's in anatomy.
    """

    title: str
    name: str
    lies: PageImage | None
    place: PageImage | None


class Card(Struct, frozen=True, kw_only=True):
    """A session as the pages show it; paths are relative to the site's top. ``size`` in bytes.

    ``cover`` has the title on it, ``art`` is the same without words and small.
    """

    session: EpisodePlan
    timeline: Timeline
    audio: str
    cover: str
    size: int
    alt: str
    art: str = ""
    figures: tuple[ShownPlace, ...] = ()

    @property
    def page(self) -> str:
        return f"s/{self.session.id}.html"

    @property
    def chapters(self) -> str:
        return f"chapters/{self.session.id}.json"

    @property
    def transcripts(self) -> str:
        """Of each of them, without its ending."""
        return f"transcripts/{self.session.id}"

    @property
    def length(self) -> str:
        """How long the track is, such as ``10:30``."""
        return minutes(self.timeline.length)

    @property
    def holds(self) -> str:
        """How much of it are holds; "" for none."""
        return minutes(self.timeline.hold_ms) if self.timeline.hold_ms else ""

    @property
    def megabytes(self) -> str:
        """The size of the track in MB of a million bytes."""
        return f"{self.size / 1e6:.1f}"


class PageFrame(Struct, frozen=True, kw_only=True):
    """What all pages share. ``qr`` is an SVG element with the feed's address."""

    channel: Channel
    language: str
    feed: str
    qr: str
    unlisted: bool
    icon: str = ""

    @property
    def top(self) -> str:
        """The site's address, with a slash at its end."""
        return self.feed.rpartition("/")[0] + "/"


def channel_page(frame: PageFrame, cards: Sequence[Card], cover: str, alt: str) -> str:
    """The page of the channel: what there is, in order, and how to subscribe."""
    seasons = groupby(cards, key=lambda card: (card.session.season, card.session.season_name))
    return _render(
        "channel.html", frame, cover=cover, alt=alt, not_a_device=NOT_A_DEVICE,
        seasons=[(name, list(members)) for (_, name), members in seasons],
    )  # fmt: skip


def session_page(frame: PageFrame, card: Card, player: Player, captions: Sequence[Caption]) -> str:
    """The page of one session: a player with chapters and captions, safety, words, download."""
    return _render(
        "session.html", frame, card=card, not_a_device=NOT_A_DEVICE, player=player,
        safety=safety(card.timeline),
        chapters=list(_chapters(card.timeline, captions, counted=False)),
    )  # fmt: skip


def transcript_page(
    frame: PageFrame, title: str, timeline: Timeline, captions: Sequence[Caption]
) -> str:
    """The words alone, as the HTML transcript of the feed."""
    chapters = list(_chapters(timeline, captions, counted=True))
    return _render("transcript.html", frame, title=title, chapters=chapters)


#: From the first figure of a note on: ``Hold: 20 seconds left`` and ``15 seconds left`` are one.
_FIGURES = re.compile(r"\d.*")


def unlisted_page() -> str:
    """What stands in front of an unlisted site: nothing that leads in."""
    return render("unlisted.html")


def _render(template: str, frame: PageFrame, **values: object) -> str:
    return render(template, frame=frame, qr=markup(frame.qr), **values)


def _chapters(
    timeline: Timeline, captions: Sequence[Caption], *, counted: bool
) -> Iterator[dict[str, object]]:
    """Chapter by chapter what is said; a hold is counted down in words, or only named once."""
    for each in routines(timeline):
        words: list[tuple[str, bool]] = []
        before = ""
        for one in (one for one in captions if each.start <= one.start < each.end):
            count = "" if one.spoken else _FIGURES.sub("", one.text)
            if counted or not count or count != before:
                words.append((one.text, one.spoken))
            before = count or before
        yield {"title": each.title, "time": minutes(each.start), "words": words}


def page_with_sound(timeline: Timeline, track: bytes, looks: Looks, number: str = "") -> Segments:
    """The page of ``timeline`` whose MP3 is ``track``; it asks nobody for anything.

    ``number`` is dialled in an emergency; "" where it is not known.
    """
    pictures = {
        each.treatment: picture
        for each in routines(timeline)
        if each.treatment and (picture := _picture(each.treatment, looks, timeline.language))
    }
    player = Player(
        timeline=timeline, audio=_HERE, artist="unknot", pictures=pictures, number=number
    )
    html = render(
        "alone.html", player=player, safety=safety(timeline), not_a_device=NOT_A_DEVICE
    ).encode()
    before, mark, after = html.partition(_HERE.encode())
    return Segments.of(before + mark, b64encode(track), after)


def _picture(treatment: Treatment, looks: Looks, language: str) -> PageImage | None:
    subject = Subject.of(treatment, looks, language)
    scene = while_treated(subject)
    if scene is None:
        return None
    svg = b64encode(scene.svg("auto").encode()).decode()
    words = f"{treatment.name}, {treatment.side}"
    return PageImage(address=f"data:image/svg+xml;base64,{svg}", alt=words)

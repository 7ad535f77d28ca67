"""Making every file of a site, by its path; and the published track among them: the sound as it was
built, behind a tag that also has pictures and links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.content.records.channel import Channel
from unknot.pictures import covers, raster
from unknot.pictures.drawn import subjects_of
from unknot.pictures.looks import Looks
from unknot.pictures.people import Figure, figure_for
from unknot.pictures.scene import Scene
from unknot.pictures.shown import Subject, place, posture
from unknot.segments import Segments
from unknot.site import address, pages
from unknot.site.captions import Caption, captions, lrc, srt, transcript_json, vtt
from unknot.site.chapters import ChapterSpan, chapters_json, for_feeds, routines
from unknot.site.episode import EpisodePlan, TrackSource
from unknot.site.feed import Head, feed_xml
from unknot.site.picture import own_cover
from unknot.site.player import PageImage, Player
from unknot.site.qr import qr_svg
from unknot.site.request import Material, Request
from unknot.site.state import State
from unknot.timeline.cues import Treatment
from unknot.timeline.timeline import Timeline
from unknot.track.id3.frames import ChapterFrame, Link, Picture, UserText
from unknot.track.tag import chapters, iso639_2, write_frames


class Maker(Struct, frozen=True):
    """Makes every file of a site, by its path."""

    request: Request
    material: Material
    site: str
    sessions: Sequence[EpisodePlan]
    state: State
    every: int
    made: dict[str, Segments] = field(default_factory=dict)

    def files(self, report: Callable[[str], None]) -> dict[str, Segments]:
        """Everything that the site consists of, by path; ``report`` hears each session's id."""
        channel, tracks = self.material.channel, self.material.tracks
        language = channel.language or tracks[self.sessions[0].id].timeline.language
        feed = f"{self.site}/feed.xml"
        frame = pages.PageFrame(
            channel=channel, language=language, feed=feed, qr=qr_svg(feed),
            unlisted=self.request.unlisted, icon=self._icon(),
        )  # fmt: skip
        cover, alt = self._cover()
        cards = []
        for session in self.sessions:
            report(session.id)
            cards.append(self._session(session, frame))
        head = Head(
            url=feed, site=f"{self.site}/index.html", image=self._url(cover), alt=alt,
            guid=self.state.guid, moved=self.state.moved, language=language,
            unlisted=self.request.unlisted,
            every=None if self.request.start is None else self.every,
            start=self.request.start, total=len(tracks),
        )  # fmt: skip
        self.made["feed.xml"] = Segments.of(feed_xml(channel, head, cards))
        self.made["index.html"] = _text(pages.channel_page(frame, cards, cover, alt))
        return self.made

    def _url(self, path: str) -> str:
        return address.join(self.site, path)

    def _icon(self) -> str:
        """What browsers and home screens show: the channel's places, without words."""
        title = self.material.channel.title
        drawn = covers.art(title, self._subjects(), self._person(title))
        return self._put("art/icon", raster.png(drawn, _ICON))

    def _person(self, name: str) -> Figure:
        return self.material.looks.person(figure_for(name))

    def _subjects(self) -> tuple[Subject, ...]:
        tracks, looks = self.material.tracks.values(), self.material.looks
        every = (subjects_of(each.timeline, looks) for each in tracks)
        return tuple(sorted({one for each in every for one in each}, key=str))

    def _cover(self) -> tuple[str, str]:
        """The channel's cover: the author's own, checked, or one drawn of all there is."""
        channel = self.material.channel
        if channel.cover:
            data, ending = own_cover(self.material.folder, channel.cover)
            path = self._put("art/cover", data, ending)
            return path, channel.cover_alt or f"The cover of {channel.title}"
        subjects = self._subjects()
        drawn = _cover(channel.title, channel.title, subjects, self._person(channel.title))
        return self._put("art/cover", drawn), _alt(channel.title, subjects)

    def _session(self, session: EpisodePlan, frame: pages.PageFrame) -> pages.Card:
        source, channel = self.material.tracks[session.id], self.material.channel
        timeline, looks = source.timeline, self.material.looks
        frame = replace(frame, language=timeline.language)
        subjects = subjects_of(timeline, looks)
        stretches, person = for_feeds(timeline), self._person(session.id)
        page = self._url(f"s/{session.id}.html")
        art = self._put(f"art/{session.id}", _cover(session.id, session.title, subjects, person))
        small = raster.png(covers.art(session.id, subjects, person), covers.CHAPTER)
        picture = cache(lambda each: _chapter(each, timeline.language, looks) or small)
        paths = [self._put("art/chapter", picture(each.treatment)) for each in stretches]
        urls = [self._url(path) for path in paths]
        # The tag has every chapter by itself, so each has its own picture there.
        own = routines(timeline)
        sound = publish_audio(
            source, session, channel, page=page, stretches=own,
            pictures=[picture(each.treatment) for each in own], cover=small,
        )  # fmt: skip
        audio = f"audio/{session.id}.{sound.digest()[:8]}.mp3"
        self.made[audio] = sound
        card = pages.Card(
            session=session, timeline=timeline, audio=audio, cover=art, size=len(sound),
            alt=_alt(session.title, subjects), art=self._put(f"art/{session.id}", small),
            figures=tuple(self._figure(*each) for each in _named(timeline, looks)),
        )  # fmt: skip
        self.made[card.chapters] = Segments.of(chapters_json(timeline, page, urls, self._url(art)))
        words = captions(timeline)
        self.made.update(_transcripts(card, frame, words))
        shown = {each.treatment: path for each, path in zip(stretches, paths, strict=True)}
        player = _player(card, channel.author, shown)
        self.made[card.page] = _text(pages.session_page(frame, card, player, words))
        return card

    def _figure(self, title: str, subject: Subject) -> pages.ShownPlace:
        lies, where = self._drawn(posture(subject)), self._drawn(place(subject))
        return pages.ShownPlace(title=title, name=subject.name, lies=lies, place=where)

    def _drawn(self, scene: Scene | None) -> PageImage | None:
        """A scene as an SVG that is light or dark as the page around it is."""
        if scene is None:
            return None
        path = self._put("art/figure", scene.svg("auto", ground=False).encode(), ".svg")
        return PageImage(address=f"../{path}", alt=scene.title)

    def _put(self, stem: str, data: bytes, ending: str = ".png") -> str:
        """``data`` under a name that changes with it: its path."""
        content = Segments.of(data)
        path = f"{stem}.{content.digest()[:8]}{ending}"
        self.made[path] = content
        return path


def _transcripts(
    card: pages.Card, frame: pages.PageFrame, words: Sequence[Caption]
) -> dict[str, Segments]:
    """What is said, in each form that players read, and as a page."""
    title, timeline, speaker = card.session.title, card.timeline, frame.channel.speaker
    texts = {
        "vtt": vtt(words, speaker, timeline.language),
        "srt": srt(words),
        "lrc": lrc(words, title),
        "json": transcript_json(words, speaker),
        "html": pages.transcript_page(frame, title, timeline, words),
    }
    return {f"{card.transcripts}.{ending}": _text(text) for ending, text in texts.items()}


#: As large as a home screen asks for.
_ICON = 180


def _named(timeline: Timeline, looks: Looks) -> list[tuple[str, Subject]]:
    """Each place that is treated, once, with its chapter's title."""
    found: dict[Subject, str] = {}
    for each in routines(timeline):
        if each.treatment:
            found.setdefault(Subject.of(each.treatment, looks, timeline.language), each.title)
    return [(title, subject) for subject, title in found.items()]


def _cover(name: str, title: str, subjects: Sequence[Subject], person: Figure) -> bytes:
    return raster.png(covers.cover(name, title, subjects, person), covers.COVER_PIXELS)


def _chapter(treatment: Treatment | None, language: str, looks: Looks) -> bytes | None:
    """A chapter's picture; None where nothing is treated, or it is not drawn."""
    svg = covers.chapter(Subject.of(treatment, looks, language)) if treatment else None
    return raster.png(svg, covers.CHAPTER) if svg else None


def _player(card: pages.Card, artist: str, shown: Mapping[Treatment | None, str]) -> Player:
    """``shown``: the path of the picture of each routine."""
    return Player(
        timeline=replace(card.timeline, title=card.session.title), audio=f"../{card.audio}",
        artist=artist, artwork=f"../{card.art}",
        pictures={
            each: PageImage(address=f"../{path}", alt=f"{each.name}, {each.side}")
            for each, path in shown.items() if each
        },
    )  # fmt: skip


def _alt(title: str, subjects: Sequence[Subject]) -> str:
    if not subjects:
        return f"{title}: a person at rest"
    where = ", ".join(dict.fromkeys(f"{each.name} {each.side}" for each in subjects))
    return f"{title}: a person seen from behind; marked are {where}"


def _text(text: str) -> Segments:
    return Segments.of(text.encode())


_ILLUSTRATION = 0


def publish_audio(
    source: TrackSource, session: EpisodePlan, channel: Channel, *, page: str,
    stretches: Sequence[ChapterSpan], pictures: Sequence[bytes], cover: bytes,
) -> Segments:  # fmt: skip
    """The file to download: tag, then the track's own frames, which are not touched.

    Its chapters are the track's own, so that it can be proved like the track as it was built.
    ``page`` is the address of its page; ``pictures`` has one for each of ``stretches``, and every
    picture is a PNG.
    """
    timeline, day = source.timeline, datetime.fromtimestamp(session.date, UTC)
    texts = {
        "TIT2": session.title,
        "TPE1": channel.author,
        "TPE2": channel.author,
        "TALB": channel.title,
        "TYER": f"{day:%Y}",
        "TDAT": f"{day:%d%m}",
        "TRCK": str(session.number),
        "TCON": "Podcast",
        "TLAN": iso639_2(timeline.language),
        "TLEN": str(timeline.length),
    }
    shown = list(zip(stretches, pictures, strict=True))
    head = write_frames(
        timeline, texts, [_linked(each, page, shown) for each in chapters(timeline)],
        more=[UserText(description="quality", text=source.quality.name)], link=[Link(url=page)],
        cover=cover, plan_json=source.plan_json, facts_json=source.facts_json,
    )  # fmt: skip
    return Segments.of(head, source.sound)


def _linked(
    chapter: ChapterFrame, page: str, shown: Sequence[tuple[ChapterSpan, bytes]]
) -> ChapterFrame:
    """``chapter`` with its place on the page and the picture of its stretch."""
    url = f"{page}#t={chapter.start / 1000:g}"
    pictures = (
        Picture(mime="image/png", data=picture, kind=_ILLUSTRATION)
        for each, picture in shown
        if each.start <= chapter.start < each.end
    )
    link = Link(url=url, description="chapter url")
    return replace(chapter, frames=(*chapter.frames, link, *pictures))

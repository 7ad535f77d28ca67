"""Making every file of a site, by its path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from unknot.errors import SiteError
from unknot.site import address, artwork, pages, transcripts
from unknot.site.audio import published
from unknot.site.captions import captions
from unknot.site.chapters import chapters_json, for_feeds
from unknot.site.episode import Content, EpisodePlan
from unknot.site.feed import EpisodeItem, Head, feed_xml
from unknot.site.figure import Spot
from unknot.site.notes import description
from unknot.site.picture import check_cover
from unknot.site.qr import qr_svg
from unknot.site.request import Material, Request
from unknot.timeline.cues import Chapter
from unknot.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes every file of a site, by its path."""

    request: Request
    material: Material
    site: str
    sessions: Sequence[EpisodePlan]
    guid: str
    every: int

    def files(self, report: Callable[[str], None]) -> dict[str, Content]:
        channel, tracks = self.material.channel, self.material.tracks
        language = channel.language or tracks[self.sessions[0].id].timeline.language
        feed = f"{self.site}/feed.xml"
        frame = pages.PageFrame(
            channel=channel, language=language, feed=feed, qr=qr_svg(feed),
            unlisted=self.request.unlisted,
        )  # fmt: skip
        files: dict[str, Content] = {}
        cover, alt = self._cover(files)
        cards, items = [], []
        for session in self.sessions:
            report(session.id)
            card, item = self._session(session, frame, files)
            cards.append(card)
            items.append(item)
        head = Head(
            url=feed, site=f"{self.site}/index.html", image=self._url(cover), alt=alt,
            guid=self.guid, language=language, unlisted=self.request.unlisted,
            every=None if self.request.start is None else self.every,
            start=self.request.start, total=len(tracks),
        )  # fmt: skip
        files["feed.xml"] = Content(head=feed_xml(channel, head, items))
        files["index.html"] = _text(pages.channel_page(frame, cards, cover, alt))
        return files

    def _url(self, path: str) -> str:
        return address.join(self.site, path)

    def _cover(self, files: dict[str, Content]) -> tuple[str, str]:
        """The channel's cover: the author's own, checked, or one drawn of all there is."""
        channel = self.material.channel
        if channel.cover:
            data = _own_cover(self.material.folder, channel.cover)
            ending = check_cover(data, channel.cover).extensions[0]
            content = Content(head=data)
            path = f"art/cover.{content.digest}{ending}"
            files[path] = content
            return path, channel.cover_alt or f"The cover of {channel.title}"
        spots = {spot for each in self.material.tracks.values() for spot in spots_of(each.timeline)}
        colours = artwork.palette(channel.title)
        return _put(files, "art/cover", artwork.cover(channel.title, spots, colours)), _alt(
            channel.title, spots
        )

    def _session(
        self, session: EpisodePlan, frame: pages.PageFrame, files: dict[str, Content]
    ) -> tuple[pages.Card, EpisodeItem]:
        source, channel = self.material.tracks[session.id], self.material.channel
        timeline, colours = source.timeline, artwork.palette(session.id)
        spots = spots_of(timeline)
        stretches = for_feeds(timeline)
        page = self._url(f"s/{session.id}.html")
        picture = artwork.cover(session.title, spots, colours)
        art = _put(files, f"art/{session.id}", picture)
        drawn = []
        urls = []
        for each in stretches:
            spot = (each.treatment.region, each.treatment.side) if each.treatment else None
            data = artwork.chapter_picture(spot, colours)
            name = "-".join(spot) if spot else "rest"
            urls.append(self._url(_put(files, f"art/{session.id}-{name}", data)))
            drawn.append(data)
        sound = published(
            source, title=session.title, artist=channel.author, album=channel.title,
            number=session.number, page=page, stretches=stretches, pictures=drawn,
            cover=artwork.smaller(picture),
        )  # fmt: skip
        audio = f"audio/{session.id}.{sound.digest}.mp3"
        files[audio] = sound
        files[f"chapters/{session.id}.json"] = Content(
            head=chapters_json(timeline, page, urls, self._url(art))
        )
        words = captions(timeline)
        base = f"transcripts/{session.id}"
        files[f"{base}.vtt"] = _text(transcripts.vtt(words, channel.speaker, timeline.language))
        files[f"{base}.srt"] = _text(transcripts.srt(words))
        files[f"{base}.lrc"] = _text(transcripts.lrc(words, session.title))
        files[f"{base}.json"] = _text(transcripts.transcript_json(words, channel.speaker))
        files[f"{base}.html"] = _text(pages.transcript_page(frame, session.title, timeline, words))
        card = pages.Card(
            session=session, timeline=timeline, audio=audio, cover=art, size=sound.size,
            alt=_alt(session.title, spots),
        )  # fmt: skip
        files[f"s/{session.id}.html"] = _text(pages.session_page(frame, card, words))
        item = EpisodeItem(
            session=session, description=description(timeline, session.summary), page=page,
            audio=self._url(audio), length=sound.size, ms=timeline.length, image=self._url(art),
            alt=card.alt, chapters=self._url(f"chapters/{session.id}.json"),
            transcripts=self._url(base), language=timeline.language, stretches=stretches,
        )  # fmt: skip
        return card, item


def spots_of(timeline: Timeline) -> set[Spot]:
    """The places that a track treats."""
    return {
        (event.cue.treatment.region, event.cue.treatment.side)
        for event in timeline.events
        if isinstance(event.cue, Chapter) and event.cue.treatment
    }


def _alt(title: str, spots: Collection[Spot]) -> str:
    where = ", ".join(f"{region.replace('-', ' ')} {side}" for region, side in sorted(spots))
    return f"{title}: a figure seen from behind" + (f"; marked are {where}" if where else "")


def _put(files: dict[str, Content], stem: str, data: bytes) -> str:
    content = Content(head=data)
    path = f"{stem}.{content.digest}.jpg"
    files[path] = content
    return path


def _text(text: str) -> Content:
    return Content(head=text.encode())


def _own_cover(folder: Path, name: str) -> bytes:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise SiteError(name, "leads out of the workspace", "put the cover beside channel.yaml")
    try:
        return path.read_bytes()
    except OSError as error:
        raise SiteError(
            path, f"cannot be read: {error.strerror or error}", "see cover in channel.yaml"
        ) from error

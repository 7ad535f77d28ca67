"""Publish: the whole story of a site, top to bottom, from finished tracks to one folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from unknot.content.channel import Channel
from unknot.errors import SiteError
from unknot.publish.site import address, artwork, drip, host, pages, transcripts
from unknot.publish.site.audio import published
from unknot.publish.site.captions import captions
from unknot.publish.site.chapters import chapters_json, for_feeds
from unknot.publish.site.episode import Content, Session, Source
from unknot.publish.site.feed import Head, Item, feed_xml
from unknot.publish.site.figure import Spot
from unknot.publish.site.folder import check_place, recover, replace_folder
from unknot.publish.site.notes import description
from unknot.publish.site.picture import check_cover
from unknot.publish.site.programme import Slot, check_channel, check_titles, programme
from unknot.publish.site.qr import qr_svg
from unknot.publish.site.schedule import dates
from unknot.publish.site.state import (
    NAME,
    Issued,
    State,
    channel_guid,
    episode_guid,
    find_state,
    new_folder,
    read_state,
    state_json,
)
from unknot.timeline.cues import Chapter
from unknot.timeline.timeline import Timeline

#: GitHub Pages takes 1 GB.
BUDGET = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for. Times in seconds since 1970; ``every`` in seconds, ``budget`` in bytes."""

    out: Path
    base: str
    now: int
    start: int | None = None
    start_text: str = ""
    every: int | None = None
    unlisted: bool = False
    budget: int = BUDGET


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What it is made from: tracks and summaries by session, and where channel.yaml lies.

    ``known`` are all sessions that still exist, whether they are published or not.
    """

    channel: Channel
    tracks: Mapping[str, Source]
    summaries: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] = ()
    folder: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What came of it. ``changed`` files are new or different; ``waiting`` are not yet due."""

    out: Path
    feed: str
    page: str
    sessions: tuple[Session, ...]
    size: int
    changed: int
    waiting: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def check_parts() -> None:
    """Raises SiteError when Pillow or segno is not here, before anything slow is done."""
    artwork.check()
    qr_svg("https://example.org")


def publish(
    request: Request, material: Material, report: Callable[[str], None] = lambda _: None
) -> Site:
    """Make the site; ``out`` stays as it was unless all of it could be made and written.

    ``report`` hears each session's id. The same request, material and state give the same
    bytes. Raises ContentError for the channel's record, SiteError for everything else.
    """
    base = address.base_url(request.base)
    channel = material.channel
    check_channel(channel)
    check_titles({id: _titles(each.timeline) for id, each in material.tracks.items()})
    recover(request.out)
    check_place(request.out)
    old, state = _state(request, channel, base)
    inside = f"{state.folder}/" if state.folder else ""
    site = f"{base}/{state.folder}" if state.folder else base

    slots = programme(channel, list(material.tracks), material.known)
    every = request.every or channel.every // 1000
    due = dates(
        [slot.id for slot in slots], {id: each.date for id, each in state.episodes.items()},
        request.now, start=request.start, every=every,
    )  # fmt: skip
    if not due:
        raise SiteError(
            "sessions", "none is due yet", "a feed needs one; choose an earlier --start"
        )
    sessions = _sessions(slots, due, state, material)
    state = _issued(state, sessions, material)

    maker = _Maker(request, material, site, sessions, state.guid, every)
    files = {inside + path: content for path, content in maker.files(report).items()}
    files[inside + NAME] = Content(head=state_json(state))
    if request.start is not None:
        flow = drip.workflow(base, state.folder, request.start_text, every, ())
        files[f"{inside}hosting/publish.yml"] = Content(head=flow)
    if state.folder:
        files["index.html"] = Content(head=pages.door_page().encode())
    for path, data in host.host_files(bool(state.folder)).items():
        files[path] = Content(head=data)

    size = sum(content.size for content in files.values())
    if size > request.budget:
        raise SiteError(
            request.out, f"would take {size / 1e6:.1f} MB; {request.budget / 1e6:g} MB are allowed",
            "publish fewer sessions, build with --quality compact, or raise --max-size",
        )  # fmt: skip
    return Site(
        out=request.out,
        feed=f"{site}/feed.xml",
        page=f"{site}/index.html",
        sessions=tuple(sessions),
        size=size,
        changed=replace_folder(request.out, files),
        waiting=tuple(slot.id for slot in slots if slot.id not in due),
        retired=tuple(sorted(set(old.episodes) - set(state.episodes))) if old else (),
        warnings=tuple(address.doubts(base)),
    )


def _titles(timeline: Timeline) -> list[str]:
    chapters = [each.cue.title for each in timeline.events if isinstance(each.cue, Chapter)]
    return [timeline.title, *chapters]


def _state(request: Request, channel: Channel, base: str) -> tuple[State | None, State]:
    """What was issued before, and what holds now; raises SiteError when a site would come out."""
    path = find_state(request.out)
    old = read_state(path) if path else None
    if old and old.folder and not request.unlisted:
        hint = "add --unlisted to keep it so, or publish into another folder"
        raise SiteError(request.out, "holds an unlisted site", hint)
    if old and request.unlisted and not old.folder:
        hint = "its address is known already; publish into another folder"
        raise SiteError(request.out, "holds a site that is not unlisted", hint)
    if old:
        return old, old
    folder = (channel.folder or new_folder()) if request.unlisted else ""
    feed = f"{base}/{folder}/feed.xml" if folder else f"{base}/feed.xml"
    return None, State(guid=channel.guid or channel_guid(feed), folder=folder)


def _sessions(
    slots: Sequence[Slot], due: Mapping[str, int], state: State, material: Material
) -> list[Session]:
    found = []
    for number, slot in enumerate(slots, 1):
        if slot.id in due:
            issued = state.episodes.get(slot.id)
            earlier = len(state.retired.get(slot.id, ()))
            found.append(
                Session(
                    id=slot.id,
                    title=material.tracks[slot.id].timeline.title.strip(),
                    summary=material.summaries.get(slot.id, ""),
                    number=number,
                    season=slot.season,
                    season_name=slot.season_name,
                    guid=issued.guid if issued else episode_guid(state.guid, slot.id, earlier),
                    date=due[slot.id],
                )
            )
    return found


def _issued(state: State, sessions: Sequence[Session], material: Material) -> State:
    """The state with what is new in it; the GUIDs of sessions that are gone are retired."""
    there = {*material.known, *material.tracks}
    kept = {id: each for id, each in state.episodes.items() if id in there}
    gone = {id: each.guid for id, each in state.episodes.items() if id not in there}
    retired = {id: (*state.retired.get(id, ()), guid) for id, guid in gone.items()}
    fresh = {each.id: Issued(guid=each.guid, date=each.date) for each in sessions}
    return replace(state, episodes=kept | fresh, retired={**state.retired, **retired})


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes every file of a site, by its path."""

    request: Request
    material: Material
    site: str
    sessions: Sequence[Session]
    guid: str
    every: int

    def files(self, report: Callable[[str], None]) -> dict[str, Content]:
        channel, tracks = self.material.channel, self.material.tracks
        language = channel.language or tracks[self.sessions[0].id].timeline.language
        feed = f"{self.site}/feed.xml"
        frame = pages.Frame(
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
        files["index.html"] = _text(pages.index_page(frame, cards, cover, alt))
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
        self, session: Session, frame: pages.Frame, files: dict[str, Content]
    ) -> tuple[pages.Card, Item]:
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
        item = Item(
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

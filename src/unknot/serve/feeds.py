"""The files of personal feeds, made as ``publish`` makes them, and kept in memory alone."""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from unknot.clips.clipfile import Clip
from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.make import bed_of
from unknot.pictures.looks import looks_of
from unknot.playlist.plan import hold_together, items
from unknot.segments import Segments
from unknot.serve.holds import Episode, Holds
from unknot.serve.keys import PersonalFeed
from unknot.serve.shelf import Shelf, unloaded
from unknot.serve.variant import look
from unknot.site.episode import EpisodePlan, TrackSource
from unknot.site.notes import NOT_A_DEVICE
from unknot.site.request import Material, Request
from unknot.site.site_files import Maker
from unknot.site.state import State, channel_guid, episode_guid
from unknot.speech.who import by_model
from unknot.timeline.overrides import Overrides
from unknot.timeline.timeline import Timeline
from unknot.track.assemble import untagged

#: Covers and tags are some hundred kB for each episode of each.
MOST_FEEDS = 24
_INLINE = re.compile(r"<(script|style)(?![^>]*\bsrc=)[^>]*>(.*?)</\1>", re.DOTALL)

Files = Mapping[str, Segments]


class Unspoken(Struct, frozen=True, kw_only=True):
    """Of what a feed holds, ``missing`` lines have no sound yet."""

    missing: int


class Feeds:
    """The feeds of one library, those asked for last kept. Threads may share it."""

    def __init__(
        self, library: Library, studios: Mapping[str, Studio], shelf: Shelf, country: str | None
    ) -> None:
        self.library, self._studios, self._shelf = library, studios, shelf
        self._country = country
        self._kept: OrderedDict[object, Files] = OrderedDict()
        self._lock = threading.Lock()

    def files(self, feed: PersonalFeed, holds: Holds, base: str, today: date) -> Files | Unspoken:
        """Everything below ``base``, by its path, as it is on ``today``.

        Raises the Error of whatever refuses it.
        """
        episodes = holds.episodes(self.library, self._country, feed.made, today)
        name = (feed.key, base, tuple((each.id, each.date) for each in episodes))
        with self._lock:  # the pictures of one take a second, and are wanted by many at once
            if found := self._kept.get(name):
                self._kept.move_to_end(name)
                return found
            made = self._made(feed, holds, base, episodes)
            if not isinstance(made, Unspoken):
                self._kept[name] = made
                while len(self._kept) > MOST_FEEDS:
                    self._kept.popitem(last=False)
            return made

    def find(
        self, feed: PersonalFeed, holds: Holds, base: str, today: date, path: str
    ) -> Segments | Unspoken | None:
        """The file at ``path``; of yesterday's, for who is listening to it at midnight."""
        for day in (today, today - timedelta(days=1)):
            files = self.files(feed, holds, base, day)
            if isinstance(files, Unspoken):
                return files
            if path in files or not holds.programme or path == "feed.xml":
                return files.get(path)
        return None

    def forget(self) -> None:
        """Something of them is gone; look for all of it again."""
        with self._lock:
            self._kept.clear()

    def _made(
        self, feed: PersonalFeed, holds: Holds, base: str, episodes: Sequence[Episode]
    ) -> Files | Unspoken:
        studio, library = self._studios[holds.quality], self.library
        tracks: dict[str, TrackSource] = {}
        plans = []
        guid = channel_guid(feed.key)
        for number, each in enumerate(episodes, 1):
            found = _sound(each, holds, library, studio)
            if isinstance(found, Unspoken):
                return found
            timeline, clips = found
            whole = bed_of(timeline, clips, library, studio)
            bare = untagged(timeline, clips, library, studio.quality, whole)
            clips = [whole] if whole else clips
            tracks[each.id] = TrackSource(
                plan_json=bare.plan_json, facts_json=bare.facts_json, timeline=timeline,
                quality=studio.quality,
                sound=unloaded(bare.sound, clips, self._shelf, studio.quality),
            )  # fmt: skip
            plans.append(
                EpisodePlan(
                    id=each.id, title=each.title or timeline.title, summary=each.summary,
                    number=number, season=1, season_name="", guid=episode_guid(guid, each.id),
                    date=each.date,
                )
            )  # fmt: skip
        said = library.channel.ai_content
        if said is None:
            jobs = [job for each in episodes for job in each.jobs]
            said = any(by_model(job, studio.cast) for job in jobs)
        channel = replace(
            library.channel, title=holds.title(library), seasons=(), cover="", link="",
            ai_content=said,
            description=f"For you alone, from unknot on a machine near you. {NOT_A_DEVICE}",
            language=library.channel.language or "en",
        )  # fmt: skip
        # What is done with these is not asked here: nothing is written, and all is due.
        request = Request(out=Path(), base=base, now=feed.made, unlisted=True)
        material = Material(channel=channel, tracks=tracks, looks=looks_of(library))
        maker = Maker(request, material, base, plans, State(guid=guid), 0)
        return maker.files(lambda _: None)


def _sound(
    episode: Episode, holds: Holds, library: Library, studio: Studio
) -> tuple[Timeline, Sequence[Clip]] | Unspoken:
    found = [look(job, studio) for job in episode.jobs]
    if missing := sum(each.missing for each in found):
        return Unspoken(missing=missing)
    if not holds.playlist:
        return found[0].plan.timeline, found[0].clips
    playlist = library.playlists[holds.playlist]
    planned = zip(items(playlist, library, Overrides()), found, strict=True)
    whole = hold_together(playlist, [(item, each.plan.timeline) for item, each in planned])
    return whole, [clip for each in found for clip in each.clips]


def page_policy(html: bytes, images: str = "'self'") -> str:
    """The content policy of a page that has its style and its script inside: these, no others."""
    allowed: dict[str, list[str]] = {"script": [], "style": []}
    for kind, text in _INLINE.findall(html.decode()):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        allowed[kind].append(f"'sha256-{digest}'")
    script, style = (" ".join(each) or "'none'" for each in allowed.values())
    return (
        f"default-src 'none'; script-src {script}; style-src {style}; img-src {images};"
        " media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )

"""Tracks in order, for one sitting: sessions/playlists/ID.yaml."""

from __future__ import annotations

from typing import Annotated

from msgspec import field

from unknot.content.records.values import FileName, Record, Routine, Side, SourceMap, doc
from unknot.content.yaml.kinds import Id, Ms


class PlaylistEntry(Record, frozen=True, kw_only=True):
    """A session as one entry of a playlist."""

    session: Annotated[Id, doc("A session")]
    side: Annotated[Side | None, doc("Treat this side only")] = None
    hold: Annotated[Ms | None, doc("Base hold, 30s to 60s; else the session's")] = None


class Playlist(Record, frozen=True, kw_only=True):
    """sessions/playlists/ID.yaml: tracks in order, for one sitting."""

    id: FileName
    title: Annotated[str, doc("Shown in players, as the tracks' album")]
    summary: Annotated[str, doc("A sentence about it")]
    tracks: Annotated[
        tuple[PlaylistEntry | Routine, ...], doc("Sessions and routines, in order; each is a track")
    ]
    split: Annotated[bool, doc("Make a track of each muscle and side instead")] = False
    join: Annotated[bool, doc("Also make one MP3 of it all")] = False
    sources: Annotated[SourceMap, doc("Who says so")] = field(default_factory=dict)

    @property
    def sessions(self) -> frozenset[str]:
        """The ids of the sessions that it names."""
        return frozenset(each.session for each in self.tracks if isinstance(each, PlaylistEntry))

"""Tracks in order, for one sitting: sessions/playlists/ID.yaml."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from dataclasses import dataclass

from unknot.content.records.values import Record, Routine, Side, SourceMap, doc, file_name
from unknot.content.yaml.kinds import Id, Ms


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistEntry(Record):
    """A session as one entry of a playlist."""

    session: Id = doc("A session")
    side: Side | None = doc("Treat this side only", default=None)
    hold: Ms | None = doc("Base hold, 30s to 60s; else the session's", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playlist(Record):
    """sessions/playlists/ID.yaml: tracks in order, for one sitting."""

    id: Id = file_name()
    title: str = doc("Shown in players, as the tracks' album")
    summary: str = doc("A sentence about it")
    tracks: tuple[PlaylistEntry | Routine, ...] = doc(
        "Sessions and routines, in order; each is a track"
    )
    split: bool = doc("Make a track of each muscle and side instead", default=False)
    join: bool = doc("Also make one MP3 of it all", default=False)
    sources: SourceMap = doc("Who says so", default_factory=dict)

    @property
    def sessions(self) -> frozenset[str]:
        """The ids of the sessions that it names."""
        return frozenset(each.session for each in self.tracks if isinstance(each, PlaylistEntry))

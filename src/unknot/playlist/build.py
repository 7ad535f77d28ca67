"""Make a playlist: its tracks, the files that put them in order, and all of it in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.content.records.session import Playlist
from unknot.errors import Error, LayoutError, WorkspaceError
from unknot.files import check_inside, replace_files
from unknot.make import Track, build, clips_of, write_track
from unknot.playlist.files import Entry, m3u8, xspf
from unknot.playlist.plan import PlannedTrack, hold_together, items, plan_all
from unknot.progress import Report, TrackReady, ignore
from unknot.proof.embedded import plan_from
from unknot.timeline.overrides import Overrides


class FinishedPlaylist(Struct, frozen=True, kw_only=True):
    """A finished playlist. ``removed``: tracks of an earlier version that are no longer in it."""

    folder: Path
    tracks: tuple[Track, ...]
    m3u8: Path
    xspf: Path
    joined: Track | None
    removed: tuple[Path, ...]


def build_playlist(
    playlist: Playlist,
    library: Library,
    studio: Studio,
    *,
    overrides: Overrides,
    out: Path,
    jobs: int = 0,
    report: Report = ignore,
    verify: bool = False,
) -> FinishedPlaylist:
    """Make ``playlist`` in the folder ``out/ID``; one to be joined also as ``out/ID.mp3``.

    Whatever has the same bytes already is left alone. Raises the Error of the stage that failed;
    what a safety rule forbids is refused before anything is spoken.
    """
    wanted = items(playlist, library, overrides)
    if playlist.join:
        _check_joining(wanted, out / f"{playlist.id}.mp3", library)
    with suppress(LayoutError):  # the estimate may miss; the clips decide below
        plan_all(playlist, library, overrides, lambda job: studio.maker(job).measure())

    folder = out / playlist.id
    check_inside(out, folder / "track")
    tracks = tuple(
        build(each.job, studio, out=folder, jobs=jobs, report=report, verify=verify)
        for each in wanted
    )
    whole = hold_together(playlist, [(i, t.timeline) for i, t in zip(wanted, tracks, strict=True)])
    joined = None
    if playlist.join:
        clips = [
            c
            for i, t in zip(wanted, tracks, strict=True)
            for c in clips_of(i.job, t.timeline, studio)
        ]
        joined = write_track(whole, clips, studio, library, out=out, verify=verify)
        report(TrackReady(session=playlist.id, path=joined.path))
    m3u, xml = _write(playlist, folder, wanted, tracks)
    return FinishedPlaylist(
        folder=folder,
        tracks=tracks,
        m3u8=m3u,
        xspf=xml,
        joined=joined,
        removed=tuple(_remove_others(playlist.id, folder, {track.path for track in tracks})),
    )


def _check_joining(wanted: Sequence[PlannedTrack], path: Path, library: Library) -> None:
    """Raises WorkspaceError when ``wanted`` cannot be joined into ``path``."""
    if any(each.job.session.bed for each in wanted):
        raise WorkspaceError(
            "tracks with a bed cannot be joined: one track has one sound under it",
            "leave --join out, or take bed: out of its sessions",
        )
    if len({each.job.session.chime_level or 0.0 for each in wanted}) > 1:
        raise WorkspaceError(
            "tracks with chimes of several levels cannot be joined: one track has one level",
            "give one for all of them with --chime-level, or leave --join out",
        )
    if path.stem in library.sessions:
        what = f"the joined track {path} would be named like a session's"
        raise WorkspaceError(what, "give the playlist another name")


def _write(
    playlist: Playlist, folder: Path, wanted: Sequence[PlannedTrack], tracks: Sequence[Track]
) -> tuple[Path, Path]:
    entries = [
        Entry(
            file=track.path.name,
            title=item.job.session.title,
            summary=item.job.session.summary,
            length_ms=track.timeline.length,
        )
        for item, track in zip(wanted, tracks, strict=True)
    ]
    texts = {
        folder / f"{playlist.id}.m3u8": m3u8(playlist.title, entries),
        folder / f"{playlist.id}.xspf": xspf(playlist.title, playlist.summary, entries),
    }
    replace_files(texts)
    first, second = texts
    return first, second


def _remove_others(playlist: str, folder: Path, keep: set[Path]) -> Iterable[Path]:
    """Players that play a folder would play them too; only what says itself that it is one goes."""
    for path in sorted(folder.glob("[0-9][0-9]*-*.mp3")):
        if path not in keep and _is_part_of(playlist, path):
            with suppress(OSError):
                path.unlink()
                yield path


def _is_part_of(playlist: str, path: Path) -> bool:
    try:
        part = plan_from(path).timeline.part
    except Error:
        return False
    return part is not None and part.playlist == playlist

"""The tracks that are published: those in a folder, or built for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from unknot.cli.main import Globals
from unknot.cli.options import Making
from unknot.cli.output import tell, tell_speakers
from unknot.cli.sessions import stop_at_drafts, tell_hints
from unknot.cli.speaking import make_track, open_studio
from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.content.records.channel import Channel
from unknot.errors import LayoutError, SiteError
from unknot.files import temporary
from unknot.site.episode import TrackSource, check_fit, read_source
from unknot.speech.who import by_model
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import plan
from unknot.timeline.timeline import Timeline


@contextmanager
def sources(
    options: Globals, content: Library, named: list[str], tracks: Path | None,
    overrides: Overrides, how: Making, check: Callable[[Mapping[str, Timeline]], None],
) -> Iterator[tuple[Mapping[str, TrackSource], Channel]]:  # fmt: skip
    """The tracks by session: those in a folder, or built into one that goes away afterwards; and
    the channel, which says who spoke where that is known. ``check`` refuses plans, by session,
    before anything is spoken."""
    channel = content.channel
    listed = [id for season in content.channel.seasons for id in season.sessions]
    stop_at_drafts(content, named or listed or None)
    wanted = named or [id for id in dict.fromkeys(listed) if id in content.sessions]
    with temporary() as scratch:
        built = tracks is None
        if tracks is None:
            wanted = wanted or _in_order(content)
            tracks = scratch
            jobs = [resolve(content.sessions[id], content, overrides) for id in wanted]
            modelled = _build(options, jobs, tracks, how, check)
            if channel.ai_content is None:
                channel = replace(channel, ai_content=modelled)
        found = _tracks_in(tracks, wanted, proved=built)
        if missing := [id for id in wanted if id not in found]:
            raise SiteError(tracks, f"holds no track of {', '.join(missing)}", "unknot build them")
        if not found:
            raise SiteError(tracks, "holds no track", "make some with: unknot build")
        yield {id: found[id] for id in (wanted or found)}, channel


def _tracks_in(folder: Path, wanted: Sequence[str], *, proved: bool) -> Mapping[str, TrackSource]:
    """By session, those that are ``wanted``, or all; SiteError for two of one session, of which
    nobody can know here which is meant."""
    found: dict[str, TrackSource] = {}
    named: dict[str, str] = {}
    for path in sorted(folder.glob("*.mp3")):
        source = read_source(path, proved=proved)
        id = source.timeline.session
        if wanted and id not in wanted:
            continue
        if id in found:
            what = f"holds two tracks of the session {id!r}"
            raise SiteError(folder, what, f"keep one of them: {named[id]} or {path.name}")
        found[id], named[id] = source, path.name
    return found


def _in_order(content: Library) -> list[str]:
    """Where channel.yaml has no order: what treats first, the shortest first, by their waits."""

    def weight(id: str) -> tuple[bool, int, str]:
        session = content.sessions[id]
        treats = len(session.routines_only)
        return (not treats, treats or len(session.routines), id)

    return sorted(content.sessions, key=weight)


def _build(
    options: Globals, jobs: Sequence[Job], folder: Path, how: Making,
    check: Callable[[Mapping[str, Timeline]], None],
) -> bool:  # fmt: skip
    """Whether a generative model may have spoken any of them."""
    with open_studio(how) as studio:
        timelines = {job.session.id: _planned(job, studio) for job in jobs}
        known = {id: each for id, each in timelines.items() if each}
        if len(known) == len(jobs):
            check(known)
        for job in jobs:
            tell_hints(options, job.library, job.session)
            track = make_track(options, job, studio, folder, how)
            tell(options, (*track.notes, *track.changes))
            tell_speakers(options, track, how.fallback)
        return any(by_model(job, studio.cast) for job in jobs)


def _planned(job: Job, studio: Studio) -> Timeline | None:
    """What ``job`` will be; None where only its clips can tell. Raises the Error of whatever keeps
    it from being spoken or published."""
    maker = studio.maker(job)
    try:
        timeline = plan(job, maker.measure()).timeline
    except LayoutError:  # by an estimate: the clips decide
        return None
    maker.keys(cue for _, cue in timeline.sounding())
    check_fit(timeline, f"session {job.session.id!r}")
    return timeline

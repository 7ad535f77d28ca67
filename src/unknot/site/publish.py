"""Publish: the whole story of a site, top to bottom, from finished tracks to one folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from unknot.errors import SiteError
from unknot.files import one_at_a_time
from unknot.segments import Segments
from unknot.site import address, host, pages
from unknot.site.episode import EpisodePlan
from unknot.site.folder import check_place, people_file, recover, replace_folder
from unknot.site.picture import own_cover
from unknot.site.releases import APART, dates, due_sessions, remember_sessions, states
from unknot.site.request import Material, Request, Site
from unknot.site.season_order import check_channel, check_titles, order_seasons
from unknot.site.site_files import Maker
from unknot.site.state import NAME, State, state_json
from unknot.timeline.cues import Chapter
from unknot.timeline.timeline import Timeline


class Issue(Struct, frozen=True):
    """What comes out at ``base``, one session each ``every`` seconds: ``old``, what was issued
    before, ``state``, what holds now, and which sessions are not due yet."""

    base: str
    every: int
    old: State | None
    state: State
    sessions: tuple[EpisodePlan, ...]
    waiting: tuple[str, ...]


def publish(
    request: Request, material: Material, report: Callable[[str], None] = lambda _: None
) -> Site:
    """Make the site; ``out`` stays as it was unless all of it could be made and written.

    ``report`` hears each session's id. The same request, material and state give the same
    bytes. Of two at once that make one folder, the later waits and goes on from what the first
    made. Raises ContentError for the channel's record, SiteError for everything else.
    """
    try:
        with one_at_a_time(request.out.absolute().parent):
            return _made(request, material, report)
    except OSError as error:
        raise SiteError(request.out, f"cannot be written: {error.strerror or error}") from error


def check(request: Request, material: Material, timelines: Mapping[str, Timeline]) -> Issue:
    """What comes out of sessions with these ``timelines``, by id, and under which dates.

    Raises as ``publish`` does, for all that can be refused before there is any sound: tracks that
    are not built yet have their plans alone, and ``material`` has no tracks then.
    """
    base, channel = address.base_url(request.base), material.channel
    check_channel(channel)
    if channel.cover:
        own_cover(material.folder, channel.cover)
    check_titles({id: _titles(each) for id, each in timelines.items()})
    check_place(request.out)
    if not request.person and people_file(request.out).is_file():
        hint = "name them with --for, or publish into another folder"
        raise SiteError(request.out, "holds folders of people", hint)
    old, state = states(request, channel, base)
    slots = order_seasons(channel, list(timelines), material.known)
    every = channel.every // 1000 if request.every is None else request.every
    if every < APART:
        raise SiteError("sessions", "come less than a minute apart", "choose a longer --every")
    due = dates(
        [slot.id for slot in slots], {id: each.date for id, each in state.episodes.items()},
        request.now, start=request.start, every=every,
    )  # fmt: skip
    if not due:
        hint = "a feed needs one; choose an earlier --start"
        raise SiteError("sessions", "none is due yet", hint)
    sessions = due_sessions(slots, due, state, timelines, material.summaries)
    waiting = tuple(slot.id for slot in slots if slot.id not in due)
    return Issue(base, every, old, state, tuple(sessions), waiting)


def _made(request: Request, material: Material, report: Callable[[str], None]) -> Site:
    recover(request.out)
    issue = check(request, material, {id: each.timeline for id, each in material.tracks.items()})
    base, old, every, sessions = issue.base, issue.old, issue.every, issue.sessions
    state = remember_sessions(issue.state, sessions, material)
    inside = f"{state.folder}/" if state.folder else ""
    site = f"{base}/{state.folder}" if state.folder else base
    feed = f"{site}/feed.xml"
    state = replace(state, feed=feed, moved=state.moved or state.feed not in ("", feed))

    maker = Maker(request, material, site, sessions, state, every)
    files = {inside + path: content for path, content in maker.files(report).items()}
    files[inside + NAME] = Segments.of(state_json(state))
    if request.start is not None and not request.person:
        flow = host.publishing_workflow(
            base, state.folder, request.start_text, every, _named(material)
        )
        files[f"{inside}hosting/publish.yml"] = Segments.of(flow)
    if not request.person:
        files |= top_files(unlisted=bool(state.folder))
    return Site(
        out=request.out,
        feed=feed,
        page=f"{site}/index.html",
        sessions=sessions,
        size=_size(files, request),
        changed=replace_folder(request.out, files),
        waiting=issue.waiting,
        retired=tuple(sorted(set(old.episodes) - set(state.episodes))) if old else (),
        warnings=tuple(address.doubts(base)),
    )


def _named(material: Material) -> tuple[str, ...]:
    """The sessions that are published, if they would be others when none is named."""
    listed = {id for season in material.channel.seasons for id in season.sessions}
    usual = listed.intersection(material.known) or set(material.known)
    return () if usual == set(material.tracks) else tuple(material.tracks)


def _size(files: Mapping[str, Segments], request: Request) -> int:
    """In bytes. Raises SiteError when it is more than is allowed."""
    size = sum(len(content) for content in files.values())
    if size > request.budget:
        raise SiteError(
            request.out, f"would take {size / 1e6:.1f} MB; {request.budget / 1e6:g} MB are allowed",
            "publish fewer sessions, build with --quality compact, or raise --max-size",
        )  # fmt: skip
    return size


def top_files(*, unlisted: bool, people: bool = False) -> dict[str, Segments]:
    """What stands at the top of a host; where nothing leads in, a page that says so."""
    files = dict(host.host_files(unlisted, people=people))
    if unlisted:
        files["index.html"] = pages.unlisted_page().encode()
    return {path: Segments.of(data) for path, data in files.items()}


def _titles(timeline: Timeline) -> list[str]:
    chapters = [each.cue.title for each in timeline.events if isinstance(each.cue, Chapter)]
    return [timeline.title, *chapters]

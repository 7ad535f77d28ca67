"""Issuing: which sessions come out, under which GUID, on which date, and what is remembered.

Dates are distinct, in the order of the episodes, and fixed once they are out: players order by
date, and shuffle what has the same one (AntennaPod issue 4370). In seconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from unknot.content.records.channel import Channel
from unknot.errors import SiteError
from unknot.site.episode import EpisodePlan
from unknot.site.request import Material, Request
from unknot.site.season_order import Slot
from unknot.site.state import (
    Issued,
    State,
    channel_guid,
    episode_guid,
    find_state,
    new_folder,
    read_state,
)
from unknot.timeline.timeline import Timeline

DAY = 86_400
#: In seconds, at least.
APART = 60


def states(request: Request, channel: Channel, base: str) -> tuple[State | None, State]:
    """What was issued before, and what holds now; raises SiteError when a site would come out."""
    path = find_state(request.out)
    old = read_state(path) if path else None
    if request.person and not (old and old.folder):
        feed = f"{base}/feed.xml"
        return old, old or State(guid=channel_guid(feed))
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


def due_sessions(
    slots: Sequence[Slot], due: Mapping[str, int], state: State,
    timelines: Mapping[str, Timeline], summaries: Mapping[str, str],
) -> list[EpisodePlan]:  # fmt: skip
    """Those of ``slots`` that are ``due`` (seconds since 1970, by id), numbered and dated."""
    found = []
    for number, slot in enumerate(slots, 1):
        if slot.id in due:
            issued = state.episodes.get(slot.id)
            earlier = len(state.retired.get(slot.id, ()))
            found.append(
                EpisodePlan(
                    id=slot.id,
                    title=timelines[slot.id].title.strip(),
                    summary=summaries.get(slot.id, ""),
                    number=number,
                    season=slot.season,
                    season_name=slot.season_name,
                    guid=issued.guid if issued else episode_guid(state.guid, slot.id, earlier),
                    date=due[slot.id],
                )
            )
    return found


def remember_sessions(state: State, sessions: Sequence[EpisodePlan], material: Material) -> State:
    """The state with what is new in it; the GUIDs of sessions that are gone are retired."""
    there = {*material.known, *material.tracks}
    kept = {id: each for id, each in state.episodes.items() if id in there}
    gone = {id: each.guid for id, each in state.episodes.items() if id not in there}
    retired = {id: (*state.retired.get(id, ()), guid) for id, guid in gone.items()}
    fresh = {each.id: Issued(guid=each.guid, date=each.date) for each in sessions}
    return replace(state, episodes=kept | fresh, retired={**state.retired, **retired})


def dates(
    order: Sequence[str],
    known: Mapping[str, int],
    now: int,
    *,
    start: int | None = None,
    every: int = DAY,
) -> dict[str, int]:
    """When each session of ``order`` comes out, in that order; those not yet due are left out.

    ``known`` dates stay. With ``start``, the n-th comes n times ``every`` after it, and is due
    on the day of ``now``; without, all are due and new ones are dated just before ``now``.
    Raises SiteError when a date would have to move.
    """
    _in_order(order, known)
    fresh = [id for id in order if id not in known]
    end_of_day = now - now % DAY + DAY
    found: dict[str, int] = {}
    last = None
    for index, id in enumerate(order):
        if id in known:
            found[id] = last = known[id]
            continue
        if start is None:
            wanted = now - APART * (len(fresh) - 1 - fresh.index(id))
        else:
            wanted = start + index * every
            if wanted >= end_of_day:
                continue
        follower = next((known[each] for each in order[index + 1 :] if each in known), None)
        found[id] = last = _between(id, last, follower, wanted)
    return found


def _in_order(order: Sequence[str], known: Mapping[str, int]) -> None:
    out = [id for id in order if id in known]
    for one, two in pairwise(out):
        if known[one] >= known[two]:
            raise SiteError(
                f"session {one!r}", f"now stands before {two!r}, but came out after it",
                "players order by date, and a date never moves: keep published sessions in order",
            )  # fmt: skip


def _between(id: str, before: int | None, after: int | None, wanted: int) -> int:
    if before is not None and wanted <= before:
        wanted = before + APART
    if after is not None and wanted >= after:
        wanted = after - APART if before is None else (before + after) // 2
    if before is not None and not before < wanted:
        hint = "put it after the sessions that are out"
        raise SiteError(f"session {id!r}", "has no room between its neighbours' dates", hint)
    return wanted

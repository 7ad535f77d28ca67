"""A Timeline as versioned JSON and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, assert_never, cast, get_args

from msgspec.structs import asdict

from unknot.content.records.values import Detail
from unknot.errors import AudioError
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Mark, Play, Say, Treatment, Wait
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import BedSound, Event, PlaylistPart, Timeline

SCHEMA = "unknot/timeline@1"
#: Bounds for a plan that comes from elsewhere; ten hours of holds have about 10,000 events.
MOST_BYTES, MOST_EVENTS = 16 << 20, 50_000


def to_json(timeline: Timeline, *, indent: int | None = None) -> str:
    """ASCII JSON with the schema's name and version in front."""
    value = {
        "schema": SCHEMA,
        "session": timeline.session,
        "title": timeline.title,
        "language": timeline.language,
        "length_ms": timeline.length,
        "kit": timeline.kit,
        **({"part": asdict(timeline.part)} if timeline.part else {}),
        **({"detail": timeline.detail} if timeline.detail != "full" else {}),
        **({"returning": True} if timeline.returning else {}),
        **({"chime_level": timeline.chime_level} if timeline.chime_level else {}),
        **({"bed": asdict(timeline.bed)} if timeline.bed else {}),
        **({"authors": timeline.authors} if timeline.authors else {}),
        **({"unsigned": timeline.unsigned} if timeline.unsigned else {}),
        "events": [_event_out(event) for event in timeline.events],
    }
    separators = (",", ":") if indent is None else None
    return json.dumps(value, indent=indent, separators=separators)


def from_json(text: str | bytes, origin: str = "timeline") -> Timeline:
    """The Timeline that ``to_json`` wrote; raises AudioError naming ``origin`` otherwise."""
    if len(text) > MOST_BYTES:
        raise AudioError(origin, f"has {len(text)} bytes; more than {MOST_BYTES} are not read")
    try:
        value = json.loads(text)
        if value["schema"] != SCHEMA:
            raise AudioError(
                origin, f"holds {value['schema']!r}, this version of unknot reads {SCHEMA!r}"
            )
        if len(value["events"]) > MOST_EVENTS:
            raise ValueError(f"{len(value['events'])} events; more than {MOST_EVENTS} are not read")
        timeline = Timeline(
            session=_text(value["session"]),
            title=_text(value["title"]),
            language=_text(value["language"]),
            kit=tuple(_text(thing) for thing in value["kit"]),
            events=tuple(_event_in(event) for event in value["events"]),
            part=_part_in(value["part"]) if "part" in value else None,
            detail=_detail_in(value.get("detail", "full")),
            returning=value.get("returning", False) is True,
            chime_level=_level(value.get("chime_level", 0.0)),
            bed=_bed_in(value["bed"]) if "bed" in value else None,
            authors=tuple(_text(each) for each in value.get("authors", ())),
            unsigned=tuple(_text(each) for each in value.get("unsigned", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise AudioError(origin, f"is not a timeline ({error})") from error
    if timeline.length != value.get("length_ms"):
        raise AudioError(origin, "is not a timeline (its length does not fit its events)")
    _check_places(timeline, origin)
    return timeline


def _check_places(timeline: Timeline, origin: str) -> None:
    """Events touch, and what is inside a hold stays inside it; all on the grid."""
    at = 0
    for event in timeline.events:
        free = event.start
        for inside in event.inside:
            if inside.start < free or inside.end > event.end or inside.inside:
                raise AudioError(origin, f"is not a timeline (events overlap at {inside.start} ms)")
            free = inside.end
        if event.start != at:
            raise AudioError(origin, f"is not a timeline (events do not touch at {at} ms)")
        if event.length % FRAME_MS:
            raise AudioError(origin, f"is not a timeline ({at} ms: not on the grid)")
        at = event.end


def _detail_in(value: object) -> Detail:
    if value not in get_args(Detail):
        raise ValueError(f"{value!r} is no detail")
    return cast(Detail, value)


def _part_in(value: Mapping[str, Any]) -> PlaylistPart:
    opening = value["opening"]
    if opening not in ("full", "short", None):
        raise ValueError(f"{opening!r} is no opening")
    return PlaylistPart(
        playlist=_text(value["playlist"]),
        title=_text(value["title"]),
        number=_whole(value["number"]),
        of=_whole(value["of"]),
        opening=opening,
    )


def _bed_in(value: Mapping[str, Any]) -> BedSound:
    return BedSound(
        play=_text(value["play"]), noise=_text(value["noise"]),
        level=_level(value["level"], -40), duck=_level(value["duck"], -30),
    )  # fmt: skip


def _event_out(event: Event) -> dict[str, Any]:
    out: dict[str, Any] = {"at": event.start, "for": event.length, **_cue_out(event.cue)}
    if event.inside:
        out["inside"] = [_event_out(each) for each in event.inside]
    return out


def _cue_out(cue: Cue) -> dict[str, Any]:
    match cue:
        case Say():
            out: dict[str, Any] = {"say": cue.text, "line": cue.line}
            out |= {"voice": cue.voice} if cue.voice else {}
            out |= {"own": True} if cue.own else {}
            return out | ({"under": cue.chime} if cue.chime else {})
        case Wait():
            return {"wait": cue.ms}
        case Chime():
            return {"chime": cue.kind}
        case Play():
            return {"play": cue.file}
        case Hold():
            marks = [{"at": mark.at_ms, **_cue_out(mark.cue)} for mark in cue.marks]
            return {"hold": cue.ms, "point": cue.point, "marks": marks}
        case Chapter():
            facts = {"treatment": asdict(cue.treatment)} if cue.treatment else {}
            return {"chapter": cue.title, **facts, **({"inner": True} if cue.inner else {})}
        case _:
            assert_never(cue)


def _event_in(value: Mapping[str, Any]) -> Event:
    return Event(
        start=_whole(value["at"]),
        length=_whole(value["for"]),
        cue=_cue_in(value),
        inside=tuple(_event_in(each) for each in value.get("inside", ())),
    )


def _cue_in(value: Mapping[str, Any]) -> Cue:
    if "say" in value:
        return Say(
            text=_text(value["say"]),
            line=_text(value["line"]),
            chime=value.get("under"),
            voice=_text(value.get("voice", "")),
            own=value.get("own") is True,
        )
    if "wait" in value:
        return Wait(ms=_whole(value["wait"]))
    if "chime" in value:
        return Chime(kind=value["chime"])
    if "play" in value:
        return Play(file=_text(value["play"]))
    if "hold" in value:
        marks = tuple(_mark_in(mark) for mark in value["marks"])
        return Hold(ms=_whole(value["hold"]), point=_whole(value["point"]), marks=marks)
    facts = value.get("treatment")
    return Chapter(
        title=_text(value["chapter"]),
        treatment=Treatment(**facts) if facts else None,
        inner=value.get("inner") is True,
    )


def _mark_in(value: Mapping[str, Any]) -> Mark:
    cue = _cue_in(value)
    if not isinstance(cue, Say | Chime):
        raise ValueError("a mark that is neither speech nor chime")
    return Mark(at_ms=_whole(value["at"]), cue=cue)


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value < 10**9:
        raise ValueError(f"{value!r} is not a number of milliseconds")
    return value


def _level(value: object, least: int = -12) -> float:
    if not isinstance(value, int | float) or not least <= value <= 0:
        raise ValueError(f"{value!r} is no level")
    return float(value)


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError(f"{value!r} is not text")
    return value

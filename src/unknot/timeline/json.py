"""A Timeline as versioned JSON and back, without loss."""

from __future__ import annotations

import json
from typing import Annotated, Any, assert_never

from msgspec import Meta, Struct, field, to_builtins
from msgspec.json import decode
from msgspec.structs import asdict, fields

from unknot.content.records.session import Detail
from unknot.content.records.steps import ChimeKind
from unknot.errors import AudioError
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Mark, Play, Say, Treatment, Wait
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import BedSound, Event, PlaylistPart, Timeline

SCHEMA = "unknot/timeline@1"
#: Bounds for a plan that comes from elsewhere; ten hours of holds have about 10,000 events.
MOST_BYTES, MOST_EVENTS = 16 << 20, 50_000


_Ms = Annotated[int, Meta(ge=0, lt=10**9)]


class _SoundRow(Struct, frozen=True, kw_only=True):
    at: _Ms
    say: str | None = None
    line: str = ""
    under: ChimeKind | None = None
    voice: str = ""
    own: bool = False
    chime: ChimeKind | None = None


class _EventRow(_SoundRow, frozen=True, kw_only=True):
    """An event as JSON has it: the key that is there says which cue it is."""

    length: _Ms = field(name="for")
    wait: _Ms | None = None
    play: str | None = None
    hold: _Ms | None = None
    point: _Ms = 1
    marks: tuple[_SoundRow, ...] = ()
    chapter: str | None = None
    treatment: Treatment | None = None
    inner: bool = False
    inside: tuple[_EventRow, ...] = ()


class _SchemaOf(Struct, frozen=True):
    schema: str


class _TimelineText(Struct, frozen=True, kw_only=True):
    session: str
    title: str
    language: str
    length_ms: int
    kit: tuple[str, ...]
    events: Annotated[tuple[_EventRow, ...], Meta(max_length=MOST_EVENTS)]
    part: PlaylistPart | None = None
    detail: Detail = "full"
    returning: bool = False
    chime_level: Annotated[float, Meta(ge=-12, le=0)] = 0.0
    bed: BedSound | None = None
    authors: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


def to_json(timeline: Timeline, *, indent: int | None = None) -> str:
    """ASCII JSON with the schema's name and version in front; what is as usual is left out."""
    told = {
        each.name: to_builtins(value)
        for each in fields(Timeline)
        if each.name != "events" and (value := getattr(timeline, each.name)) != each.default
    }
    head = {"schema": SCHEMA, **{name: told.pop(name) for name in ("session", "title", "language")}}
    events = [_event_out(event) for event in timeline.events]
    value = {**head, "length_ms": timeline.length, **told, "events": events}
    separators = (",", ":") if indent is None else None
    return json.dumps(value, indent=indent, separators=separators)


def from_json(text: str | bytes, origin: str = "timeline") -> Timeline:
    """The Timeline that ``to_json`` wrote; raises AudioError naming ``origin`` otherwise."""
    if len(text) > MOST_BYTES:
        raise AudioError(origin, f"has {len(text)} bytes; more than {MOST_BYTES} are not read")
    try:
        check_schema(text, SCHEMA, origin)
        found = decode(text, type=_TimelineText)
        facts = {name: getattr(found, name) for name in Timeline.__struct_fields__}
        timeline = Timeline(**{**facts, "events": tuple(map(_event_in, found.events))})
    except (ValueError, RecursionError) as error:
        raise AudioError(origin, f"is not a timeline ({error})") from error
    if timeline.length != found.length_ms:
        raise AudioError(origin, "is not a timeline (its length does not fit its events)")
    _check_places(timeline, origin)
    return timeline


def check_schema(text: str | bytes, known: str, origin: str) -> None:
    """Raise AudioError naming ``origin`` when ``text`` is JSON of another schema than ``known``."""
    if (schema := decode(text, type=_SchemaOf).schema) != known:
        raise AudioError(origin, f"holds {schema!r}, this version of unknot reads {known!r}")


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


def _event_in(row: _EventRow) -> Event:
    inside = tuple(map(_event_in, row.inside))
    return Event(start=row.at, length=row.length, cue=_cue_in(row), inside=inside)


def _cue_in(row: _EventRow) -> Cue:
    if row.wait is not None:
        return Wait(ms=row.wait)
    if row.play is not None:
        return Play(file=row.play)
    if row.hold is not None:
        marks = tuple(Mark(at_ms=mark.at, cue=_sound_in(mark)) for mark in row.marks)
        return Hold(ms=row.hold, point=row.point, marks=marks)
    if row.chapter is not None:
        return Chapter(title=row.chapter, treatment=row.treatment, inner=row.inner)
    return _sound_in(row)


def _sound_in(row: _SoundRow) -> Say | Chime:
    if row.say is not None:
        return Say(text=row.say, line=row.line, chime=row.under, voice=row.voice, own=row.own)
    if row.chime is None:
        raise ValueError(f"nothing is heard at {row.at} ms")
    return Chime(kind=row.chime)

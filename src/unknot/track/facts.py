"""What travels inside a track beside its plan: which sound was put at each of its events.

A track is whole frames, so a digest of each clip's frames makes any changed byte certain to be
seen, and to be seen at its event. No numpy here: every build writes this.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.json import decode

from unknot.audio.mp3 import QUALITIES, Quality
from unknot.clips.clipfile import Clip, digest
from unknot.content.records.script import ChimeRecipe, Note
from unknot.content.records.steps import ChimeKind
from unknot.errors import AudioError
from unknot.timeline.cues import chime_of
from unknot.timeline.json import check_schema
from unknot.timeline.timeline import Timeline

SCHEMA = "unknot/track@1"
_Key = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
#: A note's start and pitch, length and level, and overtones: ms, Hz, ms, dB.
_Note = tuple[
    Annotated[int, Meta(ge=0, le=10_000)], Annotated[int, Meta(ge=20, le=20_000)],
    Annotated[int, Meta(ge=1, le=10_000)], float, tuple[float, ...],
]  # fmt: skip
#: Frames that have a digest together: six seconds, so that a change is told where it is.
PIECE = 250


class ClipFacts(Struct, frozen=True, kw_only=True):
    """The clip's name in a cache, and the digest of its MP3 frames."""

    key: str
    digest: str


class _FactsText(Struct, frozen=True, kw_only=True):
    quality: str
    plan: _Digest
    clips: tuple[tuple[_Key, _Digest], ...]
    order: tuple[Annotated[int, Meta(ge=0)], ...]
    chimes: dict[ChimeKind, Annotated[tuple[_Note, ...], Meta(min_length=1)]]
    body: tuple[_Digest, ...] = ()


class TrackFacts(Struct, frozen=True, kw_only=True):
    """``plan``: digest of the plan's JSON. ``clips``: one for each sounding event, in time order.

    ``chimes``: the recipe of each kind that is heard, so that no content is needed to know them.
    """

    quality: Quality
    plan: str
    clips: tuple[ClipFacts, ...]
    chimes: Mapping[ChimeKind, ChimeRecipe]
    #: Of a track with a bed, which is encoded whole: the digest of each PIECE of its frames.
    body: tuple[str, ...] = ()


def track_facts(
    timeline: Timeline,
    plan_json: str,
    clips: Iterable[Clip],
    chimes: Mapping[str, ChimeRecipe],
    quality: Quality,
    whole: Clip | None = None,
) -> TrackFacts:
    """The facts of a track that is being made; ``clips`` are those of ``timeline.sounding()``,
    ``whole`` has all its frames where it has a bed."""
    kinds = {kind: chimes[kind] for _, cue in timeline.sounding() if (kind := chime_of(cue))}
    return TrackFacts(
        quality=quality,
        plan=digest(plan_json.encode()),
        clips=tuple(ClipFacts(key=clip.key, digest=clip.digest) for clip in clips),
        chimes=kinds,
        body=tuple(pieces(whole.frames, quality)) if whole else (),
    )


def pieces(frames: bytes | memoryview, quality: Quality) -> Iterator[str]:
    """The digest of each PIECE of ``frames``."""
    size = PIECE * quality.frame_bytes
    for at in range(0, len(frames), size):
        yield digest(frames[at : at + size])


def to_json(facts: TrackFacts) -> str:
    """ASCII JSON; the same facts give the same text."""
    numbers = {clip: number for number, clip in enumerate(dict.fromkeys(facts.clips))}
    value = {
        "schema": SCHEMA,
        "quality": facts.quality.name,
        "plan": facts.plan,
        "clips": [[clip.key, clip.digest] for clip in numbers],
        "order": [numbers[clip] for clip in facts.clips],
        **({"body": facts.body} if facts.body else {}),
        "chimes": {
            kind: [[n.at, n.hz, n.length, n.level, list(n.overtones)] for n in recipe.notes]
            for kind, recipe in sorted(facts.chimes.items())
        },
    }
    return json.dumps(value, separators=(",", ":"))


def from_json(text: str | bytes, origin: str) -> TrackFacts:
    """The facts that ``to_json`` wrote; raises AudioError naming ``origin`` otherwise."""
    try:
        check_schema(text, SCHEMA, origin)
        found = decode(text, type=_FactsText)
        known = [ClipFacts(key=key, digest=digest) for key, digest in found.clips]
        return TrackFacts(
            quality=QUALITIES[found.quality],
            plan=found.plan,
            clips=tuple(known[number] for number in found.order),
            body=found.body,
            chimes={kind: _recipe(kind, notes) for kind, notes in found.chimes.items()},
        )
    except (LookupError, ValueError, RecursionError) as error:
        raise AudioError(origin, f"holds facts about its clips that make no sense ({error})") from (
            error
        )


def _recipe(kind: str, notes: Iterable[_Note]) -> ChimeRecipe:
    made = tuple(
        Note(at=at, hz=hz, length=length, level=level, overtones=overtones)
        for at, hz, length, level, overtones in notes
    )
    return ChimeRecipe(id=kind, title=kind, notes=made, sources=())

"""A catalogue's plan: every track planned, every clip counted once, nothing spoken yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import product
from math import prod
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from unknot.audio.mp3 import Quality
from unknot.clips.clipfile import ClipKey
from unknot.clips.maker import ClipMaker, Sounding, Studio
from unknot.content.checks.rule import clock
from unknot.content.library import Library, find_session
from unknot.content.records.session import Detail, Matrix, Sides
from unknot.errors import Error, LayoutError, WorkspaceError
from unknot.speech.cast import CastVoice
from unknot.timeline.cues import Say
from unknot.timeline.fitting.fit import RoundLengths, settle
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import check_job, place

#: More tracks than this are surely a mistake: they would take weeks, and terabytes.
MOST_TRACKS = 100_000
_UNFIT = re.compile(r"[^A-Za-z0-9]+")


class Way(Struct, frozen=True, kw_only=True):
    """One track of a catalogue. ``target`` in ms; None leaves it to the session."""

    session: str
    language: str | None = None
    voice: str | None = None
    detail: Detail | None = None
    side: Sides | None = None
    target: int | None = None

    def overrides(self, asked: Overrides) -> Overrides:
        """``asked`` for every track, and this way on top."""
        facts = {name: value for name, value in asdict(self).items() if value is not None}
        del facts["session"]
        return replace(asked, **facts)

    @property
    def folder(self) -> PurePosixPath:
        """Where its track goes: a folder for each thing that the matrix names."""
        target = None if self.target is None else clock(self.target)
        parts = (self.language, self.voice, self.detail, self.side, target)
        return PurePosixPath(*(_file_name(part) for part in parts if part is not None))

    def row(self) -> dict[str, Any]:
        """As data."""
        facts = asdict(self)
        facts["target_ms"] = facts.pop("target")
        return facts


def ways(matrix: Matrix, library: Library) -> tuple[int, Iterator[Way]]:
    """How many tracks ``matrix`` asks for, and each of them, made when it is asked for.

    Raises WorkspaceError when they are too many, or when two would be one file.
    """
    lists: dict[str, tuple[Any, ...]] = {
        "language": _each(matrix.languages), "voice": _each(matrix.voices),
        "detail": _each(matrix.details), "side": _each(matrix.sides),
        "target": _each(matrix.targets),
        "session": tuple(dict.fromkeys(matrix.sessions)) or tuple(library.sessions),
    }  # fmt: skip
    if (count := prod(len(each) for each in lists.values())) > MOST_TRACKS:
        what = f"{matrix.place()} asks for {count:,} tracks; the most is {MOST_TRACKS:,}"
        raise WorkspaceError(what, "name fewer, or split it into several files")
    for name in ("languages", "voices"):
        given = lists[name[:-1]]
        if len({_file_name(each or "") for each in given}) < len(given):
            what = f"{matrix.place(name)}: two of them would have one folder: {', '.join(given)}"
            raise WorkspaceError(what, "give them to two files, with an --out for each")
    return count, (Way(**dict(zip(lists, each, strict=True))) for each in product(*lists.values()))


def _each(given: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(given)) or (None,)


def _file_name(part: str) -> str:
    return _UNFIT.sub("-", part).strip("-").lower() or "other"


#: A millisecond of a master: 48 samples of two bytes.
_MASTER_BYTES_A_MS = 96
#: How many times real time a voice speaks; None where nobody measured it.
Speed = Callable[[CastVoice], float | None]


class Refused(Struct, frozen=True, kw_only=True):
    """A track that cannot be, and why."""

    way: Way
    reason: str


class Speaking(Struct, frozen=True, kw_only=True):
    """What one voice has to say: ``lines`` of ``ms`` together; ``hours`` it takes on this machine,
    one line after another, None where its speed was not measured."""

    voice: str
    lines: int
    ms: int
    hours: float | None


class Lengths:
    """How long the clips of many jobs are that sound alike; each is looked for once."""

    def __init__(self, maker: ClipMaker) -> None:
        self.maker = maker
        self.estimate = maker.estimate()
        self._rooms: dict[Sounding, int] = {}
        self._there: set[Sounding] = set()
        self._asked: set[Sounding] = set()

    def room_ms(self, cue: Sounding) -> int:
        """What the clip takes, or is thought to take until it is there."""
        if cue not in self._rooms:
            if clip := self.maker.look(cue):
                self._there.add(cue)
            self._rooms[cue] = clip.room_ms if clip else self.estimate(cue)
        return self._rooms[cue]

    def missing(self, cues: Iterable[Sounding]) -> dict[ClipKey, Sounding]:
        """Those of ``cues`` that nobody asked for before and that have no clip. Raises EngineError
        for a line of which a recorded voice has no take."""
        new = set(cues) - self._asked
        keys = self.maker.keys(new)
        self._asked |= new
        for cue in new:
            self.room_ms(cue)
        return {keys[cue]: cue for cue in new - self._there}


class CataloguePlan(Struct):
    """Tracks that can be, those that cannot, and the clips that have to be made for them."""

    quality: Quality
    ways: list[Way] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    length_ms: int = 0
    missing: dict[ClipKey, tuple[ClipMaker, Sounding]] = field(default_factory=dict)
    missing_ms: int = 0

    @property
    def track_bytes(self) -> int:
        """About what the tracks take, without tags and pictures."""
        return self.length_ms // FRAME_MS * self.quality.frame_bytes

    @property
    def clip_bytes(self) -> int:
        """About what the missing clips will take in the store."""
        return self.missing_ms * _MASTER_BYTES_A_MS + (
            self.missing_ms // FRAME_MS * self.quality.frame_bytes
        )

    def speaking(self, speed: Speed) -> list[Speaking]:
        """What each voice has to say, by its name; takes that are there need no speaking."""
        parts: dict[str, tuple[CastVoice, list[int]]] = {}
        for maker, cue in self.missing.values():
            if isinstance(cue, Say) and not (part := maker.part(cue)).recorded:
                name = f"{part.engine.name}:{part.voice}"
                parts.setdefault(name, (part, []))[1].append(maker.estimate()(cue))
        told = []
        for name, (part, lengths) in sorted(parts.items()):
            times = speed(part)
            hours = sum(lengths) / 3_600_000 / times if times else None
            told.append(Speaking(voice=name, lines=len(lengths), ms=sum(lengths), hours=hours))
        return told


def job_of(way: Way, library: Library, asked: Overrides) -> Job:
    """The job of a catalogue's track. Raises ContentError for a session that is not there."""
    return resolve(find_session(library, way.session), library, way.overrides(asked))


def plan_catalogue(
    every: Iterable[Way], library: Library, studio: Studio, asked: Overrides
) -> CataloguePlan:
    """Plan every way. One that cannot be is noted with its reason, and the others go on."""
    made, heard = CataloguePlan(studio.quality), dict[object, Lengths]()
    for way in every:
        try:
            _plan_one(way, made, heard, job_of(way, library, asked), studio)
        except Error as error:
            made.refused.append(Refused(way=way, reason=str(error)))
        else:
            made.ways.append(way)
    return made


def _plan_one(
    way: Way, plan: CataloguePlan, heard: dict[object, Lengths], job: Job, studio: Studio
) -> None:
    check_job(job)
    maker = studio.maker(job)
    alike = (maker.language, maker.rate, maker.speakers)
    known = heard.get(alike) or heard.setdefault(alike, Lengths(maker))
    lengths = RoundLengths(known.estimate, known.room_ms)
    fitted = settle(job, lengths)
    length = 0
    with suppress(LayoutError):  # the estimate may miss; the clips decide later
        length = place(fitted, lengths).timeline.length
    for key, cue in known.missing(lengths.asked).items():
        if key not in plan.missing:
            plan.missing[key] = known.maker, cue
            plan.missing_ms += known.room_ms(cue)
    plan.length_ms += length

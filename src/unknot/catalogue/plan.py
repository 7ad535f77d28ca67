"""A catalogue's plan: every track planned, every clip counted once, nothing spoken yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from msgspec import Struct, field

from unknot.audio.mp3 import Quality
from unknot.catalogue.ways import Way
from unknot.clips.clipfile import ClipKey
from unknot.clips.maker import ClipMaker, Sounding, Studio
from unknot.content.library import Library, find_session
from unknot.errors import Error, LayoutError
from unknot.speech.cast import CastVoice
from unknot.timeline.cues import Say
from unknot.timeline.fitting.fit import fit
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import check_job, place

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
        self._estimate = maker.estimate()
        self._rooms: dict[Sounding, int] = {}
        self._there: set[Sounding] = set()
        self._asked: set[Sounding] = set()

    def room_ms(self, cue: Sounding) -> int:
        """What the clip takes, or is thought to take until it is there."""
        if cue not in self._rooms:
            if clip := self.maker.look(cue):
                self._there.add(cue)
            self._rooms[cue] = clip.room_ms if clip else self._estimate(cue)
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
    fitted = fit(job, known.room_ms)
    length = 0
    with suppress(LayoutError):  # the estimate may miss; the clips decide later
        length = place(fitted, known.room_ms).timeline.length
    for key, cue in known.missing(fitted.sounding()).items():
        if key not in plan.missing:
            plan.missing[key] = known.maker, cue
            plan.missing_ms += known.room_ms(cue)
    plan.length_ms += length

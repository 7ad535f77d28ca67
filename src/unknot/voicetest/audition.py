"""One voice saying the samples, polished and encoded as a track would have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from msgspec import Struct

from unknot.clips.clipfile import Clip, ClipKey
from unknot.clips.maker import ClipMaker, Sounding
from unknot.engines.engine import VoiceInfo
from unknot.errors import EngineError, Error
from unknot.progress import ClipReady, Planned, Report, ignore
from unknot.speech.cast import CastVoice
from unknot.timeline.cues import Say
from unknot.timeline.grid import FRAME_MS
from unknot.track.splice import splice
from unknot.voicetest.speed import measure_speed, recall_speed

#: Between two lines of a sample, in ms on the grid.
_GAP_MS = 20 * FRAME_MS


class Sample(Struct, frozen=True, kw_only=True):
    """``lines``, spoken one after the other as in a track."""

    title: str
    lines: tuple[str, ...]


class HeardSample(Struct, frozen=True, kw_only=True):
    """One sample in one voice: an MP3 file of ``ms``, or why there is none."""

    mp3: bytes = b""
    ms: int = 0
    fault: str = ""


class Audition(Struct, frozen=True, kw_only=True):
    """A voice and, in ``heard``, one entry for each sample.

    ``speed``: times real time, 0 where that is not known. ``fault``: why it said nothing at all.
    """

    engine: str
    info: VoiceInfo
    heard: tuple[HeardSample, ...] = ()
    speed: float = 0.0
    fault: str = ""

    @property
    def failed(self) -> bool:
        """Whether anything could not be spoken; a recording that was not made is no failure."""
        missing = self.engine == "recorded" and any(each.mp3 for each in self.heard)
        return bool(self.fault) or any(each.fault and not missing for each in self.heard)

    @property
    def name(self) -> str:
        """``ENGINE:ID``, as --voice takes it."""
        return f"{self.engine}:{self.info.id}"

    @property
    def ms(self) -> int:
        """How long all samples last."""
        return sum(each.ms for each in self.heard)

    @property
    def size(self) -> int:
        """Bytes of all samples."""
        return sum(len(each.mp3) for each in self.heard)


def audition(
    maker: ClipMaker, samples: Sequence[Sample], jobs: int = 1, report: Report = ignore
) -> Audition:
    """``maker``'s voice saying ``samples``; of what it cannot say, the reason is in the result.

    Raises EngineError when there is no such voice, or it cannot speak at all.
    """
    part = maker.cast.part(maker.speakers.voice, maker.rate)
    known = {each.id: each for each in part.engine.voices()}
    count = sum(len(sample.lines) for sample in samples)
    report(Planned(session=part.voice, clips=count, missing=count))
    heard = tuple(_heard(maker, sample, jobs, report) for sample in samples)
    faults = [each.fault for each in heard if each.fault]
    return Audition(
        engine=part.engine.name,
        info=known.get(part.voice) or VoiceInfo(id=part.voice, name=part.voice, language=""),
        heard=heard,
        speed=_speed(part),
        fault=faults[0] if len(faults) == len(heard) and faults else "",
    )


def _speed(part: CastVoice) -> float:
    """Measured here, now or before. What was recorded is played, not spoken."""
    if part.recorded:
        return 0.0
    try:
        return recall_speed(part.engine, part.voice) or measure_speed(part.engine, part.voice)
    except EngineError:
        return 0.0


def failure(engine: str, voice: str, error: Error) -> Audition:
    """A voice that could not be heard because of ``error``."""
    info = VoiceInfo(id=voice, name=voice, language="")
    return Audition(engine=engine, info=info, fault=_reason(error))


def _heard(maker: ClipMaker, sample: Sample, jobs: int, report: Report) -> HeardSample:
    cues: list[Sounding] = [Say(text=line) for line in sample.lines]
    try:
        keys = maker.keys(cues)
        clips = {key: clip for key in keys.values() if (clip := maker.find(key))}
        missing = {key: cue for cue, key in keys.items() if key not in clips}
        clips |= _made(maker, missing, jobs)
    except Error as error:
        return HeardSample(fault=_reason(error))
    finally:
        for line in sample.lines:
            report(ClipReady(text=line))
    placed, at = [], FRAME_MS
    for cue in cues:
        clip = clips[keys[cue]]
        placed.append((at, clip.frames))
        at += clip.room_ms + _GAP_MS
    length = at - _GAP_MS + FRAME_MS
    return HeardSample(mp3=splice(placed, length, maker.quality).read(), ms=length)


def _made(maker: ClipMaker, missing: Mapping[ClipKey, Sounding], jobs: int) -> dict[ClipKey, Clip]:
    """Unlike in a build, one line that fails leaves the voice's other lines alone."""
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="clip")
    try:
        waiting = [pool.submit(maker.make, key, cue) for key, cue in missing.items()]
        running = set(waiting)
        while running:
            # With a time-out, because Windows sees no Ctrl-C in a wait that has none.
            _, running = wait(running, timeout=0.2)
        return {clip.key: clip for clip in (each.result() for each in waiting)}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _reason(error: Error) -> str:
    if isinstance(error, EngineError) and error.text:
        return f"{error.text!r}: {error.reason}"
    return error.reason if isinstance(error, EngineError) else str(error)

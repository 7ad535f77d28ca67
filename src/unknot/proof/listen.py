"""A decoded track against its plan, event by event: what somebody lying there would hear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
from msgspec import Struct

from unknot.audio.level import MASTER_RATE, TARGET_LUFS
from unknot.audio.resample import resample
from unknot.clips.clipfile import ClipKey, digest
from unknot.clips.store import Store
from unknot.content.records.steps import ChimeKind
from unknot.counted import counted
from unknot.proof.decode import DecodedTrack, Peaks, decoded
from unknot.proof.levels import Loudness, TruePeak
from unknot.proof.match import ALIKE, Chimes, best_match, envelope_likeness, voice_edges
from unknot.proof.prove import Proof
from unknot.proof.silence import TOO_LONG_S, find_sound
from unknot.timeline.cues import Chime, Hold, Say, chime_of
from unknot.timeline.finding import TrackFinding, at_event, on_track
from unknot.timeline.grid import CLIP_MARGIN_FRAMES, FRAME_MS
from unknot.timeline.timeline import Event, Timeline
from unknot.track.facts import ClipFacts

#: Below its loudest moment by this much, a chime is taken to have begun or ended, in dB.
_EDGE_DB = -40.0
#: Below this a moment counts as silence, of full scale.
_SILENT_DB = -50.0
#: ms after its planned start that a voice begins, and before its planned end that it ends: what is
#: loud not before the first, what is faint not beyond the second. polish.py keeps 20 ms before it
#: and 50 after; 24 more bring it to whole frames (measured with five voices of three engines: 16 or
#: more and 21 or less; 49 or more and 76 or less).
VOICE_BEGINS, VOICE_ENDS = (10, 30), (40, 90)
#: A chime begins on its first sample, and is over as early or late as its recipe, within this.
CHIME_BEGINS, _CHIME_ENDS_MS = (-2, 12), 12
#: Clips are levelled to -16 LUFS each (measured: within 0.1 LU); those too spiky for it, quieter.
_LEVEL_LU, _SPIKY_DB = 1.0, -3.0
LOUDNESS_LU, MOST_DBTP = 0.5, -1.0
#: How far before an event anything is looked at, in ms.
_BACK_MS = 200
#: What tells that sounds are out of place by the bytes; then silence is too.
_OUT_OF_PLACE = ("V10", "V11", "V12", "V13", "V02")
#: How far a sound may be from its plan, in ms.
_EXACT_MS = 1.0
_MARGIN_MS = CLIP_MARGIN_FRAMES * FRAME_MS
#: The same phrase spoken again rises and falls this much alike; other phrases stay below.
SAME_PHRASE = 0.75


class Listened(Struct, frozen=True, kw_only=True):
    """What was found by listening; ``cached`` clips are in the cache byte for byte."""

    findings: tuple[TrackFinding, ...]
    cached: int
    loudness: float
    peak: float


def hear(path: Path, proof: Proof, store: Store | None) -> Listened:
    """Decode the track at ``path`` and hold every event against its sound. Raises AudioError."""
    with decoded(path, proof.carried.timeline.length / 1000 + TOO_LONG_S) as heard:
        return _Listener(heard, proof, store).listen()


class _Listener:
    def __init__(self, heard: DecodedTrack, proof: Proof, store: Store | None) -> None:
        self.heard, self.proof, self.store = heard, proof, store
        self.timeline: Timeline = proof.carried.timeline
        facts = proof.carried.facts
        self.chimes = Chimes(facts.chimes if facts else {}, heard.rate)
        self.loudness, self.peak = Loudness(heard), TruePeak(heard)
        softer = self.timeline.chime_level  # then chimes have no say in how loud the track is
        self.chimes_loudness = Loudness(heard) if softer else self.loudness
        self.cached = 0
        self.onsets: dict[int, float] = {}

    def listen(self) -> Listened:
        found: list[TrackFinding] = []
        for event, moved, clip in self._expected():
            self.peak.until(event.start + moved - _BACK_MS)
            self.heard.forget(event.start + moved - _BACK_MS)
            found += self._event(event, moved, clip)
        loudness, peak = self.loudness.whole(), self.peak.end()
        found += [*self._length(), *self._levels(loudness, peak), *self._holds()]
        if not any(each.code in _OUT_OF_PLACE for each in self.proof.findings):
            found += find_sound(self.heard, self.timeline, self._expected())
        return Listened(
            findings=tuple(sorted(found)), cached=self.cached, loudness=loudness, peak=peak
        )

    def _expected(self) -> Iterator[tuple[Event, int, ClipFacts | None]]:
        """Events that the bytes have in their place, with ms that they are known to be late."""
        if not self.proof.slots:
            yield from ((event, 0, None) for event, _ in self.timeline.sounding())
            return
        for number, slot in enumerate(self.proof.slots):
            if number in self.proof.moved:
                yield slot.event, self.proof.moved[number] * FRAME_MS, slot.facts

    def _event(self, event: Event, moved: int, clip: ClipFacts | None) -> Iterator[TrackFinding]:
        start, end = event.start + moved, event.end + moved - _MARGIN_MS
        window = self.heard.peaks(start - FRAME_MS, end + _MARGIN_MS)
        if not len(window) or window.max() < _of_full(_SILENT_DB):
            yield at_event(event, "V31", "silence where its sound was planned")
            return
        cue = event.cue
        if kind := chime_of(cue):
            yield from self._chime(event, kind, start)
        if isinstance(cue, Say | Chime) and not self.timeline.bed:
            yield from self._edges(event, window, start, end)
        yield from self._level(event, start, end)
        if clip and self.store:
            yield from self._against_cache(event, clip, start, end)

    def _edges(self, event: Event, window: Peaks, start: int, end: int) -> Iterator[TrackFinding]:
        begins, ends = self._reach(event, window, start, end)
        early, late = CHIME_BEGINS if chime_of(event.cue) else VOICE_BEGINS
        if begins[0] < early or begins[1] > late:
            short = begins[0] < early
            what = "it begins too early" if short else "its beginning is missing"
            at = begins[0] if short else begins[1]
            yield at_event(event, "V32", f"{what}: sound starts {at} ms after its plan")
        shortest, longest = self._ends(event, end - start)
        if ends[0] < shortest or ends[1] > longest:
            over = ends[0] < shortest
            what = "it goes on too long" if over else "its end is missing"
            at = ends[0] if over else ends[1]
            yield at_event(event, "V32", f"{what}: sound ends {at} ms before its plan")

    def _ends(self, event: Event, length: int) -> tuple[int, int]:
        """How many ms before the plan's end the sound may end, at least and at most."""
        if not isinstance(event.cue, Chime):
            return VOICE_ENDS
        if event.cue.kind not in self.chimes.sounds:
            return -_MARGIN_MS, length
        early = length - round(self.chimes.lasts(event.cue.kind, _EDGE_DB))
        return early - _CHIME_ENDS_MS, early + _CHIME_ENDS_MS

    def _reach(
        self, event: Event, window: Peaks, start: int, end: int
    ) -> tuple[tuple[int, int], tuple[int, int]]:
        """How late the sound begins and how early it ends, in ms: where it is loud, and where it
        is faint."""
        loud = np.flatnonzero(window > window.max() * 10 ** (_EDGE_DB / 20))
        first = max(start - FRAME_MS, 0)
        begins, ends = int(loud[0]) + first - start, end - (int(loud[-1]) + 1 + first)
        if isinstance(event.cue, Chime):
            return (begins, begins), (ends, ends)
        first = start - FRAME_MS
        piece = self.heard.piece(self.heard.at(first), self.heard.at(end + _MARGIN_MS))
        if (found := voice_edges(piece, self.heard.rate)) is None:
            return (begins, begins), (ends, ends)
        voice_ends = (end - first - found.loud[1], end - first - found.faint[1])
        if chime_of(event.cue):
            return (begins, begins), voice_ends
        return (found.loud[0] + first - start, found.faint[0] + first - start), voice_ends

    def _level(self, event: Event, start: int, end: int) -> Iterator[TrackFinding]:
        chime = isinstance(event.cue, Chime)
        meter = self.chimes_loudness if chime else self.loudness
        loudness = meter.add(start - FRAME_MS, end + _MARGIN_MS)
        target = TARGET_LUFS + (self.timeline.chime_level if chime else 0)
        if abs(loudness - target) <= _LEVEL_LU:
            return
        highest = self.heard.peaks(start, end).max(initial=0)
        if loudness < target and highest > _of_full(_SPIKY_DB):
            return  # no louder without clipping
        yield at_event(event, "V33", f"its loudness is {loudness:.1f} LUFS, not {target:g}")

    def _chime(self, event: Event, kind: ChimeKind, start: int) -> Iterator[TrackFinding]:
        if kind not in self.chimes.sounds:
            return
        sound = self.chimes.expected(kind, under_voice=isinstance(event.cue, Say))
        reach, at = self.heard.at(30), self.heard.at(start)
        heard = self.heard.piece(at - reach, at + len(sound) + reach)
        likeness, place = best_match(heard, sound, likely=reach)
        if likeness < ALIKE:
            other = self.chimes.named(heard)
            is_what = f"the {other} chime" if other else "no chime that the plan has"
            yield at_event(event, "V34", f"{is_what} where the {kind} chime was planned")
            return
        late = (place - reach) * 1000 / self.heard.rate
        self.onsets[event.start] = start + late
        if abs(late) > _EXACT_MS:
            yield at_event(event, "V32", f"its chime is heard {late:+.1f} ms from its plan")

    def _against_cache(
        self, event: Event, clip: ClipFacts, start: int, end: int
    ) -> Iterator[TrackFinding]:
        """The very clip: the same bytes, or at least the same phrase spoken again."""
        assert self.store
        assert self.proof.carried.facts
        kept = self.store.frames(ClipKey(clip.key), self.proof.carried.facts.quality)
        if kept and digest(kept.frames) == clip.digest:
            self.cached += 1
        master = self.store.master(ClipKey(clip.key))
        if master is None:
            return
        floats = np.asarray(master, dtype=np.float64) / 32768
        sound = resample(floats, MASTER_RATE, self.heard.rate)
        reach, at = self.heard.at(FRAME_MS), self.heard.at(start)
        heard = self.heard.piece(at - reach, at + len(sound) + reach)
        likeness, place = best_match(heard, sound, likely=reach)
        if likeness >= ALIKE:
            late = (place - reach) * 1000 / self.heard.rate
            if abs(late) > _EXACT_MS:
                yield at_event(event, "V32", f"its sound is {late:+.1f} ms from its plan")
        elif envelope_likeness(heard[reach : reach + len(sound)], sound, self.heard.rate) < (
            SAME_PHRASE
        ):
            yield at_event(event, "V39", "another sound than the clip in the cache")

    def _holds(self) -> Iterator[TrackFinding]:
        """From chime to chime, as heard."""
        moved = {slot.event.start: number for number, slot in enumerate(self.proof.slots)}
        for hold, after, lasts in holds_heard(self.timeline, self.onsets):
            told = self._moved(moved, after.start) - self._moved(moved, hold.start)
            if abs(lasts - hold.length - told) > _EXACT_MS:
                message = f"lasts {lasts / 1000:.3f} s, not {hold.length / 1000:.3f}"
                yield at_event(hold, "V36", message)

    def _moved(self, numbers: Mapping[int, int], start: int) -> int:
        return self.proof.moved.get(numbers.get(start, -1), 0) * FRAME_MS

    def _length(self) -> Iterator[TrackFinding]:
        planned = self.timeline.length * self.heard.rate // 1000
        off = self.heard.samples() - planned
        if off and not self.proof.findings:
            samples, long = counted(abs(off), "sample"), "longer" if off > 0 else "shorter"
            more = " or more" if self.heard.cut else ""
            yield on_track("V30", f"decodes to {samples}{more} {long} than planned")

    def _levels(self, loudness: float, peak: float) -> Iterator[TrackFinding]:
        if len(self.loudness.hops) and abs(loudness - TARGET_LUFS) > LOUDNESS_LU:
            yield on_track("V37", f"its loudness is {loudness:.2f} LUFS, not {TARGET_LUFS:g}")
        if peak > MOST_DBTP:
            yield on_track("V38", f"its true peak is {peak:.2f} dBTP, more than {MOST_DBTP:g}")


def holds_heard(
    timeline: Timeline, onsets: Mapping[int, float]
) -> Iterator[tuple[Event, Event, float]]:
    """Each hold, what follows it, and how many ms it lasts from chime to chime as heard; ``onsets``
    has when events are heard, in ms, by their planned starts."""
    for hold, after in pairwise(timeline.events):
        if isinstance(hold.cue, Hold) and hold.inside:
            begun, ended = onsets.get(hold.inside[0].start), onsets.get(after.start)
            if begun is not None and ended is not None:
                yield hold, after, ended - begun


def _of_full(db: float) -> float:
    return float(32768 * 10 ** (db / 20))

"""A copy that somebody else encoded again: every event within 20 ms of the plan it was made from.

With the original at hand, each of its sounds is looked for in the copy by matched filter. With
no more than a timeline, sounds must begin and end where voices and chimes do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import numpy as np
from msgspec import Struct

from unknot.audio.resample import resample
from unknot.errors import AudioError
from unknot.proof.decode import DecodedTrack, Peaks, decoded
from unknot.proof.embedded import Carried
from unknot.proof.levels import Loudness, TruePeak
from unknot.proof.listen import CHIME_BEGINS, VOICE_BEGINS, Listened, holds_heard
from unknot.proof.match import Floats, best_match, envelope_likeness, voice_edges
from unknot.proof.silence import ANY, TOO_LONG_S, louder_than
from unknot.timeline.cues import Play, chime_of
from unknot.timeline.finding import TrackFinding, at_event, on_track
from unknot.timeline.grid import CLIP_MARGIN_FRAMES, FRAME_MS
from unknot.timeline.safety import findings as safety_findings
from unknot.timeline.timeline import Event, Timeline

NEAR_MS = 20
#: Encoders at low rates change waves, but not this much.
_ALIKE, _SAME_PHRASE = 0.6, 0.75
#: By less than this no other place is better than the planned one: at 16 kbit/s a chime is more
#: like itself one beat of its overtones later (measured: 0.971, and 0.969 in its place).
_DOUBT = 0.01
#: How far around its plan a sound is looked for, in ms; then, once, further.
_REACH_MS, _FAR_MS = 60, 2_000
#: Sounds are compared at this rate: enough for voices, and quick.
_RATE = 12_000
#: So much of a sound may be gone, in ms, counted in blocks of which each is that much softer, in
#: dB, than in the original, where that is this loud against its loudest.
_LOST_MS, _BLOCK_MS, _GONE_DB, _LOUD_DB = 100, 20, -20.0, -25.0
#: What a codec may leave in silence, against full scale, in dB.
_CODEC_NOISE_DB = -50.0
_EDGE_DB = -35.0
#: Without the original: codecs lose the soft hiss that a voice may end with (measured: 146 ms of
#: espeak-ng's; flite's last sounds are as soft for 223 ms).
_ENDS_MS = 250
_MARGIN_MS = CLIP_MARGIN_FRAMES * FRAME_MS


def hear_copy(path: Path, plan: Carried, original: Path | None) -> Listened:
    """Decode the copy (and the ``original``), and compare. Raises AudioError."""
    if plan.timeline.bed and not original:
        hint = "name the track that the copy was made from: --plan TRACK"
        raise AudioError(path, "has a bed, so its sounds cannot be told from it alone", hint)
    with ExitStack() as stack:
        most = plan.timeline.length / 1000 + TOO_LONG_S
        copy = stack.enter_context(decoded(path, most))
        source = stack.enter_context(decoded(original, most)) if original else None
        return _Comparison(copy, source, plan.timeline).listened()


class _HeardPlace(Struct, frozen=True):
    """Where an event's sound was found: ms late, None when it was not; and what is wrong there."""

    event: Event
    late: float | None
    wrong: TrackFinding | None = None


class _Comparison:
    def __init__(self, copy: DecodedTrack, source: DecodedTrack | None, timeline: Timeline) -> None:
        self.copy, self.source, self.timeline = copy, source, timeline
        self.loudness, self.peak = Loudness(copy), TruePeak(copy)

    def listened(self) -> Listened:
        places = []
        for event, _ in self.timeline.sounding():
            self._let_go(event.start - _FAR_MS - NEAR_MS)
            places.append(self._place(event))
        peak = self.peak.end()
        found = [*self._places(places), *self._holds(places)]
        found += [*self._silence(places), *self._length()]
        found += safety_findings(self.timeline)
        return Listened(
            findings=tuple(sorted(found)),
            cached=0,
            loudness=self.loudness.whole(),
            peak=peak,
        )

    def _let_go(self, ms: int) -> None:
        self.peak.until(ms)
        for heard in (self.copy, self.source):
            if heard:
                heard.forget(ms)

    def _place(self, event: Event) -> _HeardPlace:
        end = event.end - _MARGIN_MS
        self.loudness.add(event.start, end)
        window = self.copy.peaks(event.start - NEAR_MS, end + NEAR_MS)
        if not len(window):
            return _HeardPlace(event, None)  # the copy has ended, which is told once
        silent = window.max() < 32768 * 10 ** (_CODEC_NOISE_DB / 20)
        if self.source:  # in which it may be found elsewhere
            place = self._by_original(event, self.source, end)
            if place.late is not None or not silent:
                return place
        if silent:
            told = at_event(event, "V31", "silence where its sound was planned")
            return _HeardPlace(event, None, told)
        return self._by_edges(event, window, end)

    def _by_original(self, event: Event, source: DecodedTrack, end: int) -> _HeardPlace:
        sound = _slow(source, event.start, end)
        for reach in (_REACH_MS, _FAR_MS):
            heard = _slow(self.copy, event.start - reach, end + reach)
            planned = reach * _RATE // 1000
            likeness, at = best_match(heard, sound, likely=planned, doubt=_DOUBT)
            if likeness >= _ALIKE:
                late = at * 1000 / _RATE - reach
                lost = _lost_ms(sound, heard[at : at + len(sound)])
                message = f"{lost} ms of it are missing"
                wrong = at_event(event, "V32", message) if lost >= _LOST_MS else None
                return _HeardPlace(event, late, wrong)
        there = _slow(self.copy, event.start, end)
        if envelope_likeness(there, sound, _RATE) >= _SAME_PHRASE:
            return _HeardPlace(event, 0.0)
        other = at_event(event, "V32", "another sound than in the original")
        return _HeardPlace(event, None, other)

    def _by_edges(self, event: Event, window: Peaks, end: int) -> _HeardPlace:
        if isinstance(event.cue, Play):
            return _HeardPlace(event, 0.0)
        loud = np.flatnonzero(window > window.max() * 10 ** (_EDGE_DB / 20))
        first = max(event.start - NEAR_MS, 0)
        begins = int(loud[0]) + first - event.start
        early, late = CHIME_BEGINS if chime_of(event.cue) else VOICE_BEGINS
        loud_at = faint_at = begins
        if not chime_of(event.cue):
            piece = self.copy.piece(self.copy.at(first), self.copy.at(end + NEAR_MS))
            if edges := voice_edges(piece, self.copy.rate):
                loud_at, faint_at = (
                    each[0] + first - event.start for each in (edges.loud, edges.faint)
                )
        off = min(loud_at - early, 0) + max(faint_at - late, 0)
        ends = end - (int(loud[-1]) + 1 + first)
        cut = at_event(event, "V32", f"its end is missing: it ends {ends} ms early")
        return _HeardPlace(event, float(off), cut if ends > _ENDS_MS else None)

    def _places(self, places: list[_HeardPlace]) -> Iterator[TrackFinding]:
        """A copy that is late as a whole is told once; then what moves from event to event."""
        late = _late_at_first(places)
        if abs(late) > NEAR_MS:
            yield on_track("V12", f"everything is heard {late:+.0f} ms from its plan")
        for place in places:
            if place.late is not None and abs(place.late - late) > NEAR_MS:
                message = f"is heard {place.late:+.0f} ms from its plan"
                yield at_event(place.event, "V12", message)
                late = place.late
            if place.wrong:
                yield place.wrong

    def _holds(self, places: list[_HeardPlace]) -> Iterator[TrackFinding]:
        heard = {p.event.start: p.event.start + p.late for p in places if p.late is not None}
        for hold, _, lasts in holds_heard(self.timeline, heard):
            if abs(lasts - hold.length) > NEAR_MS:
                message = f"lasts {lasts / 1000:.2f} s, not {hold.length / 1000:.3f}"
                yield at_event(hold, "V36", message)

    def _silence(self, places: list[_HeardPlace]) -> Iterator[TrackFinding]:
        """Around each sound where it was planned, and where it was found; what was not is taken to
        be as late as the one before it."""
        if self.timeline.bed:
            return
        most = int(32768 * 10 ** (_CODEC_NOISE_DB / 20))
        allowed = np.full(self.timeline.length + int(TOO_LONG_S * 1000) + 1000, most, np.uint8)
        late = _late_at_first(places)
        for place in places:
            late = place.late if place.late is not None else late
            for by in (0, round(late)):
                start, end = place.event.start + by, place.event.end + by
                allowed[max(start - FRAME_MS - NEAR_MS, 0) : max(end + NEAR_MS, 0)] = ANY
        yield from louder_than(allowed, self.copy, self.timeline)

    def _length(self) -> Iterator[TrackFinding]:
        """A copy may have an encoder's padding at its end, but nothing may be missing there."""
        off = self.copy.samples() * 1000 / self.copy.rate - self.timeline.length
        if off < -NEAR_MS or off > 10 * NEAR_MS:
            message = f"it is {abs(off):.0f} ms {'longer' if off > 0 else 'shorter'} than its plan"
            yield on_track("V30", message, self.timeline.length + min(round(off), 0))


def _late_at_first(places: list[_HeardPlace]) -> float:
    """By how many ms a copy is late from its beginning on: as its first sound is, unless that one
    alone is out of its place."""
    found = [place.late for place in places if place.late is not None]
    if not found or abs(found[0]) <= NEAR_MS:
        return found[0] if found else 0.0
    alone = len(found) > 1 and abs(found[0] - found[1]) > NEAR_MS
    return median(found) if alone else found[0]


def _lost_ms(sound: Floats, heard: Floats) -> int:
    """The longest stretch, in ms, in which ``sound`` is loud and ``heard``, the same, is not."""
    block = _RATE * _BLOCK_MS // 1000
    whole = len(sound) // block * block
    gain = float(heard @ sound / (sound @ sound))
    ours, theirs = (
        np.square(each[:whole]).reshape(-1, block).mean(axis=1) for each in (sound * gain, heard)
    )
    loud = ours > ours.max(initial=0) * 10 ** (_LOUD_DB / 10)
    kept = np.flatnonzero(~(loud & (theirs < ours * 10 ** (_GONE_DB / 10))))
    edges = np.concatenate([[-1], kept, [len(ours)]])
    return int(np.diff(edges).max() - 1) * _BLOCK_MS


def _slow(heard: DecodedTrack, start: int, end: int) -> Floats:
    """A stretch in ms, at the rate in which sounds are compared."""
    return resample(heard.piece(heard.at(start), heard.at(end)), heard.rate, _RATE)

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
#: How far around its plan a sound is looked for, in ms; then, once, further.
_REACH_MS, _FAR_MS = 60, 2_000
#: Sounds are compared at this rate: enough for voices, and quick.
_RATE = 12_000
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
        found = [*self._places(places), *self._holds(places), *self._silence(), *self._length()]
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
        if not len(window) or window.max() < 32768 * 10 ** (_CODEC_NOISE_DB / 20):
            silent = at_event(event, "V31", "silence where its sound was planned")
            return _HeardPlace(event, None, silent)
        if self.source:
            return self._by_original(event, self.source, end)
        return self._by_edges(event, window, end)

    def _by_original(self, event: Event, source: DecodedTrack, end: int) -> _HeardPlace:
        sound = _slow(source, event.start, end)
        for reach in (_REACH_MS, _FAR_MS):
            heard = _slow(self.copy, event.start - reach, end + reach)
            likeness, at = best_match(heard, sound, likely=reach * _RATE // 1000)
            if likeness >= _ALIKE:
                return _HeardPlace(event, at * 1000 / _RATE - reach)
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
        found = [place.late for place in places if place.late is not None]
        late = median(found) if found else 0.0
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

    def _silence(self) -> Iterator[TrackFinding]:
        if self.timeline.bed:
            return
        most = int(32768 * 10 ** (_CODEC_NOISE_DB / 20))
        allowed = np.full(self.timeline.length + int(TOO_LONG_S * 1000) + 1000, most, np.uint8)
        for event, _ in self.timeline.sounding():
            allowed[max(event.start - FRAME_MS - NEAR_MS, 0) : event.end + NEAR_MS] = ANY
        yield from louder_than(allowed, self.copy, self.timeline)

    def _length(self) -> Iterator[TrackFinding]:
        """A copy may have an encoder's padding at its end, but nothing may be missing there."""
        off = self.copy.samples() * 1000 / self.copy.rate - self.timeline.length
        if off < -NEAR_MS or off > 10 * NEAR_MS:
            message = f"it is {abs(off):.0f} ms {'longer' if off > 0 else 'shorter'} than its plan"
            yield on_track("V30", message, self.timeline.length)


def _slow(heard: DecodedTrack, start: int, end: int) -> Floats:
    """A stretch in ms, at the rate in which sounds are compared."""
    return resample(heard.piece(heard.at(start), heard.at(end)), heard.rate, _RATE)

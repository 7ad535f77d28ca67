"""When frames are not what the plan says: which clips are where, and at which event it went wrong.

Only for tracks in which something is wrong; a good one never comes here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from unknot.audio.mp3 import silent_frame
from unknot.proof.clip_slots import Spot
from unknot.proof.finding import TRACK, TrackFinding, at_event, describe, event_over
from unknot.proof.mp3_frames import Body
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import Timeline

#: How many of the next clips have a say in how far the track has moved.
_AHEAD = 6
#: Frames that are looked at for clips where none is found, at most: a file of nothing but frames
#: that could begin one would take minutes.
_MOST_LOOKED = 4_000_000
#: With fewer of the clips than this share in their place, the plan is another track's.
_LEAST_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of frames that sound: a clip that the facts know, or one without a digest."""

    first: int
    frames: int
    digest: str = ""

    @property
    def stop(self) -> int:
        return self.first + self.frames


@dataclass(slots=True)
class Located:
    """What was found. ``moved``: by how many frames each spot that was found is late.

    Spots that are not in ``moved`` have their finding already.
    """

    findings: list[TrackFinding] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)


def locate(body: Body, spots: Sequence[Spot], timeline: Timeline, planned: int) -> Located:
    """Everything wrong in the order of frames, each at its event; ``planned`` is how many.

    A track that runs late from one event on has one finding there, not one for each later event.
    """
    search = _Search(body, spots, timeline, planned)
    search.run()
    reached = search.reached
    if reached > 3 and len(search.out.moved) < reached * _LEAST_SHARE:
        message = f"the plan is another track's: {len(search.out.moved)} of {reached} clips fit it"
        first = TrackFinding(at=0, code="V02", event=TRACK, message=message)
        search.out.findings.insert(0, first)
    return search.out


class _Search:
    def __init__(self, body: Body, spots: Sequence[Spot], timeline: Timeline, planned: int) -> None:
        self.body, self.spots, self.timeline, self.planned = body, spots, timeline, planned
        self.tokens = list(_tokens(body, spots))
        self.at = {token.first: token for token in self.tokens}
        self.places: dict[str, list[int]] = defaultdict(list)
        for token in self.tokens:
            self.places[token.digest].append(token.first)
        self.names = {spot.facts.digest: describe(spot.event) for spot in spots}
        self.told = set[Token]()
        self.out = Located()
        self.drift, self.free, self.reached = 0, 0, 0

    def run(self) -> None:
        before: Spot | None = None
        for number, spot in enumerate(self.spots):
            self.reached = number + 1
            if self._found(spot, self.drift):
                self._take(number, spot)
            elif (delta := self._jump(number)) and self._found(spot, self.drift + delta):
                self._tell_gap(before, spot, delta)
                self.drift += delta
                self._take(number, spot)
            elif spot.first + self.drift + min(delta, 0) >= self.body.count:
                self.reached = number
                break
            else:
                self._tell_wrong(number, spot, delta)
                self.drift += delta
            before = spot
        self._tell_end(before)
        self._tell_extra()

    def _found(self, spot: Spot, moved: int) -> bool:
        token = self.at.get(spot.first + moved)
        return token is not None and token.digest == spot.facts.digest

    def _take(self, number: int, spot: Spot) -> None:
        self.out.moved[number] = self.drift
        self.told.add(self.at[spot.first + self.drift])
        self.free = spot.stop + self.drift

    def _jump(self, number: int) -> int:
        """By how many frames more the track has moved here: what most of the next clips say."""
        votes: Counter[int] = Counter()
        window = self.spots[number : number + _AHEAD]
        for spot in window:
            for place in self.places[spot.facts.digest]:
                if place >= self.free:
                    votes[place - spot.first - self.drift] += 1
        voters = len(window)
        if voters < _AHEAD:  # then the end of the track has a say too
            voters += 1
            votes[self.body.count - self.planned - self.drift] += 1
        most = max(votes.values(), default=0)
        near = [delta for delta, count in votes.items() if count >= max(most - 1, 2)]
        best = min(near, key=abs, default=0)
        # Much of a track may sound the same elsewhere, such as a second side: what stays stays.
        stays = 2 * votes[0] >= voters
        return 0 if stays else best

    def _tell_gap(self, before: Spot | None, spot: Spot, delta: int) -> None:
        """The clip itself is there, but the silence before it is of another length."""
        start = before.event.end if before else 0
        over = event_over(self.timeline, start, spot.event.start)
        event = over if over and spot.event.start > start else spot.event
        here = spot.first + self.drift + delta
        extra = [t for t in self.tokens if self.free <= t.first < here and t not in self.told]
        for token in extra:
            self.told.add(token)
        ms = abs(delta) * FRAME_MS
        late = "late" if delta > 0 else "early"
        if extra:
            what = f"{self._names(extra)} is heard where silence was planned;"
            code, message = "V13", f"{what} all that follows is {ms} ms {late}"
        else:
            longer = "longer" if delta > 0 else "shorter"
            code, message = "V14", f"{ms} ms {longer} than planned; all that follows is {late}"
        self.out.findings.append(at_event(event, code, message))

    def _tell_wrong(self, number: int, spot: Spot, delta: int) -> None:
        """The clip is not where it should be."""
        after = f"; all that follows is {abs(delta) * FRAME_MS} ms " if delta else ""
        after += ("late" if delta > 0 else "early") if delta else ""
        here, stop = spot.first + self.drift, spot.stop + self.drift
        follows = self.spots[number + 1].first if number + 1 < len(self.spots) else self.planned
        until = max(follows + self.drift + delta, here)
        moved = [
            t
            for t in self.tokens
            if t.digest == spot.facts.digest
            and t not in self.told
            and self.free <= t.first < max(until, stop)
        ]
        another = self.at.get(here)
        if moved and not (another and another.digest):
            self.told.add(moved[0])
            by = moved[0].first - here
            late = "late" if by > 0 else "early"
            self._tell(spot, "V12", f"{abs(by) * FRAME_MS} ms {late}{after}")
            self.free = moved[0].stop
            return
        instead = [
            t
            for t in self.tokens
            if t not in self.told
            and t.first < (min(stop, until) if delta < 0 else stop)
            and t.stop > here
        ]
        if stop > self.body.count and not instead:
            self._tell(spot, "V10", f"the track ends before its sound does{after}")
            return
        for token in instead:
            self.told.add(token)
            self.free = max(self.free, min(token.stop, until))
        if not instead:
            self._tell(spot, "V10", f"silence where its sound was planned{after}")
        elif any(token.digest for token in instead):
            self._tell(spot, "V11", f"{self._names(instead)} is heard instead{after}")
        else:
            self._tell(spot, "V11", f"its bytes are not the ones that were made{after}")

    def _tell_end(self, before: Spot | None) -> None:
        off = self.body.count - self.planned - self.drift
        if not off:
            return
        at = min(self.body.count - self.drift, self.planned) * FRAME_MS
        event = event_over(self.timeline, min(at, self.timeline.length - FRAME_MS), at)
        if event is None:
            return
        if off > 0:
            message = f"the track goes on for {off * FRAME_MS} ms after the end of its plan"
        else:
            message = f"the track ends here, {-off * FRAME_MS} ms before its plan"
        found = TrackFinding(at=min(at, self.timeline.length), code="V05", event=describe(event),
                        message=message)  # fmt: skip
        self.out.findings.append(found)

    def _tell_extra(self) -> None:
        """Sounds that no spot asked for."""
        starts = sorted((self.spots[n].first + moved, moved) for n, moved in self.out.moved.items())
        for token in self.tokens:
            if token in self.told:
                continue
            moved = next((by for first, by in reversed(starts) if first <= token.first), 0)
            at = (token.first - moved) * FRAME_MS
            event = event_over(self.timeline, at, at + token.frames * FRAME_MS)
            if event is None:
                continue
            long = f"for {token.frames * FRAME_MS} ms"
            message = f"{self._names([token])} is heard {long} where silence was planned"
            self.out.findings.append(
                TrackFinding(
                    at=max(at, event.start), code="V13", event=describe(event), message=message
                )
            )

    def _names(self, tokens: Sequence[Token]) -> str:
        known = [self.names[token.digest] for token in tokens if token.digest]
        return ", then ".join(dict.fromkeys(known)) or "a sound that is none of its clips"

    def _tell(self, spot: Spot, code: str, message: str) -> None:
        self.out.findings.append(at_event(spot.event, code, message))


def _tokens(body: Body, spots: Sequence[Spot]) -> Iterator[Token]:
    """The frames that are not silent, cut into clips that are known by their digests."""
    lengths: dict[int, set[str]] = defaultdict(set)
    for spot in spots:
        lengths[spot.frames].add(spot.facts.digest)
    order = sorted(lengths)
    silence = silent_frame(body.quality)
    silent = [body.frames(at, at + 1) == silence for at in range(body.count)]
    at, unknown, looked = 0, 0, 0
    while at <= body.count:
        ended = at == body.count or silent[at]
        clip = None
        if not ended and looked < _MOST_LOOKED:
            clip = _clip_at(body, at, order, lengths)
            looked += 0 if clip else order[-1]
        if unknown and (ended or clip):
            yield Token(at - unknown, unknown)
            unknown = 0
        if clip:
            yield clip
            at = clip.stop
            continue
        unknown += not ended
        at += 1


def _clip_at(
    body: Body, first: int, order: Sequence[int], lengths: dict[int, set[str]]
) -> Token | None:
    if not _stands_alone(body, first):
        return None
    running, done = sha256(), 0
    for frames in order:
        if first + frames > body.count:
            return None
        running.update(body.frames(first + done, first + frames))
        done = frames
        found = running.hexdigest()[:32]
        if found in lengths[frames]:
            return Token(first, frames, found)
    return None


def _stands_alone(body: Body, frame: int) -> bool:
    """A clip's first frame needs no bytes of earlier ones: main_data_begin is 0."""
    side = body.frames(frame, frame + 1)[4:6]
    return not side[0] and (body.quality.samples_per_frame != 1152 or side[1] < 0x80)

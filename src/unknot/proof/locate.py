"""When frames are not what the plan says: which clips are where, and at which event it went wrong.

Only for tracks in which something is wrong; a good one never comes here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256

from msgspec import Struct, field

from unknot.audio.mp3 import silent_frame
from unknot.proof.mp3_frames import Body, ClipSlot
from unknot.timeline.finding import TrackFinding, at_event, describe, event_over, on_track
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.timeline import Timeline

#: How many of the next clips have a say in how far the track has moved.
_AHEAD = 6
#: Frames that are looked at for clips where none is found, at most: a file of nothing but frames
#: that could begin one would take minutes.
_MOST_LOOKED = 4_000_000
#: With fewer of the clips than this share in their place, the plan is another track's.
_LEAST_SHARE = 0.4
TRANSCODED = "--transcoded --plan TRACK holds a copy against the track it was made from"


class Token(Struct, frozen=True):
    """A stretch of frames that sound: a clip that the facts know, or one without a digest."""

    first: int
    frames: int
    digest: str = ""

    @property
    def stop(self) -> int:
        return self.first + self.frames


class Located(Struct):
    """What was found. ``moved``: by how many frames each slot that was found is late.

    Spots that are not in ``moved`` have their finding already.
    """

    findings: list[TrackFinding] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)


def locate(body: Body, slots: Sequence[ClipSlot], timeline: Timeline, planned: int) -> Located:
    """Everything wrong in the order of frames, each at its event; ``planned`` is how many.

    A track that runs late from one event on has one finding there, not one for each later event.
    """
    search = _Search(body, slots, timeline, planned)
    search.run()
    reached, there = search.reached, len(search.out.moved)
    if search.tokens and reached > 3 and there < reached * _LEAST_SHARE:
        found = not_its_sound(there, reached, "clips")
        # Of a sound that has none of them, nothing more is to be said.
        search.out.findings = [found, *search.out.findings] if there else [found]
    return search.out


def not_its_sound(there: int, of: int, what: str) -> TrackFinding:
    """Next to nothing of what the facts know is in a track."""
    message = f"it has {there} of the {of} {what} of its plan, which is another track's, or the"
    return on_track("V02", f"{message} sound was encoded again: {TRANSCODED}")


def tell_end(
    count: int, planned: int, timeline: Timeline, *, sound: bool = False
) -> Iterator[TrackFinding]:
    """That a track of ``count`` frames, but for those that moved all behind them, is not as long as
    its plan, at the event where it ends; ``sound``: something is heard behind the plan's end."""
    off, at = count - planned, min(count, planned) * FRAME_MS
    event = event_over(timeline, min(at, timeline.length - FRAME_MS), at)
    if not off or event is None:
        return
    if off > 0:
        message = f"the track goes on for {off * FRAME_MS} ms after the end of its plan"
        message += ", with sound" if sound else ""
    else:
        message = f"the track ends here, {-off * FRAME_MS} ms before its plan"
    yield at_event(event, "V05", message, min(at, timeline.length))


def late_by(frames: int) -> str:
    """What follows ``frames`` too many, or too few, for the end of a sentence; "" for 0."""
    return f"; all that follows is {_by(frames)}" if frames else ""


class _Search:
    def __init__(
        self, body: Body, slots: Sequence[ClipSlot], timeline: Timeline, planned: int
    ) -> None:
        self.body, self.slots, self.timeline, self.planned = body, slots, timeline, planned
        self.tokens = list(_tokens(body, slots))
        self.at = {token.first: token for token in self.tokens}
        self.places: dict[str, list[int]] = defaultdict(list)
        for token in self.tokens:
            self.places[token.digest].append(token.first)
        self.names = {slot.facts.digest: describe(slot.event) for slot in slots}
        self.told = set[Token]()
        self.out = Located()
        self.drift, self.free, self.reached = 0, 0, 0

    def run(self) -> None:
        before: ClipSlot | None = None
        for number, slot in enumerate(self.slots):
            self.reached = number + 1
            if self._found(slot, self.drift):
                self._take(number, slot)
            elif (delta := self._jump(number)) and self._found(slot, self.drift + delta):
                self._tell_gap(before, slot, delta)
                self.drift += delta
                self._take(number, slot)
            elif slot.first + self.drift + min(delta, 0) >= self.body.count:
                self.reached = number
                break
            else:
                self._tell_wrong(number, slot, delta)
                self.drift += delta
            before = slot
        sound = any(self._behind(token) for token in self.tokens)
        count = self.body.count - self.drift
        self.out.findings += tell_end(count, self.planned, self.timeline, sound=sound)
        self._tell_extra()

    def _found(self, slot: ClipSlot, moved: int) -> bool:
        token = self.at.get(slot.first + moved)
        return token is not None and token.digest == slot.facts.digest

    def _take(self, number: int, slot: ClipSlot) -> None:
        self.out.moved[number] = self.drift
        self.told.add(self.at[slot.first + self.drift])
        self.free = slot.stop + self.drift

    def _jump(self, number: int) -> int:
        """By how many frames more the track has moved here: what most of the next clips say."""
        votes: Counter[int] = Counter()
        window = self.slots[number : number + _AHEAD]
        for slot in window:
            for place in self.places[slot.facts.digest]:
                if place >= self.free:
                    votes[place - slot.first - self.drift] += 1
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

    def _tell_gap(self, before: ClipSlot | None, slot: ClipSlot, delta: int) -> None:
        """The clip itself is there, but the silence before it is of another length."""
        start = before.event.end if before else 0
        over = event_over(self.timeline, start, slot.event.start)
        event = over if over and slot.event.start > start else slot.event
        here = slot.first + self.drift + delta
        extra = [t for t in self.tokens if self.free <= t.first < here and t not in self.told]
        for token in extra:
            self.told.add(token)
        if extra:
            what = f"{self._names(extra)} is heard where silence was planned"
            code, message = "V13", f"{what}; all that follows is {_by(delta)}"
        else:
            longer, late = ("longer", "late") if delta > 0 else ("shorter", "early")
            ms = abs(delta) * FRAME_MS
            code, message = "V14", f"{ms} ms {longer} than planned; all that follows is {late}"
        self.out.findings.append(at_event(event, code, message))

    def _tell_wrong(self, number: int, slot: ClipSlot, delta: int) -> None:
        """The clip is not where it should be: it is elsewhere, or something else is here."""
        after = late_by(delta)
        here, stop = slot.first + self.drift, slot.stop + self.drift
        follows = self.slots[number + 1].first if number + 1 < len(self.slots) else self.planned
        until = max(follows + self.drift + delta, here)
        untold = [token for token in self.tokens if token not in self.told]
        moved = [
            token
            for token in untold
            if token.digest == slot.facts.digest and self.free <= token.first < max(until, stop)
        ]
        another = self.at.get(here)
        if moved and not (another and another.digest):
            self.told.add(moved[0])
            self._tell(slot, "V12", f"{_by(moved[0].first - here)}{after}")
            self.free = moved[0].stop
            return
        end = min(stop, until) if delta < 0 else stop
        instead = [token for token in untold if token.first < end and token.stop > here]
        if stop > self.body.count and not instead:
            self._tell(slot, "V10", f"the track ends before its sound does{after}")
            return
        for token in instead:
            self.told.add(token)
            self.free = max(self.free, min(token.stop, until))
        if not instead:
            self._tell(slot, "V10", f"silence where its sound was planned{after}")
        elif any(token.digest for token in instead):
            self._tell(slot, "V11", f"{self._names(instead)} is heard instead{after}")
        else:
            self._tell(slot, "V11", f"its bytes are not the ones that were made{after}")

    def _behind(self, token: Token) -> bool:
        """Whether it is heard after the plan's end, where all that is too much is told as one."""
        return token.first >= self.planned + self.drift

    def _tell_extra(self) -> None:
        """Sounds that no slot asked for."""
        starts = sorted((self.slots[n].first + moved, moved) for n, moved in self.out.moved.items())
        for token in self.tokens:
            if token in self.told or self._behind(token):
                continue
            moved = next((by for first, by in reversed(starts) if first <= token.first), 0)
            at = (token.first - moved) * FRAME_MS
            event = event_over(self.timeline, at, at + token.frames * FRAME_MS)
            if event is None:
                continue
            long = f"for {token.frames * FRAME_MS} ms"
            message = f"{self._names([token])} is heard {long} where silence was planned"
            self.out.findings.append(at_event(event, "V13", message, max(at, event.start)))

    def _names(self, tokens: Sequence[Token]) -> str:
        known = [self.names[token.digest] for token in tokens if token.digest]
        return ", then ".join(dict.fromkeys(known)) or "a sound that is none of its clips"

    def _tell(self, slot: ClipSlot, code: str, message: str) -> None:
        self.out.findings.append(at_event(slot.event, code, message))


def _by(frames: int) -> str:
    """Such as ``48 ms late``; ``frames`` below 0 are early."""
    return f"{abs(frames) * FRAME_MS} ms {'late' if frames > 0 else 'early'}"


def _tokens(body: Body, slots: Sequence[ClipSlot]) -> Iterator[Token]:
    """The frames that are not silent, cut into clips that are known by their digests."""
    lengths: dict[int, set[str]] = defaultdict(set)
    for slot in slots:
        lengths[slot.frames].add(slot.facts.digest)
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

"""Ways to spoil a good track, each a small edit of its bytes; mutants.py counts which are seen.

A mutation is a function that takes a Good track and a random generator and gives a Mutant: the
spoiled bytes, and the events at which it may be reported. Mutations that change the length write
a right Info frame for it, so that nothing but the sound itself gives them away.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from unknot.audio.mp3 import Quality, info_frame, silent_frame
from unknot.proof.mp3_frames import ClipSlot, clip_slots
from unknot.timeline.cues import Chime, Hold, Say, Wait
from unknot.timeline.finding import TRACK, describe
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.json import from_json
from unknot.timeline.timeline import Event, Timeline
from unknot.track.facts import from_json as facts_from_json
from unknot.track.id3.frames import Attachment, ChapterFrame, Frame, Lyrics, Tag, Text, UserText
from unknot.track.id3.plan import FACTS, NAME
from unknot.track.id3.read import read_tag
from unknot.track.id3.write import write_tag


@dataclass(frozen=True)
class Mutant:
    """``events``: where it may be reported; None is the track as a whole."""

    data: bytes
    events: tuple[Event | None, ...]


class Unfit(Exception):
    """This track has no place for this mutation; try another place or another track."""


class Good:
    """A good track taken apart. ``others``: whole tags of other tracks of the same quality."""

    def __init__(self, data: bytes, others: tuple[bytes, ...] = ()) -> None:
        self.data, self.others = data, others

    @cached_property
    def tag(self) -> Tag:
        return read_tag(self.data)

    @cached_property
    def head(self) -> bytes:
        return self.data[: self.tag.size]

    @cached_property
    def timeline(self) -> Timeline:
        return from_json(_attached(self.tag, NAME))

    @cached_property
    def quality(self) -> Quality:
        return facts_from_json(_attached(self.tag, FACTS), "facts").quality

    @cached_property
    def slots(self) -> tuple[ClipSlot, ...]:
        return clip_slots(self.timeline, facts_from_json(_attached(self.tag, FACTS), "facts").clips)

    @cached_property
    def frames(self) -> list[bytes]:
        """Those behind the Info frame."""
        size = self.quality.frame_bytes
        return [
            self.data[at : at + size] for at in range(self.tag.size + size, len(self.data), size)
        ]

    def joined(self, frames: list[bytes], head: bytes | None = None) -> bytes:
        """A track of these frames, with an Info frame that is right for them."""
        samples = self.timeline.length // FRAME_MS * self.quality.samples_per_frame
        samples += (len(frames) - len(self.frames)) * self.quality.samples_per_frame
        info = info_frame(
            self.quality, len(frames), len(frames) * self.quality.frame_bytes, samples
        )
        return b"".join([self.head if head is None else head, info, *frames])

    def silence(self, frames: int) -> list[bytes]:
        return [silent_frame(self.quality)] * frames

    def clip(self, slot: ClipSlot) -> list[bytes]:
        return self.frames[slot.first : slot.stop]

    def gap_after(self, number: int) -> int:
        """Silent frames between a slot and the next."""
        after = self.slots[number + 1].first if number + 1 < len(self.slots) else len(self.frames)
        return after - self.slots[number].stop


Mutation = Callable[[Good, random.Random], Mutant]


def _attached(tag: Tag, name: str) -> bytes:
    return next(each.data for each in tag.all(Attachment) if each.name == name)


def _some(good: Good, rng: random.Random, cue: type | None = None) -> tuple[int, ClipSlot]:
    fitting = [
        (n, s) for n, s in enumerate(good.slots) if cue is None or isinstance(s.event.cue, cue)
    ]
    if not fitting:
        raise Unfit
    return rng.choice(fitting)


def _other(good: Good, rng: random.Random, slot: ClipSlot, cue: type) -> ClipSlot:
    fitting = [
        s
        for s in good.slots
        if isinstance(s.event.cue, cue) and s.facts.digest != slot.facts.digest
    ]
    if not fitting:
        raise Unfit
    return rng.choice(fitting)


def _fitted(good: Good, clip: list[bytes], frames: int) -> list[bytes]:
    """A clip cut or filled up with silence to so many frames."""
    return clip[:frames] + good.silence(frames - len(clip))


def _replaced(good: Good, slot: ClipSlot, frames: list[bytes]) -> bytes:
    return good.joined(good.frames[: slot.first] + frames + good.frames[slot.stop :])


# --- speech ------------------------------------------------------------------------------------


def delete(good: Good, rng: random.Random) -> Mutant:
    """A clip is left out, and all that follows moves up."""
    _, slot = _some(good, rng)
    return Mutant(_replaced(good, slot, []), (slot.event,))


def silence_for_speech(good: Good, rng: random.Random) -> Mutant:
    _, slot = _some(good, rng, Say)
    return Mutant(_replaced(good, slot, good.silence(slot.frames)), (slot.event,))


def duplicate(good: Good, rng: random.Random) -> Mutant:
    """A clip is heard twice running, and all that follows moves back."""
    number, slot = _some(good, rng)
    after = good.slots[number + 1].event if number + 1 < len(good.slots) else None
    between = [
        event
        for event in good.timeline.events
        if slot.event.end <= event.start and (after is None or event.start < after.start)
    ]
    around = [e for e in good.timeline.events if slot.event in e.inside]
    events = (slot.event, *between, *around, *([after] if after else []))
    return Mutant(_replaced(good, slot, good.clip(slot) * 2), events)


def swap(good: Good, rng: random.Random) -> Mutant:
    """Two neighbours change places."""
    number = rng.randrange(len(good.slots) - 1)
    one, other = good.slots[number], good.slots[number + 1]
    if one.facts.digest == other.facts.digest:
        raise Unfit
    frames = [
        *good.frames[: one.first],
        *good.clip(other),
        *good.frames[one.stop : other.first],
        *good.clip(one),
        *good.frames[other.stop :],
    ]
    return Mutant(good.joined(frames), (one.event,))


def _shift(good: Good, rng: random.Random, by: int) -> Mutant:
    """One clip comes late or early; the rest stays where there is room for that."""
    for _ in range(50):
        number, slot = _some(good, rng)
        before = slot.first - (good.slots[number - 1].stop if number else 0)
        if good.gap_after(number) >= by:
            frames = [
                *good.frames[: slot.first], *good.silence(by), *good.clip(slot),
                *good.frames[slot.stop + by :],
            ]  # fmt: skip
            break
        if before > by:
            frames = [
                *good.frames[: slot.first - by], *good.clip(slot), *good.silence(by),
                *good.frames[slot.stop :],
            ]  # fmt: skip
            break
    else:
        raise Unfit
    return Mutant(good.joined(frames), (slot.event,))


def shift_one_frame(good: Good, rng: random.Random) -> Mutant:
    return _shift(good, rng, 1)


def shift_100_ms(good: Good, rng: random.Random) -> Mutant:
    return _shift(good, rng, 4)


def shift_1_s(good: Good, rng: random.Random) -> Mutant:
    return _shift(good, rng, 42)


def another_line(good: Good, rng: random.Random) -> Mutant:
    """Other words of the same track, in the same room."""
    _, slot = _some(good, rng, Say)
    other = _other(good, rng, slot, Say)
    return Mutant(
        _replaced(good, slot, _fitted(good, good.clip(other), slot.frames)), (slot.event,)
    )


def quieter(good: Good, rng: random.Random) -> Mutant:
    """6 dB less: the global gain of each granule, four steps of 1.5 dB, as mp3gain does it."""
    _, slot = _some(good, rng)
    frames = [_gained(frame, -4, good.quality) for frame in good.clip(slot)]
    return Mutant(_replaced(good, slot, frames), (slot.event,))


def cut_end(good: Good, rng: random.Random) -> Mutant:
    """The last 150 ms of the sound are missing."""
    _, slot = _some(good, rng)
    lost = min(3 + 6, slot.frames - 2)
    frames = good.clip(slot)[:-lost] + good.silence(lost)
    return Mutant(_replaced(good, slot, frames), (slot.event,))


def cut_beginning(good: Good, rng: random.Random) -> Mutant:
    """The first 150 ms of the sound are missing."""
    _, slot = _some(good, rng)
    lost = min(7, slot.frames - 2)
    return Mutant(_replaced(good, slot, good.silence(lost) + good.clip(slot)[lost:]), (slot.event,))


# --- chimes and holds --------------------------------------------------------------------------


def remove_chime(good: Good, rng: random.Random) -> Mutant:
    _, slot = _some(good, rng, Chime)
    return Mutant(_replaced(good, slot, good.silence(slot.frames)), (slot.event,))


def exchange_chime(good: Good, rng: random.Random) -> Mutant:
    _, slot = _some(good, rng, Chime)
    other = _other(good, rng, slot, Chime)
    return Mutant(
        _replaced(good, slot, _fitted(good, good.clip(other), slot.frames)), (slot.event,)
    )


def noise_in_hold(good: Good, rng: random.Random) -> Mutant:
    """Half a second of noise at -50 dBFS in a hold's silence, encoded as clips are."""
    hold, first, free = _quiet(good, rng, Hold, 40)
    noise = _noise(good.quality, rng.randrange(4))
    at = first + rng.randrange(free - len(noise))
    frames = good.frames[:at] + noise + good.frames[at + len(noise) :]
    return Mutant(good.joined(frames), (hold,))


def longer_hold(good: Good, rng: random.Random) -> Mutant:
    """By one frame; what follows moves."""
    hold, first, _ = _quiet(good, rng, Hold, 2)
    return Mutant(good.joined(good.frames[:first] + good.silence(1) + good.frames[first:]), (hold,))


def shorter_hold(good: Good, rng: random.Random) -> Mutant:
    hold, first, _ = _quiet(good, rng, Hold, 2)
    return Mutant(good.joined(good.frames[:first] + good.frames[first + 1 :]), (hold,))


def longer_wait(good: Good, rng: random.Random) -> Mutant:
    wait, first, _ = _quiet(good, rng, Wait, 2)
    return Mutant(good.joined(good.frames[:first] + good.silence(1) + good.frames[first:]), (wait,))


def shorter_wait(good: Good, rng: random.Random) -> Mutant:
    wait, first, _ = _quiet(good, rng, Wait, 2)
    return Mutant(good.joined(good.frames[:first] + good.frames[first + 1 :]), (wait,))


def _quiet(good: Good, rng: random.Random, cue: type, least: int) -> tuple[Event, int, int]:
    """A wait or hold, with the first of a run of its silent frames and how many there are."""
    found = []
    for number, slot in enumerate(good.slots):
        free = good.gap_after(number)
        over = [
            event
            for event in good.timeline.events
            if isinstance(event.cue, cue) and event.start <= (slot.stop + 1) * FRAME_MS < event.end
        ]
        inside = slot.event.end
        if over and free >= least and inside <= over[0].end:
            room = min(free, over[0].end // FRAME_MS - 1 - slot.stop)
            if room >= least:
                found.append((over[0], slot.stop, room))
    if not found:
        raise Unfit
    return rng.choice(found)


# --- the file ----------------------------------------------------------------------------------


def truncate(good: Good, rng: random.Random) -> Mutant:
    """The file stops, inside a frame or behind one; the Info frame still promises all of it."""
    keep = rng.randrange(len(good.frames) // 10, len(good.frames) - 5)
    size = good.quality.frame_bytes
    at = len(good.head) + size * (1 + keep) + rng.choice((0, rng.randrange(1, size)))
    last = [
        e
        for e in (*good.timeline.events, *(s.event for s in good.slots))
        if e.start - FRAME_MS <= (keep + 1) * FRAME_MS and e.end + FRAME_MS >= keep * FRAME_MS
    ]
    return Mutant(good.data[:at], (None, *last))


def damage_clip(good: Good, rng: random.Random) -> Mutant:
    """One byte of a sounding frame, or eight running, become others."""
    _, slot = _some(good, rng)
    start = len(good.head) + good.quality.frame_bytes * (1 + slot.first)
    at = start + rng.randrange(slot.frames * good.quality.frame_bytes - 8)
    data = bytearray(good.data)
    for place in range(at, at + rng.choice((1, 8))):
        data[place] ^= rng.randrange(1, 256)
    return Mutant(bytes(data), (slot.event,))


def damage_silence(good: Good, rng: random.Random) -> Mutant:
    """One byte of a silent frame becomes another."""
    wait, first, free = _quiet(good, rng, rng.choice((Wait, Hold)), 4)
    frame = first + rng.randrange(1, free - 1)
    data = bytearray(good.data)
    start = len(good.head) + good.quality.frame_bytes * (1 + frame)
    data[start + rng.randrange(good.quality.frame_bytes)] ^= rng.randrange(1, 256)
    return Mutant(bytes(data), (wait,))


def foreign_bytes(good: Good, rng: random.Random) -> Mutant:
    """Some bytes that are no frame, between two frames or behind the last."""
    frame = rng.choice((len(good.frames), rng.randrange(len(good.frames))))
    at = len(good.head) + good.quality.frame_bytes * (1 + frame)
    junk = rng.randbytes(rng.choice((1, 17, 128, 500)))
    near = [
        e
        for e in (*good.timeline.events, *(s.event for s in good.slots))
        if e.start - 2 * FRAME_MS <= frame * FRAME_MS <= e.end + FRAME_MS
    ]
    tail = [good.timeline.events[-1]] if frame == len(good.frames) else []
    return Mutant(good.data[:at] + junk + good.data[at:], (None, *near, *tail))


def damage_info(good: Good, rng: random.Random) -> Mutant:
    """One byte of the Info frame becomes another."""
    data = bytearray(good.data)
    at = len(good.head) + rng.randrange(good.quality.frame_bytes)
    data[at] ^= rng.randrange(1, 256)
    return Mutant(bytes(data), (None,))


# --- tag and plan ------------------------------------------------------------------------------


def _retagged(good: Good, edit: Callable[[Frame], Frame]) -> bytes:
    head = write_tag(edit(frame) for frame in good.tag.frames)
    return head + good.data[len(good.head) :]


def chapter_times(good: Good, rng: random.Random) -> Mutant:
    """One chapter starts or ends elsewhere."""
    chapters = list(good.tag.all(ChapterFrame))
    number = rng.randrange(len(chapters))
    right, by = chapters[number], rng.choice((-24, 24, 1000))
    start = max(right.start + by, 0) if rng.random() < 0.5 else right.start
    end = right.end + by if start == right.start else right.end
    wrong = ChapterFrame(id=right.id, start=start, end=end, frames=right.frames)
    event = [event for event, _ in good.timeline.chapters()][number]
    return Mutant(_retagged(good, lambda f: wrong if f is right else f), (event,))


def wrong_text(good: Good, rng: random.Random) -> Mutant:
    """Title, length, language, quality or lyrics are not the plan's."""

    def edit(frame: Frame) -> Frame:
        match frame:
            case Text(id=id, text=text) if id == which:
                return Text(id=id, text=text + "x")
            case UserText(description="quality") if which == "TXXX":
                return UserText(description="quality", text="better")
            case Lyrics(language=language, text=text) if which == "USLT":
                return Lyrics(language=language, text=text.replace("Lift", "Leave", 1) + ".")
            case _:
                return frame

    which = rng.choice(("TIT2", "TLEN", "TLAN", "TXXX", "USLT"))
    return Mutant(_retagged(good, edit), (None,))


def wrong_plan(good: Good, rng: random.Random) -> Mutant:
    """The plan of another track: in place of this one's, or with all that comes with it."""
    other = rng.choice(good.others)
    if rng.random() < 0.5:
        return Mutant(other + good.data[len(good.head) :], (None,))
    plan = _attached(read_tag(other), NAME)
    if plan == _attached(good.tag, NAME):
        raise Unfit  # the same session in the other quality has the same plan

    def edit(frame: Frame) -> Frame:
        if isinstance(frame, Attachment) and frame.name == NAME:
            return Attachment(mime=frame.mime, name=frame.name, data=plan)
        return frame

    return Mutant(_retagged(good, edit), (None,))


MUTATIONS: tuple[Mutation, ...] = (
    delete, silence_for_speech, duplicate, swap, shift_one_frame, shift_100_ms, shift_1_s,
    another_line, quieter, cut_end, cut_beginning, remove_chime, exchange_chime, noise_in_hold,
    longer_hold, shorter_hold, longer_wait, shorter_wait, truncate, damage_clip, damage_silence,
    foreign_bytes, damage_info, chapter_times, wrong_text, wrong_plan,
)  # fmt: skip


def named(event: Event | None) -> tuple[str, int, int]:
    """How a finding names it, and the ms between which it may say so."""
    if event is None:
        return TRACK, 0, 1 << 40
    return describe(event), event.start - FRAME_MS, event.end


# --- bits --------------------------------------------------------------------------------------


def _gained(frame: bytes, steps: int, quality: Quality) -> bytes:
    """Each granule's global gain by so many steps of 1.5 dB; silent frames stay."""
    if not any(frame[4:]):
        return frame
    whole = int.from_bytes(frame, "big")
    length = len(frame) * 8
    # Bits from the frame's start: header, main_data_begin and what follows it, then granules.
    first = 32 + (18 if quality.samples_per_frame == 1152 else 9) + 21
    for granule in range(2 if quality.samples_per_frame == 1152 else 1):
        shift = length - (first + 59 * granule) - 8
        gain = whole >> shift & 0xFF
        whole += (max(gain + steps, 0) - gain) << shift
    return whole.to_bytes(len(frame), "big")


_NOISES: dict[tuple[str, int], list[bytes]] = {}


def _noise(quality: Quality, seed: int) -> list[bytes]:
    if (quality.name, seed) not in _NOISES:
        import numpy as np

        from unknot.clips.encode import encode_clip

        master = np.random.default_rng(seed).normal(0, 32768 * 10 ** (-50 / 20), 20 * 1152)
        data = encode_clip(master.astype(np.int16), quality)
        size = quality.frame_bytes
        _NOISES[quality.name, seed] = [data[at : at + size] for at in range(0, len(data), size)]
    return _NOISES[quality.name, seed]

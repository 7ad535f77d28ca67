"""The cheap proof: every byte of a track against the plan inside it, without decoding.

Quick enough for every build: 30 minutes take some hundredths of a second. No numpy here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.audio.mp3 import STANDARD, Quality
from unknot.clips.clipfile import digest
from unknot.counted import counted
from unknot.errors import AudioError
from unknot.mpeg import is_mp3
from unknot.proof.embedded import Carried, carried, read_head
from unknot.proof.locate import TRANSCODED, Located, locate
from unknot.proof.mp3_frames import (
    Body,
    ClipSlot,
    Data,
    clip_slots,
    encoded_otherwise,
    frame_ms,
    info_flaws,
    says_where_sound_begins,
    take_apart,
)
from unknot.proof.tags import tag_findings, tag_notes
from unknot.timeline.finding import TrackFinding, at_event, describe, event_over, on_track
from unknot.timeline.grid import FRAME_MS
from unknot.timeline.safety import findings as safety_findings
from unknot.timeline.timeline import Event, Timeline
from unknot.track.facts import TrackFacts
from unknot.track.id3.frames import Tag
from unknot.track.splice import body_frames

#: More frames than this behind the plan's own are not looked at: ten minutes.
_MOST_EXTRA_FRAMES = 25_000
_ID3V1, _ID3V1_MORE, _APE, _LYRICS, _ID3V2_FOOTER = 128, 227, 32, 15, 10
_APE_MARK = b"APETAGEX"
#: More zeros than this behind the sound are no padding, and nobody should have to read them.
_MOST_PADDING = 1 << 20
_MOST_TAGS = 8
#: So far into a file a tag is looked for that should begin it.
_MOST_BEFORE = 1 << 16


class Proof(Struct, frozen=True, kw_only=True):
    """What the bytes say. ``moved``: frames by which each slot in its place is late.

    Spots that are not in ``moved`` have their finding. ``notes``: what others added, which is no
    fault. ``listen``: False when the file is far larger than its plan, was encoded again, or does
    not say where its sound begins: what is heard would tell the same once for each event.
    """

    findings: tuple[TrackFinding, ...]
    carried: Carried
    slots: tuple[ClipSlot, ...] = ()
    moved: Mapping[int, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    listen: bool = True


def prove_bytes(data: Data, name: Path | str, plan: Carried | None = None) -> Proof:
    """Tag, plan, safety rules, and every frame.

    ``plan`` stands in for the one inside. Raises AudioError when there is no plan to hold the
    track against, or the tag cannot be read.
    """
    tag = read_head(data, name)
    check_head(data, tag.size, name)
    if not is_mp3(data[:4]):
        raise AudioError(name, "is no MP3, and tracks are", TRANSCODED)
    using = plan or carried(tag, name)
    timeline, facts = using.timeline, using.facts
    quality = facts.quality if facts else STANDARD
    planned = body_frames(timeline.length, quality)
    behind = appended(data, tag.size, tag.size + (planned + 1) * quality.frame_bytes, quality)
    extra = behind.end - tag.size - (planned + _MOST_EXTRA_FRAMES) * quality.frame_bytes
    notes = (*tag_notes(tag), *(f"behind its sound is {each}" for each in behind.names))
    found = [*_plan_findings(using), *_safety(timeline)]
    if extra > 0:
        message = f"the file goes on for {counted(extra, 'byte')} and more behind the sound"
        found.append(on_track("V05", f"{message} of its plan", timeline.length))
    proof = Proof(findings=tuple(sorted(found)), carried=using, notes=notes, listen=extra <= 0)
    if facts is None:
        return proof
    found += tag_findings(tag, timeline, quality)
    if len(facts.clips) != sum(1 for _ in timeline.sounding()):
        return replace(proof, findings=tuple(sorted(found)))
    if otherwise := encoded_otherwise(data, tag.size, quality):
        message = f"its sound was encoded again, with {otherwise}: {TRANSCODED}"
        found.append(on_track("V02", message))
        return replace(proof, findings=tuple(sorted(found)), listen=False)
    placed = clip_slots(timeline, facts.clips)
    body, flaws = take_apart(data, tag.size, behind.end - max(extra, 0), quality)
    found += _stream(data, tag, timeline, quality, flaws)
    begins = says_where_sound_begins(data, tag.size, quality)
    if not begins and body.count == planned - 1:  # the Info frame is gone
        body = replace(body, start=body.start - quality.frame_bytes, count=planned)
    located = _located(body, placed, timeline, facts, planned)
    return replace(
        proof, findings=tuple(sorted([*found, *located.findings])), slots=placed,
        moved=located.moved, listen=proof.listen and begins,
    )  # fmt: skip


def _located(
    body: Body, placed: tuple[ClipSlot, ...], timeline: Timeline, facts: TrackFacts, planned: int
) -> Located:
    """Where its clips are, or the seconds of a sound that was encoded whole."""
    if timeline.bed or facts.body:
        from unknot.proof.whole import locate_whole

        return locate_whole(body, placed, timeline, facts.body, planned)
    if _all_in_place(body, placed, planned):
        return Located(moved=dict.fromkeys(range(len(placed)), 0))
    return locate(body, placed, timeline, planned)


def _plan_findings(using: Carried) -> Iterator[TrackFinding]:
    if using.facts is None:
        message = "carries no facts about its clips, so only what is heard can be proved"
        yield on_track("V02", message)
    elif not using.agree:
        yield on_track("V02", "the plan inside is not the one that the track was made from")


def _safety(timeline: Timeline) -> Iterator[TrackFinding]:
    for each in safety_findings(timeline):
        event = event_over(timeline, each.at, each.at + 1)
        yield replace(each, event=describe(event)) if event else each


def _stream(
    data: Data, tag: Tag, timeline: Timeline, quality: Quality, flaws: Iterable[tuple[int, str]]
) -> Iterator[TrackFinding]:
    samples = timeline.length // FRAME_MS * quality.samples_per_frame
    planned = body_frames(timeline.length, quality)
    for message in info_flaws(data, tag.size, quality, planned, samples):
        yield on_track("V03", message)
    for frame, message in flaws:
        if frame < 0:
            continue  # told by info_flaws
        at = min(frame_ms(frame), timeline.length)
        event = _sounding_at(timeline, at) or event_over(timeline, at, at + FRAME_MS)
        yield at_event(event, "V04", message, at) if event else on_track("V04", message, at)


def _sounding_at(timeline: Timeline, at: int) -> Event | None:
    """The sounding event whose frames, lead included, cover ``at`` ms."""
    return next(
        (e for e, _ in timeline.sounding() if e.start - FRAME_MS <= at < e.end - FRAME_MS), None
    )


def _all_in_place(body: Body, placed: tuple[ClipSlot, ...], planned: int) -> bool:
    if body.count != planned:
        return False
    free = 0
    for slot in placed:
        if not body.is_silent(free, slot.first):
            return False
        if digest(body.frames(slot.first, slot.stop)) != slot.facts.digest:
            return False
        free = slot.stop
    return body.is_silent(free, planned)


class Appended(Struct, frozen=True):
    """``end``: the byte at which the sound ends; ``names`` say what is behind it."""

    end: int
    names: tuple[str, ...]


def appended(data: Data, start: int, planned: int, quality: Quality | None = None) -> Appended:
    """What stands behind the sound, which is planned to go from byte ``start`` to ``planned``.

    With a ``quality`` zeros are padding only where its last frame ends there: a frame of silence
    that has moved back ends in zeros, too.
    """
    end, names = len(data), list[str]()
    while end > start and len(names) < _MOST_TAGS:
        size, name = _last_tag(data, end)
        if not 0 < size <= end - start:
            break
        end -= size
        names.append(name)
    padding = end - planned
    last = planned - (quality.frame_bytes if quality else 0)
    ended = quality is None or data[last : last + 4] == quality.header
    if ended and 0 < padding <= _MOST_PADDING and not data[planned:end].strip(b"\0"):
        end = planned
        names.append(f"{counted(padding, 'byte')} of padding")
    return Appended(end, tuple(reversed(names)))


def _last_tag(data: Data, end: int) -> tuple[int, str]:
    """Bytes and name of the tag that ends at ``end``; 0 bytes when there is none."""
    if data[end - _ID3V1 : end - _ID3V1 + 3] == b"TAG":
        more_at = end - _ID3V1 - _ID3V1_MORE
        more = more_at > 0 and data[more_at : more_at + 4] == b"TAG+"
        return _ID3V1 + (_ID3V1_MORE if more else 0), "an ID3v1 tag"
    foot = data[max(end - _APE, 0) : end]
    if foot[:8] == _APE_MARK:
        size, flags = (int.from_bytes(foot[at : at + 4], "little") for at in (12, 20))
        return size + (_APE if flags >> 31 else 0), "an APE tag"
    if foot[-9:] == b"LYRICS200" and foot[-_LYRICS:-9].isdigit():
        return int(foot[-_LYRICS:-9]) + _LYRICS, "a Lyrics3 tag"
    foot = foot[-_ID3V2_FOOTER:]
    if foot[:3] == b"3DI" and max(foot[6:]) < 0x80:
        size = foot[6] << 21 | foot[7] << 14 | foot[8] << 7 | foot[9]
        return size + 2 * _ID3V2_FOOTER, "an ID3v2.4 tag at its end"
    return 0, ""


def check_head(data: Data, end: int, name: Path | str) -> None:
    """Raise AudioError when at ``end``, where its tag ends, a track has another, or no sound."""
    hint = "another program did that: build the track again, or take a copy from before"
    if data[:8] == _APE_MARK:
        raise AudioError(name, "begins with an APE tag, and not with its own", hint)
    before = 0 if end else data.find(b"ID3", 0, _MOST_BEFORE)
    if before > 0 and data[before + 3] in (3, 4):
        reason = f"begins with {counted(before, 'byte')} of something else, and not with its tag"
        raise AudioError(name, reason, "copy it once more, byte by byte")
    if end and (data[end : end + 3] == b"ID3" or data[end : end + 8] == _APE_MARK):
        raise AudioError(name, "has a second tag behind its first, before the sound", hint)
    if appended(data, end, end).end <= end:
        raise AudioError(name, "is a tag with no sound behind it", "copy the whole file once more")

"""A whole track by its bytes, and the verdict on it: what is told of each part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.proof.test_located import PLAN, WORDS, clip, good
from unknot.audio.mp3 import QUALITIES, STANDARD, Quality, info_frame, silent_frame
from unknot.clips.clipfile import digest
from unknot.errors import AudioError, ProofError
from unknot.proof import prove, verify
from unknot.proof.embedded import Carried
from unknot.proof.listen import Listened
from unknot.proof.prove import Proof, prove_bytes
from unknot.proof.verify import prover, unreadable
from unknot.timeline.finding import TrackFinding, at_event, on_track
from unknot.timeline.json import to_json
from unknot.timeline.timeline import BedSound, Timeline
from unknot.track.facts import ClipFacts, TrackFacts, pieces
from unknot.track.facts import to_json as facts_to_json
from unknot.track.splice import body_frames
from unknot.track.tag import tag

FACTS = TrackFacts(
    quality=STANDARD, plan="", chimes={},
    clips=tuple(ClipFacts(key="0" * 64, digest=digest(b"".join(clip(each)))) for each in WORDS),
)  # fmt: skip
FRAMES = good(PLAN)


def track(
    frames: list[bytes] = FRAMES, plan: Timeline = PLAN, facts: TrackFacts | None = FACTS,
    info: bytes = b"", quality: Quality = STANDARD, says: str = "",
) -> bytes:  # fmt: skip
    text = to_json(plan)
    made = replace(facts, plan=says or digest(text.encode()), quality=quality) if facts else None
    head = tag(plan, plan_json=text, facts_json=facts_to_json(made) if made else "",
               quality=quality.name)  # fmt: skip
    count = body_frames(plan.length, quality)
    samples = plan.length // 24 * quality.samples_per_frame
    info = info or info_frame(quality, count, count * quality.frame_bytes, samples)
    return head + info + b"".join(frames)


def told(proof: Proof) -> list[str]:
    return [f"{each.at} {each.code} {each.event}: {each.message}" for each in proof.findings
            if each.code[0] == "V"]  # fmt: skip


def proved(data: bytes, plan: Carried | None = None) -> Proof:
    return prove_bytes(data, "x.mp3", plan)


@pytest.mark.parametrize("quality", QUALITIES.values(), ids=QUALITIES)
def test_a_track_whose_every_byte_is_right_is_proved(quality: Quality) -> None:
    clips = [
        ClipFacts(key="0" * 64, digest=digest(b"".join(clip(each, quality)))) for each in WORDS
    ]
    made = track(good(PLAN, quality), facts=replace(FACTS, clips=tuple(clips)), quality=quality)
    found = proved(made)
    assert told(found) == []
    assert (found.notes, found.listen, len(found.slots)) == ((), True, 8)
    assert dict(found.moved) == dict.fromkeys(range(8), 0)
    assert found.carried.timeline == PLAN
    assert found.carried.agree


def test_what_is_wrong_in_its_parts_is_told_of_each() -> None:
    at = PLAN.events[3].start // 24 - 1
    size = STANDARD.frame_bytes
    right = track()
    start = len(right) - len(FRAMES) * size - size
    info = right[start : start + size]
    bad_info = track(info=info.replace(b"Info", b"Xing"))
    assert told(proved(bad_info)) == [
        "0 V03 track: the first frame is not an Info frame, so players guess where the sound begins"
    ]
    assert told(proved(track(info=b"\0" + info[1:]))) == [
        "0 V03 track: the Info frame is damaged"
    ], "the header of the Info frame is told once"
    byte = len(right) - len(FRAMES) * size + (at + 2) * size
    junk = right[:byte] + b"junk" + right[byte:]
    words = f'648 V04 say "Two": 4 bytes without a frame from byte {byte} on'
    assert told(proved(junk)) == [words]
    silent = [*FRAMES[:at], *[silent_frame(STANDARD)] * 6, *FRAMES[at + 6 :]]
    found = proved(track(silent))
    assert told(found) == ['624 V10 say "Two": silence where its sound was planned']
    assert sorted(found.moved) == [0, 2, 3, 4, 5, 6, 7]


def test_bytes_that_are_no_frame_are_told_at_the_wait_or_the_end() -> None:
    right, size = track(), STANDARD.frame_bytes
    quiet = len(right) - len(FRAMES) * size + 2 * size
    words = f"48 V04 wait: 2 bytes without a frame from byte {quiet} on"
    assert told(proved(right[:quiet] + b"ab" + right[quiet:])) == [words]
    assert told(proved(right + b"\xff" * 100)) == [
        f"3312 V04 wait: 100 bytes without a frame from byte {len(right)} on"
    ]


def test_a_track_that_does_not_say_where_its_sound_begins_is_told_once() -> None:
    """Every sound of it is heard late by as much; each need not be told, and none is missing."""
    right, size = track(), STANDARD.frame_bytes
    start = len(right) - (len(FRAMES) + 1) * size
    words = (
        "0 V03 track: the first frame is not an Info frame, so players guess where the sound begins"
    )
    gone = right[:start] + right[start + size :]
    for data in (gone, right[:start] + bytes(size) + right[start + size :]):
        found = proved(data)
        assert (told(found), found.listen) == ([words], False)
        assert dict(found.moved) == dict.fromkeys(range(8), 0)
    delay = start + 4 + 17 + 141
    early = proved(right[:delay] + b"\0" + right[delay + 1 :])
    assert (len(told(early)), early.listen) == (1, False)
    assert "says that sound starts 0 samples in" in told(early)[0]


def test_a_sound_that_was_encoded_again_is_told_as_that() -> None:
    """By its frames where they are others; else none of its clips is there any more."""
    right, size = track(), STANDARD.frame_bytes
    head = right[: len(right) - (len(FRAMES) + 1) * size]
    other = Quality(name="other", rate=48_000, kbps=128)
    found = proved(head + silent_frame(other) * 140)
    how = "--transcoded --plan TRACK holds a copy against the track it was made from"
    again = f"0 V02 track: its sound was encoded again, with 128 kbit/s at 48000 Hz: {how}"
    assert (told(found), found.listen) == ([again], False)
    noise = STANDARD.header + b"x" * (size - 4)
    same = proved(track([noise] * len(FRAMES)))
    none = "it has 0 of the 8 clips of its plan, which is another track's, or the sound was"
    assert told(same) == [f"0 V02 track: {none} encoded again: {how}"]
    damaged = right[: len(head) + size] + b"\xff\xfb\x94\xc4" + right[len(head) + size + 4 :]
    assert "a frame with a wrong header" in told(proved(damaged))[0]


def test_what_stands_before_the_tag_is_told() -> None:
    """As servers put it there that end their programs in an empty line."""
    for junk, count in ((b"\n", "1 byte"), (b"\xef\xbb\xbf", "3 bytes"), (bytes(99), "99 bytes")):
        with pytest.raises(AudioError) as caught:
            proved(junk + track())
        assert caught.value.reason == (
            f"begins with {count} of something else, and not with its tag"
        )
    with pytest.raises(AudioError, match="is no MP3"):
        proved(b"words with ID3 in them" + bytes(100))


def test_a_track_twice_in_a_file_is_told_once() -> None:
    right = track()
    body = right[-len(FRAMES) * STANDARD.frame_bytes :]
    words = f"the track goes on for {len(FRAMES) * 24} ms after the end of its plan, with sound"
    assert told(proved(right + body)) == [f"3312 V05 wait: {words}"]


def test_a_plan_without_facts_can_only_be_listened_to() -> None:
    for found in (proved(track(facts=None)), proved(track(), Carried(timeline=PLAN, facts=None))):
        assert told(found) == [
            "0 V02 track: carries no facts about its clips, so only what is heard can be proved"
        ]
        assert (found.slots, found.moved, found.listen) == ((), {}, True)


def test_a_plan_that_is_not_its_track_s_is_told() -> None:
    words = "0 V02 track: the plan inside is not the one that the track was made from"
    assert told(proved(track(says="0" * 32))) == [words]
    fewer = proved(track(facts=replace(FACTS, clips=FACTS.clips[:-1])))
    assert told(fewer) == [words]
    assert fewer.slots == ()
    title = proved(track(), Carried(timeline=replace(PLAN, title="Knee"), facts=FACTS))
    assert told(title) == ["0 V20 track: the tag's title is 'Sore hip', not 'Knee'"]


def test_what_others_put_behind_the_sound_is_a_note() -> None:
    found = proved(track() + b"TAG" + bytes(125))
    assert (told(found), found.notes) == ([], ("behind its sound is an ID3v1 tag",))


def test_a_file_far_longer_than_its_plan_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "_MOST_EXTRA_FRAMES", 10)
    size = STANDARD.frame_bytes
    right = track()
    # The Info frame is one of the ten.
    found = proved(right + silent_frame(STANDARD) * 9)
    assert found.listen
    assert [each.partition(":")[0] for each in told(found)] == ["3312 V05 wait"]
    found = proved(right + silent_frame(STANDARD) * 9 + b"\xff")
    assert not found.listen
    words = "3312 V05 track: the file goes on for 1 byte and more behind the sound of its plan"
    assert words in told(found)
    assert not any("stops inside" in each for each in told(found))
    alone = proved(right + silent_frame(STANDARD) * 20, Carried(timeline=PLAN, facts=None))
    assert not alone.listen
    assert f"goes on for {11 * size} bytes" in told(alone)[1]


# --- with a bed -------------------------------------------------------------------------------

BEDDED = replace(PLAN, bed=BedSound(play="", noise="pink", level=-20, duck=-6))


def bedded(
    frames: list[bytes] = FRAMES, plan: Timeline = BEDDED, count: int | None = None
) -> Proof:
    body = tuple(pieces(b"".join(FRAMES), STANDARD))[:count]
    return proved(track(frames, plan, replace(FACTS, body=body)))


def test_a_track_with_a_bed_is_held_against_digests_of_its_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("unknot.proof.whole.PIECE", 50)
    monkeypatch.setattr("unknot.track.facts.PIECE", 50)
    assert len(FRAMES) == 139
    assert told(bedded()) == []
    damaged = [*FRAMES[:60], b"\xff" * 288, *FRAMES[61:]]
    header = [*FRAMES[:60], FRAMES[60][:9] + b"\xfe" + FRAMES[60][10:], *FRAMES[61:]]
    words = "in the 1.2 s from here on, its bytes are not the ones that were made"
    assert told(bedded(header)) == [f"1200 V11 wait: {words}"]
    assert f"1200 V11 wait: {words}" in told(bedded(damaged))
    short = bedded(FRAMES[:-2])
    assert told(short) == ["3288 V05 wait: the track ends here, 48 ms before its plan"]
    assert sorted(short.moved) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert told(bedded([*FRAMES, *FRAMES[:2]])) == [
        "3312 V05 wait: the track goes on for 48 ms after the end of its plan"
    ]
    disagree = "0 V02 track: its plan and its facts do not agree on whether it has a bed"
    assert told(bedded(plan=PLAN)) == [disagree]
    assert told(bedded(count=2)) == [disagree]
    assert told(proved(track(plan=BEDDED))) == [disagree]


def test_a_track_with_a_bed_that_has_moved_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it begins to; and one that ends early has nothing wrong that is not there any more."""
    monkeypatch.setattr("unknot.proof.whole.PIECE", 20)
    monkeypatch.setattr("unknot.track.facts.PIECE", 20)
    words = "in the 0.48 s from here on, its bytes are not the ones that were made"
    early = bedded([*FRAMES[:25], *FRAMES[27:]])
    assert told(early) == [f"480 V11 wait: {words}; all that follows is 48 ms early"]
    assert {early.moved[number] for number in (3, 4, 5, 6, 7)} == {-2}
    late = bedded([*FRAMES[:25], FRAMES[3], *FRAMES[25:]])
    assert told(late) == [f"480 V11 wait: {words}; all that follows is 24 ms late"]
    half = bedded(FRAMES[:70])
    assert told(half) == ["1680 V05 wait: the track ends here, 1656 ms before its plan"]
    assert set(half.moved) == {0, 1, 2, 3}
    noise = STANDARD.header + b"x" * (STANDARD.frame_bytes - 4)
    (other,) = told(bedded([noise] * len(FRAMES)))
    assert other.startswith("0 V02 track: it has 0 of the 7 stretches of its plan")


# --- the verdict ------------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is found by listening, or what is raised."""

    def will(found: list[TrackFinding] | AudioError) -> list[Any]:
        asked: list[Any] = []

        def hear(path: Path, proof: Proof, store: Any) -> Listened:
            asked.append((path, store))
            if isinstance(found, AudioError):
                raise found
            return Listened(findings=tuple(found), cached=3, loudness=-16.1, peak=-1.5)

        monkeypatch.setattr("unknot.proof.listen.hear", hear)
        return asked

    return will


def verdict(tmp_path: Path, data: bytes, **how: Any) -> verify.Verdict:
    path = tmp_path / "x.mp3"
    path.write_bytes(data)
    return verify.verify(path, **how)


def test_a_verdict_has_what_the_bytes_say_and_what_is_heard(heard: Any, tmp_path: Path) -> None:
    say = PLAN.events[3]
    asked = heard([at_event(say, "V31", "silence"), at_event(PLAN.events[1], "V33", "loud")])
    found = verdict(tmp_path, track() + b"TAG" + bytes(125), store=None)
    assert (found.clips, found.cached, found.loudness, found.peak) == (8, 3, -16.1, -1.5)
    assert (found.timeline, found.notes) == (PLAN, ("behind its sound is an ID3v1 tag",))
    assert [each.code for each in found.findings if each.code[0] == "V"] == ["V33", "V31"]
    assert not found.good
    assert asked == [(tmp_path / "x.mp3", None)]
    at = say.start // 24 - 1
    silent = [*FRAMES[:at], *[silent_frame(STANDARD)] * 6, *FRAMES[at + 6 :]]
    both = verdict(tmp_path, track(silent))
    assert [each.code for each in both.findings if each.code[0] == "V"] == ["V33", "V10"], (
        "one event was told twice"
    )


def test_a_track_that_cannot_be_decoded_is_told_by_its_bytes_where_they_say_why(
    heard: Any, tmp_path: Path
) -> None:
    heard(AudioError("x.mp3", "cannot be decoded here"))
    found = verdict(tmp_path, track(FRAMES[:20]))
    assert {each.code for each in found.findings} >= {"V05"}
    assert (found.loudness, found.peak, found.cached, found.clips) == (None, None, 0, 8)


def test_a_file_that_is_no_track_has_one_finding_with_its_hint(tmp_path: Path) -> None:
    (copy,) = verdict(tmp_path, b"\0\0\0\x20ftypM4A ").findings
    assert copy.message == (
        "is no MP3, and tracks are (--transcoded --plan TRACK holds a copy against the track it was"
        " made from)"
    )
    found = verdict(tmp_path, silent_frame(STANDARD))
    (finding,) = found.findings
    assert (finding.code, found.timeline, found.clips) == ("V01", None, 0)
    assert "carries no plan" in finding.message
    assert finding.message.endswith("--plan FILE names the plan of another)")
    other = unreadable(Path("a.mp3"), AudioError("b.mp3", "is gone"))
    assert other.findings[0].message == "b.mp3: is gone"
    assert unreadable(Path("a.mp3"), AudioError("a.mp3", "is gone")).findings == (
        on_track("V01", "is gone"),
    )


def test_a_file_that_is_written_is_refused_under_the_name_it_will_have(
    heard: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prove, "safety_findings", lambda _: [])
    written = tmp_path / "x.mp3.new"
    written.write_bytes(track())
    asked = heard([on_track("V37", "loud")])
    prover(Path("x.mp3"), None, whole=False)(written)
    assert asked == []
    with pytest.raises(ProofError) as told:
        prover(Path("x.mp3"), None, whole=True)(written)
    assert str(told.value).startswith("x.mp3")
    assert "V37" in str(told.value)
    written.write_bytes(track(FRAMES[:-1]))
    with pytest.raises(ProofError, match="V05"):
        prover(Path("x.mp3"), None, whole=False)(written)
    assert len(asked) == 1, "what is wrong by its bytes need not be listened to"

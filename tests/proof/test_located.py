"""Frames that are not what the plan says: what is told, at which event, and where each clip is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.track.timelines import timeline
from unknot.audio.mp3 import QUALITIES, STANDARD, Quality, silent_frame
from unknot.clips.clipfile import digest
from unknot.proof.locate import Located, locate
from unknot.proof.mp3_frames import Body, clip_slots
from unknot.timeline.cues import Cue, Say, Wait
from unknot.timeline.timeline import Timeline
from unknot.track.facts import ClipFacts
from unknot.track.splice import body_frames

WORDS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")
Frames = list[bytes]


def planned(words: tuple[str, ...] = WORDS) -> Timeline:
    """Ten frames of silence, then each of the words for six frames and ten of silence."""
    placed: list[tuple[int, Cue]] = [(10, Wait(ms=240))]
    for each in words:
        placed += [(6, Say(text=each)), (10, Wait(ms=240))]
    return timeline(*placed)


def clip(word: str, quality: Quality = STANDARD) -> Frames:
    """Six frames of its own, the first of which needs no bytes of others."""
    sound = bytes([ord(word[0]), len(word), ord(word[-1])])
    rest = quality.frame_bytes - 4
    return [quality.header + (b"\0" * (not n) * 2 + bytes([n + 1]) + sound).ljust(rest, b"\x77")
            for n in range(6)]  # fmt: skip


def good(plan: Timeline, quality: Quality = STANDARD) -> Frames:
    made = [silent_frame(quality)] * body_frames(plan.length, quality)
    for event, cue in plan.sounding():
        at = event.start // 24 - 1
        made[at : at + 6] = clip(cue.text if isinstance(cue, Say) else "", quality)
    return made


def located(frames: Frames, plan: Timeline, quality: Quality = STANDARD) -> Located:
    facts = [
        ClipFacts(key="0" * 64, digest=digest(b"".join(clip(cue.text, quality))))
        for _, cue in plan.sounding()
        if isinstance(cue, Say)
    ]
    body = Body(data=b"".join(frames), start=0, count=len(frames), quality=quality)
    return locate(body, clip_slots(plan, facts), plan, body_frames(plan.length, quality))


PLAN = planned()
SILENCE = silent_frame(STANDARD)
#: Where the first frame of the n-th word is.
AT = [event.start // 24 - 1 for event, _ in PLAN.sounding()]


def told(change: Callable[[Frames], object], plan: Timeline = PLAN) -> tuple[list[str], list[int]]:
    frames = good(plan)
    change(frames)
    found = located(frames, plan)
    moved = [found.moved.get(n, NO) for n in range(len(list(plan.sounding())))]
    return [f"{each.at} {each.code} {each.event}: {each.message}" for each in found.findings], moved


def put(at: int, *new: bytes, over: int | None = None) -> Callable[[Frames], object]:
    """``new`` frames from ``at`` on, over as many or over so many others."""

    def change(frames: Frames) -> None:
        frames[at : at + (len(new) if over is None else over)] = new

    return change


@pytest.mark.parametrize("quality", QUALITIES.values(), ids=QUALITIES)
def test_clips_in_their_places_are_found_there(quality: Quality) -> None:
    found = located(good(PLAN, quality), PLAN, quality)
    assert found.findings == []
    assert found.moved == dict.fromkeys(range(8), 0)


#: Of a clip that has its finding, and no place.
NO = 99


@pytest.mark.parametrize(
    ("change", "findings", "moved"),
    [
        pytest.param(
            put(AT[3] - 3, SILENCE, SILENCE, over=0),
            ["1152 V14 wait: 48 ms longer than planned; all that follows is late"],
            [0, 0, 0, 2, 2, 2, 2, 2],
            id="longer",
        ),
        pytest.param(
            put(AT[3] - 3, over=2),
            ["1152 V14 wait: 48 ms shorter than planned; all that follows is early"],
            [0, 0, 0, -2, -2, -2, -2, -2],
            id="shorter",
        ),
        pytest.param(
            put(0, *[SILENCE] * 3, over=0),
            ["0 V14 wait: 72 ms longer than planned; all that follows is late"],
            [3, 3, 3, 3, 3, 3, 3, 3],
            id="longer at the beginning",
        ),
        pytest.param(
            put(AT[3] - 3, *clip("One"), over=0),
            [
                '1152 V13 wait: say "One" is heard where silence was planned; all that'
                " follows is 144 ms late"
            ],
            [0, 0, 0, 6, 6, 6, 6, 6],
            id="a clip too many",
        ),
        pytest.param(
            put(AT[3] - 3, *clip("Zero")[:2], over=0),
            [
                "1152 V13 wait: a sound that is none of its clips is heard where silence"
                " was planned; all that follows is 48 ms late"
            ],
            [0, 0, 0, 2, 2, 2, 2, 2],
            id="a sound too many",
        ),
        pytest.param(
            put(AT[3], *[SILENCE] * 6),
            ['1392 V10 say "Four": silence where its sound was planned'],
            [0, 0, 0, NO, 0, 0, 0, 0],
            id="silent",
        ),
        pytest.param(
            put(AT[3], *clip("One")),
            ['1392 V11 say "Four": say "One" is heard instead'],
            [0, 0, 0, NO, 0, 0, 0, 0],
            id="another clip",
        ),
        pytest.param(
            put(AT[3] + 2, b"\xff" * STANDARD.frame_bytes),
            ['1392 V11 say "Four": its bytes are not the ones that were made'],
            [0, 0, 0, NO, 0, 0, 0, 0],
            id="damaged",
        ),
        pytest.param(
            put(AT[3], *[SILENCE] * 3, *clip("Four")),
            ['1392 V12 say "Four": 72 ms late'],
            [0, 0, 0, NO, 0, 0, 0, 0],
            id="late alone",
        ),
        pytest.param(
            put(AT[3] - 2, *clip("Four"), SILENCE, SILENCE),
            ['1392 V12 say "Four": 48 ms early'],
            [0, 0, 0, NO, 0, 0, 0, 0],
            id="early alone",
        ),
        pytest.param(
            put(AT[3] - 3, over=10),
            [
                '1392 V10 say "Four": silence where its sound was planned; all that'
                " follows is 240 ms early"
            ],
            [0, 0, 0, NO, -10, -10, -10, -10],
            id="left out",
        ),
        pytest.param(
            put(AT[3], *[SILENCE] * 3, over=6),
            [
                '1392 V10 say "Four": silence where its sound was planned; all that'
                " follows is 72 ms early"
            ],
            [0, 0, 0, NO, -3, -3, -3, -3],
            id="left out and a little more",
        ),
        pytest.param(
            lambda frames: (put(AT[2], *clip("Four"))(frames), put(AT[3], *clip("Three"))(frames)),
            [
                '1008 V11 say "Three": say "Four" is heard instead',
                '1392 V11 say "Four": say "Three" is heard instead',
            ],
            [0, 0, NO, NO, 0, 0, 0, 0],
            id="exchanged",
        ),
        pytest.param(
            put(AT[7] + 8, over=99),
            ["3096 V05 wait: the track ends here, 240 ms before its plan"],
            [0, 0, 0, 0, 0, 0, 0, 0],
            id="cut in silence",
        ),
        pytest.param(
            put(AT[7] + 3, over=99),
            [
                '2928 V11 say "Eight": its bytes are not the ones that were made',
                '2976 V05 say "Eight": the track ends here, 360 ms before its plan',
            ],
            [0, 0, 0, 0, 0, 0, 0, NO],
            id="cut in a clip",
        ),
        pytest.param(
            put(AT[7] - 3, over=99),
            ["2832 V05 wait: the track ends here, 504 ms before its plan"],
            [0, 0, 0, 0, 0, 0, 0, NO],
            id="cut before a clip",
        ),
        pytest.param(
            put(AT[7] + 9, *[SILENCE] * 50, over=0),
            ["3312 V05 wait: the track goes on for 1200 ms after the end of its plan"],
            [0, 0, 0, 0, 0, 0, 0, 0],
            id="goes on",
        ),
        pytest.param(
            lambda frames: frames.extend(clip("One")),
            [
                "3312 V05 wait: the track goes on for 144 ms after the end of its plan, with sound",
            ],
            [0, 0, 0, 0, 0, 0, 0, 0],
            id="goes on with sound",
        ),
        pytest.param(
            put(AT[3] - 5, *clip("Zero")[1:3]),
            [
                "1248 V13 wait: a sound that is none of its clips is heard for 48 ms where"
                " silence was planned"
            ],
            [0, 0, 0, 0, 0, 0, 0, 0],
            id="sounds in silence",
        ),
        pytest.param(
            put(AT[3] - 8, *clip("One")),
            ['1176 V13 wait: say "One" is heard for 144 ms where silence was planned'],
            [0, 0, 0, 0, 0, 0, 0, 0],
            id="a clip in silence",
        ),
        pytest.param(
            lambda frames: (
                put(AT[5] - 5, *clip("Zero")[1:3])(frames),
                put(AT[2] - 3, SILENCE, over=0)(frames),
            ),
            [
                "768 V14 wait: 24 ms longer than planned; all that follows is late",
                "2016 V13 wait: a sound that is none of its clips is heard for 48 ms where"
                " silence was planned",
            ],
            [0, 0, 1, 1, 1, 1, 1, 1],
            id="sounds after it moved",
        ),
        pytest.param(
            lambda frames: put(len(frames) - 4, *clip("Zero")[1:4])(frames),
            [
                "3240 V13 wait: a sound that is none of its clips is heard for 72 ms where"
                " silence was planned"
            ],
            [0, 0, 0, 0, 0, 0, 0, 0],
            id="silence behind all",
        ),
        pytest.param(
            lambda frames: (
                put(AT[6] - 3, over=1)(frames),
                put(AT[2] - 3, SILENCE, SILENCE, over=0)(frames),
            ),
            [
                "768 V14 wait: 48 ms longer than planned; all that follows is late",
                "2304 V14 wait: 24 ms shorter than planned; all that follows is early",
            ],
            [0, 0, 2, 2, 2, 2, 1, 1],
            id="longer and later shorter",
        ),
        pytest.param(
            lambda frames: [put(at, *clip(f"N{at}"))(frames) for at in AT[:5]],
            [
                "0 V02 track: it has 3 of the 8 clips of its plan, which is another track's, or the"
                " sound was encoded again: --transcoded --plan TRACK holds a copy against the track"
                " it was made from",
                '240 V11 say "One": its bytes are not the ones that were made',
                '624 V11 say "Two": its bytes are not the ones that were made',
                '1008 V11 say "Three": its bytes are not the ones that were made',
                '1392 V11 say "Four": its bytes are not the ones that were made',
                '1776 V11 say "Five": its bytes are not the ones that were made',
            ],
            [NO, NO, NO, NO, NO, 0, 0, 0],
            id="most is another track's",
        ),
        pytest.param(
            put(AT[3], *clip("One"), *[SILENCE] * 3, over=6),
            ['1392 V11 say "Four": say "One" is heard instead; all that follows is 72 ms late'],
            [0, 0, 0, NO, 3, 3, 3, 3],
            id="another and all after it late",
        ),
        pytest.param(
            put(AT[3], *[SILENCE] * 14, *clip("Four"), SILENCE, SILENCE, over=16),
            ['1392 V12 say "Four": 336 ms late; all that follows is 144 ms late'],
            [0, 0, 0, NO, 6, 6, 6, 6],
            id="late and all after it less late",
        ),
        pytest.param(
            put(AT[3], *clip("Zero"), *clip("Nine"), over=16),
            [
                '1392 V11 say "Four": its bytes are not the ones that were made; all'
                " that follows is 96 ms early"
            ],
            [0, 0, 0, NO, -4, -4, -4, -4],
            id="another over a shorter room",
        ),
        pytest.param(
            put(AT[3] - 2, *clip("One")[:3], *clip("Two"), SILENCE),
            ['1392 V11 say "Four": say "Two" is heard instead'],
            [0, 0, 0, NO, 0, 0, 0, 0],
            id="two others in its place",
        ),
        pytest.param(
            lambda frames: (put(AT[0], *clip("Eight"))(frames), put(AT[7], *clip("One"))(frames)),
            [
                '240 V11 say "One": say "Eight" is heard instead',
                '2928 V11 say "Eight": say "One" is heard instead',
            ],
            [NO, 0, 0, 0, 0, 0, 0, NO],
            id="first and last exchanged",
        ),
        pytest.param(
            lambda frames: (
                put(AT[7] + 3, over=99)(frames),
                put(AT[2] - 3, SILENCE, over=0)(frames),
            ),
            [
                "768 V14 wait: 24 ms longer than planned; all that follows is late",
                '2928 V11 say "Eight": its bytes are not the ones that were made',
                '2976 V05 say "Eight": the track ends here, 360 ms before its plan',
            ],
            [0, 0, 1, 1, 1, 1, 1, NO],
            id="cut in a clip after it moved",
        ),
        pytest.param(
            lambda frames: (frames.extend([SILENCE] * 5), put(AT[2] - 3, SILENCE, over=0)(frames)),
            [
                "768 V14 wait: 24 ms longer than planned; all that follows is late",
                "3312 V05 wait: the track goes on for 120 ms after the end of its plan",
            ],
            [0, 0, 1, 1, 1, 1, 1, 1],
            id="goes on after it moved",
        ),
        pytest.param(
            lambda frames: (
                put(AT[6] - 8, *clip("One"))(frames),
                put(AT[2] - 3, SILENCE, SILENCE, over=0)(frames),
            ),
            [
                "768 V14 wait: 48 ms longer than planned; all that follows is late",
                '2328 V13 wait: say "One" is heard for 144 ms where silence was planned',
            ],
            [0, 0, 2, 2, 2, 2, 2, 2],
            id="a clip in silence after another moved",
        ),
        pytest.param(
            put(AT[7] - 3, over=10),
            [
                '2928 V10 say "Eight": silence where its sound was planned',
                "3096 V05 wait: the track ends here, 240 ms before its plan",
            ],
            [0, 0, 0, 0, 0, 0, 0, NO],
            id="last one left out",
        ),
        pytest.param(
            put(AT[6] - 3, SILENCE, over=0),
            ["2304 V14 wait: 24 ms longer than planned; all that follows is late"],
            [0, 0, 0, 0, 0, 0, 1, 1],
            id="last two late",
        ),
    ],
)
def test_what_is_wrong_is_told_where_it_begins_and_once(
    change: Callable[[Frames], object], findings: list[str], moved: list[int]
) -> None:
    assert told(change) == (findings, moved)

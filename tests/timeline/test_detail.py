"""Detail, variants and numbers: how much is said, never the same way twice, and whom to call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

import pytest
from msgspec.structs import replace

from tests.conftest import ROOT, GoldenFile
from tests.usual import cases
from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.content.records.session import Detail, Routine, Session
from unknot.content.records.steps import SayStep
from unknot.errors import AudioError, ContentError
from unknot.timeline.cues import Chime, Hold
from unknot.timeline.cues import Say as Spoken
from unknot.timeline.job import resolve
from unknot.timeline.json import from_json, to_json
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.sheet import cue_sheet
from unknot.timeline.timeline import Timeline
from unknot.timeline.wording import filled, number_words

SESSIONS = sorted(path.stem for path in (ROOT / "sessions").glob("*.yaml"))
#: Where a hold of a minute would have the massager run too long: fourteen times, or after a search.
LONGEST = {"full-low-back": 45_000, "sweep": 35_000}
DETAILS: tuple[Detail, ...] = get_args(Detail)


def planned(session: Session, library: Library, rate: int = 135, **chosen: object) -> Timeline:
    choices = Overrides(**chosen)  # type: ignore[arg-type]
    return plan(resolve(session, library, choices), estimate(library, rate)).timeline


def line_of(library: Library, spoken: Spoken) -> Line | None:
    """The line that something spoken comes from; None for a session's own words."""
    owner, _, name = spoken.line.partition("/")
    return library.scripts["en"][owner].lines[name] if owner else None


def spoken(timeline: Timeline) -> Iterator[Spoken]:
    return (cue for _, cue in timeline.sounding() if isinstance(cue, Spoken))


def holds(timeline: Timeline) -> list[int]:
    return [event.length for event in timeline.events if isinstance(event.cue, Hold)]


def own_words(*items: SayStep, **fields: object) -> Session:
    """A routine with words of the author's own before it."""
    routine = Routine(muscle="gluteus-maximus", side="left")
    session = Session(id="own", title="Own", summary="", routines=(*items, routine))
    return replace(session, **fields)


class TestDetail:
    @cases("name", SESSIONS, usual=8)
    @pytest.mark.parametrize("detail", DETAILS)
    def test_every_session_keeps_every_safety_rule(
        self, name: str, detail: Detail, library: Library
    ) -> None:
        """Also with the slowest and the fastest voice, and the longest holds."""
        session = library.sessions[name]
        treats = any(isinstance(item, Routine) for item in session.routines)
        for rate in (90, 200):
            for hold in (None, LONGEST.get(name, 60_000)) if treats else (None,):
                planned(session, library, rate, detail=detail, hold=hold)
                planned(session, library, rate, detail=detail, hold=hold, returning=True)

    @pytest.mark.parametrize("detail", DETAILS[1:])
    def test_cue_sheet(self, detail: Detail, library: Library, golden: GoldenFile) -> None:
        """What is left of a session, for a reviewer to read."""
        timeline = planned(library.sessions["sore-hip"], library, detail=detail)
        golden.check(f"sore-hip-{detail}.cues.txt", cue_sheet(timeline))

    @pytest.mark.parametrize("name", SESSIONS)
    def test_short_has_six_words_a_sentence_but_for_safety(
        self, name: str, library: Library
    ) -> None:
        if name == "breathing":
            pytest.skip("its words are its own, and stay as they are")
        for cue in spoken(planned(library.sessions[name], library, detail="short")):
            line = line_of(library, cue)
            assert line is not None
            if not line.safety:
                for sentence in re.split(r"(?<=[.?!])\s+", cue.text):
                    assert len(sentence.split()) <= 6, (cue.line, sentence)

    @pytest.mark.parametrize("name", SESSIONS)
    def test_cues_are_chimes_and_lines_of_safety(self, name: str, library: Library) -> None:
        for cue in spoken(planned(library.sessions[name], library, detail="cues")):
            line = line_of(library, cue)
            assert line is not None
            assert line.safety, cue

    @pytest.mark.parametrize("name", SESSIONS)
    def test_holds_and_chimes_are_the_same_at_every_detail(
        self, name: str, library: Library
    ) -> None:
        """Fewer words make a shorter track, not another treatment."""
        full, *others = (planned(library.sessions[name], library, detail=d) for d in DETAILS)
        for other in others:
            assert holds(other) == holds(full)
            assert chimes(other) == chimes(full)
            assert other.length <= full.length

    def test_opening_warnings_and_stop_cues_are_the_same_at_every_detail(
        self, library: Library
    ) -> None:
        """In a session that opts in to something, and treats the piriformis."""
        routines = (Routine(muscle="piriformis", side="left"),)
        session = Session(
            id="p", title="P", summary="", routines=routines, opt_in=("experienced", "helper")
        )
        safe = [
            [
                cue.text
                for cue in spoken(planned(session, library, detail=detail))
                if (line := line_of(library, cue)) and line.safety and cue.line != CHIMES_ONLY
            ]
            for detail in DETAILS
        ]
        assert safe[0] == safe[1] == safe[2]
        text = " ".join(safe[0])
        for words in ("call your emergency number", "lift off at once", "tingles", "two people"):
            assert words in text

    def test_titles_of_chapters_are_read_so_they_stay(self, library: Library) -> None:
        full, short, cues = (
            [e.cue for e, _ in planned(library.sessions["desk-day"], library, detail=d).chapters()]
            for d in DETAILS
        )
        assert full == short == cues

    def test_one_s_own_words_stay_in_short_and_fall_silent_in_cues(self, library: Library) -> None:
        """Unless they are marked as safety; unknot cannot shorten what it did not write."""
        plain, safe = (
            SayStep(say="Put the cat out of the room before you lie down."),
            "Mind the step.",
        )
        session = own_words(plain, SayStep(say=safe, safety=True))
        short, cues = (
            [cue.text for cue in spoken(planned(session, library, detail=detail))]
            for detail in DETAILS[1:]
        )
        assert plain.say in short
        assert plain.say not in cues
        assert safe in cues

    def test_a_line_without_a_short_version_is_said_in_full(self, library: Library) -> None:
        """Rather a word too many than one too few."""
        script = library.scripts["en"]["gluteus-maximus"]
        long = replace(script.lines["place"], short=())
        lines = {**script.lines, "place": long}
        scripts = {**library.scripts["en"], script.id: replace(script, lines=lines)}
        poorer = replace(library, scripts={"en": scripts})
        said = [cue.text for cue in spoken(planned(own_words(), poorer, detail="short"))]
        assert long.say[0] in said

    def test_a_session_of_words_alone_has_no_cues(self, library: Library) -> None:
        """Silence would stand in for speech."""
        session = Session(id="w", title="W", summary="", routines=(SayStep(say="Rest a while."),))
        with pytest.raises(ContentError, match="no chime and no safety line"):
            planned(session, library, detail="cues")

    def test_a_plan_remembers_its_detail(self, library: Library) -> None:
        timeline = planned(library.sessions["starter"], library, detail="cues")
        text = to_json(timeline)
        assert from_json(text).detail == "cues"
        with pytest.raises(AudioError, match=r"'none' - at `\$.detail`"):
            from_json(text.replace('"detail":"cues"', '"detail":"none"'))


CHIMES_ONLY = "shared/chimes-only"


def chimes(timeline: Timeline) -> list[str]:
    """Kinds of chimes in time order, alone or under a line."""
    return [
        kind
        for _, cue in timeline.sounding()
        if (kind := cue.kind if isinstance(cue, Chime) else getattr(cue, "chime", None))
    ]


class TestVariants:
    def test_are_taken_in_turn(self, library: Library) -> None:
        """Fourteen holds: each variant follows the one before it in the file, round and round."""
        line = library.scripts["en"]["shared"].lines["hold-last5"]
        timeline = planned(library.sessions["full-low-back"], library)
        said = [cue.text for cue in spoken(timeline) if cue.line == "shared/hold-last5"]
        assert len(said) == 14
        for before, after in pairwise(said):
            turn = line.in_turn.index(before) + 1
            assert after == line.in_turn[turn % len(line.in_turn)]

    def test_never_at_random(self, library: Library) -> None:
        session = library.sessions["full-low-back"]
        assert planned(session, library) == planned(session, library)

    def test_short_versions_take_turns_too(self, library: Library) -> None:
        timeline = planned(library.sessions["stick"], library, detail="short")
        said = [cue.text for cue in spoken(timeline) if cue.line == "stick/stick-press"]
        assert said[:4] == [*library.scripts["en"]["stick"].lines["stick-press"].short, said[0]]


class TestEmergencyNumber:
    def test_is_said_in_the_opening(self, library: Library) -> None:
        timeline = planned(library.sessions["starter"], library, country="AU")
        assert any(cue.text.endswith("call triple zero now.") for cue in spoken(timeline))

    @pytest.mark.parametrize("country", [None, "QQ"])
    def test_of_an_unknown_country_is_nobody_s(self, country: str | None, library: Library) -> None:
        assert number_words(library, country, "en") == "your emergency number"

    def test_words_are_the_digits(self, library: Library) -> None:
        names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        assert len(library.emergency) >= 35
        for country, number in library.emergency.items():
            words = number.say.replace("triple zero", "zero zero zero").split()
            assert "".join(str(names.index(word)) for word in words) == number.number, country

    def test_is_read_digit_by_digit_in_a_language_without_words_for_it(
        self, library: Library
    ) -> None:
        assert number_words(library, "DE", "de") == "1 1 2"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{side} hip.", "Left hip."),
        ("Stay seated. {side} calf loose.", "Stay seated. Left calf loose."),
        ("Ready? {side}, not {other}.", "Ready? Left, not right."),
        ("Your {side} hip, e.g. {unknown}.", "Your left hip, e.g. {unknown}."),
    ],
)
def test_a_side_that_begins_a_sentence_has_a_capital(text: str, said: str) -> None:
    assert filled(text, {"side": "left", "other": "right"}) == said

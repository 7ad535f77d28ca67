"""A track can be followed by ear, lying down, with a massager in one hand."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from msgspec.structs import replace

from tests.conftest import ROOT
from tests.usual import cases
from unknot.content.library import Library
from unknot.content.records.session import Detail, Routine, Session
from unknot.content.records.steps import SayStep, WaitStep
from unknot.engines.bundled import BundledEngine
from unknot.errors import ContentError
from unknot.timeline.ahead import MINUTES, length_line
from unknot.timeline.cues import Hold, Say
from unknot.timeline.device import device_ms, runs
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.safety.rule import passages
from unknot.timeline.sheet import cue_sheet
from unknot.timeline.timeline import Timeline, line_of

SESSIONS = sorted(path.stem for path in (ROOT / "sessions").glob("*.yaml"))
MASSAGER = [name for name in SESSIONS if name not in ("breathing", "forearm-lesson", "stick")]
#: A sweep searches with the massager running, and the first lesson tries it on the palm.
STILL = [name for name in MASSAGER if name not in ("sweep", "first-lesson")]


def planned(name: str, library: Library, **chosen: object) -> Timeline:
    choices = Overrides(**chosen)  # type: ignore[arg-type]
    return plan(resolve(library.sessions[name], library, choices), estimate(library, 135)).timeline


def take_ms(cue: Say) -> int:
    """How long unknot's own voice takes for it."""
    engine = BundledEngine()
    return engine.voice(engine.default_voice).takes[cue.text].ms


def lines(timeline: Timeline) -> list[str]:
    return [line_of(event) for event in timeline.events if line_of(event)]


def spoken(timeline: Timeline) -> list[str]:
    return [cue.text for _, cue in timeline.sounding() if isinstance(cue, Say)]


def holds(timeline: Timeline) -> list[int]:
    return [event.start for event in timeline.events if isinstance(event.cue, Hold)]


class TestTheMassager:
    @pytest.mark.parametrize("name", STILL)
    @pytest.mark.parametrize("detail", ["full", "short", "cues"])
    def test_runs_at_most_ten_seconds_longer_than_it_is_held(
        self, name: str, detail: Detail, library: Library
    ) -> None:
        timeline = planned(name, library, detail=detail)
        massaged = [hold for p in passages(timeline) if p.treatment.by == "massager"
                    for hold in p.holds()]  # fmt: skip
        held = sum(hold.length for hold in massaged)
        assert held < device_ms(timeline) <= held + 10_000 * len(massaged)

    @pytest.mark.parametrize("name", MASSAGER)
    def test_is_off_whenever_one_searches_turns_or_checks(
        self, name: str, library: Library
    ) -> None:
        timeline = planned(name, library)
        running = list(runs(timeline))
        for event in timeline.events:
            if line_of(event).startswith(("find", "position", "recheck", "place", "swap", "next")):
                assert not any(run.start <= event.start < run.end for run in running), event

    def test_how_long_it_runs_stands_on_the_cue_sheet(self, library: Library) -> None:
        head = cue_sheet(planned("desk-day", library)).splitlines()[1]
        assert re.fullmatch(r"total \d+:\d\d, 2:00 of it in 4 holds, massager on 2:\d\d", head)

    def test_words_of_an_author_s_own_count_as_running(self, library: Library) -> None:
        """They may say to leave it on; a line that switches it off ends that."""
        routine = Routine(muscle="piriformis", side="right")
        wait, told = WaitStep(wait=400_000), SayStep(say="Leave it where it is.")
        off = SayStep(say="switch-off")

        def made(*steps: Routine | SayStep | WaitStep) -> Timeline:
            session = Session(id="own", title="Own", summary="", routines=steps)
            over = replace(library, beneath=library)  # as a workspace's
            return plan(resolve(session, over), estimate(library, 135)).timeline

        with pytest.raises(ContentError, match="more than five minutes at one place"):
            made(routine, told, wait)
        assert device_ms(made(routine, told, off, wait)) == device_ms(made(routine))


class TestTheOpening:
    """Figures of a listener who had the full check in the last days."""

    @cases("name", [n for n in MASSAGER if n not in ("first-lesson", "helper")], usual=2)
    @pytest.mark.parametrize(("detail", "most"), [("full", 120_000), ("short", 80_000)])
    def test_a_returning_listener_s_first_hold_begins_soon(
        self, name: str, detail: Detail, most: int, library: Library
    ) -> None:
        job = resolve(library.sessions[name], library, Overrides(detail=detail, returning=True))
        for measure in (estimate(library, 135), estimate(library, 135, take_ms)):
            assert holds(plan(job, measure).timeline)[0] <= most

    @pytest.mark.parametrize(("detail", "least"), [("full", 0.25), ("short", 0.35)])
    def test_a_returning_desk_day_is_that_much_treatment(
        self, detail: Detail, least: float, library: Library
    ) -> None:
        timeline = planned("desk-day", library, detail=detail, returning=True)
        assert timeline.hold_ms / timeline.length >= least

    def test_is_the_short_check_with_stop_cue_and_emergency(self, library: Library) -> None:
        timeline = planned("desk-day", library, returning=True, country="AU")
        said = " ".join(spoken(timeline)[:4])
        for words in ("unwell", "anything is new", "emergency", "triple zero", "sharp pain"):
            assert words in said
        assert "opening-full" not in lines(timeline)

    @pytest.mark.parametrize("name", MASSAGER)
    @cases("returning", [False, True], usual=6)
    def test_says_once_early_that_nobody_presses(
        self, name: str, returning: bool, library: Library
    ) -> None:
        timeline = planned(name, library, returning=returning)
        assert lines(timeline).count("no-pressing") == 1
        assert lines(timeline).index("no-pressing") < lines(timeline).index("finish")


class TestAhead:
    @pytest.mark.parametrize("name", [n for n in SESSIONS if n != "breathing"])
    def test_says_how_long_where_and_which_side(self, name: str, library: Library) -> None:
        timeline = planned(name, library)
        length, *places, side = [each for each in lines(timeline) if each.startswith("ahead-")]
        said = int(re.findall(r"\d+", length)[0])
        assert abs(said * 60_000 - timeline.length) <= max(40_000, 0.13 * timeline.length)
        assert len(places) == 1
        treated = {passage.treatment.side for passage in passages(timeline)}
        assert side == ("ahead-both-sides" if len(treated) == 2 else f"ahead-{treated.pop()}-side")

    @pytest.mark.parametrize("name", [n for n in SESSIONS if n != "breathing"])
    def test_says_how_long_only_to_who_knows_and_wants_few_words(
        self, name: str, library: Library
    ) -> None:
        timeline = planned(name, library, returning=True, detail="short")
        said = [each for each in lines(timeline) if each.startswith("ahead-")]
        assert len(said) == 1
        assert re.findall(r"\d+", said[0])

    def test_there_is_a_line_for_every_length(self, library: Library) -> None:
        shared = library.scripts["en"]["shared"].lines
        for minutes in range(1, 200):
            assert length_line(minutes * 60_000) in shared
        assert len([name for name in shared if name.endswith("-minutes")]) == len(MINUTES)

    def test_the_voice_does_not_change_the_words(self, library: Library) -> None:
        """So a take of each sentence is enough, whoever speaks how fast."""
        session = library.sessions["full-low-back"]
        texts = []
        for rate in (100, 180):
            measure = estimate(library, rate)
            texts.append(spoken(plan(resolve(session, library), measure).timeline))
        assert texts[0] == texts[1]


class TestWords:
    def test_no_line_comes_back_seven_times(self, library: Library) -> None:
        """In the longest session, word for word."""
        (text, times), *_ = Counter(spoken(planned("full-low-back", library))).most_common(1)
        assert times < 7, text

    @pytest.mark.parametrize("name", MASSAGER)
    def test_the_hand_is_told_before_the_first_hold_and_at_each_change(
        self, name: str, library: Library
    ) -> None:
        timeline = planned(name, library)
        told = [line for line in lines(timeline) if line in ("hand", "hand-change")]
        sides = [p.treatment.hand for p in passages(timeline) if p.treatment.by == "massager"]
        changes = sum(one != two for one, two in pairwise(sides))
        helped = "helper" in library.sessions[name].opt_in
        assert told == ["hand", *(["hand-change"] * (0 if helped else changes))]

    @pytest.mark.parametrize("name", [n for n in SESSIONS if n != "breathing"])
    def test_pillows_and_sitting_up_go_by_the_posture(self, name: str, library: Library) -> None:
        timeline = planned(name, library)
        said = lines(timeline)
        lying = [p.treatment.position for p in passages(timeline)]
        assert ("prepare-pillows" in said) == (set(lying) != {"seated"})
        up = {"prone": "closing-sit-up", "side-lying": "closing-sit-up-side",
              "seated": "closing-sit"}  # fmt: skip
        assert [line for line in said if line.startswith("closing-sit")] == [up[lying[-1]]]

    def test_complete_care_and_every_day_are_heard(self, library: Library) -> None:
        """S25, S88, S92."""
        said = " ".join(spoken(planned("starter", library)))
        for words in ("every day", "Keep moving, and exercise", "Keep going after the pain"):
            assert words in said

    def test_every_recheck_can_end_the_track(self, library: Library) -> None:
        said = lines(planned("full-low-back", library))
        after = [said[i + 1] for i, line in enumerate(said) if line.startswith("recheck-")
                 and line not in ("recheck-outcome", "recheck-worse")]  # fmt: skip
        assert after == ["recheck-outcome", *["recheck-worse"] * 13]

    def test_a_pause_much_longer_than_usual_is_told_and_not_made_longer(
        self, library: Library
    ) -> None:
        usual, slow = planned("desk-day", library), planned("desk-day", library, pace="slow")
        assert not any(line.startswith("time-") for line in lines(usual))
        told = [i for i, e in enumerate(slow.events) if line_of(e).startswith("time-")]
        assert len(told) == 4
        for index in told:
            line, wait = slow.events[index : index + 2]
            assert abs(line.length + wait.length - 30_000) <= 12

    def test_a_fitted_track_still_has_its_length(self, library: Library) -> None:
        for minutes in (12, 14, 16):
            timeline = planned("desk-day", library, target=minutes * 60_000)
            assert abs(timeline.length - minutes * 60_000) <= 1_000

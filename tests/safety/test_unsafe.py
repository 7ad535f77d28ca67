"""The workspaces that once passed, and their kinds (R1 to R15 of the review): each is refused, or
marked as somebody's own words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.content.workspaces import write
from tests.safety.attacks import edited
from tests.tracks import content_of, loaded
from tests.usual import cases
from unknot.content.library import Library
from unknot.content.records.session import Routine, Session
from unknot.content.workspace import Root, bundled_content
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Timeline, line_of

Files = Mapping[str, str]
HEAD = "title: Try\nsummary: A try.\nroutines:\n"
LINES = "sources: [INF]"


def laid(folder: Path, files: Files) -> tuple[Root, Root]:
    write(folder, dict(files))
    return Root(folder, "workspace"), Root(bundled_content(), "bundled")


def planned(folder: Path, files: Files, name: str = "x", **chosen: object) -> Timeline:
    """The plan of a session of a workspace. Raises ContentError when anything refuses it."""
    library = loaded(*laid(folder, files))
    job = resolve(library.sessions[name], library, Overrides(**chosen))  # type: ignore[arg-type]
    return plan(job, estimate(library, 135)).timeline


def refusals(folder: Path, files: Files, name: str = "x") -> set[str]:
    found: tuple[Diagnostic, ...] = content_of(*laid(folder, files))[1]
    if found:
        return {each.code for each in found}
    with pytest.raises(ContentError) as caught:
        planned(folder, files, name)
    return {each.code for each in caught.value.problems}


def marked(timeline: Timeline) -> bool:
    """The opening tells of it, in the fixed sentence, before anything of it is heard."""
    for event in timeline.events:
        if line_of(event) == "own-words":
            return True
        if isinstance(event.cue, Say) and event.cue.own:
            return False
    return False


def session(*items: str, head: str = HEAD) -> dict[str, str]:
    return {"sessions/x.yaml": head + "".join(f"  - {item}\n" for item in items)}


def lines(owner: str, **said: str) -> dict[str, str]:
    """The bundled script of ``owner`` with some lines said otherwise."""

    def say(script: Any) -> None:
        for name, words in said.items():
            line = script["lines"][name.replace("_", "-")]
            for key in ("short", "helper", "in-turn"):
                line.pop(key, None)
            line["say"] = words

    return edited(f"scripts/en/{owner}.yaml", say)


PSOAS = session(
    "say: Lie on your back. Rest your massager on your belly, beside the navel, and press hard.",
    "wait: 5s", "hold: 9m", "say: Now the front of your hip. Use a massage gun for ten minutes.",
)  # fmt: skip
THROAT = session("say: Hold the massager against the front of your neck.", "hold: 5m")
LEFT_ON = session(
    "{muscle: piriformis, side: right, hold: 90s}",
    "say: Leave the massager where it is, on the same spot.", "wait: 10m",
    "say: Keep it there.", "wait: 10m",
)  # fmt: skip
NAMED = """\
name: {name}
spoken: {spoken}
region: buttock
depth: deep
function: Something.
symptoms: Something.
position: {{default: side-lying, landmark: Somewhere.}}
exam: {{flat: ok, massager: ok}}
techniques: {{vibration: default, stick: none, basic-massage: none, pressure-hold: none}}
dose: {{factor: 1.0, hold: {{min: 30s, max: 60s}}, points: {{default: 1, max: 3}}, recheck: flat}}
cautions: [Nothing.]
{more}sources: {{}}
"""
OWN_SCRIPT = """\
lines:
  intro: {say: Now this one., sources: [INF]}
  find: {say: "Find it on the {side}.", sources: [INF]}
  place: {say: "Rest the massager on the muscle, away from bone.", sources: [INF]}
"""
KNOB = """\
title: Knob
summary: A stick under another tool.
by: massager
kit: [a long-handled stick]
steps:
  - {say: position, when: settling}
  - {say: find}
  - {say: place}
  - repeat: points
    steps:
      - {say: switch-on}
      - {hold: dose}
      - {say: hold-off}
      - {say: recheck}
sources: {steps: [INF]}
"""


class TestFreeSessions:
    """R1, R9: nothing treats without the opening, and no hold outside a routine is long."""

    @cases("files", [PSOAS, THROAT, LEFT_ON], usual=1)
    def test_what_once_passed_is_refused(self, files: Files, tmp_path: Path) -> None:
        assert refusals(tmp_path, files)

    @cases(
        "item",
        [
            "hold: 30s", "{repeat: 2, steps: [{hold: 20s}]}", "say: switch-on", "say: place-it",
            "say: Rest your massager there.", "say: Now feel the vibration.", "say: recheck-flat",
            "say: Take a tennis ball.", "say: Find a tender spot.", "say: prepare-massager",
            "say: Take the long stick.", "say: Knead it a little.", "say: closing",
        ], usual=4)  # fmt: skip
    def test_whatever_treats_has_the_full_opening_and_the_closing(
        self, item: str, tmp_path: Path
    ) -> None:
        """Or is refused."""
        files = session("say: Lie down.", item)
        if content_of(*laid(tmp_path, files))[1]:
            return
        try:
            timeline = planned(tmp_path, files)
        except ContentError:
            return
        said = [line_of(event) for event in timeline.events]
        assert said.index("opening-full") < said.index("own-words") < said.index("closing")

    def test_what_treats_nothing_stays_as_light_as_it_is(self, tmp_path: Path) -> None:
        timeline = planned(tmp_path, session("say: Breathe in, and out again.", "wait: 20s"))
        assert [line_of(event) for event in timeline.events if line_of(event)] == []
        assert timeline.length < 30_000

    @cases("seconds", [61, 75, 90, 120, 300, 540, 600], usual=3)
    def test_no_hold_outside_a_routine_is_longer_than_a_minute(
        self, seconds: int, tmp_path: Path
    ) -> None:
        assert "INV-14" in refusals(tmp_path, session("say: Now.", f"hold: {seconds}s"))

    @cases(
        "before",
        ["say: Leave it on.", "say: Keep it there, and rest.", "say: Stay a while."],
        usual=1,
    )
    def test_long_waits_after_own_words_count_as_running(self, before: str, tmp_path: Path) -> None:
        """R6."""
        routine = "{muscle: gluteus-maximus, side: right}"
        assert "INV-17" in refusals(tmp_path, session(routine, before, "wait: 6m"))
        off = planned(tmp_path / "off", session(routine, before, "say: switch-off", "wait: 6m"))
        assert marked(off)


class TestOwnWords:
    """R2, R3, R10, R11, R12: what only a person can judge is told aloud, and named."""

    @cases(
        "files",
        [
            lines("erector-spinae", place="Rest it on the bones of your spine, off the muscle."),
            lines("gluteus-maximus", find="Search your {side} buttock, hard, with flat hands."),
            lines("gluteus-maximus", hold_half="Halfway. Turn it to the highest setting."),
            lines("gluteus-maximus", intro="It heals you. Doctors recommend it."),
            lines("shared", finish="Better than painkillers. Well done."),
            lines("shared", next_point="Sink it in firmly on the next spot."),
            lines("shared", hold_quarter="Close your eyes until morning."),
            lines("shared", prepare_setting="Its highest setting is best."),
            session("{muscle: gluteus-maximus, side: left}", "say: Do this six times today."),
            session("{muscle: erector-spinae, side: left}", "say: Ignore the warnings."),
            session("{muscle: gluteus-maximus, side: right, technique: stick}",
                    "say: Now take the stick to the middle of your buttock, and press harder."),
            session("say: Sharp pain means that it works.", "{muscle: piriformis, side: left}"),
        ], usual=6)  # fmt: skip
    def test_are_refused_or_told_before_they_are_heard(self, files: Files, tmp_path: Path) -> None:
        one = "sessions/x.yaml" in files
        try:
            timeline = (
                planned(tmp_path, files)
                if one
                else planned(
                    tmp_path,
                    files,
                    "sore-hip" if "gluteus" in str(files) else "desk-day",
                    points=2,
                    hold=45_000,
                )
            )
        except ContentError:
            return
        assert marked(timeline)
        assert timeline.unsigned

    @pytest.mark.parametrize("key", ["author: A. Writer", "author: A. Writer\nreviewed-by: Dr B"])
    def test_name_their_author_and_who_reviewed_them(self, key: str, tmp_path: Path) -> None:
        files = session("{muscle: piriformis, side: left}", "say: Well done today.",
                        head=HEAD.replace("title: Try\n", f"title: Try\n{key}\n"))  # fmt: skip
        timeline = planned(tmp_path, files)
        said = [line_of(event) for event in timeline.events]
        assert timeline.authors == ("A. Writer",)
        assert timeline.unsigned == ()
        assert ("not-reviewed" in said) == ("reviewed" not in key)

    def test_bundled_words_are_nobody_s_own(self, tmp_path: Path) -> None:
        """Nor is an order of bundled routines."""
        timeline = planned(tmp_path, session("{muscle: piriformis, side: left}"))
        assert not marked(timeline)
        assert timeline.authors == timeline.unsigned == ()


class TestAddedMuscles:
    """R5: whatever it is called, it is treated where its region is, and the listener is told."""

    @cases(
        ("name", "spoken"),
        [
            ("Throat", "the throat muscle"), ("Neck", "the neck muscle"), ("Chest", "the breast"),
            ("Front", "the muscle behind the navel"), ("Flank", "the muscle beside the kidney"),
            ("Hip front", "the front of your hip"), ("Groin", "the groin, beside the pulse"),
            ("Ear", "the ear"), ("Temple", "the temple"), ("Knee pit", "the back of your knee"),
        ], usual=3)  # fmt: skip
    def test_under_any_name(self, name: str, spoken: str, tmp_path: Path) -> None:
        files = {
            "atlas/muscles/zz.yaml": NAMED.format(name=name, spoken=spoken, more=""),
            "scripts/en/zz.yaml": OWN_SCRIPT,
            **session("{muscle: zz, side: right, points: 3}"),
        }
        assert "S96" in refusals(tmp_path, files)
        files["atlas/muscles/zz.yaml"] = NAMED.format(name=name, spoken=spoken, more="author: A\n")
        try:
            timeline = planned(tmp_path / "signed", files)
        except ContentError:
            return
        said = [line_of(event) for event in timeline.events]
        assert said.index("own-words") < said.index("not-reviewed") < said.index("region-buttock")

    @pytest.mark.parametrize("technique", ["stick", "basic-massage", "pressure-hold"])
    def test_by_hand_only_once_shown(self, technique: str, tmp_path: Path) -> None:
        muscle = NAMED.format(name="Added", spoken="the added one", more="author: A\n")
        muscle = muscle.replace(f"{technique}: none", f"{technique}: ok")
        files = {"atlas/muscles/zz.yaml": muscle, "scripts/en/zz.yaml": OWN_SCRIPT}
        found = content_of(*laid(tmp_path, files))[1]
        assert ("S46" in {each.code for each in found}) == (technique != "stick")


class TestKit:
    """R7: the tool decides the kit."""

    @cases(
        "thing",
        ["a long-handled stick", "a massage gun", "a ball", "a roller", "a cane", "a knob",
         "an elbow", "a bottle", "a wooden spoon", "a vibration massager"], usual=3)  # fmt: skip
    @pytest.mark.parametrize("by", ["massager", "hand"])
    def test_no_kit_names_another_tool(self, thing: str, by: str, tmp_path: Path) -> None:
        text = KNOB.replace("a long-handled stick", thing).replace("massager", by, 1)
        found = refusals(tmp_path, {"atlas/techniques/knob.yaml": text})
        assert "Y16" in found


class TestLanguages:
    """R8: a language that nobody reviewed says so, in its own words for it."""

    def test_says_that_nobody_reviewed_it(self, tmp_path: Path) -> None:
        from unknot.content.checks.languages import gaps

        library = loaded(*laid(tmp_path, {"scripts/de/shared.yaml": "lines: {}\n"}))
        lacking = {each.message for each in gaps(library, "de")}
        for name in ("own-words", "not-reviewed", "no-pressing", "switch-on", "recheck-worse"):
            assert any(repr(name) in each for each in lacking), name


def test_a_bundled_session_is_told_of_nothing(library: Library) -> None:
    for each in library.sessions.values():
        job = resolve(each, library)
        assert not marked(plan(job, estimate(library, 135)).timeline)


def test_a_session_for_one_call_is_nobody_s_own(library: Library) -> None:
    routine = Routine(muscle="piriformis", side="left")
    made = Session(id="try", title="Try", summary="A try.", routines=(routine,))
    timeline = plan(resolve(made, library), estimate(library, 135)).timeline
    assert not marked(timeline)

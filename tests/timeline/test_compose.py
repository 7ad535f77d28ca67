"""Overrides: what a person asks for changes the session as if its file had said so."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.content.records.session import Routine, Session, Sides
from unknot.content.records.steps import ChapterStep, PlayStep, WaitStep
from unknot.errors import ContentError
from unknot.timeline import cues
from unknot.timeline.adhoc import session_of
from unknot.timeline.compose import compose
from unknot.timeline.fitting.stretch import dose_hold, technique_wait
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan


def session(*routines: Routine, **values: object) -> Session:
    return Session(id="own", title="Own", summary="", routines=routines, **values)  # type: ignore[arg-type]


def routines(of: Session) -> list[Routine]:
    return [each for each in of.routines if isinstance(each, Routine)]


EVERY_CHOICE = Overrides(
    side="left", title="Mine", hold=45_000, points=2, pace="slow", target=900_000, rate=120,
    voice="gmw/en",
)  # fmt: skip


@pytest.mark.parametrize("name", ["starter", "desk-day", "sore-hip", "full-low-back"])
def test_tailoring_twice_changes_nothing(name: str, library: Library) -> None:
    """What `--save` writes is the session that the options made."""
    once = resolve(library.sessions[name], library, EVERY_CHOICE).session
    assert resolve(once, library, EVERY_CHOICE).session == once
    assert (once.title, once.hold, once.pace, once.target) == ("Mine", 45_000, "slow", 900_000)


def test_without_choices_the_session_is_itself(library: Library) -> None:
    starter = library.sessions["starter"]
    assert resolve(starter, library).session is starter


def test_both_treats_each_muscle_on_both_sides_where_it_first_comes(library: Library) -> None:
    asked = session(
        Routine(muscle="piriformis", side="left"),
        Routine(muscle="gluteus-maximus", side="right"),
        Routine(muscle="piriformis", side="right"),
    )
    made = resolve(asked, library, Overrides(side="both")).session
    assert [(r.muscle, r.side) for r in routines(made)] == [
        ("piriformis", "both"), ("gluteus-maximus", "both"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "summary", "side", "named"),
    [
        ("Hip, left", "For a left hip.", "right", ("Hip, right", "Hip, right.")),
        ("Hip, left", "For a left hip.", "left", ("Hip, left", "For a left hip.")),
        ("Hip, left", "For the left.", "both", ("Hip, both sides", "Hip, both sides.")),
        ("Hip, both sides", "Left, then right.", "left", ("Hip, left", "Hip, left.")),
        ("Hip, both sides", "Left, then right.", "both", ("Hip, both sides", "Left, then right.")),
        ("Sore hip", "Ten minutes for a right hip.", "left", ("Sore hip", "Sore hip, left.")),
        ("What is left", "For walking.", "right", ("What is left", "For walking.")),
        ("Hip, sitting", "For walking.", "right", ("Hip, sitting", "For walking.")),
    ],
)
def test_neither_title_nor_summary_names_a_side_that_is_not_treated(
    title: str, summary: str, side: Sides, named: tuple[str, str], library: Library
) -> None:
    hip = Routine(muscle="gluteus-medius", side="left")
    asked = replace(session(hip), title=title, summary=summary)
    made = resolve(asked, library, Overrides(side=side)).session
    assert (made.title, made.summary) == named
    assert resolve(asked, library, Overrides(side=side, title=" Mine ")).session.title == "Mine"
    free = replace(asked, routines=(WaitStep(wait=1_000),))
    assert resolve(free, library, Overrides(side=side)).session is free


@pytest.mark.parametrize(
    ("title", "side", "named"),
    [("Hüfte, links", "right", "Hüfte, rechts"), ("Hüfte, links", "left", "Hüfte, links"),
     ("Hüfte, links", "both", "Hüfte"), ("Hip, left", "right", "Hip, rechts")],
)  # fmt: skip
def test_a_title_in_another_language_has_its_words_for_the_sides(
    title: str, side: Sides, named: str, library: Library
) -> None:
    words = {"word-left": "links", "word-right": "rechts"}
    lines = {name: Line(say=(word,), sources=("INF",)) for name, word in words.items()}
    shared = replace(library.scripts["en"]["shared"], lines=lines)
    german = replace(library, scripts={**library.scripts, "de": {"shared": shared}})
    hip = replace(session(Routine(muscle="gluteus-medius", side="left")), title=title)
    hip = replace(hip, summary="Für links.")
    for asked, own in ((Overrides(side=side, language="de"), hip),
                       (Overrides(side=side), replace(hip, language="de"))):  # fmt: skip
        made = resolve(own, german, asked).session
        assert made.title == named
        assert made.summary == ("Für links." if side == "left" else f"{named}.")
        assert resolve(hip, library, Overrides(side=side)).session.title in (title, "Hip, right")


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"side": "Left"}, "known: left, right, both"),
        ({"detail": "none"}, "known: full, short, cues"),
        ({"position": "standing"}, "known: prone, side-lying, supine-on, seated"),
        ({"voices": {"guide": "gmw/en"}}, "known: coaching, safety"),
        ({"opt_in": ("help",)}, "known: experienced, shown-by-professional, helper, discouraged,"
                                " body-weight, calf"),
        ({"opt_in": "helper"}, "got `str`"),
        ({"returning": "no"}, "got `str`"),
        ({"target": "12m"}, "got `str`"),
        ({"points": "2"}, "got `str`"),
        ({"country": "Germany"}, "matching regex '^[A-Z]{2}$'"),
    ],
)  # fmt: skip
def test_what_python_is_asked_for_is_one_of_what_is_possible(
    asked: dict[str, Any], hint: str
) -> None:
    """A side that is none would be treated as another, and any word for True."""
    ((name, value),) = asked.items()
    with pytest.raises(ContentError) as caught:
        Overrides(**asked)
    (problem,) = caught.value.problems
    assert str(problem.place) == f"--{name.replace('_', '-')}"
    assert problem.message == f"{value!r} is not possible here"
    assert problem.hint.endswith(hint)


@pytest.mark.parametrize(
    ("muscles", "side", "place"), [(("piriformis",), "Left", "--side"), ((), "left", "--muscle")]
)
def test_a_session_of_muscles_is_of_some_and_on_a_side(
    muscles: tuple[str, ...], side: Any, place: str, library: Library
) -> None:
    with pytest.raises(ContentError) as caught:
        session_of(muscles, library, side=side)
    assert [str(each.place) for each in caught.value.problems] == [place]


@pytest.mark.parametrize(("side", "sides"), [("right", "the right side"), ("both", "both sides")])
def test_a_file_that_is_called_by_another_side_is_told_of(
    side: Sides, sides: str, library: Library
) -> None:
    left = library.sessions["piriformis-left"]
    told = f"piriformis-left treats {sides} now, and its file keeps this name"
    assert resolve(left, library, Overrides(side=side)).notes == (told,)
    assert resolve(left, library, Overrides(side="left")).notes == ()
    assert resolve(library.sessions["starter"], library, Overrides(side=side)).notes == ()


def test_hold_speaks_for_every_routine(library: Library) -> None:
    """A hold of the file's own gives way; the muscle's factor stays."""
    asked = session(
        Routine(muscle="gluteus-maximus", side="left", hold=60_000),
        Routine(muscle="piriformis", side="left"),
    )
    composed = compose(resolve(asked, library, Overrides(hold=40_000)))
    assert [cue.ms for cue in composed if isinstance(cue, cues.Hold)] == [40_000, 60_000]


def test_whoever_agrees_to_more_still_agrees_to_what_the_session_says(library: Library) -> None:
    asked = Overrides(opt_in=("body-weight", "helper"))
    made = resolve(library.sessions["helper"], library, asked)
    assert made.session.opt_in == ("helper", "body-weight")
    assert any(timed.cue.line == "shared/opt-in-body-weight"
               for timed in plan(made, estimate(library, 135)).timeline.events
               if isinstance(timed.cue, cues.Say))  # fmt: skip


def test_points_reach_as_far_as_each_record_allows(library: Library) -> None:
    """Two points for the one, one for the other, and a word about it."""
    asked = session(
        Routine(muscle="gluteus-maximus", side="left"), Routine(muscle="piriformis", side="left")
    )
    choices = Overrides(points=2)
    assert [r.points for r in routines(resolve(asked, library, choices).session)] == [2, 1]
    (note,) = resolve(asked, library, choices).notes
    assert note.startswith("piriformis: 1 a side is the most its record allows")


def test_points_that_no_muscle_allows_are_refused_with_the_nearest(library: Library) -> None:
    asked = session(Routine(muscle="piriformis", side="left"))
    with pytest.raises(ContentError) as caught:
        plan(resolve(asked, library, Overrides(points=2)), estimate(library, 135))
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.place)) == ("S07", "--points")
    assert "the nearest allowed is 1" in problem.hint


@pytest.mark.parametrize(("points", "nearest"), [(0, "1"), (-1, "1"), (4, "3"), (99, "3")])
def test_points_outside_the_cap_are_refused(points: int, nearest: str) -> None:
    """INV-18, whatever the session."""
    with pytest.raises(ContentError) as caught:
        Overrides(points=points)
    assert f"the nearest allowed is {nearest}" in str(caught.value)


def test_a_safety_rule_that_refuses_says_what_would_do(library: Library) -> None:
    """Three points at every muscle are over fifteen minutes of vibration."""
    with pytest.raises(ContentError) as caught:
        plan(
            resolve(library.sessions["full-low-back"], library, Overrides(points=3, hold=45_000)),
            estimate(library, 135),
        )
    problem = caught.value.problems[0]
    assert problem.code == "INV-17"
    assert problem.hint == "the nearest allowed is --points 1"
    allowed = Overrides(points=1, hold=45_000)
    assert plan(
        resolve(library.sessions["full-low-back"], library, allowed), estimate(library, 135)
    ).timeline.length


def test_a_dose_that_a_workspace_narrowed_refuses_the_option(library: Library) -> None:
    """A record of one's own can only be kept: --hold is refused with its nearest value."""
    muscle = library.muscles["gluteus-maximus"]
    assert muscle.dose
    careful = replace(muscle, dose=replace(muscle.dose, hold=replace(muscle.dose.hold, max=40_000)))
    own = replace(library, muscles={**library.muscles, muscle.id: careful})
    asked = session(Routine(muscle=muscle.id, side="left"))
    with pytest.raises(ContentError) as caught:
        plan(resolve(asked, own, Overrides(hold=50_000)), estimate(library, 135))
    assert "the nearest allowed is 40s" in caught.value.problems[0].hint


def waits(composed: tuple[cues.Cue, ...]) -> list[int]:
    return [cue.ms for cue in composed if isinstance(cue, cues.Wait)]


def test_pace_scales_the_waits_of_techniques_alone(library: Library) -> None:
    """Opening, closing and holds stay; so does an author's own wait between routines."""
    asked = session(
        Routine(muscle="gluteus-maximus", side="left"),
        WaitStep(wait=11_000),  # type: ignore[arg-type]
        Routine(muscle="piriformis", side="left"),
    )
    normal, slow, brisk = (
        compose(resolve(asked, library, Overrides(pace=pace)))
        for pace in ("normal", "slow", "brisk")
    )
    assert normal == compose(resolve(asked, library))
    assert [c for c in slow if not isinstance(c, cues.Wait)] == [
        c for c in normal if not isinstance(c, cues.Wait)
    ]
    moved = {(was, now) for was, now in zip(waits(normal), waits(slow), strict=True) if was != now}
    assert (20_000, 30_000) in moved
    assert (5_000, 7_500) in moved
    assert 11_000 not in {was for was, _ in moved}
    assert {was for was, _ in moved} == {
        was for was, now in zip(waits(normal), waits(brisk), strict=True) if was != now
    }
    assert all(
        now < was for was, now in zip(waits(normal), waits(brisk), strict=True) if was != now
    )


def test_a_wait_keeps_to_its_own_range() -> None:
    """`min` and `max` win over pace and over fitting."""
    rest = WaitStep(wait=5_000, min=5_000, max=5_000)
    assert technique_wait(rest, "slow") == (5_000, 5_000, 5_000)
    assert technique_wait(WaitStep(wait=10_000), "normal") == (6_000, 10_000, 20_000)


def test_holds_keep_to_their_dose(library: Library) -> None:
    muscle = library.muscles["piriformis"]
    assert dose_hold(60_000, muscle) == (45_000, 60_000, 90_000)


def test_a_session_of_free_steps_begins_with_its_own_chapter(library: Library) -> None:
    """At 0, with the silence that players swallow behind it; else the title is the chapter."""
    free = Session(
        id="f", title="F", summary="", routines=(ChapterStep(chapter="A"), WaitStep(wait=1_000))
    )
    assert compose(resolve(free, library))[:2] == (cues.Chapter(title="A"), cues.Wait(ms=480))
    bare = replace(free, routines=(WaitStep(wait=1_000),))
    assert compose(resolve(bare, library))[0] == cues.Chapter(title="F")


def test_a_sound_of_ones_own_is_a_cue(library: Library) -> None:
    free = Session(id="f", title="F", summary="", routines=(PlayStep(play="bell.wav"),))
    assert cues.Play(file="bell.wav") in compose(resolve(free, library))

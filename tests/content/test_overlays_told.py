"""What is told of a workspace's record that is less careful than the bundled one: all of it, and
nothing of one that is as careful. Each rule is asked by itself; nothing is read."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from unknot.content.checks.overlays import (
    lines_as_careful,
    muscles_as_careful,
    steps_as_careful,
)
from unknot.content.library import Library
from unknot.content.records.muscle import HoldRange, Muscle, PointsRange
from unknot.content.records.script import Line, Script
from unknot.content.records.steps import Condition, SayStep, SessionFrame, Technique


def over(library: Library) -> Library:
    """A workspace over the bundled content."""
    return replace(library, beneath=library)


def told(rule: Any, record: Any, library: Library) -> list[str]:
    return [message for _, message, *_ in rule.check(record, over(library))]


# --- muscles ---------------------------------------------------------------------------------


def dosed(muscle: Muscle, **changes: Any) -> Muscle:
    assert muscle.dose
    return replace(muscle, dose=replace(muscle.dose, **changes))


def lying(muscle: Muscle, **changes: Any) -> Muscle:
    assert muscle.position
    return replace(muscle, position=replace(muscle.position, **changes))


def test_each_loosening_of_a_muscle_is_told_by_itself(library: Library) -> None:
    muscle = library.muscles["gluteus-maximus"]
    dose, position = muscle.dose, muscle.position
    assert dose
    assert position
    caution = muscle.cautions[0]
    least, most = dose.hold.min, dose.hold.max
    cases: list[tuple[Muscle, list[str]]] = [
        (muscle, []),
        (replace(muscle, region="calf"), [f"region is {muscle.region} in the bundled record"]),
        (
            replace(muscle, spot_group="x"),
            [f"spot-group is {muscle.spot_group} in the bundled record"],
        ),
        (
            replace(muscle, cautions=muscle.cautions[1:]),
            [f"the caution {caution!r} has been left out"],
        ),
        (replace(muscle, cautions=(*muscle.cautions, "Not after a run.")), []),
        (
            dosed(muscle, hold=HoldRange(min=least, max=most + 1)),
            ["holds are 30s to 1m in the bundled record"],
        ),
        (
            dosed(muscle, hold=HoldRange(min=least - 1, max=most)),
            ["holds are 30s to 1m in the bundled record"],
        ),
        (dosed(muscle, hold=HoldRange(min=least + 1, max=most - 1)), []),
        (
            dosed(muscle, points=PointsRange(default=1, max=dose.points.max + 1)),
            [f"the most a side is {dose.points.max} points"],
        ),
        (dosed(muscle, points=PointsRange(default=1, max=dose.points.max - 1)), []),
        (
            dosed(muscle, points=PointsRange(default=2, max=dose.points.max)),
            ["1 point a side is the bundled record's default"],
        ),
        (
            dosed(muscle, factor=dose.factor + 0.1),
            [f"the factor is {dose.factor:g} in the bundled record"],
        ),
        (dosed(muscle, factor=dose.factor - 0.1), []),
        (lying(muscle, alternatives=()), []),
        (
            lying(muscle, alternatives=(*position.alternatives, "seated")),
            ["gluteus-maximus is never treated seated"],
        ),
    ]
    recheck = "finger" if dose.recheck != "finger" else "flat"
    cases.append(
        (dosed(muscle, recheck=recheck), [f"gluteus-maximus is checked again by {dose.recheck!r}"])
    )
    for changed, wanted in cases:
        assert told(muscles_as_careful, changed, library) == wanted, changed


def test_what_is_refused_stays_refused(library: Library) -> None:
    muscle = library.muscles["piriformis"]
    for name, how in muscle.techniques.items():
        opened = replace(muscle, techniques={**muscle.techniques, name: "ok"})
        found = told(muscles_as_careful, opened, library)
        if how in ("default", "ok"):
            assert found == []
        else:
            assert f"{name} is {how!r} in the bundled record, so never 'ok'" in found
    closed = replace(muscle, techniques=dict.fromkeys(muscle.techniques, "forbidden"))
    assert told(muscles_as_careful, closed, library) == []
    for step, how in muscle.exam.items():
        found = told(muscles_as_careful, replace(muscle, exam={**muscle.exam, step: "ok"}), library)
        assert (f"searching by {step} is {how!r} in the bundled record" in found) == (how != "ok")


def test_nobody_is_treated_whom_the_bundled_record_only_explains(library: Library) -> None:
    psoas = library.muscles["iliopsoas"]
    found = told(muscles_as_careful, replace(psoas, info_only=False), library)
    assert "iliopsoas is only explained, never treated" in found
    piriformis = library.muscles["piriformis"]
    assert told(muscles_as_careful, replace(piriformis, info_only=True), library) == []


def test_a_permission_for_a_technique_that_is_not_there_yet_is_held_too(library: Library) -> None:
    """It may come with the same workspace tomorrow."""
    muscle = replace(library.muscles["gluteus-maximus"], techniques={"rolling": "forbidden"})
    bundled = replace(library, muscles={**library.muscles, muscle.id: muscle})
    opened = replace(muscle, techniques={"rolling": "ok"})
    assert told(muscles_as_careful, opened, bundled) == [
        "rolling is 'forbidden' in the bundled record, so never 'ok'"
    ]
    assert told(muscles_as_careful, muscle, bundled) == []


# --- techniques and the frame ----------------------------------------------------------------


def without(record: Technique, name: str, when: str | None = None) -> Technique:
    """``record`` without its steps that say ``name``."""

    def kept(steps: Any) -> tuple[Any, ...]:
        found = []
        for step in steps:
            if isinstance(step, SayStep) and step.say == name and when in (None, step.when):
                continue
            inner = getattr(step, "steps", None)
            found.append(replace(step, steps=kept(inner)) if inner else step)
        return tuple(found)

    return replace(record, steps=kept(record.steps))


def test_what_a_technique_no_longer_says_is_told(library: Library) -> None:
    record = library.techniques["vibration"]
    assert told(steps_as_careful, record, library) == []
    assert told(steps_as_careful, replace(record, summary="Another."), library) == []
    for name, when in (
        ("recheck", ""), ("place", ""), ("recheck-outcome", " when first-recheck"),
        ("position-stay", " when staying"),
    ):  # fmt: skip
        assert told(steps_as_careful, without(record, name), library) == [
            f"{name!r} is said no more{when}"
        ]
    for name in ("next-point", "swap-side"):
        assert told(steps_as_careful, without(record, name), library) == []
    other = told(steps_as_careful, without(record, "position", "turning"), library)
    assert other == ["'position' is said no more when turning"]


def test_a_warning_may_be_said_always_where_it_was_said_sometimes(library: Library) -> None:
    record = library.techniques["vibration"]
    always = replace(
        without(record, "position", "turning"),
        steps=(SayStep(say="position"), *without(record, "position", "turning").steps),
    )
    assert told(steps_as_careful, always, library) == []


def test_what_prepares_a_hold_is_said_before_it(library: Library) -> None:
    """How to lie, told when all is over, is told to nobody."""
    record = library.techniques["vibration"]
    cases: list[tuple[str, Condition]] = [
        ("position", "settling"), ("position", "turning"), ("hand", "first-hand"),
    ]  # fmt: skip
    for name, when in cases:
        fewer = without(record, name, when)
        late = replace(fewer, steps=(*fewer.steps, SayStep(say=name, when=when)))
        message = f"{name!r} is said only after the hold has begun"
        assert told(steps_as_careful, late, library) == [message]
        early = replace(fewer, steps=(SayStep(say=name, when=when), *fewer.steps))
        assert told(steps_as_careful, early, library) == []


def test_tool_needs_and_kit_stay(library: Library) -> None:
    record = library.techniques["vibration"]
    first, second = record.kit
    assert told(steps_as_careful, replace(record, by="hand"), library) == [
        "vibration is by massager"
    ]
    assert told(steps_as_careful, replace(record, kit=(second, "a mat")), library) == [
        f"{first!r} has been left out of the kit"
    ]
    needy = next(each for each in library.techniques.values() if each.needs)
    assert told(steps_as_careful, replace(needy, needs=()), library) == [
        f"needs: [{each}] has been left out" for each in needy.needs
    ]


@pytest.mark.parametrize(
    ("part", "gone"),
    [("opening", "opening-full"), ("opening_short", "opening-short"), ("closing", "closing"),
     ("closing_short", "closing-short")],
)  # fmt: skip
def test_each_part_of_the_frame_says_what_it_said(part: str, gone: str, library: Library) -> None:
    frame: SessionFrame = library.frame
    assert told(steps_as_careful, frame, library) == []
    left = tuple(s for s in getattr(frame, part) if getattr(s, "say", "") != gone)
    changes: dict[str, Any] = {part: left}
    assert told(steps_as_careful, replace(frame, **changes), library) == [
        f"{gone!r} is said no more"
    ]
    changes[part] = (*getattr(frame, part), SayStep(say="chapter-opening"))
    assert told(steps_as_careful, replace(frame, **changes), library) == []


# --- lines -----------------------------------------------------------------------------------


def script(library: Library, owner: str, **lines: Line | None) -> Script:
    """The bundled script with lines changed (their names with _), or left out where None."""
    bundled = library.scripts["en"][owner]
    changed = {name.replace("_", "-"): line for name, line in lines.items()}
    kept = {**bundled.lines, **changed}
    return replace(bundled, lines={name: line for name, line in kept.items() if line})


def test_what_a_reworded_line_loses_is_told(library: Library) -> None:
    bundled = library.scripts["en"]["piriformis"].lines["hold-half"]
    assert told(lines_as_careful, script(library, "piriformis"), library) == []
    unmarked = script(library, "piriformis", hold_half=replace(bundled, safety=False))
    found = told(lines_as_careful, unmarked, library)
    assert found[0] == "'hold-half' is heard at every detail: safety: true"
    harmless = script(
        library, "piriformis", hold_half=replace(bundled, say=("Halfway.",), helper=())
    )
    found = told(lines_as_careful, harmless, library)
    assert found
    assert all(each.startswith("'hold-half' has lost its caution: ") for each in found)
    gone = told(lines_as_careful, script(library, "piriformis", hold_half=None), library)
    assert gone
    assert all(
        each.startswith("the line 'hold-half' is gone, and with it a caution: ") for each in gone
    )
    longer = replace(bundled, say=(*bundled.say, "Breathe."))
    assert told(lines_as_careful, script(library, "piriformis", hold_half=longer), library) == []
    assert told(lines_as_careful, script(library, "piriformis", sweep_hold=None), library) == []


@pytest.mark.parametrize("version", ["helper", "short"])
def test_a_version_that_was_not_there_warns_as_the_whole_line_did(
    version: str, library: Library
) -> None:
    """Until then a helper, or who hears it in short, heard the line in full."""
    bundled = replace(library.scripts["en"]["piriformis"].lines["place"], helper=(), short=())
    whole = script(library, "piriformis", place=bundled)
    scripts = {**library.scripts["en"], "piriformis": whole}
    library = replace(library, scripts={"en": scripts})
    less, fine = (
        script(library, "piriformis", place=replace(bundled, **{version: (text,)}))
        for text in ("There.", "There, away from bone.")
    )
    assert told(lines_as_careful, less, library) == ["'place' has lost its caution: bone"]
    assert told(lines_as_careful, fine, library) == []


@pytest.mark.parametrize(("name", "owner"), [("stick_set", "stick"), ("sweep", "vibration-sweep")])
def test_a_muscle_line_in_place_of_a_technique_line_warns_as_it_did(
    name: str, owner: str, library: Library
) -> None:
    """A muscle's line comes before its technique's, whose caution nobody would hear."""
    bundled = library.scripts["en"][owner].lines[name.replace("_", "-")]
    less = script(library, "erector-spinae", **{name: replace(bundled, say=("Here.",), short=())})
    same = script(library, "erector-spinae", **{name: bundled})
    found = told(lines_as_careful, less, library)
    assert found
    assert all("has lost its caution" in each for each in found)
    assert told(lines_as_careful, same, library) == []


@pytest.mark.parametrize("owner", ["gluteus-maximus", "vibration-sweep", "shared"])
def test_a_line_that_is_chosen_first_warns_as_the_one_after_it_did(
    owner: str, library: Library
) -> None:
    """`position` is heard instead of `position-side-lying`, which says on which side to lie."""
    anyhow = Line(say=("Lie down as you like.",), sources=("INF",))
    found = told(lines_as_careful, script(library, owner, position=anyhow), library)
    assert "'position' has lost its caution: the other side" in found
    careful = Line(say=("Lie on your {other} side, on your belly if you like.",), sources=("INF",))
    assert told(lines_as_careful, script(library, owner, position=careful), library) == []
    assert told(lines_as_careful, script(library, "calf"), library) == []

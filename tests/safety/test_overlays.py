"""A workspace adds caution and never removes it: each way to loosen a record is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from tests.safety.violations import dosed, opened, steps
from tests.safety.workspace import MUSCLES, Workspace, says
from tests.usual import cases
from unknot.content.cautions import lost
from unknot.content.library import Library
from unknot.content.records.muscle import HoldRange, Muscle, PointsRange
from unknot.content.records.steps import SayStep


def _loosened(muscle: Muscle) -> Iterator[Muscle]:
    dose, position = muscle.dose, muscle.position
    assert dose
    assert position
    hold, points = dose.hold, dose.points
    yield replace(muscle, region="calf")
    yield replace(muscle, spot_group="another")
    yield replace(muscle, cautions=())
    for gone in range(len(muscle.cautions)):
        yield replace(muscle, cautions=muscle.cautions[:gone] + muscle.cautions[gone + 1 :])
    yield dosed(muscle, hold=HoldRange(min=hold.min, max=hold.max + 1_000))
    yield dosed(muscle, hold=HoldRange(min=hold.min - 1_000, max=hold.max))
    yield dosed(muscle, points=PointsRange(default=1, max=points.max + 1))
    yield dosed(muscle, factor=dose.factor + 0.1)
    yield dosed(muscle, recheck="finger" if dose.recheck != "finger" else "flat")
    yield replace(muscle, position=replace(position, default="seated"))
    yield replace(muscle, position=replace(position, default="supine-on"))
    yield replace(muscle, position=replace(position, alternatives=("supine-on", "seated")))
    for name, how in muscle.techniques.items():
        if how not in ("default", "ok"):
            yield opened(muscle, name, "ok")


def test_no_overlay_makes_a_muscle_less_careful(library: Library) -> None:
    count = 0
    for name in MUSCLES:
        for muscle in _loosened(library.muscles[name]):
            count += 1
            assert "S90" in Workspace(muscles=(muscle,)).refusals(library), muscle
    assert count >= 100


def test_what_was_explained_only_stays_so(library: Library) -> None:
    treatable = replace(library.muscles["iliopsoas"], info_only=False)
    assert {"S90", "S47"} <= Workspace(muscles=(treatable,)).refusals(library)
    calf = replace(library.muscles["calf"], needs=())
    assert "S90" in Workspace(muscles=(calf,)).refusals(library)


def test_no_reworded_line_loses_a_caution(library: Library) -> None:
    """Every line that warns, in every script, made harmless; and every one of safety, unmarked."""
    count = 0
    for owner, script in library.scripts["en"].items():
        for name, line in script.lines.items():
            if lost(line.say, ()):
                count += 1
                new = {(owner, name): says("Good.", line)}
                assert "S91" in Workspace(lines=new).refusals(library), (owner, name)
            if line.safety:
                count += 1
                new = {(owner, name): replace(line, safety=False)}
                assert "S91" in Workspace(lines=new).refusals(library), (owner, name)
    assert count >= 60


def test_each_sentence_of_the_opening_that_warns_is_kept(library: Library) -> None:
    line = library.scripts["en"]["shared"].lines["opening-full"]
    warning = [text for text in line.say if lost((text,), tuple(t for t in line.say if t != text))]
    assert len(warning) >= 6
    for gone in warning:
        less = replace(line, say=tuple(text for text in line.say if text != gone))
        workspace = Workspace(lines={("shared", "opening-full"): less})
        assert "S91" in workspace.refusals(library), gone


@pytest.mark.parametrize("technique", ["vibration", "vibration-sweep", "stick", "basic-massage"])
def test_a_technique_s_own_script_cannot_silence_a_shared_line(
    technique: str, library: Library
) -> None:
    """A script of a technique stands before the shared one, wherever the bundled have none."""
    for name in ("recheck-outcome", "position-stay", "switch-off"):
        line = library.scripts["en"]["shared"].lines[name]
        if lost(line.say, ()):
            new = {(technique, name): says("Good.", replace(line, safety=False))}
            assert "S91" in Workspace(lines=new).refusals(library), name


@cases("technique", ["vibration", "vibration-sweep", "stick", "pressure-hold"], usual=2)
def test_no_technique_leaves_out_what_warns_and_checks(technique: str, library: Library) -> None:
    record = library.techniques[technique]
    for gone in ("position", "position-stay", "recheck", "recheck-outcome"):
        less = steps(record, lambda s, n=gone: None if isinstance(s, SayStep) and s.say == n else s)  # type: ignore[misc]
        assert "S92" in Workspace(techniques=(less,)).refusals(library), gone
    assert "S92" in Workspace(techniques=(replace(record, kit=()),)).refusals(library)
    other = replace(record, by="hand" if record.by != "hand" else "massager")
    assert "S92" in Workspace(techniques=(other,)).refusals(library)


def test_the_frame_says_all_that_it_said(library: Library) -> None:
    frame = library.frame
    for part in ("opening", "opening_short", "closing", "closing_short"):
        was = getattr(frame, part)
        for gone in [
            s for s in was if isinstance(s, SayStep) and s.say.startswith(("op", "closing"))
        ]:
            left: Any = {part: tuple(s for s in was if s != gone)}
            less = replace(frame, **left)
            assert "S92" in Workspace(frame=less).refusals(library), (part, gone.say)


def test_more_caution_is_welcome(library: Library) -> None:
    """Shorter, fewer, forbidden, warned of once more: nothing of this is refused."""
    piriformis = library.muscles["piriformis"]
    stricter = dosed(
        replace(piriformis, cautions=(*piriformis.cautions, "Not after a run.")),
        hold=HoldRange(min=45_000, max=60_000),
        factor=1.5,
    )
    erector = library.muscles["erector-spinae"]
    no_stick = replace(
        opened(erector, "stick", "forbidden"), because={**erector.because, "stick": "Not for me."}
    )
    line = library.scripts["en"]["piriformis"].lines["find"]
    find = replace(line, say=(f"{line.say[0]} Take your time.",))
    workspace = Workspace(muscles=(stricter, no_stick), lines={("piriformis", "find"): find})
    assert workspace.refusals(library) == set()

"""YAML to records: by type hints, with the places of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.workspaces import (
    BUNDLED,
    MUSCLE,
    SESSION,
    SHARED,
    Content,
    changed,
    problems,
    reading,
    session,
    told,
)
from unknot.content.records.base import Record
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import Line, Script
from unknot.content.records.session import Routine, Session
from unknot.content.records.steps import HoldStep, MarkStep, Repeat, SayStep, WaitStep
from unknot.content.yaml import tree as nodes
from unknot.content.yaml.decode import decode
from unknot.content.yaml.document import Document
from unknot.content.yaml.kinds import Moment
from unknot.content.yaml.problems import ProblemLog
from unknot.diagnostic import Place


def decoded(text: str, cls: type[Record] = Session) -> Record:
    """The record in ``text``, which must have no problem."""
    findings = ProblemLog("x.yaml")
    document = Document("x.yaml", "x", text)
    findings.read(text)
    node = nodes.compose(document, findings)
    assert node is not None
    record = decode(cls, node, document, findings)
    assert findings.problems == []
    assert record is not None
    return record


def routines(items: str) -> tuple[object, ...]:
    record = decoded(f"title: T\nsummary: S\nroutines:\n{items}")
    assert isinstance(record, Session)
    return record.routines


def test_a_session_becomes_frozen_values() -> None:
    record = decoded(SESSION)
    assert isinstance(record, Session)
    assert record == Session(
        id="x",
        title="Sore hip",
        summary="One hip.",
        routines=(Routine(muscle="gluteus", side="left"),),
    )
    assert hash(record.place())
    with pytest.raises(AttributeError):
        record.title = "Other"  # type: ignore[misc]


def test_steps_are_told_apart_by_the_key_that_names_them() -> None:
    assert routines(
        "  - {say: Rest.}\n  - {wait: 8s}\n  - {repeat: 2, steps: [{wait: 1s}]}\n"
        "  - {hold: 30s, inside: [{at: -5s, chime: end}]}\n"
        "  - {hold: 45s, muscle: gluteus, side: both}\n"
    ) == (
        SayStep(say="Rest."),
        WaitStep(wait=8_000),
        Repeat(repeat=2, steps=(WaitStep(wait=1_000),)),
        HoldStep(hold=30_000, inside=(MarkStep(at=Moment(ms=-5_000), chime="end"),)),
        Routine(muscle="gluteus", side="both", hold=45_000),
    )


@pytest.mark.parametrize(
    "text", ["no", "on", "012", "1:30", "1e3", "2026-11-20", "0x10", "=", "1_000"]
)
def test_no_plain_text_is_taken_for_anything_but_text(text: str) -> None:
    """YAML 1.1 makes a truth, a number, a date or an error of each."""
    record = decoded(f"title: {text}\nsummary: S\nroutines: []")
    assert isinstance(record, Session)
    assert record.title == text


def test_a_field_may_hold_a_word_or_a_quantity() -> None:
    assert routines("  - {hold: dose}\n  - {repeat: points, steps: [{wait: 1:30}]}\n") == (
        HoldStep(hold="dose"),
        Repeat(repeat="points", steps=(WaitStep(wait=90_000),)),
    )


def test_one_text_will_do_where_a_list_of_texts_may_be() -> None:
    assert decoded("say: Rest.\nsources: S1", Line) == Line(say=("Rest.",), sources=("S1",))
    assert decoded("say: [Rest.]\nsources: [S1]", Line) == Line(say=("Rest.",), sources=("S1",))


def test_keys_are_the_fields_in_kebab_case() -> None:
    assert decoded("in-turn: [One., Two.]\nsources: S1", Line) == Line(
        in_turn=("One.", "Two."), sources=("S1",)
    )


def test_anchors_and_folded_texts_are_plain_yaml() -> None:
    record = decoded(
        "title: &name Sore\nsummary: >-\n  One\n  hip.\nroutines: [{chapter: *name}, {wait: '8s'}]"
    )
    assert isinstance(record, Session)
    assert record.summary == "One hip."
    assert record.routines[0].place("chapter") == Place("x.yaml", 1, 8)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("", "name: G"),
        ("spoken", "the buttock"),
        ("techniques.stick", "forbidden"),
        ("@techniques.stick", "stick: f"),
        ("sources.dose.1", "INF"),
        ("position", "{default: side"),
        ("spot_group", "name: G"),
    ],
)
def test_every_value_knows_its_place(key: str, text: str) -> None:
    """Items of lists and mappings too; what was left out stands where its record stands."""
    assert decoded(MUSCLE, Muscle).place(key) == _where(text, MUSCLE)


def test_records_inside_records_know_theirs() -> None:
    script = decoded(SHARED, Script)
    assert isinstance(script, Script)
    assert script.lines["half"].place("in_turn.1") == _where("Half done.", SHARED)


def _where(part: str, text: str) -> Place:
    before = text[: text.index(part)].split("\n")
    return Place("x.yaml", len(before), len(before[-1]) + 1)


def test_places_take_no_part_in_equality() -> None:
    assert decoded("say: Rest.\nsources: S1", Line) == decoded("\n\nsources: S1\nsay: Rest.", Line)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("{say: ~}", ["x.yaml:4:11 Y18"]),
        ("{say: null}", ["x.yaml:4:11 Y18"]),
        ("{say: }", ["x.yaml:4:11 Y18"]),
        ("{say: ''}", ["x.yaml:4:11 Y17"]),
        ("{say: [Rest.]}", ["x.yaml:4:11 Y20"]),
        ("{wait: {s: 8}}", ["x.yaml:4:12 Y20"]),
        ("[{wait: 8s}]", ["x.yaml:4:5 Y20"]),
        ("{wait: " + "9" * 90 + "s}", ["x.yaml:4:12 Y17"]),
        ("{wait: " + "9" * 200 + "s}", ["x.yaml:4:12 Y17"]),
        ("{say: Rest., optional: yes}", ["x.yaml:4:28 Y17"]),
        ("{repeat: twice, steps: []}", ["x.yaml:4:14 Y17"]),
        ("{hold: 30s, inside: [{at: start, chime: end}]}", ["x.yaml:4:31 Y17"]),
        ("{id: x}", ["x.yaml:4:5 Y19"]),
        ("{}", ["x.yaml:4:5 Y19"]),
        ("{say: Rest., wait: 8s}", ["x.yaml:4:18 Y14"]),
        ("{? [say] : Rest.}", ["x.yaml:4:5 Y19", "x.yaml:4:8 Y11"]),
    ],
)
def test_a_value_of_the_wrong_shape_is_told_where_it_stands(
    item: str, expected: list[str], tmp_path: Path
) -> None:
    files: dict[str, Content] = {
        "sessions/x.yaml": f"title: X\nsummary: X.\nroutines:\n  - {item}\n"
    }
    assert told(problems(tmp_path, files)) == expected


def test_a_record_does_not_repeat_the_name_of_its_file(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"sessions/x.yaml": f"id: x\n{SESSION}"})
    assert problem.hint == "delete it: the name of the file is its id"


@pytest.mark.parametrize("text", ["- a\n", "text\n", "42\n"])
def test_a_file_is_a_mapping(text: str, tmp_path: Path) -> None:
    assert told(problems(tmp_path, {"sessions/x.yaml": text})) == ["x.yaml:1:1 Y20"]


def test_every_part_that_can_be_read_is_held_against_sense(tmp_path: Path) -> None:
    """A list with one bad item is neither empty nor lost."""
    files = session("[{muscle: gluteus, side: lefft}, {muscle: glutaeus, side: left}]")
    assert [each.code for each in problems(tmp_path, files)] == ["Y16", "S01"]


def test_text_that_could_not_be_read_has_no_consequences(tmp_path: Path) -> None:
    """A muscle without a readable dose is not told to need one."""
    files: dict[str, Content] = {
        "atlas/muscles/gluteus.yaml": changed(MUSCLE, "dose: plenty"),
        "atlas/muscles/medius.yaml": changed(MUSCLE, "techniques: {vibration: defualt}"),
        "atlas/muscles/minimus.yaml": MUSCLE.replace("min: 30s", "min: soon"),
    }
    assert told(problems(tmp_path, files)) == [
        "gluteus.yaml:12:7 Y20",
        "medius.yaml:12:25 Y16",
        "minimus.yaml:10:33 Y17",
    ]


def test_the_bundled_root_of_these_tests_has_no_problem(tmp_path: Path) -> None:
    library, found = reading(tmp_path, {})
    assert found == ()
    assert len(library.origins) == len(BUNDLED)

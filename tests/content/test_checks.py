"""Sense: what each rule lets pass and what it says; the list of codes has one example of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.workspaces import (
    BRIEF,
    CHIME,
    MUSCLE,
    PSOAS,
    SHARED,
    TECHNIQUE,
    Content,
    changed,
    problems,
    session,
)
from unknot.content.checks import RULES
from unknot.diagnostic import Diagnostic

DOSE = next(line for line in MUSCLE.splitlines() if line.startswith("dose:"))


def only(found: tuple[Diagnostic, ...]) -> Diagnostic:
    (problem,) = found
    return problem


def test_each_rule_has_a_code_of_its_own() -> None:
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "item",
    [
        "{muscle: gluteus, side: both, points: 3, hold: 60s, position: side-lying}",
        "{muscle: gluteus, side: left, technique: vibration}",
        "[{muscle: gluteus, side: left}, {muscle: gluteus, side: right}]",
        "[{muscle: medius, side: left, points: 2}, {muscle: minimus, side: left, points: 1}]",
        "[{muscle: medius, side: left, points: 3}, {muscle: minimus, side: right, points: 3}]",
        "{hold: 10m}",
        "{wait: 10m}",
        "{repeat: 100, steps: [{wait: 1s}]}",
        "{say: opening}",
        "{say: 'Call {emergency}.'}",
        "{chapter: Warm up}",
        "{hold: 30s, inside: [{at: 0s, say: half}, {at: 99%, chime: half}]}",
    ],
)
def test_what_is_allowed_passes(item: str, tmp_path: Path) -> None:
    assert problems(tmp_path, session(item)) == ()


def test_a_muscle_for_information_is_refused_with_its_reason_and_sources(tmp_path: Path) -> None:
    problem = only(problems(tmp_path, session("{muscle: psoas, side: left, technique: vibration}")))
    assert problem.code == "S02"
    assert problem.message == "psoas is never treated: Organs lie in front of it."
    assert problem.hint == "sources: S1, INF"


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        ("needs-shown", "stick needs to be shown by a professional first on thigh"),
        ("helper-only", "stick can only be done by a helper on thigh"),
        ("discouraged", "stick is discouraged on thigh"),
        ("forbidden", "stick is forbidden on thigh"),
        ("none", "stick is not used on thigh"),
    ],
)
def test_each_refusal_has_its_own_words_and_the_record_s_reason(
    permission: str, words: str, tmp_path: Path
) -> None:
    files = session("{muscle: thigh, side: left, technique: stick}")
    files["atlas/muscles/thigh.yaml"] = MUSCLE.replace("stick: forbidden", f"stick: {permission}")
    problem = only(problems(tmp_path, files))
    assert problem.message == words
    opened = {"needs-shown": "shown-by-professional", "helper-only": "helper"}
    opened["discouraged"] = "discouraged"
    or_so = f"; or opt-in: [{opened[permission]}]" if permission in opened else ""
    assert problem.hint == f"It lies too deep (S1). Possible: vibration{or_so}"


def test_a_technique_that_a_muscle_does_not_speak_of_is_judged_by_its_tool(tmp_path: Path) -> None:
    """By massager it may do what vibration may; by stick or hand, what those may."""
    files = session("{muscle: gluteus, side: left, technique: tapping}")
    files["atlas/techniques/tapping.yaml"] = TECHNIQUE
    assert problems(tmp_path, files) == ()
    files["atlas/techniques/tapping.yaml"] = (
        TECHNIQUE.replace("hold: dose", "hold: 8s") + "by: hand\n"
    )
    assert only(problems(tmp_path, files)).message == "tapping is not used on gluteus"


def test_a_technique_without_a_file_cannot_be_used_yet(tmp_path: Path) -> None:
    """The atlas may speak of the stick before there is a technique file for it."""
    files = session("{muscle: thigh, side: left, technique: stick}")
    files["atlas/muscles/thigh.yaml"] = MUSCLE.replace("stick: forbidden", "stick: ok")
    problem = only(problems(tmp_path, files))
    assert (problem.code, problem.message) == ("S04", "there is no technique 'stick'")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("routines: [{muscle: gluteus, side: left, hold: 29s}]", "S05"),
        ("routines: [{muscle: gluteus, side: left, hold: 61s}]", "S05"),
        ("hold: 61s", "S06"),
        ("hold: 0s", "S06"),
        ("routines: [{muscle: gluteus, side: left, points: 0}]", "S07"),
        ("routines: [{muscle: gluteus, side: left, points: 4}]", "S07"),
    ],
)
def test_doses_are_those_of_the_records(line: str, code: str, tmp_path: Path) -> None:
    assert only(problems(tmp_path, {"sessions/x.yaml": changed(BRIEF, line)})).code == code


def test_a_base_hold_times_the_factor_stays_in_range_too(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "atlas/muscles/thigh.yaml": MUSCLE.replace("factor: 1.0", "factor: 1.5"),
        "sessions/x.yaml": changed(BRIEF, "hold: 45s").replace("gluteus", "thigh"),
    }
    problem = only(problems(tmp_path, files))
    assert problem.message == "a hold of 1m7.5s is outside 30s to 1m for thigh"


def test_muscles_at_one_place_share_its_points_on_each_side(tmp_path: Path) -> None:
    items = "[{muscle: medius, side: both, points: 2}, {muscle: minimus, side: right, points: 2}]"
    problem = only(problems(tmp_path, session(items)))
    assert problem.message == "4 points at one place (hip, right); 3 are allowed"


def test_a_routine_twice_names_the_line_of_the_first(tmp_path: Path) -> None:
    text = (
        "title: X\nsummary: X.\nroutines:\n"
        "  - {muscle: gluteus, side: both}\n  - {wait: 8s}\n  - {muscle: gluteus, side: right}\n"
    )
    problem = only(problems(tmp_path, {"sessions/x.yaml": text}))
    assert problem.message == "gluteus is treated on the right already, on line 4"
    assert problem.place.line == 6


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("{hold: 0s}", "S14"),
        ("{hold: 601s}", "S14"),
        ("{wait: 0s}", "S14"),
        ("{repeat: 0, steps: [{wait: 1s}]}", "S15"),
        ("{repeat: 2, steps: []}", "S15"),
        ("{repeat: 2, steps: [{hold: dose}]}", "S12"),
        ("{hold: 30s, inside: [{at: 10s}]}", "S16"),
        ("{hold: 30s, inside: [{at: 30s, say: half}]}", "S16"),
        ("{hold: 30s, inside: [{at: -31s, say: half}]}", "S16"),
        ("{repeat: 2, steps: [{say: opnening}]}", "S20"),
        ("{hold: 30s, inside: [{at: 0s, say: haf}]}", "S20"),
        ("{chapter: warmup}", "S20"),
        ("{hold: 30s, inside: [{at: 0s, chime: last-five}]}", "S50"),
        ("{say: position}", "S28"),
    ],
)
def test_steps_are_judged_wherever_they_stand(item: str, code: str, tmp_path: Path) -> None:
    assert only(problems(tmp_path, session(item))).code == code


def test_a_word_that_is_no_line_is_probably_a_sentence(tmp_path: Path) -> None:
    problem = only(problems(tmp_path, session("{say: breathe}")))
    assert problem.hint.endswith("for words of your own write a sentence: Breathe.")


def test_an_optional_line_may_be_missing(tmp_path: Path) -> None:
    """The technique of these tests has one, and no script says it."""
    assert "extra" in TECHNIQUE
    assert problems(tmp_path, {}) == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("say: place}", "say: plaec}", "S20"),
        ("say: half}", "say: hafl}", "S20"),
        ("say: half}", "say: Half way there.}", "S21"),
        ("{say: position}", "{chapter: A title}", "S21"),
        ("steps: S1", "steps: S2", "S30"),
        ("{steps: S1}", "{}", "S31"),
        ("{steps: S1}", "{steps: []}", "S31"),
    ],
)
def test_techniques_say_only_lines_and_cite(old: str, new: str, code: str, tmp_path: Path) -> None:
    files: dict[str, Content] = {"atlas/techniques/vibration.yaml": TECHNIQUE.replace(old, new)}
    assert only(problems(tmp_path, files)).code == code


def test_a_muscle_needs_the_words_of_every_position_that_it_offers(tmp_path: Path) -> None:
    position = "position: {default: side-lying, alternatives: [prone, seated], landmark: There}"
    files: dict[str, Content] = {
        "atlas/muscles/gluteus.yaml": changed(MUSCLE, position),
        "scripts/en/gluteus.yaml": "lines: {position-prone: {say: Lie down., sources: S1}}\n",
    }
    problem = only(problems(tmp_path, files))
    assert problem.message == "vibration lacks words for gluteus: position-seated"
    assert problem.hint == "add them to scripts/en/gluteus.yaml"


def test_a_muscle_needs_the_re_check_of_its_own_kind(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "atlas/muscles/gluteus.yaml": MUSCLE.replace("recheck: flat", "recheck: move")
    }
    problem = only(problems(tmp_path, files))
    assert problem.message == "vibration lacks words for gluteus: recheck-move"


@pytest.mark.parametrize("text", ["{opposite}", "{}", "{0}", "{side!r}", "{", "}", "{{side}}"])
def test_only_known_placeholders_may_stand_in_a_line(text: str, tmp_path: Path) -> None:
    line = f'  more: {{say: "The {text} side.", sources: S1}}\n'
    found = problems(tmp_path, {"scripts/en/shared.yaml": SHARED + line})
    assert {each.code for each in found} == {"S22"}


@pytest.mark.parametrize(
    ("files", "told_at"),
    [
        ({"atlas/muscles/gluteus.yaml": changed(MUSCLE, "spoken: the {side} muscle")}, "S22"),
        ({"scripts/en/lexicon.yaml": "terms: {ilium: {say: 'ill {name}'}}\n"}, "S22"),
        ({"sessions/x.yaml": changed(BRIEF, 'title: "The {side} hip"')}, "S23"),
        ({"sessions/x.yaml": changed(BRIEF, 'summary: "For {name}."')}, "S23"),
        ({"sessions/x.yaml": changed(BRIEF, 'author: "{x}"')}, "S23"),
        ({"sessions/x.yaml": changed(BRIEF, 'summary: "Sets {A, B}."')}, None),
    ],
)
def test_a_placeholder_is_told_where_nothing_is_filled_in(
    files: dict[str, Content], told_at: str | None, tmp_path: Path
) -> None:
    found = [each for each in problems(tmp_path, files) if each.code in ("S22", "S23")]
    assert [each.code for each in found] == ([told_at] if told_at else [])
    assert all("is not filled in here" in each.message for each in found)


def test_what_a_placeholder_stands_for_is_told(tmp_path: Path) -> None:
    line = '  more: {say: "The {x} side.", sources: S1}\n'
    problem = only(problems(tmp_path, {"scripts/en/shared.yaml": SHARED + line}))
    assert "{other} (the other)" in problem.hint
    assert "{emergency} (whom to call)" in problem.hint


def test_a_placeholder_is_found_in_every_variant(tmp_path: Path) -> None:
    line = '  more: {in-turn: [One., "Two {x}."], sources: S1}\n'
    problem = only(problems(tmp_path, {"scripts/en/shared.yaml": SHARED + line}))
    assert problem.place.column == line.index('"Two') + 1


def test_a_line_is_either_said_or_taken_in_turn(tmp_path: Path) -> None:
    line = "  more: {say: One., in-turn: [One., Two.], sources: S1}\n"
    assert only(problems(tmp_path, {"scripts/en/shared.yaml": SHARED + line})).code == "S24"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("techniques: {vibration: ok}", "S41"),
        ("techniques: {stick: default}", "S41"),
        ("techniques: {vibration: default, stick: default}", "S41"),
        ("because: {stik: It lies too deep.}", "S42"),
        (DOSE.replace("1.0", "0"), "S44"),
        (DOSE.replace("1.0", "11"), "S44"),
        (DOSE.replace("30s", "0s"), "S44"),
        (DOSE.replace("30s", "61s"), "S44"),
        (DOSE.replace("60s", "11m"), "S44"),
        (DOSE.replace("default: 1", "default: 4"), "S44"),
        (DOSE.replace("default: 1", "default: 0"), "S44"),
    ],
)
def test_a_muscle_that_is_treated_makes_sense(line: str, code: str, tmp_path: Path) -> None:
    found = problems(tmp_path, {"atlas/muscles/gluteus.yaml": changed(MUSCLE, line)})
    assert code in [each.code for each in found]
    assert {each.code for each in found} <= {code, "S45"}


def test_a_muscle_for_information_needs_neither_dose_nor_position(tmp_path: Path) -> None:
    assert problems(tmp_path, {"atlas/muscles/psoas.yaml": PSOAS}) == ()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("notes: []", "S52"),
        ("notes: [{at: 0s, hz: 1200, length: 9999h}]", "S52"),
        ("notes: [{at: 4s, hz: 1200, length: 2s}]", "S52"),
        ("notes: [{at: 0s, hz: 1200, length: 0s}]", "S52"),
        ("notes: [{at: 0s, hz: 20001, length: 1s}]", "S52"),
        ("notes: [{at: 0s, hz: 1200, length: 1s, level: 6}]", "S52"),
        ("notes: [{at: 0s, hz: 60, length: 1s}]", "S52"),
        ("notes: [{at: 0s, hz: 60, length: 1s, overtones: [-40, -40, -40]}]", "S52"),
        ("notes: [{at: 0s, hz: 16000, length: 1s}]", "S52"),
        ("notes: [{at: 0s, hz: 1200, length: 2ms}]", "S52"),
        ("notes: [{at: 0s, hz: 60, length: 1s}, {at: 0s, hz: 900, length: 1s, level: -50}]", "S52"),
        ("notes: [{at: 0s, hz: 1200, length: 1s, overtones: [-6, 1]}]", "S52"),
        ("sources: S9", "S30"),
        ("sources: []", "S31"),
    ],
)
def test_a_chime_is_a_chime(line: str, code: str, tmp_path: Path) -> None:
    """Nobody's workspace can ask for gigabytes of sound, or for one that hurts."""
    assert only(problems(tmp_path, {"audio/chimes/end.yaml": changed(CHIME, line)})).code == code


def test_a_low_bell_is_heard_by_its_overtones(tmp_path: Path) -> None:
    """A chime may be all that ends a hold, so some of it has to come through a phone."""
    line = "notes: [{at: 0s, hz: 90, length: 3s, overtones: [-3, -6]}]"
    assert problems(tmp_path, {"audio/chimes/end.yaml": changed(CHIME, line)}) == ()


def test_sessions_need_not_cite_but_what_they_cite_exists(tmp_path: Path) -> None:
    assert problems(tmp_path, {"sessions/x.yaml": BRIEF}) == ()
    found = problems(tmp_path, {"sessions/x.yaml": f"{BRIEF}sources: {{title: [S1, S7]}}\n"})
    assert only(found).place.column == len("sources: {title: [S1, ") + 1


def test_a_broken_source_is_not_an_unknown_one(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "atlas/sources.yaml": "sources: {X900: {kind: rumour, title: A study}}\n",
        "sessions/x.yaml": f"{BRIEF}sources: {{title: X900}}\n",
    }
    assert only(problems(tmp_path, files)).code == "Y16"


@pytest.mark.parametrize(
    "line",
    ["spoken: the muscle between your neck and shoulder", "name: Upper back",
     "spoken: the nape of your NECK", "name: Muscle of the jaw",
     "position: {default: side-lying, landmark: Between the neck and the collarbone}"],
)  # fmt: skip
def test_a_muscle_of_no_region_cannot_borrow_one(line: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, {"atlas/muscles/gluteus.yaml": changed(MUSCLE, line)})
    assert found.code == "S98"
    assert found.place.line
    assert "nor in any region that is treated" in found.message


@pytest.mark.parametrize(
    ("without", "elsewhere", "lacking"),
    [
        ("half", "half", "half"),
        ("position", "position", "position-side-lying"),
        ("position", "position-prone", "position-side-lying"),
        ("recheck-flat", "recheck-other", "recheck-flat"),
    ],
)
def test_what_a_muscle_lacks_to_be_spoken_is_named(
    without: str, elsewhere: str, lacking: str, tmp_path: Path
) -> None:
    """A line that another muscle's script has is no line of this one."""
    shared = "".join(
        line for line in SHARED.splitlines(True) if not line.startswith(f"  {without}:")
    )
    files: dict[str, Content] = {
        "scripts/en/shared.yaml": shared,
        "scripts/en/medius.yaml": f"lines:\n  {elsewhere}: {{say: So., sources: S1}}\n",
    }
    found = [each for each in problems(tmp_path, files) if each.code == "S26"]
    assert {each.message for each in found} >= {f"vibration lacks words for gluteus: {lacking}"}
    muscles = {each.message.split(" for ")[1].split(":")[0] for each in found}
    assert muscles == {"gluteus", "minimus"} | ({"medius"} if elsewhere != without else set())

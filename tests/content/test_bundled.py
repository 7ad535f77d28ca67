"""What the bundled content promises, beyond what any workspace must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.usual import cases
from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.records.base import OptIn
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import ChimeRecipe, Line
from unknot.content.records.session import Routine, Session
from unknot.content.records.steps import MarkStep, Repeat, SayStep, Step
from unknot.content.workspace import Root, bundled_content
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan

TREATABLE = (
    "erector-spinae", "quadratus-lumborum", "gluteus-maximus", "gluteus-medius",
    "gluteus-minimus", "piriformis", "small-spinal-muscles",
)  # fmt: skip
#: Words that lean on a neighbour: right in one order of routines, wrong in another.
ORDER = re.compile(
    r"\b(start with|begin with|first,|next is|now we|then comes|last(ly)?,|finally|another muscle"
    r"|underneath|stay where|as before|same as|once more|the other|previous|earlier|so far"
    r"|one more (spot|muscle) sits|the (two )?pillows?)\b",
    re.IGNORECASE,
)
LESSONS = ("forearm", "calf")
PRESSING = re.compile(r"\b(press|push|dig|rub|lean|force|harder|squeeze)\w*", re.IGNORECASE)
CLAIMS = re.compile(
    r"\b(cures?|guarantee\w*|no risk|risk.free|completely safe|proven|toxi\w+|diagnos\w+"
    r"|sciatica|wastes?|always works)\b",
    re.IGNORECASE,
)
#: How firmly fingers search (S11), a stick presses (S55) and a thumb strokes (S49).
EXAM = re.compile(r"\b(moderate|little) pressure\b|\bbody weight\b", re.IGNORECASE)
REASON = re.compile(r"^[A-Z].*[^.] \((S\d+)\)\.$")


@pytest.fixture(scope="module")
def library() -> Library:
    return load([Root(bundled_content(), "bundled")])


@pytest.fixture(params=TREATABLE)
def muscle(request: pytest.FixtureRequest, library: Library) -> Muscle:
    return library.muscles[request.param]


def texts(line: Line) -> tuple[str, ...]:
    return line.say + line.in_turn


def spoken(library: Library) -> Iterator[tuple[str, str]]:
    """(``muscle/line``, text) of everything the English scripts can say."""
    for owner, script in library.scripts["en"].items():
        for name, line in script.lines.items():
            yield from ((f"{owner}/{name}", text) for text in texts(line))


def sentences(library: Library) -> Iterator[tuple[str, str]]:
    for where, text in spoken(library):
        yield from ((where, each) for each in re.split(r"(?<=[.?!])\s+", text))


def offending(library: Library, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [(where, text) for where, text in sentences(library) if pattern.search(text)]


class TestMuscles:
    def test_there_are_seven_to_treat_and_one_to_leave_alone(self, library: Library) -> None:
        assert set(library.muscles) == {*TREATABLE, *LESSONS, "iliopsoas"}

    def test_two_more_are_places_to_learn_on(self, library: Library) -> None:
        """No session for something that hurts treats them, and none at all the calf (INV-36)."""
        lessons = {each.id for each in library.muscles.values() if each.lesson}
        assert lessons == set(LESSONS)
        assert library.muscles["calf"].needs == ("calf",)
        used = {
            session.id: {r.muscle for r in session.routines if isinstance(r, Routine)}
            for session in library.sessions.values()
        }
        assert {name for name, muscles in used.items() if muscles & lessons} == {"forearm-lesson"}
        assert used["forearm-lesson"] == {"forearm"}

    def test_vibration_is_the_default_and_no_other(self, muscle: Muscle) -> None:
        defaults = [name for name, allowed in muscle.techniques.items() if allowed == "default"]
        assert defaults == ["vibration"]

    def test_each_refused_technique_has_its_reason_and_source(self, library: Library) -> None:
        for each in library.muscles.values():
            refused = {k for k, v in each.techniques.items() if v not in ("default", "ok")}
            assert set(each.because) == refused, each.id
            for reason in each.because.values():
                found = REASON.match(reason)
                assert found, reason
                assert found[1] in each.sources["because"], reason

    def test_every_written_field_cites_its_source(self, library: Library) -> None:
        names = {"id", "name", "spoken", "info_only", "sources", "places"}
        for each in library.muscles.values():
            written = {f for f in each.__struct_fields__ if getattr(each, f)} - names
            assert {field.replace("_", "-") for field in written} <= set(each.sources), each.id

    def test_piriformis_is_held_half_as_long_again_and_by_vibration_only(
        self, library: Library
    ) -> None:
        piriformis = library.muscles["piriformis"]
        assert piriformis.dose is not None
        assert piriformis.dose.factor == 1.5
        assert (piriformis.dose.hold.min, piriformis.dose.hold.max) == (45_000, 90_000)
        assert piriformis.techniques["stick"] == "forbidden"
        assert piriformis.techniques["pressure-hold"] == "forbidden"

    def test_the_others_are_held_thirty_to_sixty_seconds(self, muscle: Muscle) -> None:
        assert muscle.dose is not None
        if muscle.id != "piriformis":
            assert muscle.dose.factor == 1.0
            assert (muscle.dose.hold.min, muscle.dose.hold.max) == (30_000, 60_000)

    def test_iliopsoas_can_only_be_explained(self, library: Library) -> None:
        iliopsoas = library.muscles["iliopsoas"]
        assert iliopsoas.info_only
        assert iliopsoas.position is None
        assert iliopsoas.dose is None
        assert set(iliopsoas.techniques.values()) == {"forbidden"}
        assert set(library.scripts["en"]["iliopsoas"].lines) == {"info"}
        assert "professional" in " ".join(texts(library.scripts["en"]["iliopsoas"].lines["info"]))

    def test_small_spinal_muscles_are_never_felt_for(self, library: Library) -> None:
        small = library.muscles["small-spinal-muscles"]
        assert set(small.exam.values()) == {"none"}
        assert small.dose is not None
        assert small.dose.recheck == "move"
        lines = library.scripts["en"]["small-spinal-muscles"].lines
        assert "find-more" not in lines
        assert not any("finger" in text or "hand" in text for text in texts(lines["find"]))

    def test_side_hip_muscles_share_one_place(self, library: Library) -> None:
        groups = {each.id: each.spot_group for each in library.muscles.values() if each.spot_group}
        assert groups == {"gluteus-medius": "glut-med-min", "gluteus-minimus": "glut-med-min"}


class TestLines:
    def test_sentences_have_at_most_twenty_words(self, library: Library) -> None:
        long = [each for each in sentences(library) if len(each[1].split()) > 20]
        assert long == []

    def test_nothing_spoken_needs_reading_out_in_one_s_head(self, library: Library) -> None:
        """No digits, brackets, slashes, capitals for letters, or term of the lexicon."""
        assert offending(library, re.compile(r"[\d()\[\]/&%]|\b[A-Z]{2,}\b")) == []
        terms = re.compile(rf"\b({'|'.join(library.lexicons['en'].terms)})\b", re.IGNORECASE)
        assert offending(library, terms) == []

    def test_no_line_depends_on_what_came_before(self, library: Library) -> None:
        assert offending(library, ORDER) == []

    def test_nothing_presses_while_the_massager_rests(self, library: Library) -> None:
        by = {name: technique.by for name, technique in library.techniques.items()}
        pressing = [
            text
            for where, text in offending(library, PRESSING)
            if by.get(where.partition("/")[0], "massager") == "massager"
        ]
        negated = re.compile(r"\b(no need to|without|never)\b", re.IGNORECASE)
        assert [t for t in pressing if not negated.search(t) and not EXAM.search(t)] == []

    def test_nothing_is_promised(self, library: Library) -> None:
        assert offending(library, CLAIMS) == []

    def test_halfway_is_the_first_word_at_half(self, library: Library) -> None:
        halves = [text for where, text in spoken(library) if where.endswith("/hold-half")]
        assert len(halves) >= len(TREATABLE)
        assert all(text.startswith("Halfway. ") for text in halves)

    def test_each_muscle_has_words_of_its_own(self, muscle: Muscle, library: Library) -> None:
        lines = set(library.scripts["en"][muscle.id].lines)
        assert muscle.position is not None
        ways = {f"position-{way}" for way in muscle.position.alternatives}
        ways.discard("position-side-lying")  # said alike for all
        assert lines >= {"intro", "find", "place"} | ways

    def test_the_treated_side_is_named_at_every_spot(
        self, muscle: Muscle, library: Library
    ) -> None:
        lines = library.scripts["en"][muscle.id].lines
        assert "{side}" in " ".join(texts(lines["find"]) + texts(lines["place"]))

    def test_the_massager_goes_on_muscle_or_clear_of_bone(
        self, muscle: Muscle, library: Library
    ) -> None:
        (place,) = texts(library.scripts["en"][muscle.id].lines["place"])
        assert "muscle" in place
        assert re.search(r"\b(bones?|ribs|tailbone)\b", place)

    def test_staying_names_no_posture(self, muscle: Muscle, library: Library) -> None:
        """It is said in any of them."""
        found = library.line("en", muscle.id, "position-stay")
        assert found
        for stay in texts(found[0]):
            assert not re.search(r"\b(front|belly|knees|pillow|\{other\})", stay)

    def test_one_lies_on_the_side_that_is_not_treated(self, library: Library) -> None:
        lying = [text for _, text in spoken(library) if re.search(r"on your \S+ side\b", text)]
        assert lying
        assert [text for text in lying if "on your {other} side" not in text] == []

    def test_words_in_a_hold_fit_every_posture(self, muscle: Muscle, library: Library) -> None:
        assert muscle.position is not None
        lines = [library.line("en", muscle.id, name) for name in ("hold-start", "hold-half")]
        inside = " ".join(text for found in lines if found for text in texts(found[0]))
        if muscle.position.alternatives:
            assert not re.search(r"\b(pillow|sink|weight|top leg|front)\b", inside)

    def test_every_line_can_be_said_in_six_words_a_sentence_or_is_one_of_safety(
        self, library: Library
    ) -> None:
        """Titles are read, and `info` belongs to a muscle that is never treated."""
        long = [
            (f"{owner}/{name}", sentence)
            for owner, script in library.scripts["en"].items()
            for name, line in script.lines.items()
            if not line.safety and name != "info" and not name.startswith("chapter-")
            for text in line.short or texts(line)
            for sentence in re.split(r"(?<=[.?!])\s+", text)
            if len(sentence.split()) > 6
        ]
        assert long == []

    def test_short_versions_take_turns_as_the_full_ones_do(self, library: Library) -> None:
        for script in library.scripts["en"].values():
            for name, line in script.lines.items():
                if line.in_turn and line.short:
                    assert len(line.short) in (1, len(line.in_turn)), name

    def test_no_line_is_dead(self, library: Library) -> None:
        """Every line is said by a step, chosen by a muscle's record, or a chapter's title."""
        steps = [s for t in library.techniques.values() for s in t.steps]
        frame = library.frame
        for session in library.sessions.values():
            steps += [item for item in session.routines if not isinstance(item, Routine)]
        used = set(_lines([*steps, *frame.opening, *frame.opening_short]))
        used |= set(_lines([*frame.closing, *frame.closing_short]))
        used |= {"chapter-routine", "chapter-opening", "chapter-closing", "info"}
        chosen = ("ahead-", "region-")
        used |= {n for n in library.scripts["en"]["shared"].lines if n.startswith(chosen)}
        used |= {"time-30", "time-40", "time-50", "time-60", "own-words", "not-reviewed"}
        used |= {"recheck-finger", "recheck-flat", "recheck-move"}
        used |= {"position-prone", "position-side-lying", "position-supine-on", "emergency-unknown"}
        said = {where.partition("/")[2] for where, _ in spoken(library)}
        assert said - used == set()


def _lines(steps: list[Step]) -> Iterator[str]:
    for step in steps:
        match step:
            case Repeat():
                yield from _lines(list(step.steps))
            case SayStep():
                yield step.say
            case _:
                marks: tuple[MarkStep, ...] = getattr(step, "inside", ())
                yield from (mark.say for mark in marks if mark.say)


class TestSessions:
    def test_there_are_presets_lessons_and_one_for_each_muscle_and_side(
        self, library: Library
    ) -> None:
        each = {f"{muscle}-{side}" for muscle in TREATABLE for side in ("left", "right")}
        presets = {"starter", "desk-day", "sore-hip", "full-low-back", "breathing"}
        others = {"first-lesson", "forearm-lesson", "stick", "helper", "sweep"}
        assert set(library.sessions) == each | presets | others

    @pytest.mark.parametrize("side", ["left", "right"])
    def test_a_muscle_s_own_session_treats_it_alone_on_that_side(
        self, muscle: Muscle, side: str, library: Library
    ) -> None:
        (routine,) = library.sessions[f"{muscle.id}-{side}"].routines
        assert isinstance(routine, Routine)
        assert (routine.muscle, routine.side, routine.technique) == (muscle.id, side, None)

    def test_full_low_back_treats_every_muscle_on_both_sides_once(self, library: Library) -> None:
        done = [
            (routine.muscle, side)
            for routine in library.sessions["full-low-back"].routines
            if isinstance(routine, Routine)
            for side in (("left", "right") if routine.side == "both" else (routine.side,))
        ]
        assert sorted(done) == sorted((m, s) for m in TREATABLE for s in ("left", "right"))

    @cases("first", TREATABLE, usual=3)
    @pytest.mark.parametrize("hold", [30_000, 60_000])
    def test_any_two_muscles_in_any_order_are_a_good_plan(
        self, first: str, hold: int, library: Library
    ) -> None:
        """Shortest and longest holds, slow and fast speech: every safety rule is content."""
        for second in TREATABLE:
            pair = dict.fromkeys((first, second))
            session = Session(
                id="pair",
                title="Pair",
                summary="One muscle, then another",
                routines=tuple(Routine(muscle=muscle, side="both") for muscle in pair),
            )
            for rate in (110, 200):
                plan(resolve(session, library, Overrides(hold=hold)), estimate(library, rate))

    def test_every_position_that_is_offered_makes_a_good_plan(self, library: Library) -> None:
        for muscle in TREATABLE:
            position = library.muscles[muscle].position
            assert position is not None
            for way in position.alternatives:
                routine = Routine(muscle=muscle, side="both", position=way)
                opt_in: tuple[OptIn, ...] = ("body-weight",) if way == "supine-on" else ()
                session = Session(
                    id="way", title="Way", summary="", routines=(routine,), opt_in=opt_in
                )
                plan(resolve(session, library), estimate(library, 135))


#: What a treatment rings. Bell and tick are for long waits, where no massager hums.
GUIDING = ("start", "half", "last-five", "end", "change-side")


class TestChimes:
    def test_each_carries_over_the_hum_and_is_brief(self, library: Library) -> None:
        for recipe in (library.chimes[kind] for kind in GUIDING):
            assert recipe.length_ms <= 900, recipe.id
            for note in recipe.notes:
                highest = note.hz * (1 + len(note.overtones))
                assert note.hz >= 1000, recipe.id
                assert highest <= 3000, recipe.id

    def test_all_differ_in_shape_whatever_their_pitch(self, library: Library) -> None:
        assert set(library.chimes) == {*GUIDING, "bell", "tick"}
        shapes = {kind: _shape(library.chimes[kind]) for kind in GUIDING}
        assert len(set(shapes.values())) == len(shapes), shapes


def _shape(recipe: ChimeRecipe) -> str:
    """A chime's melody without its pitches: ``/`` up, ``\\`` down, ``-`` level, note by note."""
    pitches = [note.hz for note in recipe.notes]
    return "." + "".join("/" if b > a else "\\" if b < a else "-" for a, b in pairwise(pitches))


class TestSources:
    def test_every_row_of_the_brief_is_there(self, library: Library) -> None:
        rows = {"S": range(1, 103), "X": range(1, 47), "C": range(1, 26)}
        expected = {f"{letter}{n}" for letter, numbers in rows.items() for n in numbers} | {"INF"}
        assert set(library.sources) == expected

    def test_an_inference_says_that_no_clinician_has_seen_it(self, library: Library) -> None:
        assert "not yet reviewed by a clinician" in library.sources["INF"].title

    def test_every_article_row_says_which_article(self, library: Library) -> None:
        seeds = [source for source in library.sources.values() if source.kind == "seed"]
        wheres = {"article A", "article B", "articles A and B"}
        assert len(seeds) == 102
        assert {source.where for source in seeds} == wheres

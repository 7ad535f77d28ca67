"""Techniques: which may be used where, what opens the others, and a new one in one file."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.conftest import ROOT
from tests.content.workspaces import write
from tests.usual import cases
from unknot.audio.mp3 import QUALITIES
from unknot.cache import cache_folder
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.content.checks import check
from unknot.content.library import Library
from unknot.content.limits import OPENED_BY
from unknot.content.load import load, read
from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.session import Detail, Routine, Session
from unknot.content.workspace import Root, bundled_content
from unknot.diagnostic import Diagnostic
from unknot.engines.registry import open_engine
from unknot.make import build
from unknot.speech.cast import Cast
from unknot.timeline.cues import Chapter, Hold, Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import PlaylistPart, Timeline

#: Guidance 4.4, muscle by muscle: D default, O ok, S needs showing, H helper only, - discouraged,
#: X forbidden, 0 not used. The lesson has a row of its own in the brief (S44). Hand work wants a
#: professional's showing everywhere (S51), which the brief's own row of the maximus forgot.
MATRIX = """
                      vibration vibration-sweep stick basic-massage pressure-hold hand-lesson
erector-spinae        D         O               O     H             H             0
quadratus-lumborum    D         O               S     S             S             0
gluteus-maximus       D         O               O     S             S             0
gluteus-medius        D         O               -     -             -             0
gluteus-minimus       D         O               -     -             -             0
piriformis            D         O               X     0             X             0
small-spinal-muscles  D         0               0     0             0             0
iliopsoas             X         X               X     X             X             X
forearm               D         O               0     O             O             O
calf                  D         O               0     O             O             O
"""
LETTERS = {
    "default": "D", "ok": "O", "needs-shown": "S", "helper-only": "H", "discouraged": "-",
    "forbidden": "X", "none": "0",
}  # fmt: skip
HEAD, *ROWS = (line.split() for line in MATRIX.strip().splitlines())
CELLS = [
    (muscle, technique, letter)
    for muscle, *letters in ROWS
    for technique, letter in zip(HEAD, letters, strict=True)
]
EVERY: tuple[OptIn, ...] = (
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf",
)  # fmt: skip


def session(
    muscle: str, technique: str | None = None, *opt_in: OptIn, position: PositionName | None = None
) -> Session:
    routine = Routine(muscle=muscle, side="both", technique=technique, position=position)
    return Session(id="try", title="Try", summary="", routines=(routine,), opt_in=opt_in)


def refused(each: Session, library: Library) -> list[Diagnostic]:
    return list(check(each, library))


def planned(each: Session, library: Library, detail: Detail = "full") -> Timeline:
    return plan(resolve(each, library, Overrides(detail=detail)), estimate(library, 135)).timeline


@pytest.mark.parametrize(("muscle", "technique", "letter"), CELLS)
class TestMatrix:
    def test_is_that_of_the_guidance(
        self, muscle: str, technique: str, letter: str, library: Library
    ) -> None:
        assert LETTERS[library.muscles[muscle].techniques[technique]] in (
            (letter, "X") if letter == "0" else letter
        )

    def test_is_obeyed_with_the_reason_in_the_message(
        self, muscle: str, technique: str, letter: str, library: Library
    ) -> None:
        """What is refused says why, and what would open it, if anything would."""
        record = library.muscles[muscle]
        needs = (*record.needs, *library.techniques[technique].needs)
        found = refused(session(muscle, technique, *needs), library)
        if letter in "DO":
            assert found == []
            assert planned(session(muscle, technique, *needs), library).hold_ms >= 0
            return
        if record.info_only:
            assert [each.code for each in found] == ["S02"]
            assert next(iter(record.because.values())) in found[0].message
            assert found[0].hint.endswith("ask your professional about it.")
            return
        (problem,) = found
        assert problem.code == "S03"
        assert record.because[technique] in problem.hint
        opening = OPENED_BY.get(record.techniques[technique])
        assert (opening is None) == (letter in "X0")
        if opening:
            assert f"opt-in: [{opening}]" in problem.hint
            assert refused(session(muscle, technique, *needs, opening), library) == []

    def test_forbidden_stays_forbidden_whatever_is_opted_in_to(
        self, muscle: str, technique: str, letter: str, library: Library
    ) -> None:
        if letter in "X0":
            assert refused(session(muscle, technique, *EVERY), library)


class TestOptIns:
    @pytest.mark.parametrize("opt_in", EVERY)
    @pytest.mark.parametrize("detail", ["full", "short", "cues"])
    def test_each_is_told_before_the_first_hold(
        self, opt_in: OptIn, detail: Detail, library: Library
    ) -> None:
        """At every detail, in the words of the script."""
        timeline = planned(session("gluteus-maximus", None, opt_in), library, detail)
        first = next(e.start for e in timeline.events if isinstance(e.cue, Hold))
        told = [
            event.start
            for event in timeline.events
            if isinstance(event.cue, Say) and event.cue.line == f"shared/opt-in-{opt_in}"
        ]
        assert told
        assert max(told) < first

    def test_a_playlist_s_later_track_tells_of_its_own(self, library: Library) -> None:
        """Its opening is the short one, and the track before it may have opted in to nothing."""
        part = PlaylistPart(playlist="p", title="P", number=2, of=2, opening="short")
        each = session("gluteus-maximus", None, "helper")
        timeline = plan(
            resolve(each, library, Overrides(part=part)), estimate(library, 135)
        ).timeline
        lines = [cue.line for _, cue in timeline.sounding() if isinstance(cue, Say)]
        assert lines.index("shared/opening-short") < lines.index("shared/opt-in-helper") < 8

    def test_none_is_told_of_that_was_not_asked_for(self, library: Library) -> None:
        timeline = planned(session("gluteus-maximus"), library)
        lines = [cue.line for _, cue in timeline.sounding() if isinstance(cue, Say)]
        assert not any(line.startswith("shared/opt-in-") for line in lines)

    @pytest.mark.parametrize(
        ("wanted", "opt_in"),
        [
            (session("gluteus-maximus", "vibration-sweep"), "experienced"),
            (session("erector-spinae", position="supine-on"), "body-weight"),
            (session("calf"), "calf"),
            (session("calf", "hand-lesson"), "calf"),
        ],
    )
    def test_what_is_not_for_everybody_needs_its_own(
        self, wanted: Session, opt_in: OptIn, library: Library
    ) -> None:
        (problem,) = refused(wanted, library)
        assert problem.code == "S33"
        assert f"opt-in: [{opt_in}]" in problem.hint
        others = tuple(each for each in EVERY if each != opt_in)
        assert refused(replace(wanted, opt_in=others), library) == [problem]
        assert refused(replace(wanted, opt_in=(opt_in,)), library) == []

    def test_the_calf_is_asked_for_clots_before_anything_is_done(self, library: Library) -> None:
        timeline = planned(session("calf", "hand-lesson", "calf"), library)
        events = timeline.events
        first = next(e.start for e in events if isinstance(e.cue, Chapter) and e.cue.treatment)
        before = " ".join(e.cue.text for e in events if e.start < first and isinstance(e.cue, Say))
        assert "neither calf is swollen, warm, red" in before


class TestHelper:
    def test_is_told_what_to_feel_in_words_about_somebody_else(self, library: Library) -> None:
        """Every line of a search or a place that says `your` has a helper's version without it."""
        for technique in library.techniques:
            for muscle in library.muscles.values():
                if muscle.lesson or technique == "hand-lesson":
                    continue
                wanted = session(muscle.id, technique, *EVERY)
                if refused(wanted, library):
                    continue
                for _, cue in planned(wanted, library).sounding():
                    name = cue.line.rpartition("/")[2] if isinstance(cue, Say) else ""
                    if name.startswith(("find", "place", "stroke", "press", "recheck-f")):
                        assert isinstance(cue, Say)
                        own = muscle.id == "small-spinal-muscles" and name == "find"
                        assert own or " your " not in f" {cue.text} ", cue


class TestTimes:
    def test_a_stick_presses_five_times_for_five_seconds_with_rests(self, library: Library) -> None:
        timeline = planned(library.sessions["stick"], library)
        held = [event for event in timeline.events if isinstance(event.cue, Hold)]
        assert len(held) == 4 * 5
        assert all(abs(event.length - 5_000) <= 12 for event in held)
        for before, after in pairwise(held):
            assert after.start - before.end >= 5_000

    @pytest.mark.parametrize("technique", ["pressure-hold", "hand-lesson"])
    def test_a_hand_holds_for_five_to_ten_seconds(self, technique: str, library: Library) -> None:
        timeline = planned(session("forearm", technique), library)
        held = [event.length for event in timeline.events if isinstance(event.cue, Hold)]
        assert held
        assert all(5_000 <= length <= 10_000 for length in held)

    def test_massage_goes_towards_the_heart_with_growing_pressure(self, library: Library) -> None:
        timeline = planned(
            session("gluteus-maximus", "basic-massage", "shown-by-professional"), library
        )
        text = [cue.text for _, cue in timeline.sounding() if isinstance(cue, Say)]
        strokes = [each for each in text if each.startswith("Slide")][:3]
        assert "always towards your heart" in strokes[0]
        assert [word for each in strokes for word in ("Light", "more firmly", "deeper")
                if word in each] == ["Light", "more firmly", "deeper"]  # fmt: skip


NEW = """\
title: Slow vibration
summary: Find the spot by hand, and stay in silence until the end chime.
kit: [two pillows]
steps:
  - {say: intro, when: first-side}
  - {say: position, when: settling}
  - {say: position, when: turning}
  - {say: position-stay, when: staying}
  - {wait: 30s}
  - repeat: points
    steps:
      - {say: next-point, when: next-point}
      - {say: find, when: first-point}
      - {wait: 20s}
      - {say: place}
      - {say: switch-on}
      - hold: dose
        inside:
          - {at: 0s, say: hold-start}
          - {at: 25%, say: hold-quarter, when: long-hold}
          - {at: 50%, chime: half, say: hold-half}
          - {at: 75%, say: hold-quarter, when: long-hold}
          - {at: -5s, chime: last-five}
      - {say: hold-off}
      - {say: recheck}
      - {say: recheck-outcome, when: first-recheck}
      - {say: recheck-worse, when: later-recheck}
      - {wait: 12s}
sources: {steps: [S23, S26, INF]}
"""
USING = """\
title: Slowly
summary: With a technique of my own.
routines:
  - {muscle: gluteus-maximus, side: left, technique: slow-vibration}
"""


def workspace(folder: Path, technique: str = NEW, using: str = USING) -> tuple[Root, Root]:
    files = {
        "atlas/techniques/slow-vibration.yaml": technique,
        "sessions/slowly.yaml": using,
    }
    return Root(write(folder, files), "workspace"), Root(bundled_content(), "bundled")


class TestANewTechnique:
    @pytest.mark.deep
    def test_is_one_file_and_builds(self, tmp_path: Path) -> None:
        """No line of Python, no muscle's record, no script: a track comes out."""
        library = load(workspace(tmp_path / "own"))
        with closing(Cast(open_engine("tone"), cache_folder() / VOICES)) as cast:
            studio = Studio(store=Store(cache_folder()), cast=cast, quality=QUALITIES["standard"])
            track = build(
                resolve(library.sessions["slowly"], library), studio, out=tmp_path / "out"
            )
        assert track.path.stat().st_size == track.size > 100_000
        treated = [e.cue.treatment for e in track.timeline.events if isinstance(e.cue, Chapter)]
        assert [t.technique for t in treated if t] == ["slow-vibration"]

    def test_may_do_what_the_most_careful_one_of_its_tool_may(self, tmp_path: Path) -> None:
        """Nobody's record speaks of it, so its tool decides: by hand, as the pressure hold."""
        by_hand = NEW.replace("hold: dose", "hold: 8s").replace("kit:", "by: hand\nkit:")
        using = USING.replace("gluteus-maximus", "piriformis")
        (problem,) = read(workspace(tmp_path, by_hand, using))[1]
        assert problem.message == "slow-vibration is forbidden on piriformis"
        assert "the sciatic nerve runs beside it (S80)" in problem.hint

    @cases(
        ("wrong", "right", "code", "hint"),
        [
            ("when: turnin}", "when: turning}", "Y16", "did you mean 'turning'?"),
            ("{say: positon,", "{say: position,", "S20", "did you mean 'position'?"),
            ("{say: Rest it there.}", "{say: place}", "S21", "as a line, and write its name here"),
            ("wiat: 30s", "wait: 30s", "Y14", "did you mean 'wait'?"),
            ("{wait: 30}", "{wait: 30s}", "Y17", ""),
            ("repeat: point\n", "repeat: points\n", "Y17", "or the word points"),
            ("chime: haf", "chime: half", "S50", "did you mean 'half'?"),
            ("at: 150%", "at: 50%", "Y17", ""),
            ("hold: 2m", "hold: dose", "S35", "sources: S23, S24"),
            ("[S23, S999]", "[S23, S26, INF]", "S30", "did you mean"),
            ("titel:", "title:", "Y14", "did you mean 'title'?"),
        ],
        usual=3,
    )
    def test_is_told_of_its_mistakes_as_a_session_is(
        self, wrong: str, right: str, code: str, hint: str, tmp_path: Path
    ) -> None:
        """Line, column, code, and how to mend it."""
        assert NEW.count(right) >= 1
        text = NEW.replace(right, wrong, 1)
        found = [p for p in read(workspace(tmp_path, text))[1] if "techniques" in p.place.file]
        problem = next(each for each in found if each.code == code)
        number = text[: text.index(wrong)].count("\n") + 1
        line = text.splitlines()[number - 1]
        assert problem.place.line == number
        assert 1 <= problem.place.column <= len(line)
        assert problem.source == line
        assert hint in problem.hint

    def test_has_words_of_its_own_in_a_script_of_its_name(self, tmp_path: Path) -> None:
        """scripts/en/ID.yaml, which stands between the muscle's and the shared one."""
        roots = workspace(tmp_path, NEW.replace("say: hold-start}", "say: slow-start}"))
        script = "lines:\n  slow-start: {say: Let it rest there., sources: INF}\n"
        write(tmp_path, {"scripts/en/slow-vibration.yaml": script})
        library = load(roots)
        timeline = planned(library.sessions["slowly"], library)
        assert any(cue.line == "slow-vibration/slow-start" for _, cue in timeline.sounding()
                   if isinstance(cue, Say))  # fmt: skip


def test_every_bundled_technique_is_described() -> None:
    """The reference page names each, and nothing that is not there."""
    page = (ROOT / "docs/reference/technique-grammar.md").read_text(encoding="utf-8")
    for path in (ROOT / "atlas" / "techniques").glob("*.yaml"):
        assert f"`{path.stem}`" in page

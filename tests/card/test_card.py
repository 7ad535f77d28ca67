"""A card to print: one page, everything on it, nothing on top of anything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from tests.pictures.subjects import library
from tests.usual import cases
from unknot.card.entries import PrintedCard, make_card
from unknot.card.pdf import cards_pdf
from unknot.card.wording import amount
from unknot.cli.main import main
from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.content.records.session import Routine
from unknot.errors import PictureError
from unknot.pictures import raster
from unknot.timeline.cues import Hold
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan

MADE = datetime(2026, 11, 26, tzinfo=UTC)
Box = tuple[float, float, float, float]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of a few pixels: where they stand is the same."""
    png = raster.png
    monkeypatch.setattr(raster, "png", lambda svg, size: png(svg, 40))


def card(session: str, **choices: str) -> PrintedCard:
    asked = Overrides(**choices)  # type: ignore[arg-type]
    job = resolve(library().sessions[session], library(), asked)
    return make_card(job, estimate(library(), job.rate))


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


def lines(pdf: bytes) -> Iterator[Box]:
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    for index in range(page.count_rects()):
        yield page.get_rect(index)


def _sheets() -> Iterator[Any]:
    """Every session on both papers; half of each in the usual suite, and each session there."""
    for number, session in enumerate(sorted(library().sessions)):
        for at, paper in enumerate(("a4", "letter")):
            deep = (number + at) % 2
            yield pytest.param(session, paper, marks=[pytest.mark.deep] if deep else [])


@cases(("session", "paper"), list(_sheets()), usual=2)
@pytest.mark.usefixtures("small")
def test_a_card_is_one_page_and_no_line_lies_on_another(session: str, paper: str) -> None:
    days = tuple(date(2026, 11, 26) + timedelta(days=each) for each in range(20))
    shown = replace(card(session, country="AU"), days=days, link="https://pod.example/s.html")
    made = cards_pdf([shown], paper, MADE)  # type: ignore[arg-type]
    document = pypdfium2.PdfDocument(made)
    assert len(document) == 1
    wide, high = document[0].get_size()
    assert (round(wide), round(high)) == ((595, 842) if paper == "a4" else (612, 792))
    boxes = list(lines(made))
    for left, bottom, right, top in boxes:
        assert left >= 30
        assert right <= wide - 30
        assert bottom >= 20
        assert top <= high - 20
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            along = min(one[3], other[3]) - max(one[1], other[1])
            assert min(across, along) < 2, (one, other)


@pytest.mark.usefixtures("small")
def test_a_card_says_where_how_long_and_when_to_stop() -> None:
    shown = card("starter", country="AU")
    text = " ".join(words(cards_pdf([shown], "a4", MADE)).split())
    for entry in shown.entries:
        for each in (entry.name, *entry.steps, *entry.cautions):
            assert each in text
    assert "1 point, 30 seconds" in text
    assert "30 seconds. No pressing." in text
    assert "Emergency: 000" in text
    assert "sharp pain, numbness or tingling, lift off at once and stop" in text
    assert "no clinician has checked" in text


@pytest.mark.usefixtures("small")
def test_both_sides_of_a_muscle_are_one_entry() -> None:
    shown = card("desk-day")
    assert all(len(entry.sides) == 2 for entry in shown.entries)
    assert len({entry.treatment.muscle for entry in shown.entries}) == len(shown.entries)
    assert "in a mirror" in words(cards_pdf([shown], "a4", MADE))


@pytest.mark.parametrize("more", [{"hold": 45_000}, {"points": 2}, {"position": "supine-on"}])
def test_sides_that_are_treated_in_another_way_are_two_entries(more: dict[str, Any]) -> None:
    """Nobody shall take the dose or the posture of one side for that of both."""
    found = library()
    left = Routine(muscle="erector-spinae", side="left")
    right = replace(left, side="right", **more)
    session = replace(found.sessions["starter"], routines=(left, right), opt_in=("body-weight",))
    job = resolve(session, found)
    shown = make_card(job, estimate(found, job.rate)).entries
    assert {(each.sides, each.hold, each.points) for each in shown} == {
        (("left",), 30_000, 1), (("right",), more.get("hold", 30_000), more.get("points", 1)),
    }  # fmt: skip


@pytest.mark.parametrize("choices", [{}, {"returning": True}, {"detail": "cues"}])
def test_when_to_stop_is_on_every_card(choices: dict[str, Any]) -> None:
    """All of the short opening must be known: its first and its last line were left out."""
    job = resolve(library().sessions["starter"], library(), Overrides(**choices))
    told = make_card(job, estimate(library(), job.rate)).safety
    assert "sharp pain, numbness or tingling, lift off at once and stop" in told[-1]
    assert any("top here if you feel unwell" in each for each in told)
    assert any("bladder or bowel trouble" in each for each in told)
    assert not any(each.startswith("Hello") for each in told)


@pytest.mark.parametrize(
    ("session", "told"),
    [
        ("stick", ["Knob on soft muscle, off bone.", "Ease in, mildly sore at most."]),
        ("helper", ["Slide lightly towards the heart.", "Again, a little more firmly."]),
        ("forearm-lesson", ["Slide from wrist to elbow. Towards your heart."]),
        ("sweep", ["Glide it slowly. Stop where tender."]),
    ],
)
def test_what_a_technique_has_of_its_own_is_a_step(session: str, told: list[str]) -> None:
    """Else a card said for how long, and not what."""
    steps = card(session).entries[0].steps
    assert [each for each in steps if each in told] == told
    assert steps.index(told[-1]) < len(steps) - 1


@pytest.mark.usefixtures("small")
def test_a_link_is_as_long_as_a_code_can_hold() -> None:
    shown = card("breathing")
    assert cards_pdf([replace(shown, link="x" * 500)], "a4", MADE)
    with pytest.raises(PictureError, match="a link of 501 characters"):
        cards_pdf([replace(shown, link="x" * 501)], "a4", MADE)


def test_the_dose_is_that_of_the_track_that_was_fitted() -> None:
    """The starter has one point of 30 seconds a muscle; in a quarter of an hour there are more."""
    job = resolve(library().sessions["starter"], library(), Overrides(target=900_000))
    measure = estimate(library(), job.rate)
    made, track = make_card(job, measure), plan(job, measure).timeline
    points = {each.muscle: each.points for each in track.treatments()}
    assert {each.treatment.muscle: each.points for each in made.entries} == points
    assert max(points.values()) > 1
    (held,) = {event.cue.ms for event in track.events if isinstance(event.cue, Hold)}
    assert {each.hold for each in made.entries} == {held}
    assert held % 1000
    told = {amount(each).rpartition(", ")[2] for each in made.entries}
    assert told == {f"{round(held / 1000)} seconds"}


@pytest.mark.usefixtures("small")
def test_the_same_card_gives_the_same_bytes() -> None:
    assert cards_pdf([card("starter")], "a4", MADE) == cards_pdf([card("starter")], "a4", MADE)


def test_a_summary_of_paragraphs_is_one_on_a_card() -> None:
    """The end of a line is no letter that the font could lack."""
    session = replace(library().sessions["starter"], summary="The hips.\n\nSlowly, today.")
    made = make_card(resolve(session, library()), estimate(library(), 135))
    assert made.summary == "The hips. Slowly, today."


def test_letters_that_cannot_be_printed_are_named() -> None:
    """Wherever somebody wrote them; a box stood for each."""
    shown, muscle = card("starter"), library().muscles["piriformis"]
    assert muscle.position
    entry = shown.entries[0]
    written: list[PrintedCard] = [
        replace(shown, title="腰 Starter"), replace(shown, summary="腰"),
        replace(shown, kit=("腰",)), replace(shown, chapters=((0, "腰"),)),
        replace(shown, safety=("腰",)),
        *(replace(shown, entries=(replace(entry, **{key: text}),))
          for key, text in (("name", "腰"), ("sides", ("腰",)), ("cautions", ("腰",)))),
        *(replace(shown, muscle=replace(muscle, **{key: "腰"})) for key in ("name", "symptoms")),
        replace(shown, muscle=replace(muscle, position=replace(muscle.position, landmark="腰"))),
    ]  # fmt: skip
    for each in written:
        with pytest.raises(PictureError, match="腰"):
            cards_pdf([each], "a4", MADE)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["card", *args], prog_name="unknot")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.deep
def test_all_is_a_page_for_every_muscle_and_what_is_never_treated_says_so(here: Path) -> None:
    result = run("--all", "--out", "all.pdf")
    assert result.exit_code == 0, result.output
    document = pypdfium2.PdfDocument(here / "all.pdf")
    assert len(document) == len(library().muscles)
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    for id, page in zip(library().muscles, pages, strict=True):
        assert library().muscles[id].symptoms in page
    iliopsoas = pages[list(library().muscles).index("iliopsoas")]
    assert "For professionals only." in iliopsoas
    assert "leave it to professionals" in iliopsoas
    assert "How to lie" not in iliopsoas
    assert any("Where pain may be felt" in page for page in pages)


def test_the_days_of_the_programme_that_is_under_way_are_on_the_card(here: Path) -> None:
    started = CliRunner().invoke(main, ["programme", "start", "low-back"], prog_name="unknot")
    assert started.exit_code == 0, started.output
    session = next(
        day
        for phase in library().programmes["low-back"].phases
        for day in phase.days
        if day != "rest"
    )
    assert run(session, "--out", "card.pdf").exit_code == 0
    assert "Your next days:" in words((here / "card.pdf").read_bytes())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "name a SESSION"),
        (("starter", "--all"), "name a SESSION"),
        (("startr",), "starter"),
        (("--muscle", "pirifrmis"), "piriformis"),
    ],
)
def test_a_wrong_call_is_told_what_to_do(here: Path, args: tuple[str, ...], said: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not list(here.glob("*.pdf"))


def german() -> Library:
    """The bundled content, and a German of which only what is asked of it here is German."""
    names = {"word-left": "links", "word-right": "rechts"}
    scripts = {}
    for owner, script in library().scripts["en"].items():
        lines = dict(script.lines)
        if owner == "shared":
            lines |= {name: Line(say=(word,), sources=("INF",)) for name, word in names.items()}
        if owner in library().muscles:
            lines["word-name"] = Line(say=(f"der {owner}",), sources=("INF",))
        scripts[owner] = replace(script, lines=lines, author="A. Translator")
    content = library()
    return replace(content, scripts={**content.scripts, "de": scripts}, beneath=content)


@pytest.mark.usefixtures("small")
def test_a_card_in_another_language_has_figures_for_words_that_unknot_lacks() -> None:
    """What is left in English is said to be; sides, names and steps are the language's own."""
    content = german()
    session = content.sessions["desk-day"]
    job = resolve(session, content, Overrides(language="de"))
    shown = make_card(job, estimate(content, job.rate))
    # Nobody knows here which of a translator's lines is a greeting.
    said = content.scripts["de"]["shared"].lines["opening-full"].say
    assert (shown.safety[0], shown.safety[-1], len(shown.safety)) == (said[0], said[-1], len(said))
    text = words(cards_pdf([replace(shown, days=(date(2026, 12, 1),))], "a4", MADE))
    for each in ("Links + rechts: 1 × 30 s", "SOS ____", " min", "2026-12-01", "Der "):
        assert each in text, each
    for unsaid in ("about", "minutes", "seconds", "mirror", "Emergency:", "Your next days"):
        assert unsaid not in text, unsaid
    assert "What is in English here" in text
    english = words(cards_pdf([card("desk-day", country="AU")], "a4", MADE))
    assert "What is in English here" not in english


@pytest.mark.usefixtures("small")
def test_the_emergency_number_ends_at_the_inner_edge_of_its_box() -> None:
    """The box is as wide as the paper but for 13 mm at each side; its words stay 5 mm within."""
    page = pypdfium2.PdfDocument(cards_pdf([card("starter", country="AU")], "a4", MADE))[0]
    text = page.get_textpage()
    found = text.search("Emergency: 000")
    start, count = found.get_next()
    ends = max(text.get_charbox(at)[2] for at in range(start, start + count))
    assert ends * 25.4 / 72 == pytest.approx(210 - 13 - 5, abs=0.6)
    lowest = min(text.get_rect(at)[1] for at in range(text.count_rects())) * 25.4 / 72
    assert 13 < lowest < 20, "what stands under the box ends where the margin begins"

"""``unknot card``: which pages, of what, and where they go; none is drawn."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.cli.conftest import Run
from unknot.card.entries import PrintedCard
from unknot.cli import card
from unknot.content.library import Library
from unknot.programme.started import Started
from unknot.timeline.overrides import Overrides

pytestmark = pytest.mark.usefixtures("own_voices")


@pytest.mark.parametrize(
    ("args", "path", "told", "cards"),
    [
        (("starter",), "card-starter.pdf", "1 page, A4", ["starter"]),
        (("--muscle", "calf"), "card-calf.pdf", "1 page, A4", ["calf"]),
        (("--muscle", "calf", "--muscle", "forearm", "--paper", "letter"), "card-muscles.pdf",
         "2 pages, Letter", ["calf", "forearm"]),
        (("starter", "--out", "o.pdf"), "o.pdf", "1 page, A4", ["starter"]),
    ],
)  # fmt: skip
def test_a_card_is_written_where_it_is_told(
    args: tuple[str, ...], path: str, told: str, cards: list[str], run: Run, here: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    drawn: list[Any] = []

    def pdf(made: list[str], paper: str, when: Any) -> bytes:
        drawn.append((made, paper, when.isoformat()))
        return b"%PDF"

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796126400")
    monkeypatch.setattr(card, "_of_session", lambda name, _, __, link: name + link)
    monkeypatch.setattr(card, "_of_muscle", lambda id, _, __, link: id + link)
    monkeypatch.setattr(card, "cards_pdf", pdf)
    result = run("card", *args)
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert result.stderr == f"  {told}\n"
    assert (here / path).read_bytes() == b"%PDF"
    paper = "letter" if "letter" in args else "a4"
    assert drawn == [(cards, paper, "2026-12-01T12:00:00+00:00")]
    quiet = run("-q", "card", *args, "--link", "!")
    assert (quiet.stdout, quiet.stderr) == (f"{path}\n", "")
    assert drawn[1][0] == [f"{each}!" for each in cards]


def test_every_muscle_has_a_page(
    run: Run, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "_of_muscle", lambda id, *_: id)
    monkeypatch.setattr(card, "cards_pdf", lambda made, *_: "\n".join(made).encode())
    shown = run("card", "--all")
    told = f"  {len(library.muscles)} pages, A4\n"
    assert (shown.stdout, shown.stderr) == ("card-muscles.pdf\n", told)
    assert Path("card-muscles.pdf").read_text(encoding="utf-8").split() == list(library.muscles)


def test_a_card_has_the_days_of_the_next_sixty(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = next(each for each in library.programmes["low-back"].phases[1].days if each != "rest")
    begun: Started | None = None
    monkeypatch.setattr(card, "read_started", lambda: begun)
    assert list(card._days(session, library)) == []
    start = date.today() - timedelta(days=7)
    begun = Started(programme="low-back", start=start, begin="prepare")
    days = list(card._days(session, library))
    assert days[0] == date.today()
    assert all(0 <= (each - date.today()).days < 60 for each in days)
    assert list(card._days("breathing", library)) == []
    begun = replace(begun, start=date.today() + timedelta(days=59 - 7))
    assert list(card._days(session, library)) == [date.today() + timedelta(days=59)]
    begun = replace(begun, programme="gone")
    assert list(card._days(session, library)) == []


def test_a_card_is_of_what_is_asked_for(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def entries(job: Any, _: object, **how: Any) -> PrintedCard:
        made.append((job, how))
        return PrintedCard(
            title="x", summary="", length=1, kit=(), entries=(), safety=(), emergency="",
            language="en", link=how["link"], muscle=how["muscle"],
        )  # fmt: skip

    monkeypatch.setattr(card, "make_card", entries)
    monkeypatch.setattr(card, "_days", lambda *_: iter([date(2026, 11, 20)]))
    card._of_session("starter", library, Overrides(hold=45_000), "https://a")
    ((job, how),) = made
    assert (job.session.id, job.overrides.hold) == ("starter", 45_000)
    assert how == {"days": (date(2026, 11, 20),), "link": "https://a", "muscle": None}
    made.clear()
    for side, sides in ((None, "both"), ("left", "left")):
        shown = card._of_muscle("calf", library, Overrides(side=side), "u")  # type: ignore[arg-type]
        job, how = made.pop()
        assert [each.side for each in job.session.routines_only] == [sides]
        assert how == {"days": (), "link": "u", "muscle": library.muscles["calf"]}
        assert shown.title.lower() == library.muscles["calf"].spoken.lower()
        assert shown.title[0].isupper()

"""What the player of a page offers: by what the session does, and nothing besides."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.conftest import ROOT
from tests.usual import cases
from unknot.content.library import Library
from unknot.content.records.session import Routine, Session
from unknot.content.records.steps import WaitStep
from unknot.pages import render
from unknot.site.captions import captions
from unknot.site.chapters import routines
from unknot.site.notes import NOT_A_DEVICE, safety
from unknot.site.player import Player
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan


@cases("name", sorted(path.stem for path in (ROOT / "sessions").glob("*.yaml")), usual=4)
def test_what_can_hurt_has_a_button_for_it_and_nothing_else_has(
    name: str, library: Library
) -> None:
    """And where nothing is treated, nobody is told of holds or of getting ready."""
    timeline = plan(resolve(library.sessions[name], library), estimate(library, 135)).timeline
    player = Player(timeline=timeline, audio="a.mp3", artist="unknot")
    page = render("alone.html", player=player, safety=safety(timeline), not_a_device=NOT_A_DEVICE)
    body = page.partition("</style>")[2].partition('<script type="application/json"')[0]
    treats = name != "breathing"
    assert player.treats == treats
    for word in ('id="hurts"', 'id="stopped"', "Stop for today"):
        assert (word in body) == treats, word
    counted = {what for *_, what in player.data["counts"]}  # type: ignore[attr-defined]
    done = {"hold", "to get ready", "to check again", "pause"}
    assert counted - {"to search", "for this"} == (done if treats else {"pause"})
    assert treats or not any(each.text.startswith("Hold:") for each in captions(timeline))


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_counted_down_is_not_written_beside_it(language: str, library: Library) -> None:
    timeline = plan(resolve(library.sessions["starter"], library), estimate(library, 135)).timeline
    timeline = replace(timeline, language=language)
    data: Any = Player(timeline=timeline, audio="a.mp3", artist="unknot").data
    noted = {each.start: each.text for each in captions(timeline) if not each.spoken}
    shown = [(at, text) for at, _, text in data["captions"] if round(at * 1000) in noted]
    over = "[chime] Hold is over." if language == "en" else "[♪]"
    assert over in {text for _, text in shown}
    assert len(noted) > 2 * len(shown)
    assert not [text for at, text in shown for start, end, _ in data["counts"] if start <= at < end]
    assert len(data["captions"]) - len(shown) == len(captions(timeline)) - len(noted)


def test_a_wait_is_counted_for_what_it_is(library: Library) -> None:
    """A plain wait in a session that treats is no getting ready, nor is a rest after a hold."""
    routine = Routine(muscle="piriformis", side="right")
    plain = WaitStep(wait=60_000)
    asked = Session(id="mixed", title="Mixed", summary="", routines=(plain, routine, plain))
    timeline = plan(resolve(asked, library), estimate(library, 135)).timeline
    counts: Any = Player(timeline=timeline, audio="a.mp3", artist="unknot").data["counts"]
    treated = next(at for at, *_ in counts if at * 1000 > routines(timeline)[1].start)
    said = [what for at, _, what in counts if at >= treated]
    assert said == ["to get ready", "to search", "to get ready", "hold", "to check again",
                    *["pause"] * 3]  # fmt: skip
    assert {what for at, _, what in counts if at < treated} == {"pause"}
    assert [round(end - at) for at, end, what in counts if what == "pause" if end - at > 50] == [
        60,
        60,
    ]

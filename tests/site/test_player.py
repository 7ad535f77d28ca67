"""What the player of a page offers: by what the session does, and nothing besides."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from unknot.content.library import Library
from unknot.pages import render
from unknot.site.notes import NOT_A_DEVICE, safety
from unknot.site.player import Player
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "sessions").glob("*.yaml")))
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
    assert counted == ({"hold", "to get ready"} if treats else {"pause"})
    assert treats or not any(text.startswith("Hold:") for *_, text in player.data["captions"])  # type: ignore[attr-defined]

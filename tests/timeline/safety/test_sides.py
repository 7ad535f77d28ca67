"""Sides that are lain on and spoken of, each by itself."""

from __future__ import annotations

import pytest

from tests.timeline.safety.building import hold, messages, places, says, track, treats, wait
from unknot.timeline.cues import Treatment


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_nobody_lies_on_the_side_that_is_treated(
    side: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A treatment knows the other side by itself; the rule would see it if it did not."""
    lying = track(wait(2_400), treats(side=side), language=language)
    assert messages(29, lying) == []
    monkeypatch.setattr(Treatment, "lie_on", property(lambda self: self.side))
    (told,) = messages(29, lying)
    assert told.endswith(": lying on the treated side")
    assert places(29, lying) == [2_400]
    monkeypatch.setattr(Treatment, "lie_on", None)
    assert messages(29, lying) == []


@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
def test_the_side_is_spoken_before_a_hold_and_no_other_is(side: str, other: str) -> None:
    here = treats(side=side)
    place = says("place", f"Rest it on your {side} buttock.")
    assert messages(29, track(here, place, hold(30_000))) == []
    (late,) = messages(29, track(here, hold(30_000), place))
    assert late.endswith("a hold before the side was spoken")
    assert messages(29, track(here, hold(30_000), detail="cues")) == []
    (wrong,) = messages(
        29, track(here, place, says("find", f"Now your {other} hip."), hold(30_000))
    )
    assert wrong.endswith(f"speaks of the {other} side")
    assert messages(29, track(here, says("find", f"Your {other} hip."), language="de")) == []


@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
def test_how_to_lie_may_speak_of_both_and_only_of_the_right_one_to_lie_on(
    side: str, other: str
) -> None:
    here = treats(side=side)
    good = says("position", f"Lie on your {other} side, so your {side} buttock can relax.")
    bad = says("position", f"Lie on your {side} side, so your {side} buttock can relax.")
    assert messages(29, track(here, good, hold(30_000))) == []
    (told,) = messages(29, track(here, bad, hold(30_000)))
    assert told.endswith("tells to lie on the treated side")

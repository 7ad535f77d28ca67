"""Which muscle, where on it, on which side, and with what: each word and each name by itself."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from tests.timeline.safety.building import hold, messages, says, track, treats
from unknot.content.records.muscle import Region
from unknot.timeline.timeline import Event

NEVER = "the iliopsoas is for professionals only"
NAMES = {
    "iliopsoas": ["Psoas", "Iliacus", "Hip flexor", "Front of the spine", "Front of your spine"],
    "piriformis": ["Piriformis", "Obturator", "Gemellus", "Quadratus femoris", "Deep rotator"],
    "small-spinal-muscles": ["Multifidus", "Rotatores", "Small spinal", "Interspinales"],
    "erector-spinae": ["Erector", "Longissimus", "Iliocostalis"],
    "quadratus-lumborum": ["Quadratus lumborum"],
    "gluteus-medius": ["Gluteus medius", "Gluteus minimus", "Glute-medius"],
}
#: What a rule says of each of them when a hand treats it and nobody was warned.
FORBIDS = {
    "iliopsoas": (1, NEVER),
    "piriformis": (3, "pressure-hold on the piriformis is probably not safe"),
    "small-spinal-muscles": (4, "{}, right: pressure-hold cannot reach them"),
    "erector-spinae": (5, "{}, right: by hand, without a helper"),
    "quadratus-lumborum": (6, "{}, right: pressure-hold, shown by nobody"),
    "gluteus-medius": (7, "{}, right: pressure-hold without its warning"),
}


@pytest.mark.parametrize(
    ("muscle", "name"), [(each, name) for each, names in NAMES.items() for name in names]
)
def test_a_muscle_under_another_id_is_known_by_each_of_its_names(muscle: str, name: str) -> None:
    number, message = FORBIDS[muscle]
    by: dict[str, Any] = {"by": "hand", "technique": "pressure-hold", "recheck": "move"}
    assert messages(number, track(treats(muscle="mine", name=name, **by))) == [message.format(name)]
    assert messages(number, track(treats(muscle=name.lower().replace(" ", "-"), **by)))
    assert messages(number, track(treats(muscle="mine", **by))) == []


@pytest.mark.parametrize("region", get_args(Region))
def test_only_the_six_regions_of_the_articles_are_treated(region: Region) -> None:
    treatable = {
        "low-back-paraspinal", "flank-between-rib-and-pelvis", "buttock", "lateral-hip",
        "forearm", "calf",
    }  # fmt: skip
    found = messages(2, track(treats(region=region)))
    assert found == ([] if region in treatable else [f"Muscle, right: {region} is never treated"])


@pytest.mark.parametrize("technique", ["stick", "pressure-hold"])
def test_the_piriformis_is_not_pressed_whatever_the_tool_is_called(technique: str) -> None:
    message = f"{technique} on the piriformis is probably not safe"
    assert messages(3, track(treats(muscle="piriformis", technique=technique))) == [message]
    assert messages(3, track(treats(muscle="piriformis"))) == []


def test_the_small_spinal_muscles_are_neither_swept_nor_felt() -> None:
    small: dict[str, Any] = {"muscle": "small-spinal-muscles", "recheck": "move"}
    reach = "Muscle, right: vibration-hold cannot reach them"
    assert messages(4, track(treats(**small))) == []
    assert messages(4, track(treats(**small), says("sweep"))) == [reach]
    assert messages(4, track(treats(**small | {"by": "stick"}))) == [reach]
    assert messages(4, track(treats(**small | {"recheck": "finger"}))) == [
        "Muscle, right: fingers cannot feel them, so not re-check them"
    ]


def place(text: str, **facts: Any) -> list[str]:
    return messages(30, track(treats(**facts), says("place", text), hold(30_000)))


def keeps_off_nothing(text: str) -> list[str]:
    return [f"Muscle, right: the place line keeps off nothing: {text!r}"]


@pytest.mark.parametrize("muscle", ["muscle", "muscles", "fleshy part"])
@pytest.mark.parametrize(
    "bone", ["bone", "bones", "spine", "tailbone", "rim", "bump", "rib", "ribs"]
)
def test_the_place_line_names_muscle_and_what_to_keep_off(muscle: str, bone: str) -> None:
    assert place(f"Rest it on the {muscle}, off the {bone}.") == []
    for text in (f"Rest it there, off the {bone}.", f"Rest it on the {muscle}."):
        assert place(text) == keeps_off_nothing(text)


def test_on_the_flank_it_keeps_off_both_ribs_and_belly() -> None:
    flank = {"region": "flank-between-rib-and-pelvis"}
    assert place("On the muscle, below the ribs and behind the belly.", **flank) == []
    for text in ("On the muscle, below the ribs.", "On the muscle, behind the belly."):
        assert place(text, **flank) == keeps_off_nothing(text)


def test_the_massager_has_its_place_before_a_hold_and_not_after() -> None:
    line = says("place", "On the muscle, off the bone.")
    message = ["Muscle, right: a hold before the massager has its place"]
    assert messages(30, track(treats(), hold(30_000), line)) == message
    assert messages(30, track(treats(), hold(30_000))) == message


@pytest.mark.parametrize("tip", ["fingertip", "fingertips", "tips of your fingers"])
def test_flat_fingers_search_before_tips(tip: str) -> None:
    def search(*texts: str, **facts: Any) -> list[str]:
        return messages(31, track(treats(**facts), *(says("find", text) for text in texts)))

    early = ["Muscle, right: fingertips before flat fingers"]
    assert search("Search with flat fingers.", f"Then use the {tip}.") == []
    assert search(f"With a flat hand, then the {tip}.") == []
    assert search(f"Use the {tip}.", "Then flat fingers.") == early
    assert search(f"Use the {tip}, then a flat hand.") == early
    for muscle in ("piriformis", "gluteus-minimus", "small-spinal-muscles"):
        deep = search("Search with flat fingers.", f"Then use the {tip}.", muscle=muscle)
        assert deep == ["Muscle, right: too deep for fingertips"]


@pytest.mark.parametrize(("side", "other"), [("right", "left"), ("left", "right")])
def test_only_the_treated_side_is_spoken_of(side: str, other: str) -> None:
    def said(line: str, text: str) -> list[str]:
        return messages(29, track(treats(side=side), says(line, text), hold(30_000)))

    assert said("find", f"Search your {side} buttock.") == []
    assert said("find", f"Search your {side} buttock, not the {other}.") == [
        f"Muscle, {side}: speaks of the {other} side"
    ]
    assert said("find", "Search.") == [f"Muscle, {side}: a hold before the side was spoken"]
    twice = track(treats(side=side), hold(30_000), hold(30_000, point=2))
    assert len(messages(29, twice)) == 1, "it is told once a passage"
    relax = f"so your {side} buttock can relax"
    for line in ("position", "position-side-lying"):
        assert said(line, f"Lie on your {other} side, {relax}.") == []
        assert said(line, f"Lie on your {side} side, {relax}.") == [
            f"Muscle, {side}: tells to lie on the treated side"
        ]


def test_what_lies_ahead_is_what_is_treated() -> None:
    right, left = [treats(), hold(30_000)], [treats(side="left"), hold(30_000)]
    one, both = (
        says("ahead-right-side", "On the right."),
        says("ahead-both-sides", "Left and right."),
    )
    wrong = "the opening speaks of another side than is treated"

    def ahead(*events: Event) -> bool:
        return wrong in messages(29, track(*events))

    assert not ahead(one, *right)
    assert ahead(one, *left)
    assert ahead(one, *right, *left)
    assert not ahead(both, *right, *left)
    assert ahead(both, *right)
    assert not ahead(one, *right, says("ahead-left-side", "On the left."), *left)
    assert ahead(one, *left, says("ahead-left-side", "On the left."), *right)
    assert not ahead(says("ahead-5-minutes", "Five."), one, says("ahead-hip", "Hip."), *right)
    assert ahead(says("ahead-5-minutes", "Five, on the left."), one, *right)
    assert not ahead(one, says("by-the-side", "Left or right."), *right)


def test_an_opening_may_stand_within_the_first_routine_it_speaks_of() -> None:
    """A chapter takes no time: it begins where the words in it do."""
    right, left = says("ahead-two", "Your right side."), says("ahead-two", "Your left side.")
    wrong = "the opening speaks of another side than is treated"
    first = [treats(), right, hold(30_000)]
    two = track(*first, left, treats(side="left"), hold(30_000))
    assert wrong not in messages(29, two)
    assert messages(29, track(right, *first)) == []
    assert wrong in messages(29, track(treats(), left, hold(30_000)))

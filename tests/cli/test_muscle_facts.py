"""What is told of a muscle: its dose is that of its record."""

from __future__ import annotations

import pytest

from tests.tracks import bundled
from unknot.cli.list import facts


@pytest.mark.parametrize(
    ("muscle", "dose"),
    [
        ("gluteus-maximus", "30 to 60 seconds a spot, 1 to 3 spots a side, once a day."),
        ("piriformis", "45 to 90 seconds a spot, 1 spot a side, once a day."),
    ],
)
def test_the_dose_says_from_how_many_spots_to_how_many(muscle: str, dose: str) -> None:
    assert dict(facts(bundled().muscles[muscle]))["dose"] == dose


def test_what_is_never_treated_has_no_dose() -> None:
    told = dict(facts(bundled().muscles["iliopsoas"]))
    assert "dose" not in told
    assert told["treated"].startswith("never here.")


def test_all_that_is_known_of_a_muscle_is_told_in_its_order() -> None:
    muscle = bundled().muscles["calf"]
    assert muscle.position
    told = list(facts(muscle))
    assert [name for name, _ in told] == [
        "where", "how deep", "does", "felt as", "you lie", "dose", "keep in mind",
    ]  # fmt: skip
    known = dict(told)
    assert known["where"] == muscle.position.landmark
    assert known["how deep"] == "superficial."
    assert (known["does"], known["felt as"]) == (muscle.function, muscle.symptoms)
    assert known["you lie"] == "sitting."
    assert known["keep in mind"] == " ".join(muscle.cautions)
    assert [name for name, _ in facts(bundled().muscles["iliopsoas"])] == [
        "how deep", "does", "felt as", "treated", "keep in mind",
    ]  # fmt: skip

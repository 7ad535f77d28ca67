"""``new muscle`` and ``new technique``: a beginning that is clean, and claims nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import ROOT
from tests.usual import cases


def stems(folder: str) -> list[str]:
    return sorted(path.stem for path in (ROOT / folder).glob("*.yaml"))


@cases(
    ("kind", "original"),
    [
        *(("muscle", each) for each in stems("atlas/muscles")),
        *(("technique", each) for each in stems("atlas/techniques")),
    ],
    usual=2,
)
def test_what_begins_as_any_other_has_no_problem(
    run: Run, here: Path, kind: str, original: str
) -> None:
    run("new", "workspace", "w")
    made = run("-C", "w", "new", kind, "mine", "--from", original, "--author", 'Ann "A" Lee')
    assert made.exit_code == 0, made.stderr
    checked = run("-C", "w", "check")
    # What only these two may have, a copy may not: their own doses, and the other hand.
    codes = {"piriformis": {"S48"}, "forearm": {"S91"}}.get(original, set())
    assert set(re.findall(r": ([A-Z][0-9]+) ", checked.stdout)) == codes, checked.stdout
    for line in made.stdout.splitlines():
        text = (here / line).read_text(encoding="utf-8")
        folder = Path(line).parts[-2]
        schema = {"muscles": "muscle", "techniques": "technique"}.get(folder, "script")
        assert text.startswith("# yaml-language-server: $schema=../../schemas/")
        assert text.splitlines()[0].endswith(f"/{schema}.json")
        assert 'author: "Ann \\"A\\" Lee"' in text
        assert set(re.findall(r"\[([A-Z]+[0-9]*)[\],]", text)) <= {"INF"}


def test_without_an_author_check_says_so(run: Run) -> None:
    run("new", "workspace", "w")
    run("-C", "w", "new", "muscle", "mine", "--from", "calf")
    checked = run("-C", "w", "check")
    assert checked.exit_code == 3
    assert "S96" in checked.stdout
    assert "author: YOUR NAME" in checked.stdout


def test_a_technique_begins_as_vibration_and_treats(run: Run, here: Path) -> None:
    run("new", "workspace", "w")
    made = run("-C", "w", "new", "technique", "quiet")
    assert made.stdout == f"{Path('w/atlas/techniques/quiet.yaml')}\n"
    shown = run(
        "-C", "w", "show", "--muscle", "gluteus-maximus", "--technique", "quiet", "--side", "left"
    )
    assert shown.exit_code == 0, shown.stderr
    assert "1 hold" in shown.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("muscle", "mine", "--from", "calff"), "did you mean 'calf'?"),
        (("muscle", "calf", "--from", "piriformis"), "calf is a muscle already"),
        (("technique", "stick"), "stick is a technique already"),
        (("technique", "No Name"), "is not an id"),
        (("muscle", "trapezius"), "no muscle 'trapezius'"),
        (
            ("muscle", "trapezius"),
            "for a new one: unknot new muscle trapezius --from ID; known: calf",
        ),
        (("muscle", "My Calf"), "error: no muscle 'My Calf'\n  did you mean 'calf'?\n"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, here: Path, args: tuple[str, ...], said: str) -> None:
    refused = run("new", *args)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert not list(here.iterdir())


def test_nothing_is_written_over(run: Run, here: Path) -> None:
    assert run("new", "muscle", "calf").exit_code == 0
    path = here / "atlas/muscles/calf.yaml"
    path.write_text("mine", encoding="utf-8")
    assert run("new", "muscle", "calf").exit_code == 2
    assert path.read_text(encoding="utf-8") == "mine"

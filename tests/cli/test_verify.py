"""unknot verify, as a user meets it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from benchmarks.mutations import quieter

from tests.cli.conftest import Run
from tests.conftest import needs_package
from tests.proof.good import short


@pytest.mark.deep
def test_a_good_track(run: Run, here: Path) -> None:
    """Exit 0, nothing on stdout, one line of words."""
    (here / "good.mp3").write_bytes(short().data)
    result = run("verify", "good.mp3")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "keeps its plan; 7 sounds" in result.stderr


@pytest.mark.deep
def test_a_bad_track_has_a_line_for_each_finding(run: Run, here: Path) -> None:
    mutant = quieter(short(), random.Random(1))
    (here / "bad.mp3").write_bytes(mutant.data)
    result = run("verify", "bad.mp3")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert "V11" in line
    (row,) = json.loads(run("verify", "bad.mp3", "--json").stdout)["verdicts"]
    assert row["good"] is False
    assert mutant.events[0]
    assert row["findings"][0]["at_ms"] == mutant.events[0].start


def test_several_tracks_make_a_table(run: Run, here: Path) -> None:
    """What is no track is a row like any other."""
    (here / "good.mp3").write_bytes(short().data)
    (here / "none.mp3").write_bytes(b"no sound")
    result = run("verify", "good.mp3", "none.mp3")
    assert result.exit_code == 1
    head, one, other, *_ = result.stdout.splitlines()
    assert head.split()[0] == "track"
    assert one.split()[-1] == "good"
    assert other.split()[-2:] == ["1", "finding"]


def test_wrong_usage(run: Run, here: Path) -> None:
    (here / "good.mp3").write_bytes(b"")
    assert run("verify", "gone.mp3").exit_code == 2
    assert "--plan" in run("verify", "good.mp3", "--transcoded").stderr
    assert run("verify", "good.mp3", "good.mp3", "--picture", "p.png").exit_code == 2


@pytest.mark.deep
def test_build_can_verify(run: Run) -> None:
    args = ("build", "starter", "--engine", "tone", "--quality", "compact", "--verify")
    assert run(*args).exit_code == 0


@pytest.mark.deep
def test_a_picture(run: Run, here: Path) -> None:
    """PNG or SVG by its name, with every finding's code in the SVG's text."""
    needs_package("matplotlib")
    mutant = quieter(short(), random.Random(1))
    (here / "bad.mp3").write_bytes(mutant.data)
    for name, start in (("p.png", b"\x89PNG"), ("p.svg", b"<?xml")):
        assert run("verify", "bad.mp3", "--picture", name).exit_code == 1
        assert (here / name).read_bytes().startswith(start)
    assert run("verify", "bad.mp3", "--picture", "p.jpg").exit_code == 1

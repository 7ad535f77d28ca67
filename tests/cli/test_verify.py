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
from unknot.proof.verify import Verdict
from unknot.timeline.finding import TrackFinding


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


FAULT = TrackFinding(at=1_500, code="V02", event="wait", message="too long")


@pytest.mark.parametrize("findings", [(), (FAULT,)])
def test_one_track_is_told_and_drawn_when_asked(
    findings: tuple[TrackFinding, ...], run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it can be drawn is asked before anything is decoded."""
    verdict = Verdict(path=Path("a.mp3"), findings=findings, clips=2)
    worked: list[object] = []

    def proved(path: Path, *, plan: Path | None, store: object) -> Verdict:
        worked.append((path, plan))
        return verdict

    monkeypatch.setattr("unknot.proof.verify.verify", proved)
    monkeypatch.setattr("unknot.proof.picture.can_draw", worked.append)
    monkeypatch.setattr("unknot.proof.picture.draw", lambda *drawn: worked.append(drawn))
    (here / "a.mp3").write_bytes(b"")
    result = run("verify", "a.mp3", "--picture", "p.svg")
    assert (result.exit_code, result.stdout) == (len(findings), f"{FAULT}\n" * len(findings))
    words = "1 finding" if findings else "keeps its plan; 2 sounds in their place"
    assert result.stderr == f"a.mp3: {words}\ndrew p.svg\n"
    picture = Path("p.svg")
    assert worked == [picture, (Path("a.mp3"), None), (verdict, picture)]
    assert run("-q", "verify", "a.mp3", "--picture", "p.svg").stderr == ""
    worked.clear()
    assert "drew" not in run("verify", "a.mp3", "--plan", "a.mp3").stderr
    assert worked == [(Path("a.mp3"), Path("a.mp3"))]


@pytest.mark.parametrize("findings", [(), (FAULT,)])
def test_a_copy_is_held_against_what_it_was_made_from(
    findings: tuple[TrackFinding, ...], run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[Path, ...]] = []

    def copied(*paths: Path) -> Verdict:
        held.append(paths)
        return Verdict(path=paths[0], findings=findings, loudness=-16.126, peak=-2.224)

    monkeypatch.setattr("unknot.proof.verify.verify_copy", copied)
    for name in ("a.mp3", "b.mp3"):
        (here / name).write_bytes(b"")
    result = run("verify", "b.mp3", "--transcoded", "--plan", "a.mp3", "--json")
    assert result.exit_code == len(findings)
    assert held == [(Path("b.mp3"), Path("a.mp3"))]
    (row,) = json.loads(result.stdout)["verdicts"]
    assert (row["lufs"], row["dbtp"]) == (-16.13, -2.22)
    assert (row["session"], row["own_words"], row["authors"], row["length_ms"]) == (
        None, [], [], None,
    )  # fmt: skip
    assert [(each["code"], each["at_ms"]) for each in row["findings"]] == [
        ("V02", 1_500) for _ in findings
    ]


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

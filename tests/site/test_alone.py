"""One page with its sound inside: the very bytes of the track, and nothing from elsewhere."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from unknot.cli.main import main

MADE = ("--engine", "tone", "--quality", "compact", "--country", "AU", "--page")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    command = ["-C", str(ROOT), "build", "starter", *MADE, "--out", str(out), "--json"]
    run = CliRunner().invoke(main, command, catch_exceptions=False)
    assert run.exit_code == 0, run.output
    (row,) = json.loads(run.stdout)["tracks"]
    assert row["page"] == str(out / "starter.html")
    return out


def test_the_sound_inside_is_the_track(built: Path) -> None:
    page = (built / "starter.html").read_text(encoding="utf-8")
    (sound,) = re.findall(r'src="data:audio/mpeg;base64,([A-Za-z0-9+/=]+)"', page)
    assert b64decode(sound) == (built / "starter.mp3").read_bytes()


def test_nothing_is_asked_for_elsewhere(built: Path) -> None:
    page = (built / "starter.html").read_text(encoding="utf-8")
    wanted = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert wanted
    assert all(each.startswith(("data:", "#", "tel:")) for each in wanted)


def test_it_says_what_must_be_known_and_whom_to_call(built: Path) -> None:
    page = (built / "starter.html").read_text(encoding="utf-8")
    assert "not medical advice" in page
    assert 'href="tel:000"' in page
    assert "lift off at once and stop" in page.partition("<dialog")[2]


@pytest.mark.parametrize("words", [["hip"], ["--muscle", "hip"]])
def test_a_place_stands_for_its_muscles(words: list[str]) -> None:
    command = ["-C", str(ROOT), "build", *words, "--side", "right", "--dry-run", "--json"]
    run = CliRunner().invoke(main, command, catch_exceptions=False)
    assert run.exit_code == 0, run.output
    (row,) = json.loads(run.stdout)["plans"]
    assert {"gluteus-medius", "gluteus-minimus"} <= set(re.findall(r"gluteus-\w+", row["session"]))

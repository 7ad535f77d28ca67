"""How many words and whose emergency number: chosen on the command line, no file edited."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run
from unknot.cli.options import country_of_locale


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that is set to no country."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")


def test_detail_changes_the_words_of_a_track(run: Run) -> None:
    full, short, cues = (run("show", "starter", "--detail", d, "--full").stdout for d in DETAILS)
    assert "With flat fingers, feel the soft area on your right" in full
    assert "Soft area on the right." in short
    assert "Soft area" not in cues
    assert "words cues: chimes and stop lines only" in cues
    assert all("lift off at once and stop." in text for text in (full, short, cues))


def test_a_built_track_carries_its_detail(run: Run) -> None:
    result = run("show", "starter", "--detail", "short", "--json")
    assert json.loads(result.stdout)["detail"] == "short"


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("AU", "triple zero"),
        ("nz", "one one one"),
        ("uk", "nine nine nine"),
        ("US", "nine one one"),
    ],
)
def test_country_chooses_whom_to_call(run: Run, country: str, words: str) -> None:
    """Said in the track, and told on stderr, so that a wrong guess is seen."""
    result = run("show", "starter", "--country", country, "--full")
    assert f"call {words} now." in result.stdout
    assert f"emergency number: {words}" in result.stderr


def test_an_unknown_country_is_told_and_nobody_s_number_said(run: Run) -> None:
    result = run("show", "starter", "--country", "QQ", "--full")
    assert "call your emergency number now." in result.stdout
    assert "no emergency number is known for QQ" in result.stderr


def test_what_is_no_country_is_a_wrong_use(run: Run) -> None:
    result = run("show", "starter", "--country", "Australia")
    assert result.exit_code == 2
    assert "two letters such as AU" in result.stderr


def test_the_locale_decides_when_nobody_does(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_NZ.UTF-8")
    assert "call one one one now." in run("show", "starter", "--full").stdout


@pytest.mark.parametrize(
    ("variables", "country"),
    [
        ({"LC_ALL": "de_AT.UTF-8", "LANG": "en_US.UTF-8"}, "AT"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "en_AU"}, "AU"),
        ({"LANG": "C.UTF-8"}, None),
        ({"LC_ALL": "POSIX", "LANG": "en_AU"}, None),
        ({"LC_ALL": "nonsense_", "LANG": "en_AU"}, None),
    ],
)
def test_a_locale_s_country(
    variables: dict[str, str], country: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first variable that is set is the one that counts, as it is for other programs."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert country_of_locale() == country


def test_opting_in_on_the_command_line(run: Run) -> None:
    """Refused with the word that would open it; with that word, told of it and planned."""
    asked = ("show", "--muscle", "gluteus-maximus", "--technique", "vibration-sweep")
    refused = run(*asked)
    assert refused.exit_code == 3
    assert "opt-in: [experienced]" in refused.stderr
    opened = run(*asked, "--opt-in", "experienced", "--full")
    assert "note  This session lets the massager search." in opened.stdout


DETAILS = ("full", "short", "cues")

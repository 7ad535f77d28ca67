"""``unknot publish`` and ``unknot lint`` as they are typed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import fields

from tests.conftest import ROOT
from tests.site import sites
from unknot.cli import main
from unknot.content.records.channel import Channel
from unknot.lint.lint import lint

pytestmark = pytest.mark.deep

Run = Callable[..., Result]
BASE = ("--base-url", sites.BASE)
CHANNEL = """\
title: Mine
owner: {name: Me, email: me@example.org}
seasons:
  - {name: One, sessions: [first]}
  - {name: Two, sessions: [second]}
ai-content: false
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two sessions, their tracks, and a channel."""
    sites.tracks()
    folder = tmp_path / "here"
    shutil.copytree(sites.workspace(), folder)
    (folder / "channel.yaml").write_text(CHANNEL, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOON))
    return folder


@pytest.fixture
def run(here: Path) -> Run:
    def call(*args: str) -> Result:
        result = CliRunner().invoke(main, args, prog_name="unknot")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return call


def test_publishing_tracks_and_linting_the_site(run: Run, here: Path) -> None:
    """The feed's address is data, so it is all that goes to stdout."""
    result = run("publish", "site", *BASE, "--tracks", "audio/tracks")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{sites.BASE}/feed.xml\n"
    assert "2 sessions" in result.stderr
    result = run("lint", "site", "--strict")
    assert (result.exit_code, result.stdout) == (0, "")
    again = run("publish", "site", *BASE, "--tracks", "audio/tracks", "--json")
    assert json.loads(again.stdout)["changed"] == 0


def test_without_tracks_the_sessions_are_built(run: Run, here: Path) -> None:
    built = run("publish", "site", "first", *BASE, "--engine", "tone", "--json")
    assert built.exit_code == 0, built.output
    row = json.loads(built.stdout)
    assert [each["id"] for each in row["sessions"]] == ["first"]
    assert not (here / "audio/tracks/new").exists()
    name = next((here / "site/audio").iterdir()).name
    other = run("publish", "other", "first", *BASE, "--tracks", "audio/tracks")
    assert other.exit_code == 0, other.output
    assert [path.name for path in (here / "other/audio").iterdir()] == [name]


@pytest.mark.parametrize(
    ("engine", "channel", "wanted"),
    [
        (("--engine", "tone"), "", ["false"]),
        ((), "", ["true"]),  # unknot's own voice was made by a neural model
        ((), "ai-content: false\n", ["false"]),  # the author's word counts
        (("--tracks", "audio/tracks"), "", []),  # nobody knows who spoke them
    ],
)
def test_the_feed_says_whether_a_model_spoke(
    engine: tuple[str, ...], channel: str, wanted: list[str], run: Run, here: Path
) -> None:
    (here / "channel.yaml").unlink()
    if channel:
        (here / "channel.yaml").write_text(f"title: Mine\n{channel}", encoding="utf-8")
    session = "first" if engine else "breathing"
    result = run("publish", "site", session, *BASE, *engine)
    assert result.exit_code == 0, result.output
    feed = (here / "site/feed.xml").read_text(encoding="utf-8")
    assert re.findall(r'purpose="ai-content">(\w+)<', feed) == wanted
    told = [each.rule.id for each in lint("site") if each.rule.id == "C17"]
    assert told == ["C17"] * (not wanted)


def test_by_and_by(run: Run, here: Path) -> None:
    result = run("publish", "site", *BASE, "--tracks", "audio/tracks", "--start", "2026-12-01")
    assert "not yet due: second" in result.stderr
    assert lint("site") == ()


def test_unlisted_says_what_it_does_not_do(run: Run, here: Path) -> None:
    result = run("publish", "site", *BASE, "--tracks", "audio/tracks", "--unlisted")
    assert "whoever has the address can listen and pass it on" in result.stderr
    assert lint("site") == ()


def test_an_address_at_home_is_warned_of(run: Run, here: Path) -> None:
    result = run(
        "publish", "site", "--base-url", "http://localhost:8000", "--tracks", "audio/tracks"
    )
    assert result.exit_code == 0
    assert "warning: localhost can be reached from here only" in result.stderr


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("publish", "site", "--base-url", "example.org"), 2, "does not begin with https://"),
        (("publish", "site", "--base-url", f"{sites.BASE} "), 2, "has a blank in it"),
        (("publish", "site"), 2, "--base-url"),
        (("publish", "site", "thrid", *BASE), 2, "no session 'thrid'"),
        (("publish", "sessions", *BASE), 1, "unknot did not make it"),
        (("publish", "site", *BASE, "--tracks", "sessions"), 1, "holds no track"),
        (("publish", "site", *BASE, "--tracks", "audio/tracks", "--max-size", "1"), 1, "allowed"),
        (("publish", "site", *BASE, "--start", "tomorrow"), 2, "tomorrow"),
        (("lint", "sessions"), 1, "holds no feed.xml"),
        (("lint", "nowhere"), 1, "neither a folder nor an address"),
        (("lint", "http://127.0.0.1:9/feed.xml"), 1, "does not answer"),
    ],
)
def test_mistakes_are_named_and_nothing_is_left(
    run: Run, here: Path, args: tuple[str, ...], code: int, words: str
) -> None:
    result = run(*args)
    assert (result.exit_code, words in result.stderr) == (code, True), result.output
    assert "Traceback" not in result.output
    assert not (here / "site").exists()


def test_a_channel_that_lists_what_is_not_there_is_told_with_its_line(run: Run, here: Path) -> None:
    (here / "channel.yaml").write_text(CHANNEL.replace("second", "secnod"), encoding="utf-8")
    result = run("publish", "site", *BASE, "--tracks", "audio/tracks")
    assert result.exit_code == 3
    assert "channel.yaml:5:" in result.stderr
    assert "P01" in result.stderr


def test_lint_gives_findings_as_json(run: Run, here: Path) -> None:
    run("publish", "site", *BASE, "--tracks", "audio/tracks")
    feed = here / "site/feed.xml"
    feed.write_text(
        feed.read_text("utf-8").replace("<itunes:type>serial", "<itunes:type>x"), "utf-8"
    )
    result = run("lint", "site", "--json")
    assert result.exit_code == 1
    (row,) = json.loads(result.stdout)["findings"]
    assert (row["rule"], row["level"], row["where"]) == ("C14", "MUST", "channel")
    assert row["fix"]
    assert row["source"]


def test_the_reference_page_has_every_key_of_channel_yaml() -> None:
    page = (ROOT / "docs/reference/channel.md").read_text("utf-8")
    names = [each.name for each in fields(Channel) if each.name not in ("id", "places")]
    assert [name for name in names if f"`{name.replace('_', '-')}`" not in page] == []


@pytest.mark.deep
@pytest.mark.parametrize("quality", ["standard", "compact"])
def test_a_bundled_session_passes_its_own_lint(
    tmp_path: Path, quality: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Safety in every place where somebody could begin: feed, page, captions and the sound."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(
        main, ["publish", "site", "starter", *BASE, "--quality", quality], prog_name="unknot"
    )
    assert result.exit_code == 0, result.output
    # No channel.yaml, so no owner; compact tracks have half the sample rate that Apple asks for.
    expected = {"C13"} | ({"A06"} if quality == "compact" else set())
    assert {each.rule.id for each in lint("site")} == expected
    words = "numbness between your legs"
    for name in ("feed.xml", "s/starter.html", "transcripts/starter.html"):
        assert words in (tmp_path / "site" / name).read_text("utf-8"), name
    assert b"numbness between" in (tmp_path / "site/transcripts/starter.vtt").read_bytes()
    assert words.encode() in next((tmp_path / "site/audio").iterdir()).read_bytes()

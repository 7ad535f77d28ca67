"""Own words from build to feed: told, signed, counted, and not published by nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.usual import cases
from unknot.errors import SiteError
from unknot.site.episode import read_source

TONE = ("--engine", "tone")
SESSION = """\
title: Mine
{author}summary: A muscle, and words of mine.
detail: short
routines:
  - {{muscle: piriformis, side: left}}
  - say: Well done today.
"""


@pytest.fixture
def mine(here: Path) -> Path:
    (here / "sessions").mkdir()
    return here / "sessions/mine.yaml"


@pytest.mark.deep
def test_nobody_s_words_are_built_and_not_published(run: Run, mine: Path) -> None:
    mine.write_text(SESSION.format(author=""), encoding="utf-8")
    built = run("build", "mine", *TONE)
    assert built.exit_code == 0, built.stderr
    site = ("publish", "site", "mine", "--base-url", "https://me.example.org")
    refused = run(*site, *TONE)
    assert refused.exit_code != 0
    assert "author: YOUR NAME" in refused.stderr
    assert "sessions/mine.yaml" in refused.stderr
    assert not Path("site").exists()


def signed(run: Run, mine: Path) -> Path:
    mine.write_text(SESSION.format(author="author: A. Writer\n"), encoding="utf-8")
    built = json.loads(run("build", "mine", *TONE, "--json").stdout)
    return Path(built["tracks"][0]["path"])


@pytest.mark.deep
def test_a_proof_names_signed_words_and_who_wrote_them(run: Run, mine: Path) -> None:
    track = signed(run, mine)
    verdict = run("verify", str(track))
    assert verdict.exit_code == 0, verdict.stderr
    assert "1 of " in verdict.stderr
    assert "A. Writer" in verdict.stderr
    (row,) = json.loads(run("verify", str(track), "--json").stdout)["verdicts"]
    assert row["own_words"] == ["Well done today."]
    assert row["authors"] == ["A. Writer"]


def test_signed_words_are_named_wherever_the_track_goes(run: Run, mine: Path) -> None:
    track = signed(run, mine)
    assert b"own words" in track.read_bytes()[:200_000].replace(b"\0", b"")
    sheet = run("show", "mine").stdout
    assert "1 of " in sheet
    assert "by A. Writer" in sheet


@pytest.mark.deep
def test_signed_words_are_named_on_a_site(run: Run, mine: Path) -> None:
    signed(run, mine)
    site = ("publish", "site", "mine", "--base-url", "https://me.example.org")
    published = run(*site, *TONE)
    assert published.exit_code == 0, published.stderr
    feed = next(Path("site").rglob("feed.xml")).read_text(encoding="utf-8")
    pages = "".join(each.read_text(encoding="utf-8") for each in Path("site").rglob("*.html"))
    assert "A. Writer" in feed
    assert "A. Writer" in pages


@pytest.mark.deep
def test_a_track_for_a_returning_listener_is_no_episode(run: Run, here: Path) -> None:
    built = json.loads(run("build", "starter", "--returning", *TONE, "--json").stdout)
    track = Path(built["tracks"][0]["path"])
    assert track.name == "starter-returning.mp3"
    with pytest.raises(SiteError, match="heard the full opening before"):
        read_source(track)


@cases("voice", ["roa/pt", "gmw/de", "roa/fr", "ine/sq"], usual=1)
def test_lines_of_safety_are_spoken_in_their_language(voice: str, run: Run, here: Path) -> None:
    refused = run("show", "starter", "--voice-for", f"safety={voice}")
    assert refused.exit_code != 0
    assert f"the voice {voice!r} speaks" in refused.stderr
    assert "what it is to say is in en" in refused.stderr

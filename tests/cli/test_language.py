"""A session of another language: its own words alone, in one language wherever the track goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.usual import cases

TONE = ("--engine", "tone")
TEE = """\
title: Tee
summary: Drei Minuten Ruhe.
author: A. Autorin
language: de
routines:
  - chapter: Ankommen
  - say: Setz dich hin und atme ruhig.
  - wait: 5s
  - chapter: Fertig
  - say: Dein Tee ist fertig.
"""


@pytest.fixture
def sessions(here: Path) -> Path:
    folder = here / "sessions"
    folder.mkdir()
    (folder / "tee.yaml").write_text(TEE, encoding="utf-8")
    return folder


def test_tag_and_lyrics_are_in_the_language_of_the_session(run: Run, sessions: Path) -> None:
    built = json.loads(run("build", "tee", *TONE, "--verify", "--json").stdout)
    tag = Path(built["tracks"][0]["path"]).read_bytes()[:200_000]
    assert b"TLAN\x00\x00\x00\x04\x00\x00\x00deu" in tag
    assert b"USLT" in tag
    assert b"deu" in tag[tag.index(b"USLT") : tag.index(b"USLT") + 20]
    assert b"eng" not in tag[:2_000]


@pytest.mark.deep
def test_feed_page_captions_and_transcript_are_too(run: Run, sessions: Path) -> None:
    made = run("publish", "site", "tee", "--base-url", "https://me.example.org/", *TONE)
    assert made.exit_code == 0, made.stderr
    site = Path("site")
    feed = (site / "feed.xml").read_text(encoding="utf-8")
    assert "<language>de</language>" in feed
    assert 'language="de"' in feed
    assert 'language="en"' not in feed
    for page in ("index.html", "s/tee.html", "transcripts/tee.html"):
        assert '<html lang="de">' in (site / page).read_text(encoding="utf-8"), page
    words = (site / "transcripts/tee.vtt").read_text(encoding="utf-8")
    assert "NOTE language de" in words
    assert "[… 5 s]" in words
    assert "pause of" not in words
    assert "pause of" not in (site / "transcripts/tee.srt").read_text(encoding="utf-8")


@pytest.mark.deep
def test_whoever_speaks_the_language_speaks_it_unasked(run: Run, sessions: Path) -> None:
    built = run("build", "tee")
    assert built.exit_code == 0, built.stderr
    assert "spoken by pyttsx3:gmw/de" in built.stderr


@pytest.mark.deep
def test_an_engine_that_is_named_takes_its_voice_of_the_language(run: Run, sessions: Path) -> None:
    said = run("build", "tee", "--engine", "pyttsx3")
    assert said.exit_code == 0, said.stderr
    as_named = run("build", "tee", "--voice", "pyttsx3:gmw/de", "--out", "named")
    assert as_named.exit_code == 0, as_named.stderr
    one, other = Path("audio/tracks/tee.mp3"), Path("named/tee.mp3")
    assert one.read_bytes()[-20_000:] == other.read_bytes()[-20_000:]


@cases(
    ("voice", "language", "told"),
    [("gmw/en", "de", "speaks en"), ("gmw/de", "en", "speaks de"), ("zle/ru+f2", "de", "ru")],
    usual=1,
)
def test_a_voice_of_another_language_does_not_spell_its_way_through(
    voice: str, language: str, told: str, run: Run, sessions: Path, own_cache: None
) -> None:
    made = run("build", "tee", "--voice", f"pyttsx3:{voice}", "--language", language)
    assert made.exit_code == 1
    assert told in made.stderr
    assert "language: " in made.stderr
    assert not Path("audio").exists()


@pytest.mark.deep
@cases("command", [["build", "tee"], ["playlist", "p", "tee"]], usual=1)
def test_neither_do_clips_that_it_spoke_for_another_session(
    command: list[str], run: Run, sessions: Path, own_cache: None
) -> None:
    voice = ("--voice", "pyttsx3:gmw/de")
    assert run("build", "tee", *voice, "--out", "kept").exit_code == 0
    (sessions / "tee.yaml").write_text(TEE.replace("language: de", "language: fr"), "utf-8")
    made = run(*command, *voice)
    assert made.exit_code == 1
    assert "speaks de" in made.stderr
    assert not Path("audio").exists()


def test_nobody_speaks_what_nobody_here_can(run: Run, sessions: Path) -> None:
    made = run("build", "tee", "--language", "xx")
    assert made.exit_code == 1
    assert "no voice here speaks 'xx'" in made.stderr
    assert "--voice" in made.stderr


@pytest.mark.deep
@cases(
    ("language", "words", "voice"),
    [
        ("ru", "Закрой глаза и дыши спокойно.", "zle/ru"),
        ("el", "Κλείσε τα μάτια και ανάσαινε.", "grk/el"),
        ("zh", "请闭上眼睛，慢慢呼吸。", "sit/cmn"),
        ("pt-BR", "Feche os olhos e respire devagar.", "roa/pt-br"),
    ],
    usual=1,
)
def test_every_script_has_its_voice(
    language: str, words: str, voice: str, run: Run, sessions: Path
) -> None:
    text = f"title: T\nsummary: S.\nlanguage: {language}\nroutines: [{{say: {words}}}]\n"
    (sessions / "x.yaml").write_text(text, encoding="utf-8")
    made = run("build", "x")
    assert made.exit_code == 0, made.stderr
    assert f"spoken by pyttsx3:{voice}" in made.stderr
    assert "hint" not in made.stderr


def test_english_of_a_country_is_unknots_english(run: Run, here: Path) -> None:
    """The bundled lines, the bundled voice, and the country's code in the tag's plan."""
    shown = json.loads(run("show", "starter", "--language", "en-GB", "--json").stdout)
    assert shown["language"] == "en-GB"
    assert shown["length_ms"] == json.loads(run("show", "starter", "--json").stdout)["length_ms"]


def test_a_treatment_in_a_language_without_lines_is_refused(run: Run, sessions: Path) -> None:
    """Its opening could not be said."""
    with_hold = TEE + "  - hold: 30s\n"
    (sessions / "tee.yaml").write_text(with_hold, encoding="utf-8")
    made = run("show", "tee")
    assert made.exit_code == 3
    assert "unknot new language de" in made.stderr


@pytest.mark.deep
def test_a_playlist_of_two_languages_says_so(run: Run, sessions: Path) -> None:
    made = run("playlist", "two", "tee", "breathing", "--join", "--dry-run")
    assert made.exit_code == 0, made.stderr
    made = run("playlist", "two", "tee", "breathing", "--join", *TONE)
    assert made.exit_code == 0, made.stderr
    assert b"TLAN\x00\x00\x00\x04\x00\x00\x00mul" in Path("audio/tracks/two.mp3").read_bytes()


@cases("command", [("playlist", "p", "x"), ("publish", "site", "x")], usual=1)
def test_what_will_be_spelt_is_told_wherever_a_track_is_made(
    command: tuple[str, ...], run: Run, sessions: Path
) -> None:
    text = TEE.replace("Dein Tee ist fertig.", "日本, **so** 30s.")
    (sessions / "x.yaml").write_text(text, encoding="utf-8")
    more = ("--base-url", "https://me.example.org") if command[0] == "publish" else ()
    made = run(*command, *more, *TONE)
    assert made.exit_code == 0, made.stderr
    assert "hint: '日本,' is spelt letter by letter, as 'de' is not written so" in made.stderr
    assert "hint: '30s'" in made.stderr

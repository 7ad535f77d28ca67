"""The page to choose a voice by: every sample in every voice, and nothing that is not inside."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Run
from tests.conftest import ROOT
from unknot.audio.loudness import lufs
from unknot.content.library import Library
from unknot.engines.engine import VoiceInfo
from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError
from unknot.voicetest.comparison import samples

BOTH = ("--voice", "tone:plain", "--voice", "tone:high")


class Page(HTMLParser):
    """Cells, sounds and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sounds: list[tuple[str, bytes]] = []
        self.scopes: list[str] = []
        self.tags: list[str] = []
        self.elsewhere: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "th":
            self.scopes.append(found["scope"])
        for name in ("src", "href"):
            if name in found and not found[name].startswith("data:"):
                self.elsewhere.append(found[name])
        if tag == "audio":
            head, _, body = found["src"].partition(",")
            assert head == "data:audio/mpeg;base64"
            self.sounds.append((found["aria-label"], base64.b64decode(body, validate=True)))


def page_of(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@pytest.mark.deep
def test_every_sound_of_the_page_decodes(run: Run, here: Path, library: Library) -> None:
    """A table of samples and voices, all inside one file, each sound at -16 LUFS."""
    result = run("say", *BOTH, "--compare", "--out", "page.html")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "page.html\n"
    page, rows = page_of(here / "page.html"), samples(library)
    assert len(page.sounds) == 2 * len(rows)
    assert page.elsewhere == []
    assert page.scopes == ["col"] * 3 + ["row"] * len(rows)
    assert len({label for label, _ in page.sounds}) == len(page.sounds)
    lengths = []
    for _, mp3 in page.sounds:
        heard, rate = soundfile.read(io.BytesIO(mp3))
        assert rate == 48_000
        assert abs(lufs(np.asarray(heard), rate) + 16) < 0.5
        lengths.append(len(heard) / rate)
    text = (here / "page.html").read_text(encoding="utf-8")
    for length in lengths:
        assert f"{length:.1f} s" in text
    for word in (
        "tone:plain",
        "tone:high",
        'lang="en"',
        "<caption>",
        "Licence",
        "times real time",
        " kB",
    ):
        assert word in text


@pytest.mark.deep
def test_one_s_own_words_and_sessions_are_compared(run: Run, here: Path) -> None:
    result = run("say", "--voice", "tone:plain", "--compare", "breathing", "<b>Loosen & rest.</b>")
    assert result.exit_code == 0
    text = (here / "voices.html").read_text(encoding="utf-8")
    assert "Breathe in. And out." in text
    assert "&lt;b&gt;Loosen &amp; rest.&lt;/b&gt;" in text
    assert len(Page(text).sounds) == 2


def test_a_voice_that_fails_is_shown_with_the_reason(run: Run, here: Path) -> None:
    """The others are there all the same."""
    result = run("say", "--voice", "tone:plain", "--voice", "tone:flat", "--voice", "<i>:a",
                 "--compare", "Rest.")  # fmt: skip
    assert result.exit_code == 1
    assert "tone:flat failed: there is no voice 'flat'" in result.stderr
    page, text = page_of(here / "voices.html"), (here / "voices.html").read_text(encoding="utf-8")
    assert len(page.sounds) == 1
    assert text.count("failed: there is no voice") == 2
    assert "&lt;i&gt;:a" in text
    assert "<i>" not in text


class Hoarse(ToneEngine):
    """Cannot say one of the lines."""

    name = "hoarse"

    def voices(self) -> tuple[VoiceInfo, ...]:
        return (VoiceInfo(id="plain", name="Hoarse", language="en", licence="<mine>"),)

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        if "Rest two" in text:
            raise EngineError(self.name, text, "a frog <in> the throat")
        super().synthesise(text, voice=voice, rate=rate, to=to)


@pytest.mark.deep
def test_a_line_that_fails_leaves_the_voice_s_other_lines(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.engines.tone.ToneEngine", Hoarse)
    result = run("say", "--voice", "tone:plain", "--compare", "Rest one.", "Rest two.", "Rest 3.")
    assert result.exit_code == 1
    assert "frog <in> the throat" in result.stderr
    text = (here / "voices.html").read_text(encoding="utf-8")
    assert len(Page(text).sounds) == 2
    assert "frog &lt;in&gt; the throat" in text
    assert "&lt;mine&gt;" in text


def test_a_page_that_cannot_be_written_leaves_nothing(run: Run, here: Path) -> None:
    (here / "file").write_bytes(b"")
    result = run("say", "--voice", "tone:plain", "--compare", "Rest.", "--out", "file/page.html")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert [path.name for path in here.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--compare",), "--compare needs voices"),
        ((), "Missing argument 'TEXT'"),
        (("Rest", "here"), "in quotes"),
        ((*BOTH, "Rest."), "--compare is for several"),
    ],
)
def test_wrong_usage_is_told(run: Run, arguments: tuple[str, ...], complaint: str) -> None:
    result = run("say", *arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr


@pytest.mark.deep
def test_one_text_in_a_voice_of_another_engine(run: Run, here: Path) -> None:
    assert run("say", "Rest.", "--voice", "tone:high", "--to", "a.wav").exit_code == 0
    assert (
        run("say", "Rest.", "--engine", "tone", "--voice", "high", "--to", "b.wav").exit_code == 0
    )
    assert (here / "a.wav").read_bytes() == (here / "b.wav").read_bytes()


@pytest.mark.parametrize(
    ("given", "meant"),
    [(("--out", "a.wav"), "--to"), (("--compare", *BOTH, "--to", "a.wav"), "--out")],
)
def test_the_other_option_for_a_file_is_never_passed_over(
    run: Run, here: Path, given: tuple[str, ...], meant: str
) -> None:
    """Nobody finds their sound in a file that they did not name."""
    made = run("say", "Rest.", "--engine", "tone", *given)
    assert made.exit_code == 2
    assert f"{meant} names the" in made.stderr
    assert not list(here.iterdir())


@pytest.mark.deep
@pytest.mark.needs("node", "chromium")
def test_the_page_in_a_browser(run: Run, here: Path) -> None:
    """axe finds nothing against it in light and dark, every sound plays, one at a time."""
    modules = os.environ.get("UNKNOT_NODE_MODULES", "")
    if not modules and os.environ.get("UNKNOT_CI"):
        pytest.fail("CI lacks UNKNOT_NODE_MODULES")
    if not modules:
        pytest.skip("needs UNKNOT_NODE_MODULES")
    run("say", *BOTH, "--voice", "tone:flat", "--compare", "--out", "page.html")
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "cli" / "hear.cjs"), (here / "page.html").as_uri()],
        env={**os.environ, "NODE_PATH": modules}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["axe"] == []
    assert found["errors"] == []
    assert found["passes"] > 10
    assert found["requests"] == [(here / "page.html").as_uri()] * 2
    assert len(found["sounds"]) == 16
    assert all(seconds > 0.5 for seconds in found["sounds"])
    assert found["playing"] == 1

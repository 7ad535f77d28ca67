"""Whatever command plans or makes a track: the same length, voice and words as ``build``.

Every override, over a session that says nothing itself and over one that says everything.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any

import click
import pytest
from msgspec.structs import fields
from pypdfium2 import PdfDocument

from tests.cli.conftest import Run, year_of
from tests.conftest import ROOT
from tests.usual import cases
from unknot.cli.main import main
from unknot.cli.options import MAKING, OVERRIDES, Making
from unknot.engines.tone import ToneEngine
from unknot.proof.embedded import plan_from
from unknot.timeline.cues import Say
from unknot.timeline.json import from_json
from unknot.timeline.overrides import Overrides
from unknot.timeline.timeline import Timeline
from unknot.track.id3.read import read_tag

TONE = ("--engine", "tone")
PLAIN = """\
title: Plain
summary: It says nothing of how.
routines: [{muscle: gluteus-maximus, side: right}]
"""
OWN = """\
title: Own
summary: It says everything.
rate: 160
voice: "tone:high"
voices: {safety: "tone:plain"}
detail: short
pace: slow
hold: 40s
target: 7m
opt-in: [helper]
routines: [{muscle: gluteus-maximus, side: right, points: 1}]
"""
FEW = """\
title: Few
summary: It says little.
author: A. Writer
rate: 160
voice: "tone:high"
routines: [{say: "Breathe in slowly, and out again."}, {wait: 4s}]
"""
#: A year of both sessions for whoever tells of a day, and of each for whoever makes its tracks.
PROGRAMMES = {
    "small": year_of("plain, rest, rest, own, rest, rest, rest"),
    **{
        f"of-{each}": year_of(f"{each}, rest, rest, {each}, rest, rest, rest")
        for each in ("plain", "own")
    },
}
CHANNEL = """\
title: Mine
owner: {name: Me, email: me@example.org}
seasons: [{name: One, sessions: [plain, own, few]}]
"""
#: What is asked for, one thing at a time; then some at once.
ASKED: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "side": ("--side", "left"),
    "both sides": ("--side", "both"),
    "hold": ("--hold", "45s"),
    "points": ("--points", "2"),
    "pace": ("--pace", "brisk"),
    "position": ("--position", "side-lying"),
    "target": ("--target", "8m"),
    "rate": ("--rate", "180"),
    "voice": ("--voice", "plain"),
    "voices": ("--voice-for", "coaching=tone:high"),
    "opt_in": ("--opt-in", "experienced"),
    "language": ("--language", "xx"),
    "lead_in": ("--lead-in", "20s"),
    "chime_level": ("--chime-level", "-6"),
    "detail": ("--detail", "cues"),
    "country": ("--country", "AU"),
    "returning": ("--returning",),
    "many": ("--side", "left", "--rate", "180", "--detail", "full", "--voice", "plain",
             "--target", "9m", "--country", "DE"),
    "every": ("--side", "left", "--rate", "180", "--detail", "full", "--voice", "plain",
              "--country", "DE", "--hold", "45s", "--points", "2", "--pace", "brisk", "--position",
              "side-lying", "--voice-for", "coaching=tone:high", "--opt-in", "experienced",
              "--lead-in", "20s", "--chime-level", "-6", "--returning"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """What a listener gets: how long, which words by whom, and the sound where there is one."""

    length_ms: int
    words: tuple[tuple[str, str], ...]
    sound: bytes | None = None

    @classmethod
    def of(cls, timeline: Timeline, sound: bytes | None = None) -> Heard:
        said = (cue for _, cue in timeline.sounding() if isinstance(cue, Say))
        return cls(timeline.length, tuple((cue.text, cue.voice) for cue in said), sound)

    @classmethod
    def in_file(cls, path: Path) -> Heard:
        data = path.read_bytes()
        return cls.of(plan_from(path).timeline, data[read_tag(data).size :])


@pytest.fixture
def workspace(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Path:
    """With the made-up language only for the test that asks for it: to read it takes long."""
    _settings(tmp_path, monkeypatch)
    asked = getattr(request.node, "callspec", None)
    return _fill(here, language=bool(asked and asked.params.get("name") == "language"))


@pytest.fixture(scope="module")
def one_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For tests that write nothing into it: it is read once, and then kept."""
    return _fill(tmp_path_factory.mktemp("workspace"), language=True)


def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")


def _fill(here: Path, *, language: bool) -> Path:
    (here / "sessions" / "programmes").mkdir(parents=True)
    if language:
        _translate(here / "scripts" / "xx")
    files = {
        "sessions/plain.yaml": PLAIN,
        "sessions/own.yaml": OWN,
        "sessions/few.yaml": FEW,
        "channel.yaml": CHANNEL,
        **{f"sessions/programmes/{id}.yaml": text for id, text in PROGRAMMES.items()},
    }
    for name, text in files.items():
        (here / name).write_text(text, encoding="utf-8")
    return here


def _translate(folder: Path) -> None:
    """A made-up language: every English line, and the words that English fills in by itself."""
    shutil.copytree(ROOT / "scripts" / "en", folder)
    (folder / "lexicon.yaml").unlink()
    for path in folder.glob("*.yaml"):
        names: tuple[str, ...] = ("word-name",)
        if path.stem == "shared":
            names = ("word-left", "word-right")
        elif (ROOT / "atlas" / "techniques" / path.name).exists():
            names = ()
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"  {name}: {{say: x{name}, sources: [INF]}}\n" for name in names)
            file.write("author: A. Translator\n")


def _usual_first() -> Iterator[Any]:
    """What is asked for must win over what a session says itself, which is usual of many options at
    once. Each by itself is deep, and all of them over a session that says nothing."""
    for session, name in product(("own", "plain"), ASKED):
        deep = (session, name) != ("own", "many")
        yield pytest.param(session, name, marks=[pytest.mark.deep] if deep else [])


def planned(run: Run, session: str, asked: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    """What each command says before it makes anything: a length, or everything heard."""
    show = run("show", session, "--json", *asked, *TONE)
    yield "show", Heard.of(from_json(show.stdout))
    (row,) = json.loads(run("build", session, "--dry-run", "--json", *asked, *TONE).stdout)["plans"]
    yield "build --dry-run", row["length_ms"]
    listed = json.loads(run("playlist", "p", session, "--dry-run", "--json", *asked, *TONE).stdout)
    yield "playlist --dry-run", listed["length_ms"]
    rows = json.loads(
        run("programme", "build", f"of-{session}", "--dry-run", "--json", *asked, *TONE).stdout
    )["plans"]
    yield "programme --dry-run", {row["session"]: row["length_ms"] for row in rows}[session]


@pytest.mark.parametrize(("session", "name"), list(_usual_first()))
def test_every_command_makes_and_tells_what_build_makes(
    run: Run,
    one_workspace: Path,
    session: str,
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once a track is built, plans are to the millisecond: they know its clips."""
    _settings(tmp_path, monkeypatch)
    monkeypatch.chdir(one_workspace)
    asked, out = ASKED[name], tmp_path / "out"
    run("-q", "build", session, *asked, *TONE, "--out", str(out))
    (path,) = out.glob("*.mp3")
    built = Heard.in_file(path)
    for command, told in planned(run, session, asked):
        same = built.length_ms if isinstance(told, int) else Heard(built.length_ms, built.words)
        assert told == same, command
    run("-q", "playlist", "p", session, *asked, *TONE, "--out", str(out))
    assert Heard.in_file(next((out / "p").glob("*.mp3"))) == built, "playlist"
    year = ("programme", "build", f"of-{session}")
    run("-q", *year, *asked, *TONE, "--out", str(out / "programme"))
    assert Heard.in_file(out / "programme" / path.name) == built, "programme build"
    assert {each.name for each in one_workspace.iterdir()} == {
        "sessions",
        "scripts",
        "channel.yaml",
    }


@pytest.mark.parametrize(
    ("session", "name"),
    [
        pytest.param("own", "rate", marks=pytest.mark.deep),
        pytest.param("own", "voice", marks=pytest.mark.deep),
        pytest.param("own", "both sides", marks=pytest.mark.deep),
        pytest.param("own", "language", marks=pytest.mark.deep),
        pytest.param("own", "many", marks=pytest.mark.deep),
        pytest.param("few", "rate", marks=pytest.mark.deep),
        ("few", "voice"),
    ],
)
def test_what_is_published_is_what_is_built(
    run: Run, workspace: Path, session: str, name: str
) -> None:
    asked, out = ASKED[name], workspace / "out"
    site = ("publish", "site", session, "--base-url", "https://x.example.org")
    run("-q", "build", session, *asked, *TONE, "--out", str(out))
    published = run("-q", *site, *asked, *TONE)
    assert published.exit_code == 0, published.stderr
    (path,) = (workspace / "site").rglob("*.mp3")
    assert Heard.in_file(path) == Heard.in_file(out / f"{session}.mp3")


@pytest.mark.deep
@cases("session", ["plain", "own"], usual=1)
@cases("name", ["nothing", "both sides", "target", "rate", "detail"], usual=2)
def test_a_card_tells_the_minutes_that_are_shown(
    run: Run, workspace: Path, session: str, name: str
) -> None:
    """A card has no engine of its own to choose: it is of what a plain build would be."""
    shown = from_json(run("show", session, "--json", *ASKED[name]).stdout)
    run("card", session, *ASKED[name], "--out", "card.pdf")
    with closing(PdfDocument("card.pdf")) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert f"about {round(shown.length / 60_000)} minutes" in text


@pytest.mark.deep
@cases("session", ["plain", "own"], usual=1)
def test_voices_are_compared_by_the_words_of_the_track(
    run: Run, workspace: Path, session: str
) -> None:
    """As many of them as a page that is heard to its end can hold."""
    run("-q", "build", session, *TONE, "--out", "out")
    said = dict.fromkeys(text for text, _ in Heard.in_file(Path(f"out/{session}.mp3")).words)
    run("say", "--compare", session, "--voice", "tone:plain")
    page = unescape(Path("voices.html").read_text(encoding="utf-8"))
    assert " ".join(list(said)[:20]) in page


@pytest.mark.deep
@cases("day", ["2026-11-27", "2026-11-30"], usual=1)
def test_today_and_the_calendar_tell_the_minutes_of_the_track(
    run: Run, workspace: Path, day: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a session with a rate of its own; rounded up. No other test speaks meanwhile."""
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path / "cache"))
    session = "plain" if day.endswith("27") else "own"
    (row,) = json.loads(run("build", session, "--dry-run", "--json").stdout)["plans"]
    run("programme", "start", "small", "--on", "2026-11-20")
    assert f", {-(-row['length_ms'] // 60_000)} min" in run("today", "--date", day).stdout
    minutes, seconds = divmod(round(row["length_ms"] / 1000), 60)
    assert f", {minutes}:{seconds:02}" in run("programme", "show", "small").stdout


@pytest.mark.deep
def test_check_judges_a_session_at_its_own_rate(run: Run, workspace: Path) -> None:
    """Too slow for what it says inside a hold is a problem, quick enough is none; at its mark."""
    free = """\
title: Free
summary: x
rate: {rate}
routines:
  - {{say: Begin.}}
  - {{wait: 2s}}
  - hold: 10s
    inside:
      - {{at: 50%, say: "Halfway there now, so let your whole hip feel heavy and warm{more}."}}
"""
    path = workspace / "sessions" / "free.yaml"
    path.write_text(free.format(rate=90, more=""), encoding="utf-8")
    slow = run("check")
    assert slow.exit_code == run("show", "free").exit_code == 3
    assert "sessions/free.yaml:9:" in slow.stdout
    assert "()" not in slow.stdout
    path.write_text(free.format(rate=190, more=", and breathe out slowly"), encoding="utf-8")
    assert run("check").exit_code == run("show", "free").exit_code == 0


@pytest.mark.deep
def test_check_judges_a_session_by_the_pace_of_its_own_voice(
    run: Run, workspace: Path, own_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot speak as fast as it is asked to; told again on the next run."""
    speak = ToneEngine.synthesise

    def slowly(self: ToneEngine, text: str, *, voice: str, rate: int, to: Path) -> None:
        speak(self, text, voice=voice, rate=min(rate, 100), to=to)

    text = """\
title: Slow
summary: x
{voice}routines:
  - {{say: Begin.}}
  - {{wait: 2s}}
  - hold: 10s
    inside: [{{at: 50%, say: "Halfway there now, so let your whole hip feel soft."}}]
author: A. Tester
"""
    monkeypatch.setattr(ToneEngine, "synthesise", slowly)
    path = workspace / "sessions" / "slow.yaml"
    path.write_text(text.format(voice=""), encoding="utf-8")
    assert "slow.yaml" not in run("check").stdout
    path.write_text(text.format(voice='voice: "tone:plain"\n'), encoding="utf-8")
    for _ in range(2):
        judged = run("check")
        assert judged.exit_code == run("show", "slow").exit_code == 3
        assert "sessions/slow.yaml:8:" in judged.stdout
    path.write_text(text.format(voice='voice: "no-such:voice"\n'), encoding="utf-8")
    assert "slow.yaml" not in run("check").stdout


def test_every_override_has_an_option_and_is_in_the_table() -> None:
    """A field of Overrides that no person can ask for, or that nobody tries, is a mistake."""
    names = {each.name for each in fields(Overrides)} - {"part"}
    assert set(OVERRIDES) == names
    assert names <= set(ASKED) | {"title"}
    assert set(MAKING) == {each.name for each in fields(Making)}


@pytest.mark.parametrize("command", ["build", "show", "playlist", "programme build", "publish"])
def test_commands_that_make_tracks_have_the_same_options(run: Run, command: str) -> None:
    """A feed is for everybody, so it has no short opening."""
    text = run(*command.split(), "--help").stdout
    flags = [flag for asked in ASKED.values() for flag in asked if flag.startswith("--")]
    absent = [flag for flag in dict.fromkeys(flags) if flag not in text]
    assert absent == (["--returning"] if command == "publish" else [])


def _sides(command: click.Command) -> Iterator[tuple[str, ...]]:
    """What ``--side`` may be, of a command and all below it."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), name)
            assert below
            yield from _sides(below)
    for each in command.params:
        if isinstance(each.type, click.Choice) and "--side" in each.opts:
            yield tuple(each.type.choices)


def test_every_side_is_left_right_or_both() -> None:
    found = list(_sides(main))
    assert len(found) >= 8
    assert set(found) == {("left", "right", "both")}

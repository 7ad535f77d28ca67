"""``unknot doctor``: each part is tried, what fails is found, and only what is needed counts."""

from __future__ import annotations

import json
import shutil
import sys
import time
from functools import partial
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import numpy as np
import pytest

from tests.cli.conftest import Printed, Run
from unknot.cache import cache_folder
from unknot.cli import doctor
from unknot.cli.doctor import Part
from unknot.cli.main import Globals
from unknot.errors import EngineError

GOOD = Part("encoder", True, "42 frames")
EXTRA = Part("calendars", False, "is missing\n  pip install it", False)
BAD = Part("cache", False, "is full")


@pytest.mark.parametrize(
    ("parts", "code", "lines"),
    [
        ((GOOD,), 0, ["ok   encoder            42 frames"]),
        ((EXTRA, GOOD), 0, [
            "ok   encoder            42 frames", "", "Not here, and not needed:",
            "-    calendars          is missing; pip install it",
        ]),
        ((BAD, GOOD), 1, ["no   cache              is full", "ok   encoder            42 frames"]),
        ((Part("a", True, "x", False),), 0, ["ok   a                  x"]),
    ],
)  # fmt: skip
def test_what_is_needed_comes_first_and_decides(
    parts: tuple[Part, ...], code: int, lines: list[str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_examined", lambda _: iter(parts))
    result = run("doctor")
    assert (result.exit_code, result.stdout.splitlines()) == (code, lines)
    result = run("doctor", "--json")
    assert result.exit_code == code
    rows = json.loads(result.stdout)["parts"]
    assert [(row["what"], row["ok"], row["needed"]) for row in rows] == [
        (each.what, each.ok, each.needed) for each in parts
    ]


@pytest.mark.parametrize(("part", "colour"), [(GOOD, 32), (BAD, 31), (EXTRA, 33)])
def test_a_terminal_has_colours_and_lines_that_fit(
    part: Part, colour: int, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(doctor, "columns", lambda: 34)
    with click.Context(click.Command("x"), color=True).scope():
        doctor._print(Part(part.what, part.ok, f"{part.says} and more", part.needed))
    first, *more = capsys.readouterr().out.splitlines()
    assert first.startswith(f"\x1b[{colour}m")
    assert more
    assert all(line.startswith(" " * 24) and len(line) <= 34 for line in more)


def test_whatever_goes_wrong_is_a_finding() -> None:
    def attempt(error: Exception | None) -> str:
        if error:
            raise error
        return "works"

    errors = (None, EngineError("tone", "", "is\n  mute"), OSError("full"), KeyError())
    found = [doctor._tried("x", partial(attempt, each), needed=False) for each in errors]
    assert [(each.ok, each.says) for each in found] == [
        (True, "works"), (False, "is; mute"), (False, "full"), (False, "KeyError()"),
    ]  # fmt: skip
    assert {(each.what, each.needed) for each in found} == {("x", False)}
    assert doctor._tried("x", lambda: "").needed


def test_speech_is_heard_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    closed: list[str] = []
    engine = SimpleNamespace(default_voice="amy", close=lambda: closed.append("once"))

    def speak(*given: Any, **how: Any) -> None:
        said.append((*given, how["voice"], how["to"].name))

    times = iter([10.0, 10.256])
    tone = (3276.8 * np.sin(np.arange(120_000) * 2 * np.pi * 997 / 48_000)).astype(np.int16)
    monkeypatch.setattr(doctor, "open_engine", lambda _: engine)
    monkeypatch.setattr("unknot.speech.speak.speak", speak)
    monkeypatch.setattr("unknot.audio.sound.read_wav", lambda _: None)
    monkeypatch.setattr("unknot.audio.polish.polish", lambda _: tone)
    monkeypatch.setattr(time, "perf_counter", lambda: next(times))
    told = doctor._speech("piper")
    assert told == f"said {doctor.PHRASE!r} in 2.5 s at -20.0 LUFS, took 0.26 s"
    assert said == [(engine, doctor.PHRASE, "amy", "doctor.wav")]
    engine.default_voice = ""
    with pytest.raises(RuntimeError, match="has no voice yet; see: unknot voices add --help"):
        doctor._speech("piper")
    assert (len(said), len(closed)) == (1, 2)


def test_engines_are_tried_where_they_are_and_one_of_them_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = [("pyttsx3", True, ""), ("piper", False, "no package"), ("tone", True, "")]
    monkeypatch.setattr(
        doctor, "statuses",
        lambda: [SimpleNamespace(name=name, ok=ok, reason=why) for name, ok, why in there],
    )  # fmt: skip
    monkeypatch.setattr(doctor, "_speech", lambda name: f"{name} spoke")
    assert list(doctor._engines()) == [
        Part("engine pyttsx3", True, "pyttsx3 spoke", True),
        Part("engine piper", False, "no package", False),
        Part("engine tone", True, "tone spoke", False),
    ]


def test_folders_are_written_to_and_left_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path / "cache"))
    assert doctor._cache() == str(cache_folder())
    assert not list(cache_folder().glob("doctor*"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=3_999_999))
    assert doctor._temporary().endswith(" has room for 3 MB")

    def full(*_: object) -> int:
        raise OSError("no space")

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(doctor, "replace_file", full)
    for what in (doctor._temporary, doctor._cache):
        assert doctor._tried("x", what).says == "no space"


def test_both_qualities_have_the_same_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([24, 24, 24, 25])
    monkeypatch.setattr(doctor, "walk", lambda _: [None] * next(counts))
    assert doctor._encoder() == "24 valid frames in standard and compact"
    with pytest.raises(RuntimeError, match=r"differ in frames: \{'standard': 24, 'compact': 25\}"):
        doctor._encoder()


@pytest.mark.parametrize(
    ("there", "broken", "says"),
    [
        ([], [], "none yet: unknot voices add --help"), (["a"], [], "1 can be used"),
        (["a", "b"], ["c.yaml is damaged", "d.yaml is empty"],
         "c.yaml is damaged; d.yaml is empty"),
    ],
)  # fmt: skip
def test_voices_that_were_added_are_counted_and_damaged_ones_named(
    there: list[str], broken: list[str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "added", lambda: there)
    monkeypatch.setattr(doctor, "broken_voices", lambda: broken)
    assert doctor._tried("added voices", doctor._added) == Part("added voices", not broken, says)


def test_packages_are_named_with_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: "6.1")
    assert doctor._calendars() == "icalendar 6.1"

    def gone(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", gone)
    says = doctor._tried("calendars", doctor._calendars).says
    assert says.startswith("icalendar is missing: ")
    assert "'unknot[calendar]'" in says
    for path, words in (("/bin/ffmpeg", ", and ffmpeg for others"), (None, "; others need ffmpeg")):
        monkeypatch.setattr(shutil, "which", lambda _, path=path: path)
        assert doctor._formats().endswith(f" reads WAV, FLAC, Ogg, MP3{words}")


def test_all_parts_are_examined_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_cache", "_temporary", "_encoder", "_added", "_order", "_formats", "_calendars"):
        monkeypatch.setattr(doctor, name, lambda name=name: name)
    monkeypatch.setattr(doctor, "_content", lambda options: f"of {options.workspace}")
    monkeypatch.setattr(doctor, "_engines", lambda: iter([Part("engine x", True, "")]))
    first, *parts = doctor._examined(Globals(Path("w"), False))
    assert (first.what, first.ok) == ("unknot", True)
    assert [(each.what, each.says, each.needed) for each in parts] == [
        ("content", "of w", True), ("cache", "_cache", True),
        ("temporary files", "_temporary", True),
        ("encoder", "_encoder", True), ("engine x", "", True), ("added voices", "_added", True),
        ("who speaks", "_order", True), ("other sound files", "_formats", False),
        ("calendars", "_calendars", False),
    ]  # fmt: skip

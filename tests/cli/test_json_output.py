"""``--json``: every command names its schema, keeps to it, and the reference page says the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Run, year_of
from tests.recording.speech import HELLO, say, write
from unknot.cli.json_output import output_table, schema_id
from unknot.cli.schema import json_schema

TONE = ("--engine", "tone")
BASE = ("--base-url", "https://x.example.org")
#: How to have each output printed, in a workspace with a short session and a track of it.
CALLS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tracks": (("build", "calm", *TONE), ("programme", "build", "small", *TONE)),
    "plans": (("build", "calm", "--dry-run"), ("programme", "build", "small", "--dry-run")),
    "catalogue": (("build", "--matrix", "calm.yaml", *TONE),),
    "forecast": (("build", "--matrix", "calm.yaml", "--dry-run", "--voice", "tone:plain"),),
    "playlist": (("playlist", "p", "calm", "--join", *TONE),),
    "playlist-plan": (("playlist", "p", "calm", "--dry-run"),),
    "calendar": (("programme", "show", "small"),),
    "today": (
        ("today", "--programme", "small", "--start", "2026-11-20", "--date", "2026-11-27"),
        ("today", "--programme", "small", "--start", "2026-11-20", "--date", "2026-11-01"),
    ),
    "diary": (("diary",),),
    "sources": (("show", "starter", "--sources"),),
    "problems": (("check",), ("-C", "broken", "check")),
    "rules": (("check", "--rules"),),
    "verdicts": (("verify", "audio/tracks/calm.mp3", "bad.mp3"),),
    "list": (("list",), ("list", "muscles"), ("list", "engines"), ("list", "sources")),
    "voices": (("voices", *TONE),),
    "script": (("record", "script", "calm"),),
    "takes": (("record", "import", "takes", "--voice", "maria"),),
    "site": (
        ("publish", "site", "calm", *BASE, *TONE),
        ("publish", "people", "calm", "--for", "ann", "--for", "ben", *BASE, *TONE),
    ),
    "lint": (("lint", "site"),),
    "doctor": (("doctor",),),
    "cache": (("cache", "info"),),
}
CALM = """\
title: Calm
summary: A breath.
routines: [{say: "Rest here."}, {wait: 2s}, {chime: half}]
"""
PROGRAMME = year_of("calm, rest, rest, calm, rest, rest, rest")


@pytest.fixture
def workspace(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    monkeypatch.chdir(filled)
    return filled


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For all outputs: what is read of it is then known."""
    here = tmp_path_factory.mktemp("workspace")
    files = {
        "sessions/calm.yaml": CALM + "author: A. Tester\n",
        "sessions/programmes/small.yaml": PROGRAMME,
        "calm.yaml": "sessions: [calm]\ndetails: [full, short]\n",
        "broken/sessions/bad.yaml": "title: 1:30\n",
        "channel.yaml": "title: Mine\nowner: {name: Me, email: me@example.org}\n"
        "seasons: [{name: One, sessions: [calm]}]\n",
    }
    for name, text in files.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text, encoding="utf-8")
    (here / "bad.mp3").write_bytes(b"no track")
    return here


def ready(run: Run, here: Path, name: str) -> None:
    """What an output is about."""
    if name in ("verdicts", "today"):
        run("build", "calm", *TONE)
    if name == "diary":
        run("diary", "morning", "5")
        run("diary", "before", "1")
    if name == "lint":
        run("publish", "site", "calm", *BASE, *TONE)
    if name == "takes":
        run("record", "script", "calm", "--out", "takes")
        write(here / "takes" / "nothing.wav", say(HELLO))


def _usual() -> list[Any]:
    """All but what takes a while to make."""
    deep = {"site", "lint", "catalogue", "playlist", "script", "takes", "doctor"}
    return [
        pytest.param(name, marks=pytest.mark.deep if name in deep else ())
        for name in output_table().outputs
    ]


@pytest.mark.parametrize("name", _usual())
def test_what_is_printed_keeps_to_its_schema(run: Run, workspace: Path, name: str) -> None:
    """Every field is there and of its type, and none that the page does not name."""
    ready(run, workspace, name)
    strict = Draft202012Validator(closed(json_schema(name)))
    for call in CALLS[name]:
        result = run(*call, "--json")
        assert result.stdout, result.stderr
        value = json.loads(result.stdout)
        assert value["schema"] == schema_id(name)
        assert [error.message for error in strict.iter_errors(value)] == []


def closed(schema: Any) -> Any:
    """The schema with no field besides those it names."""
    if isinstance(schema, dict):
        more = {"additionalProperties": False} if schema.get("type") == "object" else {}
        return {key: closed(value) for key, value in schema.items()} | more
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


def test_every_command_with_json_is_held_to_a_schema(run: Run) -> None:
    """A command that learns --json needs an output, and a call above."""
    assert set(CALLS) == set(output_table().outputs)
    called = {call[0] if call[0] != "-C" else call[2] for calls in CALLS.values() for call in calls}
    from unknot.cli.main import COMMANDS

    with_json = {name for name in COMMANDS if has_json(run, name)}
    assert with_json - {"show", "schema"} <= called


def has_json(run: Callable[..., Any], name: str) -> bool:
    return "--json" in run(name, "--help").stdout


@pytest.mark.parametrize("name", output_table().outputs)
def test_its_schema_can_be_had_and_is_one(run: Run, name: str) -> None:
    schema = json.loads(run("schema", f"json-{name}").stdout)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == schema_id(name)


def test_every_row_is_used() -> None:
    used = {row for name in output_table().outputs for row in json_schema(name)["$defs"]}
    assert used == set(output_table().rows)

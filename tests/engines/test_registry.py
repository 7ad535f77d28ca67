"""Engines come through one door, whoever wrote them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from unknot.engines import registry as door
from unknot.engines.registry import EngineStatus, open_engine, statuses
from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError

Install = Callable[[str, str, str, str], None]

GOOD = """
from unknot.engines.tone import ToneEngine
class Whistle(ToneEngine):
    name = "whistle"
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a distribution with one module and one engine, as pip would leave it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(dist: str, engine: str, target: str, source: str) -> None:
        module = target.partition(":")[0]
        (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.delitem(sys.modules, module, raising=False)
        info = tmp_path / f"{dist}-1.2.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {dist}\nVersion: 1.2\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        entry = f"[unknot.engines]\n{engine} = {target}\n"
        (info / "entry_points.txt").write_text(entry, encoding="utf-8")

    return make


def status(name: str, origin: str | None = None) -> EngineStatus:
    (found,) = (each for each in statuses() if each.name == name and origin in (None, each.origin))
    return found


def test_built_in_engines_need_no_installation() -> None:
    """python cli.py from a checkout has them: they are not in anybody's metadata."""
    assert list(door.BUILT_IN) == [
        "bundled", "pyttsx3", "system", "recorded", "piper", "kokoro", "command", "server", "tone",
    ]  # fmt: skip
    assert isinstance(open_engine("tone"), ToneEngine)
    assert status("tone") == EngineStatus(name="tone", origin="built in", ok=True)
    assert status("pyttsx3").ok


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="has voices of its own")
def test_system_voices_say_where_they_speak() -> None:
    assert not status("system").ok
    assert "macOS and Windows; this is Linux" in status("system").reason
    with pytest.raises(EngineError, match="macOS and Windows"):
        open_engine("system")


def test_an_installed_engine_appears_by_itself(install: Install) -> None:
    install("unknot-whistle", "whistle", "whistle_engine:Whistle", GOOD)
    assert status("whistle") == EngineStatus(name="whistle", origin="unknot-whistle 1.2", ok=True)
    assert open_engine("whistle").name == "whistle"


def test_nothing_is_imported_before_it_is_opened(install: Install) -> None:
    install("unknot-whistle", "whistle", "whistle_engine:Whistle", GOOD)
    open_engine("tone")
    assert "whistle_engine" not in sys.modules


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_module", "No module named 'no_such_module'"),
        ("def Whistle(:", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("", "has no attribute 'Whistle'"),
        ("class Whistle:\n    def __init__(self): raise OSError('no licence')", "no licence"),
        ("class Whistle:\n    def close(self): pass", "without identity, voices, synthesise"),
        ("Whistle = 3", "not callable"),
    ],
)
def test_a_broken_engine_is_a_status_and_an_error(
    install: Install,
    source: str,
    reason: str,
) -> None:
    """It takes nothing else down, and whoever asks for it is told why."""
    install("unknot-whistle", "whistle", "whistle_engine:Whistle", source)
    assert not status("whistle").ok
    assert reason in status("whistle").reason
    assert status("tone").ok
    with pytest.raises(EngineError, match="whistle"):
        open_engine("whistle")


def test_nobody_takes_the_name_of_a_built_in(install: Install) -> None:
    install("impostor", "tone", "whistle_engine:Whistle", GOOD)
    assert isinstance(open_engine("tone"), ToneEngine)
    assert open_engine("tone").name == "tone"
    assert status("tone", "built in").ok
    assert status("tone", "impostor 1.2").reason == "the name 'tone' belongs to unknot"


def test_two_of_a_name_are_one_and_a_reason(install: Install) -> None:
    install("first", "whistle", "a_engine:Whistle", GOOD)
    install("second", "whistle", "b_engine:Whistle", GOOD)
    assert status("whistle", "first 1.2").ok
    assert status("whistle", "second 1.2").reason == "the name 'whistle' belongs to first 1.2"
    assert type(open_engine("whistle")).__module__ == "a_engine"


def test_an_unknown_name_is_an_error_that_helps() -> None:
    with pytest.raises(EngineError, match="did you mean 'tone'") as caught:
        open_engine("tones")
    assert (
        "there are: bundled, command, kokoro, piper, pyttsx3, recorded, server, system, tone"
        in str(caught.value)
    )

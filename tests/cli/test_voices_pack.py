"""Packs on the command line: spoken once here, used there without what spoke them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from unknot.recording.line import ScriptLine, line_id

BY = ("--author", "Maria R.", "--licence", "CC0")
SAID = "Rest here, and breathe out slowly."


@pytest.mark.deep
@pytest.mark.usefixtures("own_cache")
def test_a_voice_speaks_once_and_is_used_elsewhere(
    run: Run, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ScriptLine(id=line_id(SAID), text=SAID)
    monkeypatch.setattr("unknot.recording.every_line.every_line", lambda *_: (line,))
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "big-machine"))
    result = run("voices", "pack", "pyttsx3:gmw/en", "--name", "reader", *BY)
    assert result.exit_code == 0, result.stderr
    pack = Path(result.stdout.strip())
    assert pack.name.startswith("reader-")
    assert run("voices", "pack", "reader", *BY, "--out", "again").exit_code == 0
    assert (here / "again" / pack.name).read_bytes() == pack.read_bytes()
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "elsewhere"))
    added = run("voices", "add", str(pack))
    assert added.stdout == "recorded:reader\n"
    assert "1 take; licence: CC0, by Maria R." in added.stderr
    assert run("say", SAID, "--voice", "recorded:reader", "--to", "it.wav").exit_code == 0


@pytest.mark.parametrize("args", [("maria",), ("pyttsx3:gmw/en", *BY), ("nobody", *BY)])
def test_what_is_missing_is_asked_for(run: Run, here: Path, args: tuple[str, ...]) -> None:
    result = run("voices", "pack", *args)
    assert result.exit_code != 0
    assert not list(here.rglob("*.zip"))


def test_no_pack_is_one_message(run: Run, here: Path) -> None:
    (here / "bad.zip").write_bytes(b"PK")
    result = run("voices", "add", "bad.zip")
    assert result.exit_code != 0
    assert "is no voice pack" in result.stderr
    assert "nothing was added" in result.stderr

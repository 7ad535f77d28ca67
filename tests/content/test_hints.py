"""Words that a voice reads otherwise than they were meant are told before they are spoken."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.content.workspaces import BRIEF, changed, reading
from unknot.cli.main import main
from unknot.content.hints import hints


@pytest.mark.parametrize(
    ("title", "side", "told"),
    [
        ("Buttock, left", "right", "'Buttock, left' says left, and only the right is treated"),
        ("Buttock, right", "left", "'Buttock, right' says right, and only the left is treated"),
        ("Buttock, left", "both", ""),
        ("Left, then right", "right", ""),
        ("Buttock", "right", ""),
        ("What is left to do", "right", ""),
        ("All right, right now", "left", ""),
    ],
)
def test_a_title_that_stayed_from_the_other_side_is_told(
    title: str, side: str, told: str, tmp_path: Path
) -> None:
    content = changed(BRIEF, f"title: {title}").replace("side: left", f"side: {side}")
    library, found = reading(tmp_path, {"sessions/x.yaml": content})
    assert found == ()
    assert [each.message for each in hints(library.sessions["x"])] == ([told] if told else [])


def _hints(text: str, folder: Path, more: str = "") -> list[str]:
    content = changed(BRIEF, f'routines: [{{say: "{text}"}}]') + more
    library, _ = reading(folder, {"sessions/x.yaml": content})
    return [each.message for each in hints(library.sessions["x"])]


@pytest.mark.deep
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hold 30s.", "'30s'"),
        ("Do 10-15 of them.", "'10-15'"),
        ("Do it 2-3x now.", "'2-3x'"),
        ("Go on for 5 m now.", "'5 m'"),
        ("**Bold** is this.", "'*'"),
        ("Breathe out. [pause 5s] And in.", "'[pause 5s]'"),
        ("See https://example.org now.", "address"),
        ("Relax 🧘 now.", "person in lotus position"),
        ("Привет, друг.", "letter by letter"),
        ("Say 日本 now.", "letter by letter"),
        ("漢字です", "letter by letter"),
        ("Привет!", "letter by letter"),
        ("30s.", "'30s'"),
        ("Do 3x10 of them.", "'3x10'"),
        ("Now → left.", "rightwards arrow"),
        ("It costs €5 now.", "euro sign"),
    ],
)
def test_what_is_read_otherwise_is_told(text: str, words: str, tmp_path: Path) -> None:
    found = _hints(text, tmp_path)
    assert any(words in each for each in found), found


@pytest.mark.deep
@pytest.mark.parametrize(
    "text", ["Breathe out, and in.", "Count to 10 now.", "It is 3 of 4.", "Café, naïve, über."]
)  # fmt: skip
def test_plain_words_have_no_hint(text: str, tmp_path: Path) -> None:
    assert _hints(text, tmp_path) == []


@pytest.mark.deep
def test_a_language_is_read_in_its_script(tmp_path: Path) -> None:
    assert _hints("Привет, мой друг.", tmp_path, "language: ru\n") == []
    assert _hints("Guten Tag, mein Freund.", tmp_path, "language: ru\n") == []
    assert "'ru' is not written so" in _hints("日本 here.", tmp_path, "language: ru\n")[0]


@pytest.mark.deep
@pytest.mark.parametrize("command", [["check"], ["show", "x"], ["build", "x", "--engine", "tone"]])
def test_hints_stop_nothing(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    text = "title: T\nsummary: S.\nroutines: [{say: Hold it 30s.}]\n"
    (tmp_path / "sessions" / "x.yaml").write_text(text, encoding="utf-8")
    run = CliRunner().invoke(main, ["-C", str(tmp_path), *command])
    assert run.exit_code == 0, run.output
    assert "x.yaml:3:18: hint: '30s'" in run.stderr


@pytest.mark.deep
def test_bundled_sessions_have_no_hint() -> None:
    assert "hint" not in CliRunner().invoke(main, ["show", "breathing"]).stderr

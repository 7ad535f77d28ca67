"""The Tab key: ids of what is here, through the protocol that click's shell scripts speak."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from tests.cli.conftest import Run
from tests.conftest import ROOT
from tests.usual import cases
from unknot.cli import main
from unknot.content.library import Library


def completed(*words: str) -> list[str]:
    """What may stand for the last of ``words``."""
    shell = ShellComplete(main, {}, "unknot", "_UNKNOT_COMPLETE")
    return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


@cases(
    ("words", "expected"),
    [
        (("build", "sta"), ["starter"]),
        (("build", "starter", "desk"), ["desk-day"]),
        (("show", "h"), ["helper", "hip"]),
        (("build", "--muscle", "glu"), ["gluteus-maximus", "gluteus-medius", "gluteus-minimus"]),
        (("playlist", "mine", "brea"), ["breathing"]),
        (("publish", "site", "star"), ["starter"]),
        (("card", "--muscle", "pi"), ["piriformis"]),
        (("record", "script", "star"), ["starter"]),
        (("show", "--technique", "vib"), ["vibration", "vibration-sweep"]),
        (("programme", "start", "l"), ["low-back"]),
        (("today", "--programme", ""), ["low-back"]),
        (("new", "muscle", "cal"), ["calf"]),
        (("schema", "pl"), ["playlist"]),
        (("build", "--language", ""), ["en"]),
        (("build", "--engine", "to"), ["tone"]),
        (("show", "--voice", "ton"), ["tone:"]),
        (("show", "--voice", "tone:h"), ["tone:high"]),
        (("show", "--voice-for", "sa"), ["safety="]),
        (("show", "--voice-for", "safety=tone:h"), ["safety=tone:high"]),
        (("voices", "pack", "tone:h"), ["tone:high"]),
        (("show", "--voice", "nothing:"), []),
        (("build", "no-such"), []),
    ],
    usual=6,
)
@pytest.mark.usefixtures("here")
def test_ids_are_completed(words: tuple[str, ...], expected: list[str]) -> None:
    assert completed(*words) == expected


@pytest.mark.usefixtures("here")
def test_every_session_and_muscle_is_offered(library: Library) -> None:
    assert set(library.sessions) <= set(completed("build", ""))
    assert set(library.muscles) <= set(completed("build", "--muscle", ""))


def test_a_workspace_s_own_are_offered_and_no_fault_stops_it(run: Run, here: Path) -> None:
    run("new", "workspace", "w")
    (here / "w/sessions/broken.yaml").write_text("title: [", encoding="utf-8")
    assert {"my-session", "broken", "starter"} <= set(completed("-C", "w", "build", ""))
    assert completed("-C", "nowhere", "build", "sta") == []


def test_added_voices_are_offered(
    run: Run, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "voices"
    folder.mkdir()
    monkeypatch.setenv("UNKNOT_VOICES", str(folder))
    (folder / "maria.yaml").write_text("engine: recorded\n", encoding="utf-8")
    assert completed("show", "--voice", "recorded:m") == ["recorded:maria"]
    assert completed("show", "--voice", "rec") == ["recorded:", "recorded:maria"]
    assert completed("record", "take", "--voice", "") == ["maria"]
    assert completed("voices", "remove", "m") == ["maria"]


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.skipif(sys.platform != "linux", reason="macOS has a bash that is too old")
def test_in_a_real_bash(here: Path, tmp_path: Path) -> None:
    """By the line of docs/how-to/shell-completion.md, and the one for names with a colon."""
    program = tmp_path / "unknot"
    program.write_text(
        f"#!{sys.executable}\nimport unknot.cli\nunknot.cli.main(prog_name='unknot')\n", "utf-8"
    )
    program.chmod(0o755)
    page = (ROOT / "docs/how-to/shell-completion.md").read_text(encoding="utf-8")
    lines = [line for line in page.replace("`", "\n").splitlines() if "bash_source" in line]
    script = f"""
{lines[0]}
complete -p unknot
COMP_WORDS=(unknot build --muscle piri) COMP_CWORD=3
_unknot_completion unknot
echo "reply: ${{COMPREPLY[@]}}"
"""
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
    }
    made = subprocess.run(
        ["bash", "--norc", "-c", script], capture_output=True, text=True, env=environment, cwd=here
    )
    assert made.stderr == ""
    assert "_unknot_completion unknot" in made.stdout
    assert "reply: piriformis\n" in made.stdout

"""What is wrong in a plan is told where it was written: in the routine, the step, the script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from tests.conftest import ROOT
from tests.usual import cases
from unknot.cli import main

HEAD = "title: X\nsummary: An example.\nauthor: Ann\n"
FULL = ("erector-spinae", "quadratus-lumborum", "gluteus-maximus", "gluteus-medius")
LONG = "If it tingles, stop. " + "Stay soft and easy. " * 25
TECHNIQUE = (ROOT / "atlas" / "techniques" / "vibration.yaml").read_text("utf-8")
FRAME = (ROOT / "atlas" / "frame.yaml").read_text("utf-8")


def session(*items: str) -> str:
    return HEAD + "routines:\n" + "".join(f"  - {item}\n" for item in items)


def script(muscle: str, line: str) -> dict[str, str]:
    """The bundled script of ``muscle`` with one line in other words."""
    text = (ROOT / "scripts" / "en" / f"{muscle}.yaml").read_text("utf-8")
    name = line.partition(":")[0]
    changed = re.sub(rf"(?m)^  {name}:\n(    .*\n)+", f"  {line}\n", text)
    assert changed != text
    return {f"scripts/en/{muscle}.yaml": changed, "sessions/x.yaml": one(muscle)}


def one(muscle: str) -> str:
    return session(f"{{muscle: {muscle}, side: left}}")


#: By the code: the files of a workspace, and the text that the place told has to begin with.
CASES: Mapping[str, tuple[dict[str, str], str]] = {
    "INV-17 for the routine that is too much": (
        {"sessions/x.yaml": session(*(f"{{muscle: {each}, side: both, points: 2, hold: 60s}}"
                                      for each in FULL))},
        "{muscle: gluteus-medius, side: both",
    ),
    "INV-14 for a hold of the author's own": (
        {"sessions/x.yaml": session("{muscle: gluteus-maximus, side: left}", "wait: 4s",
                                    "{hold: 2m}")},
        "{hold: 2m}",
    ),
    "INV-26 in a technique of one's own": (
        {"atlas/techniques/vibration.yaml": TECHNIQUE.replace(
            "          - {at: 50%, chime: half, say: hold-half}\n",
            "          - {at: 50%, say: hold-half}\n"), "sessions/x.yaml": one("gluteus-maximus")},
        "hold: dose",
    ),
    "INV-21 in a frame of one's own": (
        {"atlas/frame.yaml": FRAME.replace("  - say: opening-full\n", "").replace(
            "  - say: ahead\n", "  - say: ahead\n  - say: opening-full\n", 1),
         "sessions/x.yaml": one("gluteus-maximus")},
        "- chapter: chapter-opening",
    ),
    "INV-30 in a script": (
        script("erector-spinae", 'place: {say: "On the bone.", sources: [INF]}'), '{say: "On the',
    ),
    "INV-31 in a script": (
        script("gluteus-maximus", 'find: {say: "Use a fingertip on the {side}.", sources: [INF]}'),
        '{say: "Use a fingertip',
    ),
    "needs a hold in a script": (
        script("erector-spinae", f'hold-half: {{say: "{LONG}", sources: [INF]}}'), '{say: "If it',
    ),
    "needs a hold in a session": (
        {"sessions/x.yaml": session("wait: 4s", f'{{hold: 30s, inside: [{{at: 50%, say: "{LONG}"}}'
                                    "]}")},
        "{hold: 30s",
    ),
}  # fmt: skip


@cases("case", CASES, usual=4)
def test_a_fault_is_told_where_it_was_written(case: str, tmp_path: Path) -> None:
    files, words = CASES[case]
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = CliRunner().invoke(main, ["-C", str(tmp_path), "show", "x"])
    assert made.exit_code == 3, made.output
    told = " ".join(made.stderr.split())
    code = case.split()[0]
    found = re.search(rf"(\S+):(\d+):(\d+): (?:{code} |session 'x': .* {code})", told)
    assert found, made.stderr
    line = (tmp_path / found[1]).read_text("utf-8").splitlines()[int(found[2]) - 1]
    assert line[int(found[3]) - 1 :].startswith(words), made.stderr


def test_an_option_that_is_too_much_is_told_as_itself(tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["show", "full-low-back", "--points", "3", "--hold", "45s"])
    assert made.exit_code == 3
    assert made.stderr.startswith("--hold: INV-17 at ")

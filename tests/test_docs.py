"""Documentation is run: every command in a console block does what the page says, in order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted(path.relative_to(ROOT) for path in (ROOT / "README.md", *ROOT.glob("docs/**/*.md")))
BLOCK = re.compile(r"^ *```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
#: Installing and the test suite itself are CI's to try, on a clean machine.
NOT_HERE = ("pip install", "pytest", "git clone")


def blocks(page: Path) -> Iterator[tuple[str, str, str]]:
    """(language, title, text) of every fenced block."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return ((m[1], m[2] or "", m[3]) for m in BLOCK.finditer(text))


def commands(text: str) -> Iterator[str]:
    """The lines that are typed; a backslash at the end joins the next line."""
    joined = text.replace("\\\n", " ")
    for line in joined.splitlines():
        if line.strip().startswith("$ "):
            yield line.strip().removeprefix("$ ")


WITH_COMMANDS = [page for page in PAGES if any(kind == "console" for kind, _, _ in blocks(page))]


def test_there_are_commands_to_try() -> None:
    assert Path("README.md") in WITH_COMMANDS
    assert len(WITH_COMMANDS) >= 5


#: What a newcomer types first is tried in every run, the other pages in CI's deep tests.
FIRST = ("README.md",)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[] if page.as_posix() in FIRST else pytest.mark.deep, id=str(page))
        for page in WITH_COMMANDS
    ],
)
def test_every_command_of_a_page_works(page: Path, tmp_path: Path) -> None:
    """In an empty folder, in the page's order, with files written where the page shows them."""
    bin = tmp_path / "bin"
    bin.mkdir()
    unknot = bin / "unknot"
    unknot.write_text(
        f"#!{sys.executable}\nimport unknot.cli\nunknot.cli.main(prog_name='unknot')\n",
        encoding="utf-8",
    )
    unknot.chmod(0o755)
    here = tmp_path / "here"
    here.mkdir()
    environment = {
        **os.environ,
        "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(tmp_path),
    }
    for kind, title, text in blocks(page):
        if title:
            target = here / title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        if kind != "console":
            continue
        for command in commands(text):
            if any(word in command for word in NOT_HERE):
                continue
            run = subprocess.run(
                ["bash", "-c", command], cwd=here, env=environment, capture_output=True, text=True
            )
            assert run.returncode == 0, f"$ {command}\n{run.stdout}{run.stderr}"


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link in every page names a file that is there."""
    for page in (*PAGES, *map(Path, ("CONTRIBUTING.md", "SAFETY.md", "CHANGELOG.md"))):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"


def test_the_glossary_has_every_public_type() -> None:
    """A class that a newcomer meets in the code is explained in one place."""
    glossary = (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "unknot"
    missing = []
    for path in source.rglob("*.py"):
        if path.relative_to(source).parts[0] == "cli":
            continue
        text = path.read_text(encoding="utf-8")
        names = re.findall(r"^class ([A-Z]\w+)", text, re.MULTILINE)
        missing += [name for name in names if f"`{name}`" not in glossary]
    assert not missing


def test_the_decisions_stand_in_a_table_by_number() -> None:
    """Each once; the number of a page is that of its title."""
    folder = ROOT / "docs/explanation/decisions"
    table = (folder / "index.md").read_text(encoding="utf-8")
    rows, numbers = [], []
    for page in sorted(folder.glob("0*.md")):
        first = page.read_text(encoding="utf-8").splitlines()[0]
        number, title = first.removeprefix("# ").split(". ", 1)
        assert page.name.startswith(f"{int(number):04}-"), f"{page.name} begins with {first!r}"
        numbers.append(number)
        rows.append(f"| {number} | [{title}]({page.name}) |")
    assert len(set(numbers)) == len(numbers), "two decisions have one number"
    assert table.splitlines()[-len(rows) :] == rows, "the rows are:\n" + "\n".join(rows)

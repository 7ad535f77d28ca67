"""The public API: few names, cheap to import, and every example of its page works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import unknot
from tests.conftest import ROOT
from unknot.errors import ContentError, WorkspaceError

PAGE = ROOT / "docs" / "how-to" / "use-from-python.md"


def examples() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.deep
def test_every_example_of_the_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, as somebody types them."""
    monkeypatch.chdir(tmp_path)
    told = {}
    namespace: dict[str, object] = {}
    for number, text in enumerate(examples()):
        exec(compile(text, f"{PAGE.name}, example {number}", "exec"), namespace)
        told[number] = capsys.readouterr().out
    assert "proved" in told[0]
    assert (tmp_path / "tracks" / "breathing.mp3").is_file()
    assert "fitted to 12:00" in told[1]
    assert told[2].startswith("500 variants, from ")
    assert told[3].count(" clips were new") == 3
    assert told[4].startswith("T01 --target ")


def test_the_page_names_every_public_name() -> None:
    text = PAGE.read_text(encoding="utf-8")
    names = set(unknot.__all__) - {"__version__"}
    assert len(names) == 10
    assert {name for name in names if f"`{name}" not in text} == set()
    assert all(getattr(unknot, name).__doc__ for name in names)


def test_importing_loads_nothing_and_a_name_loads_what_it_needs() -> None:
    code = (
        "import sys, unknot; before = [m for m in sys.modules if m.startswith('unknot.')];"
        "unknot.Overrides(side='left'); from unknot import build, verify;"
        "import unknot.proof.verify, unknot.make; assert callable(unknot.verify);"
        "assert callable(unknot.build); print(before, dir(unknot) > [])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[] True"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        unknot.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_session_that_is_not_there_is_told_with_its_neighbour() -> None:
    library = unknot.load(ROOT)
    with pytest.raises(WorkspaceError, match="startr"):
        unknot.plan("startr", library)


def test_what_the_command_line_refuses_the_api_refuses() -> None:
    library = unknot.load(ROOT)
    with pytest.raises(ContentError):
        unknot.compose("iliopsoas", library=library)
    with pytest.raises(ContentError):
        unknot.Overrides(hold=5_000)


@pytest.mark.deep
def test_a_track_can_be_built_without_a_studio(tmp_path: Path) -> None:
    library = unknot.load(ROOT)
    track = unknot.build("breathing", library, out=str(tmp_path), verify=True)
    assert track.path == tmp_path / "breathing.mp3"
    assert unknot.plan("breathing", library).timeline.title == track.timeline.title

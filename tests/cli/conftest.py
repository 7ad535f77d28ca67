"""A command line to call, and a workspace to call it in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from unknot.cache import cache_folder
from unknot.cli import main
from unknot.cli.main import Globals
from unknot.content.library_cache import read
from unknot.content.workspace import Root, bundled_content

Run = Callable[..., Result]
Printed = pytest.CaptureFixture[str]
LOUD, QUIET = Globals(None, False), Globals(None, True)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(here: Path) -> Run:
    """``run("build", "starter")``: exit code, and stdout and stderr apart."""

    def call(*args: str) -> Result:
        result = CliRunner().invoke(main, args, prog_name="unknot")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return call


@pytest.fixture
def own_voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No voice of the person whose machine this is."""
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that no other test fills or clears; what unknot brings along is read already."""
    read_before = read((Root(bundled_content(), "bundled"),), cache_folder()).path
    monkeypatch.setenv("UNKNOT_CACHE", str(tmp_path / "cache"))
    if read_before.is_file():
        (tmp_path / "cache/content").mkdir(parents=True)
        shutil.copy(read_before, tmp_path / "cache/content")


def year_of(days: str) -> str:
    """A small programme, in which every week after the first has these ``days``."""
    return f"""\
title: Small
summary: A year, shortened.
phases:
  - phase: prepare
    title: Prepare
    weeks: 1
    tasks:
      - {{task: See somebody., about: professional-check}}
      - {{task: Walk., about: complete-care}}
  - phase: settle-in
    title: Settle in
    weeks: 1
    days: &days [{days}]
  - {{phase: work-through, title: Work, weeks: 1, days: *days}}
  - {{phase: keep-going, title: Keep going, weeks: 20, days: *days}}
  - {{phase: maintain, title: Maintain, weeks: 1, days: *days}}
sources: {{phases: INF}}
"""

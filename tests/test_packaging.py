"""What a wheel built from the sdist brings: one importable name, all content, and it works."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

CONTENT = ("atlas", "sessions", "scripts", "audio/chimes")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, by way of the sdist, as a release is made."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    assert len(list(out.glob("*.tar.gz"))) == 1
    (found,) = out.glob("*.whl")
    return found


@pytest.mark.deep
def test_it_adds_one_importable_name(wheel: Path) -> None:
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"unknot"}


@pytest.mark.deep
def test_it_carries_every_content_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"unknot/_content/{path.relative_to(ROOT).as_posix()}"
        for folder in CONTENT
        for path in (ROOT / folder).rglob("*.yaml")
    }
    assert len(expected) > 25
    assert expected <= names


@pytest.mark.deep
def test_it_works_outside_the_checkout_and_read_only(wheel: Path, tmp_path: Path) -> None:
    """Installed where nothing may be written, an empty HOME, a folder that is no workspace."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    for path in (site, *site.rglob("*")):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    before = sorted(site.rglob("*"))
    here = tmp_path / "here"
    here.mkdir()
    environment = {
        **os.environ,
        "HOME": str(tmp_path / "home"),
        "UNKNOT_CACHE": "",
        "XDG_CACHE_HOME": "",
        "PYTHONPATH": str(site),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    code = "import unknot.cli; unknot.cli.main()"
    command = [sys.executable, "-c", code, "build", "starter", "--engine", "tone", "--json"]
    run = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert (here / "audio" / "tracks" / "starter.mp3").stat().st_size > 1_000_000
    assert [path.name for path in here.iterdir()] == ["audio"]
    assert sorted(site.rglob("*")) == before
    where = "import unknot.content.workspace as w; print(w.bundled_content())"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=here, env=environment, capture_output=True, text=True
    )
    assert found.stdout.strip() == str(site / "unknot" / "_content")

"""The folder: whole or as it was, the same bytes each time, and nobody else's."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.site import sites
from tests.site.sites import NOON, bytes_of, material, published
from unknot.errors import SiteError
from unknot.site import folder as folder_module
from unknot.site.state import NAME

pytestmark = pytest.mark.deep


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    published(tmp_path / "a")
    published(tmp_path / "b")
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def test_a_rebuild_later_touches_nothing(tmp_path: Path) -> None:
    """So that a host's ETags stay, and players download nothing again."""
    out = tmp_path / "site"
    assert published(out).changed > 30
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert published(out, now=NOON + 99).changed == 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_files_that_stay_keep_their_time_when_others_change(tmp_path: Path) -> None:
    out = tmp_path / "site"
    published(out)
    sound = {path: path.stat().st_mtime_ns for path in (out / "audio").iterdir()}
    channel = replace(sites.CHANNEL, description="Other words.")
    assert 0 < published(out, material(channel=channel)).changed < 10
    assert {path: path.stat().st_mtime_ns for path in (out / "audio").iterdir()} == sound


def test_what_is_no_longer_published_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "site"
    published(out)
    published(out, material(tracks={"first": sites.tracks()["first"]}))
    assert not list(out.rglob("second*"))


def test_a_folder_that_is_not_ours_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(SiteError, match="unknot did not make it"):
        published(tmp_path)
    assert bytes_of(tmp_path) == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize("unlisted", [False, True])
def test_all_that_is_made_is_known_again(tmp_path: Path, unlisted: bool) -> None:
    """So that what somebody put beside it is told from it."""
    out = tmp_path / "site"
    made = published(out, unlisted=unlisted, start=NOON)
    there = {each.name for each in out.iterdir()}
    assert there - folder_module.TOP == ({made.feed.split("/")[-2]} if unlisted else set())
    assert published(out, unlisted=unlisted, start=NOON).changed == 0
    (out / "CNAME").write_text("example.org")
    with pytest.raises(SiteError, match="holds CNAME, which unknot did not make"):
        published(out, unlisted=unlisted)
    assert (out / "CNAME").read_text() == "example.org"


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(SiteError, match="is no folder"):
        published(tmp_path / "site")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert published(tmp_path / "site").changed


def test_a_damaged_memory_is_refused_rather_than_forgotten(tmp_path: Path) -> None:
    out = sites.copy(tmp_path / "site")
    (out / NAME).write_text("{")
    before = bytes_of(out)
    with pytest.raises(SiteError, match="twice"):
        published(out)
    assert bytes_of(out) == before


@pytest.mark.parametrize("written", [0, 5, 30])
def test_a_disk_that_fills_half_way_leaves_the_old_site_whole(
    written: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = sites.copy(tmp_path / "site")
    before = bytes_of(out)
    count = 0
    write = folder_module._write

    def full(*arguments: Any) -> None:
        nonlocal count
        count += 1
        if count > written:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*arguments)

    monkeypatch.setattr(folder_module, "_write", full)
    with pytest.raises(SiteError, match="No space left on device"):
        published(out, base="https://other.example.net")
    assert bytes_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_run_killed_between_the_two_renamings_is_mended_by_the_next(tmp_path: Path) -> None:
    out = sites.copy(tmp_path / "site")
    out.rename(tmp_path / ".site.old")
    (tmp_path / ".site.x.part").mkdir()
    assert published(out, now=NOON + 9).changed == 0
    assert bytes_of(out) == bytes_of(sites.clean())


def test_a_renaming_that_fails_puts_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = sites.copy(tmp_path / "site")
    before = bytes_of(out)
    rename = Path.rename

    def fails(self: Path, target: Any) -> Path:
        if self.name.endswith(".part"):
            raise OSError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr("unknot.site.folder._exchange", lambda *_: False)  # as where there is none
    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(SiteError, match="Permission denied"):
        published(out, base="https://other.example.net")
    assert bytes_of(out) == before


def test_a_budget_is_kept(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="MB are allowed"):
        published(tmp_path / "site", budget=1_000_000)
    assert not (tmp_path / "site").exists()


def test_unlisted_is_under_an_address_that_nobody_guesses(tmp_path: Path) -> None:
    out = tmp_path / "site"
    site = published(out, unlisted=True)
    folder = site.feed.removeprefix(f"{sites.BASE}/").removesuffix("/feed.xml")
    assert len(folder) >= 22
    feed = (out / folder / "feed.xml").read_text("utf-8")
    assert "<itunes:block>Yes</itunes:block>" in feed
    assert "Disallow: /" in (out / "robots.txt").read_text()
    for page in (out / folder).rglob("*.html"):
        assert 'name="robots" content="noindex"' in page.read_text("utf-8"), page
    outside = [path for path in out.iterdir() if path.name != folder]
    for path in outside:
        every = [path] if path.is_file() else list(path.rglob("*"))
        assert all(folder.encode() not in each.read_bytes() for each in every if each.is_file())
    assert published(out, unlisted=True).feed == site.feed
    assert published(tmp_path / "other", unlisted=True).feed != site.feed
    with pytest.raises(SiteError, match="holds an unlisted site"):
        published(out)


def test_a_listed_site_does_not_become_unlisted(tmp_path: Path) -> None:
    out = sites.copy(tmp_path / "site")
    with pytest.raises(SiteError, match="not unlisted"):
        published(out, unlisted=True)


def test_the_memory_is_plain_json() -> None:
    value = json.loads((sites.clean() / NAME).read_text())
    assert set(value["episodes"]) == {"first", "second"}

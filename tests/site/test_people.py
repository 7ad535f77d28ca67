"""A folder for each person: unguessable, apart from the others, ended one by one."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.site.sites import BASE, NOON, material, published
from unknot.errors import SiteError
from unknot.site.folder import people_folder
from unknot.site.people import forget_person, publish_for, read_people
from unknot.site.request import Request, Site


def made(out: Path, *names: str, base: str = BASE) -> dict[str, Site]:
    return dict(publish_for(names, Request(out=out, base=base, now=NOON), material()))


@pytest.mark.deep
def test_each_has_an_unguessable_folder_and_a_feed_of_their_own(tmp_path: Path) -> None:
    sites = made(tmp_path / "site", "anna", "ben")
    folders = read_people(tmp_path / "site")
    assert set(folders) == {"anna", "ben"}
    assert len({*folders.values()}) == 2
    for name, site in sites.items():
        assert len(folders[name]) == 22
        assert site.feed == f"{BASE}/{folders[name]}/feed.xml"
        text = (site.out / "feed.xml").read_text("utf-8")
        assert "<itunes:block>Yes" in text
        assert site.feed in text
    guids = [
        json.loads((each.out / "unknot-site.json").read_text())["guid"] for each in sites.values()
    ]
    assert guids[0] != guids[1]


def test_nothing_that_goes_to_the_host_names_anybody_or_leads_in(tmp_path: Path) -> None:
    out = tmp_path / "site"
    site = made(out, "annabella")["annabella"]
    (folder,) = read_people(out).values()
    assert len(folder) == 22
    assert site.feed == f"{BASE}/{folder}/feed.xml"
    assert "<itunes:block>Yes" in (site.out / "feed.xml").read_text("utf-8")
    for path in out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"annabella" not in data, path
            if folder not in path.parts:
                assert folder.encode() not in data, path
    assert "Disallow: /" in (out / "robots.txt").read_text()
    assert "Nothing here" in (out / "index.html").read_text()


@pytest.mark.deep
def test_again_changes_nothing_and_others_stay(tmp_path: Path) -> None:
    out = tmp_path / "site"
    first = made(out, "anna")["anna"]
    before = read_people(out)
    again = made(out, "ben", "anna")
    assert again["anna"].changed == 0
    assert again["anna"].feed == first.feed
    assert read_people(out)["anna"] == before["anna"]


@pytest.mark.deep
def test_who_is_forgotten_gets_another_folder(tmp_path: Path) -> None:
    out = tmp_path / "site"
    old, ben = (each.out for each in made(out, "anna", "ben").values())
    forget_person(out, "anna")
    assert not old.exists()
    assert ben.is_dir()
    assert read_people(out).keys() == {"ben"}
    forget_person(out, "ben")
    assert made(out, "anna")["anna"].out != old
    with pytest.raises(SiteError, match="no folder for 'carl'"):
        forget_person(out, "carl")


def test_nobody_is_forgotten(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as caught:
        forget_person(tmp_path / "site", "nobody")
    assert caught.value.hint == "no person has a folder here"
    made(tmp_path / "site", "anna")
    with pytest.raises(SiteError) as caught:
        forget_person(tmp_path / "site", "anne")
    assert caught.value.hint == "did you mean 'anna'?"


@pytest.mark.deep
def test_a_feed_that_moves_says_where(tmp_path: Path) -> None:
    made(tmp_path / "site", "anna")
    moved = made(tmp_path / "site", "anna", base="https://other.example")["anna"]
    text = (moved.out / "feed.xml").read_text("utf-8")
    assert f"<itunes:new-feed-url>{moved.feed}</itunes:new-feed-url>" in text


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_whose_folder_is_whose_is_for_the_publisher_alone(tmp_path: Path) -> None:
    made(tmp_path / "site", "anna")
    folder = people_folder(tmp_path / "site")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.deep
def test_a_site_for_everybody_and_folders_for_people_are_not_mixed(tmp_path: Path) -> None:
    for name, unlisted in (("public", False), ("hidden", True)):
        published(tmp_path / name, unlisted=unlisted)
        with pytest.raises(SiteError, match="one site for everybody"):
            made(tmp_path / name, "anna")
        assert not people_folder(tmp_path / name).exists()
    made(tmp_path / "people", "anna")
    with pytest.raises(SiteError, match="holds folders of people"):
        published(tmp_path / "people")


@pytest.mark.parametrize("name", ["", "Anna Smith", "a:b", "../x", "a\nb", "x" * 41])
def test_a_name_is_one_for_a_login(tmp_path: Path, name: str) -> None:
    with pytest.raises(SiteError, match="cannot be used"):
        made(tmp_path / "site", name)
    assert not people_folder(tmp_path / "site").exists()


def test_what_is_broken_is_said(tmp_path: Path) -> None:
    made(tmp_path / "site", "anna")
    (people_folder(tmp_path / "site") / "people.json").write_text('{"schema": "x"}')
    with pytest.raises(SiteError, match="cannot be read"):
        made(tmp_path / "site", "anna")

"""What ``unknot publish`` asks of the site, by its options, and what it tells of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from tests.cli.conftest import Run
from tests.tracks import bundled
from unknot.cli import publish_tracks
from unknot.cli.publish import _material
from unknot.content.records.channel import Channel
from unknot.errors import SiteError
from unknot.site import people, publish
from unknot.site.episode import EpisodePlan
from unknot.site.request import Request, Site

BASE = "https://example.org/a"
EPISODE = EpisodePlan(
    id="breathing", title="Breathing", summary="", number=1, season=0, season_name="", guid="g",
    date=5,
)  # fmt: skip
SITE = Site(
    out=Path("site"), feed=f"{BASE}/feed.xml", page=f"{BASE}/index.html", sessions=(EPISODE,),
    size=1_250_000, changed=1,
)  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Request, tuple[str, ...]]]:
    """What sites were asked for, and for whom; without tracks, and SITE is what comes of it."""
    seen: list[tuple[Request, tuple[str, ...]]] = []
    refused: list[object] = []

    @contextmanager
    def sources(*given: Any) -> Iterator[tuple[Mapping[str, Any], Channel]]:
        given[-1]({})  # plans, before there is any sound
        yield {}, Channel(id="channel")

    def one(request: Request, *_: object) -> Site:
        assert refused.pop() == request
        seen.append((request, ()))
        return SITE

    def several(names: tuple[str, ...], request: Request, *_: object) -> Mapping[str, Site]:
        assert refused.pop() == names
        seen.append((request, tuple(names)))
        return {name: replace(SITE, feed=f"{BASE}/{name}.xml") for name in names}

    monkeypatch.setattr(publish_tracks, "sources", sources)
    monkeypatch.setattr(publish, "publish", one)
    monkeypatch.setattr(publish, "check", lambda request, *_: refused.append(request))
    monkeypatch.setattr(people, "publish_for", several)
    monkeypatch.setattr(people, "check_for", lambda names, *_: refused.append(names))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796126400")
    return seen


ASKED = Request(out=Path("site"), base=BASE, now=1_796_126_400)
DECEMBER = int(datetime(2026, 12, 1).timestamp())


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ((), ASKED),
        (
            ("--every", "36h", "--start", "2026-12-01", "--max-size", "3", "--unlisted"),
            replace(ASKED, every=129_600, start=DECEMBER, start_text="2026-12-01",
                    budget=3_000_000, unlisted=True),
        ),
        (("--every", "60s", "--max-size", "1"), replace(ASKED, every=60, budget=1_000_000)),
        (
            ("--start", "1971-01-01"),
            replace(ASKED, start_text="1971-01-01", start=int(datetime(1971, 1, 1).timestamp())),
        ),
    ],
)  # fmt: skip
def test_each_option_is_asked_of_the_site(
    options: tuple[str, ...], wanted: Request, run: Run, asked: list[Any]
) -> None:
    result = run("-q", "publish", "site", "--base-url", BASE, *options)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{SITE.feed}\n", "")
    assert asked == [(wanted, ())]


def test_each_person_has_an_address_that_is_told(run: Run, asked: list[Any]) -> None:
    result = run("publish", "site", "--base-url", BASE, "--for", "ann", "--for", "bob")
    assert [names for _, names in asked] == [("ann", "bob")]
    assert result.stdout == f"ann  {BASE}/ann.xml\nbob  {BASE}/bob.xml\n"
    words = " ".join(result.stderr.split())
    assert "nobody guesses the address; whoever has the address can listen" in words
    rows = json.loads(run("publish", "s", "--base-url", BASE, "--for", "ann", "--json").stdout)
    assert [each["name"] for each in rows["people"]] == ["ann"]
    rows = json.loads(run("publish", "s", "--base-url", BASE, "--json").stdout)
    assert (rows["feed"], rows["people"], len(rows["sessions"])) == (SITE.feed, [], 1)


@pytest.mark.parametrize(
    ("changes", "told", "not_told"),
    [
        ({}, "1 session, 1.2 MB, 1 file new or changed", "not yet due"),
        ({"sessions": (EPISODE, EPISODE), "changed": 0}, "2 sessions, 1.2 MB, 0 files new", "gone"),
        ({"waiting": ("a", "b")}, "not yet due: a, b", "gone"),
        ({"retired": ("c",)}, "gone, and their GUIDs are never used again: c", "not yet due"),
        ({"warnings": ("w",)}, "warning: w", "unlisted"),
        ({}, "no channel.yaml: title, author and picture are general ones", "warning"),
    ],
)
def test_what_came_of_it_is_told(
    changes: dict[str, Any], told: str, not_told: str, run: Run, asked: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(publish, "publish", lambda *_: replace(SITE, **changes))
    stderr = " ".join(run("publish", "site", "--base-url", BASE).stderr.split())
    assert told in stderr
    assert not_told not in stderr


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("site",), 2, "Missing option '--base-url'"),
        (("site", "--base-url", BASE, "--start", "1970-12-31"), 2, "before there were feeds"),
        (("site", "--base-url", BASE, "--max-size", "0"), 2, "0 is not in the range"),
        (("mine", "--base-url", BASE), 1, "mine"),
    ],
)
def test_what_is_refused_is_refused_before_any_track(
    args: tuple[str, ...], code: int, words: str, run: Run, here: Path, asked: list[Any]
) -> None:
    (here / "mine").mkdir()
    (here / "mine/letter.txt").touch()
    result = run("publish", *args)
    assert (result.exit_code, words in result.stderr, asked) == (code, True, [])


def test_who_is_forgotten_has_no_folder_and_nothing_is_published(
    run: Run, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[tuple[Path, str]] = []
    monkeypatch.setattr(people, "forget_person", lambda out, name: forgotten.append((out, name)))
    result = run("publish", "site", "--forget", "ann")
    assert (forgotten, asked) == ([(Path("site"), "ann")], [])
    assert "forgotten: ann." in result.stderr


def test_of_two_tracks_of_a_session_none_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One may be of the other side."""
    for name in ("a.mp3", "b.mp3", "rest.mp3"):
        (tmp_path / name).touch()

    def read(path: Path, *, proved: bool) -> Any:
        timeline = SimpleNamespace(session="rest" if path.stem == "rest" else "starter")
        return SimpleNamespace(timeline=timeline)

    monkeypatch.setattr(publish_tracks, "read_source", read)
    assert list(publish_tracks._tracks_in(tmp_path, ["rest"], proved=False)) == ["rest"]
    with pytest.raises(SiteError, match=r"two tracks of the session 'starter'\n.*a\.mp3 or b\.mp3"):
        publish_tracks._tracks_in(tmp_path, [], proved=False)


def test_a_session_with_a_slip_in_it_is_not_gone() -> None:
    """Its GUID would never be used again."""
    content = replace(bundled(), drafts={"mine": ()})
    assert {"mine", "breathing"} <= set(_material(content).known)

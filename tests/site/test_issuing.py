"""What comes out of a site, when, and under which names: decisions alone, without a site."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from unknot.content.records.channel import Channel, Owner, Person, Season
from unknot.errors import ContentError, SiteError
from unknot.segments import Segments
from unknot.site import folder as folders
from unknot.site.folder import check_place, people_file, people_folder, recover, replace_folder
from unknot.site.releases import dates, due_sessions, remember_sessions, states
from unknot.site.request import Material, Request
from unknot.site.season_order import (
    LONGEST,
    Slot,
    check_channel,
    check_titles,
    fault_of,
    order_seasons,
)
from unknot.site.state import (
    NAME,
    Issued,
    State,
    channel_guid,
    episode_guid,
    find_state,
    new_folder,
    read_state,
    state_json,
)

NOON = 1_796_126_400  # 1 December 2026, 12:00 UTC
MIDNIGHT = NOON - 43_200
DAY = 86_400
BASE = "https://example.org/a"
GUID = "9b024349-ccf0-5f69-a609-6b82873eab3c"
CHANNEL = Channel(id="channel")

# --- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "known", "wanted"),
    [
        ("abc", {}, {"a": NOON - 120, "b": NOON - 60, "c": NOON}),
        ("ab", {"a": 5}, {"a": 5, "b": NOON}),
        ("ab", {"a": NOON}, {"a": NOON, "b": NOON + 60}),
        ("ab", {"a": NOON - 1}, {"a": NOON - 1, "b": NOON}),
        ("ab", {"b": NOON + 9}, {"a": NOON, "b": NOON + 9}),
        ("ab", {"b": NOON}, {"a": NOON - 60, "b": NOON}),
        ("ab", {"b": 600}, {"a": 540, "b": 600}),
        ("axb", {"a": 100, "b": 201}, {"a": 100, "x": 150, "b": 201}),
        ("axb", {"a": 100, "b": 102}, {"a": 100, "x": 101, "b": 102}),
        ("axyb", {"a": 100, "b": 140}, {"a": 100, "x": 120, "y": 130, "b": 140}),
    ],
)
def test_without_a_start_all_are_out_and_new_ones_find_room(
    order: str, known: dict[str, int], wanted: dict[str, int]
) -> None:
    assert dates(list(order), known, NOON) == wanted


@pytest.mark.parametrize(
    ("order", "known", "words"),
    [
        ("axb", {"a": 100, "b": 101}, "has no room between its neighbours' dates"),
        ("ab", {"a": 9, "b": 8}, "now stands before 'b', but came out after it"),
        ("ab", {"a": 8, "b": 8}, "now stands before 'b', but came out after it"),
    ],
)
def test_no_date_moves_and_none_comes_twice(order: str, known: dict[str, int], words: str) -> None:
    with pytest.raises(SiteError, match=words):
        dates(list(order), known, NOON)
    assert dates(["a", "b"], {"a": 7, "b": 8}, NOON) == {"a": 7, "b": 8}


@pytest.mark.parametrize(
    ("now", "due"),
    [(MIDNIGHT - 1, ""), (MIDNIGHT, "a"), (MIDNIGHT + DAY - 1, "a"), (MIDNIGHT + DAY, "ab")],
)
def test_with_a_start_one_comes_after_the_other(now: int, due: str) -> None:
    found = dates(["a", "b", "c"], {}, now, start=MIDNIGHT)
    assert found == {id: MIDNIGHT + DAY * at for at, id in enumerate(due)}
    slow = dates(["a", "b", "c"], {}, MIDNIGHT + 4 * DAY, start=MIDNIGHT, every=2 * DAY)
    assert slow == {"a": MIDNIGHT, "b": MIDNIGHT + 2 * DAY, "c": MIDNIGHT + 4 * DAY}


# --- what is remembered ----------------------------------------------------------------------


def request(out: Path, **facts: Any) -> Request:
    return Request(out=out, base=BASE, now=NOON, **facts)


def test_a_new_site_has_the_guid_of_its_address_or_of_its_channel(tmp_path: Path) -> None:
    old, state = states(request(tmp_path), CHANNEL, BASE)
    assert (old, state) == (None, State(guid=channel_guid(f"{BASE}/feed.xml")))
    _, state = states(request(tmp_path), replace(CHANNEL, guid=GUID), BASE)
    assert state == State(guid=GUID)
    assert channel_guid("https://podnews.net/rss") == GUID
    assert channel_guid("http://podnews.net/rss/") == GUID


def test_an_unlisted_site_has_a_folder_that_nobody_guesses(tmp_path: Path) -> None:
    _, state = states(request(tmp_path, unlisted=True), CHANNEL, BASE)
    assert len(state.folder) == 22
    assert state.guid == channel_guid(f"{BASE}/{state.folder}/feed.xml")
    chosen = replace(CHANNEL, folder="x" * 16)
    _, state = states(request(tmp_path, unlisted=True), chosen, BASE)
    assert state.folder == "x" * 16
    _, state = states(request(tmp_path), chosen, BASE)
    assert state.folder == ""
    assert len({new_folder() for _ in range(9)}) == 9


def test_what_was_issued_stays_and_a_site_comes_out_to_nobody(tmp_path: Path) -> None:
    open_, unlisted = State(guid=GUID), State(guid=GUID, folder="x" * 16)
    path = tmp_path / NAME
    path.write_bytes(state_json(open_))
    assert states(request(tmp_path), CHANNEL, BASE) == (open_, open_)
    with pytest.raises(SiteError, match="holds a site that is not unlisted"):
        states(request(tmp_path, unlisted=True), CHANNEL, BASE)
    path.write_bytes(state_json(unlisted))
    assert states(request(tmp_path, unlisted=True), CHANNEL, BASE) == (unlisted, unlisted)
    with pytest.raises(SiteError, match="holds an unlisted site"):
        states(request(tmp_path), CHANNEL, BASE)


def test_a_persons_folder_is_unlisted_by_itself(tmp_path: Path) -> None:
    asked = request(tmp_path, unlisted=True, person=True)
    assert states(asked, CHANNEL, BASE) == (None, State(guid=channel_guid(f"{BASE}/feed.xml")))
    state = State(guid=GUID)
    (tmp_path / NAME).write_bytes(state_json(state))
    assert states(asked, CHANNEL, BASE) == (state, state)


def test_an_episode_has_the_guid_and_the_name_of_its_session() -> None:
    slots = [Slot(id=each, season=2, season_name="Two") for each in ("a", "b", "c")]
    state = State(guid=GUID, episodes={"a": Issued(guid="g", date=1)}, retired={"b": ("x", "y")})
    timelines: Any = {each: SimpleNamespace(title=f" {each.upper()} ") for each in "abc"}
    found = due_sessions(slots, {"a": 1, "b": 2}, state, timelines, {"a": "about"})
    assert [(e.id, e.title, e.summary, e.number, e.date) for e in found] == [
        ("a", "A", "about", 1, 1), ("b", "B", "", 2, 2),
    ]  # fmt: skip
    assert [each.guid for each in found] == ["g", episode_guid(GUID, "b", 2)]
    assert (found[0].season, found[0].season_name) == (2, "Two")
    assert len({episode_guid(GUID, "b", n) for n in range(3)}) == 3


def test_what_is_gone_is_retired_and_what_is_there_stays() -> None:
    issued = {each: Issued(guid=each, date=at) for at, each in enumerate("abc")}
    state = State(guid=GUID, episodes=issued, retired={"c": ("x",)})
    slots = [Slot(id="d", season=1, season_name="")]
    (new,) = due_sessions(slots, {"d": 9}, state, {"d": SimpleNamespace(title="D")}, {})  # type: ignore[dict-item]
    track: Any = SimpleNamespace()
    material = Material(channel=CHANNEL, tracks={"b": track}, known={"a"})
    kept = remember_sessions(state, [new], material)
    assert kept.episodes == {
        "a": issued["a"], "b": issued["b"], "d": Issued(guid=new.guid, date=9),
    }  # fmt: skip
    assert kept.retired == {"c": ("x", "c")}


def test_the_memory_of_a_site_is_read_back_or_refused(tmp_path: Path) -> None:
    state = State(
        guid=GUID, folder="x" * 16, feed="f", moved=True,
        episodes={"a": Issued(guid=GUID, date=5)}, retired={"b": (GUID,)},
    )  # fmt: skip
    path = tmp_path / ".half" / NAME
    path.parent.mkdir()
    path.write_bytes(state_json(state))
    assert find_state(tmp_path) is None
    inside = path.parent.rename(tmp_path / ("x" * 16)) / NAME
    assert find_state(tmp_path) == inside
    assert read_state(inside) == state
    inside.write_bytes(state_json(state).replace(b"unknot/site@1", b"unknot/site@2"))
    with pytest.raises(SiteError, match="is not the memory of a site"):
        read_state(inside)


# --- seasons and what a directory takes ------------------------------------------------------


def channel(*seasons: tuple[str, ...], **facts: Any) -> Channel:
    made = (Season(name=f"S{n}", sessions=each) for n, each in enumerate(seasons, 1))
    return Channel(id="channel", seasons=tuple(made), **facts)


def test_seasons_have_their_order_and_names() -> None:
    found = order_seasons(channel(("b", "gone"), ("a",)), ["a", "b"], {"gone"})
    assert found == (
        Slot(id="b", season=1, season_name="S1"), Slot(id="a", season=2, season_name="S2"),
    )  # fmt: skip
    assert order_seasons(CHANNEL, ["b", "a"], ()) == (
        Slot(id="b", season=1, season_name=""), Slot(id="a", season=1, season_name=""),
    )  # fmt: skip


def test_what_is_listed_must_be_there_once() -> None:
    with pytest.raises(ContentError) as caught:
        order_seasons(channel(("a", "b"), ("a", "c")), ["a"], {"b"})
    assert [(each.code, each.message) for each in caught.value.problems] == [
        ("P02", "'a' is listed twice"), ("P01", "no session 'c' to publish"),
    ]  # fmt: skip
    with pytest.raises(SiteError, match=r"session .b.(.|\n)*is not listed"):
        order_seasons(channel(("a",)), ["a", "c", "b"], ())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, None),
        ({"title": "t" * LONGEST}, None), ({"title": "t" * (LONGEST + 1)}, "P03"),
        ({"author": "a\x07"}, "P03"), ({"copyright": "a\u202e"}, "P03"),
        ({"license": "a\u2028"}, "P03"), ({"speaker": "\x9f"}, "P03"), ({"display": "\x00"}, "P03"),
        ({"description": "ä" * 2_000}, None), ({"description": "ä" * 2_000 + "x"}, "P03"),
        ({"language": "pt-BR"}, None), ({"language": "english!"}, "P03"),
        ({"category": "Sport"}, "P04"),
        ({"category": "Health & Fitness", "subcategory": ""}, None),
        ({"category": "Health & Fitness", "subcategory": "Golf"}, "P04"),
        ({"link": "https://example.org"}, None), ({"link": "javascript:x"}, "P05"),
        ({"license_url": "example.org"}, "P05"),
        ({"people": (Person(name="A", url="ftp://x"),)}, "P05"),
        ({"people": (Person(name="A"),)}, None),
        ({"owner": Owner(name="A", email="a@b")}, None),
        ({"owner": Owner(name="A", email="a@b@c")}, "P06"),
        ({"owner": Owner(name="A", email="a b@c")}, "P06"),
        ({"owner": Owner(name="A", email="@b")}, "P06"),
        ({"guid": GUID}, None), ({"guid": GUID.upper()}, "P07"),
        ({"folder": "x" * 16}, None), ({"folder": "x" * 15}, "P08"), ({"folder": "x" * 65}, "P08"),
        ({"folder": "a b" * 8}, "P08"),
    ],
)  # fmt: skip
def test_what_a_directory_would_refuse_is_refused(facts: dict[str, Any], code: str | None) -> None:
    try:
        check_channel(channel(**facts))
        found = None
    except ContentError as error:
        (problem,) = error.problems
        found = problem.code
    assert found == code


def test_titles_are_some_that_a_feed_can_carry() -> None:
    check_titles({"a": ["A", "t" * LONGEST]})
    for title, words in (
        (" ", "has an empty title"), ("t" * 256, "256 characters; feeds take 255"),
        ("a\x1f", "U[+]001F, which cannot be seen"),
    ):  # fmt: skip
        with pytest.raises(SiteError, match=words):
            check_titles({"a": ["A"], "b": ["B", title]})
    assert fault_of("ab c – d\u00a0e") == ""


# --- a folder that is whole or as it was -----------------------------------------------------

FILES = {"index.html": Segments.of(b"one"), "a/b.txt": Segments.of(b"two")}


def in_folder(out: Path) -> dict[str, bytes]:
    return {
        each.relative_to(out).as_posix(): each.read_bytes() for each in out.rglob("*")
        if each.is_file()
    }  # fmt: skip


@pytest.mark.parametrize("swaps", [True, False])
def test_a_folder_has_what_it_should_and_nothing_else(
    swaps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not swaps:
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    out = tmp_path / "deep" / "site"
    assert replace_folder(out, FILES) == 2
    assert in_folder(out) == {"index.html": b"one", "a/b.txt": b"two"}
    before = (out / "a/b.txt").stat().st_mtime_ns
    assert replace_folder(out, FILES) == 0
    (out / "more.txt").write_bytes(b"x")
    assert replace_folder(out, FILES) == 0
    assert replace_folder(out, {**FILES, "index.html": Segments.of(b"new")}) == 1
    assert in_folder(out) == {"index.html": b"new", "a/b.txt": b"two"}
    assert (out / "a/b.txt").stat().st_mtime_ns == before
    assert [each.name for each in out.parent.iterdir()] == ["site"]


def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    replace_folder(out, FILES)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "_write", full)
    with pytest.raises(SiteError, match="cannot be written: No space left"):
        replace_folder(out, {"x": Segments.of(b"y")})
    assert in_folder(out) == {"index.html": b"one", "a/b.txt": b"two"}
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_a_run_that_was_killed_between_two_names_is_put_right(tmp_path: Path) -> None:
    out, aside = tmp_path / "site", tmp_path / ".site.old"
    aside.mkdir()
    recover(out)
    assert (out.is_dir(), aside.is_dir()) == (True, False)
    aside.mkdir()
    recover(out)
    assert aside.is_dir()
    replace_folder(out, FILES)
    assert not aside.exists()


def test_a_place_is_new_or_empty_or_a_site_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "site"
    check_place(out)
    check_place(tmp_path / "new" / "site")
    out.mkdir()
    check_place(out)
    (out / "letter.txt").touch()
    with pytest.raises(SiteError, match="is not empty, and unknot did not make it"):
        check_place(out)
    (out / NAME).touch()
    with pytest.raises(SiteError, match=r"holds letter\.txt, which unknot did not make"):
        check_place(out)
    (out / "letter.txt").rename(out / ".DS_Store")
    check_place(out)
    (out / NAME).unlink()
    (out / "letter.txt").touch()
    people_folder(out).mkdir()
    with pytest.raises(SiteError, match="is not empty, and unknot did not make it"):
        check_place(out)
    people_file(out).touch()
    check_place(out)
    assert people_folder(out) == tmp_path / "site-people"
    file, link = tmp_path / "file", tmp_path / "link"
    file.touch()
    link.symlink_to(out)
    for path in (file, link):
        with pytest.raises(SiteError, match="is there already and is no folder"):
            check_place(path)
    with pytest.raises(SiteError, match="takes no new folder"):
        check_place(file / "below")
    for nameless in (Path(), Path("a", ".."), Path("/")):
        with pytest.raises(SiteError, match="has no name of its own"):
            check_place(nameless)


@pytest.mark.parametrize("folder", ["", "x" * 16])
def test_a_folder_with_a_site_in_it_is_no_site(tmp_path: Path, folder: str) -> None:
    """A workspace, or the folder of all that a host shows: it stays."""
    site = tmp_path / "mine" / "site"
    site.mkdir(parents=True)
    (site / NAME).write_bytes(state_json(State(guid=GUID, folder=folder)))
    assert find_state(tmp_path / "mine") is None
    with pytest.raises(SiteError, match="is not empty, and unknot did not make it") as told:
        check_place(tmp_path / "mine")
    assert f"did you mean {str(site)!r}?" in str(told.value)
    site.rename(site.with_name("x" * 22))  # as that of a person, of whom nothing is known
    with pytest.raises(SiteError, match=r"put .*people\.json back"):
        check_place(tmp_path / "mine")


def test_an_unlisted_site_is_known_by_the_folder_that_it_names(tmp_path: Path) -> None:
    inside = tmp_path / ("x" * 16)
    inside.mkdir()
    (inside / NAME).write_bytes(state_json(State(guid=GUID, folder=inside.name)))
    (tmp_path / "index.html").touch()
    check_place(tmp_path)
    (tmp_path / "thesis").mkdir()
    with pytest.raises(SiteError, match="holds thesis, which unknot did not make"):
        check_place(tmp_path)

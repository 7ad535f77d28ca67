"""What is refused before there is any sound, and whose folder is whose, without a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.site.sites import BASE, CHANNEL, NOON
from tests.tracks import bundled
from unknot.content.records.channel import Season
from unknot.errors import ContentError, SiteError
from unknot.segments import Segments
from unknot.site import folder, publish
from unknot.site.address import doubts
from unknot.site.folder import people_folder, replace_folder
from unknot.site.people import _remember, check_for, forget_person, read_people
from unknot.site.picture import MOST_BYTES, faults, own_cover
from unknot.site.publish import _named, check
from unknot.site.request import Material, Request
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Timeline

MIDNIGHT = NOON + 43_200
#: Of 22 letters, as folders of people are called.
ANNA, BEN = "a" * 22, "b" * 22


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    job = resolve(bundled().sessions["breathing"], bundled())
    return plan(job, estimate(bundled(), 135)).timeline


def material(tmp_path: Path, **changes: Any) -> Material:
    channel = replace(CHANNEL, seasons=(), **changes)
    return Material(channel=channel, tracks={}, summaries={"breathing": "Rest."},
                    known={"breathing"}, folder=tmp_path)  # fmt: skip


def asked(tmp_path: Path, **changes: Any) -> Request:
    return Request(**{"out": tmp_path / "site", "base": BASE, "now": NOON, **changes})


def test_what_comes_out_and_when(tmp_path: Path, timeline: Timeline) -> None:
    timelines = {"breathing": timeline}
    issue = check(asked(tmp_path), material(tmp_path), timelines)
    assert (issue.base, issue.every, issue.old, issue.waiting) == (BASE, 86_400, None, ())
    ((session),) = issue.sessions
    assert (session.id, session.summary, session.season, session.date) == (
        "breathing", "Rest.", 1, NOON,
    )  # fmt: skip
    assert check(asked(tmp_path, every=60), material(tmp_path), timelines).every == 60
    with pytest.raises(SiteError, match="come less than a minute apart"):
        check(asked(tmp_path, every=59), material(tmp_path), timelines)
    with pytest.raises(SiteError, match="none is due yet"):
        check(asked(tmp_path, start=MIDNIGHT), material(tmp_path), timelines)
    assert check(asked(tmp_path, start=MIDNIGHT - 1), material(tmp_path), timelines).sessions
    later = check(
        asked(tmp_path, start=NOON), material(tmp_path), {"breathing": timeline, "second": timeline}
    )
    assert (len(later.sessions), later.waiting) == (1, ("second",))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": "x" * 256}, "title has 256 characters; feeds take 255"),
        ({"display": "{n} of {m}"}, "'{m}' cannot be filled"),
        ({"display": "x" * 30 + "{n}"}, "display with a number has 33 characters; players take 32"),
        ({"cover": "../cover.png"}, "leads out of the workspace"),
        ({"description": "x" * 4001}, "description takes more than 4000 bytes"),
        ({"category": "Healing"}, "Apple has no category 'Healing'"),
        ({"subcategory": "Healing"}, "no 'Healing' below 'Health & Fitness'"),
        ({"link": "example.org"}, "'example.org' is not an address"),
        ({"guid": "7"}, "'7' is not a UUID"), ({"folder": "short"}, "16 to 64 letters"),
        ({"language": "english!"}, "'english!' is no language"),
    ],
)  # fmt: skip
def test_a_channel_that_directories_would_refuse(
    changes: dict[str, Any], told: str, tmp_path: Path, timeline: Timeline
) -> None:
    with pytest.raises((ContentError, SiteError)) as caught:
        check(asked(tmp_path), material(tmp_path, **changes), {"breathing": timeline})
    assert told in str(caught.value)


def test_what_has_just_room_is_taken(tmp_path: Path, timeline: Timeline) -> None:
    most = material(tmp_path, title="x" * 255, display="x" * 29 + "{n}", description="x" * 4000)
    assert check(asked(tmp_path), most, {"breathing": timeline}).sessions


def test_a_season_names_what_there_is_once_and_all_of_it(
    tmp_path: Path, timeline: Timeline
) -> None:
    def listed(*sessions: str) -> Material:
        made = material(tmp_path)
        return replace(made, channel=replace(
            made.channel, seasons=(Season(name="One", sessions=sessions),)
        ))  # fmt: skip

    one = {"breathing": timeline}
    assert check(asked(tmp_path), listed("breathing"), one).sessions[0].season_name == "One"
    with pytest.raises(ContentError, match="no session 'other' to publish"):
        check(asked(tmp_path), listed("breathing", "other"), one)
    with pytest.raises(ContentError, match="'breathing' is listed twice"):
        check(asked(tmp_path), listed("breathing", "breathing"), one)
    with pytest.raises(SiteError, match="session 'more': is not listed"):
        check(asked(tmp_path), listed("breathing"), {**one, "more": timeline})


def test_sessions_are_named_in_a_workflow_where_others_would_come_out(tmp_path: Path) -> None:
    def named(*published: str, listed: tuple[str, ...] = ()) -> tuple[str, ...]:
        made = material(tmp_path)
        tracks: Any = dict.fromkeys(published)
        seasons = (Season(name="One", sessions=listed),) if listed else ()
        channel = replace(made.channel, seasons=seasons)
        return _named(replace(made, channel=channel, tracks=tracks, known={"a", "b", "c"}))

    assert named("a", "b", "c") == ()
    assert named("b", "a") == ("b", "a")
    assert named("a", "b", listed=("b", "a", "gone")) == ()
    assert named("a", listed=("a", "b")) == ("a",)


def test_people_and_everybody_are_not_mixed(tmp_path: Path, timeline: Timeline) -> None:
    out = tmp_path / "site"
    out.mkdir()
    _remember(out, {"anna": ANNA})
    with pytest.raises(SiteError, match="holds folders of people"):
        check(asked(tmp_path), material(tmp_path), {"breathing": timeline})
    check_for(["anna", "ben"], asked(tmp_path), material(tmp_path), {"breathing": timeline})
    (out / "unknot-site.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SiteError, match="holds one site for everybody"):
        check_for(["anna"], asked(tmp_path), material(tmp_path), {"breathing": timeline})


def test_who_is_forgotten_loses_the_folder_and_nobody_else_does(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for each in (ANNA, BEN):
        (out / each).mkdir(parents=True)
    _remember(out, {"anna": ANNA, "ben": BEN, "cleo": "c" * 22})
    groups = people_folder(out) / "folders"
    assert groups.read_text(encoding="utf-8") == f"{ANNA}: anna\n{BEN}: ben\n{'c' * 22}: cleo\n"
    forget_person(out, "anna")
    assert [each.name for each in out.iterdir()] == [BEN]
    assert read_people(out) == {"ben": BEN, "cleo": "c" * 22}
    forget_person(out, "cleo")  # whose folder is gone already
    with pytest.raises(SiteError, match="has no folder for 'anna'"):
        forget_person(out, "anna")


def test_more_than_is_allowed_is_told_in_figures(tmp_path: Path) -> None:
    files = {"a": Segments.of(b"x" * 1_500_000), "b": Segments.of(b"y" * 500_000)}
    request = asked(tmp_path, budget=2_000_000)
    assert publish._size(files, request) == 2_000_000
    with pytest.raises(SiteError, match=r"would take 2\.0 MB; 1\.999 MB are allowed"):
        publish._size(files, replace(request, budget=1_999_000))


def test_a_cover_is_looked_at_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(SiteError, match="is not a file"):
        own_cover(tmp_path, "folder.png")
    with pytest.raises(SiteError, match="cannot be read: No such file"):
        own_cover(tmp_path, "none.png")
    with (tmp_path / "big.png").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(SiteError, match=f"takes {MOST_BYTES // 1000} kB; more than"):
        own_cover(tmp_path, "big.png")
    assert faults(b"no picture") == ["is neither a JPEG nor a PNG picture"]


@pytest.mark.parametrize(("base", "words"), [
    ("https://example.org/x", 0), ("http://example.org/x", "players refuse feeds without TLS"),
    ("http://localhost:8000", "localhost can be reached from here only"),
    ("https://192.168.1.7/x", "192.168.1.7 can be reached from here only"),
])  # fmt: skip
def test_what_will_not_work_for_everyone_is_told(base: str, words: Any) -> None:
    found = list(doubts(base))
    assert len(found) == bool(words)
    assert not words or words in found[0]


@pytest.mark.parametrize("exchange", [False, True])
def test_a_renaming_that_fails_leaves_the_old_site(
    exchange: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    assert replace_folder(out, {"a": Segments.of(b"old")})
    if not exchange:
        monkeypatch.setattr(folder, "_exchange", lambda *_: False)
        rename = Path.rename

        def fails(path: Path, to: Path) -> Path:
            if to == out and path.name != folder._aside(out).name:
                raise OSError(28, "No space left on device")
            return rename(path, to)

        monkeypatch.setattr(Path, "rename", fails)
        with pytest.raises(SiteError, match="No space left"):
            replace_folder(out, {"a": Segments.of(b"new")})
        assert (out / "a").read_bytes() == b"old"
        monkeypatch.undo()
    assert replace_folder(out, {"a": Segments.of(b"new")})
    assert (out / "a").read_bytes() == b"new"
    assert not replace_folder(out, {"a": Segments.of(b"new")})
    assert [each.name for each in tmp_path.iterdir() if each.name != "site"] in ([], [".site.lock"])

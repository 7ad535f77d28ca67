"""A catalogue: every track of a matrix, each clip spoken once, and a true list of what is there."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from tests.cli.conftest import Run
from tests.tracks import bundled
from tests.usual import cases
from unknot.audio.mp3 import QUALITIES
from unknot.catalogue import make
from unknot.catalogue.make import Made, Manifest, make_catalogue
from unknot.catalogue.plan import (
    MOST_TRACKS,
    CataloguePlan,
    Lengths,
    Refused,
    Way,
    plan_catalogue,
    ways,
)
from unknot.cli.schema import json_schema
from unknot.clips.studio import open_studio
from unknot.content.records.session import Matrix
from unknot.errors import LayoutError, WorkspaceError
from unknot.progress import Planned
from unknot.timeline.cues import Say
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides

pytestmark = pytest.mark.usefixtures("own_cache")
TONE = ("--engine", "tone")
SMALL = """\
sessions: [tea, soup]
details: [full, short]
voices: [tone:plain]
"""


@pytest.fixture
def here(here: Path) -> Path:
    """A workspace with two sessions that share a line, and a matrix of four tracks."""
    (here / "sessions").mkdir()
    for name, line in {"tea": "Put the kettle on.", "soup": "Put the pan on."}.items():
        text = (
            f"title: {name}\nsummary: S\nroutines:\n  - {{say: {line}}}\n  - {{say: Sit down.}}\n"
        )
        (here / f"sessions/{name}.yaml").write_text(text, encoding="utf-8")
    (here / "small.yaml").write_text(SMALL, encoding="utf-8")
    return here


def clips(folder: Path) -> int:
    return len(list(folder.rglob("*.mp3f")))


def test_each_clip_is_made_once_and_each_track_is_what_build_makes(
    run: Run, here: Path, tmp_path: Path
) -> None:
    planned = json.loads(run("build", "--matrix", "small.yaml", "--dry-run", "--json").stdout)
    jsonschema.validate(planned, json_schema("forecast"))
    assert planned["tracks"] == 4
    assert clips(tmp_path / "cache") == 0
    made = run("build", "--matrix", "small.yaml", "--out", "all", "--json")
    assert made.exit_code == 0, made.stderr
    manifest = json.loads((here / "all/catalogue.json").read_text(encoding="utf-8"))
    assert manifest == json.loads(made.stdout)
    jsonschema.validate(manifest, json_schema("catalogue"))
    assert manifest["complete"]
    assert clips(tmp_path / "cache") == planned["clips"]
    for row in manifest["tracks"]:
        track = here / "all" / row["path"]
        assert track.stat().st_size == row["bytes"]
        run("build", row["session"], "--detail", row["detail"], "--voice", "tone:plain")
        assert (here / f"audio/tracks/{row['session']}.mp3").read_bytes() == track.read_bytes()
    assert clips(tmp_path / "cache") == planned["clips"]


def test_a_run_that_is_killed_leaves_no_manifest_that_says_complete(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the run before it was."""
    said = []

    def making(*_: object, out: Path, **__: object) -> Iterator[Made]:
        said.append(json.loads((out / "catalogue.json").read_bytes())["complete"])
        return iter(())

    monkeypatch.setattr("unknot.cli.catalogue.make_catalogue", making)
    for _ in range(2):
        assert run("build", "--matrix", "small.yaml", "--out", "all").exit_code == 0
        assert json.loads((here / "all/catalogue.json").read_bytes())["complete"]
    assert said == [False, False]


@pytest.mark.deep
def test_a_second_run_speaks_nothing_and_writes_no_track(run: Run, here: Path) -> None:
    def times() -> set[int]:
        return {path.stat().st_mtime_ns for path in (here / "all").rglob("*.mp3")}

    run("build", "--matrix", "small.yaml", "--out", "all")
    before = times()
    planned = json.loads(run("build", "--matrix", "small.yaml", "--dry-run", "--json").stdout)
    assert (planned["clips"], planned["clip_bytes"], planned["speaking"]) == (0, 0, [])
    assert run("build", "--matrix", "small.yaml", "--out", "all").exit_code == 0
    assert times() == before


def test_a_clip_that_is_there_is_not_missing_though_nobody_asked_how_long_it_is() -> None:
    library = bundled()
    job = resolve(library.sessions["breathing"], library)
    with open_studio("tone") as studio:
        maker, cue = studio.maker(job), Say(text="Let your shoulders sink.")
        assert list(Lengths(maker).missing([cue]).values()) == [cue]
        ((key, _),) = Lengths(maker).missing([cue]).items()
        maker.make(key, cue)
        assert Lengths(maker).missing([cue]) == {}


@pytest.mark.deep
def test_clips_alone_are_for_a_server(run: Run, here: Path) -> None:
    result = run("build", "--matrix", "small.yaml", "--clips-only", "--out", "all", "--json")
    assert result.exit_code == 0, result.stderr
    assert not list(here.rglob("*.mp3"))
    rows = json.loads(result.stdout)["tracks"]
    assert [(row["path"], row["bytes"]) for row in rows] == [(None, 0)] * 4
    assert all(row["length_ms"] > 0 for row in rows)
    assert "every clip from the cache" in run("build", "tea", "--voice", "tone:plain").stderr


def test_what_is_to_be_spoken_is_told_in_hours_of_the_voice() -> None:
    library = bundled()
    matrix = Matrix(places={}, sessions=("breathing",))
    with open_studio("tone") as studio:
        plan = plan_catalogue(ways(matrix, library)[1], library, studio, Overrides())
        (told,) = plan.speaking(lambda part: 2.0)
        (unknown,) = plan.speaking(lambda part: None)
    assert told.ms > 10_000
    assert told.hours == pytest.approx(told.ms / 3_600_000 / 2)
    assert unknown.hours is None


def test_a_plan_counts_each_track_and_each_missing_clip_once() -> None:
    """What cannot be is refused with its reason, and the others are planned."""
    library = bundled()
    with open_studio("tone") as studio:
        one = plan_catalogue([Way(session="breathing")], library, studio, Overrides())
        two = plan_catalogue(
            [Way(session="breathing"), Way(session="starter", target=60_000),
             Way(session="breathing")], library, studio, Overrides(),
        )  # fmt: skip
        cues = [cue for maker, cue in one.missing.values()]
        maker = studio.maker(resolve(library.sessions["breathing"], library))
        assert one.missing_ms == sum(map(maker.estimate(), cues))
    assert one.length_ms > one.missing_ms > 0
    assert (two.length_ms, two.missing_ms) == (2 * one.length_ms, one.missing_ms)
    assert [each.session for each in two.ways] == ["breathing", "breathing"]
    (refused,) = two.refused
    assert refused.way.session == "starter"
    assert "this session cannot last 1:00" in refused.reason
    assert one.track_bytes == one.length_ms // 24 * 288
    assert one.clip_bytes == one.missing_ms * 96 + one.missing_ms // 24 * 288


@pytest.mark.deep
def test_a_run_that_was_ended_goes_on(here: Path) -> None:
    library = bundled()
    matrix = Matrix(places={}, sessions=("breathing", "forearm-lesson"), details=("cues",))
    with open_studio("tone") as studio:

        def begun(count: int) -> list[bool]:
            plan = plan_catalogue(ways(matrix, library)[1], library, studio, Overrides())
            made = make_catalogue(plan, library, studio, Overrides(), out=here / "all")
            return [isinstance(each, Made) for each in islice(made, count)]

        assert begun(1) == [True]
        (first,) = (here / "all").rglob("*.mp3")
        written = first.stat().st_mtime_ns
        assert begun(9) == [True, True]
    assert first.stat().st_mtime_ns == written
    assert len(list((here / "all").rglob("*.mp3"))) == 2


@pytest.mark.deep
def test_what_cannot_be_is_told_and_the_others_are_made(run: Run, here: Path) -> None:
    (here / "some.yaml").write_text("sessions: [tea, cake]\nvoices: tone:plain\n", "utf-8")
    result = run("build", "--matrix", "some.yaml", "--out", "all")
    assert result.exit_code == 1
    assert "not made: tone-plain/cake: no session 'cake'" in result.stderr
    manifest = json.loads((here / "all/catalogue.json").read_text(encoding="utf-8"))
    assert [row["session"] for row in manifest["tracks"]] == ["tea"]
    assert [row["session"] for row in manifest["refused"]] == ["cake"]


def test_a_thousand_million_tracks_are_refused_in_words(run: Run, here: Path) -> None:
    axes = {name: [f"{name[0]}{n}" for n in range(1000)]
            for name in ("sessions", "voices", "languages")}  # fmt: skip
    (here / "big.yaml").write_text(json.dumps(axes), encoding="utf-8")
    began = time.monotonic()
    result = run("build", "--matrix", "big.yaml", "--dry-run")
    assert result.exit_code == 2, result.stderr
    assert "asks for 1,000,000,000 tracks; the most is 100,000" in result.stderr
    assert "split it into several files" in result.stderr
    assert time.monotonic() - began < 30


@cases(
    ("text", "told"),
    [
        ("voices: [../../etc, ../../etc/]", "would have one folder"),
        ("sides: [up]", "'up'"),
        ("sessions: [../../secret]", "is not an id"),
        ("colours: [red]", "no key 'colours'"),
        ("- a list", "mapping"),
        ("a: &a [*a]", ""),
        ("targets: [soon]", "is not a length of time"),
    ],
    usual=3,
)
def test_bad_files_are_one_message(run: Run, here: Path, text: str, told: str) -> None:
    (here / "bad.yaml").write_text(text, encoding="utf-8")
    result = run("build", "--matrix", "bad.yaml", "--dry-run")
    assert result.exit_code not in (0, None)
    assert told in result.stderr
    assert "Traceback" not in result.stderr


@cases("options", [("tea",), ("--muscle", "piriformis"), ("--detail", "full")], usual=1)
def test_what_the_file_names_no_option_names_too(
    run: Run, here: Path, options: tuple[str, ...]
) -> None:
    assert run("build", "--matrix", "small.yaml", *options).exit_code == 2


def test_folders_stay_inside_whatever_a_voice_is_called() -> None:
    way = Way(session="tea", voice="../../etc/passwd", language="..", target=90_000)
    assert way.folder.as_posix() == "other/etc-passwd/1m30s"


@pytest.mark.parametrize(
    ("target", "name"),
    [(480_000, "8m"), (880_000, "14m40s"), (45_000, "45s"), (600_504, "10m0-504s"), (0, "0s")],
)
def test_a_folder_says_the_length_as_a_person_would(target: int, name: str) -> None:
    assert Way(session="tea", target=target).folder.as_posix() == name


def test_ways_are_counted_before_one_is_made() -> None:
    library = bundled()
    matrix = Matrix(places={}, sides=("left", "right", "left"), targets=(600_000,))
    count, every = ways(matrix, library)
    assert count == 2 * len(library.sessions) == len(list(every))
    many = Matrix(places={}, voices=tuple(f"v{n}" for n in range(MOST_TRACKS + 1)))
    with pytest.raises(WorkspaceError, match="the most is"):
        ways(many, library)


@pytest.mark.deep
def test_a_file_that_is_a_bomb_is_refused(run: Run, here: Path) -> None:
    (here / "bomb.yaml").write_text("sessions: [" + "tea, " * 300_000 + "tea]", encoding="utf-8")
    assert "is larger than 1 MB" in run("build", "--matrix", "bomb.yaml").stderr
    shutil.rmtree(here / "sessions")


# --- what is made of a plan, without a sound -------------------------------------------------


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done for each track, in order; nothing is spoken, and ``sore-hip`` cannot be."""
    done: list[str] = []

    def refuse(job: Job) -> None:
        done.append(f"check {job.session.id}")
        if job.session.id == "sore-hip":
            raise LayoutError("sore-hip", "say", 5, 9)

    def made(job: Job, *_: object, out: Path, jobs: int, verify: bool) -> object:
        refuse(job)
        done.append(f"build {out.as_posix()} {jobs} {verify}")
        return SimpleNamespace(
            timeline=SimpleNamespace(length=24), path=out / f"{job.session.id}.mp3", size=7
        )

    monkeypatch.setattr(make, "build", made)
    monkeypatch.setattr(make, "check_job", refuse)
    monkeypatch.setattr(make, "make_missing", lambda job, *_, jobs: done.append(f"speak {jobs}"))
    placed = SimpleNamespace(timeline=SimpleNamespace(length=48))
    monkeypatch.setattr(make, "place", lambda *_: placed)
    monkeypatch.setattr(make, "KnownClips", lambda _: SimpleNamespace(room_ms=None))
    monkeypatch.setattr(make, "make_all", lambda missing, jobs, _: done.append(f"all {jobs}"))
    return done


@pytest.mark.parametrize(
    ("clips_only", "done", "facts"),
    [
        (
            False,
            ["check breathing", "build all/full 3 True", "check sore-hip", "check starter",
             "build all/full 3 True"],
            ("breathing.mp3", 24, 7),
        ),
        (
            True,
            ["check breathing", "speak 3", "check sore-hip", "check starter", "speak 3"],
            (None, 48, 0),
        ),
    ],
)  # fmt: skip
def test_one_track_after_the_other_is_made_and_what_cannot_be_is_refused(
    clips_only: bool, done: list[str], facts: tuple[object, ...], worked: list[str]
) -> None:
    ways = [Way(session=each, detail="full") for each in ("breathing", "sore-hip", "starter")]
    plan = CataloguePlan(QUALITIES["standard"], ways=ways)
    studio: Any = SimpleNamespace(maker=lambda job: None)
    made = list(
        make_catalogue(
            plan, bundled(), studio, Overrides(), out=Path("all"), jobs=3, verify=True,
            clips_only=clips_only,
        )
    )  # fmt: skip
    assert worked == done
    assert [each.way.session for each in made] == ["breathing", "sore-hip", "starter"]
    first, refused, _ = made
    assert isinstance(first, Made)
    assert (first.path and first.path.name, first.length_ms, first.bytes) == facts
    assert isinstance(refused, Refused)
    assert "sore-hip" in refused.reason


def test_what_is_missing_is_spoken_once_before_all_tracks(worked: list[str]) -> None:
    told: list[object] = []
    plan = CataloguePlan(
        QUALITIES["standard"], ways=[Way(session="starter")], missing={1: 2, 3: 4}  # type: ignore[dict-item]
    )  # fmt: skip
    studio: Any = SimpleNamespace()
    list(make_catalogue(plan, bundled(), studio, Overrides(), out=Path("all"), report=told.append))
    assert worked[0] == f"all {os.cpu_count()}"
    assert told == [Planned(session="the catalogue", clips=2, missing=2)]
    assert plan.missing == {}
    list(make_catalogue(plan, bundled(), studio, Overrides(), out=Path("all"), report=told.append))
    assert len(told) == 1
    assert not any(each.startswith("all ") for each in worked[1:])


def test_the_list_is_written_now_and_then_and_at_the_end(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path, {"schema": "s"})
    way = Way(session="tea", target=480_000)
    manifest.add(Refused(way=way, reason="no"))
    for number in range(1, 101):
        assert not manifest.path.exists(), number
        path = tmp_path / f"8m/{number}.mp3"
        manifest.add(Made(way=way, path=path, length_ms=5, bytes=number))
    kept = json.loads(manifest.path.read_text(encoding="utf-8"))
    assert (kept["schema"], kept["complete"], len(kept["tracks"])) == ("s", False, 100)
    assert kept["refused"][0]["reason"] == "no"
    assert kept["tracks"][0] == {
        "session": "tea", "language": None, "voice": None, "detail": None, "side": None,
        "target_ms": 480_000, "path": "8m/1.mp3", "length_ms": 5, "bytes": 1,
    }  # fmt: skip
    manifest.write(complete=True)
    assert json.loads(manifest.path.read_text(encoding="utf-8"))["complete"]


def test_a_way_is_asked_for_on_top_of_what_is_asked_of_all() -> None:
    asked = Overrides(rate=150, voice="x", detail="cues")
    assert Way(session="tea").overrides(asked) == asked
    way = Way(session="tea", language="de", voice="y", side="left", target=5)
    wanted = Overrides(rate=150, voice="y", detail="cues", language="de", side="left", target=5)
    assert way.overrides(asked) == wanted


def test_two_of_one_folder_are_refused_and_one_more_than_the_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for axes in ({"voices": ("a/b", "a-b")}, {"languages": ("en", "EN")}):
        with pytest.raises(WorkspaceError, match="would have one folder"):
            ways(Matrix(places={}, **axes), bundled())  # type: ignore[arg-type]
    monkeypatch.setattr("unknot.catalogue.plan.MOST_TRACKS", 6)
    matrix = Matrix(places={}, voices=("a", "b", "c"), sessions=("tea", "soup"))
    assert ways(matrix, bundled())[0] == 6
    with pytest.raises(WorkspaceError, match="asks for 9 tracks; the most is 6"):
        ways(replace(matrix, sessions=("tea", "soup", "cake")), bundled())

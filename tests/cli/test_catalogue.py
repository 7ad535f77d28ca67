"""A catalogue: every track of a matrix, each clip spoken once, and a true list of what is there."""

from __future__ import annotations

import json
import shutil
import time
from itertools import islice
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Run
from tests.tracks import bundled
from tests.usual import cases
from unknot.catalogue.make import Made, make_catalogue
from unknot.catalogue.plan import MOST_TRACKS, Lengths, Way, plan_catalogue, ways
from unknot.cli.schema import json_schema
from unknot.clips.studio import open_studio
from unknot.content.records.session import Matrix
from unknot.errors import WorkspaceError
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
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
    [(480_000, "8m"), (880_000, "14m40s"), (45_000, "45s"), (600_504, "10m0-504s"), (0, "0m")],
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

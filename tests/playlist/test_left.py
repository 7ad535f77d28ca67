"""Which files of a folder are tracks of a playlist, and so may go when they left it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.tracks import bundled
from unknot.playlist.build import _is_part_of, _remove_others
from unknot.timeline.job import resolve
from unknot.timeline.json import to_json
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import PlaylistPart
from unknot.track.tag import tag


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tracks of the playlist, one of another, one of none, and what is no track."""
    library = bundled()
    job = resolve(library.sessions["breathing"], library)
    made = plan(job, estimate(library, job.rate)).timeline
    for name, of in (("01-a", "mine"), ("02-b", "mine"), ("03-c", "other"), ("04-d", "")):
        part = PlaylistPart(playlist=of, title="T", number=1, of=2) if of else None
        one: Any = replace(made, part=part)
        (tmp_path / f"{name}.mp3").write_bytes(tag(one, plan_json=to_json(one)))
    (tmp_path / "05-e.mp3").write_bytes(b"no track")
    (tmp_path / "a.mp3").write_bytes((tmp_path / "01-a.mp3").read_bytes())
    return tmp_path


def test_a_file_goes_only_when_it_says_itself_that_it_is_a_track_of_it(folder: Path) -> None:
    names = ("01-a", "02-b", "03-c", "04-d", "05-e")
    parts = [_is_part_of("mine", folder / f"{name}.mp3") for name in names]
    assert parts == [True, True, False, False, False]
    gone = list(_remove_others("mine", folder, {folder / "02-b.mp3"}))
    assert gone == [folder / "01-a.mp3"]
    left = sorted(each.name for each in folder.iterdir())
    assert left == ["02-b.mp3", "03-c.mp3", "04-d.mp3", "05-e.mp3", "a.mp3"]

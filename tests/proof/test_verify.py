"""A whole verdict on a track, and the proof that every build asks for."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.mutations import Good, another_line, damage_clip

from tests.tracks import built
from unknot.cache import cache_folder
from unknot.clips.store import Store
from unknot.errors import AudioError, ProofError
from unknot.proof.embedded import plan_from
from unknot.proof.verify import verify
from unknot.timeline.finding import TrackFinding
from unknot.timeline.json import to_json
from unknot.timeline.sheet import clock
from unknot.track.id3.frames import Attachment
from unknot.track.id3.plan import FACTS
from unknot.track.id3.read import read_tag
from unknot.track.id3.write import write_tag
from unknot.track.splice import splice

from .good import good, short, written

pytestmark = pytest.mark.deep


@pytest.mark.parametrize("track", [good, short], ids=["starter", "short"])
def test_a_good_track_keeps_its_plan(track: Callable[[], Good], tmp_path: Path) -> None:
    """No finding; every clip is the cache's own, loudness and peak are what was promised."""
    verdict = verify(written(track().data, tmp_path), store=Store(cache_folder()))
    assert verdict.findings == ()
    assert verdict.cached == verdict.clips > 5
    assert verdict.loudness == pytest.approx(-16, abs=0.5)
    assert verdict.peak is not None
    assert verdict.peak <= -1


def test_a_track_from_elsewhere_needs_no_cache(tmp_path: Path) -> None:
    verdict = verify(written(short().data, tmp_path), store=Store(tmp_path / "empty"))
    assert verdict.good
    assert verdict.cached == 0


def test_another_line_is_named(tmp_path: Path) -> None:
    """The finding says when, at which event, and what is heard in its place."""
    mutant = another_line(short(), random.Random(3))
    event = mutant.events[0]
    assert event
    (finding,) = verify(written(mutant.data, tmp_path)).findings
    assert finding.at == event.start
    assert finding.code == "V11"
    assert str(finding).split()[:2] == [clock(event.start), "V11"]


def test_the_plan_of_another_file_can_stand_in(tmp_path: Path) -> None:
    """A plan that the sound does not keep is told; the right one, from a file, is not."""
    track = written(short().data, tmp_path)
    plan = tmp_path / "plan.json"
    plan.write_text(to_json(plan_from(track).timeline), encoding="utf-8")
    assert [each.code for each in verify(track, plan=plan).findings] == ["V02"]
    assert verify(track, plan=track).good


@pytest.mark.parametrize("data", [b"", b"no track", b"ID3\x03\x00\x00\x00\x00\x00\x7f"])
def test_what_is_no_track_is_a_finding(data: bytes, tmp_path: Path) -> None:
    """Not an error: the next track of a list is still looked at."""
    (finding,) = verify(written(data, tmp_path)).findings
    assert finding.code == "V01"


def test_a_track_without_facts_says_so(tmp_path: Path) -> None:
    """Such as one of an older unknot: it can be listened to, but its bytes cannot be proved."""
    data = short().data
    tag = read_tag(data)
    kept = (f for f in tag.frames if not (isinstance(f, Attachment) and f.name == FACTS))
    verdict = verify(written(write_tag(kept) + data[tag.size :], tmp_path))
    assert [each.code for each in verdict.findings] == ["V02"]


@pytest.mark.parametrize("facts", ["{}", "[]", '{"schema":"unknot/track@9"}', '{"schema":1', "1e9"])
def test_facts_that_make_no_sense_are_a_finding(facts: str, tmp_path: Path) -> None:
    data = short().data
    tag = read_tag(data)
    frames = [
        Attachment(mime=f.mime, name=f.name, data=facts.encode())
        if isinstance(f, Attachment) and f.name == FACTS
        else f
        for f in tag.frames
    ]
    (finding,) = verify(written(write_tag(frames) + data[tag.size :], tmp_path)).findings
    assert finding.code == "V01"


def test_a_plan_that_is_none_is_an_error(tmp_path: Path) -> None:
    track = written(short().data, tmp_path)
    plan = tmp_path / "plan.txt"
    plan.write_text("a plan", encoding="utf-8")
    with pytest.raises(AudioError, match="neither a track nor a plan"):
        verify(track, plan=plan)


def test_a_build_that_went_wrong_keeps_the_old_track(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault in our own splice is seen before the file gets its name; nothing else is left."""
    track = tmp_path / "starter.mp3"
    track.write_bytes(b"the old track")
    monkeypatch.setattr("unknot.track.assemble.splice", _late_by_a_frame)
    with pytest.raises(ProofError, match="late"):
        built("starter", tmp_path, "compact", engine="tone")
    assert track.read_bytes() == b"the old track"
    assert list(tmp_path.iterdir()) == [track]


def _late_by_a_frame(placed, length, quality):  # type: ignore[no-untyped-def]
    placed = list(placed)
    return splice([placed[0], *((at + 24, clip) for at, clip in placed[1:])], length, quality)


def test_the_cheap_proof_loads_no_numpy(tmp_path: Path) -> None:
    """Every warm build runs it."""
    mutant = damage_clip(short(), random.Random(1))
    path = written(mutant.data, tmp_path)
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from unknot.proof.embedded import opened\nfrom unknot.proof.prove import prove_bytes\n"
        f"with opened(Path({str(path)!r})) as data: print(len(prove_bytes(data, 'x').findings))\n"
        "print([m for m in ('numpy', 'soundfile', 'pydub') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["1", "[]"]


def test_findings_sort_by_time() -> None:
    early = TrackFinding(at=1, code="V31", event="wait", message="b")
    late = TrackFinding(at=2, code="V10", event="wait", message="a")
    assert sorted([late, early]) == [early, late]

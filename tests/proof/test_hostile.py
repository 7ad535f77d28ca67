"""Files made to cost time or memory, or to be waited for: told, soon and in little memory."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from unknot.errors import AudioError
from unknot.proof.verify import verify, verify_copy
from unknot.timeline.json import from_json
from unknot.track.id3.frames import Attachment
from unknot.track.id3.plan import attach_timeline
from unknot.track.id3.read import read_tag
from unknot.track.id3.write import write_tag

from .good import short, written

_RUN = """
import sys
from pathlib import Path
from unknot.proof.verify import verify, verify_copy
path, plan = Path(sys.argv[1]), Path(sys.argv[2])
found = (verify(path) if path.suffix == ".mp3" else verify_copy(path, plan)).findings
# Not ru_maxrss, which outlives exec: it would count the process of the tests.
status = Path("/proc/self/status")
peak = status.read_text().split("VmHWM:")[1].split()[0] if status.exists() else 0
print(int(peak) // 1024, *(each.code for each in found))
"""


def _head() -> bytes:
    data = short().data
    return data[: read_tag(data).size]


def _planned(events: int) -> bytes:
    """A tag whose plan has so many events; they touch, and none belongs to a chapter."""
    value = json.loads(_plan())
    value["events"] = [{"at": n * 24, "for": 24, "wait": 24} for n in range(events)]
    value["length_ms"] = events * 24
    return write_tag([attach_timeline(json.dumps(value, separators=(",", ":")))])


def _plan() -> str:
    files = read_tag(short().data).all(Attachment)
    return next(each.data.decode() for each in files if each.name == "timeline.json")


def _flac() -> bytes:
    """A header that promises 2^36 - 1 samples, and nothing behind it."""
    bits = 48_000 << 44 | 15 << 36 | (1 << 36) - 1
    return b"fLaC\x80\0\0\x22\x10\0\x10\0" + bytes(6) + bits.to_bytes(8, "big") + bytes(4_016)


def _wav(rate: int, channels: int) -> bytes:
    head = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2 % 2**32, 2, 16)
    return b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0" + head + b"data\xff\xff\xff\x7f" + bytes(4096)


_FILES: dict[str, Callable[[], bytes]] = {
    "headers behind a tag.mp3": lambda: _head() + b"\xff\xf3\x84\xc4" * (4 << 20),
    "a header every 7 bytes.mp3": lambda: _head() + b"\xff\xf3\x84\xc4\0\0\0" * (2 << 20),
    "40000 events.mp3": lambda: _planned(40_000) + short().data[len(_head()) :],
    "200000 events.mp3": lambda: _planned(200_000) + short().data[len(_head()) :],
    "1000000 events.mp3": lambda: _planned(1_000_000) + short().data[len(_head()) :],
    "promises.flac": _flac,
    "rate.wav": lambda: _wav(2**31 - 1, 1),
    "channels.wav": lambda: _wav(48_000, 1024),
    "live list.m4a": lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nx.ts\n",
    "list.m4a": lambda: b"#EXTM3U\n#EXTINF:1,\ntrack.mp3\n#EXT-X-ENDLIST\n",
    "concat.m4a": lambda: b"ffconcat version 1.0\nfile track.mp3\n",
}


@pytest.mark.deep
@pytest.mark.parametrize("name", _FILES)
def test_a_hostile_file_is_told_soon_and_in_little_memory(name: str, tmp_path: Path) -> None:
    track = written(short().data, tmp_path)
    path = tmp_path / name
    path.write_bytes(_FILES[name]())
    _told(path, track)


@pytest.mark.deep
@pytest.mark.parametrize("part", [_head, lambda: short().data], ids=["a tag", "a track"])
def test_gigabytes_behind_a_track_are_not_read(part: Callable[[], bytes], tmp_path: Path) -> None:
    track = written(short().data, tmp_path)
    path = tmp_path / "zeros.mp3"
    path.write_bytes(part())
    os.truncate(path, 2 << 30)  # sparse
    _told(path, track)


def _told(path: Path, plan: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _RUN, path, plan], capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    memory, *codes = run.stdout.split()
    assert codes
    assert int(memory) < 250


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
@pytest.mark.timeout(60)
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe, good = tmp_path / "x.mp3", tmp_path / "good.mp3"
    os.mkfifo(pipe)
    good.write_bytes(short().data)
    for found in (verify(pipe), verify_copy(pipe, good)):
        assert [each.code for each in found.findings] == ["V01"]
        assert "is no file" in found.findings[0].message
    for check in (verify, verify_copy):
        with pytest.raises(AudioError, match="is neither a track nor a plan"):
            check(good, plan=pipe)


@pytest.mark.deep
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
@pytest.mark.timeout(60)
def test_a_plan_may_come_through_a_pipe(tmp_path: Path) -> None:
    """As in ``--plan <(unknot show --json ...)``."""
    pipe, good = tmp_path / "plan", tmp_path / "good.mp3"
    os.mkfifo(pipe)
    good.write_bytes(short().data)
    writer = subprocess.Popen(
        [sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.argv[2])", pipe,
         _plan()]
    )  # fmt: skip
    time.sleep(1)
    assert "V01" not in {each.code for each in verify(good, plan=pipe).findings}
    assert writer.wait() == 0


def test_a_plan_is_no_gigabyte(tmp_path: Path) -> None:
    good, plan = tmp_path / "good.mp3", tmp_path / "plan.json"
    good.write_bytes(short().data)
    with plan.open("wb") as file:
        file.write(b"{")
        file.truncate(2_000_000_000)
    with pytest.raises(AudioError, match="too large to be a plan"):
        verify(good, plan=plan)


def test_a_track_that_ends_at_once_is_told_by_its_bytes(tmp_path: Path) -> None:
    """Too little for a decoder, which would say that it is no sound."""
    path = tmp_path / "x.mp3"
    path.write_bytes(short().data[: len(_head()) + 100])
    assert "V05" in {each.code for each in verify(path).findings}


@pytest.mark.deep
def test_nothing_is_written_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small or full one killed the program: an hour of sound took 350 MB there."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert verify(written(short().data, tmp_path)).good


def _moved(value: Any) -> None:
    value["events"][3]["at"] += 24


def _longer(value: Any) -> None:
    value["events"][2]["for"] += 24


def _off_the_grid(value: Any) -> None:
    value["events"][-1]["for"] += 1
    value["length_ms"] += 1


@pytest.mark.deep
@pytest.mark.parametrize("spoil", [_moved, _longer, _off_the_grid])
def test_a_plan_whose_events_do_not_touch_is_none(spoil: Callable[[Any], None]) -> None:
    plan = json.loads(_plan())
    from_json(json.dumps(plan))
    spoil(plan)
    with pytest.raises(AudioError, match="is not a timeline"):
        from_json(json.dumps(plan))

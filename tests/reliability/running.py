"""Builds in processes of their own, to be killed, starved and interrupted."""

from __future__ import annotations

import ctypes
import hashlib
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

#: A few lines for the voice, in free steps: built in a second, and spoken like any other track.
SESSION = """\
title: Short
summary: A few words.
routines:
  - {say: "Lie on your back, and let your arms rest beside you."}
  - {wait: 4s}
  - {say: "Breathe in slowly. Breathe out, and let go of the floor."}
  - {wait: 4s}
  - {say: "Turn on your left side, with a pillow between your knees."}
  - {wait: 4s}
  - {say: "That is all for today. Get up slowly, and drink some water."}
"""
OLD = SESSION.replace("today", "now")
MAIN = "from unknot.__main__ import run; run()"


@dataclass(slots=True)
class Place:
    """A workspace, a cache and an output folder; ``mark`` is in the environment of all it runs."""

    folder: Path
    engine: str = "pyttsx3"
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    more: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.write(SESSION)

    @property
    def out(self) -> Path:
        return self.folder / "tracks"

    @property
    def track(self) -> Path:
        return self.out / "short.mp3"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def write(self, session: str) -> None:
        path = self.folder / "work" / "sessions" / "short.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(session, encoding="utf-8")

    def start(self, *args: str, command: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        """``unknot build short`` in a session of its own; ``command`` is put before it."""
        return subprocess.Popen(
            [*command, sys.executable, "-c", MAIN, *self.arguments, *args],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def arguments(self) -> tuple[str, ...]:
        work, out = str(self.folder / "work"), str(self.out)
        return ("-C", work, "build", "short", "--engine", self.engine, "--out", out)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "UNKNOT_CACHE": str(self.cache),
            "UNKNOT_MARK": self.mark,
            **self.more,
        }

    def build(self, *args: str) -> str:
        """Build to the end; the track's digest. Fails with what was said when it does not."""
        code, told = self.finish(self.start(*args))
        assert code == 0, told
        return self.digest()

    def finish(self, run: subprocess.Popen[str]) -> tuple[int, str]:
        _, told = run.communicate(timeout=120)
        return run.returncode, told

    def digest(self) -> str:
        return hashlib.sha256(self.track.read_bytes()).hexdigest()

    def left_over(self) -> list[str]:
        """Temporary files, and anything in the output folder that is no track."""
        parts = [str(path) for path in self.folder.rglob("*.part")]
        return parts + [path.name for path in self.out.iterdir() if path.suffix != ".mp3"]

    def still_running(self) -> list[str]:
        """What runs yet of all that was started here, after the time it may need to end."""
        end = time.monotonic() + 20
        while (found := self._running()) and time.monotonic() < end:
            time.sleep(0.05)
        return found

    def _running(self) -> list[str]:
        mark = f"UNKNOT_MARK={self.mark}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes():
                    found.append(path.with_name("cmdline").read_bytes().decode("utf-8", "replace"))
            except OSError:
                continue
        return found


def remount(folder: Path, *, read_only: bool) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    remount_flag = 32
    assert not libc.mount(
        b"unknot", str(folder).encode(), b"tmpfs", remount_flag | read_only, b"size=1m"
    )


def fill(path: Path, but: int = 0) -> None:
    """Until nothing more fits, or so many bytes."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    if but:
        os.truncate(path, path.stat().st_size - but)

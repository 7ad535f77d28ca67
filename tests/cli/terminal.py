"""A real terminal of 80 columns, with somebody who reads and types."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
from codecs import getincrementaldecoder
from pathlib import Path

from tests.conftest import ROOT

_CODE = "import unknot.cli; unknot.cli.main(prog_name='unknot')"


class Terminal:
    """``unknot ARGS`` in it; ``seen`` is everything that was printed so far."""

    def __init__(self, *args: str, cwd: Path) -> None:
        import fcntl
        import pty
        import termios

        self.leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"}
        self.run = subprocess.Popen(
            [sys.executable, "-c", _CODE, *args],
            stdin=follower, stdout=follower, stderr=follower, cwd=cwd, env=environment,
        )  # fmt: skip
        os.close(follower)
        self.seen = ""
        self.decoder = getincrementaldecoder("utf-8")()

    def until(self, text: str) -> None:
        """Read on until ``text`` has come."""
        end, start = time.monotonic() + 60, len(self.seen)
        while text not in self.seen[start:]:
            assert time.monotonic() < end, f"never came {text!r}, but: {self.seen}"
            if select.select([self.leader], [], [], 1)[0]:
                self.seen += self.decoder.decode(os.read(self.leader, 4096))

    def type(self, text: str) -> None:
        os.write(self.leader, text.encode())

    def end(self) -> int:
        """Read what is left; the exit code."""
        while True:
            try:
                if not (data := os.read(self.leader, 4096)):
                    break
            except OSError:  # Linux says so when the other end is closed
                break
            self.seen += self.decoder.decode(data)
        os.close(self.leader)
        return self.run.wait(60)

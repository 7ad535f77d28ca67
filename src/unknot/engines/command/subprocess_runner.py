"""A foreign program, run once: waited for, its words kept, killed with all that it started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from unknot.engines.fault import Failed
from unknot.errors import EngineError

#: What a program may write for a phrase: nine minutes of 16-bit stereo at 48 kHz, in bytes.
LARGEST = 100_000_000
#: How long its streams may stay open once it has ended, in seconds: somebody else holds them.
_LINGER = 0.3
_KEPT = 4096
_LOOK = 0.25
#: Windows runs these through its shell, which finds commands in the words.
_BATCH = (".bat", ".cmd")


class Programs:
    """Runs programs for any number of threads, and ends them all when it is closed."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self.closed = False

    def run(self, command: Sequence[str], *, words: str | None, out: Path, seconds: float) -> None:
        """Run ``command`` in the folder of ``out``, with ``words`` on its stdin.

        Raises Failed when it does not end well within ``seconds`` or writes over LARGEST bytes,
        with the last line that it had to say; EngineError when it cannot be started at all.
        """
        name = Path(command[0]).name
        process = self._started(command, out.parent, words)
        said = _Said(process.stderr)
        try:
            _tell(process, words)
            code = _ended(process, name, said, out, seconds)
            stray = not said.wait(_LINGER)
        except BaseException:
            _end(process)
            raise
        finally:
            with self._lock:
                self._running.discard(process)
        if stray:
            _end(process)
        if self.closed:
            raise EngineError("command", "", "the engine was closed")
        if code:
            raise Failed(f"{name} {_how(code)}{said.last()}")
        if not out.exists():
            raise Failed(f"{name} wrote no file where it was told to{said.last()}")

    def close(self) -> None:
        """End what still runs, and start nothing more."""
        with self._lock:
            self.closed = True
            ending = tuple(self._running)
        for process in ending:
            _end(process)

    def _started(
        self, command: Sequence[str], folder: Path, words: str | None
    ) -> subprocess.Popen[bytes]:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        with self._lock:
            if self.closed:
                raise EngineError("command", "", "the engine was closed")
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL if words is None else subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    cwd=folder,
                    start_new_session=True,
                    creationflags=flags,
                )
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or error
                reason = f"{command[0]} cannot be started: {why}"
                raise EngineError("command", "", reason) from error
            self._running.add(process)
            return process


def find_program(program: str) -> str | None:
    """The full path of a program that can be run, by its name or path."""
    path = shutil.which(program)
    return str(Path(path).absolute()) if path else None


def is_batch(program: str) -> bool:
    """Whether Windows would run it by its command interpreter."""
    return program.lower().endswith(_BATCH)


def answer(command: Sequence[str], seconds: float = 20.0) -> str:
    """What ``command`` prints, both streams, its blanks single; "" when it cannot be run."""
    try:
        run = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=seconds, start_new_session=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(run.stdout.decode("utf-8", "replace").split())


class _Said:
    """Listens to a stream, so that nobody waits for a full pipe; keeps its end."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        assert stream is not None
        self._stream, self._end = stream, b""
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with self._stream, suppress(OSError, ValueError):
            while data := os.read(self._stream.fileno(), _KEPT):
                self._end = (self._end + data)[-_KEPT:]

    def wait(self, seconds: float) -> bool:
        """Whether the stream was closed in time."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def last(self) -> str:
        """``: `` and its last line with anything on it, or nothing."""
        text = re.sub(r"[^\S\n]+|[\0-\x09\x0b-\x1f\x7f]", " ", self._end.decode("utf-8", "replace"))
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return f": {lines[-1][:200]}" if lines else ""


def _tell(process: subprocess.Popen[bytes], words: str | None) -> None:
    """A phrase fits into a pipe, so this does not wait for the program to read it."""
    if words is not None and process.stdin is not None:
        with suppress(OSError):
            process.stdin.write(words.encode() + b"\n")
        with suppress(OSError):
            process.stdin.close()


def _ended(
    process: subprocess.Popen[bytes], name: str, said: _Said, out: Path, seconds: float
) -> int:
    """Its exit code. The end of its words comes at once; asking whether it runs is done in steps
    that grow, and takes twice as long as a quick program."""
    end = time.monotonic() + seconds
    while True:
        left = max(end - time.monotonic(), 0)
        code = process.poll()
        if code is None and said.wait(min(left, _LOOK)):
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(min(left, _LOOK))
        if _size(out) > LARGEST:
            raise Failed(f"{name} wrote more than {LARGEST // 1_000_000} MB")
        if code is not None:
            return code
        if not left:
            raise Failed(f"{name} did not end within {seconds:.0f} s")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill it with the programs that it started; harmless when all have ended."""
    if sys.platform == "win32":
        with suppress(OSError):
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)],
                capture_output=True,
            )
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _how(code: int) -> str:
    if code < 0:
        with suppress(ValueError):
            return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"

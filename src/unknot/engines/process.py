"""A running speaker program, seen from unknot: asked, waited for, killed when it is late."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from unknot.engines.fault import Failed, Killed

SPEAKER = Path(__file__).parent / "pyttsx3" / "speaker.py"
#: Variables that would change the speech, or how Python runs the program.
_FOREIGN = (
    "ESPEAK_DATA_PATH",
    "PYTHONDEVMODE",
    "PYTHONINSPECT",
    "PYTHONOPTIMIZE",
    "PYTHONSTARTUP",
    "PYTHONVERBOSE",
    "PYTHONWARNINGS",
)
_LONGEST_ANSWER = 1 << 20


class SpeakerProcess:
    """One speaker program, for one thread at a time.

    ``setup`` is its first request. Raises Failed when it does not start within ``seconds``.
    """

    def __init__(self, program: Path, setup: dict[str, Any], seconds: float) -> None:
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._last = 0
        self._process = _start(program)
        assert self._process.stdout is not None
        threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), daemon=True
        ).start()
        try:
            self.ready = self.ask(setup, seconds)
        except BaseException:
            self.kill()
            raise

    @property
    def pid(self) -> int:
        """The program's process; on Linux and macOS also its session and process group."""
        return self._process.pid

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The program's answer to ``request``; Failed when there is none within ``seconds``."""
        self._last += 1
        line = json.dumps({"id": self._last, **request}, ensure_ascii=False) + "\n"
        assert self._process.stdin is not None
        try:
            # Paths may hold surrogates: the bytes of a file name that is not in UTF-8.
            self._process.stdin.write(line.encode("utf-8", "surrogatepass"))
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise Failed("the speaking process had ended") from error
        end = time.monotonic() + seconds
        while True:
            try:
                found = self._answers.get(timeout=max(end - time.monotonic(), 0))
            except queue.Empty:
                raise Failed(f"no answer within {seconds:.0f} s") from None
            if not found:
                raise self._ended()
            with contextlib.suppress(ValueError):
                answer: dict[str, Any] = json.loads(found)
                if answer.get("id") == self._last:
                    return answer

    def _ended(self) -> Failed:
        with contextlib.suppress(subprocess.TimeoutExpired):
            if os.name == "posix" and self._process.wait(1) == -signal.SIGKILL:
                return Killed("the speaking process was killed")
        return Failed("the speaking process ended without an answer")

    def kill(self) -> None:
        """End the program and whatever it started; harmless when it has ended."""
        if os.name == "posix" and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


def _start(program: Path) -> subprocess.Popen[bytes]:
    if not sys.executable:
        raise Failed("this Python does not know its own program, so it cannot start another")
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(
            [sys.executable, "-P", str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
            start_new_session=True,
            creationflags=flags,
        )
    except OSError as error:
        raise Failed(f"{sys.executable} cannot be started: {error.strerror or error}") from error


def _listen(stream: IO[bytes], answers: queue.SimpleQueue[bytes]) -> None:
    """Pass on what looks like an answer, and an empty line at the end."""
    with stream, contextlib.suppress(OSError, ValueError):
        while line := stream.readline(_LONGEST_ANSWER):
            if line.startswith(b'{"id"'):
                answers.put(line)
    answers.put(b"")

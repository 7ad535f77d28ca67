"""The speaking program with a fault in it: for so many clips, then it works.

Environment: FAULT (a function below), FAULTY_CLIPS, FAULT_LOG (a file that grows by one byte for
each clip), REAL_SPEAKER (the path of speaker.py).
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
import time
import wave
from pathlib import Path
from typing import Any

PROGRAM, FORKING = os.getpid(), 0
Request = dict[str, Any]
real = runpy.run_path(os.environ["REAL_SPEAKER"], run_name="speaker")
speak, send, forking = real["speak"], real["send"], real["_serve_by_forking"]


def no_file(driver: str, request: Request) -> None:
    Path(request["to"]).unlink()


def empty_file(driver: str, request: Request) -> None:
    Path(request["to"]).write_bytes(b"")


def header_only(driver: str, request: Request) -> None:
    write_wav(request["to"], b"")


def silence(driver: str, request: Request) -> None:
    write_wav(request["to"], bytes(44100))


def stereo(driver: str, request: Request) -> None:
    speak(driver, request)
    write_wav(request["to"], Path(request["to"]).read_bytes()[44:], channels=2)


def wrong_rate(driver: str, request: Request) -> None:
    speak(driver, request)
    write_wav(request["to"], Path(request["to"]).read_bytes()[44:], rate=11025)


def truncated_50(driver: str, request: Request) -> None:
    truncate(driver, request, 0.5)


def truncated_97(driver: str, request: Request) -> None:
    truncate(driver, request, 0.97)


def not_a_wav(driver: str, request: Request) -> None:
    Path(request["to"]).write_bytes(b"RIFF? I am a text." * 1000)


def hang(driver: str, request: Request) -> None:
    time.sleep(1000)


def stopped(driver: str, request: Request) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def crash(driver: str, request: Request) -> None:
    ctypes.string_at(1)


def exit_0(driver: str, request: Request) -> None:
    os._exit(0)


def exit_1_as_espeak_does(driver: str, request: Request) -> None:
    os._exit(1)


def killed_mid_write(driver: str, request: Request) -> None:
    truncate(driver, request, 0.4)
    os.kill(os.getpid(), signal.SIGKILL)


def whole_program_killed(driver: str, request: Request) -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(1000)


def stale(driver: str, request: Request) -> None:
    """Every other time it writes the clip and dies; else it says it is done, and wrote nothing."""
    if Path(os.environ["FAULT_LOG"]).stat().st_size % 2:
        speak(driver, request)
        os._exit(1)


def exception(driver: str, request: Request) -> None:
    raise ReferenceError("weakly-referenced object no longer exists")


def rate_ignored(driver: str, request: Request) -> None:
    from pyttsx3.drivers import _espeak

    _espeak.SetParameter = lambda *_: 0
    speak(driver, request)


def slow_drip(driver: str, request: Request) -> None:
    time.sleep(0.3)
    speak(driver, request)


def noise_on_stdout(driver: str, request: Request) -> None:
    sys.stdout.write("Audio saved to nowhere\n")
    sys.stdout.flush()
    os.write(1, b'{"id": 2, "done": true}\n' * 100)
    speak(driver, request)


def lingering(driver: str, request: Request) -> None:
    """Answers, and then does not end."""
    speak(driver, request)


def nonsense_answers(driver: str, request: Request) -> None:
    """Lines that are not the answer, where only answers belong."""
    speak(driver, request)


def folder_gone(driver: str, request: Request) -> None:
    speak(driver, {**request, "to": str(Path(request["to"]).parent / "gone" / "clip.wav")})


def full_disk(driver: str, request: Request) -> None:
    speak(driver, {**request, "to": "/dev/full"})


def truncate(driver: str, request: Request, share: float) -> None:
    speak(driver, request)
    path = Path(request["to"])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def write_wav(path: str, data: bytes, channels: int = 1, rate: int = 22050) -> None:
    with wave.open(path, "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(data)


def faulty_speak(driver: str, request: Request) -> dict[str, Any]:
    log = Path(os.environ["FAULT_LOG"])
    with log.open("ab") as file:
        file.write(b".")
    if log.stat().st_size <= int(os.environ["FAULTY_CLIPS"]):
        globals()[os.environ["FAULT"]](driver, request)
        return {"done": True}
    answer: dict[str, Any] = speak(driver, request)
    return answer


def noisy_send(channel: int, message: Request) -> None:
    if os.environ["FAULT"] == "nonsense_answers" and os.getpid() == PROGRAM:
        os.write(channel, b'\n\xff\xfe{]\n{"id": 99999, "done": true}\n{"id" is broken\n')
    send(channel, message)
    if os.environ["FAULT"] == "lingering" and message.get("done") and os.getpid() != FORKING:
        time.sleep(1000)


def serve_by_forking(*arguments: Any) -> None:
    global FORKING
    FORKING = os.getpid()
    forking(*arguments)


# Functions of a module run by runpy look their globals up in its dictionary.
speak.__globals__["speak"] = faulty_speak
speak.__globals__["send"] = noisy_send
speak.__globals__["_serve_by_forking"] = serve_by_forking
sys.argv = ["speaker.py"]
real["main"]()

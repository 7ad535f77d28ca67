"""The speaking program. It runs in processes of its own, one for each clip, never inside unknot.

    python -P speaker.py    (started by process.py)

It reads JSON lines on stdin and answers each with one JSON line on stdout; nothing else reaches
stdout. The first line sets it up, the others ask for a clip or for the list of voices. An answer
holds the request's ``id`` and either what was asked for or ``fault`` with a ``reason``:

    setup   pyttsx3 or its speech program cannot be used here
    voice   there is no such voice (``voice``; ``voices`` has those there are)
    file    the file could not be written
    killed  somebody else ended the process that spoke
    speech  anything else; worth another try

It needs the standard library and pyttsx3, and imports nothing of unknot, so that it starts in any
folder and in no time.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import cache, partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from threading import Event

Answer = Callable[[dict[str, Any]], None]

#: espeak-ng must report what it misses instead of ending the process (espeakINITIALIZE_DONT_EXIT).
_DONT_EXIT = 0x8000
_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS
_KILLED_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class SpeakerFault(Exception):
    """A clip could not be spoken; ``kind`` as in the module's table."""

    def __init__(self, kind: str, reason: str, **more: Any) -> None:
        super().__init__(reason)
        self.answer = {"fault": kind, "reason": reason, **more}


def main() -> None:
    """Answer requests, a line of JSON each, until stdin ends."""
    # Ctrl-C is for the program that started this one; it closes stdin, and that ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer = partial(send, private_stdout())
    setup = next_request()
    if setup["packages"] not in sys.path:
        sys.path.append(setup["packages"])
    if setup["fork"]:
        # What modules do after a fork is for children that go on: these say one thing, and end.
        os.register_at_fork = lambda **_: None
    try:
        answer({"id": setup["id"], **load(setup)})
    except Exception as error:
        answer({"id": setup["id"], "fault": "setup", "reason": told(error)})
        return
    if setup["fork"]:
        # espeak-ng reads its data once, for all children; if it cannot, the first one tells why.
        with contextlib.suppress(Exception):
            begin(setup["driver"])
        gc.freeze()  # a collection in a child would write to every page that it has from here
        _serve_by_forking(setup["driver"], answer)
    else:
        import threading

        request = next_request()
        threading.Thread(target=_end_with_stdin, daemon=True).start()
        _work(setup["driver"], request, answer)


# --- requests and answers ---------------------------------------------------------------------


def private_stdout() -> int:
    """A channel that only this module writes to: pyttsx3 and its drivers print on stdout."""
    channel = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)
    return channel


def send(channel: int, message: dict[str, Any]) -> None:
    """Write ``message`` as one line, whole."""
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(channel, data) :]


def next_request() -> dict[str, Any]:
    """The next line of stdin; ends the process when there is none."""
    line = sys.stdin.buffer.readline()
    if not line.endswith(b"\n"):
        os._exit(0)
    request: dict[str, Any] = json.loads(line.decode("utf-8", "surrogatepass"))
    return request


def _end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


# --- one process for each request -------------------------------------------------------------


def _work(driver: str, request: dict[str, Any], answer: Answer) -> NoReturn:
    """Answer one request and end; what pyttsx3 leaves behind never meets a second clip."""

    def reply(message: dict[str, Any]) -> NoReturn:
        with contextlib.suppress(OSError):
            answer({"id": request["id"], **message})
        os._exit(0)

    def on_callback_error(info: Any) -> None:
        # pyttsx3 writes the file in a callback from C; an exception there would hang its loop.
        cause = info.exc_value.__context__
        if isinstance(cause, OSError):
            reply({"fault": "file", "reason": cause.strerror or str(cause)})
        reply({"fault": "speech", "reason": told(info.exc_value)})

    sys.unraisablehook = on_callback_error
    try:
        reply(voices(driver) if request["do"] == "voices" else speak(driver, request))
    except SpeakerFault as fault:
        reply(fault.answer)
    except BaseException as error:
        reply({"fault": "speech", "reason": told(error)})


def _serve_by_forking(driver: str, answer: Answer) -> None:
    """Fork a child for every request. This process never says anything and starts no thread, so
    every child begins in the same state, and the same words give the same bytes."""
    import ctypes

    zygote, parent = os.getpid(), os.getppid()
    prctl = ctypes.CDLL(None).prctl
    while True:
        request = next_request()
        result, feed = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(result)
            prctl(_KILLED_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != zygote:
                os._exit(1)
            _work(driver, request, partial(send, feed))
        os.close(feed)
        line = _line_of(child, result, parent)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.close(result)
        if line:
            answer(json.loads(line))
        else:
            how = f"signal {-status}" if status < 0 else f"exit status {status}"
            died = f"the speaking process died ({how})"
            kind = "killed" if status == -signal.SIGKILL else "speech"
            answer({"id": request["id"], "fault": kind, "reason": died})


def _line_of(child: int, result: int, parent: int) -> bytes:
    """What ``child`` answers, empty when it dies first. Ends both when the parent has gone."""
    import select

    poll = select.poll()
    poll.register(result, select.POLLIN)
    poll.register(0, select.POLLIN)
    line = b""
    while not line.endswith(b"\n"):
        ready = [number for number, _ in poll.poll(1000)]
        if 0 in ready or os.getppid() != parent:
            os.kill(child, signal.SIGKILL)
            os._exit(1)
        if result in ready:
            data = os.read(result, 65536)
            if not data:
                return b""
            line += data
    return line


# --- pyttsx3 ----------------------------------------------------------------------------------


def load(setup: dict[str, Any]) -> dict[str, Any]:
    """Import what a clip needs, start nothing; what was loaded."""
    if setup["driver"] != "espeak":
        import pyttsx3  # noqa: F401

        return {"release": ""}
    espeak = _load_espeak(setup["library"], setup["folder"])
    release = espeak.Info(None) or b"unknown"
    return {"release": release.decode("ascii", "replace")}


def _load_espeak(library: str | None, folder: str | None) -> Any:
    """pyttsx3's binding, on the library at ``library`` with ``folder``/espeak-ng-data.

    With None it searches the system in its own way.
    """
    import ctypes

    if library is None:
        from pyttsx3.drivers import _espeak
    else:
        loaded = ctypes.cdll.LoadLibrary(library)
        ctypes.cdll.LoadLibrary = lambda _: loaded  # type: ignore[method-assign,assignment]
        try:
            from pyttsx3.drivers import _espeak
        finally:
            del ctypes.cdll.LoadLibrary
    initialise, data = _espeak.Initialize, None
    if folder is not None:
        # espeak-ng cuts a data path after 159 bytes, and on Windows reads it in an old code page.
        os.chdir(folder)
        data = b"."
    _espeak.Initialize = lambda _, buffer: initialise(_SYNCHRONOUS, buffer, data, _DONT_EXIT)
    # pyttsx3 leaves out the second argument (1: the value now, 0: the default), so what it gets
    # depends on what a register held.
    read = _espeak.dll.espeak_GetParameter
    read.argtypes = [ctypes.c_int, ctypes.c_int]
    _espeak.GetParameter = lambda parameter: read(parameter, 1)
    return _espeak


def voices(driver: str) -> dict[str, Any]:
    """Every voice of the driver, and the one it begins with."""
    engine = begin(driver).engine
    return {"voices": _voices(engine), "default": str(engine.getProperty("voice") or "")}


def _voices(engine: Any) -> list[dict[str, str]]:
    return [
        {
            "id": str(voice.id),
            "name": str(voice.name or voice.id),
            "language": str(next(iter(voice.languages or ()), "") or ""),
            "gender": str(voice.gender or ""),
        }
        for voice in engine.getProperty("voices")
    ]


def speak(driver: str, request: dict[str, Any]) -> dict[str, Any]:
    """Say ``text`` into the file ``to`` in ``voice`` at ``rate`` words a minute."""
    begun = begin(driver)
    engine, finished, faults = begun.engine, begun.finished, begun.faults
    finished.clear()
    faults.clear()

    if engine.getProperty("voice") != request["voice"]:
        engine.setProperty("voice", request["voice"])
    engine.setProperty("rate", request["rate"])
    engine.save_to_file(request["text"], request["to"])
    engine.runAndWait()
    # SAPI speaks into a file before it returns, and announces nothing.
    if driver != "sapi5" and not finished.wait(request["seconds"]):
        raise SpeakerFault("speech", "the end of the utterance was never announced")
    # pyttsx3 drops a voice or a rate that it cannot set, and goes on in the old one.
    voice, rate = request["voice"], request["rate"]
    if str(engine.getProperty("voice")).lower() != voice.lower():
        raise SpeakerFault(
            "voice", f"there is no voice {voice!r}", voice=voice, voices=_voices(engine)
        )
    if faults:
        raise SpeakerFault("speech", faults[0])
    if round(engine.getProperty("rate")) != rate:
        raise SpeakerFault("speech", f"the rate {rate} was not taken")
    return {"done": True}


@cache
def begin(driver: str) -> SimpleNamespace:
    """pyttsx3 as far as it gets without words, and what it reports from then on."""
    import pyttsx3

    engine = pyttsx3.init(driver)
    finished, faults = _listening(engine)
    if driver == "espeak":
        _say_at_once(engine.proxy._driver)
    return SimpleNamespace(engine=engine, finished=finished, faults=faults)


def _say_at_once(driver: Any) -> None:
    """Let espeak-ng speak within the call that asks it to, without a thread, which no fork would
    take along. It does not announce the end then, so that is done here."""
    from pyttsx3.drivers import _espeak, espeak

    say = _espeak.Synth
    ended = (_espeak.EVENT * 2)()
    ended[0].type = _espeak.EVENT_MSG_TERMINATED

    def say_all(text: bytes, flags: int) -> None:
        driver._data_buffer = bytearray()  # what is added to it need not be copied each time
        if fault := say(text, flags=flags):
            raise RuntimeError(f"espeak-ng cannot say it, and gives {fault} as the reason")
        _espeak.SynthCallback(None, 0, ended)

    _espeak.Synth = say_all
    espeak.time = SimpleNamespace(sleep=lambda _: None)  # for 10 ms, when all is said already


def _listening(engine: Any) -> tuple[Event, list[str]]:
    """What is set when ``engine`` has spoken, and what it reports meanwhile."""
    from threading import Event

    finished = Event()
    faults: list[str] = []

    def on_finished(completed: bool = True, **_: Any) -> None:
        if not completed:
            faults.append("the utterance was cancelled")
        finished.set()

    def on_error(exception: BaseException | None = None, **_: Any) -> None:
        faults.append(told(exception) if exception else "pyttsx3 reported an error")

    engine.connect("finished-utterance", on_finished)
    engine.connect("error", on_error)
    return finished, faults


def told(error: BaseException) -> str:
    """An exception in a line, its type first."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


if __name__ == "__main__":
    main()

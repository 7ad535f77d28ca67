"""The speaking program, asked by its functions: what it reads and answers, and when it ends."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from unknot.engines.pyttsx3 import speaker


class Ended(BaseException):
    """In the place of the end of this process."""


@pytest.fixture(autouse=True)
def ends(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The status with which it would have ended."""
    found: list[int] = []

    def end(status: int) -> None:
        found.append(status)
        raise Ended

    monkeypatch.setattr(os, "_exit", end)
    return found


@pytest.fixture
def said() -> list[dict[str, Any]]:
    return []


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_a_request_is_a_whole_line(monkeypatch: pytest.MonkeyPatch, ends: list[int]) -> None:
    """A lone half of a character comes through as it was; half a line is the end of all."""
    stdin(monkeypatch, json.dumps({"id": 1, "text": "a"}).encode() + b'\n{"id": 2')
    assert speaker.next_request() == {"id": 1, "text": "a"}
    with pytest.raises(Ended):
        speaker.next_request()
    assert ends == [0]
    stdin(monkeypatch, '{"text": "\udc80"}\n'.encode("utf-8", "surrogatepass"))
    assert speaker.next_request() == {"text": "\udc80"}


def test_a_closed_stdin_ends_it_in_the_middle_of_a_phrase(
    monkeypatch: pytest.MonkeyPatch, ends: list[int]
) -> None:
    stdin(monkeypatch, b"whatever comes\n")
    with pytest.raises(Ended):
        speaker._end_with_stdin()
    assert ends == [1]


def test_an_answer_is_one_line_also_when_it_goes_out_in_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = bytearray()

    def write(channel: int, data: bytes) -> int:
        assert channel == 9
        out.extend(data[:3])
        return min(3, len(data))

    monkeypatch.setattr(os, "write", write)
    speaker.send(9, {"id": 1, "reason": "no\nvoice"})
    assert out == b'{"id": 1, "reason": "no\\nvoice"}\n'


def answer(
    do: Callable[..., Any], said: list[dict[str, Any]], what: str = "speak", fails: bool = False
) -> None:
    def send(message: dict[str, Any]) -> None:
        said.append(message)
        if fails:
            raise OSError("who asked is gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speaker, "speak" if what == "speak" else "voices", do)
        patch.setattr(sys, "unraisablehook", None)
        with pytest.raises(Ended):
            speaker._work("espeak", {"id": 7, "do": what}, send)


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object) -> Any:
        raise error

    return fail


@pytest.mark.parametrize(("error", "told"), [
    (speaker.SpeakerFault("voice", "no voice 'x'", voice="x", voices=[]),
     {"fault": "voice", "reason": "no voice 'x'", "voice": "x", "voices": []}),
    (RuntimeError("odd"), {"fault": "speech", "reason": "RuntimeError: odd"}),
    (KeyboardInterrupt(), {"fault": "speech", "reason": "KeyboardInterrupt"}),
])  # fmt: skip
def test_what_fails_is_the_answer_and_then_it_ends(
    error: BaseException, told: dict[str, Any], said: list[dict[str, Any]], ends: list[int]
) -> None:
    answer(raising(error), said)
    assert said == [{"id": 7, **told}]
    assert ends == [0]


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_asked_is_answered_once(
    fails: bool, said: list[dict[str, Any]], ends: list[int]
) -> None:
    """It ends as well when nobody reads the answer."""
    answer(lambda driver, request: {"done": driver, "of": request["do"]}, said, fails=fails)
    assert said[:1] == [{"id": 7, "done": "espeak", "of": "speak"}]
    assert ends[:1] == [0]


def test_voices_are_asked_for_by_their_word(said: list[dict[str, Any]]) -> None:
    answer(lambda driver: {"voices": [driver]}, said, what="voices")
    assert said[:1] == [{"id": 7, "voices": ["espeak"]}]


@pytest.mark.parametrize(("cause", "fault", "reason"), [
    (OSError(28, "No space left on device"), "file", "No space left on device"),
    (OSError("odd"), "file", "odd"),
    (ValueError("odd"), "speech", "RuntimeError: in C"),
])  # fmt: skip
def test_a_file_that_cannot_be_written_is_told_from_within_the_callback(
    cause: Exception, fault: str, reason: str, said: list[dict[str, Any]]
) -> None:
    def speak(*_: object) -> Any:
        error = RuntimeError("in C")
        error.__context__ = cause
        sys.unraisablehook(SimpleNamespace(exc_value=error))

    answer(speak, said)
    assert said[0] == {"id": 7, "fault": fault, "reason": reason}


# --- pyttsx3 --------------------------------------------------------------------------------------


class Engine:
    """What pyttsx3 does of what it is told; ``stuck`` names what it drops."""

    def __init__(self, *stuck: str) -> None:
        self.now: dict[str, Any] = {"voice": "gmw/en", "rate": 200}
        self.stuck, self.done = stuck, list[Any]()
        self.heard: dict[str, Callable[..., None]] = {}
        self.then: Callable[[], None] = lambda: self.heard["finished-utterance"](completed=True)

    def getProperty(self, name: str) -> Any:
        return self.now[name]

    def setProperty(self, name: str, value: Any) -> None:
        self.done.append((name, value))
        if name not in self.stuck:
            self.now[name] = value

    def save_to_file(self, *what: str) -> None:
        self.done.append(what)

    def runAndWait(self) -> None:
        self.then()

    def connect(self, name: str, heard: Callable[..., None]) -> None:
        self.heard[name] = heard


ASKED = {"text": "Rest.", "to": "a.wav", "voice": "gmw/en", "rate": 135, "seconds": 0.01}


def speak(engine: Engine, monkeypatch: pytest.MonkeyPatch, driver: str = "espeak") -> Any:
    finished, faults = speaker._listening(engine)
    begun = SimpleNamespace(engine=engine, finished=finished, faults=faults)
    monkeypatch.setattr(speaker, "begin", lambda _: begun)
    return speaker.speak(driver, {**ASKED})


def test_a_voice_is_set_only_when_it_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting it again would load it again."""
    engine = Engine()
    assert speak(engine, monkeypatch) == {"done": True}
    assert engine.done == [("rate", 135), ("Rest.", "a.wav")]
    engine = Engine()
    engine.now["voice"] = "gmw/en-us"
    assert speak(engine, monkeypatch) == {"done": True}
    assert engine.done[0] == ("voice", "gmw/en")


def test_what_pyttsx3_drops_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine("voice")
    engine.now |= {"voice": "gmw/en-us", "voices": []}
    with pytest.raises(speaker.SpeakerFault, match="no voice 'gmw/en'") as caught:
        speak(engine, monkeypatch)
    assert caught.value.answer["fault"] == "voice"
    assert caught.value.answer["voices"] == []
    with pytest.raises(speaker.SpeakerFault, match="the rate 135 was not taken"):
        speak(Engine("rate"), monkeypatch)


def test_an_end_that_never_comes_is_told_but_of_sapi(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine()
    engine.then = lambda: None
    with pytest.raises(speaker.SpeakerFault, match="was never announced"):
        speak(engine, monkeypatch)
    assert speak(engine, monkeypatch, "sapi5") == {"done": True}


@pytest.mark.parametrize(("name", "how", "told"), [
    ("finished-utterance", {"completed": False}, "the utterance was cancelled"),
    ("error", {"exception": RuntimeError("odd")}, "RuntimeError: odd"),
    ("error", {}, "pyttsx3 reported an error"),
])  # fmt: skip
def test_what_pyttsx3_reports_is_told(
    name: str, how: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine()

    def report() -> None:
        engine.heard[name](name="x", **how)
        engine.heard["finished-utterance"](name="x")

    engine.then = report
    with pytest.raises(speaker.SpeakerFault, match=told):
        speak(engine, monkeypatch)


def test_a_voice_is_told_by_what_is_known_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    voices = [
        SimpleNamespace(id="en", name="English", languages=["en-GB", "en"], gender="female"),
        SimpleNamespace(id="xx", name=None, languages=None, gender=None),
        SimpleNamespace(id="yy", name="", languages=[None], gender=""),
    ]
    engine = Engine()
    engine.now |= {"voices": voices, "voice": None}
    monkeypatch.setattr(speaker, "begin", lambda _: SimpleNamespace(engine=engine))
    assert speaker.voices("espeak") == {
        "voices": [
            {"id": "en", "name": "English", "language": "en-GB", "gender": "female"},
            {"id": "xx", "name": "xx", "language": "", "gender": ""},
            {"id": "yy", "name": "yy", "language": "", "gender": ""},
        ],
        "default": "",
    }


# --- one process for each request -----------------------------------------------------------------


@pytest.fixture
def pipes(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Where stdin and a child's answer come from; ``killed`` is who was."""
    if sys.platform == "win32":
        pytest.skip("Windows has no fork")
    stdin, asking = os.pipe()
    result, feed = os.pipe()
    kept = os.dup(0)
    os.dup2(stdin, 0)
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *who: killed.append(who))
    made = SimpleNamespace(asking=asking, result=result, feed=feed, killed=killed)
    try:
        yield made
    finally:
        os.dup2(kept, 0)
        for each in {stdin, asking, result, feed, kept} - made.__dict__.get("closed", set()):
            os.close(each)


def test_the_answer_of_a_child_is_its_line(pipes: SimpleNamespace) -> None:
    os.write(pipes.feed, b'{"done": true}\n')
    assert speaker._line_of(4, pipes.result, os.getppid()) == b'{"done": true}\n'
    assert not pipes.killed


def test_a_child_that_dies_has_no_answer(pipes: SimpleNamespace) -> None:
    os.write(pipes.feed, b'{"done"')
    os.close(pipes.feed)
    pipes.closed = {pipes.feed}
    assert speaker._line_of(4, pipes.result, os.getppid()) == b""
    assert not pipes.killed


def test_both_end_when_nobody_asks_any_more(pipes: SimpleNamespace, ends: list[int]) -> None:
    os.close(pipes.asking)
    pipes.closed = {pipes.asking}
    with pytest.raises(Ended):
        speaker._line_of(4, pipes.result, os.getppid())
    assert (pipes.killed, ends) == ([(4, signal.SIGKILL)], [1])


def test_both_end_when_who_asked_has_died(pipes: SimpleNamespace, ends: list[int]) -> None:
    """A process whose parent has died has another."""
    os.write(pipes.feed, b'{"done": true}\n')
    with pytest.raises(Ended):
        speaker._line_of(4, pipes.result, os.getppid() + 1)
    assert (pipes.killed, ends) == ([(4, signal.SIGKILL)], [1])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
@pytest.mark.parametrize(("dies", "kind", "how"), [
    (signal.SIGKILL, "killed", "signal 9"), (signal.SIGTERM, "speech", "signal 15"),
    (0, "speech", "exit status 3"),
])  # fmt: skip
def test_a_child_that_dies_is_told_by_how(
    dies: int, kind: str, how: str, monkeypatch: pytest.MonkeyPatch, said: list[dict[str, Any]]
) -> None:
    """A real one; it dies where it would have spoken."""
    monkeypatch.undo()  # who dies, dies in truth
    requests = iter([{"id": 7}])

    def next_request() -> dict[str, Any]:
        if found := next(requests, None):
            return found
        raise Ended

    def work(*_: object) -> None:
        if dies:
            os.kill(os.getpid(), dies)
        os._exit(3)

    with monkeypatch.context() as patch:
        patch.setattr(speaker, "next_request", next_request)
        patch.setattr(speaker, "_work", work)
        patch.setattr(speaker, "_line_of", lambda _, result, __: os.read(result, 9))
        with pytest.raises(Ended):
            speaker._serve_by_forking("espeak", said.append)
    died = f"the speaking process died ({how})"
    assert said == [{"id": 7, "fault": kind, "reason": died}]


def test_an_error_is_told_in_a_line_with_its_type_first() -> None:
    assert speaker.told(ValueError("odd")) == "ValueError: odd"
    assert speaker.told(ValueError()) == "ValueError"

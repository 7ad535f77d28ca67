"""The report: plain text that says what was tried where, and nothing about who tried it. It begins
with facts that a maintainer cannot see from afar, such as what kind of file an engine writes."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec import Struct

from unknot import __version__
from unknot.content.library import Library
from unknot.counted import counted
from unknot.engines.engine import Engine
from unknot.engines.fault import Failed
from unknot.engines.recording import read
from unknot.errors import AudioError
from unknot.files import temporary
from unknot.sound_file import sound_info
from unknot.testing import OTHER, PHRASE
from unknot.timeline.estimate import USUAL_RATE, estimate_ms
from unknot.voicetest.contract import Outcome, contract_of, run_contract, tried
from unknot.voicetest.track import try_track

_RATES = (90, 110, USUAL_RATE, 160, 200)
_PACKAGES = ("pyttsx3", "comtypes", "pywin32", "pyobjc-core", "espeakng-loader", "piper-tts",
             "kokoro-onnx", "onnxruntime")  # fmt: skip
#: pyttsx3's drivers of the systems that have voices of their own.
DRIVERS = {"darwin": "nsss", "win32": "sapi5"}


def gather_facts(make: Callable[[], Engine], voice: str) -> Iterator[Outcome]:
    """What ``voice`` does with a phrase, of any engine."""
    with closing(make()) as engine, temporary() as folder:
        yield tried("packages", packages)
        yield tried("voices", lambda: _voices(engine))
        yield tried("identity", lambda: engine.identity(voice))
        yield tried("file", lambda: _file(engine, voice, folder))
        yield tried("said twice", lambda: _twice(engine, voice, folder))
        yield tried("words a minute", lambda: _rates(engine, voice, folder))


def gather_driver_facts(driver: str, voice: str) -> Iterator[Outcome]:
    """What pyttsx3's ``driver`` itself writes, before unknot has made a WAV file of it."""
    with temporary() as name:
        folder = name / "blank and ümlaut"
        folder.mkdir()
        yield tried("driver's own file", lambda: _driven(driver, voice, folder))


def packages() -> str:
    """The packages that engines need, with their versions, where installed."""
    from unknot.packages import release

    found = {each: release(each) for each in _PACKAGES}
    return ", ".join(f"{each} {says}" for each, says in found.items() if says != "unknown")


def describe_file(path: Path) -> str:
    """What kind of sound file it is, by its first bytes and not by its name."""
    try:
        info = sound_info(path)
    except AudioError as error:
        with path.open("rb") as file:
            return f"{error.reason}; it begins with {file.read(12)!r}"
    return f"{info.format}, {info.kind}, {counted(info.channels, 'channel')} of {info.rate} Hz"


def _voices(engine: Engine) -> str:
    voices = engine.voices()
    english = sum(each.language.lower().startswith("en") for each in voices)
    unnamed = sum(not each.language for each in voices)
    return (
        f"{len(voices)}, {english} of them English, {unnamed} without a language; the usual one is"
        f" {engine.default_voice}"
    )


def _file(engine: Engine, voice: str, folder: Path) -> str:
    path = folder / "clip.wav"
    engine.synthesise(PHRASE, voice=voice, rate=USUAL_RATE, to=path)
    return f"{describe_file(path)}, {read(path).ms / 1000:.2f} s"


def _twice(engine: Engine, voice: str, folder: Path) -> str:
    paths = [folder / "1.wav", folder / "2.wav"]
    for path in paths:
        engine.synthesise(PHRASE, voice=voice, rate=USUAL_RATE, to=path)
        engine.synthesise(OTHER, voice=voice, rate=USUAL_RATE, to=folder / "other.wav")
    if paths[0].read_bytes() == paths[1].read_bytes():
        return "the same bytes"
    return f"other bytes; {abs(read(paths[0]).ms - read(paths[1]).ms)} ms longer or shorter"


def _rates(engine: Engine, voice: str, folder: Path) -> str:
    path, said = folder / "rate.wav", []
    for rate in _RATES:
        engine.synthesise(PHRASE, voice=voice, rate=rate, to=path)
        share = read(path).ms / estimate_ms(PHRASE, rate)
        said.append(f"{rate}: {read(path).ms / 1000:.2f} s ({share:.2f} of the estimate)")
    return ", ".join(said)


def _driven(driver: str, voice: str, folder: Path) -> str:
    """As the engine asks for it: by an absolute path that ends in .wav, in a process of its own."""
    from importlib.util import find_spec

    from unknot.engines.process import SPEAKER, SpeakerProcess

    found = find_spec("pyttsx3")
    if found is None or found.origin is None:
        return "pyttsx3 is not installed"
    setup: dict[str, Any] = {
        "driver": driver, "library": None, "folder": None, "fork": False,
        "packages": str(Path(found.origin).parents[1]),
    }  # fmt: skip
    path = folder / "clip.wav"
    start = time.monotonic()
    speaker = SpeakerProcess(SPEAKER, setup, 60.0)
    ready = time.monotonic()
    try:
        request = {"do": "speak", "text": PHRASE, "voice": voice, "rate": USUAL_RATE,
                   "to": str(path), "seconds": 60.0}  # fmt: skip
        answer = speaker.ask(request, 60.0)
    finally:
        speaker.kill()
    if "fault" in answer:
        raise Failed(f"{answer['fault']}: {answer['reason']}")
    said = time.monotonic() - ready
    return (
        f"asked for clip.wav, by an absolute path with a blank and an umlaut, from the main thread"
        f" of a process of its own, {driver} on {sys.platform} wrote {describe_file(path)}; ready"
        f" after {ready - start:.2f} s, said after {said:.2f} s"
    )


class Section(Struct, frozen=True, kw_only=True):
    """Outcomes under a heading, each made as it is asked for."""

    title: str
    outcomes: Iterator[Outcome]


def sections(
    make: Callable[[], Engine], voice: str, library: Library, *, fixed_rate: bool = False
) -> Iterator[Section]:
    """Everything that is tried of ``voice``, one section after the other."""
    yield Section(title="Facts", outcomes=gather_facts(make, voice))
    engine = make()
    name = engine.name
    engine.close()
    if name == "system" and sys.platform in DRIVERS:
        driver = DRIVERS[sys.platform]
        yield Section(title=f"Driver {driver}", outcomes=gather_driver_facts(driver, voice))
    contract = contract_of(make, voice, fixed_rate)
    yield Section(title="Engine contract", outcomes=run_contract(contract))
    yield Section(title="A short track", outcomes=try_track(make, voice, library))


def head(engine: str, voice: str, speed: float | None) -> tuple[str, ...]:
    """What was tried, on what."""
    return (
        f"unknot {__version__}: voice {engine}:{voice}",
        f"{platform.platform()}, {platform.machine()}",
        f"Python {platform.python_version()} ({platform.python_implementation()})",
        f"speed: {speed:.1f} times real time" if speed else "speed: not known",
    )


def line(outcome: Outcome) -> str:
    """One outcome as it is printed and reported."""
    word = "ok  " if outcome.passed else "FAIL"
    said = f": {outcome.reason}" if outcome.reason else ""
    return f"{word} {outcome.title} ({outcome.seconds:.2f} s){said}"


def text(lines: Sequence[str]) -> str:
    """``lines`` as a report, without the paths that name a person's home."""
    whole = "\n".join(lines) + "\n"
    for path, shown in ((Path.home(), "HOME"), (Path.cwd(), "HERE")):
        if len(str(path)) > 1:
            whole = whole.replace(str(path), shown)
    return whole

"""Speech servers as voices: the contract, whole lines, and servers that go wrong in every way."""

from __future__ import annotations

import re
import struct
import threading
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from starlette.responses import HTMLResponse, JSONResponse, Response

from tests.engines import speech_server
from tests.engines.speech_server import KEY, SpeechServer
from tests.usual import cases
from unknot.cli.main import main
from unknot.engines.added import AddedVoice, find_added, keep_added
from unknot.engines.engine import Engine
from unknot.engines.server.address import is_here, server_address
from unknot.engines.server.answer import with_true_length
from unknot.engines.server.engine import AT_ONCE, ServerEngine
from unknot.errors import EngineError
from unknot.speech.pace import pace
from unknot.speech.speak import speak
from unknot.testing import OTHER, PHRASE, EngineContract

pytestmark = pytest.mark.needs("espeak-ng")


@pytest.fixture(autouse=True)
def voices(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("voices")
    monkeypatch.setenv("UNKNOT_VOICES", str(folder))
    monkeypatch.setattr("unknot.engines.server.engine._PAUSE_S", 0.0)
    return folder


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with SpeechServer() as running:
        yield running


@pytest.fixture
def engine(server: SpeechServer) -> Iterator[ServerEngine]:
    keep(server)
    with closing(ServerEngine(patience=5.0, tries=2)) as opened:
        yield opened


def keep(running: SpeechServer, **more: Any) -> AddedVoice:
    voice = AddedVoice(
        id="one", engine="server", server=running.url, model="espeak", says_as="en-gb"
    )
    voice = replace(voice, **more)
    keep_added(voice)
    return voice


def said(engine: Engine, text: str, to: Path, rate: int = 135) -> bytes:
    engine.synthesise(text, voice="one", rate=rate, to=to)
    return to.read_bytes()


def fault(engine: Engine, to: Path, text: str = PHRASE) -> str:
    """What is said of a failure, after which there is no file."""
    with pytest.raises(EngineError) as caught:
        engine.synthesise(text, voice="one", rate=135, to=to)
    assert not to.exists()
    return str(caught.value)


class TestContract(EngineContract):
    @pytest.fixture(autouse=True)
    def _serve(self, voices: Path) -> Iterator[None]:
        with SpeechServer() as running:
            keep(running)
            yield

    def make_engine(self) -> Engine:
        return ServerEngine()

    @pytest.mark.deep
    def test_unusual_text_is_spoken_or_refused(self, tmp_path: Path) -> None:
        super().test_unusual_text_is_spoken_or_refused(tmp_path)


@pytest.mark.deep
class TestContractOfBareSamples(TestContract):
    @pytest.fixture(autouse=True)
    def _serve(self, voices: Path) -> Iterator[None]:
        with SpeechServer() as running:
            keep(running, pcm=22_050)
            yield


# --- what is asked for ------------------------------------------------------------------------


def test_a_request_is_the_convention_s_and_no_more(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    """Some servers refuse what they do not know."""
    said(engine, "Rest [[slnc 900]] <b>here</b>.", tmp_path / "a.wav", rate=162)
    assert server.asked == [{
        "model": "espeak", "input": "Rest slnc 900 b here /b .", "voice": "en-gb",
        "response_format": "wav", "speed": 1.2,
    }]  # fmt: skip
    assert "authorization" not in server.headers[0]


def test_a_long_text_is_asked_for_in_pieces(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    said(engine, " ".join([PHRASE] * 15), tmp_path / "long.wav")
    assert [asked["input"].count("Rest") for asked in server.asked] == [6, 6, 3]


@pytest.mark.deep
def test_its_pace_is_that_of_every_voice(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    """espeak-ng at 135 by its own measure is slower than 135 by ours."""
    assert abs(pace(engine, "one", 135, tmp_path).scale - 1) < 0.05


@pytest.mark.deep
def test_two_are_asked_at_once_and_no_more(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(said, engine, f"{OTHER} {n}", tmp_path / f"{n}.wav")
                for n in range(8)]  # fmt: skip
        assert len({each.result() for each in done}) == 8
    assert server.most_at_once == AT_ONCE


def test_a_changed_voice_is_another_identity(server: SpeechServer, engine: ServerEngine) -> None:
    before = engine.identity("one")
    seen = {before}
    for change in ({"model": "b"}, {"says_as": "b"}, {"pcm": 24_000}, {"version": "b"}):
        keep(server, **change)
        with closing(ServerEngine()) as another:
            seen.add(another.identity("one"))
    assert len(seen) == 5
    assert not server.asked


# --- headers that do not know their length ----------------------------------------------------


@cases("length", [0, 2_000_000_000, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFD3], usual=2)
def test_a_header_sent_before_its_sound_is_mended(
    length: int, server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    """Kokoro-FastAPI, speaches and OpenAI stream WAV so; nothing of the sound is lost."""
    whole = said(engine, PHRASE, tmp_path / "whole.wav")

    def streamed(wav: bytes) -> Response:
        head = wav[:4] + struct.pack("<I", 0xFFFFFFFF) + wav[8:40] + struct.pack("<I", length)
        return Response(head + wav[44:])

    server.fault = streamed
    assert said(engine, PHRASE, tmp_path / "streamed.wav") == whole


def test_a_length_that_may_be_meant_is_held_to(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    server.fault = lambda wav: Response(wav[:-400])
    assert "is cut short" in fault(engine, tmp_path / "a.wav")
    assert with_true_length(b"RIFF") == b"RIFF"


# --- servers that go wrong --------------------------------------------------------------------

ANSWERS: dict[str, tuple[Callable[[bytes], Any], str]] = {
    "a web page": (lambda _: HTMLResponse("<!doctype html><p>Hi"), "with a web page, not WAV; giv"),
    "words": (lambda _: JSONResponse({"ok": False}), "with words: '{\"ok\":false}', not WAV"),
    "mp3": (lambda _: Response(b"\xff\xf3\x44" + bytes(99)), r"with MP3, not WAV.*\n.*--pcm 24000"),
    "nothing": (lambda _: Response(b""), "with nothing, not WAV"),
    "silence": (lambda wav: Response(wav[:44] + bytes(len(wav) - 44)), "silent from end to end"),
    "endless": (speech_server.endless, "sends more than 16 MB for a phrase"),
    "broken off": (speech_server.breaking_off, "broke off|is cut short"),
    "chunks": (speech_server.breaking_off_unannounced, "does not answer as a server does"),
    "elsewhere": (speech_server.elsewhere, "sends us on to 'https://speech.example/v1/audio/spe"),
    "busy": (lambda _: JSONResponse({"detail": "busy"}, 503), "answers 503: busy; given up"),
    "refused": (lambda _: JSONResponse({"detail": [{"msg": "no\x1b[2J"}]}, 422), r"422: no \[2J$"),
    "page of a fault": (lambda _: HTMLResponse("<h1>Oh", 500), r"answers 500; given up"),
    "not here": (lambda _: JSONResponse({"message": "gone"}, 404), r"404: gone\n.*ends in /v1"),
}  # fmt: skip


@cases("name", ANSWERS, usual=5)
def test_what_is_no_speech_is_named(
    name: str, server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    server.fault, message = ANSWERS[name]
    assert re.search(message, fault(engine, tmp_path / "a.wav"))


@pytest.mark.parametrize("fault_", [speech_server.hanging, speech_server.dripping])
def test_a_server_that_hangs_is_not_waited_for(
    fault_: Any, server: SpeechServer, tmp_path: Path
) -> None:
    keep(server)
    server.fault = fault_
    start = time.monotonic()
    with closing(ServerEngine(patience=0.5, tries=2)) as engine:
        assert "did not answer within" in fault(engine, tmp_path / "a.wav")
    assert time.monotonic() - start < 8


def test_closing_ends_what_is_asked(server: SpeechServer, tmp_path: Path) -> None:
    keep(server)
    server.fault = speech_server.hanging
    engine = ServerEngine(patience=25)
    timer = threading.Timer(0.7, engine.close)
    timer.start()
    start = time.monotonic()
    assert "the engine was closed" in fault(engine, tmp_path / "a.wav")
    assert time.monotonic() - start < 5


def test_a_fault_that_passes_is_got_over(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    server.fault, server.faults = (lambda _: Response("busy", 503)), 1
    assert said(engine, PHRASE, tmp_path / "a.wav")
    assert len(server.asked) == 2


def test_a_server_that_is_not_there(server: SpeechServer, tmp_path: Path) -> None:
    keep(server, server="http://127.0.0.1:9/v1")
    with closing(ServerEngine(tries=2)) as engine:
        message = fault(engine, tmp_path / "a.wav")
    assert "nothing answers at http://127.0.0.1:9/v1; given up after 2 tries\n" in message
    assert "start the server" in message


@pytest.mark.deep
def test_half_the_rate_in_the_header_is_found_out(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    """The voice would be an octave low, and twice as slow."""
    server.fault = lambda wav: Response(wav[:24] + struct.pack("<II", 11_025, 22_050) + wav[32:])
    with pytest.raises(EngineError, match="rate or the channels in its files"):
        speak(engine, PHRASE, voice="one", rate=135, to=tmp_path / "a.wav", memory=tmp_path)


@pytest.mark.deep
def test_another_line_s_sound_is_found_out(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    """A cache in the server that answers with what was asked before."""
    speak(engine, PHRASE, voice="one", rate=135, to=tmp_path / "a.wav", memory=tmp_path)
    stale = (tmp_path / "a.wav").read_bytes()
    server.fault = lambda _: Response(stale)
    with pytest.raises(EngineError, match="sounds exactly like"):
        speak(engine, OTHER, voice="one", rate=135, to=tmp_path / "b.wav", memory=tmp_path)


def test_bare_samples_are_no_wav(server: SpeechServer, tmp_path: Path) -> None:
    keep(server, pcm=24_000)
    with closing(ServerEngine(tries=1)) as engine:
        server.fault = Response
        assert "without --pcm" in fault(engine, tmp_path / "a.wav")
        server.fault = lambda _: JSONResponse({"error": "no"})
        assert "not bare samples" in fault(engine, tmp_path / "a.wav")
        server.fault = lambda wav: Response(wav[44:-1])
        assert "half a sample is missing" in fault(engine, tmp_path / "a.wav")


# --- keys, and words that would leave the machine ---------------------------------------------


def test_a_key_comes_from_the_environment_and_is_never_shown(
    server: SpeechServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, voices: Path
) -> None:
    keep(server, key_from="MY_KEY")
    server.needs_key = True
    monkeypatch.delenv("MY_KEY", raising=False)
    with closing(ServerEngine()) as engine:
        assert "not in the environment: MY_KEY" in fault(engine, tmp_path / "a.wav")
        monkeypatch.setenv("MY_KEY", "two\nlines-of-secret")
        assert "secret" not in fault(engine, tmp_path / "a.wav")
        monkeypatch.setenv("MY_KEY", "sk-wrong")
        message = fault(engine, tmp_path / "a.wav")
        assert "does not take the key in MY_KEY (401)" in message
        monkeypatch.setenv("MY_KEY", KEY)
        assert said(engine, PHRASE, tmp_path / "a.wav")
        server.fault = lambda _: JSONResponse({"error": {"message": f"seen Bearer {KEY}"}}, 400)
        message = fault(engine, tmp_path / "b.wav")
    assert "seen Bearer …" in message
    assert KEY not in message
    assert KEY not in (voices / "one.yaml").read_text()


def test_a_key_that_is_wanted_is_asked_for(
    server: SpeechServer, engine: ServerEngine, tmp_path: Path
) -> None:
    server.needs_key = True
    assert "asks for a key (401)\n  name the variable" in fault(engine, tmp_path / "a.wav")


def test_a_key_is_not_sent_in_the_open(
    server: SpeechServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    keep(server, server="http://speech.example/v1", key_from="MY_KEY", away=True)
    with closing(ServerEngine()) as engine:
        assert "seen on its way: use an https address" in fault(engine, tmp_path / "a.wav")


@pytest.mark.parametrize("address", ["http://192.168.1.9:8880/v1", "https://api.example/v1",
                                     "http://127.0.0.1.example/v1", "http://[::2]/v1"])  # fmt: skip
def test_words_leave_this_machine_only_where_somebody_said_so(
    address: str, server: SpeechServer, tmp_path: Path
) -> None:
    keep(server, server=address)
    with closing(ServerEngine()) as engine:
        message = fault(engine, tmp_path / "a.wav")
    assert f"{address} is another machine" in message
    assert "--text-leaves-this-machine" in message


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_loopback_is_here(host: str) -> None:
    assert is_here(f"http://{host}:8880/v1")


def test_no_proxy_gets_what_is_meant_for_this_machine(
    server: SpeechServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    keep(server)
    with closing(ServerEngine(tries=1)) as engine:
        assert said(engine, PHRASE, tmp_path / "a.wav")


def test_another_machine_is_reached_through_the_proxy(
    server: SpeechServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The test server stands in for the proxy: nothing else could speak for this host."""
    monkeypatch.setenv("http_proxy", server.url.removesuffix("/v1"))
    monkeypatch.delenv("no_proxy", raising=False)
    keep(server, server="http://speech.example/v1", away=True)
    with closing(ServerEngine(tries=1)) as engine:
        assert said(engine, PHRASE, tmp_path / "a.wav")
    assert server.headers[0]["host"] == "speech.example"


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://127.0.0.1:8880/v1/", "http://127.0.0.1:8880/v1"),
        ("http://127.0.0.1:8880/v1/audio/speech", "http://127.0.0.1:8880/v1"),
        (" http://localhost:8880 ", "http://localhost:8880"),
    ],
)
def test_an_address_is_kept_short(given: str, kept: str) -> None:
    assert server_address(given) == kept


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("127.0.0.1:8880/v1", "is no address of a server"),
        ("ftp://host/v1", "is no address of a server"),
        ("http:///v1", "is no address of a server"),
        ("http://host:99999/v1", "is no address"),
        ("http://host/v1?key=1", r"behind a \?"),
        ("http://höst/v1", "letters"),
    ],
)
def test_what_is_no_address_is_refused(given: str, why: str) -> None:
    with pytest.raises(EngineError, match=why):
        server_address(given)


def test_a_secret_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(EngineError, match="--key-from") as caught:
        server_address("https://me:hunter2@host/v1")
    assert "hunter2" not in str(caught.value)


# --- the command line -------------------------------------------------------------------------


def add(*arguments: str) -> None:
    main(["voices", "add", *arguments], standalone_mode=False)


def test_a_server_is_added_heard_and_listed(
    server: SpeechServer, capsys: pytest.CaptureFixture[str]
) -> None:
    add("--server", server.url + "/", "--model", "espeak", "--voice", "en-US")
    assert capsys.readouterr().out == "server:en-us\n"
    kept = find_added("server", "en-us")
    assert (kept.server, kept.model, kept.says_as) == (server.url, "espeak", "en-US")
    assert len(kept.version) == 64
    main(["voices", "--engine", "server"], standalone_mode=False)
    assert "server:en-us" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--model", "nope", "--voice", "x"), "no model 'nope'"),
        (("--model", "espeak"), "--server needs --model NAME and --voice NAME"),
        (("--server", "https://api.example/v1", "--model", "a", "--voice", "b"), "another machine"),
        (("flite",), "give a FILE, a FOLDER or a known PROGRAM, or else --command or --server"),
    ],
)
def test_what_cannot_speak_is_not_kept(
    more: tuple[str, ...], message: str, server: SpeechServer, voices: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with pytest.raises((SystemExit, Exception)) as caught:
        add("--server", server.url, *more)
    shown = capsys.readouterr().err + str(getattr(caught.value, "message", ""))
    assert message in shown
    assert not list(voices.glob("*.yaml"))


def test_a_clip_is_a_wav_file(engine: ServerEngine, tmp_path: Path) -> None:
    said(engine, "Three.", tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (22_050, 1, 2)

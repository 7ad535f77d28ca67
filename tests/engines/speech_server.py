"""A speech server on loopback that speaks by espeak-ng, and can be told to go wrong."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

KEY = "sk-0123456789abcdef"
PATH = "/v1/audio/speech"


def speak_wav(words: str, voice: str, rate: int) -> bytes:
    """What espeak-ng says, as a WAV file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        command = [shutil.which("espeak-ng") or "espeak-ng", "-v", voice, "-s", str(rate),
                   "-w", str(path), "--stdin"]  # fmt: skip
        subprocess.run(command, input=words.encode(), check=True, capture_output=True)
        return path.read_bytes()


class SpeechServer:
    """``asked``: the bodies of all requests; ``headers``: theirs. ``fault`` answers in place of
    speech when it is set, ``faults`` many times."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.fault: Callable[[bytes], Response | Awaitable[Response]] | None = None
        self.faults = 1_000
        self.needs_key = False
        self.at_once = self.most_at_once = 0
        app = Starlette(routes=[Route(PATH, self._speech, methods=["POST"])])
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/v1"

    def __enter__(self) -> SpeechServer:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)

    async def _speech(self, request: Request) -> Response:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            return await self._answer(request)
        finally:
            self.at_once -= 1

    async def _answer(self, request: Request) -> Response:
        asked = await request.json()
        self.asked.append(asked)
        self.headers.append(dict(request.headers))
        if self.needs_key and request.headers.get("authorization") != f"Bearer {KEY}":
            given = request.headers.get("authorization", "")
            return JSONResponse({"error": {"message": f"bad key {given}"}}, 401)
        if not asked["model"].startswith("espeak"):
            return JSONResponse({"error": {"message": f"no model {asked['model']!r}"}}, 400)
        rate = round(135 * asked["speed"])
        said = await asyncio.to_thread(speak_wav, asked["input"], asked["voice"], rate)
        if self.fault and self.faults:
            self.faults -= 1
            made = self.fault(said)
            return made if isinstance(made, Response) else await made
        if asked["response_format"] == "pcm":
            return Response(said[44:], media_type="audio/pcm")
        return Response(said, media_type="audio/wav")


def endless(said: bytes) -> Response:
    async def more() -> AsyncIterator[bytes]:
        yield said[:44]
        for _ in range(1_000):
            yield b"\1\2" * 50_000
            await asyncio.sleep(0)

    return StreamingResponse(more(), media_type="audio/wav")


def dripping(said: bytes) -> Response:
    """A byte at a time, so that no single wait is long."""

    async def more() -> AsyncIterator[bytes]:
        for byte in said:
            yield bytes((byte,))
            await asyncio.sleep(0.05)

    return StreamingResponse(more(), media_type="audio/wav")


async def hanging(said: bytes) -> Response:
    await asyncio.sleep(30)
    return Response(said)


def breaking_off(said: bytes) -> Response:
    """Promises all of it in the header, and hangs up half-way."""

    async def half() -> AsyncIterator[bytes]:
        yield said[: len(said) // 2]
        raise RuntimeError("hung up")

    return StreamingResponse(half(), headers={"Content-Length": str(len(said))})


def breaking_off_unannounced(said: bytes) -> Response:
    """The same in chunks, of which the last never comes."""

    async def half() -> AsyncIterator[bytes]:
        yield said[: len(said) // 2]
        raise RuntimeError("hung up")

    return StreamingResponse(half())


def elsewhere(_: bytes) -> Response:
    return RedirectResponse("https://speech.example/v1/audio/speech", 307)

"""One request for speech, bounded in time and size; every way in which it goes wrong has words."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request

from unknot.counted import counted
from unknot.engines.added import AddedVoice
from unknot.engines.fault import Failed
from unknot.engines.server.address import is_here, is_open, speech_address
from unknot.errors import EngineError
from unknot.timeline.estimate import USUAL_RATE
from unknot.web import FAULTS, Asking, one_line

#: What an answer may hold: a minute and a half of 16-bit stereo at 48 kHz, in bytes.
LARGEST = 16_000_000
_BLOCK, _LARGEST_FAULT = 1 << 16, 1 << 16
#: A server that is not there is found out soon; one that speaks is silent until it has spoken.
_LATER = (408, 425, 429, 500, 502, 503, 504)


def ask(
    voice: AddedVoice, words: str, rate: int, seconds: float, asking: Asking
) -> tuple[bytes, str]:
    """The answer to ``words`` at ``rate`` words a minute, and its Content-Type, lower case.

    Raises Failed when another try may help, EngineError when it will not.
    """
    key = read_key(voice)
    try:
        with (
            asking.cut_after(seconds) as cut,
            asking.open(_request(voice, words, rate, key), seconds) as answer,
        ):
            kind = answer.headers.get("Content-Type", "").lower()
            body = _body(answer)
    except HTTPError as error:
        with error:
            raise _refusal(voice, error, key) from None
    except FAULTS as error:
        if cut.is_set() or isinstance(getattr(error, "reason", error), TimeoutError):
            raise Failed(f"{voice.server} did not answer within {seconds:.0f} s") from None
        raise Failed(_unreached(voice, error, key)) from None
    if cut.is_set():  # without a length that it promised, what was cut looks whole
        raise Failed(f"{voice.server} did not answer within {seconds:.0f} s")
    return body, kind


def read_key(voice: AddedVoice) -> str:
    """The key that the voice's server asks for; "" when it wants none.

    Raises EngineError, without the key, when it is not there or would be seen on its way.
    """
    if not voice.key_from:
        return ""
    key = os.environ.get(voice.key_from, "").strip()
    if not key:
        raise _wrong(f"the key of voice {voice.id!r} is not in the environment: {voice.key_from}")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise _wrong(f"what is in {voice.key_from} is no key: it has blanks or odd characters")
    if is_open(voice.server):
        raise _wrong(f"the key in {voice.key_from} would be seen on its way: use an https address")
    return key


def check_leave(voice: AddedVoice) -> None:
    """Raise EngineError when words would leave the machine and nobody agreed to that."""
    if not (voice.away or is_here(voice.server)):
        raise _wrong(
            f"{voice.server} is another machine: every line that it speaks would be sent there\n"
            "  if that is what you want, add it with --text-leaves-this-machine"
        )


def _request(voice: AddedVoice, words: str, rate: int, key: str) -> Request:
    asked = {
        "model": voice.model,
        "input": words,
        "voice": voice.says_as,
        "response_format": "pcm" if voice.pcm else "wav",
        "speed": round(rate / USUAL_RATE, 4),
    }
    headers = {"Content-Type": "application/json", "User-Agent": "unknot"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    content = json.dumps(asked, ensure_ascii=False).encode()
    return Request(speech_address(voice.server), data=content, headers=headers, method="POST")


def _body(answer: Any) -> bytes:
    body = bytearray()
    while block := answer.read1(_BLOCK):
        body += block
        if len(body) > LARGEST:
            raise Failed(f"it sends more than {LARGEST // 1_000_000} MB for a phrase")
    if answer.length:
        raise Failed(f"the answer broke off {counted(answer.length, 'byte')} before its end")
    return bytes(body)


def _refusal(voice: AddedVoice, error: HTTPError, key: str) -> Exception:
    status = error.code
    if 300 <= status < 400:
        to = one_line(error.headers.get("Location", "") or "nowhere")
        return _wrong(
            f"{voice.server} sends us on to {_without(key, to)!r}; words go only where you said\n"
            "  if that is the server, add the voice again with its address"
        )
    if status in (401, 403):
        why = f"does not take the key in {voice.key_from}" if key else "asks for a key"
        hint = "" if key else "\n  name the variable that holds it: --key-from VARIABLE"
        return _wrong(f"{voice.server} {why} ({status}){hint}")
    if status in (404, 405):
        said = _said(error, key)
        return _wrong(
            f"{speech_address(voice.server)} answers {status}{said}\n"
            "  most servers' address ends in /v1; or it does not know this model or voice"
        )
    said = f"{voice.server} answers {status}{_said(error, key)}"
    return Failed(said) if status in _LATER else _wrong(said)


def _said(error: HTTPError, key: str) -> str:
    """``: `` and the server's own words, without the key; "" when it has none for people."""
    with suppress(*FAULTS):
        said = error.read(_LARGEST_FAULT).decode("utf-8", "replace")
        if said.lstrip().startswith("<"):
            return ""
        with suppress(ValueError):
            said = _found(json.loads(said))
        return f": {shown}" if (shown := one_line(_without(key, said))) else ""
    return ""


def _found(said: Any) -> str:
    """The sentence in what servers wrap their faults in."""
    while isinstance(said, list | dict) and said:
        if isinstance(said, list):
            said = said[0]
            continue
        inside = next(
            (said[key] for key in ("error", "detail", "message", "msg") if key in said), None
        )
        if inside is None:
            return json.dumps(said)
        said = inside
    return str(said)


def _unreached(voice: AddedVoice, error: BaseException, key: str) -> str:
    why = getattr(error, "reason", None) or error
    if isinstance(why, ConnectionRefusedError):
        return f"nothing answers at {voice.server}\n  start the server, then try again"
    shown = one_line(_without(key, str(why) or type(why).__name__), 100)
    return f"{voice.server} does not answer as a server does ({shown})"


def _without(key: str, words: str) -> str:
    return words.replace(key, "…") if key else words


def _wrong(reason: str) -> EngineError:
    return EngineError("server", "", reason)

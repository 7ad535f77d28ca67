"""What a speech server sent, taken for a recording, or told by name for what it is instead."""

from __future__ import annotations

import struct
from pathlib import Path

from unknot.engines import recording
from unknot.engines.fault import Failed
from unknot.engines.recording import Recording
from unknot.web import one_line

#: A WAV header that is sent before its sound is made cannot know how long that will be. Servers
#: write nothing, or one of several numbers beyond any phrase: 2,000,000,000, 2^31 - 1, 2^32 - 1.
_BEYOND = 0x40000000
_FORMS = {b"ID3": "MP3", b"OggS": "Ogg", b"fLaC": "FLAC", b"FORM": "AIFF"}


def read_answer(content: bytes, kind: str, pcm: int, scratch: Path) -> Recording:
    """The recording in ``content``; ``kind`` is its Content-Type, ``pcm`` the rate in Hz of bare
    16-bit mono samples that were asked for, 0 for WAV. ``scratch``: a file to write it to.

    Raises Failed, saying what came instead.
    """
    if pcm:
        return _bare(content, kind, pcm)
    if content[:4] != b"RIFF":
        raise Failed(f"it answered with {_instead(content, kind)}, not WAV{_pcm_hint(content)}")
    scratch.write_bytes(with_true_length(content))
    return recording.read(scratch)


def with_true_length(wav: bytes) -> bytes:
    """``wav`` with the length of its sound in its header, where that says none or any; a length
    that may be meant stays, so that a sound which was cut short is found out."""
    at = 12
    while at + 8 <= len(wav):
        name, length = struct.unpack_from("<4sI", wav, at)
        if name == b"data":
            there = len(wav) - at - 8
            if length < _BEYOND and length:
                return wav
            whole, sound = struct.pack("<I", len(wav) - 8), struct.pack("<I", there)
            return wav[:4] + whole + wav[8 : at + 4] + sound + wav[at + 8 :]
        at += 8 + length + length % 2
    return wav


def _bare(content: bytes, kind: str, rate: int) -> Recording:
    if content[:4] == b"RIFF":
        raise Failed("it answered with WAV, not bare samples\n  add it again without --pcm")
    text = kind.startswith("text/") or "json" in kind
    if text or content[:3] == b"ID3" or content[:4] in _FORMS:
        raise Failed(f"it answered with {_instead(content, kind)}, not bare samples")
    if len(content) % 2:
        raise Failed("half a sample is missing: the answer is cut short, or not of 16 bits")
    if not any(content):
        raise Failed("it answered with silence")
    return Recording(rate=rate, channels=1, data=content)


def _instead(content: bytes, kind: str) -> str:
    if not content:
        return "nothing"
    start = content[:200].lstrip().lower()
    if "html" in kind or start.startswith((b"<!doctype", b"<html")):
        return "a web page"
    if "json" in kind or start.startswith(b"{"):
        return f"words: {one_line(content[:400].decode('utf-8', 'replace'), 120)!r}"
    for mark, form in _FORMS.items():
        if content.startswith(mark):
            return form
    if content[0] == 0xFF and content[1:2] and content[1] & 0xE0 == 0xE0:
        return "MP3"
    return one_line(kind, 40) or "something that is no sound"


def _pcm_hint(content: bytes) -> str:
    """Where it may be sound, the other form of it can be asked for."""
    text = content[:1] in (b"", b"<", b"{")
    return "" if text else "\n  if it can give bare samples, add it with --pcm 24000 (its rate)"

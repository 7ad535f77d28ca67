"""Judge a take: how long, how loud, clean at both ends, the right words, how natural.

Naturalness is what DNSMOS predicts (``speechmos``): nobody has listened to every line. The words
are those that pocketsphinx, which knows nothing of the plan, picks out of every line there is.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict

from unknot.audio.loudness import lufs
from unknot.audio.polish import polish
from unknot.audio.resample import resample
from unknot.audio.sound import read_wav
from unknot.engines.recording import Recording
from unknot.sound_file import read_pcm
from unknot.speech.audio_features import listen
from unknot.timeline.estimate import estimate_ms
from voicing.joining import least_pause_ms

#: What DNSMOS listens to at once, in Hz and s: shorter lines are repeated until they are so long.
_HZ, _WINDOW_S = 16_000, 9.01
#: Silence that a clip lies in when its loudness is measured, in samples, as in a track.
_AROUND = 4 * 4800
#: Bounds of a good take: length against what this voice's lines last, loudness in LUFS.
LENGTHS, LOUDNESS = (0.6, 1.6), (-17.5, -15.0)
#: What a listener needs between two sentences, in ms (INF).
LEAST_PAUSE = 200
#: How long a clip is of which the estimate knows enough, in ms.
_LEAST_MS = 1500


class Verdict(Struct, frozen=True, kw_only=True):
    """``ms`` of the clip; ``times`` the estimate; ``lufs`` of the polished clip; ``edge``: loudest
    of the first and last 2 ms, as a share of the peak; ``pause``: the shortest at a full stop
    within, in ms; ``signal``, ``overall``, ``p808``: DNSMOS; ``heard``: the line that the
    recogniser took it for."""

    text: str
    ms: int
    times: float
    lufs: float
    edge: float
    pause: int | None
    signal: float
    overall: float
    p808: float
    heard: str

    @property
    def rightly_heard(self) -> bool:
        """Whether the recogniser took it for its own line."""
        return self.heard == words(self.text)

    @property
    def faults(self) -> tuple[str, ...]:
        """Why the take is not good enough, whatever the predictor says."""
        found = []
        if not LENGTHS[0] <= self.times <= LENGTHS[1] and self.ms > _LEAST_MS:
            found.append(f"lasts {self.times:.2f} times what its words should")
        if not LOUDNESS[0] <= self.lufs <= LOUDNESS[1]:
            found.append(f"is at {self.lufs:.1f} LUFS")
        if self.edge > 0.05:
            found.append("begins or ends in a sound")
        if self.pause is not None and self.pause < LEAST_PAUSE:
            found.append(f"pauses for {self.pause} ms at a full stop")
        if not self.rightly_heard:
            found.append(f"is heard as {self.heard!r}")
        return tuple(found)


class Judge:
    """Keeps its verdicts in ``scores``, by the digest of the sound."""

    def __init__(self, scores: Path, texts: Iterable[str], rate: int) -> None:
        from tests.listener import Listener

        self._scores, self._rate = scores, rate
        self._known: dict[str, Any] = json.loads(scores.read_text()) if scores.exists() else {}
        self._listener = Listener({words(text) for text in texts})

    def known(self, path: Path, text: str) -> Verdict | None:
        """What was said of the take at ``path``, if it was judged."""
        found = self._known.get(_key(path, text))
        return Verdict(**found) if found else None

    def verdict(self, path: Path, text: str) -> Verdict:
        """What is to be said of the take at ``path``."""
        key = _key(path, text)
        if key not in self._known:
            self._known[key] = asdict(self._judged(path, text))
            self._scores.write_text(json.dumps(self._known, indent=1), encoding="utf-8")
        return Verdict(**self._known[key])

    def _judged(self, path: Path, text: str) -> Verdict:
        from speechmos import dnsmos

        heard = listen(_recording(path))
        master = polish(read_wav(path), text) / 32768
        narrow = resample(master, 48_000, _HZ)
        repeated = np.resize(narrow, max(len(narrow), int(_WINDOW_S * _HZ)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            mos = dnsmos.run(np.clip(repeated, -1, 1).astype(np.float32), _HZ)
        ms = len(master) // 48
        return Verdict(
            text=text,
            ms=ms,
            times=ms / estimate_ms(text, self._rate),
            lufs=float(lufs(np.pad(master, _AROUND), 48_000)),
            edge=max(heard.first, heard.last),
            pause=least_pause_ms(master, text),
            signal=float(mos["sig_mos"]),
            overall=float(mos["ovrl_mos"]),
            p808=float(mos["p808_mos"]),
            heard=self._listener.hear(np.asarray(master))[0],
        )


def _key(path: Path, text: str) -> str:
    return f"{sha256(path.read_bytes()).hexdigest()} {words(text)}"


def _recording(path: Path) -> Recording:
    """What an engine wrote, or a kept take of Opus."""
    samples, rate = read_pcm(path)
    return Recording(rate=rate, channels=samples.shape[1], data=samples.astype("<i2").tobytes())


def words(text: str) -> str:
    """``text`` as the recogniser writes it."""
    from tests.listener import words as written

    return written(text)


def naturalness(verdict: Verdict) -> float:
    """One number to choose takes by: the mean of what is predicted for signal and p808."""
    return (verdict.signal + verdict.p808) / 2

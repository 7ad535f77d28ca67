"""Neural voices: Piper and Kokoro, from files that the user has.

Nothing here loads a model or numpy; inference runs in processes of its own (worker.py).
"""

from __future__ import annotations

from unknot.voice.neural.kokoro import KokoroEngine
from unknot.voice.neural.piper import PiperEngine
from unknot.voice.neural.recognise import recognise

__all__ = ["KokoroEngine", "PiperEngine", "recognise"]

"""Neural voices: Piper and Kokoro, from files that the user has.

Nothing here loads a model or numpy; inference runs in processes of its own (worker.py).
"""

from __future__ import annotations

from unknot.engines.neural.detect_format import recognise
from unknot.engines.neural.kokoro import KokoroEngine
from unknot.engines.neural.piper import PiperEngine

__all__ = ["KokoroEngine", "PiperEngine", "recognise"]

"""The lines of the bundled script, as they are spoken, and how long a spoken one is."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.conftest import ROOT
from unknot.audio.polish import FRAME_SAMPLES, cut_voice
from unknot.audio.sound import read_wav

LINES = sorted(
    line.replace("{side}", "left").replace("{other}", "right").replace("{emergency}", "one one two")
    for path in (ROOT / "scripts" / "en").glob("*.yaml")
    if path.stem != "lexicon"
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["lines"].values()
    for key in ("say", "in-turn")
    for line in ([entry.get(key, [])] if isinstance(entry.get(key), str) else entry.get(key, []))
)


def clip_ms(path: Path) -> int:
    """How long a clip of the sound in ``path`` is: whole frames, however loud it will be."""
    return -(-len(cut_voice(read_wav(path))) // FRAME_SAMPLES) * FRAME_SAMPLES // 48

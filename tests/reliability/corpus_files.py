"""The corpus that fuzzing begins with: files whose first byte says what kind of content it is."""

from __future__ import annotations

from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")
NAMES = (
    "sessions/x.yaml",
    "atlas/muscles/gluteus-medius.yaml",
    "atlas/techniques/vibration.yaml",
    "atlas/sources.yaml",
    "atlas/frame.yaml",
    "scripts/en/shared.yaml",
    "scripts/en/lexicon.yaml",
    "audio/chimes/end.yaml",
    "channel.yaml",
    "sessions/playlists/x.yaml",
    "sessions/programmes/x.yaml",
)


def name_of(data: bytes) -> str:
    """The file that ``data`` is the content of, from its second byte on."""
    return NAMES[data[0] % len(NAMES)] if data else NAMES[0]

"""M3U8: the playlist that every player reads."""

from __future__ import annotations

from collections.abc import Iterable

from unknot.playlist.entry import Entry


def m3u8(title: str, entries: Iterable[Entry]) -> str:
    """An extended M3U with relative paths, to be saved as UTF-8. Lengths are in whole seconds."""
    lines = ["#EXTM3U", f"#PLAYLIST:{' '.join(title.split())}"]
    for each in entries:
        lines += [f"#EXTINF:{round(each.length_ms / 1000)},{_shown(each.title)}", each.file]
    return "\n".join(lines) + "\n"


def _shown(title: str) -> str:
    """On one line, and without commas: VLC takes what stands before one for an artist."""
    return " ".join(title.replace(",", " –").split())

"""M3U8: the playlist that every player reads."""

from __future__ import annotations

from collections.abc import Iterable

from unknot.publish.entry import Entry


def m3u8(title: str, entries: Iterable[Entry]) -> str:
    """An extended M3U with relative paths, to be saved as UTF-8.

    Lengths are in whole seconds. Paths begin with ``./`` nowhere, for some players take it for
    part of the name.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{_one_line(title)}"]
    for each in entries:
        lines += [f"#EXTINF:{round(each.length_ms / 1000)},{_one_line(each.title)}", each.file]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())

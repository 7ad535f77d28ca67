"""The files of a playlist: M3U8, which every player reads, and XSPF version 1
(https://www.xspf.org/spec), with titles, numbers and lengths."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from xml.etree import ElementTree as Tree

from msgspec import Struct

_NAMESPACE = "http://xspf.org/ns/0/"


class Entry(Struct, frozen=True, kw_only=True):
    """A finished track as a playlist sees it: ``file`` is relative to the playlist; ms."""

    file: str
    title: str
    summary: str
    length_ms: int


def m3u8(title: str, entries: Iterable[Entry]) -> str:
    """An extended M3U with relative paths, to be saved as UTF-8. Lengths are in whole seconds."""
    lines = ["#EXTM3U", f"#PLAYLIST:{' '.join(title.split())}"]
    for each in entries:
        lines += [f"#EXTINF:{round(each.length_ms / 1000)},{_shown(each.title)}", each.file]
    return "\n".join(lines) + "\n"


def _shown(title: str) -> str:
    """On one line, and without commas: VLC takes what stands before one for an artist."""
    return " ".join(title.replace(",", " –").split())


def xspf(title: str, summary: str, entries: Iterable[Entry]) -> str:
    """The playlist as XML, with relative addresses, to be saved as UTF-8. Lengths are in ms."""
    root = Tree.Element("playlist", {"version": "1", "xmlns": _NAMESPACE})
    _texts(root, title=title, annotation=summary)
    tracks = Tree.SubElement(root, "trackList")
    for number, each in enumerate(entries, 1):
        _texts(
            Tree.SubElement(tracks, "track"),
            location=quote(each.file),
            title=each.title,
            annotation=each.summary,
            album=title,
            trackNum=str(number),
            duration=str(each.length_ms),
        )
    Tree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Tree.tostring(root, encoding="unicode")}\n'


def _texts(parent: Tree.Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            Tree.SubElement(parent, name).text = text

"""XSPF version 1 (https://www.xspf.org/spec): a playlist with titles, numbers and lengths."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from xml.etree import ElementTree as Tree

from unknot.playlist.entry import Entry

_NAMESPACE = "http://xspf.org/ns/0/"


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

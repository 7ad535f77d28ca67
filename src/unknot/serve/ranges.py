"""Which bytes a request asks for, after RFC 9110: Range, If-Range, If-None-Match, If-Match."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from unknot.segments import Between, Segments

#: More separate ranges than this are refused: no player asks so, and each costs a part.
MOST_RANGES = 32
_RANGES = re.compile(r"bytes\s*=\s*(.*)", re.IGNORECASE)
_RANGE = re.compile(r"\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*")
_MOST_HEADER = 2_000
_NOTHING = Segments.of()

Asked = Mapping[str, str]
Pairs = Sequence[tuple[bytes, bytes]]


class Answer(Struct, frozen=True, kw_only=True):
    """A status, the headers that say how much there is, and the bytes."""

    status: int
    headers: Pairs
    body: Segments | Between


def answer(content: Segments, etag: str, mime: str, asked: Asked, *, head: bool) -> Answer:
    """What a GET of ``content``, or a HEAD, gets; ``asked``: its headers, names in lower case.

    ``etag`` is a strong one, with its quotes. 200, 206 (one part or several), 304, 412 or 416.
    """
    about = [(b"etag", etag.encode("latin-1")), (b"accept-ranges", b"bytes")]
    if (wanted := asked.get("if-match")) and not _names(wanted, etag, weak=False):
        return Answer(status=412, headers=[*about, _EMPTY], body=_NOTHING)
    if (known := asked.get("if-none-match")) and _names(known, etag, weak=True):
        return Answer(status=304, headers=about, body=_NOTHING)
    total, typed = len(content), [*about, (b"content-type", mime.encode("latin-1"))]
    ranges = None if head else _asked(asked, etag, total)
    if ranges is None:
        return Answer(status=200, headers=[*typed, _length(total)], body=content)
    if not ranges:
        unmet = (b"content-range", b"bytes */%d" % total)
        return Answer(status=416, headers=[*about, unmet, _EMPTY], body=_NOTHING)
    if len(ranges) == 1:
        start, stop = ranges[0]
        part = (b"content-range", b"bytes %d-%d/%d" % (start, stop - 1, total))
        headers = [*typed, part, _length(stop - start)]
        return Answer(status=206, headers=headers, body=content.between(start, stop))
    return _several(content, ranges, etag.strip('"'), mime, about)


def parse_ranges(header: str, length: int) -> list[tuple[int, int]] | None:
    """The (start, stop) of a Range header, put together where they touch, in the order of bytes.

    None when it is no range of bytes, which is then to be ignored; empty when none of them, or
    too many, can be had.
    """
    found = _RANGES.fullmatch(header.strip()) if len(header) <= _MOST_HEADER else None
    if not found:
        return [] if len(header) > _MOST_HEADER else None
    spans = []
    for each in found[1].split(","):
        one = _RANGE.fullmatch(each)
        if not one or one[1] == one[2] == "":
            return None
        if one[1] == "":
            first, stop = max(length - int(one[2]), 0), length
        else:
            first, stop = int(one[1]), min(int(one[2]) + 1 if one[2] else length, length)
            if one[2] and int(one[2]) < first:
                return None
        if first < stop:
            spans.append((first, stop))
    joined: list[tuple[int, int]] = []
    for first, stop in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], stop)
        else:
            joined.append((first, stop))
    return joined if len(joined) <= MOST_RANGES else []


def _asked(asked: Asked, etag: str, length: int) -> list[tuple[int, int]] | None:
    if "range" not in asked:
        return None
    # If-Range wants the same bytes for certain; a date says nothing of those.
    if "if-range" in asked and asked["if-range"].strip() != etag:
        return None
    return parse_ranges(asked["range"], length)


def _names(header: str, etag: str, *, weak: bool) -> bool:
    """Whether a list of entity tags has ``etag`` in it; with ``weak`` a weak one will do."""
    given = [each.strip() for each in header.split(",")]
    if weak:
        given = [each.removeprefix("W/") for each in given]
    return given == ["*"] or etag in given


def _several(
    content: Segments, ranges: list[tuple[int, int]], name: str, mime: str, about: Pairs
) -> Answer:
    """multipart/byteranges. ``name`` makes the boundary, so that the same request gets the same."""
    boundary = f"unknot-{name}"
    parts: list[bytes | Between] = []
    for start, stop in ranges:
        parts += [
            f"\r\n--{boundary}\r\nContent-Type: {mime}\r\n"
            f"Content-Range: bytes {start}-{stop - 1}/{len(content)}\r\n\r\n".encode(),
            content.between(start, stop),
        ]
    body = Segments.of(*parts, f"\r\n--{boundary}--\r\n".encode())
    kind = (b"content-type", f"multipart/byteranges; boundary={boundary}".encode("latin-1"))
    return Answer(status=206, headers=[*about, kind, _length(len(body))], body=body)


def _length(count: int) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % count


_EMPTY = _length(0)

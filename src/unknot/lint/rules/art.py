"""R: covers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from unknot.lint.audit import Audit
from unknot.lint.reply import Reply
from unknot.lint.rule import Breach, about, rule
from unknot.site.picture import LARGEST, MOST_BYTES, SMALLEST, PictureShape, shape_of


def _replies(audit: Audit) -> Iterator[tuple[str, Reply]]:
    return ((url, audit.get(url)) for url in audit.images())


def _shapes(audit: Audit) -> Iterator[tuple[str, PictureShape]]:
    for url, reply in _replies(audit):
        if reply.ok and (shape := shape_of(reply.body)):
            yield url, shape


_cover, _picture = about(_replies), about(_shapes)


def _kind(reply: Reply) -> str:
    picture = not reply.ok or shape_of(reply.body)
    return "" if picture else "is neither a JPEG nor a PNG picture"


def _sides(shape: PictureShape) -> str:
    return f"is {shape.width} x {shape.height} pixels"


def _square(shape: PictureShape) -> str:
    return "" if shape.width == shape.height else _sides(shape)


def _size(shape: PictureShape) -> str:
    small_or_large = not SMALLEST <= shape.width <= LARGEST
    return _sides(shape) if small_or_large and shape.width == shape.height else ""


def _light(reply: Reply) -> str:
    heavy = reply.ok and shape_of(reply.body) and reply.size > MOST_BYTES
    return f"takes {reply.size // 1000} kB" if heavy else ""


there = _cover("R01", "MUST", "Every cover is there",
               lambda reply: "" if reply.ok else "is not there",
               source="Apple", fix="publish again, copy the whole folder")  # fmt: skip
kind = _cover("R02", "MUST", "A cover is a JPEG or PNG picture", _kind,
              source="Apple", fix="save it as JPEG")  # fmt: skip


@rule("R03", "MUST", "A cover's name ends as its type does", source="Apple, PSP-1",
      fix="rename it to .jpg or .png")  # fmt: skip
def ending(audit: Audit) -> Iterator[Breach]:
    for url, shape in _shapes(audit):
        if not urlsplit(url).path.lower().endswith(shape.extensions):
            yield url, f"is {shape.mime}"


square = _picture("R04", "MUST", "A cover is square", _square,
                  source="Apple, PSP-1", fix="cut it to a square")  # fmt: skip
size = _picture("R05", "MUST", f"A cover has {SMALLEST} to {LARGEST} pixels a side", _size,
                source="Apple, PSP-1", fix="3000 is best")  # fmt: skip
mode = _picture("R06", "MUST", "A cover is RGB without transparency",
                lambda shape: "" if shape.mode == "RGB" else f"is {shape.mode}",
                source="Apple", fix="save it as RGB")  # fmt: skip
light = _cover("R07", "SHOULD", f"A cover takes {MOST_BYTES // 1000} kB at most", _light,
               source="hosts' advice", fix="save it with a lower quality")  # fmt: skip

"""R: covers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from unknot.lint.access import Reply
from unknot.lint.audit import Audit
from unknot.lint.rule import Breach, each, rule
from unknot.site.picture import LARGEST, MOST_BYTES, SMALLEST, PictureShape, shape_of


def _replies(audit: Audit) -> Iterator[tuple[str, Reply]]:
    return ((url, audit.reply(url)) for url in audit.images())


def _shapes(audit: Audit) -> Iterator[tuple[str, PictureShape]]:
    for url, reply in _replies(audit):
        if reply.ok and (shape := shape_of(reply.body)):
            yield url, shape


def _is_picture(reply: Reply) -> bool:
    """Of a large JPEG the size may stand behind what was kept: programs put much before it."""
    cut = not reply.whole and reply.body.startswith(b"\xff\xd8")
    return cut or shape_of(reply.body) is not None


each_cover, each_shape = each(_replies), each(_shapes)


@each_cover("R01", "MUST", "Apple", fix="publish again, copy the whole folder")
def find_missing(reply: Reply) -> str:
    """Every cover is there."""
    return reply.missing


@each_cover("R02", "MUST", "Apple", fix="save it as JPEG")
def check_format(reply: Reply) -> str:
    """A cover is a JPEG or PNG picture."""
    return "" if not reply.ok or _is_picture(reply) else "is neither a JPEG nor a PNG picture"


@rule("R03", "MUST", "Apple, PSP-1", fix="rename it to .jpg or .png")
def check_ending(audit: Audit) -> Iterator[Breach]:
    """A cover's name ends as its type does."""
    for url, shape in _shapes(audit):
        if not urlsplit(url).path.lower().endswith(shape.extensions):
            yield url, f"is {shape.mime}"


@each_shape("R04", "MUST", "Apple, PSP-1", fix="cut it to a square")
def check_square(shape: PictureShape) -> str:
    """A cover is square."""
    return "" if shape.width == shape.height else _sides(shape)


@each_shape("R05", "MUST", "Apple, PSP-1", fix="3000 is best")
def check_size(shape: PictureShape) -> str:
    """A cover has 1400 to 3000 pixels a side."""
    small_or_large = not SMALLEST <= shape.width <= LARGEST
    return _sides(shape) if small_or_large and shape.width == shape.height else ""


@each_shape("R06", "MUST", "Apple", fix="save it as RGB")
def check_mode(shape: PictureShape) -> str:
    """A cover is RGB without transparency."""
    return "" if shape.mode == "RGB" else f"is {shape.mode}"


@each_cover("R07", "SHOULD", "hosts' advice", fix="save it with a lower quality")
def check_weight(reply: Reply) -> str:
    """A cover takes 512 kB at most."""
    heavy = reply.ok and _is_picture(reply) and reply.size > MOST_BYTES
    return f"takes {reply.size // 1000} kB" if heavy else ""


def _sides(shape: PictureShape) -> str:
    return f"is {shape.width} x {shape.height} pixels"

"""R: covers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from unknot.lint.audit import Audit
from unknot.lint.rule import Fault, rule
from unknot.site.picture import LARGEST, MOST_BYTES, SMALLEST, PictureShape, shape_of


def _shapes(audit: Audit) -> Iterator[tuple[str, PictureShape, int]]:
    for url in audit.images():
        reply = audit.get(url)
        if reply.ok and (shape := shape_of(reply.body)):
            yield url, shape, len(reply.body)


@rule(
    "R01",
    "MUST",
    "Every cover is there",
    source="Apple",
    fix="publish again, copy the whole folder",
)
def there(audit: Audit) -> Iterator[Fault]:
    for url in audit.images():
        if not audit.get(url).ok:
            yield url, "is not there"


@rule("R02", "MUST", "A cover is a JPEG or PNG picture", source="Apple", fix="save it as JPEG")
def kind(audit: Audit) -> Iterator[Fault]:
    for url in audit.images():
        reply = audit.get(url)
        if reply.ok and shape_of(reply.body) is None:
            yield url, "is neither a JPEG nor a PNG picture"


@rule("R03", "MUST", "A cover's name ends as its type does", source="Apple, PSP-1",
      fix="rename it to .jpg or .png")  # fmt: skip
def ending(audit: Audit) -> Iterator[Fault]:
    for url, shape, _ in _shapes(audit):
        if not urlsplit(url).path.lower().endswith(shape.extensions):
            yield url, f"is {shape.mime}"


@rule("R04", "MUST", "A cover is square", source="Apple, PSP-1", fix="cut it to a square")
def square(audit: Audit) -> Iterator[Fault]:
    for url, shape, _ in _shapes(audit):
        if shape.width != shape.height:
            yield url, f"is {shape.width} x {shape.height} pixels"


@rule("R05", "MUST", f"A cover has {SMALLEST} to {LARGEST} pixels a side", source="Apple, PSP-1",
      fix="3000 is best")  # fmt: skip
def size(audit: Audit) -> Iterator[Fault]:
    for url, shape, _ in _shapes(audit):
        inside = SMALLEST <= shape.width <= LARGEST
        if shape.width == shape.height and not inside:
            yield url, f"is {shape.width} x {shape.height} pixels"


@rule("R06", "MUST", "A cover is RGB without transparency", source="Apple", fix="save it as RGB")
def mode(audit: Audit) -> Iterator[Fault]:
    for url, shape, _ in _shapes(audit):
        if shape.mode != "RGB":
            yield url, f"is {shape.mode}"


@rule("R07", "SHOULD", f"A cover takes {MOST_BYTES // 1000} kB at most", source="hosts' advice",
      fix="save it with a lower quality")  # fmt: skip
def light(audit: Audit) -> Iterator[Fault]:
    for url, _, count in _shapes(audit):
        if count > MOST_BYTES:
            yield url, f"takes {count // 1000} kB"


RULES = (there, kind, ending, square, size, mode, light)

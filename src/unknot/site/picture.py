"""What a JPEG or PNG file says of itself, read from its first bytes without any library."""

from __future__ import annotations

import struct

from msgspec import Struct

from unknot.errors import SiteError

SMALLEST, LARGEST = 1400, 3000
MOST_BYTES = 512_000
_PNG_MODES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGB with alpha"}
_JPEG_MODES = {1: "grey", 3: "RGB", 4: "CMYK"}


class PictureShape(Struct, frozen=True, kw_only=True):
    """Width and height in pixels; ``mode`` such as ``RGB`` or ``grey with alpha``."""

    mime: str
    width: int
    height: int
    mode: str

    @property
    def extensions(self) -> tuple[str, ...]:
        """What the name of such a file may end in."""
        return (".jpg", ".jpeg") if self.mime == "image/jpeg" else (".png",)


def shape_of(data: bytes) -> PictureShape | None:
    """None when ``data`` is neither a JPEG nor a PNG, or stops before it says its size."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height, _, kind = struct.unpack(">IIBB", data[16:26])
            mode = _PNG_MODES.get(kind, "unknown")
            if kind in (0, 2, 3) and b"tRNS" in data[: data.find(b"IDAT")]:
                mode += " with alpha"
            return PictureShape(mime="image/png", width=width, height=height, mode=mode)
        return _jpeg(data) if data.startswith(b"\xff\xd8") else None
    except (struct.error, IndexError):
        return None


def _jpeg(data: bytes) -> PictureShape | None:
    at = 2
    while data[at] == 0xFF:
        mark, size = struct.unpack(">BH", data[at + 1 : at + 4])
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width, parts = struct.unpack(">HHB", data[at + 5 : at + 10])
            mode = _JPEG_MODES.get(parts, "unknown")
            return PictureShape(mime="image/jpeg", width=width, height=height, mode=mode)
        at += 2 + size
    return None


def faults(data: bytes) -> list[str]:
    """Everything about a cover that a directory would refuse it for (Apple, PSP-1)."""
    shape = shape_of(data)
    if shape is None:
        return ["is neither a JPEG nor a PNG picture"]
    found = []
    if shape.width != shape.height:
        found.append(f"is {shape.width} x {shape.height} pixels, not square")
    elif not SMALLEST <= shape.width <= LARGEST:
        size = f"{shape.width} x {shape.height}"
        found.append(f"is {size} pixels; {SMALLEST} to {LARGEST} are taken")
    if shape.mode != "RGB":
        found.append(f"is {shape.mode}; save it as RGB without transparency")
    if len(data) > MOST_BYTES:
        found.append(f"takes {len(data) // 1000} kB; more than {MOST_BYTES // 1000} load slowly")
    return found


def check_cover(data: bytes, name: str) -> PictureShape:
    """Raises SiteError naming the file and all that is wrong with it."""
    if found := faults(data):
        raise SiteError(name, "; ".join(found), "a cover is a square RGB JPEG or PNG, best 3000")
    shape = shape_of(data)
    assert shape is not None
    return shape

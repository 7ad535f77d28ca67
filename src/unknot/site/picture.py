"""Covers: what a JPEG or PNG file says of itself in its first bytes, and one of the author's own,
looked at from outside before any of it is read."""

from __future__ import annotations

import stat
import struct
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from unknot.errors import SiteError

SMALLEST, LARGEST = 1400, 3000
MOST_BYTES = 512_000
_PNG_MODES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGB with alpha"}
_JPEG_MODES = {1: "grey", 3: "RGB", 4: "CMYK"}
_HINT = "see cover in channel.yaml"


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


def own_cover(folder: Path, name: str) -> tuple[bytes, str]:
    """The file ``name`` of a workspace, and the ending that fits what it is.

    Raises SiteError naming it: for a path that leads out, for a pipe or a device, for one that is
    too big, all three before it is opened; and for one that is no whole picture, or not such as
    directories take.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise SiteError(name, "leads out of the workspace", "put the cover beside channel.yaml")
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise SiteError(path, "is not a file", _HINT)
        if found.st_size > MOST_BYTES:
            most = MOST_BYTES // 1000
            what = f"takes {found.st_size // 1000} kB; more than {most} load slowly"
            raise SiteError(path, what, "save it smaller: a JPEG of 3000 x 3000 does")
        data = path.read_bytes()
    except OSError as error:
        raise SiteError(path, f"cannot be read: {error.strerror or error}", _HINT) from error
    shape = check_cover(data, name)
    _check_whole(data, name)
    return data, shape.extensions[0]


def _check_whole(data: bytes, name: str) -> None:
    """Decode it once: the size was looked at before, so that it cannot be a bomb."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as image:
            image.load()
    except Exception as error:
        raise SiteError(name, f"stops before it is whole: {error}", "save it again") from error

"""SVG to PNG, kept by what is shown: nothing is rasterised twice.

What the bundled sessions show comes along as pixels, so that their tracks are the same bytes on
every machine, whatever version of the rasteriser is there. All else is made here and kept in the
cache.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from unknot.cache import cache_folder, read_sealed, seal
from unknot.errors import Error, PictureError
from unknot.files import replace_file
from unknot.pictures.people import drawing_data

#: Raise it when the same SVG shall give other pixels.
_VERSION = 1
#: The most colours with which a small picture has no more bytes a pixel of width; a drawing has
#: the first, a photograph one of the others. 600 pixels wide it then takes up to 60 kB of a tag.
_COLOURS, _MOST, _LARGE = (128, 48, 16, 6), 100, 1000


def key(svg: str, size: int) -> str:
    """The name under which a picture of ``size`` pixels is kept."""
    return hashlib.sha256(f"{_VERSION} {size} {svg}".encode()).hexdigest()[:32]


@lru_cache(maxsize=128)
def shipped(name: str) -> bytes | None:
    """The pixels that come along under ``name``, without drawing anything; None for others."""
    file = drawing_data("drawn/index").get(name)
    return (files("unknot.pictures") / "data" / "drawn" / file).read_bytes() if file else None


def png(svg: str, size: int) -> bytes:
    """``svg`` as a PNG of ``size`` pixels wide, from where it is kept or made now.

    Raises PictureError when it cannot be drawn; that it cannot be kept does not matter.
    """
    name = f"{key(svg, size)}.png"
    along = files("unknot.pictures") / "data" / "drawn" / name
    if along.is_file():
        return along.read_bytes()
    path = cache_folder() / "pictures" / name
    with suppress(OSError):
        return read_sealed(path)
    made = rasterise(svg, size)
    with suppress(Error, OSError):
        replace_file(path, [seal(made)], sync=False)
    return made


def rasterise(svg: str, size: int) -> bytes:
    """``svg`` as a PNG, made now; raises PictureError when it cannot be drawn.

    Small ones have few colours, which makes them small files. Covers are RGB without
    transparency, as podcast directories ask for.
    """
    try:
        import resvg_py
        from PIL import Image

        full = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size))
        with Image.open(BytesIO(full)) as image:
            made = image.convert("RGB")
        file = BytesIO()
        if size > _LARGE:
            made.save(file, "PNG", compress_level=6)
            return file.getvalue()
        tree, median = Image.Quantize.FASTOCTREE, Image.Quantize.MEDIANCUT
        plain = Image.Dither.NONE
        for count, method in zip(_COLOURS, (tree, median, median, tree), strict=True):
            file = BytesIO()
            made.quantize(count, method=method, dither=plain).save(file, "PNG", optimize=True)
            if len(file.getvalue()) <= _MOST * size:
                break
    except Exception as error:
        raise PictureError("picture", f"cannot be drawn: {error}") from error
    return file.getvalue()

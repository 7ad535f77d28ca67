"""Looks: what a workspace decides of its pictures; and a muscle's picture by its author, looked at
from outside before any of it is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path, PurePosixPath

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.content.library import Library, primary
from unknot.content.records.channel import ShownFigure
from unknot.content.records.muscle import Muscle
from unknot.content.records.session import Side
from unknot.diagnostic import Diagnostic
from unknot.errors import PictureError
from unknot.pictures.people import Figure

#: A photograph of a telephone has some 4 MB and 12 million pixels; four bytes each when decoded.
MOST_BYTES, MOST_PIXELS = 10_000_000, 25_000_000
#: As large as it is shown, in pixels.
_SHOWN = 1000


class OwnPicture(Struct, frozen=True):
    """A JPEG of ``width`` by ``height`` pixels, that shows the right side."""

    jpeg: bytes
    width: int
    height: int

    def mark(self) -> str:
        """It as a mark of an SVG, from (0, 0)."""
        from base64 import b64encode

        data = b64encode(self.jpeg).decode()
        size = f'width="{self.width}" height="{self.height}"'
        return f'<image {size} href="data:image/jpeg;base64,{data}"/>'


def usable(library: Library, muscle: str) -> OwnPicture | None:
    """The picture of ``muscle`` by its author. One that cannot be used is as if it were not there:
    no picture keeps anybody from a track."""
    record = library.muscles.get(muscle)
    with suppress(PictureError):
        return own_picture(record, library) if record and record.picture else None
    return None


def unusable(library: Library, muscles: Iterable[str]) -> Iterator[Diagnostic]:
    """What is wrong with the pictures of ``muscles``."""
    for id in dict.fromkeys(muscles):
        if (muscle := library.muscles.get(id)) and muscle.picture:
            try:
                own_picture(muscle, library)
            except PictureError as error:
                message = f"{error.what} {error.reason}"
                yield Diagnostic("S57", muscle.place("picture"), message, error.hint)


def own_picture(muscle: Muscle, library: Library) -> OwnPicture:
    """The picture that ``muscle`` names, beside its file.

    Raises PictureError naming it: for a path that leads out, for a pipe or a device, for one that
    is too big, all three before it is opened; and for one that is no whole picture.
    """
    name = muscle.picture
    beside = library.origins["muscle", muscle.id].path.parent
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
        raise PictureError(name, "leads out of the folder", "put it beside the muscle's file")
    path = beside.joinpath(*parts)
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(beside)):
        raise PictureError(name, "leads out of the folder", "put a copy beside the muscle's file")
    try:
        found = path.stat()
    except OSError as error:
        raise PictureError(name, f"cannot be read: {error.strerror or error}", "") from error
    if not stat.S_ISREG(found.st_mode):
        raise PictureError(name, "is not a file")
    if found.st_size > MOST_BYTES:
        what = f"has {found.st_size / 1e6:.0f} MB; up to {MOST_BYTES // 10**6} are read"
        raise PictureError(name, what, "save it smaller: it is shown 1,000 pixels wide")
    return _decoded(str(path), name, (found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=32)
def _decoded(path: str, name: str, _: tuple[int, int]) -> OwnPicture:
    """Turned upright, on white, no larger than it is shown, and without what a camera notes."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(Path(path).read_bytes()), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                what = f"has {image.width} x {image.height} pixels"
                raise PictureError(name, what, f"save it {_SHOWN} pixels wide")
            image.thumbnail((2 * _SHOWN, 2 * _SHOWN))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except PictureError:
        raise
    except Exception as error:
        hint = "a whole PNG or JPEG is taken; save it again as one"
        raise PictureError(name, "is no picture that can be read", hint) from error
    upright.thumbnail((_SHOWN, _SHOWN))
    white = Image.new("RGBA", upright.size, "white")
    file = BytesIO()
    Image.alpha_composite(white, upright).convert("RGB").save(file, "JPEG", quality=88)
    return OwnPicture(jpeg=file.getvalue(), width=upright.width, height=upright.height)


class Looks(Struct, frozen=True, kw_only=True):
    """Pictures by authors, each read when its muscle is asked for; whom all others show; and what
    ``sides`` are called, by language."""

    own: Callable[[str], OwnPicture | None] = lambda _: None
    figure: ShownFigure | None = None
    sides: Mapping[tuple[str, Side], str] = field(default_factory=dict)

    def person(self, usual: Figure) -> Figure:
        """Who is shown where it would be the ``usual`` one."""
        return shown_as(usual, self.figure)

    def side_word(self, side: Side, language: str) -> str:
        """What is written beside a picture; "" in a language that has no word for it."""
        if primary(language) == "en":
            return side.upper()
        return self.sides.get((language, side)) or self.sides.get((primary(language), side), "")


def shown_as(usual: Figure, wanted: ShownFigure | None) -> Figure:
    """``usual``, but for what is ``wanted``."""
    if wanted is None:
        return usual
    return replace(
        usual,
        build=wanted.build or usual.build,
        tone=wanted.tone or usual.tone,
        hair=wanted.hair or usual.hair,
    )


def looks_of(library: Library) -> Looks:
    """What ``library`` has of all that."""
    sides: tuple[Side, Side] = ("left", "right")
    named = {
        (language, side): line[0].say[0].upper()
        for language in library.scripts
        for side in sides
        if (line := library.line(language, None, f"word-{side}")) and line[0].say
    }
    return Looks(own=partial(usable, library), figure=library.channel.figure, sides=named)

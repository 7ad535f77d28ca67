"""A cover of the author's own: looked at from outside before any of it is read."""

from __future__ import annotations

import stat
from io import BytesIO
from pathlib import Path

from unknot.errors import SiteError
from unknot.site.picture import MOST_BYTES, check_cover

_HINT = "see cover in channel.yaml"


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

"""Which espeak-ng speaks: the one that came with pip, or else the system's.

Found by looking, not by loading: this is asked on every build, also when nothing is spoken.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from unknot.packages import release

#: What a library begins with: ELF, 64-bit Mach-O (one or several machines), Windows.
_MAGIC = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")
#: The bundled library is tagged for glibc 2.17, but asks for symbols of 2.29.
_GLIBC = (2, 29)


class Bundled(Struct, frozen=True, kw_only=True):
    """espeak-ng from the espeakng-loader package; ``folder`` holds espeak-ng-data."""

    path: Path
    folder: Path
    release: str


def bundled() -> Bundled | str:
    """The bundled espeak-ng, or why it cannot be used here."""
    spec = find_spec("espeakng_loader")
    if spec is None or spec.origin is None:
        return "espeakng-loader is not installed"
    folder = Path(spec.origin).parent
    path = folder / _file_name()
    if not (folder / "espeak-ng-data").is_dir():
        return f"{folder} has no espeak-ng-data"
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        return f"{path} cannot be read: {error.strerror or error}"
    if not magic.startswith(_MAGIC):
        return f"{path} is not a library"
    if sys.platform.startswith("linux") and (found := _glibc()) < _GLIBC:
        has = f"glibc {found[0]}.{found[1]}" if found > (0, 0) else "another C library"
        return f"the bundled espeak-ng needs glibc {_GLIBC[0]}.{_GLIBC[1]}, and this is {has}"
    return Bundled(path=path, folder=folder, release=release("espeakng-loader"))


def _file_name() -> str:
    if sys.platform == "win32":
        return "espeak-ng.dll"
    return "libespeak-ng.dylib" if sys.platform == "darwin" else "libespeak-ng.so"


def _glibc() -> tuple[int, int]:
    """The C library's version; (0, 0) where it is not glibc."""
    try:
        name, _, number = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
        major, minor = number.split(".")[:2]
    except (ValueError, OSError):
        return (0, 0)
    return (int(major), int(minor)) if name == "glibc" else (0, 0)

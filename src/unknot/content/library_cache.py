"""A library that had no problem, kept for the next run for as long as no file of it changes.

Reading and checking all content takes longer than all the rest of a build from the cache. What is
kept is only ever made into the records of unknot.content, so a foreign file can do no harm there.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from unknot import __version__
from unknot.content.library import Library
from unknot.content.workspace import FOLDERS, Root
from unknot.errors import AudioError
from unknot.files import replace_file

#: A file that changed so lately could change again without its time telling, in ns.
_FRESH_NS = 2_000_000_000
_DEEPEST = 3
_CODE = Path(__file__).parent
_PLAIN = {
    "pathlib": {"PosixPath", "WindowsPath", "PurePosixPath"},
    "pathlib._local": {"PosixPath", "WindowsPath", "PurePosixPath"},
    "builtins": {"set", "frozenset"},
}


def load(roots: Sequence[Root], cache: Path) -> Library:
    """The library of ``roots``, from ``cache`` when nothing has changed since it was checked.

    Raises ContentError with every problem when there is any; that is never kept.
    """
    names = "\0".join([str(Path.cwd()), *(f"{root.label}={root.path}" for root in roots)])
    path = cache / "content" / f"{sha256(os.fsencode(names)).hexdigest()[:32]}.library"
    files = sorted(_files(roots))
    stamp = sha256(repr((__version__, sys.version_info, files)).encode()).digest()
    if (kept := _kept(path, stamp)) is not None:
        return kept
    from unknot.content.load import load as read

    library = read(roots)
    if max((when for _, _, when in files), default=0) < time.time_ns() - _FRESH_NS:
        body = pickle.dumps(library, protocol=5)
        with suppress(AudioError):  # a cache that cannot be written to costs time, nothing else
            replace_file(path, [stamp, sha256(body).digest(), body], sync=False)
    return library


def forget(cache: Path) -> None:
    """Remove every kept library."""
    for path in (cache / "content").glob("*.library"):
        with suppress(OSError):
            path.unlink()


def _files(roots: Sequence[Root]) -> Iterator[tuple[str, int, int]]:
    """(path, size, time of the last change in ns) of all content, and of what reads it."""
    for root in roots:
        for folder in FOLDERS:
            yield from _below(root.path / folder, _DEEPEST)
        yield from _stat(str(root.path / "channel.yaml"))
    yield from _below(_CODE, _DEEPEST)


def _below(folder: Path | str, depth: int) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".yaml", ".yml", ".py")):
                yield from _stat(entry.path)
            elif depth and entry.is_dir() and entry.name != "tracks":
                yield from _below(entry.path, depth - 1)


def _stat(path: str) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError):
        found = os.stat(path)  # noqa: PTH116 - hundreds of them
        yield path, found.st_size, found.st_mtime_ns


def _kept(path: Path, stamp: bytes) -> Library | None:
    """What ``path`` holds, if it was made from just these files and is whole."""
    try:
        data = path.read_bytes()
        if data[:32] != stamp or data[32:64] != sha256(data[64:]).digest():
            return None
        library = _SafeUnpickler(io.BytesIO(data[64:])).load()
    except (OSError, ValueError, TypeError, AttributeError, EOFError, pickle.UnpicklingError):
        return None
    return library if isinstance(library, Library) else None


class _SafeUnpickler(pickle.Unpickler):
    """Makes records, paths and sets, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _PLAIN and name in _PLAIN[module]:
            return super().find_class(module, name)
        if module.startswith("unknot.content.") or module == "unknot.diagnostic":
            found = super().find_class(module, name)
            if isinstance(found, type) and hasattr(found, "__dataclass_fields__"):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not content")

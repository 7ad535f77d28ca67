"""Content as it was read, kept for the next run: what has not changed is neither read nor checked.

Reading and checking all content takes longer than all the rest of a build from the cache. The
cache may lie where others can write, so what is kept is sealed with a key that they do not have;
what has another seal, or none, is made again.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from unknot import __version__
from unknot.cache import check_kept, user_key
from unknot.content.library import Library
from unknot.content.memory import ContentMemory, Stat, is_fresh
from unknot.content.workspace import FOLDERS, TOP, Root
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import AudioError, ContentError
from unknot.files import replace_file

_DEEPEST = 3
_CODE = Path(__file__).parent.parent
#: Of what is read, and of what would be if somebody's editor had not added to its name.
_ENDINGS = (".yaml", ".yml", ".yaml.txt", ".yml.txt", ".py", ".png", ".jpg", ".jpeg")
_SEAL = 32
#: A stamp of all files, the library, the grounds of judgements, records by path, judgements.
_Kept = tuple[bytes, Library | None, bytes, dict[str, tuple[Stat, Any]], frozenset[bytes]]
_NOTHING: _Kept = (b"", None, b"", {}, frozenset())
_PLAIN = {
    "msgspec._utils": {"rebuild"},
    "pathlib": {"PosixPath", "WindowsPath", "PurePosixPath"},
    "pathlib._local": {"PosixPath", "WindowsPath", "PurePosixPath"},
    "builtins": {"set", "frozenset"},
}


class ReadContent(Struct, frozen=True):
    """What ``roots`` hold: the records without a problem, and all problems of the others."""

    library: Library
    problems: tuple[Diagnostic, ...]
    memory: ContentMemory
    stamp: bytes
    path: Path

    @property
    def whole(self) -> bool:
        """Whether the library itself may be kept: no file of it is wrong or just written."""
        return not self.problems and not any(map(is_fresh, self.memory.stats.values()))

    def keep(self) -> None:
        """Keep it for the next run, where there is anything new. It costs no more than time when
        nothing can be kept."""
        if self.memory.changed and (key := user_key()):
            memory = (self.memory.grounds, self.memory.records, frozenset(self.memory.good))
            library = self.library if self.whole else None
            body = pickle.dumps((self.stamp, library, *memory), protocol=5)
            with suppress(AudioError):
                replace_file(self.path, [_seal(body, key), body], sync=False)
            self.memory.changed = False


def load(roots: Sequence[Root], cache: Path) -> Library:
    """The library of ``roots``. Raises ContentError with every problem when there is any."""
    content = read(roots, cache)
    if content.problems:
        raise ContentError(content.problems)
    return content.library


def read(roots: Sequence[Root], cache: Path) -> ReadContent:
    """The content of ``roots``; only what has changed since the last run is read and checked."""
    collected = gc.isenabled()
    # Nothing that is made here is garbage, and looking for some would take a tenth of the time.
    gc.disable()
    try:
        return _read(roots, cache)
    finally:
        if collected:
            gc.enable()


def _read(roots: Sequence[Root], cache: Path) -> ReadContent:
    path = _kept_path(roots, cache)
    stats = dict(sorted(_files(roots)))
    reader = (__version__, sys.version_info)
    code = _stamp(reader, {file: stat for file, stat in stats.items() if file.endswith(".py")})
    stamp = _stamp((path.name, *reader), stats) + code
    sessions = tuple(str(root.path / "sessions") for root in roots)
    base = {file: stat for file, stat in stats.items() if not file.startswith(sessions)}
    grounds = b"" if any(map(is_fresh, base.values())) else _stamp(reader, base)
    # Of a workspace that is new here, at least what unknot brings along may be known.
    kept = _kept(path) or _kept(_kept_path(roots[-1:], cache)) or _NOTHING
    kept_stamp, library, kept_grounds, records, good = kept
    if not kept_stamp.endswith(code):  # records of other fields
        library, records, good = None, {}, frozenset()
    good = good if grounds == kept_grounds else frozenset()
    memory = ContentMemory(stats, grounds, records, good)
    if library is not None and kept_stamp == stamp:
        return ReadContent(library, (), memory, stamp, path)
    from unknot.content.load import read as read_all

    library, problems = read_all(roots, memory)
    content = ReadContent(library, problems, memory, stamp, path)
    memory.changed |= content.whole
    content.keep()
    return content


def _kept_path(roots: Sequence[Root], cache: Path) -> Path:
    """Named by all that records depend on besides files: where they lie, and what their places
    are called from here."""
    names = [f"{root.label}={root.path}={root.show(root.path / 'x')}" for root in roots]
    here = [] if all(root.path.is_absolute() for root in roots) else [str(Path.cwd())]
    name = sha256(os.fsencode("\0".join([*names, *here]))).hexdigest()
    return cache / "content" / f"{name[:32]}.library"


def stamp_of(roots: Sequence[Root]) -> bytes:
    """What changes when a file of ``roots`` does; nothing is read for it."""
    return _stamp((), dict(sorted(_files(roots))))


def forget(cache: Path) -> None:
    """Remove all that is kept."""
    for path in (cache / "content").glob("*.library"):
        with suppress(OSError):
            path.unlink()


def _stamp(reader: object, stats: dict[str, Stat]) -> bytes:
    text = repr((reader, list(stats.items())))
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def _files(roots: Sequence[Root]) -> Iterator[tuple[str, Stat]]:
    """All files of content, and of what reads it, with their times."""
    for root in roots:
        for folder in FOLDERS:
            yield from _below(root.path / folder, _DEEPEST)
        with suppress(OSError), os.scandir(root.path) as entries:
            for entry in entries:
                # With capitals, too, which is told; folders change with what is in them.
                if entry.name.lower() in TOP and entry.name not in FOLDERS:
                    yield from _stat(entry.path)
    for room in ("content", "timeline", "playlist"):
        yield from _below(_CODE / room, _DEEPEST)


def _below(folder: Path | str, depth: int) -> Iterator[tuple[str, Stat]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.lower().endswith(_ENDINGS):
                yield from _stat(entry.path)
            elif depth and entry.is_dir() and entry.name not in ("tracks", "__pycache__"):
                yield from _below(entry.path, depth - 1)


def _stat(path: str) -> Iterator[tuple[str, Stat]]:
    with suppress(OSError):
        try:
            found = os.stat(path)  # noqa: PTH116 - hundreds of them
        except OSError:  # a link to nowhere, which is told, or nothing at all
            found = os.lstat(path)
        yield path, (found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _kept(path: Path) -> _Kept | None:
    """What ``path`` holds, if it is whole and this user's; else None."""
    try:
        check_kept(path)
        data = path.read_bytes()
    except OSError:
        return None
    if (key := user_key()) is None or data[:_SEAL] != _seal(data[_SEAL:], key):
        return None
    try:
        found: _Kept = _SafeUnpickler(io.BytesIO(data[_SEAL:])).load()
    except Exception:  # of another version, whatever that ran into: it is made again
        return None
    match found:
        case (bytes(), Library() | None, bytes(), dict(), frozenset()):
            return found
    return None


def _seal(body: bytes, key: bytes) -> bytes:
    return blake2b(body, key=key, digest_size=_SEAL).digest()


class _SafeUnpickler(pickle.Unpickler):
    """Makes records, paths and sets, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _PLAIN and name in _PLAIN[module]:
            return super().find_class(module, name)
        if module.startswith("unknot.content.") or module == "unknot.diagnostic":
            found = super().find_class(module, name)
            if isinstance(found, type) and (found is Place or issubclass(found, Struct)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not content")

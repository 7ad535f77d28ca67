"""A folder that is whole or as it was: written beside its place, then put there by renaming."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from unknot.errors import SiteError
from unknot.left_over import PART, mark, sweep
from unknot.segments import Segments
from unknot.site.state import NAME, PERSON, find_state

_OLD = ".old"


#: All that stands at the top of a site, or where nothing leads into an unlisted one.
TOP = frozenset({
    "art", "audio", "chapters", "hosting", "s", "transcripts", "feed.xml", "index.html", NAME,
    "robots.txt", "_headers", ".htaccess", ".nojekyll",
})  # fmt: skip
#: What file managers leave in whatever they show.
_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}


def people_folder(out: Path) -> Path:
    """Where it is kept whose folder is whose: beside ``out``, which goes to a host."""
    return out.absolute().parent / f"{out.name}-people"


def people_file(out: Path) -> Path:
    """What says that ``out`` has folders of people, and whose they are."""
    return people_folder(out) / "people.json"


def check_place(out: Path) -> None:
    """Raises SiteError when ``out`` holds anything that is not of a site of ours."""
    if out.name in ("", ".."):
        raise SiteError(out, "has no name of its own", "name a new folder, such as site")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise SiteError(out, "is there already and is no folder", "name a new folder")
    if out.is_dir() and not people_file(out).is_file():
        _check_ours(out)
    above = next(each for each in out.absolute().parents if each.exists())
    if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
        raise SiteError(out, f"cannot be written: {above} takes no new folder", "name another")


def _check_ours(out: Path) -> None:
    state = find_state(out)
    ours = _LITTER | (TOP | {state.parent.name} if state else set())
    others = sorted(each.name for each in out.iterdir() if each.name not in ours)
    if others and not state:
        raise SiteError(out, "is not empty, and unknot did not make it", _instead(out))
    if others:
        raise SiteError(
            out, f"holds {others[0]}, which unknot did not make",
            "move it elsewhere: the folder is replaced as a whole",
        )  # fmt: skip


def _instead(out: Path) -> str:
    """What may have been meant by a folder that is no site, but has one in it."""
    for each in sorted(out.glob(f"[!.]*/{NAME}")):
        if re.fullmatch(PERSON, each.parent.name):
            return f"put {people_file(out)} back: it says whose folders are in it"
        return f"did you mean {str(each.parent)!r}?"
    return "name a new or empty folder; what is in this one stays"


def recover(out: Path) -> None:
    """Put back the old site if a run was killed between the two renamings."""
    old = _aside(out)
    if old.is_dir() and not out.exists():
        old.rename(out)


def replace_folder(out: Path, files: Mapping[str, Segments]) -> int:
    """Put ``files`` (by paths with ``/``) at ``out``, and nothing else; how many are new there.

    A file that stays as it was keeps its time, so that a host's ETag stays too; when all do,
    nothing is touched. On any failure ``out`` is what it was before; raises SiteError then.
    """
    _sweep(out)
    changed = sum(not content.same_as(out / path) for path, content in files.items())
    there = {each.relative_to(out).as_posix() for each in out.rglob("*") if each.is_file()}
    if not changed and there == set(files):
        return 0
    part: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=mark(out.name), suffix=PART, dir=out.parent))
        for path, content in files.items():
            _write(part / path, content, out / path)
        part.chmod(0o755)
        _swap(part, out)
        part = None
    except OSError as error:
        hint = "what was there before is untouched"
        raise SiteError(out, f"cannot be written: {error.strerror or error}", hint) from error
    finally:
        if part:
            shutil.rmtree(part, ignore_errors=True)
    return changed


def _write(path: Path, content: Segments, old: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())
    if content.same_as(old):
        times = old.stat()
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _swap(part: Path, out: Path) -> None:
    """In one step where the system has one; else ``recover`` knows what a kill left."""
    if _exchange(part, out):
        shutil.rmtree(part, ignore_errors=True)
        return
    old = _aside(out)
    if out.exists():
        out.rename(old)
    try:
        part.rename(out)
    except OSError:
        recover(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchange(first: Path, second: Path) -> bool:
    """Have two folders take each other's name in one step; False, with nothing done, where the
    system cannot (Linux can, on most file systems) or one is not there."""
    if sys.platform != "linux":
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    names = (os.fsencode(first), os.fsencode(second))
    return rename is not None and rename(here, names[0], here, names[1], swap) == 0


def _sweep(out: Path) -> None:
    """Delete what earlier runs that were killed left beside ``out``."""
    sweep(out.parent)
    if out.exists():
        shutil.rmtree(_aside(out), ignore_errors=True)


def _aside(out: Path) -> Path:
    return out.parent / f".{out.name}{_OLD}"

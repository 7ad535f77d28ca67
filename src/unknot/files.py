"""Files that are whole or not there: written beside their place, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from zlib import crc32

from unknot.cache import cache_folder, data_folder, named_folder
from unknot.errors import AudioError, Error, NoRoomError
from unknot.left_over import PART, mark, mark_temporary, sweep, sweep_temporary
from unknot.segments import Segments

#: In bytes: a phrase in 16 bits, twice. What fails where less is left failed for want of it.
_ROOM = 2_000_000
#: What names the system's temporary folder, in the order in which Python looks at them.
_TEMPORARY_NAMES = ("TMPDIR", "TEMP", "TMP")


def _usual_mode() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


#: mkstemp makes files private; tracks get the mode that any new file gets. Asked for once, at
#: import: the umask belongs to the process, and two threads that look at it at once lose it.
_USUAL_MODE = _usual_mode()


def replace_file(
    path: Path,
    parts: Iterable[bytes | memoryview],
    *,
    sync: bool = True,
    check: Callable[[Path], None] | None = None,
    private: bool = False,
) -> int:
    """Put ``parts`` at ``path`` atomically; the number of bytes written.

    With ``sync`` the bytes are on disk before the name changes, so that after a power cut the
    name still leads to the whole old file or the whole new one. ``check`` is given the whole new
    file before it gets the name, and keeps it from that by raising. ``private``: for its owner
    alone. Raises AudioError naming the path; the old file is then untouched and no temporary file
    stays, nor one of a run that was killed.
    """
    _refuse_device(path)
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if sync:  # caches look after themselves
            sweep(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=mark(path.name), suffix=PART, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
            size = file.tell()
            file.flush()
            if sync:
                os.fsync(file.fileno())
        if check:
            check(Path(temporary))
        if not private:  # as mkstemp makes it
            Path(temporary).chmod(_USUAL_MODE)
        Path(temporary).replace(path)
        temporary = ""
    except OSError as error:
        raise unwritten(path, error) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
    return size


def _refuse_device(path: Path) -> None:
    """A file with its name would take the place of a device or a pipe, for everybody."""
    if path.exists() and not (path.is_file() or path.is_dir() or path.is_symlink()):
        raise AudioError(path, "is a device, a pipe or a socket, and stays one", "name a file")


def update_file(
    path: Path,
    content: Segments,
    *,
    check: Callable[[Path], None] | None = None,
) -> bool:
    """Put ``content`` at ``path`` as replace_file does, unless it is there already.

    Whether the file changed: one that did not keeps its time. Raises AudioError as replace_file.
    """
    _refuse_device(path)
    sweep(path.parent)
    if content.same_as(path):
        if check:
            check(path)
        return False
    replace_file(path, content, check=check)
    return True


def replace_files(files: Mapping[Path, str], *, private: bool = False) -> None:
    """Put each text at its path as replace_file does, all of them or none: all are written before
    the first has its name, and where one cannot have it, as when a spreadsheet holds the old one
    open, those that had theirs are put back. One that is there already keeps its time. Raises
    AudioError as replace_file."""
    changed = {
        path: data
        for path, text in files.items()
        if not Segments.of(data := text.encode()).same_as(path)
    }
    _replace_all(changed, private)


def _replace_all(files: Mapping[Path, bytes], private: bool) -> None:
    """Each is renamed when all after it were."""
    if not files:
        return
    (path, data), *rest = files.items()
    before = {each: each.read_bytes() if each.is_file() else None for each, _ in rest}
    try:
        replace_file(path, [data], check=lambda _: _replace_all(dict(rest), private),
                     private=private)  # fmt: skip
    except BaseException:  # Ctrl-C, too
        for each, old in before.items():
            if each.is_file() and each.read_bytes() != old:
                replace_file(each, [old], private=private) if old is not None else each.unlink()
        raise


def check_inside(root: Path, path: Path, hint: str = "") -> None:
    """Raises AudioError when ``path`` would be written outside of ``root``, through a link.

    A folder that somebody else made must not have unknot write over what it links to.
    """
    if not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(root)):
        hint = hint or "remove the link, or use a folder of your own"
        raise AudioError(path, f"leads out of {root} through a link", hint)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Only one process is in this block for ``folder``; others wait until it is done. Raises
    AudioError when the folder cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritten(folder, error) from error
    if sys.platform == "win32":
        import msvcrt

        lock = Path(tempfile.gettempdir(), f"unknot-{crc32(os.fsencode(folder.resolve())):08x}")
        with lock.open("ab") as file:
            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError as error:  # it gives up after ten seconds
                    if error.errno != errno.EDEADLK:
                        raise AudioError(lock, f"cannot be locked: {error.strerror}") from error
            try:
                yield
            finally:
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def scratch(parent: Path, name: str) -> Iterator[Path]:
    """A folder of one's own in ``parent`` for the length of a block. AudioError without one, and
    NoRoomError when something fails in the block while next to nothing fits there any more."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=mark(name), suffix=PART, dir=parent))
    except OSError as error:
        raise unwritten(parent, error) from error
    try:
        with _told_when_full(parent):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder in the system's temporary one for the length of a block; what runs that were killed
    left there is deleted. NoRoomError as ``scratch``; WorkspaceError where the environment names a
    file."""
    usual = temporary_folder()
    sweep_temporary(usual)
    with (
        tempfile.TemporaryDirectory(prefix=mark_temporary(), ignore_cleanup_errors=True) as folder,
        _told_when_full(usual),
    ):
        yield Path(folder)


def temporary_folder() -> Path:
    """The system's folder for temporary files. Raises WorkspaceError where the environment names a
    file; where it names a folder that takes no file, another is used, and that is told once."""
    usual = tempfile.gettempdir()
    for name in _TEMPORARY_NAMES:
        if named := named_folder(name):
            if str(named.absolute()) != usual:
                _tell_passed_over(name, str(named), usual)
            break
    return Path(usual)


@cache
def _tell_passed_over(name: str, named: str, used: str) -> None:
    try:
        with tempfile.TemporaryFile(dir=named) as probe:
            probe.write(b"unknot")
    except OSError as error:
        import logging

        why = error.strerror or error
        logging.getLogger("unknot").warning("%s=%s: %s; %s is used", name, named, why, used)


@contextmanager
def _told_when_full(folder: Path) -> Iterator[None]:
    """A program that could not write on says what it likes, most often that a sound is cut off."""
    try:
        yield
    except NoRoomError as error:
        if folder in Path(error.what).parents:  # which is there only for a moment
            raise NoRoomError(folder, error.reason, error.hint) from error
        raise
    except (OSError, Error) as error:
        with suppress(OSError):
            if (left := shutil.disk_usage(folder).free) < _ROOM:
                why = getattr(error, "strerror", None) or str(error).partition("\n")[0]
                reason = f"has room for {left // 1000} kB, which was too little: {why}"
                full = OSError(errno.ENOSPC, "")
                raise NoRoomError(folder, reason, _hint(full, folder)) from error
        raise


def unwritten(path: Path, error: OSError) -> AudioError:
    """``error`` as one that says which file it was about, and what to do."""
    return AudioError(path, f"cannot be written: {error.strerror or error}", _hint(error, path))


def _hint(error: OSError, path: Path) -> str:
    another = _another(path.absolute())
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        way = (each for each in (path, *path.parents) if each.exists())
        return f"{next(way, path)} is not a folder; name another {another}"
    hints = {
        errno.EACCES: f"choose another folder {another}, or change its permissions",
        errno.EROFS: f"the folder is read-only; choose another {another}",
        errno.ENOSPC: f"the disk is full; free some space or choose another folder {another}",
    }
    return hints.get(error.errno or 0, "")


def _another(path: Path) -> str:
    """What names the folder that ``path`` is in."""
    for named, folder, holds in (
        ("UNKNOT_CACHE", cache_folder(), "where clips are kept"),
        ("UNKNOT_VOICES", named_folder("UNKNOT_VOICES"), "where voices are kept"),
        ("UNKNOT_DATA", data_folder(), "where what is yours is kept"),
    ):
        if folder and path.is_relative_to(folder.absolute()):
            return f"by {named}, {holds}"
    usual = Path(tempfile.gettempdir()).absolute()
    if path == usual or str(path).startswith(str(usual / "unknot-")):
        return "by TMPDIR, for what is only there for a moment"
    return "(--out, where the command has it)"

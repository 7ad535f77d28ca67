"""Files that are whole or not there: written beside their place, then renamed."""

from __future__ import annotations

import errno
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from unknot.errors import AudioError
from unknot.segments import Segments

#: Temporary files carry it, so that a killed run's left-overs can be told and swept.
PART = ".part"
#: Their names also say which process made them, on which machine.
_MARKED = re.compile(rf"\..*\.([0-9a-f]{{8}})-([0-9]+)\.[^.]*{re.escape(PART)}")
#: So do those of folders in the system's temporary one.
_TEMPORARY = re.compile("unknot-([0-9a-f]{8})-([0-9]+)-.*")


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
    stays.
    """
    _refuse_device(path)
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
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
        raise _cannot_write(path, error) from error
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


def check_inside(root: Path, path: Path, hint: str = "") -> None:
    """Raises AudioError when ``path`` would be written outside of ``root``, through a link.

    A folder that somebody else made must not have unknot write over what it links to.
    """
    if not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(root)):
        hint = hint or "remove the link, or use a folder of your own"
        raise AudioError(path, f"leads out of {root} through a link", hint)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Only one process is in this block for ``folder``; others wait until it is done."""
    folder.mkdir(parents=True, exist_ok=True)
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


def sweep(folder: Path) -> None:
    """Delete what runs of this machine that were killed left half written in ``folder``."""
    _sweep(folder, f".*{PART}", _MARKED)


def _sweep(folder: Path, names: str, marked: re.Pattern[str]) -> None:
    with suppress(OSError):
        for path in folder.glob(names):
            if (made := marked.fullmatch(path.name)) and _ended(made[1], int(made[2])):
                with suppress(OSError):
                    if path.is_dir() and not path.is_symlink():
                        shutil.rmtree(path, ignore_errors=True)
                    else:
                        path.unlink()


@contextmanager
def scratch(parent: Path, name: str) -> Iterator[Path]:
    """A folder of one's own in ``parent`` for the length of a block. AudioError without one."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=mark(name), suffix=PART, dir=parent))
    except OSError as error:
        raise _cannot_write(parent, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_file(parent: Path, name: str) -> Iterator[Path]:
    """An empty file of one's own in ``parent`` for a block. AudioError without one."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=mark(name), suffix=PART, dir=parent)
        os.close(handle)
    except OSError as error:
        raise _cannot_write(parent, error) from error
    try:
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder in the system's temporary one for the length of a block; what runs that were killed
    left there is deleted."""
    _sweep(Path(tempfile.gettempdir()), "unknot-*", _TEMPORARY)
    prefix = f"unknot-{_machine():08x}-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def mark(name: str) -> str:
    """How the name of a temporary file begins that ``sweep`` may delete once we have ended."""
    return f".{name}.{_machine():08x}-{os.getpid()}."


def _machine() -> int:
    return crc32(platform.node().encode())


def _ended(machine: str, pid: int) -> bool:
    """Whether the process is known to have ended; one on another machine is not known."""
    if int(machine, 16) != _machine() or pid == os.getpid():
        return False
    if sys.platform == "win32":
        return not _runs_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _runs_on_windows(pid: int) -> bool:
    """Signal 0 would be Ctrl-C there."""
    import ctypes

    kernel: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    kernel.CloseHandle(handle)
    return True


def _cannot_write(path: Path, error: OSError) -> AudioError:
    reason = f"cannot be written: {error.strerror or error}"
    return AudioError(path, reason, _hint(error, path))


def _hint(error: OSError, path: Path) -> str:
    from unknot.cache import cache_folder

    another = "(--out, where the command has it)"
    if path.absolute().is_relative_to(cache_folder().absolute()):
        another = "by UNKNOT_CACHE, where clips are kept"
    elif str(path.absolute()).startswith(str(Path(tempfile.gettempdir(), "unknot-").absolute())):
        another = "by TMPDIR, for what is only there for a moment"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        way = (each for each in (path, *path.parents) if each.exists())
        return f"{next(way, path)} is not a folder; name another {another}"
    hints = {
        errno.EACCES: f"choose another folder {another}, or change its permissions",
        errno.EROFS: f"the folder is read-only; choose another {another}",
        errno.ENOSPC: f"the disk is full; free some space or choose another folder {another}",
    }
    return hints.get(error.errno or 0, "")

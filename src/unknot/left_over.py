"""What runs that were killed leave half written: names that tell whose it is, and its deletion."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

#: Temporary files carry it, so that a killed run's left-overs can be told and swept.
PART = ".part"
#: Their names also say which process made them, on which machine.
_MARKED = re.compile(rf"\..*\.([0-9a-f]{{8}})-([0-9]+)\.[^.]*{re.escape(PART)}")
#: So do those of folders in the system's temporary one.
_TEMPORARY = re.compile("unknot-([0-9a-f]{8})-([0-9]+)-.*")


def mark(name: str) -> str:
    """How the name of a temporary file begins that ``sweep`` may delete once we have ended."""
    return f".{name}.{_machine():08x}-{os.getpid()}."


def mark_temporary() -> str:
    """The same for a folder in the system's temporary one, and ``sweep_temporary``."""
    return f"unknot-{_machine():08x}-{os.getpid()}-"


def sweep(folder: Path, oldest: float = 0.0) -> None:
    """Delete what runs of this machine that were killed left half written in ``folder``, and what
    anybody left there before ``oldest``, in s of the clock."""
    _sweep(folder, f".*{PART}", _MARKED, oldest)


def sweep_temporary(folder: Path) -> None:
    """Delete what such runs left in the system's temporary folder, which is ``folder``."""
    _sweep(folder, "unknot-*", _TEMPORARY)


def _sweep(folder: Path, names: str, marked: re.Pattern[str], oldest: float = 0.0) -> None:
    with suppress(OSError):
        for path in folder.glob(names):
            made = marked.fullmatch(path.name)
            with suppress(OSError):
                if not (made and _ended(made[1], int(made[2]))) and path.lstat().st_mtime > oldest:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


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

"""Where things are kept between runs: clips (UNKNOT_CACHE), and what belongs to the user alone."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from errno import EINVAL
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from unknot.errors import WorkspaceError
from unknot.left_over import PART, mark

_KEY_BYTES = 32
#: Bytes of a file in a cache: more is nothing that unknot put there.
_MOST_KEPT = 1 << 30


def named_folder(variable: str) -> Path | None:
    """The folder that the environment names by ``variable``; None where it does not.

    Raises WorkspaceError where something else is in its place.
    """
    if not (named := os.environ.get(variable, "").strip()):
        return None
    folder = Path(os.path.expanduser(named))  # noqa: PTH111 - it never raises
    found = next((each for each in (folder, *folder.parents) if os.path.lexists(each)), folder)
    if found.exists() and not found.is_dir():
        state = "is not a folder" if found == folder else f"cannot be one: {found} is a file"
        hint = f"name another folder by {variable}, or leave it unset"
        raise WorkspaceError(f"{variable}={named} {state}", hint)
    return folder


def cache_folder() -> Path:
    """The folder for clips; nothing in it is needed, everything in it can be made again.

    Where clips are shared, the folder of this machine that stands before the shared place.
    """
    shared = shared_address()
    if not shared and (named := named_folder("UNKNOT_CACHE")):
        return named
    from platformdirs import user_cache_path

    folder = user_cache_path("unknot", appauthor=False)
    return folder / "shared" / sha256(shared.encode()).hexdigest()[:16] if shared else folder


def shared_address() -> str:
    """The address at which clips are shared (``s3://bucket/clips``), or nothing."""
    named = os.environ.get("UNKNOT_CACHE", "")
    return named if "://" in named else ""


def data_folder() -> Path:
    """The folder for what belongs to the user: the system's for that, or UNKNOT_DATA."""
    if named := named_folder("UNKNOT_DATA"):
        return named
    from platformdirs import user_data_path

    return user_data_path("unknot", appauthor=False)


def check_kept(path: Path) -> None:
    """Raises OSError for what unknot did not put into a cache that others write to as well: a pipe,
    which would be waited for, a folder, or more than memory should hold."""
    found = path.stat()
    if not S_ISREG(found.st_mode) or found.st_size > _MOST_KEPT:
        raise OSError(EINVAL, "is not what was kept", str(path))


def seal(data: bytes) -> bytes:
    """``data`` behind a digest of it, for ``read_sealed``."""
    return sha256(data).digest() + data


def read_sealed(path: Path) -> bytes:
    """What was written as ``seal`` made it. Raises OSError where it is not, or not whole."""
    check_kept(path)
    data = path.read_bytes()
    if seal(data[_KEY_BYTES:]) != data:
        raise OSError(EINVAL, "is damaged", str(path))
    return data[_KEY_BYTES:]


def user_key() -> bytes | None:
    """Random bytes that nobody but the user can read, made when they are first asked for.

    Whoever can write into a shared cache cannot seal with them. None where they cannot be kept,
    or where others could have read or written them.
    """
    path = data_folder() / "cache.key"
    with suppress(OSError):
        with suppress(FileNotFoundError), path.open("rb") as file:
            key = file.read(_KEY_BYTES + 1)
            if len(key) == _KEY_BYTES:  # else what a full disk or a power cut left
                return key if _private(os.fstat(file.fileno())) else None
        path.parent.mkdir(parents=True, exist_ok=True)
        # For its owner alone.
        handle, temporary = tempfile.mkstemp(prefix=mark(path.name), suffix=PART, dir=path.parent)
        key = os.urandom(_KEY_BYTES)
        try:
            with os.fdopen(handle, "wb") as made:
                made.write(key)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        return key
    return None


def _private(found: os.stat_result) -> bool:
    return os.name != "posix" or (found.st_uid == os.geteuid() and not found.st_mode & 0o077)

"""A clip store that many machines share: any fsspec address, with a local folder before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from unknot.audio.mp3 import Quality
from unknot.cache import cache_folder, shared_address
from unknot.clips.clipfile import ClipKey, Damaged, read_frames
from unknot.clips.store import Store
from unknot.errors import AudioError
from unknot.files import replace_file
from unknot.left_over import PART
from unknot.packages import install

_T = TypeVar("_T")
#: Stores in which an object appears whole by nature; elsewhere it is renamed into its place.
_WHOLE_AT_ONCE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"}


def open_store() -> Store:
    """The store that UNKNOT_CACHE names, else the user's own. AudioError for a bad address."""
    address = shared_address()
    return SharedStore(cache_folder(), address) if address else Store(cache_folder())


class SharedStore(Store):
    """Clips at ``address``, and in the folder ``root`` whatever was read or made here.

    A clip is named by what it is, so machines can write at the same time and nothing is ever
    asked twice. What is damaged there, or is no clip, is passed over and made again. Credentials
    come by the ways of the library behind the address and by no other. Raises AudioError when the
    address cannot be used.
    """

    def __init__(self, root: Path, address: str) -> None:
        super().__init__(root)
        self.address = address
        self._absent: set[Path] = set()
        self._files, self._base = _open(address)

    def bring(self, keys: Iterable[ClipKey], quality: Quality) -> None:
        """Fetch many clips at once, so that looking for them one by one waits for nothing."""
        wanted = {self._there(path): (path, key) for key in keys
                  if not (path := self._frames(key, quality)).exists()}  # fmt: skip
        if not wanted:
            return
        with _told(self.address):
            found = self._files.cat(list(wanted), on_error="return")
        for name, data in found.items():
            path, key = wanted[name if name in wanted else "/" + name]
            if isinstance(data, FileNotFoundError):
                self._absent.add(path)
            elif isinstance(data, Exception):
                raise AudioError(self.address, f"refuses: {_reason(data)}") from data
            else:
                with suppress(Damaged):
                    read_frames(data, key, quality)
                    self._keep_here(path, data)

    def _write(self, path: Path, parts: list[bytes | memoryview]) -> None:
        super()._write(path, parts)
        there, data = self._there(path), b"".join(parts)
        with _told(self.address):
            if _WHOLE_AT_ONCE & _protocols(self._files):
                self._files.pipe_file(there, data)
            else:
                part = f"{there}.{uuid4().hex}{PART}"
                self._files.makedirs(there.rpartition("/")[0], exist_ok=True)
                self._files.pipe_file(part, data)
                self._files.mv(part, there)
        self._absent.discard(path)

    def _found(self, path: Path, take: Callable[[bytes], _T]) -> _T | None:
        """As Store._found; from the shared place when it is not here."""
        found = super()._found(path, take)
        if found is None and (data := self._fetch(path)):
            with suppress(Damaged):
                found = take(data)
                self._keep_here(path, data)
        return found

    def _fetch(self, path: Path) -> bytes | None:
        if path in self._absent:
            return None
        with _told(self.address):
            try:
                data = self._files.cat_file(self._there(path))
            except FileNotFoundError:
                self._absent.add(path)
                return None
        assert isinstance(data, bytes)
        return data

    def _keep_here(self, path: Path, data: bytes) -> None:
        with suppress(AudioError):  # then it is fetched again another time
            replace_file(path, [data], sync=False)

    def _there(self, path: Path) -> str:
        return f"{self._base}/{path.relative_to(self.root).as_posix()}"


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Every library behind an address has errors of its own; one message is made of them all."""
    try:
        yield
    except AudioError:
        raise
    except Exception as error:
        reason = f"the shared clips cannot be used: {_reason(error)}"
        hint = "nothing was lost: what was made so far is kept in the local cache"
        raise AudioError(address, reason, hint) from error


def _open(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        reason = "needs fsspec, which is not here"
        raise AudioError(address, reason, install("unknot[shared]")) from error
    try:
        files, base = url_to_fs(address)
    except ImportError as error:
        raise AudioError(address, f"needs a package that is not here: {error}") from error
    except Exception as error:
        raise AudioError(address, f"is no place for clips: {_reason(error)}") from error
    return files, base.rstrip("/")


def _protocols(files: Any) -> set[str]:
    named = files.protocol
    return {named} if isinstance(named, str) else set(named)


def _reason(error: BaseException) -> str:
    words = " ".join(str(error).split())
    return (words or type(error).__name__)[:300]

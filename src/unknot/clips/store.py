"""The clip store: every phrase and chime that was ever made, found by what made it.

Of each clip there is a master (a WAV file) and, for each quality, its MP3 frames. Everything
in here can be made again, so whatever is missing or damaged is simply not there.
No numpy here: a warm build imports this.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from errno import EEXIST, EISDIR, ELOOP, ENOTDIR
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from unknot.audio.mp3 import QUALITIES, Quality
from unknot.cache import check_kept
from unknot.clips.clipfile import (
    Clip,
    ClipKey,
    Damaged,
    frames_file,
    master_file,
    read_frames,
    read_master,
)
from unknot.counted import counted
from unknot.errors import AudioError
from unknot.files import replace_file
from unknot.left_over import sweep

#: A folder beside the clips, for what the guard learned of voices; cleared with them.
VOICES = "voices"
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# Clips that unknot can make again. About this file: https://bford.info/cachedir/\n"
)
#: A folder where a file is kept, or a file or a loop of links where a folder is.
_IN_THE_WAY = (EISDIR, EEXIST, ENOTDIR, ELOOP)
_HOUR_S, _DAY_S = 3_600, 86_400

_T = TypeVar("_T")
_Files = Mapping[Path, os.stat_result]


class Usage(Struct, frozen=True, kw_only=True):
    """How many clips, in how many files, of how many bytes."""

    clips: int
    files: int
    bytes: int

    @classmethod
    def of(cls, clips: Mapping[str, _Files]) -> Usage:
        stats = [stat for files in clips.values() for stat in files.values()]
        return cls(clips=len(clips), files=len(stats), bytes=sum(s.st_size for s in stats))

    def __str__(self) -> str:
        return f"{counted(self.clips, 'clip')}, {self.bytes / 1e6:.1f} MB"


class Store:
    """Clips under ``root``, which need not exist yet.

    Threads and processes may share it: files appear whole, and one key means one sound.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._ready = False

    def master(self, key: ClipKey) -> memoryview | None:
        """The clip's master as int16, 48 kHz mono; ``numpy.asarray`` takes it as it is."""
        return self._found(self._master(key), lambda data: read_master(data, key))

    def frames(self, key: ClipKey, quality: Quality) -> Clip | None:
        """The clip's MP3 frames; None when there are none, or when they are damaged."""
        return self._found(self._frames(key, quality), lambda data: read_frames(data, key, quality))

    def bring(self, keys: Iterable[ClipKey], quality: Quality) -> None:
        """Make clips quick to find that are kept elsewhere; here they are at hand already."""

    def put_master(self, key: ClipKey, samples: memoryview) -> None:
        """Keep a master: any buffer of int16, such as an array. AudioError when it cannot."""
        self._write(self._master(key), master_file(key, samples))

    def put_frames(self, key: ClipKey, quality: Quality, samples: int, frames: bytes) -> Clip:
        """Keep what encode_clip made of a master of so many samples. AudioError if it cannot."""
        parts = frames_file(key, samples, frames, quality)
        self._write(self._frames(key, quality), parts)
        return read_frames(b"".join(parts), key, quality)

    def info(self) -> Usage:
        """What the store holds."""
        return Usage.of(self._clips())

    def prune(self, days: float) -> Usage:
        """Remove clips unused for so many days. Returns what was removed.

        A clip is used when it is made or read, to the day.
        """
        self._sweep()
        oldest = time.time() - days * _DAY_S
        return self._remove(
            {k: files for k, files in self._clips().items() if _used(files) < oldest}
        )

    def clear(self) -> Usage:
        """Remove every clip, and nothing that is not one. Returns what was removed."""
        self._sweep(older_than_s=0)
        removed = self._remove(self._clips())
        for path in (self.root / VOICES).glob("*"):
            with suppress(OSError):
                path.unlink()
        for folder in (*self._folders(), self.root / VOICES):
            with suppress(OSError):
                folder.rmdir()
        return removed

    def _master(self, key: ClipKey) -> Path:
        return self.root / key[:2] / f"{key}.wav"

    def _frames(self, key: ClipKey, quality: Quality) -> Path:
        return self.root / key[:2] / f"{key}.{quality.name}.mp3f"

    def _read(self, path: Path) -> bytes | None:
        """The file's bytes, and a note of the day on it for prune."""
        try:
            check_kept(path)
            with path.open("rb") as file:
                stale = time.time() - os.fstat(file.fileno()).st_mtime > _DAY_S
                data = file.read()
        except OSError:
            return None
        if stale:
            with suppress(OSError):
                os.utime(path)
        return data

    def _found(self, path: Path, take: Callable[[bytes], _T]) -> _T | None:
        """What ``take`` makes of the file at ``path``; None where there is none. One that it calls
        Damaged is removed."""
        try:
            return take(data) if (data := self._read(path)) else None
        except Damaged:
            with suppress(OSError):
                path.unlink()
            return None

    def _write(self, path: Path, parts: list[bytes | memoryview]) -> None:
        try:
            if not self._ready:
                self._sweep()
                if not (self.root / _TAG).exists():
                    replace_file(self.root / _TAG, [_TAG_TEXT], sync=False)
                self._ready = True
            try:
                replace_file(path, parts, sync=False)
            except AudioError:
                # Another run may have cleared the folder between its making and its use.
                replace_file(path, parts, sync=False)
        except AudioError as error:
            way = error.hint or "free some space, or mend the folder's permissions"
            if self.root.is_dir() and getattr(error.__cause__, "errno", EEXIST) in _IN_THE_WAY:
                way = "remove what is in its place, as they can be made again"
            if "clips are kept" not in way:
                way = f"clips are kept there; {way}"
            raise AudioError(error.path, error.reason, way) from error

    def _folders(self) -> Iterator[Path]:
        return (path for path in self.root.glob("[0-9a-f][0-9a-f]") if path.is_dir())

    def _clips(self) -> dict[str, dict[Path, os.stat_result]]:
        """The files of every clip."""
        endings = {"wav", *(f"{name}.mp3f" for name in QUALITIES)}
        clips: dict[str, dict[Path, os.stat_result]] = {}
        for folder in self._folders():
            for path in folder.iterdir():
                key, _, ending = path.name.partition(".")
                if len(key) == 64 and ending in endings:
                    with suppress(OSError):
                        clips.setdefault(key, {})[path] = path.stat()
        return clips

    def _remove(self, clips: Mapping[str, _Files]) -> Usage:
        for files in clips.values():
            for path in files:
                with suppress(OSError):
                    path.unlink()
        return Usage.of(clips)

    def _sweep(self, older_than_s: float = _HOUR_S) -> None:
        """Remove what killed runs left half written."""
        for folder in (self.root, self.root / VOICES, *self._folders()):
            sweep(folder, time.time() - older_than_s)


def _used(files: _Files) -> float:
    return max(stat.st_mtime for stat in files.values())

"""The workspace as it is now: read again when a file of it changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from unknot.cache import cache_folder
from unknot.content.library import Library
from unknot.content.library_cache import read, stamp_of
from unknot.content.workspace import roots
from unknot.diagnostic import Diagnostic
from unknot.pictures.looks import unusable

#: How long what was found is taken for true (seconds): nobody edits and listens faster.
_FOR_S = 0.3


class Workspace:
    """The content of a folder. ``changed`` is called with each library that is not the last."""

    def __init__(self, folder: Path | None, changed: Callable[[Library], None]) -> None:
        self._roots, self._changed = roots(folder), changed
        self._stamp, self._looked = b"", 0.0
        self._library: Library | None = None
        self._lock = threading.Lock()
        self.problems: Sequence[Diagnostic] = ()

    def library(self) -> Library:
        """All that has no problem; ``problems`` then says what has."""
        with self._lock:
            if self._library and time.monotonic() - self._looked < _FOR_S:
                return self._library
            stamp = stamp_of(self._roots)
            if self._library is None or stamp != self._stamp:
                content = read(self._roots, cache_folder())
                library = content.library
                shown = (*content.problems, *unusable(library, library.muscles))
                self._library, self.problems = library, shown
                self._changed(self._library)
            self._stamp, self._looked = stamp, time.monotonic()
            return self._library

"""Memory: what earlier runs read and judged, which holds for as long as no file of it changes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from unknot.content.records.base import Record
from unknot.content.records.session import Playlist, Programme, Session
from unknot.content.records.steps import PlayStep, SessionFrame, Technique

#: A file that changed so lately could change again without its times telling, in ns.
_FRESH_NS = 2_000_000_000
#: Size, and when the bytes and the file changed, in ns.
Stat = tuple[int, int, int]
#: So many judgements are remembered for each file; more are of files that have gone.
_MOST = 8


class ContentMemory:
    """Records by file, and judgements that found nothing wrong.

    ``stats``: every file as it is, by path, looked up before any of them is read. ``grounds``
    names those that all judgements stand on; a judgement also stands on its own file.
    """

    def __init__(
        self,
        stats: Mapping[str, Stat] | None = None,
        grounds: bytes = b"",
        records: Mapping[str, tuple[Stat, Any]] | None = None,
        good: frozenset[bytes] = frozenset(),
    ) -> None:
        self.stats, self.grounds = stats or {}, grounds
        self.records = {
            path: kept for path, kept in (records or {}).items() if self.stats.get(path) == kept[0]
        }
        self.good = set(good if len(good) <= _MOST * len(self.stats) else ())
        self.changed = False

    def record(self, path: Path) -> Any:
        """What was read from ``path`` as it is now; None when that is not known."""
        kept = self.records.get(str(path))
        return kept[1] if kept else None

    def keep(self, path: Path, record: Any) -> None:
        stat = self.stats.get(str(path))
        if stat and not is_fresh(stat):
            self.records[str(path)] = (stat, record)
            self.changed = True

    def is_good(self, judgement: str, path: Path) -> bool:
        """Whether ``judgement`` of ``path`` found nothing, with the same grounds."""
        return self._named(judgement, path) in self.good

    def note_good(self, judgement: str, path: Path) -> None:
        stat = self.stats.get(str(path))
        if stat and self.grounds and not is_fresh(stat):
            self.good.add(self._named(judgement, path))
            self.changed = True

    def _named(self, judgement: str, path: Path) -> bytes:
        about = repr((judgement, str(path), self.stats.get(str(path))))
        return sha256(self.grounds + about.encode("utf-8", "surrogatepass")).digest()


def is_fresh(stat: Stat) -> bool:
    """Whether a file changed so lately that its times may not tell the next change."""
    return stat[1] >= time.time_ns() - _FRESH_NS


def stands_on_its_file(record: Record) -> bool:
    """Whether what is said of ``record`` follows from its file and from all that is no session.

    Not of what names sessions or plays sound files, which may come, go and change.
    """
    from unknot.content.checks.steps import steps_of_kind

    if isinstance(record, Playlist | Programme):
        return False
    if isinstance(record, Session | Technique | SessionFrame):
        return not any(steps_of_kind(PlayStep, record))
    return True

"""Recording a voice of one's own: what to say, taking the takes in, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unknot.content.library import Library
    from unknot.content.records.values import Session
    from unknot.recording.line import ScriptLine
    from unknot.timeline.overrides import Overrides


def find_missing(
    voice: str, sessions: Sequence[Session], library: Library, overrides: Overrides
) -> tuple[ScriptLine, ...]:
    """The lines of ``sessions`` as ``overrides`` have them of which ``voice`` has no take.

    Raises EngineError when its takes cannot be read, ContentError when a session cannot be
    composed. A voice that does not exist yet misses every line.
    """
    from unknot.recording.script import list_lines

    return leave_out_taken(voice, list_lines(sessions, library, overrides))


def leave_out_taken(voice: str, lines: Iterable[ScriptLine]) -> tuple[ScriptLine, ...]:
    """Those of ``lines`` of which ``voice`` has no take. Raises EngineError as ``missing``."""
    from unknot.engines.recorded import read_index

    taken = read_index(voice).takes
    return tuple(line for line in lines if line.text not in taken)

"""Recording a voice of one's own: what to say, taking the takes in, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unknot.recording.line import ScriptLine


def leave_out_taken(voice: str, lines: Iterable[ScriptLine]) -> tuple[ScriptLine, ...]:
    """Those of ``lines`` of which ``voice`` has no take. Raises EngineError when they cannot
    be read. A voice that does not exist yet has none."""
    from unknot.engines.recorded import read_index

    taken = read_index(voice).takes
    return tuple(line for line in lines if line.text not in taken)

"""What content is made of: frozen records, one for each kind of YAML file.

The decoder builds these straight from the type hints, and the JSON Schemas come from
the same hints. ``places`` says where each field was written; it takes no part in equality.
Field names are the YAML keys with ``-`` for ``_``; ``doc`` texts feed the schemas.

Each folder of content has its module here; import the names from this one.
"""

from __future__ import annotations

from unknot.content.records.base import (
    FileName,
    OptIn,
    PositionName,
    Record,
    SourceMap,
    doc,
)
from unknot.content.records.chime import ChimeRecipe, Note
from unknot.content.records.muscle import (
    Dose,
    ExamStep,
    HoldRange,
    Muscle,
    Permission,
    PointsRange,
    Position,
    Recheck,
    Region,
)
from unknot.content.records.script import Lexicon, Line, Script, Term
from unknot.content.records.session import (
    Bed,
    Detail,
    Pace,
    Routine,
    Session,
    Side,
    Sides,
    VoiceRole,
)
from unknot.content.records.sources import Emergency, EmergencyNumber, Source, Sources
from unknot.content.records.steps import (
    ChapterStep,
    ChimeKind,
    ChimeStep,
    Condition,
    HoldStep,
    MarkStep,
    PlayStep,
    Repeat,
    SayStep,
    Step,
    WaitStep,
)
from unknot.content.records.technique import KitItem, SessionFrame, Technique, Tool

__all__ = [
    "Bed", "ChapterStep", "ChimeKind", "ChimeRecipe", "ChimeStep", "Condition", "Detail", "Dose",
    "Emergency", "EmergencyNumber", "ExamStep", "FileName", "HoldRange", "HoldStep", "KitItem",
    "Lexicon", "Line", "MarkStep", "Muscle", "Note", "OptIn", "Pace", "Permission", "PlayStep",
    "PointsRange", "Position", "PositionName", "Recheck", "Record", "Region", "Repeat",
    "Routine", "SayStep", "Script", "Session", "SessionFrame", "Side", "Sides", "Source",
    "SourceMap", "Sources", "Step", "Technique", "Term", "Tool", "VoiceRole", "WaitStep", "doc",
]  # fmt: skip

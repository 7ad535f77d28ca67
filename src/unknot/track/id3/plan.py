"""The plan that travels inside a track: put there, and found again."""

from __future__ import annotations

from pathlib import Path

from unknot.errors import AudioError
from unknot.track.id3.frames import Attachment, Tag

NAME = "timeline.json"
#: Which sound was put at each event; track/facts.py says what is in it.
FACTS = "track.json"
MIME = "application/json"


def attach_timeline(plan_json: str) -> Attachment:
    """A timeline's JSON as a file inside the tag, in UTF-8."""
    return _attached(NAME, plan_json)


def attach_facts(facts_json: str) -> Attachment:
    """Facts about a track's clips as a file inside the tag, in UTF-8."""
    return _attached(FACTS, facts_json)


def _attached(name: str, text: str) -> Attachment:
    """Described by its name: of two files described alike, programs that save tags keep one."""
    return Attachment(mime=MIME, name=name, description=name, data=text.encode("utf-8"))


def attached(tag: Tag, file: str, name: Path | str) -> bytes | None:
    """What NAME or FACTS holds in the tag of ``name``. Raises AudioError for more than one."""
    found = [each.data for each in tag.all(Attachment) if each.name == file]
    if len(found) > 1:
        raise AudioError(name, f"carries {len(found)} files {file}, so that none can be trusted")
    return found[0] if found else None

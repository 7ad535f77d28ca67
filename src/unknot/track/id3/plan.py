"""The plan that travels inside a track: put there, and found again."""

from __future__ import annotations

from pathlib import Path

from unknot.errors import AudioError, reading
from unknot.track.id3.frames import Attachment
from unknot.track.id3.read import HEADER, read_tag, tag_size

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


def embedded_timeline(path: Path) -> str | None:
    """The timeline's JSON inside the MP3 file at ``path``; None when it carries none.

    Reads the tag only, never the sound. Raises AudioError when the file cannot be read, its
    tag is damaged, or it carries more than one plan.
    """
    with reading(path), path.open("rb") as file:
        head = file.read(HEADER)
        data = head + file.read(max(0, tag_size(head, path) - HEADER))
    found = [frame for frame in read_tag(data, path).all(Attachment) if frame.name == NAME]
    if len(found) > 1:
        raise AudioError(path, f"carries {len(found)} plans, so that none can be trusted")
    try:
        return found[0].data.decode("utf-8") if found else None
    except UnicodeDecodeError as error:
        raise AudioError(path, f"the plan inside it is not UTF-8: {error.reason}") from error

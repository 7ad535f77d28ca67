"""What a track carries of its own making: the plan and the facts inside its tag."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unknot.clips.clipfile import digest
from unknot.errors import AudioError
from unknot.proof.mp3_frames import Data
from unknot.timeline.json import SCHEMA as PLAN
from unknot.timeline.json import from_json
from unknot.timeline.timeline import Timeline
from unknot.track.facts import TrackFacts
from unknot.track.facts import from_json as facts_from_json
from unknot.track.id3 import Attachment, Tag, read_tag
from unknot.track.id3.plan import FACTS, NAME
from unknot.track.id3.read import HEADER, tag_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A plan with the facts that were made with it, or without any."""

    timeline: Timeline
    facts: TrackFacts | None
    agree: bool = True


def read_head(data: Data, name: Path | str) -> Tag:
    """The tag before the sound. Raises AudioError when it is damaged."""
    return read_tag(data[: max(tag_size(data[:HEADER], name), HEADER)], name)


def carried(tag: Tag, name: Path | str) -> Carried:
    """Raises AudioError when there is no plan, more than one, or one that cannot be read."""
    plan = _attached(tag, NAME, name)
    if plan is None:
        raise AudioError(
            name, "carries no plan, so there is nothing to hold it against",
            "only tracks that unknot made carry one; --plan FILE names the plan of another",
        )  # fmt: skip
    timeline = from_json(plan, f"{name}: the plan inside it")
    facts = _attached(tag, FACTS, name)
    if facts is None:
        return Carried(timeline=timeline, facts=None)
    read = facts_from_json(facts, str(name))
    sounding = sum(1 for _ in timeline.sounding())
    agree = read.plan == digest(plan) and len(read.clips) == sounding
    return Carried(timeline=timeline, facts=read, agree=agree)


def plan_from(path: Path) -> Carried:
    """The plan in a file: a track that carries it, or a timeline's JSON."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    if data.startswith(b"ID3"):
        return carried(read_head(data, path), path)
    if not data.lstrip().startswith(b"{"):
        raise AudioError(path, f"is neither a track nor a plan ({PLAN})")
    return Carried(timeline=from_json(data, str(path)), facts=None)


def _attached(tag: Tag, file: str, name: Path | str) -> bytes | None:
    found = [each.data for each in tag.all(Attachment) if each.name == file]
    if len(found) > 1:
        raise AudioError(name, f"carries {len(found)} files {file}, so that none can be trusted")
    return found[0] if found else None

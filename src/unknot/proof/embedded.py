"""What a track carries of its own making: the plan and the facts inside its tag."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path

from msgspec import Struct

from unknot.clips.clipfile import digest
from unknot.errors import AudioError, reading
from unknot.proof.mp3_frames import Data
from unknot.timeline.json import SCHEMA as PLAN
from unknot.timeline.json import from_json
from unknot.timeline.timeline import Timeline
from unknot.track.facts import TrackFacts
from unknot.track.facts import from_json as facts_from_json
from unknot.track.id3.frames import Tag
from unknot.track.id3.plan import FACTS, NAME, attached
from unknot.track.id3.read import HEADER, read_tag, tag_size

#: Bytes of a plan that is a file of its own.
_MOST_PLAN = 50_000_000


class Carried(Struct, frozen=True, kw_only=True):
    """A plan with the facts that were made with it, or without any."""

    timeline: Timeline
    facts: TrackFacts | None
    agree: bool = True


@contextmanager
def opened(path: Path) -> Iterator[Data]:
    """The file's bytes, without reading all of them into memory. Raises AudioError."""
    with reading(path):
        if not path.is_file():
            raise AudioError(path, "is no file" if path.exists() else "is not there")
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise AudioError(path, "is empty")
            with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                yield data


def read_head(data: Data, name: Path | str) -> Tag:
    """The tag before the sound. Raises AudioError when it is damaged."""
    return read_tag(data[: max(tag_size(data[:HEADER], name), HEADER)], name)


def carried(tag: Tag, name: Path | str) -> Carried:
    """Raises AudioError when there is no plan, more than one, or one that cannot be read."""
    plan = attached(tag, NAME, name)
    if plan is None:
        raise AudioError(
            name, "carries no plan, so there is nothing to hold it against",
            "only tracks that unknot made carry one; --plan FILE names the plan of another",
        )  # fmt: skip
    timeline = from_json(plan, f"{name}: the plan inside it")
    facts = attached(tag, FACTS, name)
    if facts is None:
        return Carried(timeline=timeline, facts=None)
    read = facts_from_json(facts, str(name))
    sounding = sum(1 for _ in timeline.sounding())
    agree = read.plan == digest(plan) and len(read.clips) == sounding
    return Carried(timeline=timeline, facts=read, agree=agree)


def plan_from(path: Path) -> Carried:
    """The plan in a file: a track that carries it, or a timeline's JSON."""
    with _plan_opened(path) as data:
        if data[:3] == b"ID3":
            return carried(read_head(data, path), path)
        if not data[:1000].lstrip().startswith(b"{"):
            hint = "--plan names the track that unknot made; a copy of it is named without --plan"
            raise AudioError(path, f"is neither a track nor a plan ({PLAN})", hint)
        if len(data) > _MOST_PLAN:
            raise AudioError(path, "is too large to be a plan")
        return Carried(timeline=from_json(data[:], str(path)), facts=None)


@contextmanager
def _plan_opened(path: Path) -> Iterator[Data]:
    """As opened, and also what another program writes into a pipe, as in ``--plan <(...)``."""
    if not path.is_fifo():
        with opened(path) as data:
            yield data
        return
    with reading(path):
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # nobody may ever write into it
        os.set_blocking(handle, True)
        with os.fdopen(handle, "rb") as file:
            yield file.read(_MOST_PLAN + 1)

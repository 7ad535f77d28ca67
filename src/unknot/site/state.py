"""What was issued once and never changes: GUIDs and dates, in a small file inside the site."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from msgspec import Struct, field

from unknot.errors import SiteError

NAME = "unknot-site.json"
SCHEMA = "unknot/site@1"
#: https://podcasting2.org/docs/podcast-namespace/tags/guid
PODCAST = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Issued(Struct, frozen=True, kw_only=True):
    """One session's GUID and the date it came out, in seconds since 1970."""

    guid: str
    date: int


class State(Struct, frozen=True, kw_only=True):
    """All that a site must remember; ``retired`` are the GUIDs of sessions that are gone.

    ``feed`` is its address; ``moved``: it had another one before.
    """

    guid: str
    folder: str = ""
    feed: str = ""
    moved: bool = False
    episodes: Mapping[str, Issued] = field(default_factory=dict)
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def channel_guid(feed_url: str) -> str:
    """The podcast:guid of a feed: UUIDv5 of its address without scheme and slashes at its end."""
    return str(uuid5(PODCAST, re.sub(r"^[a-z]+://", "", feed_url).rstrip("/")))


def episode_guid(channel: str, session: str, earlier: int = 0) -> str:
    """A session's GUID: of its channel and its id, not of its title, sound or host.

    ``earlier`` counts retired GUIDs of that id, so that none is issued a second time.
    """
    return str(uuid5(UUID(channel), f"{session}#{earlier}" if earlier else session))


def new_folder() -> str:
    """128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


def find_state(out: Path) -> Path | None:
    """Where the state of the site at ``out`` is; None when there is no site of ours."""
    found = [out / NAME, *sorted(out.glob(f"*/{NAME}"))]
    return next((path for path in found if path.is_file()), None)


def read_state(path: Path) -> State:
    """Raises SiteError when the file is not what ``state_json`` wrote."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        if value["schema"] != SCHEMA:
            raise ValueError(f"schema {value['schema']!r}")
        return _state(value)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "put the file back as it was; without it, players would show every session twice"
        raise SiteError(path, f"is not the memory of a site ({error})", hint) from error


def _state(value: Mapping[str, Any]) -> State:
    folder = value["folder"]
    if folder and not _TOKEN.fullmatch(folder):
        raise ValueError(f"folder {folder!r}")
    return State(
        guid=str(UUID(value["guid"])),
        folder=folder,
        feed=str(value.get("feed", "")),
        moved=value.get("moved") is True,
        episodes={
            id: Issued(guid=str(UUID(each["guid"])), date=int(each["date"]))
            for id, each in value["episodes"].items()
        },
        retired={id: tuple(map(str, guids)) for id, guids in value["retired"].items()},
    )


def state_json(state: State) -> bytes:
    """The state as bytes of a file that read_state takes."""
    value = {
        "schema": SCHEMA,
        "about": "Keep this file. It holds what players know the sessions by.",
        "guid": state.guid,
        "folder": state.folder,
        "feed": state.feed,
        "moved": state.moved,
        "episodes": {
            id: {"guid": each.guid, "date": each.date}
            for id, each in sorted(state.episodes.items())
        },
        "retired": {id: list(guids) for id, guids in sorted(state.retired.items())},
    }
    return (json.dumps(value, indent=1) + "\n").encode()

"""What was issued once and never changes: GUIDs and dates, in a small file inside the site."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID, uuid5

from msgspec import Meta, Struct, field, json
from msgspec.structs import asdict

from unknot.errors import SiteError

NAME = "unknot-site.json"
#: https://podcasting2.org/docs/podcast-namespace/tags/guid
PODCAST = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
#: How a GUID and an unguessable folder are written.
GUID, TOKEN = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"[A-Za-z0-9_-]{16,64}"
#: How the folder of a person is written, as ``new_folder`` makes it.
PERSON = r"[A-Za-z0-9_-]{22}"
_Guid = Annotated[str, Meta(pattern=rf"\A{GUID}\Z")]
_Token = Annotated[str, Meta(pattern=rf"\A({TOKEN})?\Z")]


class Issued(Struct, frozen=True, kw_only=True):
    """One session's GUID and the date it came out, in seconds since 1970."""

    guid: _Guid
    date: int


class State(Struct, frozen=True, kw_only=True):
    """All that a site must remember; ``retired`` are the GUIDs of sessions that are gone.

    ``feed`` is its address; ``moved``: it had another one before.
    """

    guid: _Guid
    folder: _Token = ""
    feed: str = ""
    moved: bool = False
    episodes: Mapping[str, Issued] = field(default_factory=dict)
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _SiteFile(State, frozen=True, kw_only=True):
    """All of it must be there, lest a damaged file pass for a young site."""

    schema: Literal["unknot/site@1"]
    about: str = "Keep this file. It holds what players know the sessions by."
    folder: _Token
    episodes: Mapping[str, Issued]
    retired: Mapping[str, tuple[str, ...]]


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
    """Where the state of the site at ``out`` is; None when there is no site of ours.

    That of an unlisted one is in the folder that it names: any other folder with a site in it is
    somebody's own. What a killed run left half written has a dot before its name. Raises SiteError
    for a state that cannot be read.
    """
    if (path := out / NAME).is_file():
        return path
    below = (each for each in sorted(out.glob(f"[!.]*/{NAME}")) if each.is_file())
    return next((each for each in below if read_state(each).folder == each.parent.name), None)


def read_state(path: Path) -> State:
    """Raises SiteError when the file is not what ``state_json`` wrote."""
    try:
        found = json.decode(path.read_bytes(), type=_SiteFile)
    except (OSError, ValueError) as error:
        hint = "put the file back as it was; without it, players would show every session twice"
        raise SiteError(path, f"is not the memory of a site ({error})", hint) from error
    return State(**{each: getattr(found, each) for each in State.__struct_fields__})


def state_json(state: State) -> bytes:
    """The state as bytes of a file that read_state takes."""
    text = json.encode(_SiteFile(schema="unknot/site@1", **asdict(state)), order="sorted")
    return json.format(text, indent=1) + b"\n"

"""Which programme is under way, and since when: one small file, and nothing about the person.

It stays on this machine, in the user's data folder or UNKNOT_DATA.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct, json

from unknot.cache import data_folder
from unknot.content.records.session import PhaseName
from unknot.files import replace_file
from unknot.own_file import delete_own, read_own


class Started(Struct, frozen=True, kw_only=True):
    """A programme's id, its first day, and the phase of that day."""

    programme: str
    start: date
    begin: PhaseName


def state_file() -> Path:
    """Where it is kept that a programme was started."""
    return data_folder() / "programme.json"


def read_started() -> Started | None:
    """The programme that is under way; WorkspaceError when its file cannot be read."""
    hint = "forget it: unknot programme stop; then: unknot programme start ID --on DATE"
    return read_own(state_file(), Started, hint)


def write_started(started: Started) -> Path:
    """Remember ``started`` in place of whatever was under way. AudioError when it cannot be."""
    path = state_file()
    replace_file(path, [json.format(json.encode(started), indent=2), b"\n"])
    return path


def forget_started() -> bool:
    """Remove the file; whether there was one."""
    return delete_own(state_file())

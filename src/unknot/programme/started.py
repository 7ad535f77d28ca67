"""Which programme is under way, and since when: one small file, and nothing about the person.

It stays on this machine, in the user's data folder or UNKNOT_DATA.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from msgspec import Struct

from unknot.cache import data_folder
from unknot.content.records.programme import PHASES, PhaseName
from unknot.errors import WorkspaceError
from unknot.files import replace_file


class Started(Struct, frozen=True, kw_only=True):
    """A programme's id, its first day, and the phase of that day."""

    programme: str
    start: date
    begin: PhaseName = "prepare"


def state_file() -> Path:
    """Where it is kept that a programme was started."""
    return data_folder() / "programme.json"


def read_started() -> Started | None:
    """The programme that is under way; WorkspaceError when its file cannot be read."""
    path = state_file()
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        begin = value["begin"]
        if begin not in PHASES or not isinstance(value["programme"], str):
            raise ValueError("unknown values")
        start = date.fromisoformat(value["start"])
        return Started(programme=value["programme"], start=start, begin=begin)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "start the programme again: unknot programme start ID --on DATE"
        raise WorkspaceError(f"{path} cannot be read ({error})", hint) from error


def write_started(started: Started) -> Path:
    """Remember ``started`` in place of whatever was under way. AudioError when it cannot be."""
    value = {
        "programme": started.programme,
        "start": started.start.isoformat(),
        "begin": started.begin,
    }
    path = state_file()
    replace_file(path, [json.dumps(value, indent=2).encode("utf-8"), b"\n"])
    return path


def forget_started() -> bool:
    """Remove the file; whether there was one."""
    path = state_file()
    there = path.exists()
    path.unlink(missing_ok=True)
    return there

"""The user's own small files of JSON in the data folder: the programme, the diary, the keys."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from msgspec import json

from unknot.cache import check_kept
from unknot.errors import WorkspaceError

Kind = TypeVar("Kind")


def read_own(path: Path, kind: type[Kind], hint: str) -> Kind | None:
    """What is in ``path``; None when there is no such file. WorkspaceError when it cannot be
    read, with ``hint`` for how to go on."""
    try:
        check_kept(path)
        return json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WorkspaceError(f"{path} cannot be read ({reason})", hint) from error


def delete_own(path: Path) -> bool:
    """The file goes, whatever is in it; whether there was one. WorkspaceError for a folder in its
    place; OSError where nothing can be deleted."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        if not path.is_dir():
            raise
        what = f"{path} cannot be deleted ({error.strerror or error})"
        raise WorkspaceError(what, "delete it yourself") from error
    return True

"""What lets an editor complete and explain a workspace's YAML: schemas, and whose they are."""

from __future__ import annotations

import json
from pathlib import Path

from unknot.content.discovery import GLOBS
from unknot.content.yaml.schema import schema
from unknot.files import check_inside, replace_file

_SETTINGS = Path(".vscode", "settings.json")


def write_schemas(workspace: Path) -> None:
    """schemas/KIND.json for every kind of file, where it is not there yet.

    Raises AudioError when a link leads out of the workspace.
    """
    for kind in GLOBS:
        _write(workspace, Path("schemas", f"{kind}.json"), schema(kind))


def write_settings(workspace: Path) -> None:
    """The setting by which VS Code and its kin, with the YAML extension, find the schemas."""
    found = {f"./schemas/{kind}.json": list(globs) for kind, globs in GLOBS.items()}
    _write(workspace, _SETTINGS, {"yaml.schemas": found})


def only_help(folder: Path) -> bool:
    """Whether ``folder`` has nothing but what is written here: a workspace whose making ended half
    way, for want of space, or none yet."""
    return all(each.name in ("schemas", _SETTINGS.parent.name) for each in folder.iterdir())


def _write(workspace: Path, name: Path, content: object) -> None:
    path = workspace / name
    check_inside(workspace, path)
    if not path.exists():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        replace_file(path, [text.encode()])

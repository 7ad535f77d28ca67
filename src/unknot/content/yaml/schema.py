"""JSON Schemas for editors, from the same forms that the decoder reads by; and what lets an editor
find them in a workspace, to complete and explain its YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unknot.content.discovery import GLOBS, KINDS
from unknot.content.records.base import Record
from unknot.content.yaml.kinds import DECIMAL, FLAG, TEXT, WHOLE, Either, Kind, Words
from unknot.content.yaml.types import Form, Many, One, Shape, Table, Tagged, outline
from unknot.errors import WorkspaceError
from unknot.files import check_inside, replace_file

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BY_KIND: Mapping[Kind, dict[str, Any]] = {
    TEXT: {"type": "string", "pattern": TEXT.pattern},
    WHOLE: {"type": "integer", "minimum": 0},
    DECIMAL: {"type": "number"},
    FLAG: {"type": "boolean"},
}
_SETTINGS = Path(".vscode", "settings.json")


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of file: ``session``, ``muscle`` …

    Raises WorkspaceError when there is no such kind.
    """
    if kind not in KINDS:
        raise WorkspaceError(f"there is no schema {kind!r}", f"known: {', '.join(KINDS)}")
    shapes: dict[str, Any] = {}
    _reference(KINDS[kind], shapes)
    top = shapes.pop(KINDS[kind].__name__)
    head = {"$schema": _DIALECT, "title": f"unknot {kind}"}
    return {**head, **top, **({"$defs": dict(sorted(shapes.items()))} if shapes else {})}


def _reference(cls: type[Record], shapes: dict[str, Any]) -> dict[str, Any]:
    """A reference to a record's schema, which is put into ``shapes`` when it is not yet there."""
    if cls.__name__ not in shapes:
        shapes[cls.__name__] = {}
        keys = outline(cls).keys.values()
        shapes[cls.__name__] = {
            "description": " ".join((cls.__doc__ or "").split()),
            "type": "object",
            "properties": {
                key.name: {"description": key.doc, **_form(key.form, shapes)} for key in keys
            },
            "required": [key.name for key in keys if key.required],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _form(form: Form, shapes: dict[str, Any]) -> dict[str, Any]:
    match form:
        case One():
            return _scalar(form.kind)
        case Many():
            item = _form(form.item, shapes)
            items = {"type": "array", "items": item}
            return {"anyOf": [item, items]} if isinstance(form.item, One) else items
        case Table():
            return {
                "type": "object",
                "propertyNames": _scalar(form.key.kind),
                "additionalProperties": _form(form.value, shapes),
            }
        case Shape():
            return _reference(form.cls, shapes)
        case Tagged():
            return {"anyOf": [_reference(cls, shapes) for _, cls in form.records]}


def _scalar(kind: Kind) -> dict[str, Any]:
    match kind:
        case Words():
            return {"enum": list(kind.words)}
        case Either():
            return {"anyOf": [_scalar(each) for each in kind.kinds]}
    return dict(_BY_KIND.get(kind) or {"type": "string", "pattern": kind.pattern})


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

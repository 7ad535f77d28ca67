"""JSON Schemas for editors, from the same forms that the decoder reads by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unknot.content.discovery import KINDS
from unknot.content.records.values import Record
from unknot.content.yaml.kinds import Kind
from unknot.content.yaml.scalars import DECIMAL, FLAG, TEXT, WHOLE, Either, Words
from unknot.content.yaml.types import Form, Many, One, Shape, Table, Tagged, outline
from unknot.errors import WorkspaceError

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BY_KIND: Mapping[Kind, dict[str, Any]] = {
    TEXT: {"type": "string", "pattern": TEXT.pattern},
    WHOLE: {"type": "integer", "minimum": 0},
    DECIMAL: {"type": "number"},
    FLAG: {"type": "boolean"},
}


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
            "description": _description(cls),
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


def _description(cls: type[Record]) -> str:
    """A record's docstring on one line."""
    return " ".join((cls.__doc__ or "").split())

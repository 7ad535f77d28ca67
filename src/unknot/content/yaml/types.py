"""The five forms a value can take in YAML, read off the records' type hints.

The decoder and the JSON Schemas both work from these, so they cannot disagree.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from unknot.content.records.base import FileName, Record
from unknot.content.yaml.kinds import DECIMAL, FLAG, TEXT, WHOLE, Either, Kind, Words


class One(Struct, frozen=True):
    """A scalar. ``textual`` when it is kept as a str."""

    kind: Kind
    textual: bool


class Many(Struct, frozen=True):
    """A list; of scalars, then a single scalar will do."""

    item: Form


class Table(Struct, frozen=True):
    """A mapping whose keys are the author's own."""

    key: One
    value: Form


class Shape(Struct, frozen=True):
    """A mapping with the keys of a record."""

    cls: type[Record]


class Tagged(Struct, frozen=True):
    """One of several records, told apart by the key that gives each its name."""

    records: tuple[tuple[str, type[Record]], ...]


Form = One | Many | Table | Shape | Tagged
_SCALARS = {str: One(TEXT, True), int: One(WHOLE, False), float: One(DECIMAL, False)}


class Key(Struct, frozen=True, kw_only=True):
    """One key of a record: ``field`` is its name in Python, ``name`` in YAML."""

    field: str
    name: str
    form: Form
    required: bool
    doc: str


class Outline(Struct, frozen=True):
    """A record's keys by their names in YAML, and its fields that the file's name fills."""

    keys: Mapping[str, Key]
    named_by_file: tuple[str, ...]


_OUTLINES: dict[type[Record], Outline] = {}


def outline(cls: type[Record]) -> Outline:
    """What a record looks like in YAML, worked out once."""
    if cls not in _OUTLINES:
        hints = get_type_hints(cls, include_extras=True)
        keys = [_key(each, hints[each.name]) for each in written_fields(cls)]
        named = tuple(name for name, hint in hints.items() if hint == FileName)
        _OUTLINES[cls] = Outline({key.name: key for key in keys}, named)
    return _OUTLINES[cls]


def written_fields(cls: type[Record]) -> list[FieldInfo]:
    """A record's fields that its text fills, in order: neither its places nor its file's name."""
    return [each for each in fields(cls) if each.name not in cls.ASIDE and each.type != FileName]


def _key(field: FieldInfo, hint: Any) -> Key:
    asked, doc = _documented(hint)
    return Key(
        field=field.name,
        name=field.name.replace("_", "-"),
        form=form_of(asked),
        required=field.required,
        doc=doc,
    )


def _documented(hint: Any) -> tuple[Any, str]:
    """A type hint without its documentation, and the documentation."""
    if get_origin(hint) is not Annotated:
        return hint, ""
    base, *extras = get_args(hint)
    docs = [each.description or "" for each in extras if isinstance(each, Meta)]
    kinds = [each for each in extras if not isinstance(each, Meta)]
    return Annotated[base, *kinds] if kinds else base, "".join(docs)


def form_of(hint: Any) -> Form:
    """The form that a type hint asks for; TypeError for a hint that content does not use."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        base, kind = arguments
        return One(kind, base is str)
    if origin is Literal:
        return One(Words(arguments), True)
    if origin in (Union, types.UnionType):
        return _union([each for each in arguments if each is not type(None)])
    if origin is tuple:
        return Many(form_of(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        key = form_of(arguments[0])
        if isinstance(key, One):
            return Table(key, form_of(arguments[1]))
    if hint is bool:
        return One(FLAG, False)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, Record):
        return Shape(hint)
    raise TypeError(f"content cannot hold {hint!r}")


def _union(members: list[Any]) -> Form:
    if len(members) == 1:
        return form_of(members[0])
    if all(isinstance(each, type) and issubclass(each, Record) for each in members):
        # By a record's first key: say, wait, muscle ...
        names = (written_fields(each)[0].name.replace("_", "-") for each in members)
        return Tagged(tuple(zip(names, members, strict=True)))
    forms = [form_of(each) for each in members]
    kinds = tuple(form.kind for form in forms if isinstance(form, One))
    if len(kinds) < len(forms):
        raise TypeError(f"content cannot hold {members!r}")
    return One(Either(kinds), all(form.textual for form in forms if isinstance(form, One)))

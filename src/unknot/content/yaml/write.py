"""Records to YAML, by the same outlines that the decoder reads by: what is written reads back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields

from unknot.content.checks.rule import clock
from unknot.content.records.base import Record
from unknot.content.records.session import Session
from unknot.content.yaml.kinds import DURATION, Either, Kind, Moment
from unknot.content.yaml.types import Form, Many, One, Shape, Table, Tagged, outline

#: Text that means itself wherever it stands; everything else is put in quotes.
_PLAIN = re.compile(r"(?!null$)[A-Za-z][\w.'’/-]*( [\w.'’(/-][\w.'’()/-]*)*", re.IGNORECASE)
_SCHEMA = "# yaml-language-server: $schema=../schemas/session.json"
_WIDTH = 96

_Plain = str | list[Any] | dict[str, Any]
_SOURCES = re.compile(r"\[[A-Z]+[0-9]*(?:,\s*[A-Z]+[0-9]*)*\]")


def session_yaml(
    session: Session, comments: Sequence[str] = (), above: Mapping[str, str] | None = None
) -> str:
    """sessions/ID.yaml for ``session``: the schema's line, ``comments``, then every key it has.

    ``above`` has comments for the lines of keys (``pace``) and of routines (``routines.2``).
    """
    above = above or {}
    lines = [_SCHEMA, *_comments(comments)]
    for key, value in _record(session).items():
        lines += _comments([above[key]] if key in above else [])
        if key != "routines" or not isinstance(value, list) or not value:
            lines += _entry(key, value, "")
            continue
        lines.append("routines:")
        for number, each in enumerate(value):
            note = above.get(f"routines.{number}")
            lines += [f"  {line}" for line in _comments([note] if note else [])]
            lines += _item(each, "  ")
    return "\n".join(lines) + "\n"


def record_yaml(record: Record) -> str:
    """A file for ``record``: every key whose value is not the default."""
    lines = [line for key, value in _record(record).items() for line in _entry(key, value, "")]
    return "\n".join(lines) + "\n"


def _comments(lines: Sequence[str]) -> list[str]:
    return [f"# {line}".rstrip() for line in lines]


def _record(record: Record) -> dict[str, _Plain]:
    defaults = {field.name: _default(field) for field in fields(record)}
    values = ((key, getattr(record, key.field)) for key in outline(type(record)).keys.values())
    return {
        key.name: _value(key.form, value)
        for key, value in values
        if key.required or value != defaults[key.field]
    }


def _default(field: FieldInfo) -> object:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return field.default


def _value(form: Form, value: Any) -> _Plain:
    match form:
        case One():
            return _scalar(form.kind, value)
        case Many():
            return [_value(form.item, each) for each in value]
        case Table():
            return {str(key): _value(form.value, each) for key, each in value.items()}
        case Shape() | Tagged():
            return _record(value)


def _scalar(kind: Kind, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Moment):
        if value.share is not None:
            return f"{round(value.share * 100)}%"
        return f"-{clock(-value.ms)}" if value.ms < 0 else clock(value.ms)
    kinds = kind.kinds if isinstance(kind, Either) else (kind,)
    if isinstance(value, int) and DURATION in kinds:
        return clock(value)
    text = str(value)
    plain = not isinstance(value, str) or _PLAIN.fullmatch(text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _entry(key: str, value: _Plain, indent: str) -> Iterator[str]:
    match value:
        case str():
            yield f"{indent}{key}: {value}"
        case list() if value and any(isinstance(each, dict) for each in value):
            yield f"{indent}{key}:"
            for each in value:
                yield from _item(each, f"{indent}  ")
        case dict() if value and len(_flow(value)) > _WIDTH - len(indent) - len(key):
            yield f"{indent}{key}:"
            for name, each in value.items():
                yield from _entry(name, each, f"{indent}  ")
        case _:
            yield f"{indent}{key}: {_flow(value)}"


def _item(value: _Plain, indent: str) -> Iterator[str]:
    """An item of a list: on one line where it fits there, and holds no list of mappings."""
    nested = isinstance(value, dict) and any(
        isinstance(part, list) and any(isinstance(each, dict) for each in part)
        for part in value.values()
    )
    if not isinstance(value, Mapping) or (not nested and len(_flow(value)) + 2 <= _WIDTH):
        yield f"{indent}- {_flow(value)}"
        return
    lines = [line for key, part in value.items() for line in _entry(key, part, f"{indent}  ")]
    yield f"{indent}- {lines[0].strip()}"
    yield from lines[1:]


def _flow(value: _Plain) -> str:
    match value:
        case str():
            return value
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"


def begun_from(text: str, original: str, id: str, author: str = "") -> str:
    """The file of ``original`` as the beginning of ``id``: signed, and every source INF.

    Who says something of one muscle has said nothing of another; what was discouraged or for a
    helper there has to be shown first here, as with any muscle that unknot does not know (S51).
    """
    schema, _, rest = text.partition("\n")
    title = id.replace("-", " ").capitalize()
    rest = re.sub(r"(?m)^(name|title): .*$", lambda found: f"{found[1]}: {title}", rest, count=1)
    rest = re.sub(r"(?m)^(  [a-z-]+): (?:discouraged|helper-only)$", r"\1: needs-shown", rest)
    signed = json.dumps(author, ensure_ascii=False) if author else ""
    head = (
        schema,
        f"# Begun from {original}: go through every line. Each source is INF, which means that",
        "# nobody says so yet, until you name who does.",
        f"author: {signed}" if signed else "# author: YOUR NAME",
    )
    return "\n".join(head) + "\n" + _SOURCES.sub("[INF]", rest)

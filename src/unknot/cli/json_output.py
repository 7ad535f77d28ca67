"""What ``--json`` prints: a schema's id, then fields as the table json_output.json has them.

The number behind @ goes up when a field goes or means another thing; a field that is added changes
nothing. docs/reference/json-output.md and the JSON Schemas come from the table.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct
from msgspec.structs import asdict

#: By name, its type and its meaning. A type: string, integer, number or boolean; a row of the
#: table; [those] for a list; ? where it may be null.
Fields = Mapping[str, tuple[str, str]]


class Output(Struct, frozen=True):
    """What the commands ``command`` print, besides the schema's id."""

    command: str
    fields: Fields


class OutputTable(Struct, frozen=True):
    """Every output, and the rows that stand in them: a track, a problem, a day."""

    outputs: Mapping[str, Output]
    rows: Mapping[str, Fields]


@cache
def output_table() -> OutputTable:
    """json_output.json as values."""
    text = Path(__file__).with_suffix(".json").read_bytes()
    return msgspec.json.decode(text, type=OutputTable)


def schema_id(name: str) -> str:
    """Such as ``unknot/tracks@1``."""
    return f"unknot/{name}@1"


def make_row(kind: str, record: object, **instead: object) -> dict[str, object]:
    """The fields of the row ``kind``, out of the attributes of ``record``; ``instead`` has those
    that it has under another name, or in another form."""
    fields = output_table().rows[kind]
    return {name: instead[name] if name in instead else getattr(record, name) for name in fields}


def print_json(name: str, /, **facts: object) -> None:
    """Print the output ``name`` with its schema's id."""
    print_plain_json({"schema": schema_id(name), **facts})


def print_plain_json(value: object) -> None:
    """Print ``value``; in ASCII where the output is no UTF-8, so that no character is lost."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") not in ("utf8", "utf8sig")
    click.echo(json.dumps(value, indent=2, ensure_ascii=plain, default=_fields))


def _fields(value: Any) -> object:
    """A value by its fields, a path as text."""
    return asdict(value) if isinstance(value, Struct) else os.fspath(value)

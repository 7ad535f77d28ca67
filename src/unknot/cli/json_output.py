"""What ``--json`` prints: a schema's id, then fields as json_rows.py and json_outputs.py have them.

The number behind @ goes up when a field goes or means another thing; a field that is added changes
nothing.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click
from msgspec import Struct
from msgspec.structs import asdict


def schema_id(name: str) -> str:
    """Such as ``unknot/tracks@1``."""
    return f"unknot/{name}@1"


def make_row(kind: str, record: object, **instead: object) -> dict[str, object]:
    """The fields of ROWS[``kind``], out of the attributes of ``record``; ``instead`` has those that
    it has under another name, or in another form."""
    from unknot.cli.json_rows import ROWS

    return {
        name: instead[name] if name in instead else getattr(record, name) for name in ROWS[kind]
    }


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

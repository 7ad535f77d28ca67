"""``unknot schema``"""

from __future__ import annotations

from typing import Any

import click

from unknot.cli.json_output import Fields, output_table, print_plain_json, schema_id
from unknot.content.discovery import KINDS
from unknot.suggest import suggest


def _kinds(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    every = (*KINDS, *(f"json-{name}" for name in output_table().outputs))
    return [each for each in every if each.startswith(begun)]


@click.command()
@click.argument("kind", metavar="KIND", shell_complete=_kinds)
def command(kind: str) -> None:
    """The JSON Schema of a kind of content file, for editors, or of what --json prints.

    KIND is session, playlist, programme, muscle, technique, frame, script, lexicon, sources,
    emergency, chime, channel or matrix; or json- and an output of docs/reference/json-output.md.
    """
    from unknot.content.yaml.schema import schema

    outputs = {f"json-{name}": name for name in output_table().outputs}
    if kind in outputs:
        print_plain_json(json_schema(outputs[kind]))
        return
    if kind not in KINDS:
        raise click.UsageError(f"no kind {kind!r}\n  {suggest(kind, (*KINDS, *outputs))}")
    print_plain_json(schema(kind))


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of the output ``name``; more fields may come, so they are allowed."""
    output, rows = output_table().outputs[name], output_table().rows
    needed = _rows_of(output.fields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_id(name),
        "title": f"What unknot {output.command} --json prints",
        **_object({"schema": ("string", "this schema's id"), **output.fields}),
        "$defs": {row: _object(rows[row]) for row in rows if row in needed},
    }


def _object(fields: Fields) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {**_type(kind), "description": meaning}
            for name, (kind, meaning) in fields.items()
        },
        "required": list(fields),
    }


def _type(kind: str) -> dict[str, Any]:
    if kind.endswith("?"):
        return {"anyOf": [_type(kind[:-1]), {"type": "null"}]}
    if kind.startswith("["):
        return {"type": "array", "items": _type(kind[1:-1])}
    return {"$ref": f"#/$defs/{kind}"} if kind in output_table().rows else {"type": kind}


def _rows_of(fields: Fields) -> set[str]:
    rows = output_table().rows
    found = {kind.strip("[]?") for kind, _ in fields.values()} & rows.keys()
    return found.union(*(_rows_of(rows[name]) for name in found))

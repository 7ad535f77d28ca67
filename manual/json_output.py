"""What ``--json`` prints: docs/reference/json-output.md."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.cli.json_output import Fields, output_table, schema_id

_HEAD = """# What `--json` prints

Every command with `--json` prints one object to stdout. Its `schema` names what it is, such as
`unknot/tracks@1`, and the other fields are below. The number goes up when a field goes or comes to
mean something else; a field more changes nothing, so do not refuse what you do not know. Lengths
are whole milliseconds. Words for people go to stderr, and `-q` stops them.

`unknot schema json-tracks` prints the JSON Schema of `unknot/tracks@1`, and so on. What
`unknot show --json` prints is the plan itself, `unknot/timeline@1`, as it is inside every track
([verify](verify.md))."""


def page() -> str:
    """docs/reference/json-output.md, in Markdown."""
    return "\n".join((_HEAD, *_lines())) + "\n"


def _lines() -> Iterator[str]:
    for name, output in output_table().outputs.items():
        yield from ("", f"## `{schema_id(name)}`", "")
        yield from (f"`unknot {each} --json`" for each in output.command.split(", "))
        yield from _table(output.fields)
    yield from ("", "## Rows")
    for name, fields in output_table().rows.items():
        yield from ("", f"### {name}")
        yield from _table(fields)


def _table(fields: Fields) -> Iterator[str]:
    yield from ("", "| field | type | meaning |", "|---|---|---|")
    yield from (f"| `{name}` | {kind} | {what} |" for name, (kind, what) in fields.items())

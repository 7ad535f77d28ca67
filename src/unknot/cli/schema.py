"""``unknot schema``"""

from __future__ import annotations

import click

from unknot.cli.json_output import print_plain_json
from unknot.cli.json_outputs import OUTPUTS, json_schema


def _kinds(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    from unknot.content.discovery import KINDS

    every = (*KINDS, *(f"json-{name}" for name in OUTPUTS))
    return [each for each in every if each.startswith(begun)]


@click.command(
    epilog="""\b
Examples:
  unknot schema session > session.json
  unknot schema json-tracks            of what `unknot build --json` prints""",
)
@click.argument("kind", metavar="KIND", shell_complete=_kinds)
def command(kind: str) -> None:
    """The JSON Schema of a kind of content file, for editors, or of what --json prints.

    KIND is session, playlist, programme, muscle, technique, frame, script, lexicon, sources,
    emergency, chime, channel or matrix; or json- and an output of docs/reference/json-output.md.
    """
    from unknot.content.discovery import KINDS
    from unknot.content.yaml.schema import schema
    from unknot.suggest import suggest

    outputs = {f"json-{name}": name for name in OUTPUTS}
    if kind in outputs:
        print_plain_json(json_schema(outputs[kind]))
        return
    if kind not in KINDS:
        raise click.UsageError(f"no kind {kind!r}\n  {suggest(kind, (*KINDS, *outputs))}")
    print_plain_json(schema(kind))

"""``unknot schema``"""

from __future__ import annotations

import click

from unknot.cli.output import print_json


@click.command(
    epilog="""\b
Examples:
  unknot schema session > session.json""",
)
@click.argument("kind", metavar="KIND")
def command(kind: str) -> None:
    """The JSON Schema of a kind of content file, for editors.

    KIND is session, playlist, programme, muscle, technique, frame, script, lexicon, sources,
    emergency, chime or channel.
    """
    from unknot.content.yaml.schema import KINDS, schema

    if kind not in KINDS:
        raise click.UsageError(f"no kind {kind!r}; there are: {', '.join(KINDS)}")
    print_json(schema(kind))

"""``unknot list``"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from textwrap import wrap
from typing import Any

import click

from unknot.cli import completing
from unknot.cli.arguments import refuse_typed
from unknot.cli.json_output import print_json
from unknot.cli.main import Globals
from unknot.cli.options import json_option
from unknot.cli.output import one_line, print_table
from unknot.cli.sessions import open_library
from unknot.content.records.base import PositionName
from unknot.content.records.muscle import Muscle
from unknot.engines.registry import open_engine, statuses
from unknot.timeline.sources import UNREVIEWED, in_order

KINDS = (
    "sessions", "playlists", "programmes", "muscles", "techniques", "sources", "engines",
    "voices",
)  # fmt: skip
_LYING: dict[PositionName, str] = {
    "prone": "on your front",
    "side-lying": "on the other side",
    "supine-on": "on your back, on the massager",
    "seated": "sitting",
}


@click.command("list")
@click.argument("kind", type=click.Choice(KINDS), default="sessions")
@click.option("--engine", default="pyttsx3", show_default=True, shell_complete=completing.engines,
              help="Whose voices; unknot voices has those of all.")  # fmt: skip
@json_option
@click.pass_obj
def command(options: Globals, kind: str, engine: str, as_json: bool) -> None:
    """What there is, and where it comes from."""
    if kind != "voices":
        refuse_typed(["engine"], "is for: unknot list voices")
    if kind == "muscles" and not as_json:
        click.echo("\n".join(_muscles(options)))
        return
    if kind == "engines":
        rows = _engines()
    elif kind == "voices":
        rows = _voices(engine)
    elif kind == "sources":
        rows = _sources(options)
    else:
        rows = _content(options, kind)
    if as_json:
        print_json("list", kind=kind, records=rows)
    else:
        print_table(row.values() for row in rows)


def _content(options: Globals, kind: str) -> list[dict[str, Any]]:
    content = open_library(options)
    records: Any = getattr(content, kind)
    return [
        {
            "id": name,
            "what": getattr(record, "title", None) or record.spoken,
            "from": content.origins[kind.removesuffix("s"), name].label,
        }
        for name, record in sorted(records.items())
    ]


def _muscles(options: Globals) -> Iterator[str]:
    """Where each is, what it does and causes, where it is felt, how to lie, what to keep off."""
    content = open_library(options)
    for number, (name, record) in enumerate(sorted(content.muscles.items())):
        origin = content.origins["muscle", name].label
        yield from [""] * bool(number)
        head = f"{name}: {record.spoken} ({record.name})" + f"  {origin}" * (origin != "bundled")
        yield from wrap(head, 80, subsequent_indent="    ")
        for what, text in facts(record):
            yield from wrap(f"{what}: {text}", 80, initial_indent="  ", subsequent_indent="    ")


def _sources(options: Globals) -> list[dict[str, Any]]:
    content = open_library(options)
    return [
        {
            "id": name,
            "what": UNREVIEWED if name == "INF" else content.sources[name].title,
            "from": content.sources[name].where or content.sources[name].kind,
        }
        for name in in_order(content.sources)
    ]


def _engines() -> list[dict[str, Any]]:
    return [
        {"id": each.name, "what": one_line(each.reason) or "works", "from": each.origin}
        for each in statuses()
    ]


def _voices(engine: str) -> list[dict[str, Any]]:
    with closing(open_engine(engine)) as opened:
        return [
            {"id": each.id, "what": f"{each.name} ({each.language})", "from": engine}
            for each in opened.voices()
        ]


def facts(muscle: Muscle) -> Iterator[tuple[str, str]]:
    """What there is to know of ``muscle``, each with its name."""
    if muscle.position:
        yield "where", muscle.position.landmark
    yield "how deep", f"{muscle.depth}."
    yield "does", muscle.function
    yield "felt as", muscle.symptoms
    if muscle.position:
        ways = [muscle.position.default, *muscle.position.alternatives]
        yield "you lie", "; or ".join(_LYING[way] for way in ways) + "."
    if muscle.dose:
        least, most = muscle.dose.hold.min // 1000, muscle.dose.hold.max // 1000
        points = muscle.dose.points
        spots = (
            f"{points.default} to {points.max} spots" if points.max > points.default else "1 spot"
        )
        yield "dose", f"{least} to {most} seconds a spot, {spots} a side, once a day."
    if muscle.info_only:
        yield "treated", "never here. " + " ".join(dict.fromkeys(muscle.because.values()))
    if muscle.cautions:
        yield "keep in mind", " ".join(muscle.cautions)

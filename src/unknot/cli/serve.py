"""``unknot serve``"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

import click

from unknot.audio.mp3 import QUALITIES
from unknot.cli.main import Globals
from unknot.cli.options import country_option, engine_option
from unknot.cli.output import tell
from unknot.cli.stop import leave
from unknot.engines.engine import Engine
from unknot.engines.registry import open_engine
from unknot.serve.keys import lan_key, read_keys
from unknot.serve.keys import revoke as forget

if TYPE_CHECKING:
    from unknot.clips.maker import Studio

#: Voices of the engine that the page offers; a list of a hundred helps nobody.
_MOST_VOICES = 12


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True,
              metavar="N", help="Where to listen; 0 for any port that is free.")  # fmt: skip
@click.option("--lan", is_flag=True, help="Let others in the network in: those who have the"
              " address, which has a secret in it.")  # fmt: skip
@click.option("--behind", multiple=True, metavar="HOST", help="The name by which a server in front"
              " is asked, such as exercises.example.")  # fmt: skip
@click.option("--revoke", metavar="NAME", help="Forget a personal feed, the address in the network"
              " (lan), or all; serves nothing.")  # fmt: skip
@engine_option
@country_option
@click.pass_obj
def command(
    options: Globals, port: int, lan: bool, behind: tuple[str, ...], revoke: str | None,
    engine: str, country: str | None,
) -> None:  # fmt: skip
    """A page to say where it hurts, and every session to play, for this machine or the phone.

    It listens on this machine alone unless --lan is given, and ends with Ctrl-C. Nothing is
    stored but spoken lines and the keys of addresses.
    """
    if revoke is not None:
        tell(options, [f"forgotten: {name}" for name in forget(revoke)], "")
        return
    from unknot.serve.run import bound, check, hosts, lan_addresses, named_behind, run

    check()
    fronts = [named_behind(each) for each in behind]
    from unknot.serve.app import Serving, make_app
    from unknot.serve.door import Door

    studios = open_studios(engine)
    listening = bound("0.0.0.0" if lan else "127.0.0.1", port)
    port = listening.getsockname()[1]
    app = make_app(
        Serving(workspace=options.workspace, open_studios=studios, voices=_voices(engine),
                country=country)
    )  # fmt: skip
    addresses, key = (lan_addresses(), lan_key()) if lan else ([], "")
    _tell(options, port, addresses, key, list(read_keys().feeds))
    names = [*hosts(addresses, port), *fronts]
    door = Door(app, names, app.state.keys, app.state.served.known, lan=lan)
    run(door, listening, app.state.served.close)
    leave(0)


def open_studios(engine: str) -> Mapping[str, Callable[[], Studio]]:
    """What opens a studio of each quality, with engines of its own."""
    from unknot.clips.studio import new_studio

    return {name: partial(new_studio, engine, quality=name) for name in QUALITIES}


def _voices(engine: str) -> Mapping[str, str]:
    """Whoever speaks when nobody is chosen, and the voices of English that the engine has."""
    from unknot.speech.who import PLAIN

    with closing(open_engine(engine or PLAIN)) as opened:
        return {"": "the usual voice", **_english(opened)}


def _english(engine: Engine) -> Mapping[str, str]:
    found = [each for each in engine.voices() if each.language.lower().startswith("en")]
    return {each.id: each.name for each in found[:_MOST_VOICES]}


def _tell(options: Globals, port: int, addresses: list[str], key: str, feeds: list[str]) -> None:
    """Where it is: the address on stdout, and a code for each address of this machine."""
    below = f"{key}/" if key else ""
    local = f"http://127.0.0.1:{port}/{below}"
    click.echo(local)
    for each in addresses:
        click.echo(f"http://{each}:{port}/{below}")
    if options.quiet:
        return
    for each in addresses or ["127.0.0.1"]:
        click.echo(_code(f"http://{each}:{port}/{below}"), err=True)
    if addresses:
        click.echo("  point the phone's camera at the code, in the same network", err=True)
    else:
        click.echo("  this machine alone; for the phone: unknot serve --lan", err=True)
    if feeds:
        named = ", ".join(feeds)
        click.echo(f"  personal feeds: {named} (--revoke NAME ends one)", err=True)
    click.echo("  Ctrl-C ends it", err=True)


def _code(address: str) -> str:
    """A QR code for a terminal, small enough for 80 columns."""
    import segno

    text = StringIO()
    segno.make_qr(address, error="l").terminal(text, border=2, compact=True)
    return text.getvalue().rstrip()

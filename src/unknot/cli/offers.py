"""What comes next, offered to a person at a terminal: the track, and the phone."""

from __future__ import annotations

from importlib.util import find_spec

import click

from unknot.cli.main import Globals, main
from unknot.cli.output import tell
from unknot.packages import install


def offer_track(options: Globals, session: str) -> None:
    """Make the track of ``session`` now; then serve it to the phone."""
    if not _wanted("Make it now?", default=True):
        return
    _call(options, "build", session)
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        tell(options, [f"for the phone: {install('unknot[serve]')}",
                       "then: unknot serve --lan"])  # fmt: skip
        return
    if _wanted("Play it on the phone now? (unknot serve --lan, until Ctrl-C)", default=False):
        _call(options, "serve", "--lan")


def _wanted(question: str, *, default: bool) -> bool:
    """Whoever leaves at an offer has what they came for."""
    try:
        return click.confirm(question, default=default, err=True)
    except click.Abort:
        click.echo("", err=True)
        return False


def _call(options: Globals, *arguments: str) -> None:
    """As if it had been typed."""
    before = ("-C", str(options.workspace)) if options.workspace else ()
    main.main([*before, *arguments], prog_name="unknot", standalone_mode=False)

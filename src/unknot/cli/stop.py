"""Ctrl-C, or another way to be told to end: say so, finish what is being written, and be gone."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import NoReturn

import click

#: What a shell takes for "ended by Ctrl-C": 128 and the number of the signal.
EXIT_CODE = 130
#: What leaves something half done that is made use of: clips, and files of a voice.
_GO_ON = ("build", "playlist", "programme", "publish", "voices")
#: Clips in the making get so long, in seconds; their files are whole or not there in any case.
_GRACE_S = 0.6


def stop(command: str | None = None) -> NoReturn:
    """End the program, within ``command``. A second Ctrl-C changes nothing."""
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept = "; what was made so far is kept, and the next run goes on from it"
    with suppress(OSError):  # the terminal may be what has gone
        click.echo(f"\nstopped{kept if command in _GO_ON else ''}", err=True)
    leave(EXIT_CODE)


def leave(code: int) -> NoReturn:
    """End the program with ``code``, and wait for no engine that is still speaking."""
    end = time.monotonic() + _GRACE_S
    others = [each for each in threading.enumerate() if each.name.startswith("clip")]
    for each in others:
        each.join(max(end - time.monotonic(), 0))
    if any(each.is_alive() for each in others):
        # The interpreter would wait for them, however long an engine takes.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)

"""``check --watch``: every change is looked at, and Ctrl-C ends it without a word of fault."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.terminal import Terminal


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_change_is_looked_at_and_ctrl_c_ends_it(run: Run, here: Path) -> None:
    run("new", "workspace", "w")
    path = here / "w/sessions/my-session.yaml"
    good = path.read_text(encoding="utf-8")
    terminal = Terminal("-C", "w", "check", "--watch", cwd=here)
    terminal.until("no problem in")
    path.write_text(good.replace("gluteus-maximus", "gluteus-maximum"), encoding="utf-8")
    terminal.until("did you mean 'gluteus-maximus'?")
    path.write_text(good, encoding="utf-8")
    terminal.until("no problem in")
    terminal.run.send_signal(signal.SIGINT)
    assert terminal.end() == 0
    for word in ("Traceback", "Aborted", "stopped", "error"):
        assert word not in terminal.seen

"""``unknot serve`` as people type it, without an engine: the voice that comes along speaks."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.conftest import ROOT
from unknot.proof.verify import verify

CLI = [sys.executable, str(ROOT / "cli.py"), "-q", "-C", str(ROOT)]
WISH = "session=starter;side=right;detail=short;returning=yes"


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_the_plain_command_serves_what_the_plain_build_writes(tmp_path: Path) -> None:
    process = subprocess.Popen([*CLI, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert url, "the command ended"
        assert "where does it hurt" in urlopen(url).read().decode().lower()
        served = urlopen(_track(url)).read()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    asked = ("starter", "--side", "right", "--detail", "short", "--returning")
    built = subprocess.run(
        [*CLI, "build", *asked, "--out", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    path = Path(built.stdout.strip())
    assert verify(path).good
    assert served == path.read_bytes()


def _track(url: str) -> str:
    """The address of the track, once its clips are made."""
    urlopen(Request(url + WISH, method="POST", data=b"")).read()
    for _ in range(300):
        page = urlopen(f"{url}{WISH}?screened={date.today().isoformat()}&answer=clear").read()
        if found := re.search(rb'<audio[^>]*src="\./([^"]+)"', page):
            return url + found[1].decode()
        time.sleep(0.2)
    raise AssertionError(page)

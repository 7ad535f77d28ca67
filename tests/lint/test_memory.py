"""Lint keeps one large file in memory at a time, however many a site has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from unknot.cli.main import main

#: One episode in bytes: ten minutes at 96 kbit/s.
_EPISODE = 7_200_000
_SESSION = """\
title: Quiet {n}
summary: Ten minutes of nothing.
author: Me
routines: [{{say: Sit down for number {n}.}}, {{wait: 5m}}, {{wait: 5m}}]
"""
_CHILD = """
import sys
from pathlib import Path
from unknot.lint.lint import lint
assert not [each for each in lint(sys.argv[1], lambda *_: None) if each.rule.level == "MUST"]
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_four_episodes_take_no_more_memory_than_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sessions").mkdir()
    (tmp_path / "channel.yaml").write_text(
        "title: Quiet\nowner: {name: Me, email: me@example.org}\n", encoding="utf-8"
    )
    names = [f"quiet-{n}" for n in range(4)]
    for n, name in enumerate(names):
        (tmp_path / f"sessions/{name}.yaml").write_text(_SESSION.format(n=n), encoding="utf-8")
    peaks = []
    for site, told in (("one", names[:1]), ("four", names)):
        asked = ("publish", site, *told, "--engine", "tone", "--base-url", "https://example.org/x/")
        made = CliRunner().invoke(main, asked)
        assert made.exit_code == 0, made.output
        assert all(each.stat().st_size > _EPISODE for each in Path(site, "audio").glob("*.mp3"))
        run = subprocess.run(
            [sys.executable, "-c", _CHILD, site], capture_output=True, text=True, check=True
        )
        peaks.append(int(run.stdout) * 1024)
    # Half a megabyte of every file is kept; three episodes more would be 21.6 MB.
    assert peaks[1] - peaks[0] < 2 * _EPISODE, peaks

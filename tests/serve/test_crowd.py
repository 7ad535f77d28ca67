"""The simulation behind docs/explanation/scale.md runs, and what it says of few can be checked."""

from __future__ import annotations

import pytest
from benchmarks.crowd import main


@pytest.mark.deep
def test_a_small_crowd_is_planned(capsys: pytest.CaptureFixture[str]) -> None:
    main(60, seed=3)
    rows = dict(line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines())
    assert rows["listens"] == "60"
    variants = int(rows["variants asked for"])
    assert 30 < variants <= 60
    # All of them are kept, so only the first listen of each is not found.
    assert rows["found among the last 2,000"] == f"{(60 - variants) / 60:.0%}"
    minutes, mb = float(rows["a track lasts, minutes"]), float(rows["a track has, MB"])
    assert mb == pytest.approx(minutes * 60 * 96 / 8 / 1000, abs=0.1)
    assert float(rows["the same, compact"]) == pytest.approx(mb * 64 / 96, abs=0.1)

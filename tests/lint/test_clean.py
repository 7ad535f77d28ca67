"""A quick look: a clean site gives nothing, a spoilt one is named. All faults are deep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.faults import FAULTS
from tests.site import sites
from unknot.lint import sound
from unknot.lint.lint import lint


@pytest.fixture(autouse=True)
def _measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loudness takes a second a file."""
    monkeypatch.setattr(sound, "_measure", lambda data: (-16.0, -3.0))


def test_a_clean_site_gives_nothing() -> None:
    assert lint(str(sites.clean())) == ()


@pytest.mark.parametrize("id", ["A06", "F02"])
def test_a_planted_fault_is_named(id: str, tmp_path: Path) -> None:
    site = sites.copy(tmp_path / "site")
    FAULTS[id](site)
    assert {each.rule.id for each in lint(str(site))} == {id}

"""Faults of every kind planted together, as many as do not hide one another: all are named, and
no other. Each by itself is deep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.faults import FAULTS
from tests.site import sites
from unknot.lint import sound
from unknot.lint.lint import lint

TOGETHER = (
    "F03 F04 F05 F06 F07 F08 F11 C01 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13 C14 "
    "C15 C17 C18 I02 I03 I04 I05 I06 I07 I08 I09 I10 I11 I12 I13 I14 I15 H01 H02 H03 "
    "A01 R03 T01 T02 T03 T09 T11",
    "F09 C02 C16 R01 P02 P03 P05 P06",
    "F10 I01 I18 I16 I17 H10 H11 H04 H08 H09 A02 A12 R02 R04 T07 T06 T05 T10 P01",
    "I19 H05 H12 A04 A07 A10 A11 R05 T08 T12 T04 P04",
    "H06 A03 R06 T13",
    "H07 A05 A08",
    "A09",
)
#: A feed that is no XML has nothing else in it; loudness is not measured; large files take long.
ALONE = {"F01", "A13", "A14", "R07"}


@pytest.mark.parametrize("together", TOGETHER)
def test_faults_that_stand_beside_others_are_all_named(
    together: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "_measure", lambda data: (-16.0, -3.0))
    site = sites.copy(tmp_path / "site")
    for id in together.split():
        FAULTS[id](site)
    assert {each.rule.id for each in lint(str(site))} == set(together.split())


def test_every_fault_is_planted() -> None:
    quick = {"A06", "F02"}  # in test_clean.py
    assert {id for each in TOGETHER for id in each.split()} == FAULTS.keys() - ALONE - quick

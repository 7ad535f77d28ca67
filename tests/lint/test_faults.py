"""Each rule finds the fault that is planted for it, and no other rule finds anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.lint.faults import FAULTS
from tests.lint.hosts import HOSTS
from tests.site import sites
from tests.site.server import Host, served
from unknot.lint import sound
from unknot.lint.lint import lint
from unknot.lint.rules import RULES

pytestmark = pytest.mark.deep


def found(target: Path | str) -> set[str]:
    return {each.rule.id for each in lint(str(target))}


def test_a_clean_site_gives_nothing() -> None:
    assert lint(str(sites.clean())) == ()


@pytest.mark.parametrize("id", FAULTS)
def test_a_planted_fault_is_found_by_its_rule_alone(
    id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loudness takes a second a file, so it is measured where it matters."""
    if id not in ("A13", "A14"):
        monkeypatch.setattr(sound, "_measure", lambda data: (-16.0, -3.0))
    site = sites.copy(tmp_path / "site")
    FAULTS[id](site)
    assert found(site) == {id}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A good host with a site in ``site/``."""
    with served(tmp_path_factory.mktemp("hosted")) as host:
        sites.published(host.root / "site", base=f"{host.url}/site")
        yield host


def test_a_clean_site_on_a_good_host_gives_nothing(host: Host) -> None:
    assert lint(f"{host.url}/site/feed.xml") == ()
    assert lint(f"{host.url}/site/") == ()


@pytest.mark.parametrize("id", HOSTS)
def test_a_hosts_fault_is_found_by_its_rule_alone(id: str, host: Host) -> None:
    bad = replace(host)
    HOSTS[id](host)
    try:
        assert found(f"{host.url}/site/feed.xml") == {id}
    finally:
        host.change, host.ranges = bad.change, bad.ranges
        host.methods, host.head_length = bad.methods, bad.head_length


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule.id for rule in RULES} == set(FAULTS) | set(HOSTS)
    assert len(RULES) >= 40


def test_ids_are_listed_once() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("[A-Z][0-9]{2}", id) for id in ids)

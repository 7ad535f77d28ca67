"""What the functions of the API pass on, and what they open themselves where nothing is given."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.tracks import bundled
from unknot import api
from unknot.timeline.overrides import Overrides


def test_a_studio_is_used_or_one_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    own, given = SimpleNamespace(name="own"), SimpleNamespace(name="given")
    asked: list[Any] = []

    @contextmanager
    def opened() -> Any:
        asked.append("opened")
        yield own
        asked.append("closed")

    def build(job: Any, studio: Any, **how: Any) -> str:
        asked.append((job.session.id, job.rate, studio.name, how))
        return "track"

    monkeypatch.setattr(api, "open_studio", opened)
    monkeypatch.setattr("unknot.make.build", build)
    library, more = bundled(), Overrides(rate=150)
    track: Any = api.build("starter", library, more, out="o", jobs=3, verify=True)
    assert track == "track"
    how = {"out": Path("o"), "jobs": 3, "verify": True}
    first, (session, rate, used, told), last = asked
    assert (first, session, rate, used, last) == ("opened", "starter", 150, "own", "closed")
    assert told.items() >= how.items()
    asked.clear()
    studio: Any = given
    api.build(library.sessions["starter"], library, out=Path("o"), studio=studio)
    ((_, rate, used, told),) = asked
    assert (used, told["jobs"], told["verify"]) == ("given", 0, False)


def test_a_plan_is_measured_by_a_studio_or_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "plan_job", lambda job, measure: (job.session.id, measure))
    monkeypatch.setattr(api, "estimate", lambda library, rate: rate)
    measured = SimpleNamespace(maker=lambda job: SimpleNamespace(measure=lambda: "measured"))
    planned: Any = api.plan("starter", bundled(), Overrides(rate=150))
    assert planned == ("starter", 150)
    studio: Any = measured
    planned = api.plan("starter", bundled(), studio=studio)
    assert planned == ("starter", "measured")

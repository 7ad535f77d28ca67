"""What rewrites the files that tests compare with is refused in CI: such a run could only pass."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.conftest import pytest_configure


def configured(*, golden: bool) -> None:
    pytest_configure(cast(Any, SimpleNamespace(getoption=lambda name: golden)))


@pytest.mark.parametrize("name", ["UNKNOT_UPDATE_FIXED", "UNKNOT_UPDATE_DOCS"])
def test_a_variable_that_updates_is_refused_in_ci(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("UNKNOT_CI", raising=False)
    monkeypatch.setenv(name, "1")
    configured(golden=False)
    monkeypatch.setenv("UNKNOT_CI", "1")
    with pytest.raises(pytest.UsageError, match=f"{name} writes files; in CI they are compared"):
        configured(golden=False)


def test_the_option_that_updates_is_refused_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNKNOT_CI", raising=False)
    configured(golden=True)
    monkeypatch.setenv("UNKNOT_CI", "1")
    configured(golden=False)
    with pytest.raises(pytest.UsageError, match="--update-golden writes files"):
        configured(golden=True)

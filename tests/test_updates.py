"""What rewrites the files that tests compare with is refused in CI: such a run could only pass."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.conftest import GOLDEN, GoldenFile, pytest_configure


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


def test_a_golden_file_that_differs_names_the_session_and_the_line() -> None:
    name = "starter.cues.txt"
    text = (GOLDEN / name).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    changed = "".join([*lines[:6], "another\n", *lines[7:]])
    with pytest.raises(AssertionError) as told:
        GoldenFile(update=False).check(name, changed)
    message = f"{name}:7: 'another' instead of {lines[6].rstrip()!r}; look at it"
    assert str(told.value).startswith(message)
    with pytest.raises(AssertionError, match=rf"{name}:{len(lines)}: '' instead of"):
        GoldenFile(update=False).check(name, "".join(lines[:-1]))

"""What the usual suite tries of many cases: a few, spread over them all. Deep has the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet


def examples(count: int) -> int:
    """How many examples of what is random: all in CI, a fifth in the usual suite."""
    return count if os.environ.get("UNKNOT_CI") else max(count // 5, 1)


def cases(
    names: str | Sequence[str],
    values: Iterable[Any],
    *,
    usual: int,
    ids: Iterable[str] | Callable[[Any], str] | None = None,
) -> pytest.MarkDecorator:
    """``pytest.mark.parametrize``, with all values but ``usual`` of them marked deep.

    The first and the last stay, and what lies evenly between; with one, the first.
    """
    several = not isinstance(names, str) or "," in names
    every = [ParameterSet.extract_from(each, force_tuple=not several) for each in values]
    free = [number for number, each in enumerate(every) if not _deep(each)]
    step = (len(free) - 1) / max(usual - 1, 1)
    kept = {free[round(number * step)] for number in range(min(usual, len(free)))}
    rows = [
        each if number in kept or _deep(each)
        else each._replace(marks=[*each.marks, pytest.mark.deep])
        for number, each in enumerate(every)
    ]  # fmt: skip
    return pytest.mark.parametrize(names, rows, ids=ids)


def _deep(row: ParameterSet) -> bool:
    return any(getattr(mark, "name", "") == "deep" for mark in row.marks)

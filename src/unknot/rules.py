"""What rules of content, of safety and of sites share: one that is written is kept.

Each of the three rooms says in its ``rule.py`` what else a rule has. What a rule finds is a breach;
its room gives it a code and a place.
"""

from __future__ import annotations

from types import ModuleType
from typing import TypeVar

Rule = TypeVar("Rule")


def rules_in(kind: type[Rule], *modules: ModuleType) -> tuple[Rule, ...]:
    """Every rule of ``kind`` in ``modules``, in the order in which they are written."""
    found = (each for module in modules for each in vars(module).values())
    return tuple(dict.fromkeys(each for each in found if isinstance(each, kind)))

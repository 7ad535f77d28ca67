"""Once: what is worked out from a library or a lexicon, worked out once for each of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

Values = TypeVarTuple("Values")
Made = TypeVar("Made")
#: A run asks of a workspace's library and of what is beneath it, in a few languages.
_MOST = 8


def once(work_out: Callable[[*Values], Made]) -> Callable[[*Values], Made]:
    """Remember what a function made of its last few arguments.

    But for text, arguments are told apart by identity, so they must be values that never change:
    with dictionaries inside, as a library has them, there is no other way.
    """
    made: dict[tuple[int | str, ...], tuple[tuple[*Values], Made]] = {}

    @wraps(work_out)
    def remembered(*values: *Values) -> Made:
        key = tuple([value if isinstance(value, str) else id(value) for value in values])
        if (found := made.get(key)) is None:
            # The oldest go; other threads may be at it as well.
            for oldest in tuple(made)[: max(len(made) - _MOST + 1, 0)]:
                made.pop(oldest, None)
            # With the values, so that no other can get their identity.
            found = made[key] = (values, work_out(*values))
        return found[1]

    return remembered

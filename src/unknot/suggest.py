"""What somebody probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping


def did_you_mean(wanted: str, known: Iterable[str] | Mapping[str, str]) -> str:
    """``; did you mean 'x'?`` with the nearest of ``known``, or nothing.

    A mapping leads from each way to write a thing to the thing's name.
    """
    names = known if isinstance(known, Mapping) else {each: each for each in known}
    lower = {alias.lower(): name for alias, name in reversed(list(names.items()))}
    close = difflib.get_close_matches(wanted.lower(), lower, n=1, cutoff=0.6)
    return f"; did you mean {lower[close[0]]!r}?" if close else ""

"""What somebody probably meant: the one place that knows "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

_LONGEST_WORD = 60
_MOST_WORDS = 20
_AS_WRITTEN: Mapping[str, str] = MappingProxyType({})


def find_nearest(wanted: str, known: Iterable[str]) -> str:
    """The one of ``known`` that was probably meant by ``wanted``, or an empty string."""
    import difflib

    lower = {each.lower(): each for each in known}
    close = difflib.get_close_matches(wanted[:_LONGEST_WORD].lower(), lower, n=1, cutoff=0.6)
    return lower[close[0]] if close else ""


def did_you_mean(
    wanted: str, known: Iterable[str], names: Mapping[str, str] = MappingProxyType({})
) -> str:
    """``; did you mean 'x'?`` for the end of a sentence, or nothing.

    ``names``: what a thing is called, for each of ``known`` that is another way to write it.
    """
    nearest = find_nearest(wanted, known)
    return f"; did you mean {names.get(nearest, nearest)!r}?" if nearest else ""


def suggest(wanted: str, known: Iterable[str]) -> str:
    """A line of its own: the one of ``known`` that was meant, else all of them."""
    names = list(dict.fromkeys(known))
    if nearest := find_nearest(wanted, names):
        return f"did you mean {nearest!r}?"
    more = f" and {len(names) - _MOST_WORDS} more" if len(names) > _MOST_WORDS else ""
    return f"known: {', '.join(names[:_MOST_WORDS])}{more}" if names else ""

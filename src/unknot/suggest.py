"""What somebody probably meant: the one place that knows "did you mean"."""

# ruff: noqa: PTH112 - unlike Path's methods, it never raises
from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

_LONGEST_WORD = 60
_MOST_WORDS = 20
#: Names of a folder that are looked at, and that are told.
_MOST_NAMES, _TOLD_NAMES = 2_000, 6
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


def suggest_path(wanted: Path, *also: Path) -> str:
    """A line of its own for a path that is not there: the one that was meant, beside it or in the
    folders ``also``; else what is missing of the way there, or what there is of its kind. For a
    folder in a file's place, what is in it."""
    if os.path.isdir(wanted):
        return _tell_names(wanted, "")
    for folder in (wanted.parent, *also):
        # The last of one stem counts: the one with the ending that was asked for.
        names = sorted(_names_in(folder), key=lambda name: Path(name).suffix == wanted.suffix)
        stems = {Path(name).stem: name for name in names if name != wanted.name or folder in also}
        if nearest := find_nearest(wanted.stem, stems):
            return f"did you mean {str(folder / stems[nearest])!r}?"
    missing = wanted.parent
    if os.path.isdir(missing):
        return _tell_names(missing, wanted.suffix)
    while not os.path.isdir(missing.parent) and missing != missing.parent:
        missing = missing.parent
    meant = did_you_mean(missing.name, _names_in(missing.parent))
    return f"there is no folder {str(missing)!r}{meant}"


def _names_in(folder: Path) -> list[str]:
    """What is in ``folder``, but for hidden files; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(each.name for each in islice(entries, _MOST_NAMES) if each.name[0] != ".")
    except (OSError, ValueError):
        return []


def _tell_names(folder: Path, suffix: str) -> str:
    names = [name for name in _names_in(folder) if Path(name).suffix == suffix or not suffix]
    where = "here" if folder == Path() else f"in {str(folder)!r}"
    if not names:
        return f"there is no {suffix or 'such'} file {where}"
    more = f" and {len(names) - _TOLD_NAMES} more" if len(names) > _TOLD_NAMES else ""
    return f"{where} there are: {', '.join(names[:_TOLD_NAMES])}{more}"

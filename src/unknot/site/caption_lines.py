"""Where to break a sentence for captions: evenly, and rather between sentences than inside one."""

from __future__ import annotations

import textwrap
from functools import cache

#: Two lines of 32 characters, as readers of SRT expect.
LINE = 32
LINES = 2
#: What it costs to end a caption inside a clause, and at a comma.
_INSIDE, _AT_COMMA = 500, 200


def rows(text: str) -> list[str]:
    """``text`` in one line, or in two that differ as little as they can."""
    text = " ".join(text.split())
    if len(text) <= LINE:
        return [text]
    words = text.split()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    fitting = [pair for pair in splits if max(map(len, pair)) <= LINE]
    if not fitting:  # too long for two, or a word that is too long for one
        return textwrap.wrap(text, LINE, break_on_hyphens=False)
    first, second = min(fitting, key=lambda two: (abs(len(two[0]) - len(two[1])), len(two[0])))
    return [first, second]


def pieces(text: str) -> list[str]:
    """``text`` in as few captions as it takes, none of them a word left over from the last."""
    words = tuple(text.split())
    for count in range(1, len(words) + 1):
        if found := _split(words, count):
            return list(found[1])
    lines = textwrap.wrap(" ".join(words), LINE, break_on_hyphens=False)
    return [" ".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]


def _split(words: tuple[str, ...], count: int) -> tuple[float, tuple[str, ...]] | None:
    """``words`` in ``count`` captions, and what that costs; None when it cannot be done."""
    mean = len(" ".join(words)) / count

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]] | None:
        if left == 0:
            return (0.0, ()) if start == len(words) else None
        found: tuple[float, tuple[str, ...]] | None = None
        for end in range(start + 1, len(words) - left + 2):
            piece = " ".join(words[start:end])
            if len(rows(piece)) > LINES or max(map(len, rows(piece))) > LINE:
                break
            if rest := best(end, left - 1):
                last = end == len(words)
                cost = rest[0] + (len(piece) - mean) ** 2 + (0 if last else _cost(piece))
                if found is None or cost < found[0]:
                    found = (cost, (piece, *rest[1]))
        return found

    return best(0, count)


def _cost(piece: str) -> int:
    if piece.endswith((".", "?", "!", ":", "…")):
        return 0
    return _AT_COMMA if piece.endswith((",", ";")) else _INSIDE

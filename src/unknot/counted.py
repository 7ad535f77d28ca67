"""A number with the name of what it counts, in English: one byte, two bytes."""

from __future__ import annotations


def counted(number: int, what: str, many: str = "") -> str:
    """``1 byte``, ``2 bytes``; ``many`` where it takes more than an s, as in ``3 presses``."""
    return f"{number} {what if number == 1 else many or what + 's'}"

"""Fixed lines: the words of safety, which are the same in every track, whoever made it.

Held by a digest of all that a line says, so that no file can say them otherwise: a workspace's
cannot, and whoever changes them here changes the table on purpose (tests/safety/test_fixed.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from unknot.content.fixed_digests import DIGESTS
from unknot.content.records.script import Line, Script


def digest_of(line: Line) -> str:
    """What identifies every word of ``line`` and how it is said."""
    said = [line.say, line.in_turn, line.helper, line.short, line.safety]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()[:24]


def is_fixed_line(reference: str) -> bool:
    """Whether nobody may reword the line ``owner/name``."""
    return reference in DIGESTS


def is_as_fixed(owner: str, name: str, line: Line) -> bool:
    """Whether ``line`` says what the fixed line of this name says."""
    return DIGESTS.get(f"{owner}/{name}") == digest_of(line)


def digests(scripts: Mapping[str, Script]) -> dict[str, str]:
    """The table for a language's scripts: every line that is marked as one of safety."""
    return {
        f"{owner}/{name}": digest_of(line)
        for owner, script in sorted(scripts.items())
        for name, line in sorted(script.lines.items())
        if line.safety
    }

"""A record of one's own that begins as a copy of another one, which it does not speak for."""

from __future__ import annotations

import json
import re

_SOURCES = re.compile(r"\[[A-Z]+[0-9]*(?:,\s*[A-Z]+[0-9]*)*\]")


def begun_from(text: str, original: str, id: str, author: str = "") -> str:
    """The file of ``original`` as the beginning of ``id``: signed, and every source INF.

    Who says something of one muscle has said nothing of another; what was discouraged or for a
    helper there has to be shown first here, as with any muscle that unknot does not know (S51).
    """
    schema, _, rest = text.partition("\n")
    title = id.replace("-", " ").capitalize()
    rest = re.sub(r"(?m)^(name|title): .*$", lambda found: f"{found[1]}: {title}", rest, count=1)
    rest = re.sub(r"(?m)^(  [a-z-]+): (?:discouraged|helper-only)$", r"\1: needs-shown", rest)
    signed = json.dumps(author, ensure_ascii=False) if author else ""
    head = (
        schema,
        f"# Begun from {original}: go through every line. Each source is INF, which means that",
        "# nobody says so yet, until you name who does.",
        f"author: {signed}" if signed else "# author: YOUR NAME",
    )
    return "\n".join(head) + "\n" + _SOURCES.sub("[INF]", rest)

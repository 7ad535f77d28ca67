"""All muscles: docs/reference/muscles.md."""

from __future__ import annotations

from unknot.cli.list import facts
from unknot.content.library import Library

_HEAD = """# The muscles

Where each muscle is, what it does, how it makes itself felt and where that is, how you lie for it,
and what to keep away from. `unknot list muscles` prints the same. Where an ache may be felt besides
is from outside sources, and examiners disagree about it (C15, X20): what you find tender counts.
"""


def page(library: Library) -> str:
    """docs/reference/muscles.md, in Markdown."""
    lines = [_HEAD]
    for name, muscle in sorted(library.muscles.items()):
        title = muscle.spoken.removeprefix("the ")
        lines += [f"## {title[:1].upper()}{title[1:]}", ""]
        lines += [f"`{name}`, {muscle.name}", ""]
        cited = sorted({s for sources in muscle.sources.values() for s in sources})
        lines += [f"- **{what}**: {' '.join(text.split())}" for what, text in facts(muscle)]
        lines += ["", f"Sources: {', '.join(cited)}", ""]
    return "\n".join(lines)

"""docs/reference/lint-rules.md, made from the rules."""

from __future__ import annotations

from unknot.lint.rules import RULES

_TITLES = {
    "F": "The feed as a file",
    "C": "The channel",
    "I": "Items",
    "H": "Chapters",
    "A": "Audio",
    "R": "Covers",
    "T": "Captions and transcripts",
    "P": "Pages",
    "U": "The host, for an address only",
}
_HEAD = """# Lint rules

What `unknot lint SITE` and `unknot lint URL` hold a site against. Each finding says where, which
rule, what is wrong, how to mend it, and who asks for it. Ids stay what they are. MUST: directories
or players refuse or break what does not keep it. SHOULD: something works less well.

Apple's and Spotify's words were read as excerpts; *measured* and *own* are ours.
"""


def page() -> str:
    """The reference page in Markdown."""
    lines = [_HEAD]
    for letter, title in _TITLES.items():
        lines += [
            f"## {title}",
            "",
            "| rule | level | what is asked | who asks |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {each.id} | {each.level} | {each.asks} | {each.source} |"
            for each in RULES
            if each.id.startswith(letter)
        ]
        lines.append("")
    return "\n".join(lines)

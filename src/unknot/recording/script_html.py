"""script.html: the lines of a script to be read from paper or from a screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from math import ceil

from unknot.recording.line import ScriptLine

#: Between one line and the next; splitting a long recording counts on it.
PAUSE_S = 2

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 0 auto; padding: 1rem; }
ol { list-style: none; padding: 0; }
li { border-top: 1px solid; padding: .6rem 0; break-inside: avoid; }
.say { font-size: 1.35rem; margin: 0; max-width: 36rem; }
.soft { margin: 0; font-size: .9rem; }
code { overflow-wrap: anywhere; }
h2 { break-after: avoid; margin-top: 2rem; }
@media print { body { max-width: none; padding: 0; } .say { font-size: 14pt; } }
"""


def script_page(lines: Sequence[ScriptLine], *, title: str, language: str) -> str:
    """The lines as one HTML page with everything inside, ``language`` that of the lines."""
    total = ceil(sum(line.expected_ms for line in lines) / 60_000)
    body = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<header><h1>{escape(title)}</h1>",
        f"<p>{len(lines)} lines, about {total} minutes of speech. In a quiet room, a hand's width"
        " from the microphone, read each as you would to somebody lying in front of you.</p>",
        "<p>One file for each line, named by the line's code, or one long recording in this order"
        f" with {PAUSE_S} seconds of silence after every line. If you slip, wait, and read the"
        " whole line again: the last time counts.</p></header><main>",
    ]
    number = 0
    for group, members in groupby(lines, key=lambda line: line.group):
        body.append(f"<section><h2>{escape(group)}</h2><ol>" if group else "<section><ol>")
        for line in members:
            number += 1
            body += _item(number, line, language)
        body.append("</ol></section>")
    return "\n".join([*body, "</main></body></html>"]) + "\n"


def _item(number: int, line: ScriptLine, language: str) -> list[str]:
    facts = f"{number} · <code>{escape(line.id)}</code> · {line.expected_ms / 1000:.1f} s"
    said = f'<p class="soft">Say: {escape(line.pronunciation)}</p>' if line.pronunciation else ""
    return [
        f'<li id="{escape(line.id)}"><p class="soft">{facts}</p>',
        f'<p class="say" lang="{escape(language)}">{escape(line.text)}</p>',
        said,
        f'<p class="soft">{escape(line.context)}</p></li>',
    ]

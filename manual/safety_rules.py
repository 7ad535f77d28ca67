"""The safety rules and what is left out of them: docs/reference/safety-rules.md."""

from __future__ import annotations

from collections.abc import Mapping

from unknot.timeline.safety.table import rows

#: Checks that keep every rule: a workspace adds caution and never removes it.
OVERLAYS = ("S88", "S90", "S91", "S92", "S94", "S95")
#: What concerns the person, the device or the day, and not what unknot makes (SAFETY.md).
LEFT_OUT: Mapping[int, str] = {
    20: "how strongly a massager shakes the hand: unknot does not know the massager; SAFETY.md says"
    " who should ask first",
    22: "a dated screening of the person: it is spoken in every full opening and printed in"
    " SAFETY.md, and not asked on the command line",
    38: "the person's age: a file cannot know who listens; SAFETY.md says that it is for adults",
}
_HEAD = """# Safety rules

What no track may do, and what every track must say. `unknot check --rules` prints this table.

Each rule is one small function. Those held over the `plan` run on every plan before anything is
spoken, and `unknot verify` runs them again on the plan that a finished track carries. The S codes
are [checks of the content](problems.md) that refuse the same thing earlier, with its line and
column. Numbers are those of the evidence brief; [the sources](../explanation/evidence.md) say who
says so, and INF is our own inference, not yet reviewed by a clinician.

A workspace can add caution and never remove it. Whatever it lays over the bundled content,
{overlays} hold its records against the bundled ones of the same id, and the limits
of every rule here stand in code and not in files.
"""


def page() -> str:
    """docs/reference/safety-rules.md, in Markdown."""
    codes = f"{', '.join(OVERLAYS[:-1])} and {OVERLAYS[-1]}"
    lines = [_HEAD.format(overlays=codes), "| rule | what holds | held over | sources |"]
    lines.append("|---|---|---|---|")
    lines += [
        f"| {row.code} | {row.sentence} | {', '.join(row.held)} | {', '.join(row.sources)} |"
        for row in rows()
    ]
    lines += ["", "## Left out", "", "| rule | why |", "|---|---|"]
    lines += [f"| INV-{number} | {why} |" for number, why in LEFT_OUT.items()]
    lines += [
        "",
        "INV-43, that what a person says of herself stays on her own machine, needs no rule:"
        " unknot asks",
        "for nothing of the kind and sends nothing anywhere.",
        "",
    ]
    return "\n".join(lines)

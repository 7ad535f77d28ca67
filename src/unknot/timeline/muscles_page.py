"""Muscles: where each is, what it causes and how it is treated, for people; and a page of them."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.library import Library
from unknot.content.records.values import Muscle, PositionName

_LYING: dict[PositionName, str] = {
    "prone": "on your front",
    "side-lying": "on the other side",
    "supine-on": "on your back, on the massager",
    "seated": "sitting",
}
_HEAD = """# The muscles

Where each muscle is, what it does, how it makes itself felt and where that is, how you lie for it,
and what to keep away from. `unknot list muscles` prints the same. Where an ache may be felt besides
is from outside sources, and examiners disagree about it (C15, X20): what you find tender counts.
"""


def facts(muscle: Muscle) -> Iterator[tuple[str, str]]:
    """What there is to know of ``muscle``, each with its name."""
    if muscle.position:
        yield "where", muscle.position.landmark
    yield "how deep", f"{muscle.depth}."
    yield "does", muscle.function
    yield "felt as", muscle.symptoms
    if muscle.position:
        ways = [muscle.position.default, *muscle.position.alternatives]
        yield "you lie", "; or ".join(_LYING[way] for way in ways) + "."
    if muscle.dose:
        least, most = muscle.dose.hold.min // 1000, muscle.dose.hold.max // 1000
        points = muscle.dose.points
        spots = (
            f"{points.default} to {points.max} spots" if points.max > points.default else "1 spot"
        )
        yield "dose", f"{least} to {most} seconds a spot, {spots} a side, once a day."
    if muscle.info_only:
        yield "treated", "never here. " + " ".join(dict.fromkeys(muscle.because.values()))
    if muscle.cautions:
        yield "keep in mind", " ".join(muscle.cautions)


def muscles_page(library: Library) -> str:
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

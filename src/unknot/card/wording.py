"""How an entry reads on paper: its lines, with their sizes and colours."""

from __future__ import annotations

from msgspec import Struct

from unknot.card.entries import CardEntry
from unknot.content.records.muscle import Muscle
from unknot.counted import counted

#: Red, green and blue, of 255; each at least 7 to 1 on white.
DARK, SOFT, STOP = (28, 31, 37), (82, 88, 97), (128, 18, 40)


class CardLine(Struct, frozen=True):
    """A line of an entry; ``size`` in points, ``gap`` below it in millimetres."""

    text: str
    size: float
    bold: bool = False
    colour: tuple[int, int, int] = DARK
    gap: float = 0.0


def said(entry: CardEntry) -> list[CardLine]:
    """What is told of an entry, in the order in which one does it."""
    lines = [
        CardLine(entry.name, 13.5, bold=True, gap=0.5),
        CardLine(amount(entry), 11, bold=True, colour=SOFT, gap=0.9),
        *(CardLine(step, 12) for step in numbered(entry)),
    ]
    if also := mirrored(entry):
        lines.append(CardLine(also, 10.5, colour=SOFT))
    return lines + [CardLine(caution, 10.5, colour=STOP) for caution in entry.cautions]


def mirrored(entry: CardEntry) -> str:
    """What is told of the other side; "" without one, or where unknot has no words."""
    both = len(entry.sides) > 1 and entry.english
    return f"Then the same on your {entry.sides[1]}, as in a mirror." if both else ""


def numbered(entry: CardEntry) -> list[str]:
    """The steps; between the place and what comes after it, how long the massager rests there."""
    steps = list(entry.steps)
    if entry.treatment.by == "massager" and entry.hold:
        long = f"{round(entry.hold / 1000)} seconds. No pressing."
        steps.insert(len(steps) - 1, long if entry.english else f"{round(entry.hold / 1000)} s")
    return [f"{number}.  {step}" for number, step in enumerate(steps, 1)]


def amount(entry: CardEntry) -> str:
    """How much: sides, points and seconds; in figures where unknot has no words."""
    if not entry.english:
        seconds = f" × {round(entry.hold / 1000)} s" if entry.hold else ""
        return f"{' + '.join(entry.sides).capitalize()}: {entry.points}{seconds}"
    sides = " and ".join(entry.sides)
    seconds = f"{round(entry.hold / 1000)} seconds" if entry.hold else ""
    points = counted(entry.points, "point")
    each = " each side" if len(entry.sides) > 1 else ""
    return f"{sides.capitalize()}: {points}{each}" + (f", {seconds}" if seconds else "")


def about(muscle: Muscle) -> list[tuple[str, str]]:
    """What a card of one muscle says of it, each with its name."""
    found = [("Where", muscle.position.landmark)] if muscle.position else []
    found += [("What it does", muscle.function), ("How it makes itself felt", muscle.symptoms)]
    if muscle.position is None:
        found.append(("Why it is left alone", " ".join(dict.fromkeys(muscle.because.values()))))
    return found

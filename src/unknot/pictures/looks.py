"""Looks: what a workspace decides of its pictures."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.content.library import Library, primary
from unknot.content.records.channel import ShownFigure
from unknot.content.records.session import Side
from unknot.pictures.own import OwnPicture, OwnPictures
from unknot.pictures.people import Figure


class Looks(Struct, frozen=True, kw_only=True):
    """Pictures by authors, whom all others show, and what ``sides`` are called, by language."""

    own: Mapping[str, OwnPicture] = field(default_factory=dict)
    figure: ShownFigure | None = None
    sides: Mapping[tuple[str, Side], str] = field(default_factory=dict)

    def person(self, usual: Figure) -> Figure:
        """Who is shown where it would be the ``usual`` one."""
        return shown_as(usual, self.figure)

    def side_word(self, side: Side, language: str) -> str:
        """What is written beside a picture; "" in a language that has no word for it."""
        if primary(language) == "en":
            return side.upper()
        return self.sides.get((language, side)) or self.sides.get((primary(language), side), "")


def shown_as(usual: Figure, wanted: ShownFigure | None) -> Figure:
    """``usual``, but for what is ``wanted``."""
    if wanted is None:
        return usual
    return replace(
        usual,
        build=wanted.build or usual.build,
        tone=wanted.tone or usual.tone,
        hair=wanted.hair or usual.hair,
    )


def looks_of(library: Library) -> Looks:
    """What ``library`` has of all that."""
    sides: tuple[Side, Side] = ("left", "right")
    named = {
        (language, side): line[0].say[0].upper()
        for language in library.scripts
        for side in sides
        if (line := library.line(language, None, f"word-{side}")) and line[0].say
    }
    return Looks(own=OwnPictures(library), figure=library.channel.figure, sides=named)

"""Overrides: what a person asks for on top of a session. ``job.resolve`` writes it into one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args

from msgspec import Meta, Struct, ValidationError, convert, field
from msgspec.structs import fields

from unknot.content.limits import LEAST_BASE_MS, MOST_BASE_MS, MOST_POINTS
from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.session import Detail, Pace, Sides, VoiceRole
from unknot.diagnostic import Diagnostic, Place
from unknot.errors import ContentError
from unknot.timeline.timeline import PlaylistPart


class Overrides(Struct, frozen=True, kw_only=True):
    """What a person asks for; None leaves it to the session.

    ``hold`` (the base hold), ``target`` and ``lead_in`` in ms, ``chime_level`` in dB, ``points`` a
    muscle and side, ``rate`` in words a minute, ``country`` by its two letters, ``language`` such
    as ``de``. ``part`` is a track's place in a playlist; ``returning``: the listener heard the full
    opening in the last seven days (INF). Raises ContentError when a value can never be allowed.

    A field of the same name as one of Session's is written into the session by itself: add it to
    both, and its option to ``unknot.cli.options.OVERRIDES``. Nothing else has to know of it.
    """

    side: Sides | None = None
    title: str | None = None
    hold: int | None = None
    points: int | None = None
    pace: Pace | None = None
    position: PositionName | None = None
    target: int | None = None
    rate: int | None = None
    voice: str | None = None
    voices: Mapping[VoiceRole, str] = field(default_factory=dict)
    opt_in: tuple[OptIn, ...] | None = None
    language: str | None = None
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] | None = None
    lead_in: int | None = None
    chime_level: float | None = None
    detail: Detail | None = None
    part: PlaylistPart | None = None
    returning: bool = False

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            check_kind(name, getattr(self, name), kind)
        if self.hold is not None and not LEAST_BASE_MS <= self.hold <= MOST_BASE_MS:
            message = f"a base hold of {self.hold / 1000:g} s is outside 30 to 60 s (S23, S24)"
            nearest = "30s" if self.hold < LEAST_BASE_MS else "60s"
            raise _refusal("INV-11", "--hold", message, nearest)
        if self.points is not None and not 1 <= self.points <= MOST_POINTS:
            message = f"{self.points} points; 1 to {MOST_POINTS} a muscle and side (C19, INF)"
            raise _refusal("INV-18", "--points", message, "1" if self.points < 1 else "3")
        if self.title is not None and not _readable(self.title):
            message = "the title is empty, or has a character that cannot be seen"
            raise ContentError([Diagnostic("Y03", Place("--title"), message, "leave it out")])


_KINDS: Mapping[str, Any] = {each.name: each.type for each in fields(Overrides)}


def check_kind(name: str, value: object, kind: Any) -> None:
    """Python takes anything for a side, and would treat none that is called ``Left``."""
    if value is None:
        return
    try:
        convert(value, kind)
    except ValidationError as error:
        known = "enum" in str(error) and ", ".join(_words_of(kind))
        hint = f"known: {known}" if known else str(error)
        place = Place(f"--{name.replace('_', '-')}")
        message = f"{value!r} is not possible here"
        raise ContentError([Diagnostic("Y16", place, message, hint)]) from error


def _words_of(kind: Any) -> Iterator[str]:
    """Every word that is possible in a value of ``kind``."""
    for part in get_args(kind):
        yield from (part,) if isinstance(part, str) else _words_of(part)


def _readable(title: str) -> bool:
    """Whether it is on one line, with something to be seen in it."""
    from unknot.content.yaml.document import FORBIDDEN

    shown = title.strip() and not FORBIDDEN.search(title)
    return bool(shown) and not re.search(r"[\r\n\t]", title)


def _refusal(code: str, option: str, message: str, nearest: str) -> ContentError:
    return ContentError(
        [Diagnostic(code, Place(option), message, f"the nearest allowed is {nearest}")]
    )

"""Overlays: a workspace's record may be more careful than the bundled one, never less."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import TypeVar

from msgspec.structs import replace

from unknot.content import limits
from unknot.content.cautions import lost
from unknot.content.checks.lines import language_of, texts
from unknot.content.checks.rule import Breach, clock, rule
from unknot.content.checks.steps import speaking, steps_of
from unknot.content.library import Library
from unknot.content.limits import permission
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import Line, Script
from unknot.content.records.steps import HoldStep, SessionFrame, Technique
from unknot.counted import counted

R = TypeVar("R", bound=Muscle | Technique | SessionFrame)
_STRICTER = "a workspace can add caution, never remove it"
#: Lines that a technique goes without only if the bundled one does.
_CORE = (
    "ahead", "place", "recheck", "recheck-outcome", "hold-half", "sweep", "stick-set",
    "stroke-place",
)  # fmt: skip


@rule("S90", Muscle, hint=_STRICTER)
def muscles_as_careful(muscle: Muscle, library: Library) -> Iterator[Breach]:
    """A workspace's muscle that is less careful than the bundled one."""
    bundled = _bundled(library, muscle)
    if bundled is None or bundled == muscle:
        return
    for key, was in (("region", bundled.region), ("spot_group", bundled.spot_group)):
        if getattr(muscle, key) != was:
            name = key.replace("_", "-")
            yield muscle.place(key), f"{name} is {was} in the bundled record"
    if bundled.info_only and not muscle.info_only:
        yield muscle.place(), f"{muscle.id} is only explained, never treated"
    yield from _left_out(muscle, bundled, "needs", "needs: [{}]")
    yield from _left_out(muscle, bundled, "cautions", "the caution {!r}")
    yield from _permissions(muscle, bundled, library)
    yield from _positions(muscle, bundled)
    yield from _doses(muscle, bundled)


def _left_out(now: R, was: R, key: str, name: str, of: str = "") -> Iterator[Breach]:
    """What the list ``key`` had; ``name`` is what messages call one of it."""
    for each in getattr(was, key):
        if each not in getattr(now, key):
            yield now.place(key), f"{name.format(each)} has been left out{of}"


def _permissions(muscle: Muscle, bundled: Muscle, library: Library) -> Iterator[Breach]:
    for technique in library.techniques.values():
        (now, name), (before, _) = permission(muscle, technique), permission(bundled, technique)
        if limits.is_looser(now, before):
            message = f"{technique.id} is {before!r} in the bundled record, so never {now!r}"
            yield muscle.place(f"techniques.{name}"), message
    for name, now in muscle.techniques.items():
        before = bundled.techniques.get(name, now)
        if name not in library.techniques and limits.is_looser(now, before):
            message = f"{name} is {before!r} in the bundled record, so never {now!r}"
            yield muscle.place(f"techniques.{name}"), message
    for step, now in muscle.exam.items():
        if limits.is_looser(now, was := bundled.exam.get(step, "none")):
            message = f"searching by {step} is {was!r} in the bundled record"
            yield muscle.place(f"exam.{step}"), message


def _positions(muscle: Muscle, bundled: Muscle) -> Iterator[Breach]:
    if muscle.position is None or bundled.position is None:
        return
    allowed = {bundled.position.default, *bundled.position.alternatives}
    ways = (muscle.position.default, *muscle.position.alternatives)
    for way in ways:
        if way not in allowed:
            yield muscle.position.place(), f"{muscle.id} is never treated {way}"
    if muscle.position.default == "supine-on" != bundled.position.default:
        yield muscle.position.place("default"), "nobody lies on a massager by default"
    if muscle.position.stick not in (None, bundled.position.stick, *ways):
        yield muscle.position.place("stick"), f"not {muscle.position.stick} for it"


def _doses(muscle: Muscle, bundled: Muscle) -> Iterator[Breach]:
    if muscle.dose is None or bundled.dose is None:
        return
    now, was = muscle.dose, bundled.dose
    if now.hold.min < was.hold.min or now.hold.max > was.hold.max:
        message = f"holds are {clock(was.hold.min)} to {clock(was.hold.max)} in the bundled record"
        yield now.hold.place(), message
    if now.points.max > was.points.max:
        yield now.points.place("max"), f"the most a side is {counted(was.points.max, 'point')}"
    if now.points.default > was.points.default:
        message = f"{counted(was.points.default, 'point')} a side is the bundled record's default"
        yield now.points.place("default"), message
    if now.factor > was.factor:
        message = f"the factor is {was.factor:g} in the bundled record"
        yield now.place("factor"), message
    if now.recheck != was.recheck:
        yield now.place("recheck"), f"{muscle.id} is checked again by {was.recheck!r}"


@rule("S91", Script, hint=_STRICTER)
def lines_as_careful(script: Script, library: Library) -> Iterator[Breach]:
    """A reworded line keeps each warning, in the words by which warnings are recognised."""
    if library.beneath is None:
        return
    beneath = library.beneath.words(language_of(script))
    if script == beneath.get(script.id):
        return
    for name, line in script.lines.items():
        for bundled in _instead_of(name, script, beneath, library):
            if bundled.safety and not line.safety:
                yield line.place(), f"{name!r} is heard at every detail: safety: true"
            for gone in _lost(bundled, line):
                message = f"{name!r} has lost its caution: {gone}"
                yield line.place("say" if line.say else "in_turn"), message
    if script.id in beneath:
        fallback = library.scripts.get(language_of(script), {}).get("shared")
        for name, bundled in beneath[script.id].lines.items():
            if name not in script.lines:
                other = fallback.lines.get(name) if fallback and script.id != "shared" else None
                for gone in _lost(bundled, other) if other else _all_of(bundled):
                    message = f"the line {name!r} is gone, and with it a caution: {gone}"
                    yield script.place("lines"), message


def _instead_of(
    name: str, script: Script, beneath: Mapping[str, Script], library: Library
) -> list[Line]:
    """The bundled lines that are no longer heard for the line ``name`` of ``script``: its own, else
    the shared one and, where it is a muscle's, those of techniques."""
    own = beneath.get(script.id)
    if own and name in own.lines:
        found = [own.lines[name]]
    else:
        techniques = () if script.id in library.techniques else tuple(library.techniques)
        owners = [beneath[o] for o in (script.id, "shared", *techniques) if o in beneath]
        names = (name, *_chosen_after(name, script, library))
        found = [owner.lines[n] for owner in owners for n in names if n in owner.lines]
    return [line for line in found if line != script.lines[name]]


def _chosen_after(name: str, script: Script, library: Library) -> set[str]:
    """The names of lines that are heard only where there is none of this ``name``."""
    own = library.muscles.get(script.id)
    muscles = [own] if own else list(library.muscles.values())
    if name == "position":
        return {f"position-{each.position.default}" for each in muscles if each.position}
    if name == "recheck":
        return {f"recheck-{each.dose.recheck}" for each in muscles if each.dose}
    return set()


def _lost(bundled: Line, line: Line) -> Iterator[str]:
    """Of each version that is heard, what it no longer warns of; of variants, what all have.

    Where there was no version for a helper, or none in short, the line was heard in full.
    """
    yield from lost(bundled.say or bundled.in_turn[:1], line.say) if line.say else ()
    full = bundled.say or _common(bundled)
    for text in line.in_turn:
        yield from lost(full, (text,))
    if line.helper:
        yield from lost(bundled.helper or full, line.helper)
    if line.short and not line.safety:
        yield from lost(bundled.short or full, line.short)


def _common(line: Line) -> tuple[str, ...]:
    """Of variants, the one that warns least: what every one of them says."""
    return (min(line.in_turn, key=lambda text: len(lost((text,), ())), default=""),)


def _all_of(line: Line) -> tuple[str, ...]:
    return lost(tuple(text for _, text in texts(line)), ())


@rule("S92", Technique, SessionFrame, hint=_STRICTER)
def steps_as_careful(record: Technique | SessionFrame, library: Library) -> Iterator[Breach]:
    """What warns and checks is still said, under the same condition, and no later than the hold."""
    bundled = _bundled(library, record)
    if bundled is None or bundled == record:
        return
    warning = _warning_lines(library)
    for part, was in zip(_parts(record), _parts(bundled), strict=True):
        for say, when in _says(was):
            if say in warning and not {(say, when), (say, None)}.intersection(_says(part)):
                yield record.place(), f"{say!r} is said no more" + (f" when {when}" if when else "")
        for say, when in _says_first(was):
            said_late = {(say, when), (say, None)}.intersection(_says(part))
            if say in warning and said_late and not said_late.intersection(_says_first(part)):
                yield record.place(), f"{say!r} is said only after the hold has begun"
    if isinstance(record, Technique) and isinstance(bundled, Technique):
        if record.by != bundled.by:
            yield record.place("by"), f"{record.id} is by {bundled.by}"
        yield from _left_out(record, bundled, "needs", "needs: [{}]")
        yield from _left_out(record, bundled, "kit", "{!r}", " of the kit")


def _parts(record: Technique | SessionFrame) -> tuple[Technique | SessionFrame, ...]:
    """A frame's four parts, each of which must say what it said; a technique is one."""
    if isinstance(record, Technique):
        return (record,)
    opening, closing = record.opening, record.closing
    parts = (opening, record.opening_short or opening, closing, record.closing_short or closing)
    whole = replace(record, opening=(), opening_short=(), closing=(), closing_short=())
    return tuple(replace(whole, opening=part) for part in parts)


def _says(record: Technique | SessionFrame) -> list[tuple[str, str | None]]:
    return [(say, getattr(step, "when", None)) for step, _, say, _ in speaking(record)]


def _says_first(record: Technique | SessionFrame) -> list[tuple[str, str | None]]:
    """The same before the first hold."""
    steps = takewhile(lambda step: not isinstance(step, HoldStep), steps_of(record))
    before = {id(step) for step in steps}
    spoken = (each for each in speaking(record) if id(each[0]) in before)
    return [(say, getattr(step, "when", None)) for step, _, say, _ in spoken]


def _warning_lines(library: Library) -> set[str]:
    """The names of all lines that warn of something, whoever's script they are in."""
    assert library.beneath is not None
    scripts = library.beneath.scripts.get("en", {}).values()
    lines = (each for script in scripts for each in script.lines.items())
    return {*_CORE, *(name for name, line in lines if line.safety or _all_of(line))}


def _bundled(library: Library, record: R) -> R | None:
    """The bundled record of the same id."""
    if (beneath := library.beneath) is None:
        return None
    if isinstance(record, SessionFrame):
        return beneath.frame if beneath.frame.opening else None  # type: ignore[return-value]
    shelf = beneath.muscles if isinstance(record, Muscle) else beneath.techniques
    return shelf.get(record.id)  # type: ignore[return-value]

"""Lines: every word that a step asks for is in the script, and can be spoken as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from unknot.content.checks.rule import Breach, rule
from unknot.content.checks.sessions import treated
from unknot.content.checks.steps import Stepped, speaking
from unknot.content.library import REFERENCE, Library
from unknot.content.once import once
from unknot.content.records.base import Record
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import Lexicon, Line, Script
from unknot.content.records.session import Session
from unknot.content.records.steps import SessionFrame, Technique
from unknot.content.yaml.kinds import NAME
from unknot.content.yaml.problems import short
from unknot.diagnostic import Place
from unknot.suggest import suggest

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
#: A placeholder where nothing is filled in.
_PLAIN = re.compile(r"\{(\w*)\}")
#: What a line may leave open, and what then stands there.
_OF_A_ROUTINE = {
    "side": "the treated side",
    "other": "the other",
    "name": "the muscle's plain name",
}
_ANYWHERE = {"emergency": "whom to call"}
#: Permissions that let a technique be built, some once a session has opted in.
_MAY = ("default", "ok", "needs-shown", "helper-only", "discouraged")
#: Lines that every routine needs without any step asking for them.
_NEEDED = ("chapter-routine",)


@rule("S20", Session, Technique, SessionFrame)
def known_lines(record: Stepped, library: Library) -> Iterator[Breach]:
    """A line that the script does not have."""
    asked = [
        (step.place(key), say)
        for step, key, say, optional in speaking(record)
        if not optional and NAME.fullmatch(say)
    ]
    if not asked or not (scripts := _judged(library)):
        return
    if isinstance(record, Session):
        owners = ["shared", *(muscle.id for _, muscle in treated(record, library))]
    else:
        owners = ["shared"] if isinstance(record, SessionFrame) else list(scripts)
    names = {name for owner in owners if owner in scripts for name in scripts[owner].lines}
    for place, say in asked:
        if not _named(say, names):
            hint = suggest(say, sorted(names))
            if isinstance(record, Session):
                hint += f"; for words of your own write a sentence: {say.capitalize()}."
            yield place, f"scripts/{REFERENCE} has no line {say!r}", hint


@rule("S21", Technique, SessionFrame)
def no_words_in_techniques(record: Technique | SessionFrame, _: Library) -> Iterator[Breach]:
    """Words in a technique; they belong into a script."""
    for step, key, say, _optional in speaking(record):
        if not NAME.fullmatch(say):
            hint = "put it into scripts/LANGUAGE/shared.yaml as a line, and write its name here"
            yield step.place(key), "words belong into a script", hint


@rule("S22", Script, Lexicon, Muscle)
def known_placeholders(record: Script | Lexicon | Muscle, _: Library) -> Iterator[Breach]:
    """A placeholder that cannot be filled in a line."""
    if isinstance(record, Script):
        for line in record.lines.values():
            for place, text in texts(line):
                yield from _braces(place, text, _OF_A_ROUTINE | _ANYWHERE)
    elif isinstance(record, Muscle):
        yield from _unfilled(record, "spoken", "name")
    else:
        for term in record.terms.values():
            yield from _unfilled(term, "say")


@rule("S23", Session)
def placeholders_of_a_session(session: Session, _: Library) -> Iterator[Breach]:
    """A placeholder that cannot be filled in a session's own words."""
    yield from _unfilled(session, "title", "summary", "author")
    for step, key, say, _optional in speaking(session):
        yield from _braces(step.place(key), say, _ANYWHERE)


@rule("S24", Script, Session, Lexicon)
def lines_say_something(record: Script | Session | Lexicon, _: Library) -> Iterator[Breach]:
    """A line or a text that says nothing, or a line that says it in two ways."""
    for place, text in _said(record):
        if not any(map(str.isalnum, text)):
            message = f"{short(text)} has nothing to say: no letter and no digit"
            yield place, message, "write words; a pause is a step, such as wait: 5s"
    for name, line in record.lines.items() if isinstance(record, Script) else ():
        if not line.say and not line.in_turn:
            yield line.place("say"), f"line {name!r} says nothing", "add say or in-turn"
        if line.say and line.in_turn:
            yield line.place("in_turn"), f"line {name!r} has both say and in-turn", "choose one"


@rule("S25", Script)
def scripts_of_muscles(script: Script, library: Library) -> Iterator[Breach]:
    """A script that belongs to no muscle."""
    owners = [*library.muscles, *library.techniques, "shared"]
    known = library.knows("muscle", script.id) or library.knows("technique", script.id)
    if script.id != "shared" and not known:
        message = f"no muscle or technique is {script.id!r}, so these lines are never spoken"
        yield Place(script.place().file), message, suggest(script.id, owners)


@rule("S26", Muscle)
def muscles_can_be_spoken(muscle: Muscle, library: Library) -> Iterator[Breach]:
    """Every technique that a muscle allows finds its lines there, or among the shared ones."""
    if muscle.info_only or not _judged(library, muscle.id):
        return
    needed = _needed_lines(library)
    for technique in library.techniques.values():
        if muscle.techniques.get(technique.id) not in _MAY:
            continue
        lacking = [
            choice[-1]
            for say in needed[technique.id]
            for choice in _choices(say, muscle, technique)
            if not any(library.line(REFERENCE, muscle.id, n, technique.id) for n in choice)
        ]
        if lacking:
            hint = f"add them to scripts/{REFERENCE}/{muscle.id}.yaml"
            message = f"{technique.id} lacks words for {muscle.id}: {', '.join(lacking)}"
            yield muscle.place(f"techniques.{technique.id}"), message, hint


@rule("S27", Script)
def needed_lines(script: Script, library: Library) -> Iterator[Breach]:
    """The shared script without a line that every routine needs."""
    for name in _NEEDED:
        shared = script.id == "shared" and language_of(script) == REFERENCE
        if shared and library.techniques and name not in script.lines:
            yield script.place("lines"), f"every routine needs the line {name!r}", "add it"


@rule("S28", SessionFrame, Session)
def nothing_left_open(record: SessionFrame | Session, library: Library) -> Iterator[Breach]:
    """Outside a routine there is no side, so a line that asks for it cannot be spoken."""
    for language in library.scripts:
        for step, key, say, _optional in speaking(record):
            found = library.line(language, None, say)
            for _, text in texts(found[0]) if found else ():
                names = {match[1] for match in _BRACES.finditer(text)}
                if names.intersection(_OF_A_ROUTINE):
                    message = f"line {say!r} asks for a routine's side or name"
                    yield step.place(key), message, "only a technique can say it"
                    break


@rule("S29", Lexicon)
def terms_in_lower_case(lexicon: Lexicon, _: Library) -> Iterator[Breach]:
    """A term of the lexicon with capitals."""
    for term in lexicon.terms:
        if term != term.lower():
            hint = f"write {term.lower()!r}; it is found however a line spells it"
            yield lexicon.place(f"@terms.{term}"), f"term {short(term)} has capitals", hint


def texts(line: Line) -> Iterator[tuple[Place, str]]:
    """Every sentence of a line and where it was written."""
    for key in ("say", "in_turn", "helper", "short"):
        for index, text in enumerate(getattr(line, key)):
            yield line.place(f"{key}.{index}"), text


def _said(record: Script | Session | Lexicon) -> Iterator[tuple[Place, str]]:
    """Every text of ``record`` that is spoken; the name of a line is its own."""
    if isinstance(record, Session):
        spoken = (each for each in speaking(record) if each[1] == "say")
        yield from ((step.place(key), text) for step, key, text, _optional in spoken)
    elif isinstance(record, Lexicon):
        for term in record.terms.values():
            yield term.place("say"), term.say
            yield from ((term.place(f"engines.{e}"), say) for e, say in term.engines.items())
    else:
        for line in record.lines.values():
            yield from texts(line)


def _braces(place: Place, text: str, names: Mapping[str, str]) -> Iterator[Breach]:
    for match in _BRACES.finditer(text):
        if match[1] not in names:
            possible = ", ".join(f"{{{name}}} ({what})" for name, what in names.items())
            yield place, f"{short(match[0])} cannot be filled", f"possible here: {possible}"


def _unfilled(record: Record, *keys: str) -> Iterator[Breach]:
    for key in keys:
        for match in _PLAIN.finditer(getattr(record, key)):
            hint = "write the words themselves: placeholders are for what is said in a session"
            yield record.place(key), f"{short(match[0])} is not filled in here", hint


#: Lines that choose themselves out of several, whose names begin so.
_CHOSEN = ("recheck", "position", "ahead")


def _named(say: str, names: set[str]) -> bool:
    return say in names or (say in _CHOSEN and any(n.startswith(f"{say}-") for n in names))


@once
def _needed_lines(library: Library) -> Mapping[str, tuple[str, ...]]:
    """By technique, the lines that it cannot do without and that some script has."""
    scripts = library.scripts[REFERENCE].values()
    names = {name for script in scripts for name in script.lines}
    return {
        technique.id: tuple(
            dict.fromkeys(
                say
                for _, _, say, optional in speaking(technique)
                if not optional and NAME.fullmatch(say) and _named(say, names)
            )
        )
        for technique in library.techniques.values()
    }


def _choices(say: str, muscle: Muscle, technique: Technique) -> Iterator[tuple[str, ...]]:
    """What a step's line may be called for a muscle; one name of each tuple must exist."""
    if say == "position":
        if (ways := muscle.position) is None:
            return
        first = ways.stick if technique.by == "stick" and ways.stick else ways.default
        for way in dict.fromkeys((first, ways.default, *ways.alternatives)):
            yield (*((say,) if way == ways.default else ()), f"position-{way}")
    elif say == "recheck":
        if muscle.dose:
            yield (say, f"recheck-{muscle.dose.recheck}")
    else:
        yield (say,)


def _judged(library: Library, *owners: str) -> Mapping[str, Script]:
    """The scripts that must be complete, English ones; what other languages lack is told when they
    are asked for. None while the shared one, or one of ``owners``, has a problem itself."""
    scripts = library.scripts.get(REFERENCE, {})
    known = (each for each in ("shared", *owners) if each not in scripts)
    broken = any(("script", f"{REFERENCE}/{each}") in library.origins for each in known)
    return {} if broken else scripts


def language_of(record: Script | Lexicon) -> str:
    """The language of a script or lexicon, by its file's folder."""
    return record.place().file.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]

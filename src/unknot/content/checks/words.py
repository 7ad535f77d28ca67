"""Words: what a voice says is short, plain, understood, and promises nothing (guidance 4.1).

Rules of one language's words are for English; sentences and digits are alike in all. What a
session says besides its routines is held to all of it if the session treats, and else only to
promises (decision 0040).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from unknot.content import speech
from unknot.content.anatomy import any_of, unknown_terms
from unknot.content.checks.lines import language_of, texts
from unknot.content.checks.playlists import written_texts
from unknot.content.checks.rule import Breach, rule
from unknot.content.checks.steps import speaking
from unknot.content.disguise import disguises, seen
from unknot.content.library import REFERENCE, Library, primary
from unknot.content.once import once
from unknot.content.records.base import Record
from unknot.content.records.channel import Channel
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import Script
from unknot.content.records.session import Playlist, Programme, Routine, Session
from unknot.content.records.steps import Technique, Tool
from unknot.content.speech import UnreadableText
from unknot.content.treating import treats
from unknot.content.yaml.kinds import NAME
from unknot.diagnostic import Place

Said = Iterable[tuple[Place, str]]
#: Which lines a session says is asked elsewhere; here its own words count.
_NO_LINES = Library()
#: What has words that are shown or said to people who have not written them.
_SHOWN = (Script, Session, Playlist, Programme, Technique, Muscle, Channel)
MOST_OF_A_TITLE = 200


@rule("S80", Script, Session, hint="cut it in two (INV-42)")
def short_sentences(record: Script | Session, _: Library) -> Iterator[Breach]:
    """INV-42."""
    yield from _all(_guided(record), speech.long_sentences)


@rule("S81", Script, Session, hint="such as thirty seconds (INV-42)")
def numbers_as_words(record: Script | Session, _: Library) -> Iterator[Breach]:
    """INV-42."""
    yield from _all(_guided(record), speech.digits)


@rule("S82", Script, Session, hint="(INV-42)")
def nothing_abbreviated(record: Script | Session, _: Library) -> Iterator[Breach]:
    """INV-42."""
    yield from _all(_guided(record), speech.abbreviations)


@rule("S83", Script, Session, Muscle)
def known_terms(record: Script | Session | Muscle, library: Library) -> Iterator[Breach]:
    """INV-42: whoever hears an anatomical term hears it said right, or hears a plain name."""
    known = _terms(
        library, *([language_of(record)] if isinstance(record, Script) else library.lexicons)
    )
    for place, text in _in_print(record) if isinstance(record, Muscle) else _guided(record):
        for word in unknown_terms(text, known):
            hint = (
                "say it plainly, or write into scripts/en/lexicon.yaml, under terms:"
                f"  {word.lower()}: {{say: {word.lower()}}} (INV-42)"
            )
            yield place, f"{word!r} is in no lexicon", hint, word


@rule("S84", *_SHOWN, hint="(INV-33; C4, C16, C17, C18)")
def no_promises(record: Record, _: Library) -> Iterator[Breach]:
    """INV-33."""
    if isinstance(record, Channel) and primary(record.language or REFERENCE) != REFERENCE:
        return  # "cure" is Italian for care
    said = [*_headings(record), *_english(record)]
    if isinstance(record, Muscle):
        said.append((record.place("spoken"), record.spoken))
    yield from _all(said, speech.claims)


@rule("S58", Session, Playlist, Programme, Technique, Channel, hint="the rest goes into a summary")
def titles_of_a_line(record: Record, _: Library) -> Iterator[Breach]:
    """A title of several paragraphs, or too long for a list, a player or a feed."""
    titles = [each for each in _headings(record) if each[0] == record.place("title")]
    if isinstance(record, Session | Technique):
        titles += [(step.place(key), text) for step, key, text, _ in speaking(record)
                   if key == "chapter"]  # fmt: skip
    for place, text in titles:
        if "\n" in text or len(text) > MOST_OF_A_TITLE:
            what = "several paragraphs" if "\n" in text else f"{len(text)} characters"
            yield place, f"a title of {what}; up to {MOST_OF_A_TITLE} in one line are possible"


@rule("S85", Script, Session, hint="(INV-34; X39)")
def nobody_sleeps(record: Script | Session, _: Library) -> Iterator[Breach]:
    """INV-34."""
    yield from _all(_treating(record), speech.sleep)


@rule("S86", Script, Session,
      hint="write it with no, not or never, or leave it out (INV-10; S28, X2)")  # fmt: skip
def no_pressing(record: Script | Session, library: Library) -> Iterator[Breach]:
    """INV-10: of a massager."""
    if isinstance(record, Session):
        said = [(place, text) for place, text, tool in _tooled(record, library) if tool != "hand"]
    else:
        said = list(_of_massagers(record, library))
    yield from _all(said, speech.pressing)


@rule("S87", Script, Session, Technique, hint="(INV-9; S22, S34, S39, S52)")
def only_massagers(record: Script | Session | Technique, _: Library) -> Iterator[Breach]:
    """INV-9."""
    said = [*_headings(record)]
    if not isinstance(record, Technique):
        said += _treating(record)
    if not isinstance(record, Session) or _treats(record):
        yield from _all(said, speech.devices)


@rule("S89", *_SHOWN, hint="write the plain letter")
def no_disguises(record: Record, _: Library) -> Iterator[Breach]:
    """Letters that look like others would pass every rule that reads words."""
    said, language = [*_headings(record), *_english(record)], "en"
    if isinstance(record, Session):
        language = primary(record.language or "en")
    elif isinstance(record, Playlist | Programme | Channel):
        language = ""  # those of their sessions
    elif isinstance(record, Muscle):
        said += _in_print(record)
    for place, text in said:
        for fault in disguises(text, language):
            yield place, fault.message, "", fault.words


def _all(said: Said, faults: Callable[[str], Iterator[UnreadableText]]) -> Iterator[Breach]:
    for place, text in said:
        for fault in faults(seen(text)):
            yield place, fault.message, "", fault.words


@once
def _terms(library: Library, *languages: str) -> re.Pattern[str] | None:
    lexicons = (library.lexicons.get(each) for each in languages)
    return any_of({term for each in lexicons if each for term in each.terms})


@once
def _written(script: Script) -> Said:
    return tuple(each for line in script.lines.values() for each in texts(line))


def _english(record: Record) -> Said:
    """What a script in English says, or a session in its own words."""
    if isinstance(record, Script):
        return _written(record) if primary(language_of(record)) == REFERENCE else ()
    return tuple(_own_words(record)) if isinstance(record, Session) else ()


def _guided(record: Script | Session) -> Said:
    """What is said while somebody treats, in any language."""
    if isinstance(record, Script):
        return _written(record)
    return _english(record) if _treats(record) else ()


def _treating(record: Script | Session) -> Said:
    """The same, in English."""
    return _english(record) if isinstance(record, Script) else _guided(record)


def _own_words(session: Session) -> Said:
    for step, key, text, _optional in speaking(session):
        if not NAME.fullmatch(text):
            yield step.place(key), text


def _headings(record: Record) -> Said:
    if isinstance(record, Programme):
        yield from written_texts(record)
    elif isinstance(record, Channel):
        yield record.place("title"), record.title
        yield record.place("description"), record.description
        yield from ((season.place("name"), season.name) for season in record.seasons)
    elif isinstance(record, Session | Playlist | Technique):
        yield record.place("title"), record.title
        yield record.place("summary"), record.summary


def _in_print(muscle: Muscle) -> Said:
    for key in ("name", "spoken", "depth", "function", "symptoms"):
        yield muscle.place(key), getattr(muscle, key)
    if muscle.position:
        yield muscle.position.place("landmark"), muscle.position.landmark
    for index, caution in enumerate(muscle.cautions):
        yield muscle.place(f"cautions.{index}"), caution


def _treats(session: Session) -> bool:
    return treats(session, _NO_LINES)


def _tooled(session: Session, library: Library) -> Iterator[tuple[Place, str, Tool]]:
    """A session's own words in a treatment, each with the tool of the routine before it."""
    if not _treats(session):
        return
    # The opening words belong to no tool.
    tool: Tool = "hand" if session.routines_only else "massager"
    for item in session.routines:
        if isinstance(item, Routine):
            technique = library.techniques.get(item.technique or "vibration")
            tool = technique.by if technique else "massager"
        else:
            for place, text in _own_words(replace(session, routines=(item,))):
                yield place, text, "hand" if tool == "stick" else tool


def _of_massagers(script: Script, library: Library) -> Said:
    """The lines of a script that are heard while a massager is used."""
    tools = {name: technique.by for name, technique in library.techniques.items()}
    if tools.get(script.id, "massager") != "massager" or not _english(script):
        return
    asked = {"recheck", "position"} | {
        say
        for technique in library.techniques.values()
        if technique.by == "massager"
        for _, _, say, _ in speaking(technique)
    }
    for name, line in script.lines.items():
        if name in asked or name.startswith(("recheck-", "position-")):
            yield from texts(line)

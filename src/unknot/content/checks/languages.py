"""Languages: what one lacks beside English, told only when that language is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from unicodedata import normalize

from unknot.content.checks.lines import texts
from unknot.content.library import REFERENCE, Library, primary
from unknot.content.records.script import Line, Script
from unknot.counted import counted
from unknot.diagnostic import Diagnostic, Place

#: Lines that only other languages have: English says left, right and the records' plain names.
SIDES = ("word-left", "word-right")
NAME = "word-name"
#: Lines of the opening that say it in a sentence.
AHEAD = ("ahead-left-side", "ahead-right-side")
#: Lines that are heard before those whose names begin so.
_FIRST = ("position", "recheck")


def gaps(library: Library, language: str) -> Iterator[Diagnostic]:
    """A problem for each line that ``language`` lacks, in the order of files and lines, and for
    each that is not built as the English one is.

    English lacks nothing that the checks would not have told, but for one with scripts of its own,
    such as ``en-GB``, which stand alone.
    """
    english = primary(language) == REFERENCE
    if language == REFERENCE or (english and language not in library.scripts):
        return
    scripts = library.words(language)
    if not scripts:
        hint = f"make it with: unknot new language {language}"
        yield Diagnostic("S93", Place(f"scripts/{language}"), f"there is no {language!r} yet", hint)
        return
    folder = language if language in library.scripts else primary(language)
    for owner, script in sorted(library.scripts.get(REFERENCE, {}).items()):
        there = scripts.get(owner)
        for name, text in wanted(script, library).items():
            broken = there is None and ("script", f"{folder}/{owner}") in library.origins
            filled_in = english and name in (*SIDES, NAME)
            if not (broken or filled_in or (there and name in there.lines)):
                place = there.place() if there else Place(f"scripts/{folder}/{owner}.yaml")
                message = f"{language} lacks the line {name!r} of {owner}"
                yield Diagnostic("S93", Place(place.file), message, f"in English: {text}")
        if there:
            yield from _unlike(script, there)
    yield from _confused_sides(scripts)


def wanted(script: Script, library: Library) -> dict[str, str]:
    """The lines that a language needs beside ``script``, each with its English."""
    lines = {
        name: " ".join(text for _, text in texts(line) if text in line.said)
        for name, line in script.lines.items()
    }
    if script.id == "shared":
        lines |= dict(zip(SIDES, ("left", "right"), strict=True))
    if muscle := library.muscles.get(script.id):
        lines[NAME] = muscle.spoken.removeprefix("the ")
    return lines


def _unlike(script: Script, there: Script) -> Iterator[Diagnostic]:
    """Lines that say less than the English ones, or speak of the other side."""
    for name, line in there.lines.items():
        if name in (*SIDES, NAME) and not line.say:
            yield Diagnostic("S93", line.place(), f"{name!r} is one word", "write it as say:")
        if name in _FIRST and name not in script.lines:
            message = f"{name!r} is heard instead of each '{name}-…', and English has none here"
            yield Diagnostic("S93", line.place(), message, "translate those instead")
        if english := script.lines.get(name):
            for message, hint in chain(_less_safe(line, english), _less_filled(line, english)):
                yield Diagnostic("S93", line.place(), f"{name!r} {message}", hint)


def _less_safe(line: Line, english: Line) -> Iterator[tuple[str, str]]:
    if english.say and line.in_turn:
        yield "is heard whole in English, here one item of it at a time", "write say: for in-turn:"
    if not english.safety:
        return
    if not line.safety:
        yield "is a line of safety in English", "write safety: true"
    versions = [("", english.said, line.said)]
    if line.helper:
        versions.append((" for a helper", english.helper or english.said, line.helper))
    for who, ours, theirs in versions:
        if len(theirs) != len(ours):
            message = f"has {counted(len(ours), 'item')}{who} in English, here {len(theirs)}"
            yield message, "one for each, in their order"


def _less_filled(line: Line, english: Line) -> Iterator[tuple[str, str]]:
    """A name may be left out where grammar wants that; a side, or whom to call, may not."""
    for key in ("said", "helper", "short"):
        theirs, ours = " ".join(getattr(line, key)), " ".join(getattr(english, key))
        for name in ("{side}", "{other}", "{emergency}") if theirs and ours else ():
            if name in ours and name not in theirs:
                yield f"leaves out {name}", f"in English: {ours}"
        if ours and "{other}" in theirs and "{other}" not in ours:
            yield "says {other}, the side that is not treated", f"in English: {ours}"


def _confused_sides(scripts: Mapping[str, Script]) -> Iterator[Diagnostic]:
    """A word for one side that is said for the other one, too, in whatever script; or a line that
    tells of one side in the words for the other."""
    lines = [[each.lines[n] for each in scripts.values() if n in each.lines] for n in SIDES]
    left, right = ({_word(line): line for line in of_side if line.say} for of_side in lines)
    for word in sorted(left.keys() & right.keys()):
        message = f"{word!r} is the word for left and for right"
        yield Diagnostic("S93", right[word].place(), message, "each side has its own")
    ahead = [each.lines[n] for each in scripts.values() for n in AHEAD if n in each.lines]
    if len(ahead) == len(AHEAD):
        for side, line, own, other in zip(
            ("left", "right"), ahead, (left, right), (right, left), strict=True
        ):
            said = {_letters(word) for text in line.said for word in text.split()}
            if (said & other.keys() and not said & own.keys()) or ahead[0].said == ahead[1].said:
                message = "tells of one side in the words for the other"
                yield Diagnostic("S93", line.place(), message, f"in English: On the {side} side.")


def _word(line: Line) -> str:
    return _letters(line.say[0])


def _letters(text: str) -> str:
    """Its letters, which are what is heard."""
    return "".join(each for each in normalize("NFC", text).casefold() if each.isalnum())


def skeleton(library: Library, language: str) -> dict[str, str]:
    """The files of a new language, by name without ending: a lexicon, and every line to translate.

    The lines are comments until they are translated, so that each file can be read as it is. Those
    of a region, such as ``en-GB``, are the language's own where there is one: they stand alone.
    """
    base = primary(language)
    if base != language and (scripts := library.scripts.get(base)):
        paths = {owner: library.origins["script", f"{base}/{owner}"].path for owner in scripts}
        return {owner: path.read_text(encoding="utf-8") for owner, path in sorted(paths.items())}
    files = {"lexicon": "# How terms are spoken in this language.\nterms: {}\n"}
    for owner, script in sorted(library.scripts[REFERENCE].items()):
        lines = [f"# {language}: write each line in this language, and take its # away.", "lines:"]
        english = wanted(script, library)
        for name, text in english.items():
            lines.append(f"  # English: {text}")
            lines += [f"  # {each}" for each in _entry(name, script.lines.get(name))]
        lines[1] = "lines: {}  # take the {} away with the first line"
        files[owner] = "\n".join(lines) + "\n"
    return files


def _entry(name: str, line: Line | None) -> list[str]:
    """A line's entry, its English words to be replaced, in YAML."""
    entry = [f"{name}:", f"  {'in-turn' if line and line.in_turn else 'say'}: []"]
    if line and line.safety:
        entry.append("  safety: true")
    entry.append(f"  sources: [{', '.join(line.sources) if line else 'INF'}]")
    return entry

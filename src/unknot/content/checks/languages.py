"""Languages: what one lacks beside English, told only when that language is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.content.checks.lines import texts
from unknot.content.library import REFERENCE, Library, primary
from unknot.content.records.script import Line, Script
from unknot.diagnostic import Diagnostic, Place

#: Lines that only other languages have: English says left, right and the records' plain names.
SIDES = ("word-left", "word-right")
NAME = "word-name"


def gaps(library: Library, language: str) -> Iterator[Diagnostic]:
    """A problem for each line and term that ``language`` lacks, in the order of files and lines.

    English lacks nothing that the checks would not have told.
    """
    if primary(language) == REFERENCE:
        return
    scripts = library.words(language)
    if not scripts:
        hint = f"make it with: unknot new language {language}"
        yield Diagnostic("S93", Place(f"scripts/{language}"), f"there is no {language!r} yet", hint)
        return
    for owner, script in sorted(library.scripts.get(REFERENCE, {}).items()):
        there = scripts.get(owner)
        for name, english in wanted(script, library).items():
            broken = there is None and ("script", f"{language}/{owner}") in library.origins
            if not broken and (there is None or name not in there.lines):
                place = there.place() if there else Place(f"scripts/{language}/{owner}.yaml")
                message = f"{language} lacks the line {name!r} of {owner}"
                yield Diagnostic("S93", Place(place.file), message, f"in English: {english}")
        if there:
            yield from _unlike(script, there)


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
    """Lines of safety that a translation does not mark as such."""
    for name, line in there.lines.items():
        english = script.lines.get(name)
        if not english or not english.safety:
            continue
        if not line.safety:
            message = f"{name!r} is a line of safety in English"
            yield Diagnostic("S93", line.place(), message, "write safety: true")
        if len(line.said) != (count := len(english.said)):
            message = f"{name!r} has {count} items in English, here {len(line.said)}"
            yield Diagnostic("S93", line.place(), message, "one for each, in their order")


def skeleton(library: Library, language: str) -> dict[str, str]:
    """The files of a new language, by name without ending: a lexicon, and every line to translate.

    The lines are comments until they are translated, so that each file can be read as it is.
    """
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

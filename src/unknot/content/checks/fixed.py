"""Fixed: no file says the lines of safety otherwise, hides one, or has one respelled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.content.anatomy import any_of
from unknot.content.checks.languages import SIDES
from unknot.content.checks.lines import language_of, texts
from unknot.content.checks.rule import Breach, rule
from unknot.content.fixed import is_as_fixed, is_fixed_line
from unknot.content.fixed_digests import DIGESTS
from unknot.content.library import REFERENCE, Library, primary
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import Emergency, Lexicon, Script
from unknot.content.spoken_form import folded
from unknot.content.yaml.problems import short

_DIGITS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3}
_ADD = "the lines of safety are the same in every track; add a line of your own beside it"


@rule("S94", Script, hint=_ADD)
def fixed_as_written(script: Script, library: Library) -> Iterator[Breach]:
    """In English, that of every country, to the letter; what a translation needs is told with its
    language."""
    if primary(language_of(script)) != REFERENCE:
        return
    for name, line in script.lines.items():
        if is_fixed_line(f"{script.id}/{name}") and not is_as_fixed(script.id, name, line):
            yield line.place(), f"{name!r} is a fixed line, and says something else here"
    beneath = library.beneath
    if beneath and (bundled := beneath.scripts.get(REFERENCE, {}).get(script.id)):
        for name in bundled.lines:
            if is_fixed_line(f"{script.id}/{name}") and name not in script.lines:
                message = f"the fixed line {name!r} is gone"
                yield script.place("lines"), message, "copy it from the bundled file"


@rule("S95", Script, hint=_ADD)
def nothing_before_fixed(script: Script, _: Library) -> Iterator[Breach]:
    """A muscle's or a technique's line comes before the shared one of the same name."""
    for name, line in script.lines.items():
        hides = script.id != "shared" and is_fixed_line(f"shared/{name}")
        if hides and not is_fixed_line(f"{script.id}/{name}"):
            yield line.place(), f"{name!r} would hide the fixed line of that name"


@rule("S88", Lexicon)
def fixed_as_spelt(lexicon: Lexicon, library: Library) -> Iterator[Breach]:
    """A lexicon is for words of one's own: what a bundled line or a fixed one says stays."""
    language = language_of(lexicon)
    said = "\n".join(map(folded, _heard(language, library)))
    sides = any_of(_sides(language, library))
    for term in lexicon.terms:
        # What is searched for is what a voice is asked to respell, whatever its blanks.
        found = folded(term) in said and re.search(rf"(?<!\w){re.escape(folded(term))}(?!\w)", said)
        if found or (sides and sides.search(folded(term))):
            message = f"{short(term)} is a word of the lines that are the same for everybody"
            yield lexicon.place(f"@terms.{term}"), message, "it is spoken as it is written"


@rule("S96", Muscle)
def added_muscles_have_authors(muscle: Muscle, library: Library) -> Iterator[Breach]:
    """A muscle that did not come with unknot, without an ``author``."""
    beneath = library.beneath
    if beneath and beneath.muscles and muscle.id not in beneath.muscles and not muscle.author:
        message = f"{muscle.id} did not come with unknot, and nobody says who wrote it"
        yield muscle.place(), message, "add author: YOUR NAME, and reviewed-by: if somebody has"


@rule("S97", Emergency)
def numbers_as_dialled(emergency: Emergency, library: Library) -> Iterator[Breach]:
    """What is said instead of a number would be heard in the middle of the opening."""
    known = library.beneath.emergency if library.beneath else {}
    for country, number in emergency.countries.items():
        if _digits(number.say) != number.number:
            message = f"{short(number.say)} is not how {short(number.number)} is said"
            hint = "digit by digit, such as triple zero, or one one two"
            yield number.place("say"), message, hint
        elif country in known and number.number != known[country].number:
            message = f"{country} calls {known[country].number}, and not {short(number.number)}"
            yield number.place("number"), message, "if unknot has it wrong, please tell us"


def _digits(said: str) -> str:
    """The digits of ``triple zero``; "" when other words are there."""
    found, times = "", 1
    for word in said.split():
        if word in _TIMES:
            times = _TIMES[word]
        elif word in _DIGITS:
            found, times = found + _DIGITS[word] * times, 1
        else:
            return ""
    return found


def _heard(language: str, library: Library) -> Iterator[str]:
    """Every text that a lexicon of ``language`` leaves alone."""
    english = primary(language) == REFERENCE
    scripts = (library.beneath or library).scripts if english else library.scripts
    numbers = [each.say for each in library.emergency.values()] if english else []
    for owner, script in scripts.get(REFERENCE if english else language, {}).items():
        for name, line in script.lines.items():
            for _, text in texts(line) if english or f"{owner}/{name}" in DIGESTS else ():
                yield text
                if "{emergency}" in text:
                    yield from (text.replace("{emergency}", number) for number in numbers)


def _sides(language: str, library: Library) -> set[str]:
    """The words for left and right, which stand in lines with others beside them."""
    scripts = library.words(language).values()
    lines = [each.lines[name] for each in scripts for name in SIDES if name in each.lines]
    words = {folded(text) for line in lines for _, text in texts(line)}
    return words or {"left", "right"}

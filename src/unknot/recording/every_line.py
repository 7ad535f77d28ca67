"""Every line that unknot's own script can lead to, in any session that can be composed of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import get_args

from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.content.records.session import Detail, Sides
from unknot.content.spoken_form import spoken_form
from unknot.engines.bundled import BundledEngine
from unknot.recording.line import ScriptLine, distinct, line_id, text_digest
from unknot.recording.script import list_lines, pronunciation
from unknot.timeline.estimate import USUAL_RATE, estimate_ms
from unknot.timeline.overrides import Overrides
from unknot.timeline.wording import PLACEHOLDER, every_number, filled

#: Read and not heard, or only heard within other lines.
_UNHEARD = re.compile(r"(chapter|word)-.*|emergency-unknown")
_SIDES = ({"side": "left", "other": "right"}, {"side": "right", "other": "left"})


def every_line(library: Library, language: str = "en") -> tuple[ScriptLine, ...]:
    """What the sessions say, on every side and at every detail, then what is left of the scripts:
    each version of each line for each muscle, side and emergency number. Each text once."""
    sides = (None, *get_args(Sides))
    said = list_lines(
        tuple(library.sessions.values()), library, Overrides(language=language),
        sides=sides, details=get_args(Detail), playlists=True,
    )  # fmt: skip
    return tuple(distinct((*said, *_written(library, language))))


def every_take(library: Library) -> Iterator[tuple[str, str]]:
    """What a bundled voice has a take of: a name for its file, and the words as they are given to
    what speaks it. Each once."""
    lexicon = library.lexicons.get("en")
    seen = set[str]()
    for line in every_line(library):
        said = spoken_form(line.text, lexicon, BundledEngine.reads_as)
        if said not in seen:
            seen.add(said)
            yield f"{line.id.rpartition('-')[0]}-{text_digest(said)}", said


def _written(library: Library, language: str) -> Iterator[ScriptLine]:
    for owner, each in library.scripts.get(language, {}).items():
        for name, line in each.lines.items():
            if not _UNHEARD.fullmatch(name):
                for text in _filled(line, owner, library, language):
                    yield ScriptLine(
                        id=line_id(text, f"{owner}/{name}"),
                        text=text,
                        expected_ms=estimate_ms(text, USUAL_RATE),
                        pronunciation=pronunciation(text, library.lexicons.get(language)),
                    )


def _filled(line: Line, owner: str, library: Library, language: str) -> Iterator[str]:
    """The versions of ``line`` with every filling of their placeholders."""
    owners = (library.muscles[owner],) if owner in library.muscles else library.muscles.values()
    names = [{"name": each.spoken.removeprefix("the ")} for each in owners if each.spoken]
    numbers = [{"emergency": words} for words in every_number(library, language)]
    for text in (*line.say, *line.in_turn, *line.helper, *line.short):
        asked = set(PLACEHOLDER.findall(text))
        choices = [
            fillings
            for fillings in (_SIDES, names, numbers)
            if fillings and asked & fillings[0].keys()
        ]
        for filling in product(*choices):
            words = {key: word for part in filling for key, word in part.items()}
            if asked <= words.keys():
                yield spoken_form(filled(text, words), None)

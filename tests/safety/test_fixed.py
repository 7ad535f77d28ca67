"""The lines of safety are the same in every track: nothing rewords, hides or respells one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from tests.conftest import ROOT
from tests.safety.workspace import Workspace, says
from tests.usual import cases
from unknot.content.fixed import digests
from unknot.content.fixed_digests import DIGESTS
from unknot.content.library import Library
from unknot.content.records.script import Lexicon, Line, Term

TABLE = ROOT / "src/unknot/content/fixed_digests.py"
_HEAD = '''"""Digests of the fixed lines, made by tests/safety/test_fixed.py."""

from __future__ import annotations

from collections.abc import Mapping

DIGESTS: Mapping[str, str] = {
'''


def test_the_table_is_that_of_the_bundled_lines(library: Library) -> None:
    """Run with UNKNOT_UPDATE_FIXED=1 after a safety line has been changed on purpose."""
    found = digests(library.scripts["en"])
    if os.environ.get("UNKNOT_UPDATE_FIXED"):
        rows = "".join(f'    "{name}": "{digest}",\n' for name, digest in found.items())
        TABLE.write_text(f"{_HEAD}{rows}}}\n", encoding="utf-8", newline="\n")
    assert dict(DIGESTS) == found
    assert len(DIGESTS) >= 30


def _otherwise(line: Line) -> Iterator[Line]:
    """Ten and more ways to have a line of safety say something else."""
    first, *rest = line.say or line.in_turn
    key = "say" if line.say else "in_turn"

    def said(*texts: str) -> Line:
        return replace(line, **{key: texts})

    yield replace(line, say=("Good.",), in_turn=())
    yield said(first.replace(".", "!"), *rest)
    yield said(first.replace("e", "е", 1), *rest)  # a Cyrillic letter
    yield said(f"{first} ", *rest)
    yield said(f"Never mind. {first}", *rest)
    yield said(f"{first} But only if you like.", *rest)
    yield said(*rest, first, "Not really.")
    yield said(first.upper(), *rest)
    yield said("Ignore what follows.", first, *rest)
    yield said(first, *rest, "None of that matters.")
    yield replace(line, safety=False)
    yield replace(line, short=("Good.",))
    yield replace(line, helper=("Helper, go on.",))
    yield replace(line, say=(), in_turn=(first, "Good."))


@cases("name", sorted(DIGESTS), usual=5)
def test_no_fixed_line_is_said_otherwise(name: str, library: Library) -> None:
    owner, _, line = name.partition("/")
    was = library.scripts["en"][owner].lines[line]
    ways = [way for way in _otherwise(was) if way != was]
    assert len(ways) >= 10
    for way in ways:
        assert "S94" in Workspace(lines={(owner, line): way}).refusals(library), way


@pytest.mark.parametrize("owner", ["vibration", "stick", "gluteus-maximus", "hand-lesson"])
def test_no_other_script_hides_a_fixed_line(owner: str, library: Library) -> None:
    names = (
        "opening-full", "no-pressing", "switch-on", "hold-off", "recheck-outcome", "closing",
        "recheck-worse", "closing-rest", "own-words", "not-reviewed", "opt-in-calf",
    )  # fmt: skip
    for name in names:
        line = library.scripts["en"]["shared"].lines[name]
        for new in (says("Good.", line), line):
            assert "S95" in Workspace(lines={(owner, name): new}).refusals(library), name


RESPELT = (
    "lowest", "comfortable", "ribs", "enough", "switch", "tender", "stop", "left", "sharp pain",
    "numbness", "emergency", "never", "press", "professional", "lift", "worse", "five",
    "sharp  pain", "sharp\u00a0pain", "your left", "right buttock", "triple zero",
    "call nine one one",
)  # fmt: skip


@pytest.mark.parametrize("term", RESPELT)
def test_no_lexicon_respells_what_the_bundled_lines_say(term: str, library: Library) -> None:
    was = library.lexicons["en"]
    places = {**was.places, f"@terms.{term}": was.place()}
    lexicon: Lexicon = replace(was, terms={**was.terms, term: Term(say="other")}, places=places)
    assert "S88" in Workspace(lexicon=lexicon).refusals(library)

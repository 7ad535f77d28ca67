"""Slips that people make in YAML: told in their own words, and nothing lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.content.workspaces import BRIEF, changed, problems, reading, told, write
from tests.usual import cases
from unknot.content import discovery
from unknot.content.workspace import Root
from unknot.content.yaml import tree as nodes

CASES = {
    "a quote inside": ("summary: 'It's mine.'", "a quote ends here"),
    "a quoted word first": ('summary: "Say" hello.', "a quote ends here"),
    "a quote inside braces": (
        "routines:\n  - {say: 'Don't go.'}", "a quote ends here"
    ),
    "a quoted word in braces": ('routines: [{say: "Say" hello.}]', "a quote ends here"),
    "a quote that stays open": ("summary: 'It is", "a quote opens here"),
    "a quote open in braces": ('routines:\n  - {say: "Go}', "a quote opens here"),
    "a bracket that stays open": (
        "routines:\n  - {say: Go.\n  - {wait: 5s}", "a bracket opens here"
    ),
    "a brace for a bracket": ("routines: [{say: Go.]]", "closed by one of another kind"),
    "a backslash": ('summary: "left\\down"', "begins the code of a character"),
    "a backslash and x": ('summary: "left\\xray"', "begins the code of a character"),
    "a key that is indented": ("summary: S\n hold: 30s", "indented deeper than the one before"),
    "a comma in braces": ("routines: [{say: Rest, then go.}]", "a comma ends a text in braces"),
    "no blank behind a colon": ("routines:\n  - say:Hello.", "write a blank after the colon"),
    "a key beside its dash": (
        "routines:\n  - muscle: gluteus\n  side: left", "not indented like those it belongs to"
    ),
    "a name for an id": (
        "routines: [{muscle: Gluteus Medius, side: left}]", "did you mean gluteus-medius?"
    ),
    "a dash without a blank": (
        "routines:\n  -{muscle: gluteus, side: left}", "a dash needs a blank"
    ),
    "a long dash": ("routines:\n  — muscle: gluteus\n    side: left", "begin with a dash and a bl"),
    "a bullet": ("routines:\n  • muscle: gluteus\n    side: left", "begin with a dash and a bl"),
    "a star for a dash": ("routines:\n  * muscle: gluteus\n    side: left", "with a dash and a"),
    "no blank behind the colon above": (
        "routines:\n  - muscle:gluteus\n    side: left", "a colon needs a blank"
    ),
    "a wide colon": ("summary： S\nhold: 30s", "a colon of another script"),
    "an equals sign": ("summary = S\nhold: 30s", "a key ends in a colon"),
    "a bracket too many": ("routines:\n  - {wait: 8s}}", "closes here that none has opened"),
    "braces within a text": ("summary: {side} hip", "a bracket closed, and the text goes on"),
    "brackets within a text": ("summary: [side] hip", "a bracket closed, and the text goes on"),
    "a question mark": ("summary: ? what", "in quotes"),
    "a tab before a key": (
        "routines:\n  - muscle: gluteus\n\tside: left", "a tab cannot indent"
    ),
    "an ampersand": ("summary: &co and us", "the anchor &co is used nowhere"),
    "an ampersand in what is said": (
        "routines:\n  - say: &hold your breath.", "put the text in quotes"
    ),
    "an alias of a text": ("summary: *Hello there", "begins with *"),
    "a star": ("summary: *Bold* words", "in quotes"),
    "a dash": ("summary: - mine", "in quotes"),
    "a greater-than": ("summary: >mine", "in quotes"),
    "a bar": ("summary: |mine", "in quotes"),
    "a no-break space": ("routines:\n  - {wait: 8s}\n  -\u00a0{wait: 8s}", "U+00A0"),
    "a no-break space behind the first dash": ("routines:\n  -\u00a0wait: 8s", "U+00A0"),
    "a no-break space behind the only dash": ("routines:\n  -\u00a0hello", "U+00A0"),
    "a no-break space behind a key": ("routines:\n  - say:\u00a0Hello.", "U+00A0"),
    "a no-break space before a dash": ("routines:\n\u00a0- wait: 8s", "U+00A0"),
    "a no-break space in brackets": ("routines: [{wait:\u00a08s}]", "U+00A0"),
    "a no-break space before a key": ("\u00a0hold: 40s", "U+00A0"),
    "seconds without a unit": ("routines: [{wait: 90}]", "did you mean 90s?"),
    "sec": ("routines: [{wait: 5 sec}]", "did you mean 5s?"),
    "seconds": ("routines: [{wait: 5 seconds}]", "did you mean 5s?"),
    "a blank between": ("routines: [{wait: 1m 30s}]", "did you mean 1m30s?"),
    "minutes": ("routines: [{wait: 2 minutes}]", "did you mean 2m?"),
    "a unit without a blank": ("routines: [{wait: 2min}]", "did you mean 2m?"),
    "a capital": ("routines: [{wait: 5S}]", "did you mean 5s?"),
    "a blank before the unit": ("routines: [{wait: 5 s}]", "did you mean 5s?"),
    "a last number without a unit": ("routines: [{wait: 1m30}]", "did you mean 1m30s?"),
    "hours and a number": ("hold: 1h30", "did you mean 1h30m?"),
    "a comma": ("routines: [{wait: '1,5 s'}]", "did you mean 1.5s?"),
    "a moment in seconds": (
        "routines: [{hold: 30s, inside: [{at: -5 sec, say: Soon.}]}]", "did you mean -5s?"
    ),
    "a number sign": ("title: Day #1 of many", "'#1' begins a comment"),
    "a number sign in what is said": (
        "routines:\n  - say: Use number #1 now.", "'#1' begins a comment"
    ),
    "a lost character": ("summary: caf\ufffd", "U+FFFD"),
    "a blank without width": ("routines: [{say: Hel\u200blo there.}]", "U+200B"),
    "private use": ("summary: a\ue000b", "U+E000"),
    "a filler": ("summary: a\u3164b", "U+3164"),
    "a soft hyphen": ("summary: a\u00adb", "U+00AD"),
    "two copies merged": (
        "<<<<<<< HEAD\nhold: 30s\n=======\nhold: 40s\n>>>>>>> mine", "nobody chose between them"
    ),
    "two copies merged within a text": (
        'summary: "Rest\n<<<<<<< HEAD\n now.\n=======\n soon.\n>>>>>>> mine\n "', "nobody chose"
    ),
    "a fence of Markdown": ("hold: 30s\n```", "a mark of Markdown"),
    "a comma of another script": ("routines: [{muscle: gluteus\uff0c side: left}]", "write ', '"),
    "an Arabic comma": ("routines: [{muscle: gluteus\u060c side: left}]", "write ', '"),
    "a wide colon in braces": ("routines: [{muscle\uff1agluteus}]", "a colon of another script"),
    "a wide blank behind a dash": ("routines:\n  -\u3000wait: 8s", "an ideographic space (U+3000)"),
    "a wide blank behind a key": ("routines:\n  - say:\u3000Hello.", "U+3000"),
    "a narrow blank behind a dash": ("routines:\n  -\u202fwait: 8s", "U+202F"),
    "curly quotes": ("summary: \u201cNote: rest.\u201d", "straight quotes"),
    "curly quotes in braces": ("routines: [{say: \u201cRest, then go.\u201d}]", "straight quotes"),
    "curly quotes around a number": ("summary: \u201cDay #1 of two\u201d", "straight quotes"),
    "an exclamation mark": ("routines: [{wait: !5s}]", "a text cannot begin with !"),
    "a percent sign": ("hold: 30s\n%YAML 3.0", "cannot begin with %"),
    "a comma too many": ("routines: [{wait: 5s}, , {wait: 8s}]", "a value is missing here"),
    "an end in the middle": ("...\nhold: 30s", "has ended above this line"),
    "UTF-8 taken for Windows-1252": ("summary: H\xc3\xbcfte", "a program took for several"),
    "a quote taken for three": ("summary: Don\xe2\u20ac\u2122t go.", "a program took for several"),
    "Polish taken for Western": ("summary: kr\xc4\u2122g", "a program took for several"),
}  # fmt: skip

#: Where it began, not where YAML gave up.
PLACES = {
    "a dash without a blank": (4, 4), "a long dash": (4, 3), "a bullet": (4, 3),
    "a star for a dash": (4, 3), "no blank behind the colon above": (4, 12),
    "a wide colon": (4, 8), "an equals sign": (4, 9), "a bracket too many": (4, 15),
    "a tab before a key": (5, 1), "an ampersand": (3, 10),
    "a quote inside braces": (4, 16), "a quote that stays open": (3, 10),
    "a quote open in braces": (4, 11), "a bracket that stays open": (4, 5),
}  # fmt: skip


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure Python"])
@cases("case", CASES, usual=8)
def test_a_slip_is_told_in_words(
    case: str, pure: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if pure:
        monkeypatch.setattr(nodes, "_Loader", yaml.SafeLoader)
    line, words = CASES[case]
    found = problems(tmp_path, {"sessions/x.yaml": changed(BRIEF, line)})
    assert found
    assert any(words in f"{each.message} {each.hint}" for each in found), found
    assert all(each.place.line for each in found)
    if case in PLACES:
        assert found[0].place[1:] == PLACES[case]


@pytest.mark.parametrize(
    "line",
    ["summary: Note:\u00a0it is\u00a0legal.", "summary: An example. # mine",
     "title: C# and D", "summary: 'Day #1 of many'",
     "hold: 30s #mine", "hold: &h 30s\nlead-in: *h", "summary: &it 'All of it.'",
     "summary: „Spaß“ GRÖẞE „Ä“ âge «Â» 20 Å – naïve— “IRMÔ crème… ã",
     "summary: The rule is ======= long, or <<<<<<< so.", "# =======",
     "summary: “Rest” and ‘go’, 100 %!", "summary: 腰、肩：痛み，休む　休む",
     "summary: Lotus 🧘‍♀️ and family 👨‍👩‍👧."],
)  # fmt: skip
def test_what_is_legal_stays_so(line: str, tmp_path: Path) -> None:
    assert told(problems(tmp_path, {"sessions/x.yaml": changed(BRIEF, line)})) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (">\n  A folded\n  title\n", "A folded title"),
        ("|\n  A folded\n  title\n", "A folded title"),
        ("'  A title '", "A title"),
        ("A\tlong\ttitle", "A long title"),
        (">-\n  A title\n\n  of two\n", "A title of two"),
    ],
)
def test_a_block_of_lines_is_one_text(text: str, read: str, tmp_path: Path) -> None:
    """Without the line end that YAML leaves at its end, which tags and feeds cannot have."""
    content = f"title: {text}\n" + BRIEF.partition("\n")[2]
    library, found = reading(tmp_path, {"sessions/x.yaml": content})
    assert told(found) == []
    assert library.sessions["x"].title == read


def test_a_workspace_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MOST_FILES", 12)
    write(tmp_path, {f"sessions/s{number}.yaml": BRIEF for number in range(40)})
    files, found = discovery.gather([Root(tmp_path, "workspace")])
    assert len(files) == 12
    assert [each.code for each in found] == ["Y28"]


def test_paragraphs_stay_paragraphs() -> None:
    from unknot.content.yaml.kinds import TEXT

    assert TEXT.parse("One\nline.\n\nAnother\n one.\n") == "One line.\n\nAnother one."

"""What is wrong with a text that is no YAML, in words for whoever wrote it."""

from __future__ import annotations

import re

import yaml

from unknot.content.yaml.problems import ProblemLog

_QUOTED_TOO_SOON = re.compile(r"""[:\-,\[{]\s+(['"]).*\1\s*\S""")
#: What a no-break space follows where YAML wants a blank: an indent, a dash or a key.
_NO_BREAK = re.compile(r"[ \t]*(?:-|[\w-]+:|\u00a0*-?)\u00a0(?=.*\S)")
BLANK = "a no-break space (U+00A0) where YAML wants an ordinary blank", "type a blank in its place"
_IN_QUOTES = "put the text in quotes"
_UNFINISHED = "did not find expected key", "did not find expected '-'", "expected <block end>"
_NO_TEXT = "this character cannot begin a text"
_INDENT = "this line is not indented like those it belongs to"
_ITEM = "a list's items begin with a dash and a blank", "write '- ' instead"
#: What makes no key or item of a line, so that the lines below cannot go on from it: how such a
#: line looks up to there, what is wrong, and what to do.
_NO_KEY = tuple(
    (re.compile(pattern), message, hint)
    for pattern, (message, hint) in {
        r"\s*-(?=[^\s-])": ("a dash needs a blank behind it", "write '- '"),
        r"\s*(?=[\u2010-\u2015\u2022\u00b7*]\s)": _ITEM,
        r"\s*(?:- +)?[\w-]+(?=\uff1a)": ("a colon of another script", "write ': '"),
        r"\s*(?:- +)?[\w-]+:(?=\S)": ("a colon needs a blank behind it", "write ': '"),
        r"\s*(?:- +)?[\w-]+ *(?==)": ("a key ends in a colon", "write it as `key: value`"),
    }.items()
)
#: What a parser says, and which character it says it of, if it matters; what is wrong, what to do.
_SYNTAX = (
    ("expected (alphabetic|(a )?comment or|chomping or)|(sequence entries|mapping keys) are not",
     "", _NO_TEXT, _IN_QUOTES),
    ("tag URI|expected URI|expected whitespace|expected ' '", "", "a text cannot begin with !",
     _IN_QUOTES),
    ("directive|incompatible YAML", "", "a line that begins with % is none of content",
     "delete it, or put the text in quotes"),
    ("document start", "", "what the file holds has ended above this line",
     "delete a '...' or a bracket above, and begin all keys at one depth"),
    ("cannot start any token", "\t", "a tab cannot indent YAML", "use spaces"),
    ("a tab character", "", "a tab cannot indent YAML", "use spaces"),
    ("cannot start any token", "", _NO_TEXT, _IN_QUOTES),
    ("mapping values are not allowed", "", "a second ': ' on one line", _IN_QUOTES),
    ("could not find expected ':'", "", "a key without ':'", "write it as `key: value`"),
    ("did not find expected '-'", "", _INDENT, "begin it where the first word of its item begins"),
    ("expected <block end>|did not find expected key", "", _INDENT, ""),
    ("escape character|hexa?decimal number", "",
     "a backslash in double quotes begins the code of a character",
     "write it twice, or put the text in single quotes"),
    ("expected ',' or", "]", "a bracket is closed by one of another kind", "close { by }"),
    ("expected ',' or", "}", "a bracket is closed by one of another kind", "close [ by ]"),
    ("expected ',' or", "", "a bracket is not closed, or a comma is missing", ""),
    ("node content|unexpected ':'", "", "a value is missing here",
     "write it, or delete the comma or the bracket that is too many"),
    ("unacceptable character", "", "a character that YAML does not allow", ""),
)  # fmt: skip


def note_syntax(error: yaml.YAMLError, findings: ProblemLog, deepest: int) -> None:
    """Note what is wrong with a text that is no YAML; ``deepest``: how far it may nest."""
    said = str(getattr(error, "problem", None) or "cannot be read as YAML")
    begun = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or begun
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    text = findings.line(line)
    if (blank := _no_break(findings, line)) is not None:
        findings.add("Y04", *BLANK, *blank, 1)
    elif "cannot start" not in said and (cause := _no_key(findings, line)):
        findings.add("Y04", *cause, 1)
    elif begun and (message := _never_closed(said, begun.line + 1 < line)):
        findings.add("Y04", *message, begun.line + 1, begun.column + 1, 1)
    elif "nesting depth" in said:  # libyaml has a bound of its own, 1,000 brackets on one line
        findings.add("Y08", f"nested deeper than {deepest} levels", "", line, column, 1)
    else:
        findings.add("Y04", *_explained(said, text, column), line, column, 1)


def _never_closed(said: str, lines: bool) -> tuple[str, str] | None:
    """What is said at the place where a quote or a bracket opens that is open to the end, or still
    open on another line."""
    if "unexpected end of stream" in said:
        return "a quote opens here and is never closed", "add the closing quote"
    if "expected ',' or" in said and lines:
        return "a bracket opens here and is not closed", "close it on its line"
    return None


def _explained(said: str, text: str, column: int) -> tuple[str, str]:
    """What is wrong at ``column`` of the line ``text``, and what to do."""
    before, here = text[: column - 1], text[column - 1 : column]
    unfinished = any(each in said for each in _UNFINISHED)
    within = "expected ',' or" in said and before.rstrip()[-1:] in ("'", '"')
    if within or (unfinished and _QUOTED_TOO_SOON.search(text)):
        return (
            "a quote ends here, and the text goes on",
            "write the quote twice inside, as in 'It''s', or use the other kind around the text",
        )
    if "mapping values are not allowed" in said and ":" not in before and before[:1].isspace():
        return (
            "this line is indented deeper than the one before it",
            "begin it where that line begins",
        )
    if unfinished and here in ("}", "]"):
        return "a bracket closes here that none has opened", f"delete it, or {_IN_QUOTES}"
    if unfinished and before.rstrip()[-1:] in ("}", "]"):
        return "a bracket closed, and the text goes on", _IN_QUOTES
    for phrase, character, message, hint in _SYNTAX:
        if re.search(phrase, said) and (not character or here == character):
            return message, hint
    return f"not YAML: {said}", ""


def _no_key(findings: ProblemLog, line: int) -> tuple[str, str, int, int] | None:
    """What keeps ``line``, or the one above it, from being a key or an item: message, hint, line
    and column."""
    above = next((n for n in range(line - 1, 0, -1) if findings.line(n).strip()), 0)
    for number in (line, above):
        for look, message, hint in _NO_KEY:
            if found := look.match(findings.line(number)):
                return message, hint, number, found.end() + 1
    return None


def _no_break(findings: ProblemLog, line: int) -> tuple[int, int] | None:
    """Where a no-break space stands for a blank, at or before ``line``: line and column."""
    for number in range(max(line - 2, 1), line + 1):
        if end := end_of_blank(findings.line(number)):
            return number, end
    return None


def end_of_blank(text: str) -> int:
    """How long the beginning of ``text`` is up to a no-break space that stands for a blank, or 0.

    That is only so where YAML cannot read the text, or reads what cannot be here.
    """
    found = _NO_BREAK.match(text)
    return found.end() if found else 0

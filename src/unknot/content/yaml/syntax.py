"""What is wrong with a text that is no YAML, in words for whoever wrote it."""

from __future__ import annotations

import re
import unicodedata

import yaml

from unknot.content.yaml.problems import ProblemLog

_QUOTED_TOO_SOON = re.compile(r"""[:\-,\[{]\s+(['"]).*\1\s*\S""")
#: Blanks of typesetters and of East Asia, and what one follows where YAML wants an ordinary one: an
#: indent, a dash or a key.
_BLANKS = r"\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NO_BREAK = re.compile(rf"[ \t]*(?:-|[\w-]+:|[{_BLANKS}]*-?)[{_BLANKS}](?=.*\S)")
#: What is left where two copies of a file were merged and nobody chose.
_MERGE = re.compile(r"^(?:<{7}|>{7}|\|{7}) |^={7}$", re.MULTILINE)
_MERGED = (
    "two copies of this file were merged, and nobody chose between them",
    "keep one of both, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>",
)
_CURLY = re.compile(
    "[:\\-,\\[{(][ \t]+[\u201c-\u201f\u2018-\u201b\xab\xbb\u2039\u203a\u300c\u300e]"
)
_COMMAS = re.compile("[\uff0c\u3001\u060c\u061b\uff1b]")
_IN_QUOTES = "put the text in quotes"
_UNFINISHED = "did not find expected key", "did not find expected '-'", "expected <block end>"
_NO_TEXT = "this character cannot begin a text"
_INDENT = "this line is not indented like those it belongs to"
_WIDE_COLON = "a colon of another script", "write ': '"
_ITEM = "a list's items begin with a dash and a blank", "write '- ' instead"
#: What makes no key or item of a line, so that the lines below cannot go on from it: how such a
#: line looks up to there, what is wrong, and what to do.
_NO_KEY = tuple(
    (re.compile(pattern), message, hint)
    for pattern, (message, hint) in {
        r"\s*-(?=[^\s-])": ("a dash needs a blank behind it", "write '- '"),
        r"\s*(?=[\u2010-\u2015\u2022\u00b7*]\s)": _ITEM,
        r"\s*(?:- +)?[\w-]+(?=\uff1a)": _WIDE_COLON,
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
    ("directive|non-alphabetical|incompatible YAML", "", "a line cannot begin with %",
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
    if blank := _odd_blank(findings, line):
        findings.add("Y04", *blank, 1)
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
    if text.lstrip().startswith("```"):
        return "a mark of Markdown around code, and no part of it", "delete this line"
    if "expected ',' or" in said and (comma := _COMMAS.search(before)):
        return f"a comma of another script ({comma[0]})", "write ', '"
    for phrase, character, message, hint in _SYNTAX:
        if re.search(phrase, said) and (not character or here == character):
            return message, hint.replace(_IN_QUOTES, quoting(text))
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


def _odd_blank(findings: ProblemLog, line: int) -> tuple[str, str, int, int] | None:
    """What is told of an odd blank at or before ``line``: message, hint, line and column."""
    for number in range(max(line - 2, 1), line + 1):
        if told := odd_blank(findings.line(number)):
            return told[0], told[1], number, told[2]
    return None


def odd_blank(text: str) -> tuple[str, str, int] | None:
    """What is told of a blank of another kind near the beginning of ``text``: message, hint and
    column.

    It is only a fault where YAML cannot read the text, or reads what cannot be here.
    """
    if not (found := _NO_BREAK.match(text)):
        return None
    name = unicodedata.name(blank := found[0][-1]).lower()
    message = f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(blank):04X})"
    hint = "type a blank in its place"
    return f"{message} where YAML wants an ordinary blank", hint, found.end()


def wide_colon(text: str) -> tuple[str, str, int] | None:
    """The same of a colon that no keyboard for YAML has, behind what was meant as a key."""
    found = re.match(r"[\w-]+(?=\uff1a)", text)
    return (*_WIDE_COLON, found.end() + 1) if found else None


def quoting(line: str) -> str:
    """How to put a text of ``line`` in quotes; curly ones are letters to YAML."""
    return "put the text in straight quotes, \" or '" if _CURLY.search(line) else _IN_QUOTES


def note_merge(text: str, findings: ProblemLog) -> bool:
    """Whether ``text`` is two versions that nobody chose between, which is then noted."""
    if found := _MERGE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        findings.add("Y04", *_MERGED, line, 1, 7)
    return bool(found)

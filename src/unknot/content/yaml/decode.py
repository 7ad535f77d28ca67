"""Nodes to frozen records, by the records' own type hints."""

from __future__ import annotations

import re
from sys import intern
from typing import Any, Final, TypeVar

from unknot.content.records.base import Record
from unknot.content.yaml.document import Document
from unknot.content.yaml.kinds import MAX_WORD, TEXT
from unknot.content.yaml.problems import ProblemLog, short
from unknot.content.yaml.syntax import odd_blank, quoting, wide_colon
from unknot.content.yaml.tree import Entries, Items, Node, Scalar
from unknot.content.yaml.types import Form, Many, One, Shape, Table, Tagged, outline
from unknot.diagnostic import Place, spot
from unknot.suggest import find_nearest, suggest

R = TypeVar("R", bound=Record)


class _Bad:
    """Stands for a value that could not be read; the problem has been noted."""


BAD: Final = _Bad()
#: ``say:Hello`` is one text.
_NO_BLANK = re.compile(r"[a-z-]+:\S")


def decode(cls: type[R], node: Node, document: Document, findings: ProblemLog) -> R | None:
    """A record of ``cls``; None when too little of it could be read.

    Once ``findings`` has problems, text that could not be read is empty in the record: good
    enough to look for further problems, and for nothing else. In ``places`` a key's value
    stands under the field's name, items of lists and mappings under ``say.0`` and
    ``techniques.stick``, and a mapping's own keys under ``@techniques.stick``.
    """
    value = _Decoder(document, findings).record(cls, node)
    return value if isinstance(value, cls) else None


class _Decoder:
    """One file's decoding."""

    def __init__(self, document: Document, findings: ProblemLog) -> None:
        self.document, self.findings = document, findings

    def value(self, form: Form, node: Node, places: dict[str, Place | int], at: str) -> Any:
        """What ``node`` means as ``form``; its place, and those of its items, go to ``places``."""
        places[intern(at)] = self.spot(node)
        value: Any
        if isinstance(node, Scalar) and node.empty:
            value = self.bad("Y18", "no value", node, "write one, or leave the key out")
        else:
            match form:
                case One():
                    value = self.scalar(form, node)
                case Many():
                    value = self.many(form, node, places, at)
                case Table():
                    value = self.table(form, node, places, at)
                case Shape():
                    value = self.record(form.cls, node)
                case Tagged():
                    value = self.tagged(form, node)
        if value is BAD:
            self.findings.spoilt.add(self.place(node))
        return value

    def scalar(self, form: One, node: Node) -> Any:
        if not isinstance(node, Scalar):
            return self.misshapen(form.kind.name, node)
        if len(node.text) > MAX_WORD and form.kind is not TEXT:
            return self.bad("Y17", f"{short(node.text)} is too long for {form.kind.name}", node)
        if node.cut and form.kind is TEXT:
            quotes = quoting(self.findings.line(node.line))
            hint = f"{quotes}; for a comment, put a blank behind the #"
            message = f"the text ends here: {short(node.cut)} begins a comment"
            return self.bad("Y27", message, node, hint)
        try:
            return form.kind.parse(node.text)
        except LookupError as error:
            return self.bad("Y16", error.args[0], node, *error.args[1:])
        except ValueError as error:
            return self.bad("Y17", error.args[0], node, *error.args[1:])

    def many(self, form: Many, node: Node, places: dict[str, Place | int], at: str) -> Any:
        if isinstance(node, Items):
            nodes = node.items
        elif isinstance(node, Scalar) and isinstance(form.item, One):
            nodes = [node]
        else:
            return self.misshapen("a list", node, "begin each item with '- '")
        values = (
            self.part(form.item, self.value(form.item, each, places, f"{at}.{index}"), node)
            for index, each in enumerate(nodes)
        )
        return tuple(value for value in values if value is not BAD)

    def table(self, form: Table, node: Node, places: dict[str, Place | int], at: str) -> Any:
        if not isinstance(node, Entries):
            return self.misshapen("a mapping", node, "write it as lines of `key: value`")
        table = {}
        for key, item in node.entries.values():
            places[intern(f"@{at}.{key.text}")] = self.spot(key)
            name = self.scalar(form.key, key)
            value = self.value(form.value, item, places, f"{at}.{key.text}")
            value = self.part(form.value, value, node)
            if name is not BAD and value is not BAD:
                table[name] = value
        return table

    def part(self, form: Form, value: Any, whole: Node) -> Any:
        """A list's or mapping's item; one that could not be read spoils the whole for checks."""
        if value is not BAD:
            return value
        self.findings.spoilt.add(self.place(whole))
        return _blank(form)

    def tagged(self, form: Tagged, node: Node) -> Any:
        if not isinstance(node, Entries):
            return self.misshapen("a mapping", node, "write it as `key: value`")
        records = dict(form.records)
        tag = next((each for each in records if each in node.entries), None)
        tag = tag or next(
            (tag for key in node.entries if (tag := find_nearest(key, records))), None
        )
        if tag is None:
            return self.bad(
                "Y19", "this does nothing", node, f"it needs one of: {', '.join(records)}"
            )
        return self.record(records[tag], node)

    def record(self, cls: type[Record], node: Node) -> Any:
        if not isinstance(node, Entries):
            hint = f"write a {_title(cls)} as lines of `key: value`"
            return self.misshapen("a mapping", node, hint)
        keys = outline(cls).keys
        places: dict[str, Place | int] = {"": self.place(node)}
        values: dict[str, Any] = dict.fromkeys(outline(cls).named_by_file, self.document.stem)
        missing = {key.name: key for key in keys.values() if key.required}
        for name, (written, item) in node.entries.items():
            if key := keys.get(name) or keys.get(self.unknown(cls, written, node)):
                missing.pop(key.name, None)
                values[key.field] = self.value(key.form, item, places, key.field)
        for key in missing.values():
            values[key.field] = self.bad(
                "Y15",
                f"{_title(cls, article=True)} needs {key.name!r}",
                node,
                key.doc[:1].lower() + key.doc[1:],
            )
        return self.made(cls, values, places)

    def made(
        self, cls: type[Record], values: dict[str, Any], places: dict[str, Place | int]
    ) -> Any:
        """The record; what could not be read is left to its default, else blank, else BAD."""
        for key in outline(cls).keys.values():
            if values.get(key.field) is BAD:
                if not key.required:
                    del values[key.field]
                elif (blank := _blank(key.form)) is BAD:
                    return BAD
                else:
                    values[key.field] = blank
        return cls(places=places, **values)

    def unknown(self, cls: type[Record], key: Scalar, node: Entries) -> str:
        """Tell of a key that a record does not have; the key that its value is then read for."""
        keys = [name for name in outline(cls).keys if name not in node.entries]
        meant, hint = find_nearest(key.text, keys), suggest(key.text, keys)
        if key.text in outline(cls).named_by_file:
            meant, hint = "", f"delete it: the name of the file is its {key.text}"
        _, value = node.entries[key.text]
        if not meant and isinstance(value, Scalar) and value.empty:
            quotes = quoting(self.findings.line(key.line))
            hint = f"a comma ends a text in braces: {quotes}"
        self.bad("Y14", f"{_title(cls, article=True)} has no key {short(key.text)}", key, hint)
        return meant

    def misshapen(self, wanted: str, node: Node, hint: str = "") -> _Bad:
        if wanted == "a mapping" and isinstance(node, Scalar) and _NO_BLANK.match(node.text):
            hint = "write a blank after the colon"
        found = {Scalar: "a text", Items: "a list", Entries: "a mapping"}[type(node)]
        return self.bad("Y20", f"{wanted} belongs here, not {found}", node, hint)

    def bad(self, code: str, message: str, node: Node, hint: str = "") -> _Bad:
        keys = list(node.entries.values())[:1] if isinstance(node, Entries) else []
        first = keys[0][0] if keys else node
        text = first.text if isinstance(first, Scalar) and first.plain else ""
        if odd := odd_blank(text) or wide_colon(text):
            told, meant, column = odd
            self.findings.add("Y04", told, meant, first.line, first.column + column - 1, 1)
            return BAD
        self.findings.add(code, message, hint, node.line, node.column, node.width)
        return BAD

    def place(self, node: Node) -> Place:
        return Place(self.document.name, node.line, node.column)

    def spot(self, node: Node) -> int:
        """Where ``node`` stands in this file."""
        here = spot(node.line, node.column)
        if node.width != 1:
            self.findings.widths[here] = node.width
        return here


def _blank(form: Form) -> Any:
    """A stand-in for text, lists and mappings that could not be read, so that the rest can."""
    match form:
        case One(textual=True):
            return ""
        case Many():
            return ()
        case Table():
            return {}
    return BAD


def _title(cls: type[Record], *, article: bool = False) -> str:
    """``HoldRange`` as ``hold range``, ``SayStep`` as ``say step``."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", cls.__name__).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}" if article else words

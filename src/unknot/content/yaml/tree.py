"""YAML text to a tree of nodes that keep the text as written and where it stands.

Built from PyYAML's events rather than by its composer: that keeps the first line of a duplicate
key, and checks every bound before anything could grow or nest out of hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

import yaml
from msgspec import Struct, field

from unknot.content.yaml.document import Document, find_forbidden, forbidden
from unknot.content.yaml.problems import ProblemLog, short
from unknot.content.yaml.syntax import note_merge, note_syntax

MAX_DEPTH = 40
#: Nodes in one file, every use of an alias counted anew.
MAX_NODES = 50_000
MAX_SCALAR = 4_000

#: ``#1`` behind a blank begins a comment, although it hardly was meant as one.
_CUT = re.compile(r"[ \t]+(#[^\s#]\S*)")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _WrittenNode(Struct, kw_only=True):
    """Where a node is written, lines and columns from 1; ``size`` and ``height`` count the nodes in
    it, and its levels."""

    line: int
    column: int
    width: int = 1
    size: int = 1
    height: int = 1


class Scalar(_WrittenNode, kw_only=True):
    """A value's text; ``plain`` when it was written without quotes.

    ``cut``: what begins with # right behind it, with no blank, and so is no part of it.
    """

    text: str
    plain: bool
    cut: str = ""

    @property
    def empty(self) -> bool:
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


class Items(_WrittenNode, kw_only=True):
    """A list as it is written."""

    items: list[Node] = field(default_factory=list)


class Entries(_WrittenNode, kw_only=True):
    """A mapping: keys in the order written, each once."""

    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    key: Node | None = None


Node = Scalar | Items | Entries


class _Unreadable(Exception):
    """Reading this file cannot go on; the problem has been noted."""


def compose(document: Document, findings: ProblemLog) -> Node | None:
    """The one node of a document; None when there is none, the reason then is in ``findings``."""
    loader = None
    if note_merge(document.text, findings):
        return None
    try:
        loader = _Loader(document.text)
        cuts = "#" in document.text and bool(_CUT.search(document.text))
        builder = _TreeBuilder(loader, findings, cuts=cuts)
        return builder.document()
    except yaml.YAMLError as error:
        note_syntax(error, findings, MAX_DEPTH)
    except (ValueError, OverflowError):  # PyYAML without libyaml, for escapes beyond Unicode
        findings.add("Y04", "an escape such as \\U99999999 is no character")
    except _Unreadable:
        pass
    finally:
        if loader:
            loader.dispose()
    return None


class _TreeBuilder:
    """One pass over a document's events; no recursion, so nesting cannot exhaust the stack."""

    def __init__(self, loader: Any, findings: ProblemLog, *, cuts: bool) -> None:
        self.loader, self.findings, self.cuts = loader, findings, cuts
        self.open: list[Items | Entries] = []
        self.anchors: dict[str, Node] = {}
        self.unused: dict[str, Scalar] = {}
        self.nodes = 0
        self.root: Node | None = None

    def document(self) -> Node | None:
        get = self.loader.get_event
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.AliasEvent: self.alias,
            yaml.SequenceStartEvent: self.start,
            yaml.MappingStartEvent: self.start,
            yaml.SequenceEndEvent: self.end,
            yaml.MappingEndEvent: self.end,
            yaml.DocumentStartEvent: self.another,
        }
        while type(event := get()) is not yaml.StreamEndEvent:
            if handler := handlers.get(type(event)):
                handler(event)
        for name, node in self.unused.items():
            message = f"the anchor &{name} is used nowhere, so that the text would lack that word"
            self.note("Y10", message, node, "put the text in quotes, or delete the anchor")
        if self.root is None or (isinstance(self.root, Scalar) and self.root.empty):
            self.findings.add("Y05", "is empty", "write the content, or delete the file")
            return None
        return self.root

    def scalar(self, event: Any) -> None:
        start, end, text = event.start_mark, event.end_mark, event.value
        width = end.column - start.column if end.line == start.line else 0
        line, column, plain = start.line + 1, start.column + 1, not event.style
        node = Scalar(text=text, plain=plain, line=line, column=column, width=width)
        if self.cuts and node.plain:
            cut = _CUT.match(self.findings.line(end.line + 1), end.column)
            node.cut = cut[1] if cut else ""
        if len(text) > MAX_SCALAR:
            self.stop("Y09", f"a text of {len(text)} characters; {MAX_SCALAR} are allowed", node)
        # Only escapes, which stand in double quotes, can make what read_document has not seen.
        if event.style == '"' and (match := find_forbidden(text).search(text)):
            self.note("Y03", forbidden(match[0]), node)
        self.begin(node, event)
        self.attach(node)

    def start(self, event: Any) -> None:
        kind = Items if isinstance(event, yaml.SequenceStartEvent) else Entries
        node = kind(line=event.start_mark.line + 1, column=event.start_mark.column + 1)
        self.begin(node, event)
        self.open.append(node)
        if len(self.open) > MAX_DEPTH:
            self.stop("Y08", f"nested deeper than {MAX_DEPTH} levels", node)

    def end(self, _: Any) -> None:
        self.attach(self.open.pop())

    def alias(self, event: Any) -> None:
        here = self.here(event, width=len(event.anchor) + 1)
        target = self.anchors.get(event.anchor)
        if target is None:
            message = f"no anchor &{event.anchor} stands before this alias"
            self.stop("Y10", message, here, "for a text that begins with *, put it in quotes")
        self.unused.pop(event.anchor, None)
        if any(target is each for each in self.open):
            self.stop("Y10", f"alias *{event.anchor} contains itself", here)
        if len(self.open) + target.height > MAX_DEPTH:
            self.stop("Y08", f"nested deeper than {MAX_DEPTH} levels", here)
        self.count(target.size, here)
        self.attach(target)

    def another(self, event: Any) -> None:
        if self.root is not None:
            here = self.here(event, width=3)
            self.stop("Y06", "a second document; a file holds one", here)

    def here(self, event: Any, *, width: int) -> Scalar:
        """Where ``event`` stands, for a problem."""
        mark = event.start_mark
        return Scalar(text="", plain=True, line=mark.line + 1, column=mark.column + 1, width=width)

    def begin(self, node: Node, event: Any) -> None:
        self.count(1, node)
        if event.tag:
            self.note(
                "Y07", f"tag {short(event.tag)}; tags are not used here", node, "delete the tag"
            )
        if event.anchor:
            self.anchors[event.anchor] = node
            if isinstance(node, Scalar) and node.plain and not node.empty:
                self.unused[event.anchor] = node

    def count(self, nodes: int, node: Node) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self.stop("Y09", f"more than {MAX_NODES:,} values, aliases counted", node)

    def attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.size += node.size
        if node.height >= parent.height:
            parent.height = node.height + 1
        if isinstance(parent, Items):
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            key, parent.key = parent.key, None
            self.enter(parent, key, node)

    def enter(self, parent: Entries, key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self.note("Y11", "a key must be a word, not a list or a mapping", key)
        elif key.plain and key.text == "<<":
            self.note("Y12", "merge keys (<<) are not used here", key, "write the keys out")
        elif key.text in parent.entries:
            first = parent.entries[key.text][0].line
            self.note("Y13", f"key {short(key.text)} is there already, on line {first}", key)
        else:
            parent.entries[key.text] = (key, value)

    def note(self, code: str, message: str, node: Node, hint: str = "") -> None:
        self.findings.add(code, message, hint, node.line, node.column, node.width)

    def stop(self, code: str, message: str, node: Node, hint: str = "") -> NoReturn:
        self.note(code, message, node, hint)
        raise _Unreadable

"""Reading: all files of all roots to a Library, with every problem in one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import replace

from unknot.content.checks import check
from unknot.content.discovery import GLOBS, KINDS, Found, gather
from unknot.content.library import Library, Origin
from unknot.content.memory import ContentMemory, stands_on_its_file
from unknot.content.once import once
from unknot.content.records.base import Record
from unknot.content.records.script import Emergency, Lexicon, Script, Source, Sources
from unknot.content.records.session import Playlist, Programme, Session
from unknot.content.workspace import Root
from unknot.content.yaml.decode import decode
from unknot.content.yaml.document import read_document
from unknot.content.yaml.problems import ProblemLog
from unknot.content.yaml.tree import Entries, Node, compose
from unknot.content.yaml.types import outline
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError

R = TypeVar("R", bound=Record)


def load(roots: Sequence[Root]) -> Library:
    """The library of ``roots``; ContentError with every problem when there is any."""
    library, problems = read(roots)
    if problems:
        raise ContentError(problems)
    return library


def read_one(path: Path, name: str, cls: type[R]) -> R:
    """The record in one file that belongs to no workspace; messages call the file ``name``.

    Raises ContentError with every problem of its shape.
    """
    findings = ProblemLog(name)
    record = None
    with findings.bounded():
        odd = path.exists() and not path.is_file()  # a pipe would be waited for
        if odd:
            findings.add("Y23", "is not a file")
        document = None if odd else read_document(path, name, findings)
        node = compose(document, findings) if document else None
        record = decode(cls, node, document, findings) if document and node else None
    if record is None or findings.problems:
        raise ContentError(findings.problems)
    return record


def read(
    roots: Sequence[Root], memory: ContentMemory | None = None
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """The records of ``roots`` that have no problem, and all problems of the others.

    Shape first, file by file, then sense, over all files together; both go on after a problem.
    What ``memory`` knows is not read or judged again, and what it does not know is noted there.
    """
    memory = memory or ContentMemory()
    files, problems = gather(roots)
    logs = {file.name: ProblemLog(file.name) for file in files}
    records = [
        (file, record) for file in files if (record := _record(file, logs[file.name], memory))
    ]
    beneath = _beneath(roots, records, memory)

    def sound() -> Library:
        """All that has no problem so far."""
        whole = [(file, record) for file, record in records if not logs[file.name].problems]
        return replace(_library(whole, files), beneath=beneath)

    # What a session says of a record that has a problem itself would be told twice.
    for last in (False, True):
        some = [each for each in records if isinstance(each[1], _NAMING) is last]
        # Citing a source whose row has a problem is no problem of its own.
        library = replace(sound(), sources=_sources(records))
        _judge(some, library, {file.name: file for file in files}, logs, memory)
    told = (problem for each in logs.values() for problem in each.problems)
    every = sorted((*problems, *told), key=lambda each: (each.place, each.code))
    return sound(), tuple(every)


#: Kinds of record that name others, and those that a workspace may make more careful, never less.
_NAMING = (Session, Playlist, Programme)
_GUARDED = ("muscle", "technique", "frame", "script")
#: Kinds that a library holds by id.
_SHELVES = ("muscle", "technique", "session", "playlist", "programme", "lexicon", "chime")
_Records = Sequence[tuple[Found, Record]]


def _judge(
    some: _Records,
    library: Library,
    files: Mapping[str, Found],
    logs: Mapping[str, ProblemLog],
    memory: ContentMemory,
) -> None:
    """Hold ``some`` records against all that are sound so far."""
    for file, record in some:
        if memory.is_good("sense", file.path):
            continue
        wrong = False
        with logs[file.name].bounded():
            for problem in check(record, library):
                wrong = True
                log = logs[problem.place.file]
                if not log.has_text:  # it was remembered; now its text is to be shown
                    _decoded(files[problem.place.file], log)
                log.judge(problem)
        if not wrong and stands_on_its_file(record):
            memory.note_good("sense", file.path)


def _beneath(roots: Sequence[Root], records: _Records, memory: ContentMemory) -> Library | None:
    """The last root's muscles, techniques, scripts and frame, which no other may loosen."""
    if len(roots) < 2:
        return None
    files = [each for each in gather(roots[-1:])[0] if each.kind in _GUARDED]
    have = {(file.kind, file.id): record for file, record in records if file.root == roots[-1]}
    found = []
    for file in files:
        record = have.get((file.kind, file.id)) or _record(file, ProblemLog(file.name), memory)
        if record:
            found.append((file, record))
    return _library(found, files)


def _record(file: Found, findings: ProblemLog, memory: ContentMemory) -> Record | None:
    record: Record | None = memory.record(file.path)
    if record is None:
        record = _decoded(file, findings)
        if record and not findings.problems:
            memory.keep(file.path, record)
    return record


def _decoded(file: Found, findings: ProblemLog) -> Record | None:
    with findings.bounded():
        if (document := read_document(file.path, file.name, findings)) is None:
            return None
        if (node := compose(document, findings)) is None:
            return None
        if other := _other_kind(file.kind, node):
            hint = f"its place is {GLOBS[other][0]}"
            findings.add("Y26", f"has the keys of {other!r}, not of {file.kind!r}", hint)
            return None
        return decode(KINDS[file.kind], node, document, findings)
    return None


def _other_kind(kind: str, node: Node) -> str:
    """Which other kind of file ``node`` is, key by key, where it is none of its folder's kind."""
    keys = node.entries.keys() if isinstance(node, Entries) else set()

    def is_whole(kind: str) -> bool:
        known = outline(KINDS[kind]).keys
        needed = {key.name for key in known.values() if key.required}
        return bool(needed) and needed <= keys <= known.keys()

    if is_whole(kind):
        return ""
    return next((other for other in GLOBS if other != kind and is_whole(other)), "")


def _library(records: _Records, files: Sequence[Found]) -> Library:
    shelves: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    scripts: dict[str, dict[str, Script]] = {}
    for file, record in sorted(records, key=lambda each: each[0].id):
        if isinstance(record, Script):
            scripts.setdefault(file.id.partition("/")[0], {})[record.id] = record
        elif isinstance(record, Sources):
            continue
        elif isinstance(record, Emergency):
            shelves["emergency"] |= record.countries
        elif isinstance(record, Lexicon):
            shelves["lexicon"][file.id] = _over(shelves["lexicon"].get(file.id), record)
        else:
            shelves[file.kind][file.id] = record
    held: dict[str, Any] = {f"{kind}s": shelves[kind] for kind in _SHELVES}
    held |= shelves["frame"] | shelves["channel"]  # one each, called like its kind
    return Library(
        **held,
        scripts=scripts,
        sources=_sources(records),
        emergency=shelves["emergency"],
        origins=_origins(files),
        folders=tuple(dict.fromkeys(file.root.path for file in files)),
    )


def _sources(records: _Records) -> dict[str, Source]:
    """The bundled sources come last and win: what they name stays what it is."""
    rows: dict[str, Source] = {}
    for _, record in sorted(records, key=lambda each: each[0].id):
        if isinstance(record, Sources):
            rows |= record.sources
    return rows


def _over(first: Lexicon | None, other: Lexicon) -> Lexicon:
    """Both lexicons' terms; those of the ``first``, which is the workspace's, win."""
    return replace(first, terms={**other.terms, **first.terms}) if first else other


@once
def _origins(files: Sequence[Found]) -> dict[tuple[str, str], Origin]:
    """The first root that has a record is where it comes from."""
    return {
        (file.kind, file.id): Origin(
            file.path, file.root.label + ", shadows bundled" * file.shadows
        )
        for file in reversed(files)
    }

"""JSON Schemas for editors: fresh, true for all bundled content, and of use on mistakes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT
from tests.content import workspaces
from tests.usual import cases
from unknot.content.discovery import KINDS, gather
from unknot.content.records.base import Record
from unknot.content.workspace import Root, bundled_content
from unknot.content.yaml.schema import schema
from unknot.content.yaml.types import Form, Many, One, Shape, Table, Tagged, outline
from unknot.errors import WorkspaceError

FILES, _ = gather([Root(bundled_content(), "bundled")])

PATHS = {
    "session": "sessions/x.yaml",
    "playlist": "sessions/playlists/x.yaml",
    "programme": "sessions/programmes/x.yaml",
    "muscle": "atlas/muscles/x.yaml",
    "technique": "atlas/techniques/x.yaml",
    "frame": "atlas/frame.yaml",
    "script": "scripts/en/shared.yaml",
    "lexicon": "scripts/en/lexicon.yaml",
    "sources": "atlas/sources.yaml",
    "chime": "audio/chimes/end.yaml",
}


def as_an_editor_reads(text: str) -> Any:
    """YAML 1.2: what editors make of plain scalars, so `no` and `1:30` are texts."""
    return _plain(yaml.compose(text, Loader=yaml.SafeLoader))


def _plain(node: yaml.Node | None) -> Any:
    match node:
        case yaml.MappingNode():
            return {_plain(key): _plain(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [_plain(item) for item in node.value]
        case yaml.ScalarNode() if node.style is None and re.fullmatch(r"-?\d+", node.value):
            return int(node.value)
        case yaml.ScalarNode() if node.style is None and re.fullmatch(r"-?\d+\.\d+", node.value):
            return float(node.value)
        case yaml.ScalarNode() if node.style is None:
            return {"true": True, "false": False, "null": None, "~": None, "": None}.get(
                node.value, node.value
            )
        case yaml.ScalarNode():
            return node.value
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_fresh(kind: str) -> None:
    committed = (ROOT / "schemas" / f"{kind}.json").read_text(encoding="utf-8")
    assert json.loads(committed) == schema(kind), (
        f"schemas/{kind}.json is stale: unknot schema {kind} > schemas/{kind}.json"
    )


@cases("kind", KINDS, usual=4)
def test_it_is_a_schema_of_the_dialect_it_names(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


def test_there_is_a_schema_file_for_each_kind_and_no_other() -> None:
    assert {path.stem for path in (ROOT / "schemas").glob("*.json")} == set(KINDS)


@cases("file", FILES, ids=lambda file: f"{file.kind} {file.id}", usual=12)
def test_bundled_content_is_right_by_its_schema(file: Any) -> None:
    data = as_an_editor_reads(file.path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema(file.kind)).validate(data)


def test_bundled_files_name_their_schema_for_editors() -> None:
    assert len(FILES) > 50
    for file in FILES:
        first = file.path.read_text(encoding="utf-8").partition("\n")[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
        assert found, file.path
        named = (file.path.parent / found[1]).resolve()
        assert named == ROOT / "schemas" / f"{file.kind}.json", file.path


@cases(
    ("kind", "text"),
    [
        ("session", workspaces.SESSION.replace("side: left", "side: lefft")),
        ("session", workspaces.SESSION.replace("muscle:", "mucsle:")),
        ("session", workspaces.SESSION.replace("title:", "titel:")),
        ("session", f"{workspaces.SESSION}hold: 30\n"),
        ("session", f"{workspaces.SESSION}hold: 30s1m\n"),
        ("session", workspaces.changed(workspaces.BRIEF, "routines: [{wait: 8s, say: Rest.}]")),
        ("session", workspaces.changed(workspaces.BRIEF, "routines: [{repeat: 2}]")),
        ("session", workspaces.changed(workspaces.BRIEF, "routines: {wait: 8s}")),
        ("session", workspaces.changed(workspaces.BRIEF, "title: ' '")),
        ("muscle", workspaces.MUSCLE.replace("stick: forbidden", "stick: forbiden")),
        ("muscle", workspaces.MUSCLE.replace("max: 3", "max: three")),
        ("muscle", workspaces.MUSCLE.replace("[S1, INF]", "[S1, Smith]")),
        ("muscle", workspaces.MUSCLE.replace("{vibration", "{Vibration")),
        ("technique", workspaces.TECHNIQUE.replace("50%", "half-way")),
        ("technique", workspaces.TECHNIQUE.replace("optional: true", "optional: maybe")),
        ("script", workspaces.SHARED.replace(", sources: INF", "")),
        ("lexicon", "terms: {psoas: sowus}\n"),
        ("sources", workspaces.SOURCES.replace("kind: seed", "kind: rumour")),
        ("chime", workspaces.CHIME.replace("1200", "high")),
        ("frame", "opening: []\nsources: {}\n"),
    ],
    usual=8,
)
def test_an_editor_sees_a_mistake_that_the_loader_sees(
    kind: str, text: str, tmp_path: Path
) -> None:
    data = as_an_editor_reads(text)
    assert not jsonschema.Draft202012Validator(schema(kind)).is_valid(data)
    found = workspaces.problems(tmp_path, {PATHS[kind]: text})
    assert any(each.code.startswith("Y") for each in found)


def test_every_key_and_record_is_explained() -> None:
    """What an editor shows when somebody rests on a word."""
    silent = [
        f"{cls.__name__}.{key.name}"
        for cls in _records()
        for key in outline(cls).keys.values()
        if not key.doc
    ]
    silent += [c.__name__ for c in _records() if (c.__doc__ or "").startswith(f"{c.__name__}(")]
    assert silent == []


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(WorkspaceError, match="known: session"):
        schema("muscel")


def _records() -> set[type[Record]]:
    """Every record that content is made of."""
    found: set[type[Record]] = set()
    waiting: list[Form] = [Shape(cls) for cls in KINDS.values()]
    while waiting:
        match waiting.pop():
            case Shape(cls) if cls not in found:
                found.add(cls)
                waiting += [key.form for key in outline(cls).keys.values()]
            case Tagged(records):
                waiting += [Shape(cls) for _, cls in records]
            case Many(item):
                waiting.append(item)
            case Table(key, value):
                waiting += [key, value]
            case One():
                pass
    return found

"""Schemas and the editor's setting: every file of content is told which schema is its own."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

from tests.conftest import ROOT
from unknot.content.discovery import GLOBS, gather
from unknot.content.workspace import Root
from unknot.content.yaml.schema import write_schemas, write_settings


def test_each_kind_has_the_committed_schema(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    made = {path.stem: path.read_bytes() for path in (tmp_path / "schemas").iterdir()}
    assert made == {kind: (ROOT / f"schemas/{kind}.json").read_bytes() for kind in GLOBS}


def test_every_file_of_content_has_one_schema_and_the_right_one(tmp_path: Path) -> None:
    """By the globs of the setting, as yaml-language-server reads them: ``!`` leaves out."""
    write_settings(tmp_path)
    text = (tmp_path / ".vscode/settings.json").read_text(encoding="utf-8")
    found = json.loads(text)["yaml.schemas"]
    files, _ = gather([Root(ROOT, "bundled")])
    assert len(files) > 50
    for file in files:
        name = PurePath(file.path.relative_to(ROOT).as_posix())
        mine = [
            PurePath(schema).stem
            for schema, globs in found.items()
            if any(_matches(name, glob) for glob in globs if not glob.startswith("!"))
            and not any(_matches(name, glob[1:]) for glob in globs if glob.startswith("!"))
        ]
        assert mine == [file.kind], name


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    for name in ("schemas/session.json", ".vscode/settings.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("{}", encoding="utf-8")
    write_schemas(tmp_path)
    write_settings(tmp_path)
    assert (tmp_path / "schemas/session.json").read_text(encoding="utf-8") == "{}"
    assert (tmp_path / ".vscode/settings.json").read_text(encoding="utf-8") == "{}"


def _matches(name: PurePath, glob: str) -> bool:
    """One folder deep for each ``/``: a ``*`` never goes across."""
    return len(name.parts) == len(PurePath(glob).parts) and name.match(glob)

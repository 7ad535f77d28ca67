"""Where content is looked for, and what is said when it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.content.workspaces import BUNDLED, SESSION, SHARED, overlay, write
from unknot.content import workspace
from unknot.content.load import read
from unknot.content.workspace import Root, bundled_content, roots
from unknot.errors import WorkspaceError


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    return write(tmp_path / "bundled", BUNDLED)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return write(tmp_path / "own", {"sessions/x.yaml": SESSION})


def test_the_workspace_comes_before_the_bundled_content(own: Path, bundled: Path) -> None:
    expected = (Root(own, "workspace"), Root(bundled, "bundled"))
    assert roots(own, bundled=bundled) == expected
    assert roots(here=own, bundled=bundled) == expected


@pytest.mark.parametrize("folder", ["atlas", "sessions", "scripts", "audio"])
def test_any_of_the_four_folders_makes_a_workspace(
    folder: str, tmp_path: Path, bundled: Path
) -> None:
    (tmp_path / "own" / folder).mkdir(parents=True)
    assert roots(tmp_path / "own", bundled=bundled)[0].label == "workspace"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person's own workspace would be."""
    monkeypatch.setenv("UNKNOT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.usefixtures("home")
def test_a_current_folder_that_is_no_workspace_is_no_matter(tmp_path: Path, bundled: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert roots(here=tmp_path / "empty", bundled=bundled) == (Root(bundled, "bundled"),)


def test_the_current_folder_is_meant_when_none_is_named(
    own: Path, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own)
    assert roots(bundled=bundled)[0].path.samefile(own)


def test_the_repository_is_its_own_workspace(bundled: Path) -> None:
    assert roots(bundled, bundled=bundled) == (Root(bundled, "bundled"),)
    assert roots(bundled / "sessions" / "..", bundled=bundled) == (Root(bundled, "bundled"),)


@pytest.mark.parametrize("stands_in", ["empty", "earlier tracks", "the bundled content"])
def test_whoever_stands_in_no_workspace_has_their_own(
    stands_in: str, home: Path, tmp_path: Path, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, {"sessions/x.yaml": SESSION})
    (tmp_path / "empty").mkdir()
    (tmp_path / "tracks/audio/tracks").mkdir(parents=True)
    where = {"empty": tmp_path / "empty", "earlier tracks": tmp_path / "tracks"}
    monkeypatch.chdir(where.get(stands_in, bundled))
    assert roots(bundled=bundled) == (Root(home, "workspace"), Root(bundled, "bundled"))
    assert stands_in == "the bundled content" or workspace.workspace_in_use() == home


def test_another_workspace_comes_before_one_s_own(
    home: Path, own: Path, bundled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, {"sessions/x.yaml": SESSION})
    monkeypatch.chdir(own)
    assert roots(bundled=bundled)[0].path.samefile(own)
    assert roots(home, bundled=bundled)[0].path == home
    assert workspace.workspace_in_use() == workspace.workspace_to_write() == Path()


def test_what_is_new_goes_into_a_workspace_and_never_into_the_checkout(
    home: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (ROOT, tmp_path):
        monkeypatch.chdir(folder)
        assert workspace.workspace_to_write() == home
        assert workspace.workspace_in_use() == Path()  # tracks stay here while there is none
    assert workspace.workspace_to_write(ROOT) == ROOT  # whoever says so means it


def test_one_s_own_is_in_the_documents_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UNKNOT_HOME")
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: tmp_path / "Documents")
    assert workspace.own_workspace() == tmp_path / "Documents" / "unknot"


def test_a_folder_that_was_named_must_be_a_workspace(tmp_path: Path, bundled: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(WorkspaceError, match="unknot new workspace") as caught:
        roots(tmp_path / "empty", bundled=bundled)
    assert "atlas, sessions, scripts, audio" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "state"), [("missing", "does not exist"), ("file", "is not a folder")]
)
def test_a_folder_that_was_named_must_be_there(
    name: str, state: str, tmp_path: Path, bundled: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=state):
        roots(tmp_path / name, bundled=bundled)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5_000])
def test_a_name_that_no_folder_can_have_does_not_exist(name: str, bundled: Path) -> None:
    with pytest.raises(WorkspaceError, match="does not exist"):
        roots(Path(name), bundled=bundled)


def test_bundled_content_is_found() -> None:
    assert any((bundled_content() / "sessions").glob("*.yaml"))


@pytest.mark.parametrize("folders", [[], ["atlas", "sessions"]])
def test_missing_bundled_content_is_never_just_nothing(
    folders: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wheel that was built without its content must not quietly list nothing."""
    package = tmp_path / "lib" / "site" / "unknot"
    for folder in folders:
        (package / "_content" / folder).mkdir(parents=True)
    monkeypatch.setattr(workspace, "_PACKAGE", package)
    with pytest.raises(WorkspaceError, match="missing"):
        roots(None, here=tmp_path)


def test_content_inside_an_installed_package_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write(tmp_path / "unknot" / "_content", BUNDLED)
    monkeypatch.setattr(workspace, "_PACKAGE", tmp_path / "unknot")
    assert bundled_content() == content


def test_files_below_the_current_folder_have_short_names(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own.parent)
    assert Root(own, "workspace").show(own / "sessions" / "x.yaml") == "own/sessions/x.yaml"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the current folder in use")
def test_a_current_folder_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(WorkspaceError, match="gone"):
        roots()


@pytest.mark.parametrize("folder", ["scripts/en", "scripts", "sessions", "."])
def test_where_one_stands_changes_no_check(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script's language is in its path: called by its bare name, a reworded warning passed."""
    files = {
        "scripts/en/shared.yaml": SHARED.replace("In an emergency call {emergency}.", ""),
        "sessions/x.yaml": "title: [",
    }
    here = overlay(tmp_path, files)
    monkeypatch.chdir(tmp_path / "own" / folder)
    _, found = read(here)
    assert sorted({each.code for each in found}) == ["S91", "Y04"]
    assert all(each.place.file.endswith(tuple(files)) for each in found)

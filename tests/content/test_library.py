"""The library: what all roots hold together, where it comes from, and how lines are found."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.content.workspaces import (
    BUNDLED,
    MUSCLE,
    PLAYLIST,
    SESSION,
    SHARED,
    TECHNIQUE,
    Content,
    reading,
    write,
)
from unknot.content.checks.languages import gaps
from unknot.content.load import load, read
from unknot.content.workspace import Root, roots


def test_every_kind_of_record_has_its_place(tmp_path: Path) -> None:
    library, found = reading(tmp_path, {})
    assert found == ()
    assert set(library.muscles) == {"gluteus", "medius", "minimus", "psoas"}
    assert set(library.techniques) == {"vibration"}
    assert set(library.sessions) == {"sore-hip"}
    assert set(library.scripts["en"]) == {"gluteus", "shared"}
    assert library.lexicons["en"].terms["psoas"].say == "sowus"
    assert library.sources["S1"].title == "A claim"
    assert set(library.chimes) == {"start", "half", "end"}
    assert library.frame.opening != ()


def test_the_first_root_that_has_an_id_wins_whole_file(tmp_path: Path) -> None:
    """Nothing of the shadowed file shows through."""
    mine = "title: Mine\nsummary: Another.\nroutines: [{wait: 8s}]\n"
    library, found = reading(tmp_path, {"sessions/sore-hip.yaml": mine, "sessions/x.yaml": mine})
    assert found == ()
    assert library.sessions["sore-hip"].title == "Mine"
    assert library.sessions["sore-hip"].hold is None
    labels = {
        id: origin.label for (kind, id), origin in library.origins.items() if kind == "session"
    }
    assert labels == {"sore-hip": "workspace, shadows bundled", "x": "workspace"}
    assert library.origins["muscle", "gluteus"].label == "bundled"
    assert library.origins["session", "x"].path == tmp_path / "own" / "sessions" / "x.yaml"


def test_a_shadowed_file_is_not_even_read(tmp_path: Path) -> None:
    write(tmp_path / "bundled", BUNDLED | {"sessions/sore-hip.yaml": "broken: ["})
    write(tmp_path / "own", {"sessions/sore-hip.yaml": SESSION})
    roots = [Root(tmp_path / "own", "workspace"), Root(tmp_path / "bundled", "bundled")]
    assert read(roots)[1] == ()


def test_a_broken_file_still_shadows(tmp_path: Path) -> None:
    """Else a typing mistake would bring the bundled record back without a word."""
    library, found = reading(tmp_path, {"sessions/sore-hip.yaml": "broken: ["})
    assert "sore-hip" not in library.sessions
    assert ("session", "sore-hip") in library.origins
    assert len(found) == 1


def test_lexicons_add_up_and_the_workspace_s_terms_win(tmp_path: Path) -> None:
    """A workspace that respells one term does not lose the bundled ones."""
    own = "terms: {sacrum: {say: saycrum}, psoas: {say: so-us}}\n"
    library, _ = reading(tmp_path, {"scripts/en/lexicon.yaml": own})
    terms = library.lexicons["en"].terms
    assert set(terms) > {"sacrum", "psoas"}
    assert terms["psoas"].say == "so-us"


def test_sources_add_up(tmp_path: Path) -> None:
    """A workspace that cites one study more does not lose the bundled ones."""
    files: dict[str, Content] = {
        "atlas/sources.yaml": "sources:\n  X900: {kind: outside, title: A study}\n",
        "sessions/x.yaml": f"{SESSION}sources: {{title: [S1, X900]}}\n",
    }
    library, found = reading(tmp_path, files)
    assert found == ()
    assert set(library.sources) == {"S1", "INF", "X900"}


@pytest.mark.deep
def test_a_workspace_may_be_a_copy_of_everything(tmp_path: Path) -> None:
    """Such as a checkout, beside an unknot that pip installed: not one problem, nothing doubled."""
    for folder in ("atlas", "sessions", "scripts", "audio/chimes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    library, problems = read([Root(tmp_path, "workspace"), *roots(ROOT)[-1:]])
    assert problems == ()
    assert library.sources.keys() == read(roots(ROOT))[0].sources.keys()


def test_but_never_redefine(tmp_path: Path) -> None:
    files: dict[str, Content] = {"atlas/sources.yaml": "sources: {S1: {kind: seed, title: Mine}}\n"}
    library, (problem,) = reading(tmp_path, files)
    assert problem.code == "S32"
    assert problem.place.column == len("sources: {") + 1
    assert library.sources["S1"].title == "A claim"


def test_a_muscle_s_own_line_comes_before_the_shared_one(tmp_path: Path) -> None:
    library, _ = reading(tmp_path, {})
    own, shared = library.line("en", "gluteus", "place"), library.line("en", "medius", "place")
    assert own is not None
    assert shared is not None
    assert (own[0].say, own[1]) == (("Here.",), "gluteus/place")
    assert (shared[0].say, shared[1]) == (("Rest it on the {side}.",), "shared/place")


def test_a_line_that_is_nowhere_is_none(tmp_path: Path) -> None:
    library, _ = reading(tmp_path, {})
    assert library.line("en", None, "nowhere") is None
    assert library.line("xx", "gluteus", "place") is None


def test_a_record_with_a_problem_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "atlas/muscles/gluteus.yaml": MUSCLE.replace("max: 60s", "max: 1s"),
        "sessions/x.yaml": SESSION.replace("gluteus", "medius"),
    }
    library, found = reading(tmp_path, files)
    assert [each.code for each in found] == ["S44"]
    assert "gluteus" not in library.muscles
    assert "medius" in library.muscles
    assert "x" in library.sessions


def test_records_are_in_the_order_of_their_ids_whatever_their_root(tmp_path: Path) -> None:
    library, _ = reading(tmp_path, {"sessions/z.yaml": SESSION, "sessions/a.yaml": SESSION})
    assert list(library.sessions) == ["a", "sore-hip", "z"]


def test_problems_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    wrong = SESSION.replace("gluteus", "glutaeus").replace("left", "lefft")
    _, found = reading(tmp_path, {"sessions/b.yaml": wrong, "sessions/a.yaml": wrong})
    places = [each.place for each in found]
    assert places == sorted(places)
    assert len(places) == 4


def test_what_is_not_yaml_is_left_alone(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "sessions/README.md": "# Mine",
        "sessions/.x.yaml.swp": "",
        "sessions/._x.yaml": b"\0\5",
        "scripts/__pycache__/x.yaml": "",
        "audio/chimes/gong.wav": b"RIFF",
        "notes/x.yaml": "[",
    }
    assert reading(tmp_path, files)[1] == ()


def test_both_spellings_of_the_ending_are_read(tmp_path: Path) -> None:
    library, found = reading(tmp_path, {"sessions/x.yml": SESSION, "sessions/y.YAML": SESSION})
    assert found == ()
    assert {"x", "y"} <= set(library.sessions)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything can be read here")
def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "own", {"sessions/x.yaml": SESSION}) / "sessions"
    folder.chmod(0)
    try:
        assert {each.code for each in reading(tmp_path, {})[1]} == {"Y01"}
    finally:
        folder.chmod(0o700)


def test_another_language_needs_all_its_words_once_it_is_asked_for(tmp_path: Path) -> None:
    files: dict[str, Content] = {"scripts/de/shared.yaml": SHARED.replace("  position", "  lage")}
    library, found = reading(tmp_path, files)
    assert found == ()
    lacking = [each.message for each in gaps(library, "de")]
    assert "de lacks the line 'position' of shared" in lacking
    assert not any("'place' of shared" in each for each in lacking)


def test_load_gives_the_library_when_there_is_no_problem(tmp_path: Path) -> None:
    roots = [Root(write(tmp_path, BUNDLED), "bundled")]
    assert load(roots) == read(roots)[0]


def test_a_file_in_a_folder_where_none_is_read_is_told_once_a_folder(tmp_path: Path) -> None:
    """A stricter muscle in atlas/muscle would count for nothing, without a word."""
    names = (
        "atlas/muscle/gluteus", "atlas/muscle/medius", "atlas/muscles/old/gluteus",
        "sessions/hips/left", "sessions/hips/2026/left", "sessions/_old/left",
        "sessions/.trash/left", "atlas/pictures/gluteus", "sessions/a/b/c/d/deep",
    )  # fmt: skip
    files: dict[str, Content] = {f"{name}.yaml": "broken: [" for name in names}
    _, found = reading(tmp_path, files | {"sessions/notes/read.me": "", "atlas/x.yaml.txt": ""})
    assert {each.code for each in found} == {"Y26"}
    told = [each.place.file.partition("own/")[2] for each in found]
    assert told == [
        "atlas/muscle/gluteus.yaml", "atlas/muscles/old/gluteus.yaml", "atlas/x.yaml.txt",
        "sessions/hips/2026/left.yaml", "sessions/hips/left.yaml",
    ]  # fmt: skip


def test_a_name_with_capitals_is_told_where_small_letters_are_another_one(tmp_path: Path) -> None:
    """A folder that comes from a Mac or from Windows, where it was read."""
    names = ("Atlas/muscles/gluteus", "Channel", "Notes/x", "Audio/x", "sessions/x")
    folder = write(tmp_path / "own", {f"{name}.yaml": SESSION for name in names})
    if (folder / "atlas").exists():
        pytest.skip("capitals make no other name here")
    _, found = reading(tmp_path, {})
    assert [(each.code, Path(each.place.file).name) for each in found] == [
        ("Y26", "Atlas"), ("Y26", "Channel.yaml"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("sessions/gluteus", MUSCLE, "atlas/muscles/*.yaml"),
        ("atlas/muscles/vibration", TECHNIQUE, "atlas/techniques/*.yaml"),
        ("sessions/playlists/x", SESSION, "sessions/*.yaml"),
        ("sessions/x", PLAYLIST, "sessions/playlists/*.yaml"),
        ("scripts/en/lexicon", SHARED, "scripts/*/*.yaml"),
    ],
)
def test_a_file_in_the_folder_of_another_kind_is_told_where_it_belongs(
    name: str, text: str, place: str, tmp_path: Path
) -> None:
    """In one sentence, not key by key."""
    (found,) = reading(tmp_path, {f"{name}.yaml": text})[1]
    assert (found.code, found.hint) == ("Y26", f"its place is {place}")


def test_a_file_that_lacks_something_is_of_its_folder_s_kind(tmp_path: Path) -> None:
    _, found = reading(tmp_path, {"sessions/x.yaml": "title: X\nsummary: S.\n"})
    assert [each.code for each in found] == ["Y15"]


@pytest.mark.parametrize(
    ("code", "hint"),
    [("de_DE", "did you mean de-DE?"), ("DE", "did you mean de?"), ("German!", "use one such as")],
)
def test_a_language_code_of_another_form_is_understood(
    code: str, hint: str, tmp_path: Path
) -> None:
    spoken = f"title: X\nsummary: S.\nlanguage: {code}\nroutines: [{{say: Hallo.}}]\n"
    files: dict[str, Content] = {"sessions/x.yaml": spoken, f"scripts/{code}/shared.yaml": SHARED}
    found = reading(tmp_path, files)[1]
    assert [each.code for each in found] == ["Y25", "S38"]
    assert all(each.hint.startswith(hint) for each in found)

"""Content from a stranger: bounded, told in words, never a traceback, nothing read outside."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import yaml

from tests.content.workspaces import BRIEF, SESSION, Content, changed, problems, told, write
from unknot.content.load import read
from unknot.content.workspace import Root
from unknot.content.yaml import tree as nodes

CASES: dict[str, tuple[Content, str]] = {
    "empty": ("", "Y05"),
    "comment only": ("# nothing\n", "Y05"),
    "explicit nothing": ("---\n", "Y05"),
    "two documents": (f"{SESSION}---\n{SESSION}", "Y06"),
    "list": ("- a\n", "Y20"),
    "tab": ("title: X\nroutines:\n\t- {wait: 8s}\n", "Y04"),
    "open quote": ('title: "X\n', "Y04"),
    "two colons": ("title: X: Y\n", "Y04"),
    "open bracket": ("title: [X\n", "Y04"),
    "reserved": ("title: @x\n", "Y04"),
    "escape beyond Unicode": ('title: "\\U99999999"\n', "Y04"),
    "python tag": (changed(BRIEF, "title: !!python/object/apply:os.getcwd []"), "Y07"),
    "local tag": (changed(BRIEF, "title: !secret x"), "Y07"),
    "UTF-16": (SESSION.encode("utf-16"), "Y02"),
    "UTF-16 without its mark": (SESSION.encode("utf-16-be"), "Y02"),
    "UTF-32": (SESSION.encode("utf-32"), "Y02"),
    "an archive": (b"PK\3\4" + bytes(26), "Y02"),
    "a packed file": (b"\x1f\x8b\x08\x02" + bytes(range(1, 256)), "Y02"),
    "Latin-1": (changed(BRIEF, "title: Hüfte").encode("latin-1"), "Y02"),
    "NUL": (changed(BRIEF, "title: a\0b"), "Y03"),
    "escape sequence": (changed(BRIEF, "title: a\x1b[31mb"), "Y03"),
    "written NUL": (changed(BRIEF, 'title: "a\\0b"'), "Y03"),
    "bidi override": (changed(BRIEF, "title: a\u202eb"), "Y03"),
    "written bidi isolate": (changed(BRIEF, 'title: "a\\u2066b"'), "Y03"),
    "line separator": (changed(BRIEF, "title: a\u2028b"), "Y03"),
    "invisible tag letters": (changed(BRIEF, "title: a\U000e0041b"), "Y03"),
    "deep flow": ("title: " + "[" * 100_000, "Y08"),
    "deep block": ("- " * 100_000, "Y08"),
    "deep keys": ("\n".join(" " * i + "a:" for i in range(1_000)), "Y08"),
    "deep by aliases": ("".join(f"a{i + 1}: &a{i + 1} [*a{i}]\n" for i in range(900)), "Y10"),
    "alias chain": (
        "a0: &a0 [x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}]\n" for i in range(900)),
        "Y08",
    ),
    "alias bomb": (
        "a0: &a0 x\n"
        + "".join(f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 9)}]\n" for i in range(12)),
        "Y09",
    ),
    "alias in itself": (changed(BRIEF, "routines: &r [*r]"), "Y10"),
    "merge key": (f"<<: &b {{title: X}}\n{SESSION}", "Y12"),
    "list as key": (f"? [a, b]\n: c\n{SESSION}", "Y11"),
    "huge plain text": ("title: " + "x" * 990_000, "Y09"),
    "huge quoted text": ('title: "' + "x " * 490_000 + '"', "Y09"),
    "huge number": (changed(BRIEF, "hold: " + "9" * 3_900), "Y17"),
    "huge key": ("x" * 900_000 + ": 1\n", "Y09"),
    "huge file": (b"title: X\n" * 200_000, "Y01"),
    "100,000 steps": (changed(BRIEF, "routines: [" + "{wait: 1s}," * 80_000 + "]"), "Y09"),
    "3,000 steps": (changed(BRIEF, "routines: [" + "{wait: 1s}," * 3_000 + "]"), "S13"),
    "steps by repeats": (
        changed(BRIEF, "routines: [{repeat: 99, steps: [{repeat: 99, steps: [{wait: 1s}]}]}]"),
        "S13",
    ),
    "steps by repeats of 10**9": (
        changed(BRIEF, "routines: [{repeat: 999999999, steps: [{wait: 1s}]}]"),
        "S15",
    ),
    "hold of nothing": (changed(BRIEF, "routines: [{hold: 0s}]"), "S14"),
    "hold below nothing": (changed(BRIEF, "routines: [{hold: -1s}]"), "Y17"),
    "hold of a year": (changed(BRIEF, "routines: [{hold: 9999h}]"), "S14"),
    "days of waiting": (
        changed(BRIEF, "routines: [{repeat: 100, steps: [{wait: 10m}]}]"),
        "S13",
    ),
    "format placeholder": (changed(BRIEF, 'routines: [{say: "{0.__class__}."}]'), "S23"),
    "open brace": (changed(BRIEF, 'routines: [{say: "Rest {."}]'), "S23"),
    "way out in an id": (
        changed(BRIEF, "routines: [{muscle: ../../secret, side: left}]"),
        "Y17",
    ),
    "absolute id": (changed(BRIEF, "routines: [{muscle: /etc/passwd, side: left}]"), "Y17"),
    "7,000 unknown muscles": (
        changed(BRIEF, "routines: [" + "{muscle: x, side: left}," * 7_000 + "]"),
        "Y21",
    ),
    "20,000 unknown keys": ("".join(f"key-{i}: x\n" for i in range(20_000)), "Y21"),
}


@pytest.fixture(params=["libyaml", "pure Python"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML brings libyaml along on all usual machines; without it all must be the same."""
    if request.param == "pure Python":
        monkeypatch.setattr(nodes, "_Loader", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML without libyaml")


@pytest.mark.deep
@pytest.mark.usefixtures("_either_parser")
@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_in_words(case: str, tmp_path: Path) -> None:
    content, code = CASES[case]
    found = problems(tmp_path, {"sessions/x.yaml": content})
    assert code in [each.code for each in found]
    assert len(found) <= 102
    assert all(len(str(each)) < 1_000 for each in found)


def test_what_is_no_text_is_told_once(tmp_path: Path) -> None:
    """A packed file or a picture has too few zeros to be known by them."""
    (problem,) = problems(tmp_path, {"sessions/x.yaml": b"\x1f\x8b\x08" + bytes(range(1, 256))})
    assert problem.message == "is not UTF-8 but no text at all"


@pytest.mark.deep
@pytest.mark.parametrize(
    "text", [f"\ufeff{SESSION}", f"\ufeff\ufeff{SESSION}", SESSION.replace("\n", "\r\n")]
)
def test_what_editors_on_windows_write_is_right(text: str, tmp_path: Path) -> None:
    """A byte order mark and CRLF change nothing, and places still count lines and columns."""
    assert problems(tmp_path, {"sessions/x.yaml": text}) == ()
    wrong = text.replace("gluteus", "glutaeus")
    assert told(problems(tmp_path, {"sessions/x.yaml": wrong})) == ["x.yaml:4:14 S01"]


@pytest.mark.deep
def test_a_character_is_told_where_it_stands_and_not_printed(tmp_path: Path) -> None:
    text = changed(BRIEF, "title: a\x1b[31mb").replace("An", "A\0n")
    first, second = problems(tmp_path, {"sessions/x.yaml": text})
    assert told((first, second)) == ["x.yaml:1:11 Y03", "x.yaml:3:9 Y03"]
    assert "\x1b" not in str(second)
    assert "U+001B" in second.message


@pytest.mark.deep
def test_a_byte_that_is_not_utf_8_is_told_where_it_stands(tmp_path: Path) -> None:
    text = changed(BRIEF, "summary: Ein Hüftgelenk").encode("latin-1")
    assert told(problems(tmp_path, {"sessions/x.yaml": text})) == ["x.yaml:3:15 Y02"]


@pytest.mark.deep
def test_what_stands_beside_such_a_byte_is_not_printed_either(tmp_path: Path) -> None:
    """The line is shown, and a terminal would obey it."""
    bytes_ = b"title: a\x1b]0;b\x07\xff\nsummary: \x1b[2J\n"
    shown = "".join(map(str, problems(tmp_path, {"sessions/brief.yaml": bytes_})))
    assert "a\ufffd]0;b\ufffd\ufffd" in shown
    assert shown.replace("\n", "").isprintable()


@pytest.mark.deep
def test_one_bad_character_does_not_hide_other_problems(tmp_path: Path) -> None:
    text = BRIEF.replace("example", "exam\u202eple").replace("gluteus", "glutaeus")
    found = problems(tmp_path, {"sessions/x.yaml": text})
    assert [each.code for each in found] == ["Y03", "S01"]


@pytest.mark.deep
@pytest.mark.parametrize("name", ["con", "nul", "aux", "prn", "com1", "lpt9", "LPT1"])
def test_names_of_windows_devices_are_no_ids(name: str, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {f"sessions/{name}.yaml": SESSION})
    assert problem.code == "Y22"
    assert "Windows" in problem.message


@pytest.mark.deep
@pytest.mark.parametrize("name", ["Sore Hip", "a--b", "-a", "ä", "a" * 61, "a.b"])
def test_names_that_are_no_ids_are_told(name: str, tmp_path: Path) -> None:
    assert [each.code for each in problems(tmp_path, {f"sessions/{name}.yaml": SESSION})] == ["Y22"]


@pytest.mark.skipif(sys.platform == "win32", reason="file names of Windows have no such characters")
def test_a_file_name_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"sessions/a\x1b[2J\n.yaml": SESSION})
    assert str(problem).isprintable() or "\x1b" not in str(problem).splitlines()[0]
    assert "\x1b" not in str(problem)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file outside any workspace; whoever reads it takes its name for a title."""
    path = tmp_path / "secret.yaml"
    path.write_text(SESSION.replace("Sore hip", "SECRET"), encoding="utf-8")
    return path


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("no symbolic links here")


@pytest.mark.deep
def test_a_link_out_of_the_workspace_is_not_followed(tmp_path: Path, secret: Path) -> None:
    _link(tmp_path / "own" / "sessions" / "x.yaml", secret)
    (problem,) = problems(tmp_path, {})
    assert problem.code == "Y23"
    assert "SECRET" not in str(problem)


@pytest.mark.deep
def test_nor_is_a_linked_folder(tmp_path: Path, secret: Path) -> None:
    write(tmp_path / "elsewhere", {"x.yaml": secret.read_bytes()})
    _link(tmp_path / "own" / "sessions", tmp_path / "elsewhere")
    assert [each.code for each in problems(tmp_path, {})] == ["Y23"]


@pytest.mark.deep
def test_a_link_inside_the_workspace_is_fine(tmp_path: Path) -> None:
    write(tmp_path / "own", {"sessions/x.yaml": SESSION})
    _link(tmp_path / "own" / "sessions" / "y.yaml", tmp_path / "own" / "sessions" / "x.yaml")
    assert problems(tmp_path, {}) == ()


@pytest.mark.deep
def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    _link(tmp_path / "own" / "sessions" / "x.yaml", tmp_path / "own" / "sessions" / "x.yaml")
    assert [each.code for each in problems(tmp_path, {})] == ["Y23"]


@pytest.mark.deep
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "own" / "sessions").mkdir(parents=True)
    os.mkfifo(tmp_path / "own" / "sessions" / "x.yaml")
    assert [each.code for each in problems(tmp_path, {})] == ["Y23"]


@pytest.mark.deep
def test_memory_stays_bounded(tmp_path: Path) -> None:
    """The costliest file of 1 MB takes well under 200 MB, measured on Python's own heap."""
    import tracemalloc

    text = changed(BRIEF, "routines: [" + "{wait: 1s, when: x}," * 50_000 + "]")[:1_000_000]
    root = Root(write(tmp_path, {"sessions/x.yaml": text}), "workspace")
    tracemalloc.start()
    try:
        read([root])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000


@pytest.mark.deep
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("what", ["pipe", "folder", "way out", "itself"])
def test_a_channel_that_is_no_file_is_told(what: str, tmp_path: Path) -> None:
    """Or the feed would quietly have a general title."""
    path = tmp_path / "own" / "channel.yaml"
    path.parent.mkdir()
    match what:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "way out":
            _link(path, Path(os.devnull))
        case "itself":
            _link(path, path)
    os.mkfifo(tmp_path / "own" / "other.yaml")  # nobody's business
    found = problems(tmp_path, {})
    assert [(each.code, Path(each.place.file).name) for each in found] == [("Y23", "channel.yaml")]

"""What has to be spoken: every line a build asks for, once, under a name that files can have."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.content.records.session import Detail
from unknot.content.spoken_form import spoken_form
from unknot.errors import AudioError
from unknot.recording import script_files
from unknot.recording.every_line import every_line
from unknot.recording.line import ScriptLine, by_name, leave_out_taken, line_id
from unknot.recording.script import GENERAL, list_lines
from unknot.recording.script_files import csv_text, read_csv, script_page
from unknot.timeline.compose import compose
from unknot.timeline.cues import Hold, Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.timeline import PlaylistPart


def said(library: Library, session: str, choices: Overrides) -> set[str]:
    cues = compose(resolve(library.sessions[session], library, choices))
    inside = [mark.cue for cue in cues if isinstance(cue, Hold) for mark in cue.marks]
    says = [cue for cue in (*cues, *inside) if isinstance(cue, Say)]
    return {spoken_form(say.text, None) for say in says}


@pytest.fixture(scope="module", params=["some", pytest.param("all", marks=pytest.mark.deep)])
def everything(library: Library, request: pytest.FixtureRequest) -> tuple[ScriptLine, ...]:
    """Of all sessions; of two of them in the usual suite."""
    some = (library.sessions["desk-day"], library.sessions["breathing"])
    return list_lines(
        some if request.param == "some" else tuple(library.sessions.values()), library, Overrides(),
        sides=(None, "left", "right", "both"), playlists=True,
    )  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("everything", ["all"], indirect=True)
@pytest.mark.parametrize("side", [None, "left", "both"])
def test_all_sessions_have_all_their_lines_in_the_script_of_all(
    library: Library, everything: tuple[ScriptLine, ...], side: None
) -> None:
    texts = {line.text for line in everything}
    for session in library.sessions:
        assert said(library, session, Overrides(side=side)) <= texts, session


@pytest.mark.parametrize("detail", ["full", "short", "cues"])
def test_each_detail_that_is_asked_for_is_there(library: Library, detail: Detail) -> None:
    lines = list_lines(
        (library.sessions["sore-hip"],), library, Overrides(), details=("full", "short", "cues")
    )
    asked = Overrides(detail=detail)
    assert said(library, "sore-hip", asked) <= {line.text for line in lines}


@pytest.mark.deep
@pytest.mark.parametrize("everything", ["all"], indirect=True)
def test_later_tracks_of_a_playlist_open_with_lines_of_their_own(
    library: Library, everything: tuple[ScriptLine, ...]
) -> None:
    part = PlaylistPart(playlist="p", title="P", number=2, of=3, opening="short")
    assert said(library, "desk-day", Overrides(part=part)) <= {line.text for line in everything}


def test_a_session_has_its_own_lines_and_every_variant_taken_in_turn(library: Library) -> None:
    texts = {
        line.text for line in list_lines((library.sessions["sore-hip"],), library, Overrides())
    }
    assert said(library, "sore-hip", Overrides()) < texts
    assert said(library, "sore-hip", Overrides(points=3)) <= texts


@pytest.mark.deep
def test_each_text_comes_once_under_an_id_of_its_own(everything: tuple[ScriptLine, ...]) -> None:
    assert len({line.text for line in everything}) == len(everything)
    assert len({line.id for line in everything}) == len(everything)


def test_ids_are_file_names_on_every_system(everything: tuple[ScriptLine, ...]) -> None:
    for line in everything:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", line.id)
        assert len(line.id) <= 60
    for text in ("Con", "aux", "呼吸", "…?", "A" * 500, "COM1"):
        assert re.fullmatch(r"[a-z0-9-]{1,60}", line_id(text))
        assert line_id(text).upper() not in {"CON", "AUX", "COM1"}


@pytest.mark.parametrize(
    ("text", "words"),
    [("Übe später, Zoë.", "ube-spater-zoe"), ("e\u0301tirez l\u2019épaule", "etirez-l-epaule"),
     ("rock’n’roll — now", "rock-n-roll-now"), ("日本語です。", "line")],
)  # fmt: skip
def test_an_id_can_be_read_in_languages_with_accents(text: str, words: str) -> None:
    assert line_id(text).rpartition("-")[0] == words


def test_an_id_is_the_same_wherever_a_line_is_found(library: Library) -> None:
    """Or a take recorded for one session would not be known in another."""
    for session in ("sore-hip", "desk-day", "full-low-back"):
        for line in list_lines((library.sessions[session],), library, Overrides()):
            assert by_name(line.id, [line]) is line
            assert by_name(line_id(line.text), [line]) is line


def test_lines_for_all_muscles_come_first_and_each_muscle_stays_together(
    library: Library,
) -> None:
    groups = [
        line.group for line in list_lines((library.sessions["sore-hip"],), library, Overrides())
    ]
    order = list(dict.fromkeys(groups))
    assert order[0] == GENERAL
    assert sorted(groups, key=order.index) == groups
    assert "Gluteus maximus" in order


def test_lines_say_where_they_are_heard_and_how_terms_are_said(library: Library) -> None:
    lines = {
        line.id.rpartition("-")[0]: line
        for line in list_lines((library.sessions["sore-hip"],), library, Overrides())
    }
    assert "s into a hold of 45 s" in lines["piriformis-hold-half"].context
    assert lines["piriformis-hold-half"].context.startswith("Sore hip, ")
    assert "after “" in lines["piriformis-hold-half"].context


def test_terms_of_the_lexicon_come_with_their_pronunciation(library: Library) -> None:
    from unknot.recording.script import pronunciation

    said = pronunciation("Feel the Piriformis beside the sacrum.", library.lexicons["en"])
    assert said.startswith("piriformis: pirri-formiss /")
    assert "sacrum" in said
    assert not pronunciation("Breathe out.", library.lexicons["en"])


def test_csv_reads_back(everything: tuple[ScriptLine, ...], tmp_path: Path) -> None:
    path = tmp_path / "script.csv"
    path.write_bytes(csv_text(everything).encode())
    assert [(line.id, line.text, line.group) for line in read_csv(path)] == [
        (line.id, line.text, line.group) for line in everything
    ]


def test_csv_of_a_spreadsheet_with_semicolons_and_moved_columns_is_read(
    lines: tuple[ScriptLine, ...], tmp_path: Path
) -> None:
    path = tmp_path / "script.csv"
    rows = [f"done;text;id;target seconds\nyes;{line.text};{line.id};3,5\n" for line in lines[:1]]
    path.write_text("".join(rows), encoding="utf-8")
    (line,) = read_csv(path)
    assert (line.id, line.expected_ms) == (lines[0].id, 3500)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no script"),
        (b"name,words\na,b\n", "is no script"),
        (b"id,text\n", "no lines"),
        (b"id,text\nhello-aaaaaa,Other words.\n", "row 2: the words no longer fit"),
        ("id,text\nhello-aaaaaa,Schön\n".encode("latin-1"), "not in UTF-8"),
    ],
)
def test_a_script_that_cannot_be_used_is_refused_by_name(
    content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "script.csv"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=words):
        read_csv(path)


class _Page(HTMLParser):
    """Tags that do not close, and whatever asks somebody else for something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.outside: list[str] = []
        self.texts: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "img", "link"):
            self.open.append(tag)
        named = dict(attributes)
        self.language = self.language or (named.get("lang") or "" if tag == "html" else "")
        self.outside += [name for name in ("src", "href") if name in named]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_the_page_stands_alone_and_holds_every_line(everything: tuple[ScriptLine, ...]) -> None:
    page = _Page()
    page.feed(script_page(everything, title="To be <read>", language="en"))
    page.close()
    assert not page.open
    assert not page.outside
    assert page.language == "en"
    assert {line.text for line in everything} <= set(page.texts)
    assert {line.id for line in everything} <= set(page.texts)
    assert "To be <read>" in page.texts


def test_a_voice_that_is_not_there_misses_every_line(lines: tuple[ScriptLine, ...]) -> None:
    assert leave_out_taken("nobody", lines) == lines


def test_what_is_left_of_the_scripts_never_says_one_side_twice(library: Library) -> None:
    """A line with a side and its other is written for both, and never with one for both."""
    line = Line(say=("Lie on your {other} side, and treat the {side} one.",), sources=("INF",))
    shared = replace(library.scripts["en"]["shared"], lines={"turn": line})
    only = replace(library, sessions={}, playlists={}, scripts={"en": {"shared": shared}})
    assert {each.text for each in every_line(only)} == {
        "Lie on your right side, and treat the left one.",
        "Lie on your left side, and treat the right one.",
    }


HELLO = ScriptLine(id=line_id("Lie down."), text="Lie down.", context="First", expected_ms=1250,
                   pronunciation="lie: ly", group="All")  # fmt: skip


def test_a_script_s_csv_is_what_a_spreadsheet_reads() -> None:
    assert csv_text([HELLO]) == (
        "\ufeffid,text,context,target seconds,pronunciation,group\r\n"
        f"{HELLO.id},Lie down.,First,1.2,lie: ly,All\r\n"
    )


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_row_keeps_all_that_a_script_says_of_its_line(between: str, tmp_path: Path) -> None:
    """In small letters and single blanks; the last of two rows for a line counts."""
    path = tmp_path / "script.csv"
    heads = ("group", "pronunciation", "target seconds", "context", "text", "ID", "id")
    seconds = "1.25" if between == "," else "1,25"
    rows = [
        ("No", "", "", "", "Lie down.", "", HELLO.id),
        ("All", "lie: ly", seconds, "First", "Lie  down.", "", f" {HELLO.id.upper()} "),
    ]
    path.write_text("\n".join(between.join(row) for row in (heads, *rows)), encoding="utf-8")
    assert read_csv(path) == (HELLO,)
    path.write_text(f"id{between}text\n{HELLO.id}{between}Lie down.\n", encoding="utf-8")
    assert read_csv(path) == (ScriptLine(id=HELLO.id, text="Lie down."),)


def test_a_script_that_is_no_file_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AudioError, match="is not a file"):
        read_csv(tmp_path)
    with pytest.raises(AudioError, match="cannot be read: No such file"):
        read_csv(tmp_path / "script.csv")
    path = tmp_path / "script.csv"
    path.write_text(csv_text([HELLO]), encoding="utf-8")
    monkeypatch.setattr(script_files, "_MOST_BYTES", path.stat().st_size)
    assert len(read_csv(path)) == 1
    monkeypatch.setattr(script_files, "_MOST_BYTES", path.stat().st_size - 1)
    with pytest.raises(AudioError, match="is too large for a script"):
        read_csv(path)


@pytest.mark.parametrize("text", ["=1+1", "+ one", "- breathe out", "@home"])
def test_no_line_is_a_formula_to_a_spreadsheet(text: str, tmp_path: Path) -> None:
    line = ScriptLine(id=line_id(text), text=text, context=f"{text}, first")
    path = tmp_path / "script.csv"
    path.write_text(csv_text([line]), encoding="utf-8")
    assert f"{line.id}, {text}," in path.read_text("utf-8")
    assert [(each.id, each.text) for each in read_csv(path)] == [(line.id, text)]


def test_rows_that_a_spreadsheet_leaves_empty_are_no_lines(tmp_path: Path) -> None:
    path = tmp_path / "script.csv"
    path.write_text(csv_text([HELLO]) + ",,,,,\r\n" * 3, encoding="utf-8")
    assert [line.id for line in read_csv(path)] == [HELLO.id]
    path.write_text("id,text\n,\n", encoding="utf-8")
    with pytest.raises(AudioError, match="has no lines in it"):
        read_csv(path)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{HELLO.id},Lie down.,soon\n", "row 2: 'soon' is not a number of seconds"),
        (f"{HELLO.id},Lie down.,1e999\n", "row 2: '1e999' is not a number of seconds"),
        (f"{HELLO.id},Lie down.,-inf\n", "row 2: '-inf' is not a number of seconds"),
        (f"{HELLO.id},Lie down.,1\n{HELLO.id},Lie up.,1\n",
         f"row 3: the words no longer fit the id '{HELLO.id}'"),
        (",Lie down.,1\n", "row 2: the words no longer fit the id ''"),
        (f"{HELLO.id},{'x' * 200_000},1\n", "row 2: field larger than field limit (131072)"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_named(row: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "script.csv"
    path.write_text(f"id,text,target seconds\n{row}", encoding="utf-8")
    with pytest.raises(AudioError) as told:
        read_csv(path)
    assert (told.value.path, told.value.reason) == (path, reason)
    if "no longer" in reason:
        assert (
            told.value.hint == "reword lines in scripts/ or sessions/, then write the script again"
        )


@pytest.mark.parametrize(("ms", "minutes"), [(60_000, "1"), (60_001, "2"), (150_000, "3")])
def test_a_page_says_how_long_it_takes_to_read(ms: int, minutes: str) -> None:
    line = replace(HELLO, expected_ms=ms)
    page = script_page([line], title="T", language="en")
    assert f"{minutes} minute" in page or f"{minutes} min" in page

"""A folder's files and the lines that they are takes of, by their names and without a sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.recording.test_judged import GOOD
from unknot.engines.added import AddedVoice
from unknot.engines.recorded import KeptTake, TakeIndex
from unknot.errors import AudioError
from unknot.recording import import_folder
from unknot.recording.examine import TakeFault
from unknot.recording.import_folder import import_files, sound_files
from unknot.recording.judge import ImportReport, TakeRow
from unknot.recording.line import ScriptLine, line_id
from unknot.recording.take import Taken
from unknot.recording.take_match import Reference

TEXTS = ("Lie down now.", "Breathe out slowly.", "Open your eyes again.")
LINES = tuple(ScriptLine(id=line_id(text), text=text, expected_ms=4000) for text in TEXTS)
ONE, TWO, THREE = LINES
MARIA = AddedVoice(id="maria", engine="recorded", language="en-GB")


def test_what_lies_beside_recordings_is_no_sound(tmp_path: Path) -> None:
    for name in ("b.wav", "A.MP3", "c.flac", "d", ".hid.wav", "script.csv", "notes.TXT", "x.aup3",
                 "cover.jpg", "a.reapeaks"):  # fmt: skip
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.wav").mkdir()
    assert [path.name for path in sound_files(tmp_path)] == ["A.MP3", "b.wav", "c.flac", "d"]
    with pytest.raises(AudioError, match="cannot be read: No such file") as told:
        sound_files(tmp_path / "nowhere")
    assert told.value.path == tmp_path / "nowhere"


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Each file is a good take, but for those of the names ``bad``; ``kept`` is what was kept."""
    kept: list[str] = []

    def told(
        names: Sequence[str], *, bad: dict[str, AudioError] | None = None, has: Sequence[str] = (),
        misread: dict[str, TakeFault] | None = None, lines: Sequence[ScriptLine] = LINES,
        **how: bool,
    ) -> tuple[ImportReport, list[str]]:  # fmt: skip
        kept.clear()

        def read_take(path: Path, folder: Path) -> Taken:
            assert folder.is_dir()
            if bad and path.name in bad:
                raise bad[path.name]
            return Taken(path=path, digest=path.name, ms=4000, measured=GOOD)

        def keep(voice: AddedVoice, good: Any) -> int:
            assert voice is MARIA
            kept.extend(each.found for each in good)
            return 77

        def prepare(candidates: Any, lines: Any, language: str) -> Reference:
            assert how.get("compare", True)
            assert language == "en-GB"
            return Reference()

        index = {text: KeptTake(id="", text=text, file="", digest="", ms=4000) for text in has}
        monkeypatch.setattr(import_folder, "read_take", read_take)
        monkeypatch.setattr(import_folder, "keep", keep)
        monkeypatch.setattr(import_folder, "prepare_reference", prepare)
        monkeypatch.setattr(import_folder, "find_misread", lambda *_: misread or {})
        monkeypatch.setattr(import_folder, "read_index", lambda _: TakeIndex(index, ""))
        return import_files([Path(name) for name in names], lines, MARIA, **how), kept

    return told


def rows(made: ImportReport) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(row.id, row.verdict, row.found, row.notes) for row in made.rows]


def test_a_file_that_is_named_as_its_line_is_its_take(imported: Any) -> None:
    made, kept = imported([f"{THREE.id}.wav", f"{ONE.id.upper()}.flac"])
    assert rows(made) == [
        (ONE.id, "good", f"{ONE.id.upper()}.flac", ()),
        (TWO.id, "missing", "", ("there is no take of it",)),
        (THREE.id, "good", f"{THREE.id}.wav", ()),
    ]
    assert made.rows[1] == TakeRow(
        id=TWO.id, text=TWO.text, verdict="missing", expected=4.0, notes=made.rows[1].notes
    )
    assert (made.voice, made.takes, made.lines, made.missing, made.strays) == (
        "maria",
        77,
        3,
        1,
        (),
    )
    assert sorted(kept) == sorted([f"{THREE.id}.wav", f"{ONE.id.upper()}.flac"])


@pytest.mark.parametrize(
    "behind", [" (2)", "-2", "_take2", " copy", " Copy 3", "-take", " take 12", "_03"]
)
def test_another_try_has_the_name_with_something_behind(behind: str, imported: Any) -> None:
    again = f"{ONE.id}{behind}.wav"
    made, kept = imported([again], script=False)
    assert rows(made) == [(ONE.id, "good", again, ())]
    made, kept = imported([f"{ONE.id}.wav", again, f"{TWO.id}.wav"], script=False)
    assert rows(made) == [
        (ONE.id, "doubled", f"{ONE.id}.wav, {again}",
         ("2 files for one line; keep the best of them",)),
        (TWO.id, "good", f"{TWO.id}.wav", ()),
    ]  # fmt: skip
    assert kept == [f"{TWO.id}.wav"]


def test_a_file_of_no_line_is_named_with_what_may_be_meant(imported: Any) -> None:
    made, kept = imported([f"{ONE.id[:-1]}.wav", "other.wav"], script=False)
    assert made.strays[0].startswith(f"{ONE.id[:-1]}.wav: no line has this name")
    assert f"did you mean '{ONE.id}'?" in made.strays[0]
    assert "did you mean" in made.strays[0]
    assert made.strays[1] == (
        "other.wav: no line has this name; record each line into a file of its own,"
        " named by the line's id"
    )
    assert (made.rows, kept, made.takes, made.missing) == ((), [], 0, 3)


def test_a_file_that_cannot_be_read_is_a_row_with_its_reason(imported: Any) -> None:
    bad = {f"{ONE.id}.wav": AudioError("x", "is cut short"),
           f"{TWO.id}.m4a": AudioError("x", "cannot be read", "install ffmpeg")}  # fmt: skip
    made, kept = imported([*bad, f"{THREE.id}.wav"], bad=bad)
    assert rows(made) == [
        (ONE.id, "refused", f"{ONE.id}.wav", ("is cut short",)),
        (TWO.id, "refused", f"{TWO.id}.m4a", ("cannot be read; install ffmpeg",)),
        (THREE.id, "good", f"{THREE.id}.wav", ()),
    ]
    assert kept == [f"{THREE.id}.wav"]
    assert made.missing == 2


def test_what_the_voice_has_already_is_not_missing(imported: Any) -> None:
    made, _ = imported([f"{ONE.id}.wav"], has=[TWO.text, "Of another script."])
    assert [row.verdict for row in made.rows] == ["good", "missing"]
    assert (made.missing, made.takes) == (1, 77)
    made, kept = imported([], has=[TWO.text, "Of another script."])
    assert (made.missing, made.takes, kept) == (2, 2, [])


def test_a_dry_run_keeps_nothing_and_counts_what_would_be(imported: Any) -> None:
    made, kept = imported([f"{ONE.id}.wav"], has=[TWO.text], dry_run=True)
    assert (made.takes, made.missing, kept) == (2, 1, [])


def test_a_take_of_the_wrong_words_is_not_kept_unless_asked_for(imported: Any) -> None:
    misread = {ONE.text: TakeFault("words", True, "sounds more like “B”")}
    files = [f"{line.id}.wav" for line in LINES]
    made, kept = imported(files, misread=misread)
    assert [row.verdict for row in made.rows] == ["refused", "good", "good"]
    assert kept == files[1:]
    made, kept = imported(files, misread=misread, anyway=True)
    assert [row.verdict for row in made.rows] == ["doubtful", "good", "good"]
    assert kept == files
    made, kept = imported(files, misread=misread, compare=False)
    assert kept == files

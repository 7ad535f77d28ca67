"""A folder of takes becomes a voice: what is taken in, what is named, and what stays as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.recording.speech import RATE, Samples, noisy, say, spoken, takes, write
from unknot.audio.sound import wav_bytes
from unknot.engines.added import AddedVoice, keep_added
from unknot.engines.recorded import RecordedEngine, index_path, read_index, takes_folder
from unknot.errors import AudioError, EngineError
from unknot.recording.import_folder import import_files, sound_files
from unknot.recording.judge import ImportReport, TakeRow
from unknot.recording.line import ScriptLine
from unknot.recording.take_store import voice_to_keep

Lines = tuple[ScriptLine, ...]
_DEEP = pytest.mark.deep


def imported(folder: Path, lines: Lines, *, compare: bool = False, **how: bool) -> ImportReport:
    return import_files(sound_files(folder), lines, voice_to_keep("maria"), compare=compare, **how)


def only(made: ImportReport, line: ScriptLine) -> TakeRow:
    (row,) = [row for row in made.rows if row.id == line.id]
    return row


@pytest.fixture
def folder(tmp_path: Path, lines: Lines) -> Path:
    return takes(tmp_path / "takes", lines)


@pytest.mark.deep
def test_a_folder_of_good_takes_becomes_a_voice(folder: Path, lines: Lines) -> None:
    made = imported(folder, lines)
    assert {row.verdict for row in made.rows} <= {"good", "doubtful"}
    assert (made.kept, made.takes, made.missing, made.refused) == (5, 5, 0, 0)
    engine = RecordedEngine()
    assert [voice.id for voice in engine.voices()] == ["maria"]
    assert all(engine.has(line.text, "maria") for line in lines)


@pytest.mark.deep
@pytest.mark.parametrize(
    "suffix", [".mp3", *(pytest.param(e, marks=_DEEP) for e in (".wav", ".flac", ".ogg", ".aiff"))]
)
def test_common_formats_need_nothing(suffix: str, lines: Lines, tmp_path: Path) -> None:
    made = imported(takes(tmp_path / "takes", lines[:2], suffix), lines[:2])
    assert made.kept == 2
    assert {row.found for row in made.rows} == {f"{line.id}{suffix}" for line in lines[:2]}


@pytest.mark.deep
@pytest.mark.needs("ffmpeg")
def test_other_formats_go_through_ffmpeg(folder: Path, lines: Lines, tmp_path: Path) -> None:
    to = tmp_path / "phone" / f"{lines[0].id}.m4a"
    to.parent.mkdir()
    subprocess.run(["ffmpeg", "-v", "error", "-i", folder / f"{lines[0].id}.wav", to], check=True)
    assert only(imported(to.parent, lines[:1]), lines[0]).kept


@pytest.mark.deep
def test_without_ffmpeg_its_formats_are_named(
    folder: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / f"{lines[0].id}.wav").rename(folder / f"{lines[0].id}.m4a")
    (folder / f"{lines[0].id}.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(1000))
    monkeypatch.setattr("shutil.which", lambda name: None)
    row = only(imported(folder, lines), lines[0])
    assert row.verdict == "refused"
    assert "M4A and others need ffmpeg" in row.notes[0]


# --- bad takes --------------------------------------------------------------------------------


def clipped(samples: Samples) -> Samples:
    return np.clip(samples * 8, -0.9, 0.9)


def doubled_words(samples: Samples) -> Samples:
    return np.concatenate([samples] * 3)


SPOILT: dict[str, tuple[Callable[[Samples], Samples], str, bool]] = {
    "clipped": (clipped, "clipped: ", False),
    "noisy": (lambda samples: noisy(samples, -38), "noisy: the voice is", False),
    "a little noisy": (lambda samples: noisy(samples, -47), "noisy: the voice is", True),
    "too quiet": (lambda samples: samples * 0.002, "too quiet: ", False),
    "a little quiet": (lambda samples: samples * 0.03, "too quiet: ", True),
    "too long": (doubled_words, "too long: ", False),
    "too short": (lambda samples: samples[: len(samples) // 4], "too short: ", False),
    "cut off": (lambda samples: samples[RATE // 4 : -RATE], "ends in the middle", False),
    "silent": (lambda samples: samples * 0, "nobody can be heard", False),
    "not a number": (lambda samples: samples * np.nan, "not numbers", False),
}


@pytest.mark.deep
@pytest.mark.parametrize(
    "how",
    [
        pytest.param(each, marks=[] if each in ("clipped", "noisy", "too short") else _DEEP)
        for each in SPOILT
    ],
)
def test_a_bad_take_is_named_and_a_very_bad_one_not_kept(
    how: str, folder: Path, lines: Lines
) -> None:
    spoil, words, kept = SPOILT[how]
    write(folder / f"{lines[2].id}.wav", spoil(say(lines[2].text)), subtype="FLOAT")
    made = imported(folder, lines)
    row = only(made, lines[2])
    assert row.verdict == ("doubtful" if kept else "refused")
    assert any(words in note for note in row.notes)
    assert RecordedEngine().has(lines[2].text, "maria") == kept
    assert made.kept == len(lines) - (not kept), "the other takes were lost"


@pytest.mark.parametrize("how", ["clipped", "noisy"])
def test_anyway_takes_poor_sound_but_no_wrong_words(how: str, folder: Path, lines: Lines) -> None:
    write(folder / f"{lines[2].id}.wav", SPOILT[how][0](say(lines[2].text)))
    write(folder / f"{lines[3].id}.wav", doubled_words(say(lines[3].text)))
    made = imported(folder, lines, anyway=True)
    assert only(made, lines[2]).verdict == "doubtful"
    assert only(made, lines[3]).verdict == "refused"


@pytest.mark.deep
def test_a_telephone_is_refused_and_its_stereo_harmless(folder: Path, lines: Lines) -> None:
    """8 kHz leaves half of what tells s from f."""
    path = folder / f"{lines[1].id}.wav"
    samples = soundfile.read(path)[0]
    small = np.interp(np.arange(0, len(samples), RATE / 8000), range(len(samples)), samples)
    write(path, np.stack([small, small], axis=1), 8000)
    row = only(imported(folder, lines), lines[1])
    assert row.verdict == "refused"
    assert "recorded at 8 kHz" in row.notes[0]
    assert only(imported(folder, lines, anyway=True), lines[1]).verdict == "doubtful"
    kept = takes_folder("maria") / read_index("maria").takes[lines[1].text].file
    assert soundfile.info(kept).samplerate == 16000


@pytest.mark.deep
def test_sound_upsampled_from_a_telephone_is_told(folder: Path, lines: Lines) -> None:
    from unknot.audio.resample import resample

    path = folder / f"{lines[1].id}.wav"
    small = resample(resample(soundfile.read(path)[0], RATE, 7000), 7000, 44100)
    write(path, small, 44100)
    assert any("telephone" in note for note in only(imported(folder, lines), lines[1]).notes)


BROKEN = {
    "empty": b"",
    "text": b"These are the words and no sound at all.\n" * 40,
    "header alone": wav_bytes(np.zeros(0, np.int16), RATE),
    "random": bytes(range(256)) * 40,
}


@pytest.mark.deep
@pytest.mark.parametrize("how", BROKEN)
def test_a_file_that_is_no_sound_is_named(how: str, folder: Path, lines: Lines) -> None:
    (folder / f"{lines[0].id}.wav").write_bytes(BROKEN[how])
    made = imported(folder, lines)
    assert only(made, lines[0]).verdict == "refused"
    assert made.kept == len(lines) - 1


@pytest.mark.deep
def test_a_file_cut_short_is_refused(folder: Path, lines: Lines) -> None:
    """libsndfile by itself would read what there is."""
    path = folder / f"{lines[0].id}.wav"
    path.write_bytes(path.read_bytes()[:-20_000])
    assert "cut short" in only(imported(folder, lines), lines[0]).notes[0]


@pytest.mark.deep
def test_a_file_of_200_mb_is_refused_without_reading_it(folder: Path, lines: Lines) -> None:
    path = folder / f"{lines[0].id}.wav"
    with soundfile.SoundFile(path, "w", 48000, 2, "PCM_16") as file:
        file.write(np.zeros((48000, 2)))
    head = bytearray(path.read_bytes()[:44])
    head[40:44] = (200_000_000).to_bytes(4, "little")
    with path.open("wb") as large:
        large.write(head)
        large.truncate(44 + 200_000_000)
    row = only(imported(folder, lines), lines[0])
    assert row.verdict == "refused"
    assert "lasts 17 min; 120 s is the most" in row.notes[0]


@pytest.mark.deep
def test_two_files_for_a_line_are_named_and_neither_taken(folder: Path, lines: Lines) -> None:
    write(folder / f"{lines[0].id} (2).wav", say(lines[0].text))
    write(folder / f"{lines[1].id}-take2.flac", say(lines[1].text))
    made = imported(folder, lines)
    for line in lines[:2]:
        assert only(made, line).verdict == "doubled"
        assert not RecordedEngine().has(line.text, "maria")
    assert f"{lines[0].id} (2).wav" in only(made, lines[0]).found


def test_one_recording_under_two_names_is_wrong_for_both(folder: Path, lines: Lines) -> None:
    data = (folder / f"{lines[1].id}.wav").read_bytes()
    (folder / f"{lines[2].id}.wav").write_bytes(data)
    made = imported(folder, lines)
    assert [only(made, line).verdict for line in lines[1:3]] == ["refused", "refused"]
    assert lines[2].text in only(made, lines[1]).notes[-1]


@pytest.mark.deep
def test_a_file_of_no_line_is_named_with_the_line_that_may_be_meant(
    folder: Path, lines: Lines
) -> None:
    (folder / f"{lines[0].id}.wav").rename(folder / f"{lines[0].id[:-2]}.wav")
    (folder / "notes.txt").write_text("not a sound", encoding="utf-8")
    made = imported(folder, lines)
    (stray,) = made.strays
    assert f"did you mean '{lines[0].id}'?" in stray
    assert only(made, lines[0]).verdict == "missing"


@pytest.mark.deep
def test_takes_of_one_another_s_lines_are_told_by_what_is_said(folder: Path, lines: Lines) -> None:
    """Two lines of nearly the same length, read by somebody whom the reference does not know."""
    first, second = (folder / f"{line.id}.wav" for line in lines[1:3])
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    made = imported(folder, lines, compare=True)
    for line, other in ((lines[1], lines[2]), (lines[2], lines[1])):
        assert only(made, line).verdict == "refused"
        assert f"sounds more like “{other.text}”" in only(made, line).notes[0]
    assert made.kept == 3


@pytest.mark.deep
def test_right_takes_pass_the_comparison(folder: Path, lines: Lines) -> None:
    assert imported(folder, lines, compare=True).kept == len(lines)


# --- nothing is lost --------------------------------------------------------------------------


@pytest.mark.deep
def test_a_refused_take_never_replaces_a_good_one(folder: Path, lines: Lines) -> None:
    imported(folder, lines)
    before = read_index("maria").takes
    write(folder / f"{lines[2].id}.wav", clipped(say(lines[2].text)))
    assert imported(folder, lines).refused == 1
    assert read_index("maria").takes == before


@pytest.mark.deep
def test_a_few_mended_files_are_added_to_the_voice(
    folder: Path, lines: Lines, tmp_path: Path
) -> None:
    imported(folder, lines)
    before = read_index("maria").takes
    write(tmp_path / "mended" / f"{lines[2].id}.wav", say(lines[2].text, rate=150))
    made = imported(tmp_path / "mended", lines)
    after = read_index("maria").takes
    assert (made.kept, made.takes, made.missing) == (1, 5, 0)
    assert [text for text in after if after[text] != before[text]] == [lines[2].text]


def test_lines_that_another_script_had_stay(folder: Path, lines: Lines, tmp_path: Path) -> None:
    imported(folder, lines[:3])
    imported(folder, lines[3:])
    assert read_index("maria").takes.keys() == {line.text for line in lines}


@pytest.mark.deep
def test_a_dry_run_changes_nothing(folder: Path, lines: Lines, voices: Path) -> None:
    made = imported(folder, lines, dry_run=True)
    assert (made.kept, made.takes) == (5, 5)
    assert not voices.exists()


@pytest.mark.deep
def test_an_import_that_breaks_off_leaves_the_voice_as_it_was(
    folder: Path, lines: Lines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A full disk at any write: whatever takes.json named before is there and plays."""
    from unknot import files

    imported(folder, lines[:3])
    before = read_index("maria").takes
    again = takes(tmp_path / "again", lines)
    for line in lines:
        write(again / f"{line.id}.wav", say(line.text, rate=125))
    written, room = 0, [0]
    replace_file = files.replace_file

    def full(path: Path, *args: object, **kwargs: object) -> int:
        nonlocal written
        written += 1
        if written > room[0]:
            raise AudioError(path, "cannot be written: No space left on device")
        return replace_file(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("unknot.recording.take_store.replace_file", full)
    monkeypatch.setattr("unknot.engines.recorded.replace_file", full)
    # What a try has written stays, unnamed: the last of these fails at takes.json itself.
    for room[0] in (0, 1, 2, 2):
        written = 0
        with pytest.raises(AudioError, match="No space"):
            imported(again, lines)
        assert read_index("maria").takes == before
        engine = RecordedEngine()
        monkeypatch.setattr("unknot.engines.recorded.replace_file", replace_file)
        for line in lines[:3]:
            engine.synthesise(line.text, voice="maria", rate=135, to=tmp_path / "clip.wav")
        monkeypatch.setattr("unknot.engines.recorded.replace_file", full)


@pytest.mark.deep
def test_takes_that_nothing_names_any_more_go(folder: Path, lines: Lines, tmp_path: Path) -> None:
    imported(folder, lines)
    write(
        tmp_path / "new" / f"{lines[0].id}.wav", spoken((lines[0].text,), rate=150)[lines[0].text]
    )
    imported(tmp_path / "new", lines)
    assert len(list(takes_folder("maria").iterdir())) == len(lines)


@pytest.mark.deep
def test_a_name_that_another_engine_has_is_refused(voices: Path) -> None:
    keep_added(AddedVoice(id="maria", engine="piper"))
    with pytest.raises(EngineError, match="a voice 'maria' of piper already"):
        voice_to_keep("maria")


@pytest.mark.deep
def test_a_broken_index_is_not_written_over(folder: Path, lines: Lines) -> None:
    imported(folder, lines)
    index_path("maria").write_text("{", encoding="utf-8")
    with pytest.raises(EngineError, match=r"takes\.json cannot be read"):
        imported(folder, lines)
    assert index_path("maria").read_text(encoding="utf-8") == "{"

"""One long recording: split at its pauses, every line found, and what is doubtful said so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.recording.speech import (
    RATE,
    Samples,
    likeness,
    noise,
    noisy,
    one_after_the_other,
    say,
    silence,
    spoken,
    write,
)
from unknot.engines.recorded import read_index, takes_folder
from unknot.errors import AudioError
from unknot.recording.alignment.align import align
from unknot.recording.alignment.long import import_long
from unknot.recording.line import ScriptLine
from unknot.recording.pauses import Island
from unknot.recording.report import ImportReport, TakeRow
from unknot.recording.take_store import voice_to_keep

pytestmark = pytest.mark.deep

Lines = tuple[ScriptLine, ...]


def imported(path: Path, lines: Lines, *, compare: bool = False) -> ImportReport:
    return import_long(path, lines, voice_to_keep("maria"), compare=compare)


def row(made: ImportReport, line: ScriptLine) -> TakeRow:
    return next(row for row in made.rows if row.id == line.id)


def said(lines: Lines) -> list[Samples]:
    voices = spoken(tuple(line.text for line in lines))
    return [voices[line.text] for line in lines]


def is_take_of(line: ScriptLine, words: str) -> bool:
    """Whether the voice's take of ``line`` is the very sound of ``words``."""
    import soundfile

    take, rate = soundfile.read(takes_folder("maria") / read_index("maria").takes[line.text].file)
    assert rate == RATE
    return likeness(say(words), take) > 0.9


@pytest.mark.parametrize(
    "suffix",
    [".mp3", *(pytest.param(each, marks=pytest.mark.deep) for each in (".wav", ".flac", ".ogg"))],
)
def test_lines_in_order_are_each_found(suffix: str, lines: Lines, tmp_path: Path) -> None:
    path = write(tmp_path / f"all{suffix}", one_after_the_other(said(lines)))
    made = imported(path, lines)
    assert [each.verdict for each in made.rows] == ["good"] * len(lines)
    assert not made.strays
    assert all(is_take_of(line, line.text) for line in lines)


def test_a_pause_inside_a_line_does_not_divide_it(lines: Lines, tmp_path: Path) -> None:
    """Hello there. — a full second — Lie down, …"""
    parts = said(lines)
    quiet = np.abs(parts[0]) < 0.01
    middle = next(at for at in range(RATE // 2, len(quiet)) if quiet[at : at + RATE // 8].all())
    parts[0] = np.concatenate([parts[0][:middle], silence(0.6), parts[0][middle:]])
    made = imported(write(tmp_path / "all.wav", one_after_the_other(parts)), lines)
    assert row(made, lines[0]).seconds == pytest.approx(len(parts[0]) / RATE - 0.6, abs=0.5)
    assert made.kept == len(lines)


@pytest.mark.deep
def test_the_last_reading_of_a_line_counts(lines: Lines, tmp_path: Path) -> None:
    parts = said(lines)
    slower = say(lines[1].text, rate=125)
    made = imported(
        write(tmp_path / "all.wav", one_after_the_other([*parts[:1], slower, *parts[1:]])),
        lines,
        compare=True,
    )
    assert "the last time counts" in row(made, lines[1]).notes[0]
    assert is_take_of(lines[1], lines[1].text)
    assert made.kept == len(lines)


def test_a_line_that_was_left_out_is_missing_and_the_others_are_found(
    lines: Lines, tmp_path: Path
) -> None:
    parts = said(lines)
    path = write(tmp_path / "all.wav", one_after_the_other([*parts[:2], *parts[3:]]))
    made = imported(path, lines, compare=True)
    assert row(made, lines[2]).verdict == "missing"
    assert made.kept == len(lines) - 1
    assert all(is_take_of(line, line.text) for line in (*lines[:2], *lines[3:]))


def test_a_cough_belongs_to_no_line(lines: Lines, tmp_path: Path) -> None:
    parts = said(lines)
    cough = noise(0.25, -22) * np.hanning(round(0.25 * RATE))
    path = write(
        tmp_path / "all.wav", one_after_the_other([*parts[:2], cough, *parts[2:]], pause=1.6)
    )
    made = imported(path, lines)
    assert len(made.strays) == 1
    assert made.strays[0].endswith("belongs to no line")
    assert made.kept == len(lines)


@pytest.mark.deep
def test_one_dead_channel_and_rumble_do_no_harm(lines: Lines, tmp_path: Path) -> None:
    whole = one_after_the_other(said(lines))
    hum = 0.05 * np.sin(2 * np.pi * 40 * np.arange(len(whole)) / RATE)
    path = write(tmp_path / "all.wav", np.stack([whole + hum, noisy(whole * 0, -80)], axis=1))
    assert imported(path, lines).kept == len(lines)


@pytest.mark.parametrize(
    ("samples", "words"),
    [(silence(20), "nobody can be heard"), (np.zeros(0), "has no sound in it")],
)
def test_a_recording_without_a_voice_is_refused(
    samples: Samples, words: str, lines: Lines, tmp_path: Path
) -> None:
    with pytest.raises(AudioError, match=words):
        imported(write(tmp_path / "all.wav", samples), lines)


@pytest.mark.deep
def test_another_text_is_not_taken_for_the_script(lines: Lines, tmp_path: Path) -> None:
    """By length nothing of it is kept; nor is any called good by what is said."""
    path = write(tmp_path / "all.wav", one_after_the_other([say("Five.")] * 5))
    assert not imported(path, lines).kept
    others = [
        "Switch the massager on, and rest it on the sorest spot.",
        "Nearly there, only seven more seconds to go.",
        "Search your right buttock with your flat fingers.",
        "This is general information from a friend of yours.",
        "Find the top rim of your hip bone first.",
    ]
    path = write(tmp_path / "other.wav", one_after_the_other([say(text) for text in others]))
    verdicts = [each.verdict for each in imported(path, lines, compare=True).rows]
    assert "good" not in verdicts
    assert {"refused", "missing"} & set(verdicts)


@pytest.mark.deep
def test_a_recording_of_200_mb_is_split_in_little_memory(lines: Lines, tmp_path: Path) -> None:
    """Seventeen minutes in stereo; what is read at once is ten seconds."""
    import subprocess
    import sys

    import soundfile

    from unknot.recording.script_csv import csv_text

    parts = one_after_the_other(said(lines), dbfs=-70)
    with soundfile.SoundFile(tmp_path / "all.wav", "w", 48000, 2, "PCM_16") as file:
        voice = np.repeat(np.interp(np.arange(0, len(parts), RATE / 48000), range(len(parts)),
                                    parts)[:, None], 2, axis=1)  # fmt: skip
        file.write(voice)
        rest = 50_000_000 - len(voice)
        rng = np.random.default_rng(1)
        for start in range(0, rest, 1_000_000):
            file.write(rng.normal(0, 3e-4, (min(1_000_000, rest - start), 2)))
    assert (tmp_path / "all.wav").stat().st_size >= 200_000_000
    (tmp_path / "script.csv").write_bytes(csv_text(lines).encode())
    code = (
        "import resource, sys; from pathlib import Path;"
        "from unknot.recording.alignment.long import import_long;"
        "from unknot.recording.script_csv import read_csv;"
        "from unknot.recording.take_store import voice_to_keep;"
        "import unknot.audio.polish, soundfile;"
        "base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        f"folder = Path({str(tmp_path)!r});"
        "made = import_long(folder / 'all.wav', read_csv(folder / 'script.csv'),"
        " voice_to_keep('maria'), compare=False);"
        "print(made.kept, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kept, kilobytes = map(int, run.stdout.split())
    assert kept == len(lines)
    assert kilobytes < 100_000


# --- alignment alone ----------------------------------------------------------------------------


def islands_of(lengths: list[float], pause: float = 2.0) -> list[Island]:
    found, at = [], 1.0
    for length in lengths:
        found.append(Island(at, at + length))
        at += length + pause
    return found


EXPECTED = [4.0, 2.0, 6.0, 3.0, 5.0, 1.5, 7.0, 2.5, 4.5, 3.5]


@pytest.mark.parametrize("pace", [0.7, 0.85, 1.0, 1.3, 1.6])
def test_the_readers_pace_is_found_with_the_lines(pace: float) -> None:
    made = align(EXPECTED, islands_of([length * pace for length in EXPECTED]))
    assert [place and place.first for place in made.places] == list(range(len(EXPECTED)))
    assert made.pace == pytest.approx(pace, rel=0.05)


@pytest.mark.parametrize("left_out", range(len(EXPECTED)))
def test_whichever_line_was_left_out_is_known_or_doubted(left_out: int) -> None:
    """Never is a wrong place given as sure."""
    read = [length for line, length in enumerate(EXPECTED) if line != left_out]
    made = align(EXPECTED, islands_of(read))
    for line, place in enumerate(made.places):
        right = None if line == left_out else line - (line > left_out)
        if (place and place.first) != right:
            assert place is None or not place.sure


def test_lines_of_one_length_with_one_left_out_are_doubted() -> None:
    """By length alone nobody can tell which it was."""
    made = align([3.0] * 6, islands_of([3.0] * 5))
    assert sum(place is None for place in made.places) == 1
    assert not any(place.sure for place in made.places if place)

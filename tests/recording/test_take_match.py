"""Whether a take is its line: voices that have nothing in common, held against the reference."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.recording.speech import Samples, say
from unknot.content.library import Library
from unknot.recording.dtw import extract_features, measure_distances
from unknot.recording.import_folder import import_files, sound_files
from unknot.recording.line import ScriptLine
from unknot.recording.script import list_lines
from unknot.recording.take_match import WARPS, read_reference
from unknot.recording.take_store import voice_to_keep
from unknot.timeline.overrides import Overrides


@pytest.mark.deep
def test_the_same_words_are_nearer_than_others_of_their_length() -> None:
    """Slower, and by another voice."""
    texts = ("Put both your hands on the front of your chest.",
             "Now open your eyes again, and look around the room.",
             "Let your shoulders sink, and breathe out slowly.")  # fmt: skip
    lines = [extract_features(say(text, "gmw/en"), 22050) for text in texts]
    for number, text in enumerate(texts):
        heard = extract_features(say(text, "gmw/en+m3", 115), 22050)
        assert int(measure_distances(heard, lines).argmin()) == number


@pytest.mark.deep
def test_a_voice_s_pitch_of_throat_is_found() -> None:
    """What lies higher by a quarter is taken for it, and comes out nearer than without."""
    text = "Let your shoulders sink, and breathe out slowly."
    known = read_reference([text], "en")
    low = say(text, "gmw/en")
    high = np.interp(np.arange(0, len(low), 1.25), range(len(low)), low)
    assert known.warp([(low, 22050, text)]) == 1.0
    assert known.warp([(high, 22050, text)]) == pytest.approx(1.25, abs=0.1)
    assert 1.25 in WARPS


def test_a_language_that_the_reference_does_not_speak_is_not_compared() -> None:
    assert not read_reference(["Wat nu?"], "tlh").lines


def flite(line: ScriptLine, voice: str, folder: Path) -> Samples:
    path = folder / "line.wav"
    subprocess.run(["flite", "-voice", voice, "-t", line.text, "-o", path], check=True)
    samples = soundfile.read(path)[0]
    quiet = np.zeros(len(samples) // 8)
    return np.concatenate([quiet, samples, quiet])


@pytest.mark.deep
@pytest.mark.needs("flite")
@pytest.mark.parametrize("voice", ["slt", "awb", "rms"])
def test_exchanged_takes_of_another_program_are_all_found(
    voice: str, library: Library, tmp_path: Path
) -> None:
    """Twenty lines by a woman and two men: neighbours in length exchanged, all others right."""
    lines = list_lines((library.sessions["sore-hip"],), library, Overrides())[::3]
    order = sorted(lines, key=lambda line: line.expected_ms)
    exchanged = dict(zip(order[2::6], order[3::6], strict=False))
    exchanged |= {other: line for line, other in exchanged.items()}
    folder = tmp_path / "takes"
    folder.mkdir()
    for line in lines:
        said = flite(exchanged.get(line, line), voice, tmp_path)
        soundfile.write(folder / f"{line.id}.wav", said, 16000)
    made = import_files(sound_files(folder), lines, voice_to_keep("other"), dry_run=True)
    refused = {row.id for row in made.rows if row.verdict == "refused"}
    doubted = {row.id for row in made.rows if row.verdict == "doubtful"}
    wrong = {line.id for line in exchanged}
    assert refused <= wrong <= refused | doubted
    # Of the shortest, one may be doubted only: six words are little to tell a line by.
    only_doubted = [line for line in exchanged if line.id in wrong - refused]
    assert len(only_doubted) <= 1
    assert all(len(line.text.split()) <= 6 for line in only_doubted)

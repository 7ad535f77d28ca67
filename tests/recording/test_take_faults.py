"""A take is judged by what survives the cut: clicks, thuds, coughs, wrong rates, short lines."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.recording.speech import RATE, Samples, noise, noisy, say, silence, takes, write
from tests.usual import cases
from unknot.engines.bundled import ENDING, read_takes, voices_folder
from unknot.errors import AudioError
from unknot.recording.examine import find_click
from unknot.recording.import_folder import import_files, sound_files
from unknot.recording.judge import TakeRow
from unknot.recording.line import ScriptLine, line_id
from unknot.recording.take import read_take
from unknot.recording.take_store import voice_to_keep
from unknot.timeline.estimate import estimate_ms

Lines = tuple[ScriptLine, ...]
#: Beyond what stays around the voice, too.
AROUND_S = 1.5


@pytest.fixture
def take(lines: Lines) -> Samples:
    """A good take in a room at -70 dBFS, with some silence around it."""
    return noisy(np.concatenate([silence(AROUND_S), say(lines[1].text), silence(AROUND_S)]), -70)


@pytest.fixture
def folder(lines: Lines, tmp_path: Path) -> Path:
    return takes(tmp_path / "takes", lines)


def verdict(samples: Samples, lines: Lines, folder: Path) -> TakeRow:
    write(folder / f"{lines[1].id}.wav", samples)
    made = import_files(
        sound_files(folder), lines, voice_to_keep("maria"), dry_run=True, compare=False
    )
    return next(row for row in made.rows if row.id == lines[1].id)


def click(level: float, seconds: float = 0.002, seed: int = 3) -> Samples:
    """A burst that dies away within 2 ms."""
    burst = np.random.default_rng(seed).uniform(-1, 1, round(seconds * RATE))
    burst *= np.linspace(1, 0, len(burst))
    made: Samples = burst * (level / np.abs(burst).max())
    return made


def thud(level: float) -> Samples:
    """A knock at the desk: 120 Hz that dies away within 80 ms."""
    at = np.arange(round(0.08 * RATE)) / RATE
    knock: Samples = level * np.sin(2 * np.pi * 120 * at) * np.exp(-at * 40)
    return knock


def added(samples: Samples, sound: Samples, seconds: float) -> Samples:
    """``samples`` with ``sound`` so many seconds from its beginning, or before its end."""
    made = samples.copy()
    start = round(seconds * RATE) if seconds >= 0 else len(made) + round(seconds * RATE)
    made[start : start + len(sound)] += sound[: len(made) - start]
    return made


# --- what is cut away does not count ----------------------------------------------------------


@cases("at", [0.01, 0.2, -0.2, -0.012], usual=1)
def test_the_click_of_a_key_at_an_end_is_cut_away(
    at: float, take: Samples, lines: Lines, folder: Path
) -> None:
    clean = verdict(take, lines, folder)
    row = verdict(added(take, click(0.9), at), lines, folder)
    assert (row.verdict, row.notes) == ("good", ())
    assert row.seconds == clean.seconds


@pytest.mark.parametrize("at", [0.4, -0.5])
@cases("level", [0.8, 0.1], usual=1)
def test_a_thud_before_or_behind_is_cut_away(
    level: float, at: float, take: Samples, lines: Lines, folder: Path
) -> None:
    clean = verdict(take, lines, folder)
    row = verdict(added(take, thud(level), at), lines, folder)
    assert (row.verdict, row.notes) == ("good", ())
    assert row.seconds == clean.seconds


def test_a_room_that_hums_all_along_counts_as_before(
    take: Samples, lines: Lines, folder: Path
) -> None:
    assert verdict(noisy(take, -38), lines, folder).verdict == "refused"


def test_a_take_that_ends_in_a_word_is_still_cut_off(
    take: Samples, lines: Lines, folder: Path
) -> None:
    row = verdict(take[: -round((AROUND_S + 1.0) * RATE)], lines, folder)
    assert any("ends in the middle" in note for note in row.notes)


# --- what stays is heard ----------------------------------------------------------------------


def test_a_click_inside_a_word_is_heard(take: Samples, lines: Lines, folder: Path) -> None:
    """At the loudest moments of the take, six of eight or more."""
    size = np.abs(take)
    blocks = size[: len(size) // 441 * 441].reshape(-1, 441).max(axis=1)
    loudest = np.argsort(blocks)[-8:] * 441
    clicked = [added(take, click(0.9, seed=int(at)), at / RATE) for at in loudest]
    found = [each for each in clicked if find_click(each, RATE) is not None]
    assert len(found) >= 6
    # This voice is never twice quite the same; now and then one is too loud, which is told first.
    row = verdict(next(each for each in found if np.abs(each).max() < 1), lines, folder)
    assert row.verdict == "doubtful"
    assert "into the words: listen to it" in row.notes[0]


@pytest.mark.deep
def test_a_natural_voice_has_no_clicks() -> None:
    """Every eighth take of the voice that comes along, whose t and k are real ones."""
    folder = voices_folder() / "emma"
    for path in sorted(folder.glob(f"*{ENDING}"))[::8]:
        samples, rate = soundfile.read(path)
        assert find_click(samples, rate) is None, path.name


@cases("before", [True, False], usual=1)
def test_a_cough_is_asked_about(before: bool, take: Samples, lines: Lines, folder: Path) -> None:
    cough = noise(0.35, -22)
    row = verdict(added(take, cough, 0.3 if before else -0.45), lines, folder)
    assert row.verdict == "doubtful"
    assert any("stands" in note and "a cough?" in note for note in row.notes)


# --- a pace that nobody has -------------------------------------------------------------------


@pytest.mark.deep
def test_half_the_rate_in_every_header_is_found_out(folder: Path, lines: Lines) -> None:
    """A deep voice, twice as slow: by their own pace alone all would be good."""
    for line in lines:
        write(folder / f"{line.id}.wav", np.repeat(say(line.text, rate=120), 2))
    made = import_files(
        sound_files(folder), lines, voice_to_keep("maria"), dry_run=True, compare=False
    )
    assert [row.verdict for row in made.rows] == ["refused"] * len(lines)
    for row in made.rows:
        assert any("is the sample rate in their headers right?" in note for note in row.notes)


def test_one_take_alone_at_half_the_rate_is_doubted(folder: Path, lines: Lines) -> None:
    twice = np.repeat(say(lines[1].text, rate=120), 2)
    path = write(folder / "half" / f"{lines[1].id}.wav", twice)
    made = import_files((path,), lines[1:2], voice_to_keep("maria"), dry_run=True)
    assert made.rows[0].verdict != "good"


@pytest.mark.deep
def test_a_slow_reader_is_no_fault(folder: Path, lines: Lines) -> None:
    for line in lines:
        write(folder / f"{line.id}.wav", say(line.text, rate=95))
    made = import_files(sound_files(folder), lines, voice_to_keep("maria"), dry_run=True)
    assert {row.verdict for row in made.rows} == {"good"}


# --- short lines ------------------------------------------------------------------------------


@cases("start", [0, 40, 80], usual=1)
def test_exchanged_short_takes_of_a_natural_voice_are_never_both_good(
    start: int, tmp_path: Path
) -> None:
    """Four lines of one to three seconds are the whole script; the first two are exchanged."""
    known = read_takes(voices_folder() / "emma")
    short = [t for t in known.takes.values() if 1000 < estimate_ms(t.text, 135) < 2500]
    chosen = sorted(short, key=lambda each: each.ms)[start : start + 4]
    lines = tuple(
        ScriptLine(id=line_id(t.text), text=t.text, expected_ms=estimate_ms(t.text, 135))
        for t in chosen
    )
    sources = [chosen[1], chosen[0], *chosen[2:]]
    for line, source in zip(lines, sources, strict=True):
        to = tmp_path / "short" / f"{line.id}{ENDING}"
        to.parent.mkdir(exist_ok=True)
        shutil.copy(voices_folder() / "emma" / f"{source.id}{ENDING}", to)
    made = import_files(sound_files(tmp_path / "short"), lines, voice_to_keep("emma"), dry_run=True)
    rows = {row.id: row for row in made.rows}
    assert [rows[line.id].verdict == "good" for line in lines[:2]] == [False, False]


# --- a file that promises more than it holds --------------------------------------------------


def test_an_opus_file_that_promises_hours_is_refused(tmp_path: Path) -> None:
    """Its last page says at which sample it ends; nobody waits for what is not there."""
    path = tmp_path / "a.opus"
    soundfile.write(path, say("Hello there."), 24_000, format="OGG", subtype="OPUS")
    content = bytearray(path.read_bytes())
    last = content.rindex(b"OggS")
    content[last + 6 : last + 14] = (48_000 * 3600 * 9).to_bytes(8, "little")
    content[last + 22 : last + 26] = bytes(4)
    content[last + 22 : last + 26] = _crc(bytes(content[last:])).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(AudioError, match="lasts 540 min; 120 s is the most"):
        read_take(path, tmp_path)


def _crc(page: bytes) -> int:
    """Of an Ogg page (RFC 3533): polynomial 0x04c11db7, nothing turned round."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A folder stands for it here: a pipe would be waited for without the check, for ever."""
    with pytest.raises(AudioError) as told:
        read_take(tmp_path, tmp_path)
    assert (told.value.path, told.value.reason) == (tmp_path, "is not a file")

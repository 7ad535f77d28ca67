"""A workspace from a stranger, all the way: what is read, what is spoken, and what is written."""

from __future__ import annotations

import sys
import wave
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.reliability.corpus_files import CORPUS, name_of
from unknot.content.load import read
from unknot.content.workspace import Root
from unknot.engines.pyttsx3.engine import Pyttsx3Engine
from unknot.speech.speak import speak

pytestmark = pytest.mark.deep

SEEDS = sorted(CORPUS.iterdir())
#: What an engine could take for markup, options, or a template, and how long it may last at most.
MARKUP = {
    "brackets": ("[[slnc 9000]] Rest here. [[rate 400]]", 8),
    "SSML": ("<speak>Rest <break time='9s'/> here.</speak>", 9),
    "option": ("--help", 2),
    "placeholder": ("Rest {0.__class__.__mro__} here.", 9),
    "percent": ("Rest %s %n ${HOME} $(id) here.", 9),
    "path": ("../../etc/passwd", 5),
    "bidi": ("Rest\u202e \u2066here\u2069.", 2),
    "controls": ("Rest\x07 \x1b[31mhere\x1b[0m.", 6),
    "phonemes": ("[[h@l'oU]]", 4),
}


def test_there_is_a_corpus() -> None:
    assert len(SEEDS) > 40


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_every_file_of_the_corpus_is_read_to_its_end(seed: Path, tmp_path: Path) -> None:
    """What is good is content, and what is not is told; a traceback fails here."""
    data = seed.read_bytes()
    path = tmp_path / name_of(data)
    path.parent.mkdir(parents=True)
    path.write_bytes(data[1:])
    _, problems = read([Root(tmp_path, "workspace")])
    assert problems or seed.name.startswith("good")
    assert all(each.code and "\x1b" not in str(each) for each in problems)


@pytest.fixture(scope="module")
def engine() -> Iterator[Pyttsx3Engine]:
    with closing(Pyttsx3Engine()) as opened:
        yield opened


@pytest.mark.parametrize("case", MARKUP)
def test_markup_is_spoken_as_text(engine: Pyttsx3Engine, tmp_path: Path, case: str) -> None:
    """Nothing in a line can make a voice wait, hurry, read a file or print its help."""
    text, longest = MARKUP[case]
    to = tmp_path / "clip.wav"
    speak(engine, text, voice="gmw/en", rate=135, to=to, memory=tmp_path / "memory")
    with wave.open(str(to)) as file:
        assert 0.3 < file.getnframes() / file.getframerate() < longest
    assert [path.name for path in tmp_path.iterdir() if path.name != "memory"] == ["clip.wav"]


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="measures with resource")
def test_a_megabyte_is_read_within_2_seconds_and_200_megabytes() -> None:
    """Processor time, which a busy machine does not stretch."""
    from benchmarks.bounds import FILES, MEGABYTES, SECONDS, cost

    for name in FILES:
        seconds, megabytes, code = cost(name)
        assert seconds <= SECONDS, name
        assert megabytes <= MEGABYTES, name
        assert code != "-", name

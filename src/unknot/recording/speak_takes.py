"""Takes that an engine speaks: the whole script once, for machines that do not have its model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from unknot.content.records.script import Lexicon
from unknot.content.spoken_form import spoken_form
from unknot.recording.judge import Candidate
from unknot.recording.line import ScriptLine
from unknot.recording.take import read_take
from unknot.speech.cast import CastVoice
from unknot.speech.speak import speak


def speak_takes(
    lines: Sequence[ScriptLine], part: CastVoice, lexicon: Lexicon | None, folder: Path,
    *, jobs: int, said: Callable[[], None],
) -> Iterator[Candidate]:  # fmt: skip
    """A take of each line by ``part``, its file in ``folder``, ``jobs`` at once; ``said`` is called
    after each. Raises EngineError for a line that cannot be spoken."""

    def take(line: ScriptLine) -> Candidate:
        path = folder / f"{line.id}.wav"
        text = spoken_form(line.text, lexicon, part.engine.name)
        speak(part.engine, text, voice=part.voice, rate=part.pace.rate, to=path, memory=folder)
        taken = read_take(path, folder)
        path.unlink()
        said()
        return Candidate(line=line, taken=taken, found=part.engine.identity(part.voice))

    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="clip") as pool:
        yield from pool.map(take, lines)

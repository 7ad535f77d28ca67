"""One sitting at the microphone: each line recorded is judged at once and kept at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unknot.audio.sound import Frames
from unknot.engines.added import AddedVoice
from unknot.engines.recorded import read_index
from unknot.recording.judge import Candidate, judge_takes
from unknot.recording.line import ScriptLine
from unknot.recording.report import TakeRow
from unknot.recording.take import Taken, make_take
from unknot.recording.take_store import keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A take of ``line`` that is not kept yet, and what was found."""

    line: ScriptLine
    taken: Taken
    row: TakeRow


def try_take(
    line: ScriptLine, frames: Frames, rate: int, voice: AddedVoice, scratch: Path
) -> Tried:
    """Clean and judge what was recorded. Raises AudioError when nobody can be heard in it."""
    taken = make_take(frames, rate, line.id, scratch)
    candidate = Candidate(line=line, taken=taken, found="microphone")
    (row,) = judge_takes([candidate], read_index(voice.id).takes)
    return Tried(line=line, taken=taken, row=row)


def keep_tried(tried: Tried, voice: AddedVoice) -> int:
    """Put it into the voice; how many lines that has then. Raises AudioError, EngineError."""
    return keep(voice, [(tried.line, tried.taken, "microphone")])

"""What ``unknot record take`` shows and asks, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from unknot.audio.sound import Frames
from unknot.counted import counted
from unknot.engines.added import AddedVoice
from unknot.engines.recorded import read_index
from unknot.errors import AudioError
from unknot.files import temporary
from unknot.recording.judge import Candidate, judge_takes
from unknot.recording.line import ScriptLine
from unknot.recording.microphone import Microphone
from unknot.recording.take import make_take
from unknot.recording.take_store import keep

_ASK = "Enter keeps it, p plays it, r again, s skips the line, q ends"


class _End(Exception):
    """The person has had enough; what was kept is kept."""


def sit(lines: Sequence[ScriptLine], voice: AddedVoice, microphone: Microphone) -> None:
    """Record ``lines`` one after the other. Raises AudioError when the microphone fails."""
    kept = 0
    with temporary() as folder:
        try:
            for number, line in enumerate(lines, start=1):
                click.echo(f"\n{number} of {len(lines)}  {line.id}")
                click.echo(f"  {line.context}; about {line.expected_ms / 1000:.1f} s")
                if line.pronunciation:
                    click.echo(f"  say: {line.pronunciation}")
                click.echo(f"\n    {click.style(line.text, bold=True)}\n")
                if taken := _taken(line, voice, microphone, folder):
                    keep(voice, [taken])
                    kept += 1
        except (_End, click.Abort):
            click.echo("")
    click.echo(f"{counted(kept, 'line')} recorded", err=True)


def _taken(
    line: ScriptLine, voice: AddedVoice, microphone: Microphone, folder: Path
) -> Candidate | None:
    """The take that the person is content with; None when the line is skipped."""
    while True:
        if _asked("Enter starts, s skips the line, q ends", "sq") == "s":
            return None
        microphone.start()
        try:
            _asked("recording; Enter stops", "")
        finally:
            frames = microphone.stop()
        try:
            taken = make_take(frames, microphone.rate, line.id, folder)
        except AudioError as error:
            click.echo(f"  {error.reason}")
            continue
        candidate = Candidate(line=line, taken=taken, found="microphone")
        (row,) = judge_takes([candidate], read_index(voice.id).takes)
        for note in row.notes or (f"good: {row.seconds:.1f} s",):
            click.echo(f"  {note}")
        answer = _answer(frames, microphone, refused=row.verdict == "refused")
        if answer == "s":
            return None
        if answer == "":
            return candidate


def _answer(frames: Frames, microphone: Microphone, *, refused: bool) -> str:
    """ "" to keep it, r or s; a take that is refused cannot be kept."""
    while True:
        ask = "Enter records it again, p plays it, s skips the line, q ends" if refused else _ASK
        answer = _asked(ask, "prsq")
        if answer == "p":
            try:
                microphone.play(frames)
            except AudioError as error:
                click.echo(f"  {error}")
            continue
        return "r" if refused and answer == "" else answer


def _asked(words: str, letters: str) -> str:
    while True:
        answer = click.prompt(f"  {words}", default="", show_default=False, prompt_suffix=" > ")
        answer = str(answer).strip().lower()[:1]
        if answer == "q" and "q" in letters:
            raise _End
        if answer == "" or answer in letters:
            return answer

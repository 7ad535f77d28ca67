"""The command engine: any program that writes a WAV file speaks, through a template.

A template is a list of arguments, never a line for a shell. These words in braces are replaced:

    {text}        what is to be said       {out}      the WAV file to write
    {text_file}   a UTF-8 file of it       {voice}    the name the voice was added under
    {rate}        words a minute           {speed}    rate / 135       {percent}   100 x speed
                                           {stretch}  135 / rate

Without {text} and {text_file} the words come on the program's stdin.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from unknot.engines.added import AddedVoice, added, checked_file, find_added
from unknot.engines.command.presets import how_to_get
from unknot.engines.engine import VoiceInfo
from unknot.engines.fault import Failed
from unknot.engines.recording import Recording, read, to_wav
from unknot.engines.text_cleaning import check_rate, pieces, sayable
from unknot.errors import AudioError, EngineError
from unknot.files import replace_file, scratch
from unknot.suggest import did_you_mean
from unknot.timeline.estimate import USUAL_RATE

#: Raised when this layer changes the sound of a phrase: how text is cut, joined or written.
COMMAND_VERSION = 1
SLOWEST, FASTEST = 40, 500
#: -40 dBFS at 16 bits.
_FAINTEST = 328
#: What the program, and what prints its version, are called among a voice's files.
PROGRAM, RELEASE = "program", "release"
PLACES = ("text", "text_file", "out", "voice", "rate", "stretch", "speed", "percent")
_PACED = {"rate", "stretch", "speed", "percent"}
_PLACE = re.compile(r"\{([a-z_]+)\}")
#: Markup to some programs, and nothing that anybody wants to hear.
_MARKUP = re.compile(r"\[\[|\]\]|[<>]")


class CommandEngine:
    """Speaks with the programs that were added as voices, each phrase in a process of its own.

    ``patience`` is how long a short phrase may take, in seconds; longer text gets more, and so
    does another try. ``tries``: how often a program may fail before a phrase is unspeakable.
    """

    name = "command"

    def __init__(self, *, patience: float = 30.0, tries: int = 3) -> None:
        from unknot.engines.command.subprocess_runner import Programs

        self._patience, self._tries = patience, tries
        self._programs = Programs()
        self._voices: dict[str, AddedVoice] = {}
        self._checked: dict[str, str] = {}
        self._lock = threading.Lock()

    @property
    def default_voice(self) -> str:
        """The first by name of those that were added. Raises EngineError without any."""
        voices = added(self.name)
        if not voices:
            reason = "no program was added yet\n  unknot voices add flite, for instance, adds one"
            raise EngineError(self.name, "", reason)
        return voices[0].id

    def identity(self, voice: str) -> str:
        """The template, the program's digest and what it said of its version when it was added.

        Reads the voice's file, once. That the program is still that one is seen to when it speaks.
        """
        found = self._voice(voice)
        facts = [found.command, sorted(found.digests.items()), found.version, found.ascii]
        return f"command {COMMAND_VERSION} {json.dumps(facts)}"

    def voices(self) -> tuple[VoiceInfo, ...]:
        """Every voice that was added for this engine."""
        return tuple(voice.info for voice in added(self.name))

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write ``text`` as a 16-bit WAV file at ``to``; see Engine.

        A text over 400 characters is spoken in pieces, sentence by sentence, and joined. A voice
        whose template names no rate has one of its own. Raises EngineError: nothing to say, no
        such voice, its program missing or another than was added, or every try failed.
        """
        chosen = self._voice(voice)
        clean = sayable(_MARKUP.sub(" ", text), self.name)
        if chosen.ascii:
            from unknot.engines.ascii_text import plain

            clean = plain(clean, self.name)
        check_rate(rate, SLOWEST, FASTEST, self.name, text)
        program = self._program(chosen)
        try:
            with scratch(to.parent, to.name) as folder:
                spoken = [
                    self._speak(chosen, program, piece, text, rate, folder.absolute(), number)
                    for number, piece in enumerate(pieces(clean))
                ]
            replace_file(to, [to_wav(spoken)], sync=False)
        except (AudioError, Failed) as error:
            raise EngineError(self.name, text, str(error)) from error

    def close(self) -> None:
        """End every program at work; nothing can be spoken afterwards."""
        self._programs.close()

    def _speak(
        self,
        voice: AddedVoice,
        program: str,
        piece: str,
        text: str,
        rate: int,
        folder: Path,
        number: int,
    ) -> Recording:
        """``piece``, tried again while that may help; each time with more patience, because a
        machine that is busy looks like a program that hangs."""
        reason = ""
        for attempt in range(self._tries):
            out, file = (folder / f"{number}-{attempt}.{kind}" for kind in ("wav", "txt"))
            places = _places(voice.command)
            if "text_file" in places:
                file.write_text(piece + "\n", encoding="utf-8")
            command = fill_command(voice, program, text=piece, text_file=file, out=out, rate=rate)
            seconds = self._patience * (1 + len(piece) / 200) * (attempt + 1)
            words = None if places & {"text", "text_file"} else piece
            try:
                self._programs.run(command, words=words, out=out, seconds=seconds)
                return _audible(read(out))
            except EngineError as error:
                raise EngineError(self.name, text, error.reason) from error
            except Failed as error:
                reason = str(error)
        raise EngineError(self.name, text, f"{reason}; given up after {self._tries} tries")

    def _voice(self, voice: str) -> AddedVoice:
        if voice not in self._voices:
            self._voices[voice] = find_added(self.name, voice)
        return self._voices[voice]

    def _program(self, voice: AddedVoice) -> str:
        """The path of the voice's program, found once to be the one that was added."""
        from unknot.engines.command.subprocess_runner import answer

        with self._lock:
            if voice.id not in self._checked:
                path = voice.files.get(PROGRAM, "")
                if not Path(path).is_file():
                    raise EngineError(
                        self.name, "", explain_missing(voice.command[0], voice.id, path)
                    )
                for use in voice.files:
                    checked_file(voice, use)
                now = answer(voice.release) if voice.release else ""
                if now and now != voice.version:
                    reason = (
                        f"voice {voice.id!r} was added from {voice.version!r}; now it is {now!r}"
                    )
                    raise EngineError(self.name, "", f"{reason}\n  unknot voices add it again")
                self._checked[voice.id] = path
            return self._checked[voice.id]


def _audible(spoken: Recording) -> Recording:
    """Programs that know none of a text's letters write a breath, and call it speech."""
    samples = spoken.samples()[::5]
    if max(max(samples), -min(samples)) < _FAINTEST:
        raise Failed("nothing can be heard in the file: all of it is below -40 dBFS")
    return spoken


def fill_command(
    voice: AddedVoice, program: str, *, text: str, text_file: Path, out: Path, rate: int
) -> list[str]:
    """The template of ``voice`` with every place filled, once: what it is filled with is left
    alone. Words that begin like an option get a blank before them."""
    values: Mapping[str, str] = {
        "text": text,
        "text_file": str(text_file),
        "out": str(out),
        "voice": voice.id,
        "rate": str(rate),
        "stretch": f"{USUAL_RATE / rate:.4f}",
        "speed": f"{rate / USUAL_RATE:.4f}",
        "percent": str(round(100 * rate / USUAL_RATE)),
    }
    arguments = []
    for argument in voice.command[1:]:
        full = _PLACE.sub(lambda place: values.get(place[1], place[0]), argument)
        dashed = argument.startswith("{text}") and full.startswith("-")
        arguments.append(f" {full}" if dashed else full)
    return [program, *arguments]


def has_rate(command: Sequence[str]) -> bool:
    """Whether a template says anywhere how fast to speak."""
    return bool(_places(command) & _PACED)


def refusal(command: Sequence[str]) -> str:
    """Why ``command`` cannot be a template; nothing when it can."""
    if not command or not command[0].strip():
        return "it names no program"
    if unknown := sorted(_places(command) - set(PLACES)):
        known = ", ".join(f"{{{each}}}" for each in PLACES)
        return f"{{{unknown[0]}}} is none of {known}{did_you_mean(unknown[0], PLACES)}"
    if "out" not in _places(command):
        return "it has no {out}, so the program does not know which file to write"
    if _places(command[:1]):
        return "the program itself stands fast: {…} is for its arguments"
    return ""


def explain_missing(program: str, voice: str = "", path: str = "") -> str:
    """That a program is not here, and how to get it where that is known."""

    gone = f"is not there any more: {path}" if path else "is not installed, or not on the PATH"
    needed = f", which the voice {voice!r} needs," if voice else ""
    again = "\n  unknot voices add it again" if path else ""
    return f"the program {program!r}{needed} {gone}{how_to_get(program)}{again}"


def _places(command: Sequence[str]) -> set[str]:
    return {name for argument in command for name in _PLACE.findall(argument)}

"""Kokoro: one model, and a file of many voices."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unknot.engines.added import AddedVoice
from unknot.engines.engine import VoiceInfo
from unknot.engines.neural.engine import NeuralEngine
from unknot.engines.recording import Recording
from unknot.errors import AudioError, EngineError
from unknot.suggest import did_you_mean
from unknot.timeline.estimate import USUAL_RATE

INPUTS = {"style", "speed"}
TOKENS = {"tokens", "input_ids"}
RATE = 24000
#: First letter of a voice: its language for lists, and for espeak-ng. Japanese and Chinese need
#: more than espeak-ng to be read, so their voices are left out.
_LANGUAGES = {
    "a": ("en-US", "en-us"),
    "b": ("en-GB", "en-gb"),
    "e": ("es", "es"),
    "f": ("fr", "fr-fr"),
    "h": ("hi", "hi"),
    "i": ("it", "it"),
    "p": ("pt-BR", "pt-br"),
}
_UNREAD = ("j", "z")
_GENDERS = {"f": "female", "m": "male"}
_FIRST = "af_heart"


class KokoroEngine(NeuralEngine):
    """Voices NAME/WHICH, such as kokoro/af_heart; NAME alone is the first of them."""

    name = "kokoro"
    package = ("kokoro-onnx", "kokoro_onnx")
    #: Its speed goes from 0.5 to 2.
    slowest, fastest = USUAL_RATE // 2 + 1, USUAL_RATE * 2
    draws = True
    #: It makes no pause at a comma, nor at a full stop: there is nothing to cut at.
    carries = False
    working = 600_000_000

    def _how(self) -> str:
        if sys.version_info >= (3, 14):
            return "; it comes for Python 3.10 to 3.13, and this is a later one"
        return super()._how()

    def _mended(self, spoken: Recording) -> Recording:
        from unknot.engines.neural.behind import without_pop

        return without_pop(spoken)

    def _ids(self, voice: AddedVoice) -> tuple[VoiceInfo, ...]:
        try:
            names = read_voices(Path(voice.files.get("voices", "")))
        except AudioError:
            return (self._info(voice, ""),)
        return tuple(self._info(voice, name) for name in names)

    def _info(self, voice: AddedVoice, name: str) -> VoiceInfo:
        title, shown = voice.title or voice.id, name.partition("_")[2].replace("_", " ").title()
        return VoiceInfo(
            id=f"{voice.id}/{name}" if name else voice.id,
            name=f"{title}, {shown or name}" if name else title,
            language=_LANGUAGES.get(name[:1], (voice.language, ""))[0]
            if _usual(name)
            else voice.language,
            gender=(_GENDERS.get(name[1:2], "") if _usual(name) else "") or voice.gender,
            licence=voice.licence,
        )

    def _checked(self, voice: AddedVoice, files: Mapping[str, Path]) -> None:
        for use in ("model", "voices"):
            if use not in files:
                raise EngineError(self.name, "", f"voice {voice.id!r} names no file for {use}")
        read_voices(files["voices"])

    def _request(self, voice: AddedVoice, within: str) -> tuple[dict[str, Any], str]:
        try:
            names = read_voices(Path(voice.files.get("voices", "")))
        except AudioError as error:
            raise EngineError(self.name, "", f"voice {voice.id!r}: {error}") from error
        style = within or names[0]
        if style not in names:
            reason = f"{voice.id!r} has no voice {within!r}{did_you_mean(within, names)}"
            raise EngineError(
                self.name, "", f"{reason}\n  unknot voices --all --engine kokoro shows them all"
            )
        shown, spoken = voice.language, "en-gb" if voice.language == "en-GB" else "en-us"
        if _usual(style):
            shown, spoken = _LANGUAGES[style[0]]
        elif not voice.language.startswith("en"):
            spoken = voice.language.lower()
        return {"style": style, "language": spoken}, shown


def read_voices(path: Path) -> tuple[str, ...]:
    """The names of the voices in a voices file (numpy's archive), the usual first choice first.

    Raises AudioError when it cannot be read, is something else, or has no voice that can be used.
    """
    import zipfile  # slow to load, and a build from the cache opens no archive

    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    except zipfile.BadZipFile:
        hint = "it is the voices-….bin file that comes with the model; fetch it again, whole"
        raise AudioError(path, "is no file of Kokoro voices", hint) from None
    usable = sorted(
        (name for name in names if not (name[:1] in _UNREAD and name[2:3] == "_")),
        key=lambda name: (name != _FIRST, name),
    )
    if not usable:
        raise AudioError(path, "holds no voice that can be used here")
    return tuple(usable)


def _usual(name: str) -> bool:
    """Whether a name is built as Kokoro's are: language, gender, underscore, name."""
    return name[:1] in _LANGUAGES and name[1:2] in _GENDERS and name[2:3] == "_"

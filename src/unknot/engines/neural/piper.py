"""Piper: a model and its config, one voice or several speakers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from unknot.engines.added import AddedVoice
from unknot.engines.engine import VoiceInfo
from unknot.engines.neural.engine import NeuralEngine
from unknot.errors import AudioError, EngineError
from unknot.suggest import did_you_mean

INPUTS = {"input", "input_lengths", "scales"}
#: Rates that sound is made at, in Hz. Piper's qualities promise one of them.
_RATES = (8000, 16000, 22050, 24000, 32000, 44100, 48000)
_PROMISED = {"x_low": 16000, "low": 16000, "medium": 22050, "high": 22050}
_PHONEMES = ("espeak", "text")
#: So many speakers are listed one by one.
_LISTED = 24


class PiperEngine(NeuralEngine):
    """Voices NAME, and NAME/SPEAKER where a model has several."""

    name = "piper"
    package = ("piper-tts", "piper")
    slowest, fastest = 45, 405
    draws = False
    carries = True
    working = 450_000_000

    def _ids(self, voice: AddedVoice) -> tuple[VoiceInfo, ...]:
        name = voice.title or voice.id
        try:
            speakers = read_config(Path(voice.files.get("config", ""))).speakers
        except AudioError:
            speakers = {}
        if len(speakers) > _LISTED:
            name = f"{name}, {len(speakers)} speakers: {voice.id}/0 to {len(speakers) - 1}"
            speakers = {}
        more = (("", name), *((f"/{who}", f"{name}, {who}") for who in speakers))
        return tuple(
            replace(voice.info, id=voice.id + suffix, name=shown) for suffix, shown in more
        )

    def _checked(self, voice: AddedVoice, files: Mapping[str, Path]) -> None:
        for use in ("model", "config"):
            if use not in files:
                raise EngineError(self.name, "", f"voice {voice.id!r} names no {use}")
        read_config(files["config"])

    def _request(self, voice: AddedVoice, within: str) -> tuple[dict[str, Any], str]:
        if not within:
            return {"speaker": voice.speaker}, voice.language
        path = Path(voice.files.get("config", ""))
        try:
            speakers = read_config(path).speakers
        except AudioError as error:
            raise EngineError(self.name, "", str(error)) from error
        if within in speakers:
            return {"speaker": speakers[within]}, voice.language
        if within.isdecimal() and int(within) in speakers.values():
            return {"speaker": int(within)}, voice.language
        hint = did_you_mean(within, list(speakers)) if speakers else "; it has one speaker only"
        reason = f"voice {voice.id!r} has no speaker {within!r}{hint}"
        raise EngineError(self.name, "", reason)


class PiperFile(Struct, frozen=True, kw_only=True):
    """What a voice's config says; ``rate`` in Hz, ``speakers`` by name when there are several."""

    rate: int
    language: str
    speakers: Mapping[str, int]


def read_config(path: Path) -> PiperFile:
    """The config beside a model. Raises AudioError naming what is missing or odd in it."""
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise AudioError(path, f"is no JSON: {error}") from None
    try:
        return _read(path, config)
    except (KeyError, TypeError, AttributeError) as error:
        missing = (
            f"lacks {error}" if isinstance(error, KeyError) else f"is of another form: {error}"
        )
        hint = "it is the .onnx.json file that comes with the model"
        raise AudioError(path, f"is no Piper config: it {missing}", hint) from None


def _read(path: Path, config: dict[str, Any]) -> PiperFile:
    rate, quality = config["audio"].get("sample_rate"), config["audio"].get("quality")
    promised = _PROMISED.get(quality)
    if rate is None:
        raise AudioError(path, "does not say the sample rate of its model (audio.sample_rate)")
    if type(rate) is not int or rate not in _RATES:
        known = ", ".join(map(str, _RATES))
        raise AudioError(path, f"audio.sample_rate is {rate!r}, and no model has that; {known} do")
    if promised and rate != promised:
        raise AudioError(
            path,
            f"audio.sample_rate is {rate} and audio.quality {quality!r}, which means {promised}",
            "at a wrong rate the voice is slow and deep, or quick and high; if the rate is right,"
            " take audio.quality out of the file, and add the voice again",
        )
    if (phonemes := config.get("phoneme_type", "espeak")) not in _PHONEMES:
        raise AudioError(path, f"phoneme_type {phonemes!r} needs more than piper-tts alone")
    ids, spoken = config["phoneme_id_map"], config["espeak"]["voice"]
    if missing := [mark for mark in "_^$" if mark not in ids]:
        raise AudioError(path, f"phoneme_id_map lacks {' '.join(missing)}")
    if not (type(config["num_symbols"]) is int and type(config["num_speakers"]) is int):
        raise AudioError(path, "num_symbols and num_speakers are not both whole numbers")
    code = str((config.get("language") or {}).get("code") or spoken)
    several = config["num_speakers"] > 1
    named = dict(config.get("speaker_id_map") or {})
    numbered = {str(number): number for number in range(config["num_speakers"])}
    return PiperFile(
        rate=rate,
        language=code.replace("_", "-"),
        speakers=(named or numbered) if several else {},
    )

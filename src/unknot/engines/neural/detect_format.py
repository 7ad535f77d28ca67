"""Which voice a file or folder holds. Reads only; needs neither engine installed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from unknot.engines.added import AddedVoice, digest, voice_id
from unknot.engines.neural import kokoro, piper
from unknot.engines.neural.onnxfile import FLOATS, Model, read_model
from unknot.errors import AudioError, reading

#: en_GB-alba-medium: language, name, quality.
_PIPER_NAME = re.compile(r"[a-z]{2,3}_[A-Z]{2}-(?P<name>.+)-(?P<quality>x_low|low|medium|high)")
_CARDS = ("MODEL_CARD", "MODEL_CARD.md", "MODEL_CARD.txt", "README.md", "README")
_LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "COPYING")
_LICENCE = re.compile(r"^[\s*#>-]*\**licen[sc]e\**\s*:\s*\**\s*(?P<text>\S.*?)\s*$", re.I | re.M)
_CARD_RATE = re.compile(r"^[\s*-]*sample\s*rate\s*:\s*(?P<hz>[\d,. ]+)\s*hz", re.I | re.M)
_MOST_TEXT = 200_000


def recognise(path: Path) -> tuple[AddedVoice, ...]:
    """The voices at ``path``, ready for keep_added(); nothing is written.

    ``path``: a Piper model (X.onnx, its X.onnx.json beside it), a Kokoro model (its voices-….bin
    beside it), either's second file, or a folder with one or several of them. The licence is read
    from the model card beside a model. Raises AudioError that says what is missing or wrong.
    """
    models = _models(path)
    voices = [_voice(model) for model in models]
    counted = Counter(voice.id for voice in voices)
    return tuple(
        voice
        if counted[voice.id] == 1
        else replace(voice, id=voice_id(Path(voice.files["model"]).stem))
        for voice in voices
    )


def _models(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        models = tuple(sorted(each for each in path.glob("*.onnx") if each.is_file()))
        if not models:
            raise AudioError(path, "holds no voice: there is no .onnx file in it")
        return models
    if not path.exists():
        raise AudioError(path, "is not there")
    if path.name.endswith(".onnx.json"):
        model = path.with_name(path.name.removesuffix(".json"))
        if not model.is_file():
            raise AudioError(path, f"its model is missing: {model.name} beside it")
        return (model,)
    if path.suffix == ".bin":
        models = tuple(sorted(path.parent.glob("*.onnx")))
        if len(models) != 1:
            raise AudioError(path, "looks like voices of Kokoro; name its .onnx model instead")
        return models
    return (path,)


def _voice(path: Path) -> AddedVoice:
    path = path.resolve()
    model = read_model(path)
    if set(model.inputs) >= piper.INPUTS:
        return _piper(path, model)
    if set(model.inputs) >= kokoro.INPUTS and kokoro.TOKENS & set(model.inputs):
        return _kokoro(path, model)
    raise AudioError(
        path,
        f"is no model of Piper or Kokoro: its inputs are {', '.join(sorted(model.inputs)[:8])}",
        "Piper's are input, input_lengths, scales; Kokoro's tokens, style, speed",
    )


def _piper(path: Path, model: Model) -> AddedVoice:
    config = path.with_name(f"{path.name}.json")
    if not config.is_file():
        hint = f"put {config.name} beside it; it comes with the model"
        raise AudioError(path, f"its config is missing: {config.name}", hint)
    described = piper.read_config(config)
    if bool(described.speakers) != ("sid" in model.inputs):
        counted = len(described.speakers) or 1
        raise AudioError(config, f"says {counted} speakers, and its model was made otherwise")
    card = _beside(path, _CARDS)
    if (stated := _card_rate(card)) and stated != described.rate:
        raise AudioError(
            config,
            f"audio.sample_rate is {described.rate}, and the model card says {stated} Hz",
            "at a wrong rate the voice is slow and deep, or quick and high",
        )
    named = _PIPER_NAME.fullmatch(path.stem)
    title = f"{named['name'].replace('_', ' ').title()} ({named['quality']})" if named else ""
    return AddedVoice(
        id=voice_id(named["name"] if named else path.stem),
        engine="piper",
        title=title or path.stem,
        language=described.language,
        licence=_licence(path, card),
        files={"model": str(path), "config": str(config)},
        digests={"model": _digest(path), "config": _digest(config)},
    )


def _kokoro(path: Path, model: Model) -> AddedVoice:
    if model.inputs["speed"] not in FLOATS:
        raise AudioError(
            path,
            "takes whole numbers for its speed, so no rate between could be kept",
            "take an export whose speed is a float, such as that of version 1.0",
        )
    found = sorted(path.parent.glob("voices*.bin"))
    release = re.search(r"v\d+(\.\d+)*", path.name)
    voices = [each for each in found if release and release[0] in each.name] or found
    if not voices:
        hint = "put its voices-….bin beside it; it comes with the model"
        raise AudioError(path, "its voices are missing: voices*.bin", hint)
    if len(voices) > 1:
        names = ", ".join(each.name for each in voices)
        raise AudioError(path, f"there are several voices beside it: {names}", "keep one of them")
    kokoro.read_voices(voices[0])
    return AddedVoice(
        id=voice_id(path.stem),
        engine="kokoro",
        title="Kokoro",
        licence=_licence(path, _beside(path, _CARDS)),
        files={"model": str(path), "voices": str(voices[0])},
        digests={"model": _digest(path), "voices": _digest(voices[0])},
    )


def _licence(path: Path, card: str) -> str:
    """What the model card or a licence file beside the model says; empty when neither does."""
    if stated := _LICENCE.search(card):
        return stated["text"].strip("* ")
    lines = [line.strip() for line in _beside(path, _LICENCES).splitlines() if line.strip()]
    return lines[0][:200] if lines else ""


def _card_rate(card: str) -> int | None:
    stated = _CARD_RATE.search(card)
    digits = re.sub(r"\D", "", stated["hz"]) if stated else ""
    return int(digits) if digits else None


def _beside(path: Path, names: tuple[str, ...]) -> str:
    """The text of the first of ``names`` that lies beside ``path``, or under its own name."""
    for name in (*(f"{path.stem}.{each}" for each in names), *names):
        try:
            with path.with_name(name).open(encoding="utf-8", errors="replace") as file:
                return file.read(_MOST_TEXT)
        except OSError:
            continue
    return ""


def _digest(path: Path) -> str:
    with reading(path):
        return digest(path)

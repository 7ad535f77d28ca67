"""A voice of a program that is known: its template filled in, its voices asked for."""

from __future__ import annotations

import re

from msgspec.structs import replace

from unknot.engines.added import AddedVoice, voice_id
from unknot.engines.command.command_voice import command_voice
from unknot.engines.command.presets import VARIANT, presets
from unknot.engines.command.subprocess_runner import answer
from unknot.errors import EngineError
from unknot.suggest import did_you_mean


def from_preset(name: str, variant: str = "", *, id: str = "") -> AddedVoice:
    """The voice ``variant`` of a known program, or its usual one; not kept yet.

    Raises EngineError when the program or that voice of it is not here, with how to get it.
    """
    preset = presets()[name]
    variant = variant or next(iter(preset.voices))
    language, gender = preset.voices.get(variant, ("", ""))
    voice = command_voice(
        tuple(part.replace(VARIANT, variant) for part in preset.command),
        id=id or voice_id(f"{name}-{variant}"),
        release=preset.release,
        ascii=preset.ascii,
    )
    here = answer(preset.others) if preset.others else ""
    whole = rf"(?<![\w-]){re.escape(variant)}(?![\w-])"
    if here and not re.search(whole, here, re.IGNORECASE):
        known = re.findall(r"[\w-]+", here)
        close = did_you_mean(variant, known)
        shown = " ".join(preset.others)
        reason = f"{name} has no voice {variant!r} here{close}\n  {shown} lists them"
        raise EngineError("command", "", reason)
    if not language:
        told = re.search(rf"{whole}\s+([a-z]{{2,3}}[-_][A-Za-z]{{2}})\b", here)
        looks_like_one = re.fullmatch(r"[a-z]{2,3}(-[\w-]+)?", variant)
        language = told[1].replace("_", "-") if told else variant if looks_like_one else "en"
    return replace(
        voice, title=f"{name} {variant}", language=language, gender=gender, licence=preset.licence
    )

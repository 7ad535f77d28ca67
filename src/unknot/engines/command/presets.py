"""Programs that are known: how each is called, what it speaks, and how to get it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from unknot.engines.added import AddedVoice
from unknot.engines.command.command_voice import command_voice
from unknot.engines.command.subprocess_runner import answer
from unknot.errors import EngineError
from unknot.suggest import did_you_mean

_VARIANT = "{variant}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A program's template, in which ``{variant}`` is the program's own name for a voice.

    ``voices``: language and gender of those that are known, the usual one first. ``others``: what
    lists those that are here. ``tried`` is False where the template follows the program's
    documentation alone.
    """

    command: tuple[str, ...]
    voices: Mapping[str, tuple[str, str]]
    licence: str
    how: str
    others: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    ascii: bool = False
    tried: bool = False


PRESETS: Mapping[str, Preset] = {
    "flite": Preset(
        command=(
            "flite", "-voice", _VARIANT, "--setf", "duration_stretch={stretch}",
            "-f", "{text_file}", "-o", "{out}",
        ),
        voices={
            "slt": ("en-US", "female"), "rms": ("en-US", "male"), "awb": ("en-GB", "male"),
            "kal16": ("en-US", "male"), "kal": ("en-US", "male"),
        },
        others=("flite", "-lv"),
        release=("flite", "--version"),
        licence="free, as BSD (Carnegie Mellon University)",
        how="apt install flite, or brew install flite",
        ascii=True,
        tried=True,
    ),
    "festival": Preset(
        command=(
            "text2wave", "-eval", "(voice_{variant})",
            "-eval", "(Parameter.set 'Duration_Stretch {stretch})", "{text_file}", "-o", "{out}",
        ),
        voices={"kal_diphone": ("en-US", "male"), "cmu_us_slt_arctic_hts": ("en-US", "female")},
        others=("festival", "-b", "(print (voice.list))"),
        release=("festival", "--version"),
        licence="free, as BSD (University of Edinburgh, Carnegie Mellon University)",
        how="apt install festival festvox-kallpc16k",
        ascii=True,
        tried=True,
    ),
    "espeak-ng": Preset(
        command=("espeak-ng", "-v", _VARIANT, "-s", "{rate}", "-w", "{out}", "--stdin"),
        voices={"en-gb": ("en-GB", ""), "en-us": ("en-US", "")},
        others=("espeak-ng", "--voices"),
        release=("espeak-ng", "--version"),
        licence="GPL-3.0-or-later; what it speaks is yours",
        how="apt install espeak-ng, or brew install espeak-ng",
        tried=True,
    ),
    "say": Preset(
        command=(
            "say", "-v", _VARIANT, "-r", "{rate}", "-f", "{text_file}", "-o", "{out}",
            "--data-format=LEI16@22050",
        ),
        voices={
            "Samantha": ("en-US", "female"), "Daniel": ("en-GB", "male"),
            "Karen": ("en-AU", "female"), "Moira": ("en-IE", "female"),
        },
        others=("say", "-v", "?"),
        release=("sw_vers", "-productVersion"),
        licence="Apple's: see the licence of macOS before you publish what it speaks",
        how="it is part of macOS; more voices: System Settings, Accessibility, Spoken Content",
    ),
    "pico2wave": Preset(
        command=(
            "pico2wave", "-l", _VARIANT, "-w", "{out}",
            "<speed level=\"{percent}\">{text}</speed>",
        ),
        voices={
            "en-GB": ("en-GB", "female"), "en-US": ("en-US", "female"), "de-DE": ("de", "female"),
            "es-ES": ("es", "female"), "fr-FR": ("fr", "female"), "it-IT": ("it", "female"),
        },
        licence="Apache-2.0 (SVOX)",
        how="apt install libttspico-utils, from Debian's non-free",
    ),
    "rhvoice": Preset(
        command=("RHVoice-test", "-p", _VARIANT, "-r", "{percent}", "-i", "{text_file}",
                 "-o", "{out}"),
        voices={
            "slt": ("en-US", "female"), "clb": ("en-US", "female"), "bdl": ("en-US", "male"),
            "alan": ("en-GB", "male"),
        },
        release=("RHVoice-test", "--version"),
        licence="LGPL-2.1-or-later; each voice has a licence of its own",
        how="apt install rhvoice rhvoice-english",
    ),
}  # fmt: skip


def parted_preset(wanted: str) -> tuple[str, str] | None:
    """The program and its voice in ``flite`` or ``flite:rms``; None when it is no known program."""
    name, _, variant = wanted.partition(":")
    return (name, variant) if name in PRESETS else None


def from_preset(name: str, variant: str = "", *, id: str = "") -> AddedVoice:
    """The voice ``variant`` of a known program, or its usual one; not kept yet.

    Raises EngineError when the program or that voice of it is not here, with how to get it.
    """
    preset = PRESETS[name]
    variant = variant or next(iter(preset.voices))
    language, gender = preset.voices.get(variant, ("", ""))
    voice = command_voice(
        tuple(part.replace(_VARIANT, variant) for part in preset.command),
        id=id or _id(name, variant),
        title=f"{name} {variant}",
        gender=gender,
        licence=preset.licence,
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
    from dataclasses import replace

    return replace(voice, language=language)


def how_to_get(program: str) -> str:
    """A line on how to get a program, where that is known."""
    for preset in PRESETS.values():
        if preset.command[0] == program:
            return f"\n  {preset.how}"
    return ""


def _id(name: str, variant: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", f"{name}-{variant}".lower()).strip("-")

"""Programs that are known: how each is called, what it speaks, and how to get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VARIANT = "{variant}"


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
            "flite", "-voice", VARIANT, "--setf", "duration_stretch={stretch}",
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
        command=("espeak-ng", "-v", VARIANT, "-s", "{rate}", "-w", "{out}", "--stdin"),
        voices={"en-gb": ("en-GB", ""), "en-us": ("en-US", "")},
        others=("espeak-ng", "--voices"),
        release=("espeak-ng", "--version"),
        licence="GPL-3.0-or-later; what it speaks is yours",
        how="apt install espeak-ng, or brew install espeak-ng",
        tried=True,
    ),
    "say": Preset(
        command=(
            "say", "-v", VARIANT, "-r", "{rate}", "-f", "{text_file}", "-o", "{out}",
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
            "pico2wave", "-l", VARIANT, "-w", "{out}",
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
        command=("RHVoice-test", "-p", VARIANT, "-r", "{percent}", "-i", "{text_file}",
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


def split_preset(wanted: str) -> tuple[str, str] | None:
    """The program and its voice in ``flite`` or ``flite:rms``; None when it is no known program."""
    name, _, variant = wanted.partition(":")
    return (name, variant) if name in PRESETS else None


def how_to_get(program: str) -> str:
    """A line on how to get a program, where that is known."""
    for preset in PRESETS.values():
        if preset.command[0] == program:
            return f"\n  {preset.how}"
    return ""

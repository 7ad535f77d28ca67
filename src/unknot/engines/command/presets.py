"""Programs that are known: how each is called, what it speaks, and how to get it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

VARIANT = "{variant}"


class Preset(Struct, frozen=True, kw_only=True):
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


@cache
def presets() -> Mapping[str, Preset]:
    """Every program that is known, by name: presets.yaml as values."""
    import yaml

    rows = yaml.safe_load(Path(__file__).with_name("presets.yaml").read_text(encoding="utf-8"))
    return {name: _preset(**row) for name, row in rows.items()}


def _preset(
    *, command: str, voices: Mapping[str, str], others: str = "", release: str = "", **more: Any
) -> Preset:
    known = {id: told.partition(" ") for id, told in voices.items()}
    return Preset(
        command=tuple(shlex.split(command)),
        voices={id: (language, gender) for id, (language, _, gender) in known.items()},
        others=tuple(shlex.split(others)),
        release=tuple(shlex.split(release)),
        **more,
    )


def split_preset(wanted: str) -> tuple[str, str] | None:
    """The program and its voice in ``flite`` or ``flite:rms``; None when it is no known program."""
    name, _, variant = wanted.partition(":")
    return (name, variant) if name in presets() else None


def how_to_get(program: str) -> str:
    """A line on how to get a program, where that is known."""
    for preset in presets().values():
        if preset.command[0] == program:
            return f"\n  {preset.how}"
    return ""

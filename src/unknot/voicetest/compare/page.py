"""The page: a table of samples and voices, with every sound inside the file itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from unknot.pages import render
from unknot.voicetest.compare.audition import Audition, HeardSample
from unknot.voicetest.compare.samples import Sample


def comparison_page(samples: Sequence[Sample], voices: Sequence[Audition], *, rate: int) -> str:
    """One HTML file in itself, no part of it anywhere else."""
    rows = [
        {
            "title": sample.title,
            "words": " ".join(sample.lines),
            "cells": [_cell(voice, voice.heard[at] if voice.heard else None) for voice in voices],
        }
        for at, sample in enumerate(samples)
    ]
    columns = [{"name": voice.name, "facts": _facts(voice)} for voice in voices]
    return render("compare.html", rate=rate, voices=columns, samples=rows)


def _facts(voice: Audition) -> list[tuple[str, str]]:
    """What is known of a voice; "" for what is not."""
    info = voice.info
    return [
        ("Name", info.name if info.name != info.id else ""),
        ("Language", info.language),
        ("Gender", info.gender),
        ("Engine", voice.engine),
        ("Licence", info.licence or "not known"),
        ("Speed", f"{voice.speed:.0f} times real time" if voice.speed else ""),
        ("Size", f"{voice.size / 1000:.0f} kB" if voice.size else ""),
        ("Failed", voice.fault),
    ]


def _cell(voice: Audition, heard: HeardSample | None) -> dict[str, str]:
    heard = heard or HeardSample(fault=voice.fault)
    return {
        "voice": voice.info.name,
        "sound": b64encode(heard.mp3).decode("ascii"),
        "seconds": f"{heard.ms / 1000:.1f}",
        "fault": heard.fault,
    }

"""Voices compared: what each is asked to say, lines of the real script and every anatomical term;
and the page, a table of samples and voices with every sound inside the file itself."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence

from unknot.content.library import Library
from unknot.pages import render
from unknot.voicetest.audition import Audition, HeardSample, Sample

#: Of which muscle the lines are; any script has it that treats a buttock.
_MUSCLE = "piriformis"
#: Titles, and the lines that are said under them, one after the other.
_SHOWN = (
    ("Opening", ("opening-short",)),
    ("Getting into position", ("intro", "position", "find")),
    ("A hold begins", ("place", "hold-start")),
    ("Halfway, with what to watch for", ("hold-half",)),
    ("Counting down", ("hold-last5", "hold-off")),
)
_SAFETY, _SAFETY_LINES = "opening-full", 4
_FILLED = {"side": "left", "other": "right"}
_TERMS_A_LINE = 4
_HOLE = re.compile(r"\{(\w+)\}")


def samples(library: Library, language: str = "en") -> tuple[Sample, ...]:
    """Lines of every kind that a track has, then the terms of the lexicon and the muscles' names.

    What the language's script lacks is left out.
    """
    made = [
        Sample(title=title, lines=tuple(_lines(library, language, names)))
        for title, names in _SHOWN
    ]
    safety = tuple(_lines(library, language, (_SAFETY,)))[-_SAFETY_LINES:]
    made.append(Sample(title="Safety", lines=safety))
    made.append(Sample(title="Anatomical terms", lines=tuple(terms(library, language))))
    made.append(Sample(title="Muscles", lines=tuple(muscles(library))))
    return tuple(sample for sample in made if sample.lines)


def terms(library: Library, language: str) -> Iterator[str]:
    """Sentences that hold every term of the lexicon, a few in each."""
    lexicon = library.lexicons.get(language)
    names = sorted(lexicon.terms) if lexicon else []
    for start in range(0, len(names), _TERMS_A_LINE):
        some = names[start : start + _TERMS_A_LINE]
        yield f"{', '.join(some)}.".capitalize()


def muscles(library: Library) -> Iterator[str]:
    """Each muscle's anatomical name, and the plain one that a track says."""
    for muscle in library.muscles.values():
        yield _filled(f"{muscle.name}: {muscle.spoken}.")


def _lines(library: Library, language: str, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if found := library.line(language, _MUSCLE, name):
            yield from filter(None, map(_filled, found[0].say or found[0].in_turn[:1]))


def _filled(text: str) -> str:
    """``text`` with its sides; nothing when it has another hole, such as a country's number."""
    said = _HOLE.sub(lambda hole: _FILLED.get(hole[1], hole[0]), text)
    return "" if _HOLE.search(said) else said


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

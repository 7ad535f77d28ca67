"""Whether a take is its line, and not another: by ear, as far as a program has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from unknot.audio.sound import read_wav
from unknot.recording.clean import Mono
from unknot.recording.examine import TakeFault
from unknot.recording.judge import Candidate
from unknot.recording.line import ScriptLine
from unknot.recording.reference import Reference, extract_voiced, read_reference

#: Lines that a take is held against besides its own, nearest in length.
_MOST_OTHERS = 8
_AS_LONG = (0.6, 1.7)
#: Another line is as near as its own, and clearly nearer.
_DOUBTFUL, _OTHER = 1.0, 1.03
#: Takes by which the reader's throat is measured, and the fewest that tell.
_MEASURED, _FEWEST = 12, 3


def prepare_reference(
    candidates: Sequence[Candidate], lines: Sequence[ScriptLine], language: str
) -> Reference:
    """All that misread needs for ``candidates``, and no other line."""
    if len(candidates) < _FEWEST:
        return Reference()
    texts: dict[str, None] = {}
    for each in candidates:
        texts[each.line.text] = None
        texts |= dict.fromkeys(other.text for other in _others(each.line, lines))
    return read_reference(texts, language)


def find_misread(
    candidates: Sequence[Candidate], lines: Sequence[ScriptLine], known: Reference
) -> Mapping[str, TakeFault]:
    """By text, takes that sound more like another of ``lines`` than like their own.

    Nothing without a reference, or with too few takes to know the reader by.
    """
    held = [each for each in candidates if each.line.text in known]
    if len(held) < _FEWEST:
        return {}
    sample = held[:: -(-len(held) // _MEASURED)]
    warp = known.warp([(*_sound(each), each.line.text) for each in sample])
    found: dict[str, TakeFault] = {}
    near: dict[str, ScriptLine] = {}
    for each in held:
        others = [one for one in _others(each.line, lines) if one.text in known]
        if not others:
            continue
        heard = extract_voiced(*_sound(each), warp)
        if heard is None:
            continue
        own, *rest = known.distances(heard, [each.line.text, *(one.text for one in others)])
        nearest = int(np.argmin(rest))
        if own > _DOUBTFUL * rest[nearest]:
            words = f"sounds more like “{others[nearest].text}” ({others[nearest].id})"
            found[each.line.text] = TakeFault("words", bool(own > _OTHER * rest[nearest]), words)
            near[each.line.text] = others[nearest]
    for one, other in near.items():
        # Each sounds like the other, and one of them clearly: an exchange takes two.
        if other.text in near and near[other.text].text == one and found[other.text].refused:
            found[one] = replace(found[one], refused=True)
    there = {each.line.text for each in held}
    for text, one in {other.text: one for one, other in near.items()}.items():
        if text in there and text not in found:
            words = f"the take of “{one}” sounds like this line: are they exchanged?"
            found[text] = TakeFault("words", False, words)
    return found


def _others(line: ScriptLine, lines: Sequence[ScriptLine]) -> tuple[ScriptLine, ...]:
    near = [
        other
        for other in lines
        if other.text != line.text
        and _AS_LONG[0] < other.expected_ms / max(line.expected_ms, 1) < _AS_LONG[1]
    ]
    near.sort(key=lambda other: abs(other.expected_ms - line.expected_ms))
    return tuple(near[:_MOST_OTHERS])


def _sound(candidate: Candidate) -> tuple[Mono, int]:
    sound = read_wav(candidate.taken.path)
    return sound.samples.astype(np.float64), sound.rate

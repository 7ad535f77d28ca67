"""Which rules point at the words of a line, and which at what a routine does."""

from __future__ import annotations

from unknot.content.library import Library
from unknot.timeline.cues import Say
from unknot.timeline.fitting.fit import fit
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import _starts, estimate, place_of

OF_WORDS = {7, 9, 10, 28, 29, 30, 31, 33, 34, 36, 42, 46}


def test_rules_about_words_point_into_the_script(library: Library) -> None:
    measure = estimate(library, 135)
    fitted = fit(resolve(library.sessions["starter"], library, Overrides()), measure)
    starts = zip(fitted.cues, _starts(fitted.cues, measure), strict=True)
    at = next(
        at for cue, at in starts if isinstance(cue, Say) and cue.line == "gluteus-maximus/place"
    )
    for number in range(1, 48):
        found = place_of(f"INV-{number}", at, fitted, measure)
        assert ("scripts" in str(found.file)) is (number in OF_WORDS), number

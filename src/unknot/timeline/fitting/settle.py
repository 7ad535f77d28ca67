"""Settle: a job fitted by how long its clips are, alike whatever else was built before."""

from __future__ import annotations

from collections.abc import Iterable

from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.fitting.fit import Fitted, fit
from unknot.timeline.job import Job
from unknot.timeline.layout import Measure


class RoundLengths:
    """A Measure that takes a clip's ``true`` length only once a round asked for the clip.

    A store may happen to hold other clips as well. If they counted, the same job would be fitted
    otherwise after another session was built, and its bytes would depend on that.
    """

    def __init__(self, estimate: Measure, true: Measure) -> None:
        self._estimate, self._true = estimate, true
        self.asked: set[Say | Chime | Play] = set()

    def __call__(self, cue: Say | Chime | Play) -> int:
        return (self._true if cue in self.asked else self._estimate)(cue)

    def ask(self, cues: Iterable[Say | Chime | Play]) -> bool:
        """Take ``cues`` by their true lengths from now on; whether any is not as estimated."""
        new = set(cues) - self.asked
        self.asked |= new
        return any(self._true(cue) != self._estimate(cue) for cue in new)


def settle(job: Job, measure: Measure) -> Fitted:
    """``job`` fitted as often as RoundLengths tell more of its clips. Raises as ``fit``."""
    fitted = fit(job, measure)
    while (
        isinstance(measure, RoundLengths) and measure.ask(fitted.sounding()) and job.session.target
    ):
        fitted = fit(job, measure)
    return fitted

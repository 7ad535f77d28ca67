"""Which chime is heard: each kind's recipe travels with the track, so no content is needed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from unknot.audio.chimes import render_chime
from unknot.audio.level import MASTER_RATE
from unknot.audio.resample import resample
from unknot.content.records.values import ChimeKind, ChimeRecipe
from unknot.proof.match import Floats, best_match
from unknot.timeline.plan import VOICE_ENTERS

#: A chime is of its kind when it is this like its recipe; others stay below a tenth.
ALIKE = 0.8


class Chimes:
    """Every kind of chime as it should sound at ``rate`` Hz."""

    def __init__(self, recipes: Mapping[ChimeKind, ChimeRecipe], rate: int) -> None:
        self.rate = rate
        self.sounds: dict[ChimeKind, Floats] = {
            kind: resample(render_chime(recipe) / 32768, MASTER_RATE, rate)
            for kind, recipe in recipes.items()
        }

    def expected(self, kind: ChimeKind, *, under_voice: bool) -> Floats:
        """The chime; under a voice, the part of it that sounds alone."""
        sound = self.sounds[kind]
        length = round(len(np.trim_zeros(sound, "b")) * VOICE_ENTERS * 0.95)
        return sound[:length] if under_voice else sound

    def lasts(self, kind: ChimeKind, db: float) -> float:
        """ms from its beginning to where it was last louder than ``db`` below its loudest."""
        sound = np.abs(self.sounds[kind])
        loud = np.flatnonzero(sound > sound.max() * 10 ** (db / 20))
        return float((loud[-1] + 1) * 1000 / self.rate)

    def named(self, heard: Floats) -> ChimeKind | None:
        """The kind that is heard; None when it is like none of them."""
        scores = {
            kind: best_match(np.pad(heard, (0, max(len(sound) - len(heard), 0))), sound)[0]
            for kind, sound in self.sounds.items()
        }
        best = max(scores, key=lambda kind: scores[kind], default=None)
        return best if best is not None and scores[best] >= ALIKE else None

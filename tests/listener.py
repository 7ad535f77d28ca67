"""pocketsphinx says which of a closed set of phrases a sound is; it knows nothing of any plan."""

from __future__ import annotations

import re
import sys
import warnings
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import needs_package
from unknot.audio.resample import resample

NEEDS_POCKETSPHINX = pytest.mark.skipif(
    sys.version_info[:2] not in ((3, 11), (3, 13)), reason="pocketsphinx has no wheel here"
)
HEARING, LEVEL = 16_000, 1_500
#: What its dictionary of American English lacks: words, and how a British voice says some.
SPOKEN = {
    "finger's": "F IH NG G ER Z",
    "fingers'": "F IH NG G ER Z",
    "long-handled": "L AO NG HH AE N D AH L D",
    "massager's": "M AH S AA ZH ER Z",
    "hold(2)": "HH OW D",
    "search(2)": "S AH CH",
    "sorest": "S AO R AH S T",
    "tailbone": "T EY L B OW N",
    "thinners": "TH IH N ER Z",
    "tingles": "T IH NG G AH L Z",
}
Floats = NDArray[np.float64]


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9'-]+", text.lower().replace("’", "'")))


class Listener:
    """Tells which of a closed set of phrases a sound is."""

    def __init__(self, phrases: set[str]) -> None:
        package: Any = needs_package("pocketsphinx")
        self.decoder = package.Decoder(
            samprate=HEARING, lm=None, loglevel="FATAL", cmn="batch", maxhmmpf=-1,
            beam=1e-60, pbeam=1e-60, wbeam=1e-50,
        )  # fmt: skip
        for word, phones in SPOKEN.items():
            self.decoder.add_word(word, phones, True)
        unknown = {
            word for text in phrases for word in text.split()
            if self.decoder.lookup_word(word) is None
        }  # fmt: skip
        assert not unknown, f"give pronunciations for {sorted(unknown)}"
        self.choose_among("all", phrases)

    def choose_among(self, name: str, phrases: set[str]) -> None:
        choices = " | ".join(sorted(phrases))
        self.decoder.add_jsgf_string(name, f"#JSGF V1.0; grammar {name}; public <s> = {choices};")
        self.decoder.activate_search(name)
        self.phrases = sorted(phrases)

    def hear(self, sound: Floats) -> tuple[str, float]:
        """The phrase, and when its first word begins, in seconds."""
        quiet = np.random.default_rng(1).normal(0, 3, HEARING // 5)
        speech = resample(sound, 48_000, HEARING)
        speech *= LEVEL / np.sqrt(np.square(speech).mean())
        pcm = np.concatenate([quiet, speech, quiet]).clip(-32_000, 32_000)
        self._forget()
        self.decoder.start_utt()
        self.decoder.process_raw(np.rint(pcm).astype("<i2").tobytes(), full_utt=True)
        self.decoder.end_utt()
        best = self.decoder.hyp()
        spoken = [each for each in self.decoder.seg() or () if not each.word.startswith(("<", "("))]
        first = spoken[0].start_frame / 100 - 0.2 if spoken else 0.0
        said = best.hypstr.split() if best else []
        # The recogniser may drop a last word; the phrase is the one with the fewest words to mend.
        nearest = max(self.phrases, key=lambda each: likeness_of(each.split(), said))
        return (nearest if said else ""), first

    def _forget(self) -> None:
        """What was heard is no help: else it would hear the next sound as it got used to this."""
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            self.decoder.start_stream()


def likeness_of(one: list[str], other: list[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()

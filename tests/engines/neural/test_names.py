"""What the names of Kokoro's voices say, and names that only look like them."""

from __future__ import annotations

import pytest

from unknot.engines.neural.kokoro import _usual


@pytest.mark.parametrize("name", ["af_heart", "bm_george", "ff_siwis", "im_nicola"])
def test_names_of_language_and_gender_are_known(name: str) -> None:
    assert _usual(name)


@pytest.mark.parametrize("name", ["", "emma", "af", "afheart", "xf_heart", "ax_heart", "a_heart"])
def test_other_names_say_nothing(name: str) -> None:
    assert not _usual(name)

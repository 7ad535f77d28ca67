"""One clip through LAME."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
import soundfile

from tests.audio.synth import hiss, utterance, vowels
from tests.usual import examples
from unknot.audio.mp3 import COMPACT, QUALITIES, STANDARD, Quality, main_data_begin, walk
from unknot.audio.polish import polish, to_master
from unknot.audio.sound import Pcm
from unknot.clips import encode
from unknot.clips.encode import encode_clip
from unknot.errors import AudioError
from unknot.timeline.grid import CLIP_MARGIN_FRAMES, clip_ms

both = pytest.mark.parametrize("quality", QUALITIES.values(), ids=QUALITIES)


def noise(frames: int) -> Pcm:
    return to_master(0.1 * hiss(frames * 0.024, 48_000, seed=frames))


@both
def test_n_frames_of_sound_are_always_n_plus_3_frames(quality: Quality) -> None:
    """So that a timeline, which knows only lengths, is the same for both qualities."""
    for frames in range(1, 61, 60 // examples(60)):
        found = list(walk(encode_clip(noise(frames), quality)))
        assert len(found) == frames + CLIP_MARGIN_FRAMES == clip_ms(frames * 24) // 24
        assert main_data_begin(found[0]) == 0


@both
def test_the_same_master_gives_the_same_bytes_on_any_thread(quality: Quality) -> None:
    masters = [noise(n) for n in range(5, 25)]
    alone = [encode_clip(master, quality) for master in masters]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda master: encode_clip(master, quality), masters))
    assert together == alone


@both
def test_a_clip_is_as_loud_as_its_master(quality: Quality) -> None:
    """By a decoder that did not make it."""
    master = to_master(0.3 * vowels(0.96, 48_000))
    data = encode_clip(master, quality)
    heard, _ = soundfile.read(BytesIO(data), dtype="float64")
    made = np.sqrt(np.square(heard).sum() / quality.rate)
    assert made == pytest.approx(np.sqrt(np.square(master / 32768).sum() / 48_000), rel=0.1)


def test_a_master_may_come_straight_from_the_store() -> None:
    master = polish(utterance())
    assert encode_clip(master.data, COMPACT) == encode_clip(master, COMPACT)


def test_a_master_that_is_not_in_whole_frames_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="1153 samples"):
        encode_clip(np.zeros(1153, np.int16), STANDARD)


def test_an_encoder_that_makes_something_else_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """More frames than fit, or frames of another kind, would move everything behind them."""
    monkeypatch.setattr(encode, "CLIP_MARGIN_FRAMES", 1)
    with pytest.raises(AudioError, match="LAME"):
        encode_clip(noise(5), STANDARD)


def test_an_encoder_at_another_bit_rate_is_found_out() -> None:
    with pytest.raises(AudioError, match="not odd quality"):
        encode._in_room(
            encode_clip(noise(5), STANDARD), 8, Quality(name="odd", rate=48_000, kbps=64)
        )

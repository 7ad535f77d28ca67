"""What the program of neural voices makes of blocks of sound: asked by its functions, with numbers
instead of a model."""

from __future__ import annotations

import tempfile
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from unknot.engines.neural import worker
from unknot.engines.pyttsx3.speaker import SpeakerFault

WAVE = np.sin(np.arange(500) * 0.1).astype(np.float32)


def speaker(*blocks: Any) -> worker.Speaker:
    def spoken(_: dict[str, Any]) -> Iterator[Any]:
        yield from (np.asarray(each, np.float32) for each in blocks)

    return spoken, 1_000


def request(to: Path, longest: float = 2.0) -> dict[str, Any]:
    return {"id": 7, "to": str(to), "longest": longest}


@pytest.mark.parametrize("scale", [0.0011, 0.5, 3.0])
def test_a_sound_is_raised_to_its_peak(scale: float, tmp_path: Path) -> None:
    to = tmp_path / "a.wav"
    assert worker.say(speaker(WAVE * scale, -WAVE * scale), request(to)) == {"done": True}
    with wave.open(str(to)) as file:
        assert file.getparams()[:4] == (1, 2, 1_000, 1_000)
        samples = np.frombuffer(file.readframes(1_000), "<i2")
    assert abs(samples).max() == round(0.89 * 32_767)
    assert samples[250] == -samples[750]


@pytest.mark.parametrize(
    ("blocks", "longest", "fault", "words"),
    [
        ([], 2, "words", "no sounds for these words"),
        ([WAVE * 0.0009], 2, "model", "the model gave silence"),
        ([[]], 2, "model", "the model gave silence"),
        ([WAVE, WAVE, [0.1]], 1, "model", "gave 1 s of sound or more, not 1 s"),
        ([WAVE, [float("nan")]], 2, "model", "no sound .NaN or infinite"),
        ([[float("inf")]], 2, "model", "no sound .NaN or infinite"),
    ],
)
def test_what_is_no_speech_is_told(
    blocks: list[Any], longest: float, fault: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(SpeakerFault, match=words) as caught:
        worker.say(speaker(*blocks), request(tmp_path / "a.wav", longest))
    assert caught.value.answer["fault"] == fault
    assert not (tmp_path / "a.wav").exists()
    worker.say(speaker(WAVE, WAVE), request(tmp_path / "b.wav", 1))


def test_each_request_has_a_folder_of_its_own_that_goes(tmp_path: Path) -> None:
    seen: list[str] = []

    def failing(error: BaseException | None) -> Callable[[dict[str, Any]], Iterator[Any]]:
        def spoken(_: dict[str, Any]) -> Iterator[Any]:
            seen.append(tempfile.gettempdir())
            (Path(seen[-1]) / "left").touch()
            if error:
                raise error
            yield WAVE

        return spoken

    before = tempfile.tempdir
    tempfile.tempdir = str(tmp_path)
    try:
        asked = request(tmp_path / "a.wav")
        assert worker._done((failing(None), 1_000), asked) == {"done": True}
        for error, wanted in (
            (SpeakerFault("words", "none"), {"fault": "words", "reason": "none"}),
            (OSError(28, "No space left"), {"fault": "file", "reason": "No space left"}),
            (OSError("odd"), {"fault": "file", "reason": "odd"}),
        ):
            assert worker._done((failing(error), 1_000), asked) == wanted
        other = worker._done((failing(MemoryError("full")), 1_000), asked)
        assert other["fault"] == "speech"
        assert "full" in other["reason"]
        assert tempfile.tempdir == str(tmp_path)
    finally:
        tempfile.tempdir = before
    assert len(set(seen)) == 5
    assert [each.name for each in tmp_path.iterdir()] == ["a.wav"]


def test_a_folder_with_a_long_name_gets_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(worker, "_LONGEST_PATH", len(str(tmp_path)) + 10)
    short, long = tmp_path / "data-abcd", tmp_path / "data-abcde"
    for each in (short, long):
        each.mkdir()
        (each / "phontab").write_text("x")
    assert worker._short(str(short)) == str(short)
    moved = Path(worker._short(str(long)))
    assert moved != long
    assert (moved / "phontab").read_text() == "x"

"""``unknot say``: which lines of a session are compared, and how a comparison ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.tracks import bundled
from unknot.cli import say
from unknot.errors import EngineError
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.plan import estimate, plan


def test_a_sessions_first_lines_are_compared_each_once() -> None:
    content = bundled()
    job = resolve(content.sessions["full-low-back"], content)
    timeline = plan(job, estimate(content, job.rate)).timeline
    said = [cue.text for _, cue in timeline.sounding() if isinstance(cue, Say)]
    lines = say._lines(content, "full-low-back", 135)
    assert len(lines) == len(set(lines)) == 20
    assert lines == tuple(dict.fromkeys(said))[:20]
    assert say._lines(content, "Breathe in.", 135) == ("Breathe in.",)
    samples = say._samples(content, ("breathing", "Breathe in."), 135)
    assert [(each.title, each.lines[-1]) for each in samples][1] == ("Breathe in.", "Breathe in.")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Voices that are compared: each says seven seconds, and *mute* nothing."""
    asked: list[Any] = []

    def audition(maker: Any, samples: Any, jobs: int, _: object) -> Any:
        voice = maker.speakers.voice
        asked.append((voice, maker.rate, samples, jobs))
        if voice == "gone":
            raise EngineError("tone", "", "there is no voice 'gone'")
        faults = [SimpleNamespace(fault=""), SimpleNamespace(fault="is mute")]
        failed = voice == "mute"
        return SimpleNamespace(
            name=f"tone:{voice}", failed=failed, fault="", heard=faults * failed, ms=7_400
        )

    @contextmanager
    def studio(how: Any) -> Iterator[Any]:
        assert how.engine == "tone"
        yield SimpleNamespace(store=None, cast=None, quality=None)

    monkeypatch.setattr("os.cpu_count", lambda: None)
    monkeypatch.setattr("unknot.cli.speaking.open_studio", studio)
    monkeypatch.setattr("unknot.voicetest.audition.audition", audition)
    monkeypatch.setattr(
        "unknot.voicetest.comparison.comparison_page", lambda *_, rate: f"at {rate}"
    )
    return asked


def test_voices_are_compared_in_one_page_each_once(run: Run, here: Path, heard: list[Any]) -> None:
    args = ("say", "Hello.", "--compare", "--engine", "tone", "--rate", "150", "--out", "v.html")
    voices = ("--voice", "high", "--voice", "tone:low", "--voice", "high")
    result = run(*args, *voices)
    assert (result.exit_code, result.stdout) == (0, "v.html\n")
    assert result.stderr == "  tone:high: 7 s of samples\n  tone:low: 7 s of samples\n"
    assert (here / "v.html").read_text(encoding="utf-8") == "at 150"
    assert [(voice, rate, jobs) for voice, rate, _, jobs in heard] == [
        ("high", 150, 1), ("low", 150, 1),
    ]  # fmt: skip
    assert [sample.lines for sample in heard[0][2]] == [("Hello.",)]


def test_a_voice_that_fails_is_told_and_the_others_are_compared(
    run: Run, here: Path, heard: list[Any]
) -> None:
    args = ("say", "Hello.", "--compare", "--out", "v.html")
    result = run(
        *args, *(word for id in ("mute", "gone", "high") for word in ("--voice", f"tone:{id}"))
    )
    assert (result.exit_code, result.stdout) == (1, "v.html\n")
    mute, gone, *_, high = result.stderr.splitlines()
    assert mute == "  tone:mute failed: is mute"
    assert gone.startswith("  tone:gone failed: ")
    assert "there is no voice 'gone'" in result.stderr
    assert high == "  tone:high: 7 s of samples"
    assert (here / "v.html").is_file()

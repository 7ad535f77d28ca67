"""Takes that sound more like another line than like their own, by distances that are made up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.recording.test_judged import GOOD
from unknot.recording import take_match
from unknot.recording.examine import TakeFault
from unknot.recording.judge import Candidate
from unknot.recording.line import ScriptLine
from unknot.recording.take import Taken
from unknot.recording.take_match import Reference, _others, find_misread, prepare_reference

LINES = [ScriptLine(id=f"id-{each}", text=each, expected_ms=2000) for each in "ABCD"]


def candidates(lines: Sequence[ScriptLine]) -> list[Candidate]:
    return [
        Candidate(
            line=line, found="",
            taken=Taken(path=Path(line.text), digest="", ms=2000, measured=GOOD),
        )
        for line in lines
    ]  # fmt: skip


class Known(Reference, frozen=True):
    """Whose takes are as far from lines as ``far`` says; 2 where it says nothing."""

    far: Any = None
    asked: Any = None

    def distances(self, heard: Any, texts: Sequence[str]) -> Any:
        return np.array([self.far.get(f"{heard}{text}", 2.0) for text in texts])

    def warp(self, pairs: Any) -> float:
        self.asked.extend(text for _, _, text in pairs)
        return 1.08


@pytest.fixture
def misread(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Of takes of A to D, or of the ``lines`` given; a take is heard as its own name."""

    def heard(samples: str, rate: int, warp: float) -> str | None:
        assert (rate, warp) == (16_000, 1.08)
        return None if samples == "mute" else samples

    monkeypatch.setattr(take_match, "_sound", lambda each: (str(each.taken.path), 16_000))
    monkeypatch.setattr(take_match, "extract_voiced", heard)

    def told(
        far: dict[str, float], lines: Sequence[ScriptLine] = LINES, known: str = "ABCD",
        takes: Sequence[Candidate] | None = None,
    ) -> dict[str, TakeFault]:  # fmt: skip
        own = {f"{each}{each}": 1.0 for each in known}
        reference = Known(dict.fromkeys(known), own | far, [])  # type: ignore[arg-type]
        found = find_misread(takes or candidates(lines), lines, reference)
        return dict(found)

    return told


def test_takes_of_their_own_lines_are_good(misread: Any) -> None:
    assert misread({}) == {}
    assert misread({"AB": 1.0, "AC": 1.0}) == {}


@pytest.mark.parametrize(("near", "refused"), [(0.98, False), (0.96, True)])
def test_a_take_that_sounds_like_another_line_is_told_with_that_line(
    near: float, refused: bool, misread: Any
) -> None:
    """Whose own take, where it is right, is asked about."""
    assert misread({"AB": near, "AC": 0.99}) == {
        "A": TakeFault("words", refused, "sounds more like “B” (id-B)"),
        "B": TakeFault(
            "words", False, "the take of “A” sounds like this line: are they exchanged?"
        ),
    }


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [(0.98, 0.98, [False, False]), (0.96, 0.98, [True, True]), (0.98, 0.96, [True, True])],
)
def test_an_exchange_takes_two(
    first: float, second: float, refused: list[bool], misread: Any
) -> None:
    """Each sounds like the other, and one of them clearly."""
    found = misread({"AB": first, "BA": second})
    assert [found[each].refused for each in "AB"] == refused
    assert [found[each].words for each in "AB"] == [
        "sounds more like “B” (id-B)", "sounds more like “A” (id-A)",
    ]  # fmt: skip


def test_a_clear_fault_of_one_take_is_no_other_s(misread: Any) -> None:
    found = misread({"AB": 0.98, "BC": 0.9, "CD": 0.98})
    assert {text: each.refused for text, each in found.items()} == {
        "A": False, "B": True, "C": False, "D": False,
    }  # fmt: skip


def test_only_lines_that_were_recorded_are_asked_about(misread: Any) -> None:
    found = misread({"AD": 0.9}, takes=candidates(LINES[:3]))
    assert list(found) == ["A"]


def test_without_enough_takes_that_the_reference_knows_nothing_is_told(misread: Any) -> None:
    assert misread({"AB": 0.9}, takes=candidates(LINES[:2])) == {}
    assert misread({"AB": 0.9}, known="AB") == {}
    assert list(misread({"AB": 0.9}, known="ABC")) == ["A", "B"]


def test_a_take_in_which_nothing_is_heard_tells_nothing(misread: Any) -> None:
    takes = candidates(LINES)
    mute = Taken(path=Path("mute"), digest="", ms=2000, measured=GOOD)
    takes[0] = Candidate(line=LINES[0], found="", taken=mute)
    assert misread({"muteB": 0.5, "BC": 0.9}, takes=takes).keys() == {"B", "C"}


def test_a_line_without_others_of_its_length_is_not_compared(misread: Any) -> None:
    alone = [ScriptLine(id="x", text="E", expected_ms=9000), *LINES]
    assert misread({"EA": 0.1, "BC": 0.9}, lines=alone, known="ABCDE").keys() == {"B", "C"}


@pytest.mark.parametrize(("count", "measured"), [(3, 3), (12, 12), (13, 7), (24, 12), (25, 9)])
def test_a_reader_s_throat_is_measured_by_twelve_takes_at_most(
    count: int, measured: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_match, "_sound", lambda each: ("", 16_000))
    monkeypatch.setattr(take_match, "extract_voiced", lambda *_: None)
    lines = [ScriptLine(id=str(n), text=str(n), expected_ms=2000) for n in range(count)]
    known = Known(dict.fromkeys(map(str, range(count))), {}, [])  # type: ignore[arg-type]
    assert find_misread(candidates(lines), lines, known) == {}
    assert len(known.asked) == measured
    assert known.asked[0] == "0"


def test_a_line_is_held_against_the_eight_that_are_nearest_in_length() -> None:
    own = ScriptLine(id="own", text="own", expected_ms=1000)
    lines = [own, *(ScriptLine(id="", text=str(ms), expected_ms=ms) for ms in range(500, 1900, 60))]
    near = [each.expected_ms for each in _others(own, lines)]
    assert near == [980, 1040, 920, 1100, 860, 1160, 800, 1220]
    few = [ScriptLine(id="", text=str(ms), expected_ms=ms) for ms in (590, 600, 610, 1690, 1700)]
    assert [each.expected_ms for each in _others(own, few)] == [610, 1690]
    unknown = ScriptLine(id="", text="x", expected_ms=0)
    assert _others(unknown, lines) == ()


def test_only_what_takes_are_held_against_is_read_for_comparison(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[list[str], str]] = []

    def read(texts: Any, language: str) -> Reference:
        asked.append((list(texts), language))
        return Reference({"A": None})  # type: ignore[dict-item]

    monkeypatch.setattr(take_match, "read_reference", read)
    long = ScriptLine(id="", text="long", expected_ms=20_000)
    assert "A" in prepare_reference(candidates(LINES[:3]), [*LINES, long], "de")
    assert asked == [(["A", "B", "C", "D"], "de")]
    assert "A" not in prepare_reference(candidates(LINES[:2]), LINES, "de")
    assert len(asked) == 1


def test_a_take_is_read_from_its_file_as_it_is(tmp_path: Path) -> None:
    from unknot.audio.sound import wav_bytes

    path = tmp_path / "x.wav"
    path.write_bytes(wav_bytes(np.array([0, 16_384, -32_768], np.int16), 16_000))
    taken = Taken(path=path, digest="", ms=1, measured=GOOD)
    samples, rate = take_match._sound(Candidate(line=LINES[0], taken=taken, found=""))
    assert (samples.tolist(), rate) == ([0.0, 0.5, -1.0], 16_000)
    assert samples.dtype == np.float64


def test_the_throat_that_brings_a_reader_nearest_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the sum over all of its pairs."""
    monkeypatch.setattr(take_match, "extract_features", lambda samples, rate, warp: samples * warp)

    class Near(Reference, frozen=True):
        def distances(self, heard: Any, texts: Sequence[str]) -> Any:
            return [abs(heard - float(text)) for text in texts]

    pairs: Any = [(1.0, 16_000, "1.35"), (1.0, 16_000, "1.16"), (1.0, 16_000, "0.8")]
    assert Near().warp(pairs) == 1.16
    assert Near().warp(pairs[:1]) == 1.35

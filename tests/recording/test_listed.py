"""Lines of a script: where each is heard, under which heading, and what of a take is left."""

from __future__ import annotations

import importlib.abc
import sys
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.errors import AudioError
from unknot.recording.clean import cut_take, to_mono
from unknot.recording.every_line import every_take
from unknot.recording.examine import _sides, find_click
from unknot.recording.line import text_digest
from unknot.recording.microphone import open_microphone
from unknot.recording.pauses import find_islands
from unknot.recording.script import GENERAL, _for_all, _grouped, _Heard, _Places, _short, _walk
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Mark, Say, Wait

RATE = 16_000


# --- lines ------------------------------------------------------------------------------------


def session(title: str) -> Any:
    return SimpleNamespace(title=title, language="en")


def heard(text: str, **more: Any) -> _Heard:
    facts: dict[str, Any] = {
        "line": "", "session": session("Hip"), "chapter": "One", "muscle": "", "moment": "",
        "before": "",
    }  # fmt: skip
    return _Heard(text=text, **(facts | more))


def places(first: _Heard, muscles: Sequence[str], sessions: Sequence[str]) -> _Places:
    return _Places(first, dict.fromkeys(muscles), dict.fromkeys(sessions))


def test_a_line_says_where_it_is_heard_and_after_what() -> None:
    treated: Any = SimpleNamespace(name="Piriformis")
    cues: list[Cue] = [
        Say(text="Welcome."),
        Chapter(title="Piriformis, left", treatment=treated),
        Say(text="Find  it.", line="shared/find", chime="start"),
        Chapter(title="inner", inner=True),
        Hold(ms=45_000, point=1, marks=(Mark(at_ms=0, cue=Chime(kind="start")),
                               Mark(at_ms=22_500, cue=Say(text="Halfway.")))),
        Wait(ms=30_000, told=Say(text="Rest now."),
             marks=(Mark(at_ms=9_999, cue=Say(text="Still.")),)),
        Chime(kind="end"),
        Chapter(title="Close"),
        Say(text="Done."),
    ]  # fmt: skip
    found = list(_walk(session("Hip"), cues))
    assert [(h.text, h.chapter, h.muscle, h.moment, h.before) for h in found] == [
        ("Welcome.", "Hip", "", "", ""),
        ("Find it.", "Piriformis, left", "Piriformis", ", as a chime fades", "Welcome."),
        ("Halfway.", "Piriformis, left", "Piriformis", ", 22 s into a hold of 45 s", "Find  it."),
        ("Rest now.", "Piriformis, left", "Piriformis", ", before a long pause", "Halfway."),
        ("Still.", "Piriformis, left", "Piriformis", ", 9 s into a pause of 30 s", "Rest now."),
        ("Done.", "Close", "", "", "Still."),
    ]
    assert [h.line for h in found] == ["", "shared/find", "", "", "", ""]


@pytest.mark.parametrize(
    ("text", "short"),
    [("x" * 60, "x" * 60), ("ab" + "x" * 59, "…" + "x" * 59),
     ("a" * 9 + " " + "x" * 58, "…" + "x" * 58)],
)  # fmt: skip
def test_of_what_was_said_before_the_end_is_quoted(text: str, short: str) -> None:
    assert _short(text) == short


def test_lines_stand_under_the_muscle_or_the_session_they_are_of(library: Library) -> None:
    shared = library.scripts["en"]["shared"]
    line = Line(say=("Rest.",), in_turn=("Wait.",), helper=("Help.",), short=("R.",), sources=())
    shared = replace(shared, lines={"rest": line, "other": line})
    library = replace(library, scripts={"en": {"shared": shared}})
    for text in ("Rest.", "Wait.", "Help.", "R."):
        assert _for_all(heard(text, line="shared/rest"), library, "en")
        assert not _for_all(heard(text, line="piriformis/rest"), library, "en")
        assert not _for_all(heard(text, line="shared/gone"), library, "en")
        assert not _for_all(heard(text, line="shared/rest"), library, "de")
    filled = heard("Rest the left side.", line="shared/rest")
    assert not _for_all(filled, library, "en")
    found = [
        places(heard("Own."), ["", "Psoas"], ["Hip"]),
        places(heard("Of one.", line="piriformis/x", before="A."), ["Piriformis"], ["Hip"]),
        places(heard("Rest.", line="shared/rest"), ["Piriformis"], ["Hip", "Back", "Desk"]),
        places(heard("Everywhere.", line="shared/y"), ["", "Psoas"], ["Hip"]),
        places(heard("Own of two."), ["", "Psoas"], ["Hip", "Back"]),
        places(filled, ["Psoas"], ["Hip"]),
    ]
    lines = list(_grouped(found, library, None))
    assert [(each.group, each.text) for each in lines] == [
        (GENERAL, "Rest."), (GENERAL, "Everywhere."), (GENERAL, "Own of two."),
        ("Piriformis", "Of one."), ("Psoas", "Rest the left side."), ("Hip", "Own."),
    ]  # fmt: skip
    contexts = {each.text: each.context for each in lines}
    assert contexts["Of one."] == "Hip, One; after “A.”"
    assert contexts["Rest."] == "Hip, One; the first words; also in 2 other sessions"
    assert contexts["Own of two."] == "Hip, One; the first words; also in 1 other session"
    assert lines[0].id.startswith("shared-rest-")


def test_a_bundled_voice_has_each_take_once_by_the_words_it_is_given(library: Library) -> None:
    shared = library.scripts["en"]["shared"]
    lines = {
        name: Line(say=(text,), sources=("INF",))
        for name, text in (("a", "Feel the sacrum."), ("b", "Feel the sacrum."), ("c", "Breathe."))
    }
    only = replace(
        library, sessions={}, playlists={},
        scripts={"en": {"shared": replace(shared, lines=lines)}},
    )  # fmt: skip
    found = dict(every_take(only))
    assert len(found) == 2
    for name, said in found.items():
        assert name.endswith(f"-{text_digest(said)}")
    assert {name.rpartition("-")[0] for name in found} == {"shared-a", "shared-c"}
    assert "Breathe." in found.values()


# --- sounds -----------------------------------------------------------------------------------


def tone(seconds: float, level: float = 0.5, hz: float = 1_000) -> Any:
    return level * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)


def test_a_room_around_a_take_dies_away_by_a_decibel_a_millisecond() -> None:
    """From where the voice was last 40 dB below its highest; beyond 80 dB there is silence."""
    sound = np.full(2 * RATE, 0.002)
    sound[RATE : RATE + 8_000] = 0.5
    sound[RATE + 8_000 : RATE + 8_160] = 0.006  # 10 ms that still count
    samples, rate = cut_take(sound, RATE, 0.95, 1.6)
    assert (rate, len(samples)) == (RATE, round((0.15 + 0.65 + 0.3) * RATE))
    peak = 10 ** (-3 / 20) * 32_767
    begins = round(0.2 * RATE)
    assert samples[begins] == pytest.approx(peak, abs=1)
    for ms in (1, 10, 20):
        wanted = peak * 0.004 * 10 ** (-ms / 20)
        assert samples[begins - ms * 16] == pytest.approx(wanted, abs=1)
        assert samples[begins + 8_159 + ms * 16] == pytest.approx(wanted, abs=1)
    assert samples[begins + 8_100] == pytest.approx(peak * 0.012, abs=1)
    assert not samples[: begins - 81 * 16].any()
    assert not samples[begins + 8_160 + 81 * 16 :].any()
    silent, _ = cut_take(np.zeros(RATE), RATE, 0.2, 0.5)
    assert not silent.any()
    whole, _ = cut_take(sound, RATE, 0.05, 1.95)
    assert len(whole) == len(sound)


def test_channels_are_one_place_or_the_strongest_alone() -> None:
    left, noise = tone(0.2), np.random.default_rng(1).normal(0, 0.1, round(0.2 * RATE))
    for other, alone in ((left * 0.5, False), (left * 0.09, True), (left * 0.11, False),
                         (-left * 0.9, True), (noise, True)):  # fmt: skip
        kept = to_mono(np.stack([other + 0.1, left], axis=1))
        wanted = left if alone else (left + other) / 2
        assert kept == pytest.approx(wanted - wanted.mean(), abs=1e-6)
    assert not to_mono(np.full((100, 2), 0.25)).any()


def test_what_is_beside_a_moment_begins_three_steps_from_it() -> None:
    values = np.zeros(41)
    values[20] = 1.0
    before, behind = _sides(values)
    assert np.flatnonzero(before).tolist() == list(range(24, 36))
    assert np.flatnonzero(behind).tolist() == list(range(5, 17))


def test_of_two_clicks_the_sharper_is_told() -> None:
    hum = tone(1.0, 0.3, 150)
    hum[4_000] += 0.3
    hum[12_000] += 0.6
    assert find_click(hum, RATE) == pytest.approx(0.75, abs=0.002)
    hum[4_000] += 0.6
    assert find_click(hum, RATE) == pytest.approx(0.25, abs=0.002)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([(50, 100)], [(0.5, 1.0)]),
        ([(50, 56)], [(0.5, 0.56)]),
        ([(50, 55), (100, 150)], [(1.0, 1.5)]),
        ([(50, 70), (89, 120)], [(0.5, 1.2)]),
        ([(50, 70), (90, 120)], [(0.5, 0.7), (0.9, 1.2)]),
        ([], []),
    ],
)
def test_silence_divides_where_it_is_longer_than_a_stop_in_a_word(
    spans: list[tuple[int, int]], found: list[tuple[float, float]]
) -> None:
    levels = np.full(300, -100.0)
    for start, stop in spans:
        levels[start:stop] = -20.0
    islands = [
        each for island in find_islands(levels, RATE) for each in (island.start, island.stop)
    ]
    assert islands == pytest.approx([each for span in found for each in span])
    assert find_islands(np.zeros(0), RATE) == ()


@pytest.mark.parametrize(
    ("noise", "faint", "counts"),
    [(-90.0, -59.0, True), (-90.0, -61.0, False), (-60.0, -51.0, True), (-60.0, -53.0, False),
     (-40.0, -39.0, True), (-40.0, -41.0, False)],
)  # fmt: skip
def test_voice_begins_over_the_noise_and_not_too_far_below_its_loud_parts(
    noise: float, faint: float, counts: bool
) -> None:
    """8 dB over the noise, but at most 40 and at least 20 below what is loud."""
    levels = np.full(300, noise)
    levels[100:200] = -20.0
    levels[200:210] = faint
    (island,) = find_islands(levels, RATE)
    assert island.stop == pytest.approx(2.1 if counts else 2.0)


# --- the microphone ---------------------------------------------------------------------------


def test_without_the_package_or_its_library_it_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(AudioError) as told:
        open_microphone()
    assert (told.value.path, told.value.reason) == ("microphone", "needs the package sounddevice")
    assert "unknot[microphone]" in told.value.hint

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, path: object, target: object = None) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice")
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    with pytest.raises(AudioError) as told:
        open_microphone()
    assert told.value.reason == "cannot be asked for: PortAudio library not found"
    assert "apt install libportaudio2" in told.value.hint

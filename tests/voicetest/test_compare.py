"""What voices are compared by: every kind of line, and every term that a track may say."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.engines.engine import VoiceInfo
from unknot.errors import AudioError, EngineError
from unknot.voicetest.audition import Audition, HeardSample, failure
from unknot.voicetest.comparison import _cell, _facts, _filled, _lines, muscles, samples


def test_samples_hold_every_anatomical_term_and_muscle(library: Library) -> None:
    words = " ".join(line for each in samples(library) for line in each.lines).lower()
    assert library.lexicons["en"].terms
    for term in library.lexicons["en"].terms:
        assert term in words, term
    for muscle in library.muscles.values():
        assert muscle.name.lower() in words
        assert muscle.spoken.lower().replace("{side}", "left") in words


def test_samples_are_lines_of_the_script(library: Library) -> None:
    """Of every kind that a track has, each as it stands there; the safety lines among them."""
    shared = {
        text.replace("{side}", "left").replace("{other}", "right")
        for script in library.scripts["en"].values()
        for line in script.lines.values()
        for text in (*line.say, *line.in_turn)
    }
    by_title = {each.title: each.lines for each in samples(library)}
    own = {"Anatomical terms", "Muscles"}
    assert len(by_title.keys() - own) == 6
    for title in by_title.keys() - own:
        for line in by_title[title]:
            assert line in shared, line
    assert "{" not in str(list(by_title.values()))
    assert list(muscles(library)) == list(by_title["Muscles"])


def test_a_language_without_a_script_has_no_lines_of_one(library: Library) -> None:
    assert [each.title for each in samples(library, "de")] == ["Muscles"]


def test_a_sample_that_is_not_there_says_why() -> None:
    voice = Audition(engine="tone", info=VoiceInfo(id="x", name="X", language="en"), fault="hangs")
    heard = HeardSample(mp3=b"ID3", ms=1_250)
    there, gone = _cell(voice, heard), _cell(voice, None)
    assert (there["sound"], there["seconds"], there["fault"]) == ("SUQz", "1.2", "")
    assert (gone["sound"], gone["fault"]) == ("", "hangs")


def test_a_line_for_both_sides_has_both_and_one_with_another_hole_is_left_out() -> None:
    assert _filled("From your {side} to your {other} side.") == "From your left to your right side."
    assert _filled("Call {number}.") == ""


def test_of_a_voice_is_told_what_is_known_and_nothing_else() -> None:
    info = VoiceInfo(id="x", name="Xenia", language="en", gender="female", licence="CC0")
    heard = (HeardSample(mp3=b"12345" * 300, ms=2_000), HeardSample(mp3=b"1" * 499, ms=499))
    voice = Audition(engine="tone", info=info, heard=heard, speed=12.4)
    assert (voice.name, voice.ms, voice.size, voice.failed) == ("tone:x", 2_499, 1_999, False)
    assert dict(_facts(voice)) == {
        "Name": "Xenia", "Language": "en", "Gender": "female", "Engine": "tone", "Licence": "CC0",
        "Speed": "12 times real time", "Size": "2 kB", "Failed": "",
    }  # fmt: skip
    unknown = Audition(engine="tone", info=VoiceInfo(id="x", name="x", language=""))
    assert (unknown.ms, unknown.size, unknown.failed) == (0, 0, False)
    assert dict(_facts(unknown)) == {
        "Name": "", "Language": "", "Gender": "", "Engine": "tone", "Licence": "not known",
        "Speed": "", "Size": "", "Failed": "",
    }  # fmt: skip


def test_what_was_not_recorded_is_no_failure_where_something_was() -> None:
    info = VoiceInfo(id="x", name="x", language="")
    said, unsaid = HeardSample(mp3=b"ID3", ms=1), HeardSample(fault="no take")

    def failed(engine: str, *heard: HeardSample, fault: str = "") -> bool:
        return Audition(engine=engine, info=info, heard=heard, fault=fault).failed

    assert not failed("recorded", said, unsaid)
    assert failed("recorded", unsaid, unsaid)
    assert failed("tone", said, unsaid)
    assert not failed("tone", said, said)
    assert failed("tone", said, fault="hangs")


def test_a_voice_that_says_nothing_says_why() -> None:
    """With the words it was about, when it was about some."""
    assert failure("tone", "x", EngineError("tone", "Rest.", "hangs")).fault == "'Rest.': hangs"
    assert failure("tone", "x", EngineError("tone", "", "no voice")).fault == "no voice"
    assert failure("tone", "x", AudioError("a.wav", "is full")).fault == "a.wav: is full"
    assert failure("tone", "x", EngineError("tone", "", "no")).info.id == "x"


def test_of_variants_that_are_said_in_turn_the_first_is_heard() -> None:
    lines = {
        "turn": Line(in_turn=("One.", "Two."), sources=()),
        "row": Line(say=("Three.", "Call {number}.", "Four, {side}."), sources=()),
    }
    found: Any = SimpleNamespace(
        line=lambda language, muscle, name: (lines[name], muscle) if name in lines else None
    )
    assert list(_lines(found, "en", ("turn", "gone", "row"))) == ["One.", "Three.", "Four, left."]

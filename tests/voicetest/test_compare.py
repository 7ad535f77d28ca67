"""What voices are compared by: every kind of line, and every term that a track may say."""

from __future__ import annotations

from unknot.content.library import Library
from unknot.engines.engine import VoiceInfo
from unknot.voicetest.audition import Audition, HeardSample
from unknot.voicetest.comparison import _cell, muscles, samples


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

"""Who speaks which line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from unknot.audio.mp3 import QUALITIES
from unknot.clips.maker import ClipMaker, Studio
from unknot.clips.store import VOICES, Store
from unknot.content.library import Library
from unknot.engines.tone import ToneEngine
from unknot.errors import EngineError
from unknot.make import build
from unknot.proof.verify import verify
from unknot.speech.cast import Cast
from unknot.timeline.cues import Hold, Say
from unknot.timeline.estimate import estimate_ms
from unknot.timeline.grid import clip_ms
from unknot.timeline.job import resolve
from unknot.timeline.json import from_json, to_json
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import plan


class Player(ToneEngine):
    """Tones that were recorded: it says ``lines`` only, and no faster when it is asked to."""

    name = "player"
    reads_as = ""

    def __init__(self, lines: set[str]) -> None:
        self.lines = lines
        self.again: dict[str, int] = {}

    def has(self, text: str, voice: str) -> bool:
        return text in self.lines

    def take_identity(self, text: str, voice: str) -> str:
        return f"take {self.again.get(text, 0)}"

    def take_ms(self, text: str, voice: str) -> int:
        return 4_321

    def levelling(self, text: str, voice: str) -> None:
        """Is measured."""

    def scale(self, voice: str, rate: int) -> float:
        return 1.27 * rate / 135

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        assert text in self.lines, f"asked for {text!r}, of which there is no take"
        super().synthesise(text, voice=voice, rate=135, to=to)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    store = Store(tmp_path / "cache")
    with closing(Cast(ToneEngine(), store.root / VOICES)) as cast:
        yield Studio(store=store, cast=cast, quality=QUALITIES["compact"])


@pytest.fixture
def maker(studio: Studio, library: Library) -> ClipMaker:
    return studio.maker(resolve(library.sessions["desk-day"], library))


def spoken_by(
    studio: Studio, library: Library, asked: Overrides, session: str = "desk-day"
) -> dict[Say, str]:
    """The voice of every line of a session's plan."""
    job = resolve(library.sessions[session], library, asked)
    made = studio.maker(job)
    timeline = plan(job, made.measure()).timeline
    return {
        cue: made.part(cue).voice for _, cue in timeline.sounding() if isinstance(cue, Say)
    }  # fmt: skip


def coached(maker: ClipMaker, session: str = "desk-day") -> set[str]:
    """What is said inside the holds of a session."""
    found = maker.library.sessions[session]
    timeline = plan(resolve(found, maker.library), maker.measure()).timeline
    holds = [event for event in timeline.events if isinstance(event.cue, Hold)]
    return {
        each.cue.text for hold in holds for each in hold.inside if isinstance(each.cue, Say)
    }  # fmt: skip


def test_another_voice_coaches_in_holds(studio: Studio, maker: ClipMaker, library: Library) -> None:
    """Every line inside a hold, and no other."""
    inside = coached(maker)
    assert len(inside) > 2
    voices = spoken_by(studio, library, Overrides(voices={"coaching": "tone:high"}))
    assert {cue.text for cue, voice in voices.items() if voice == "high"} == inside


def test_another_voice_speaks_the_safety_lines(studio: Studio, library: Library) -> None:
    """Every line that its script marks as one of safety, and no other."""
    voices = spoken_by(studio, library, Overrides(voices={"safety": "tone:high"}), "full-low-back")
    high = {cue.line for cue, voice in voices.items() if voice == "high"}

    def is_safety(line: str) -> bool:
        script, _, name = line.partition("/")
        return library.scripts["en"][script].lines[name].safety

    assert high == {cue.line for cue in voices if cue.line and is_safety(cue.line)}
    assert len(high) > 3


@pytest.mark.deep
def test_a_session_names_its_voices(studio: Studio, library: Library, tmp_path: Path) -> None:
    """In its file; what a person chooses comes before that, role by role."""
    session = replace(library.sessions["desk-day"], voices={"coaching": "high"})
    plain = build(resolve(session, library), studio, out=tmp_path / "1")
    voices = {cue.voice for _, cue in plain.timeline.sounding() if isinstance(cue, Say)}
    assert voices == {"", "high"}
    asked = Overrides(voices={"coaching": "plain", "safety": "high"})
    chosen = build(resolve(session, library, asked), studio, out=tmp_path / "2")
    voices = {cue.voice for _, cue in chosen.timeline.sounding() if isinstance(cue, Say)}
    assert voices == {"", "high", "plain"}
    assert plain.path.read_bytes() != chosen.path.read_bytes()


@pytest.mark.deep
def test_two_voices_are_two_sounds_and_the_track_is_proved(
    studio: Studio, maker: ClipMaker, library: Library, tmp_path: Path
) -> None:
    """The plan inside the track says who speaks, and the whole track holds to it."""
    session = library.sessions["desk-day"]
    choices = Overrides(voices={"coaching": "tone:high"})
    track = build(resolve(session, library, choices), studio, out=tmp_path, verify=True)
    assert from_json(to_json(track.timeline)) == track.timeline
    assert verify(track.path, store=None).findings == ()
    keys = maker.keys([Say(text="Halfway."), Say(text="Halfway.", voice="tone:high")])
    assert len(set(keys.values())) == 2


def test_an_engine_of_a_voice_that_is_not_there_is_named(studio: Studio, library: Library) -> None:
    with pytest.raises(EngineError, match="no voice 'low'"):
        spoken_by(studio, library, Overrides(voice="tone:low"))


def test_lines_without_a_take_stop_the_build_and_are_all_named(
    studio: Studio, library: Library, tmp_path: Path
) -> None:
    """Before anything is spoken."""
    session = library.sessions["desk-day"]
    texts = {cue.text for cue in spoken_by(studio, library, Overrides())}
    gone = sorted(texts)[:3]
    player = Player(texts - set(gone))
    studio = replace(studio, cast=Cast(player, studio.cast.memory))
    with pytest.raises(EngineError, match="no take of 3 of these lines") as caught:
        build(resolve(session, library), studio, out=tmp_path / "out")
    assert all(text in str(caught.value) for text in gone)
    assert not (tmp_path / "out").exists()


@pytest.mark.deep
def test_a_fallback_speaks_only_what_has_no_take(
    studio: Studio, library: Library, tmp_path: Path
) -> None:
    """And the track says which lines those are."""
    asked = Overrides(detail="short", returning=True)
    texts = {cue.text for cue in spoken_by(studio, library, asked)}
    gone = set(sorted(texts)[:3])
    cast = Cast(Player(texts - gone), studio.cast.memory, fallback="tone:high")
    job = resolve(library.sessions["desk-day"], library, asked)
    track = build(job, replace(studio, cast=cast), out=tmp_path / "out")
    assert set(track.fallbacks) == gone
    assert len(track.fallbacks) == 3


def test_a_person_reads_the_words_and_not_a_respelling(maker: ClipMaker, library: Library) -> None:
    """The lexicon is for programs."""
    term = next(term for term, entry in library.lexicons["en"].terms.items() if entry.say != term)
    player = Player({f"Find the {term}."})
    maker = replace(maker, cast=Cast(player, maker.cast.memory))
    assert maker.keys([Say(text=f"Find the {term}.")])


def test_a_new_take_is_a_new_clip_and_no_other_is(maker: ClipMaker) -> None:
    """And a recording's clip does not depend on a rate that it cannot keep."""
    lines = [Say(text="Rest here."), Say(text="Breathe out.")]
    player = Player({cue.text for cue in lines})
    maker = replace(maker, cast=Cast(player, maker.cast.memory))
    before = maker.keys(lines)
    assert replace(maker, rate=180).keys(lines) == before
    player.again["Rest here."] = 1
    after = maker.keys(lines)
    assert after[lines[0]] != before[lines[0]]
    assert after[lines[1]] == before[lines[1]]


def test_a_plan_knows_how_long_a_take_is(maker: ClipMaker) -> None:
    """To the millisecond; what has no take is estimated by the voice's pace."""
    player = Player({"Rest here."})
    maker = replace(maker, cast=Cast(player, maker.cast.memory))
    measure = maker.measure()
    assert measure(Say(text="Rest here.")) == clip_ms(4_321)
    assert measure(Say(text="Rest.")) == clip_ms(estimate_ms("Rest.", 135) * 1.27)

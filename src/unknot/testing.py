"""The contract of an engine, as tests that any engine can be put through.

    from unknot.testing import EngineContract

    class TestMyEngine(EngineContract):
        def make_engine(self):
            return MyEngine()

pytest finds and runs the rest. Importing this module needs no pytest, and without it
unknot.voicetest.contract runs the same tests, which is what ``unknot voices test`` does.
"""

from __future__ import annotations

import io
import os
import sys
import wave
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, redirect_stdout
from pathlib import Path

from unknot.engines.engine import Engine
from unknot.errors import EngineError
from unknot.timeline.estimate import USUAL_RATE

PHRASE = "Rest the massager on the sorest spot, and let it do the work."
OTHER = "Now roll over slowly, and lie on your left side."

#: Nothing in it to be spoken.
WORDLESS = ("", "   ", "\t\n", "...", "?! - … —", "🙂", "\0", "\0\0\1")
#: Not text at all.
BROKEN = ("half a character \ud800 here", "\udcff")
#: Seldom spoken; must come out as sound or be refused, and never hang or crash.
UNUSUAL = (
    "שלום, מה שלומך?",
    "放松你的肩膀。",
    "Расслабьте плечи.",
    "1" * 400,
    "a" * 5000,
    "one\0two\x01three\x7f",
    "a\u0301" * 200,
    "<speak><break time='9s'/>Rest.</speak>",
    "[[rate 400]] Rest. [[slnc 9000]]",
    "--help",
    "{0.__class__} %s ${HOME}",
    "Rest.\u2028\u202eRest.",
)


class EngineContract:
    """Subclass it, give ``make_engine``, and let pytest collect the subclass.

    ``voice`` is put through it, the engine's default where it is "". ``rate`` is the words a minute
    that everything is spoken at. ``fixed_rate``: the voice has a pace of its own, as recordings
    have, whatever rate it is asked for.
    """

    voice = ""
    rate = USUAL_RATE
    fixed_rate = False

    def make_engine(self) -> Engine:
        """A new engine; the test closes it."""
        # pytest collects plain classes; an abstract one would end its run with a worse message.
        raise NotImplementedError("a subclass says which engine is tried")

    # --- what it says of itself ---------------------------------------------------------------

    def test_has_a_name(self) -> None:
        with self._engine() as engine:
            assert engine.name

    def test_identity_is_the_same_each_time(self) -> None:
        """Two engines of a kind, and one asked twice: the cache of clips depends on it."""
        with self._engine() as one, self._engine() as two:
            identities = {each.identity(self._voice(each)) for each in (one, one, two)}
            assert len(identities) == 1
            assert identities.pop()

    def test_default_voice_is_among_the_voices(self) -> None:
        with self._engine() as engine:
            voices = engine.voices()
            assert self._voice(engine) in [voice.id for voice in voices]
            assert all(voice.id and voice.name for voice in voices)

    def test_closing_twice_is_harmless(self) -> None:
        with self._engine() as engine:
            engine.close()

    # --- what it says -------------------------------------------------------------------------

    def test_writes_a_16_bit_wav_with_sound(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            spoken = self._speak(engine, PHRASE, tmp_path / "clip.wav")
        with wave.open(str(tmp_path / "clip.wav")) as file:
            assert file.getsampwidth() == 2
            assert file.getnframes() > file.getframerate() / 2
        assert sounds(spoken)

    def test_replaces_an_old_file(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            first = self._speak(engine, PHRASE, tmp_path / "fresh.wav")
            (tmp_path / "old.wav").write_bytes(b"old" * 1_000_000)
            assert self._speak(engine, PHRASE, tmp_path / "old.wav") == first

    def test_different_words_sound_different(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            said = [
                self._speak(engine, text, tmp_path / "clip.wav")
                for text in (PHRASE, OTHER, OTHER.replace("left", "right"))
            ]
        assert len(set(said)) == 3

    def test_a_higher_rate_is_faster(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            slow = self._speak(engine, PHRASE, tmp_path / "clip.wav")
            engine.synthesise(
                PHRASE, voice=self._voice(engine), rate=2 * self.rate, to=tmp_path / "fast.wav"
            )
        fast = (tmp_path / "fast.wav").read_bytes()
        assert fast == slow if self.fixed_rate else len(fast) < 0.8 * len(slow)

    def test_same_words_give_the_same_bytes(self, tmp_path: Path) -> None:
        """Also after other words, and from another engine of the kind."""
        with self._engine() as engine, self._engine() as another:
            first = self._speak(engine, PHRASE, tmp_path / "1.wav")
            self._speak(engine, OTHER, tmp_path / "2.wav")
            assert self._speak(engine, PHRASE, tmp_path / "3.wav") == first
            assert self._speak(another, PHRASE, tmp_path / "4.wav") == first

    def test_threads_at_once_give_the_same_bytes(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            alone = {
                text: self._speak(engine, text, tmp_path / "alone.wav") for text in (PHRASE, OTHER)
            }
            texts = [PHRASE, OTHER] * 4
            with ThreadPoolExecutor(2) as threads:
                together = list(
                    threads.map(
                        lambda job: self._speak(engine, job[1], tmp_path / f"{job[0]}.wav"),
                        enumerate(texts),
                    )
                )
        assert together == [alone[text] for text in texts]

    def test_prints_nothing(self, tmp_path: Path) -> None:
        """stdout belongs to the data that a command prints."""
        with stdout_into(tmp_path / "printed"), self._engine() as engine:
            engine.voices()
            self._speak(engine, PHRASE, tmp_path / "clip.wav")
        assert (tmp_path / "printed").read_bytes() == b""

    # --- what it refuses ----------------------------------------------------------------------

    def test_refuses_what_has_no_words(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            for text in (*WORDLESS, *BROKEN):
                assert self._refused(engine, text, tmp_path), f"{text!r} was spoken"

    def test_unusual_text_is_spoken_or_refused(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            for number, text in enumerate(UNUSUAL):
                path = tmp_path / f"{number}.wav"
                try:
                    spoken = self._speak(engine, text, path)
                except EngineError:
                    assert not path.exists(), f"{text[:40]!r} was refused and left a file"
                else:
                    assert sounds(spoken), f"{text[:40]!r} came out silent"

    def test_refuses_an_unknown_voice(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            assert self._refused(engine, PHRASE, tmp_path, voice="no-such-voice")

    def test_a_failure_leaves_no_file(self, tmp_path: Path) -> None:
        """Not at the path and not beside it; and a folder that is a file is such a failure."""
        (tmp_path / "file").write_bytes(b"")
        with self._engine() as engine:
            assert self._refused(engine, "...", tmp_path)
            assert self._refused(engine, PHRASE, tmp_path / "file")
        assert [path.name for path in tmp_path.iterdir()] == ["file"]

    def test_leaves_nothing_but_the_clip(self, tmp_path: Path) -> None:
        with self._engine() as engine:
            self._speak(engine, PHRASE, tmp_path / "clip.wav")
        assert [path.name for path in tmp_path.iterdir()] == ["clip.wav"]

    # --- helpers ------------------------------------------------------------------------------

    def _engine(self) -> closing[Engine]:
        return closing(self.make_engine())

    def _voice(self, engine: Engine) -> str:
        return self.voice or engine.default_voice

    def _speak(self, engine: Engine, text: str, to: Path) -> bytes:
        engine.synthesise(text, voice=self._voice(engine), rate=self.rate, to=to)
        return to.read_bytes()

    def _refused(self, engine: Engine, text: str, folder: Path, voice: str | None = None) -> bool:
        """Whether the words raise an EngineError and leave nothing behind."""
        to = folder / "refused.wav"
        try:
            engine.synthesise(text, voice=voice or self._voice(engine), rate=self.rate, to=to)
        except EngineError:
            return not to.exists()
        to.unlink(missing_ok=True)
        return False


@contextmanager
def stdout_into(path: Path) -> Iterator[None]:
    """What this process, and all that it starts, writes to stdout goes into a file for a while."""
    kept = os.dup(1)
    try:
        with path.open("w", encoding="utf-8") as file, redirect_stdout(file):
            os.dup2(file.fileno(), 1)
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def sounds(clip: bytes) -> bool:
    """Whether a 16-bit WAV file's bytes hold anything louder than -40 dBFS."""
    with wave.open(io.BytesIO(clip)) as file:
        samples = array("h", file.readframes(file.getnframes()))[::5]
    if sys.byteorder == "big":
        samples.byteswap()
    return bool(samples) and max(max(samples), -min(samples)) > 327

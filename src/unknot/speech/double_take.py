"""A voice that is known: what it says is said twice, and both takes must agree.

The takes come from processes that know nothing of each other, so whatever goes wrong once does not
go wrong twice in the same way. A slow voice is asked twice only for what would do harm if it were
wrong, and one that is computed never: its second take is the first again (decision 94). And no two
phrases may have one sound, unless the voice really says them alike ("ten", "10"): every take is
remembered, lessons and takes that were not used as well.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.engines import recording
from unknot.engines.engine import Computed, Engine
from unknot.engines.fault import Failed
from unknot.errors import EngineError, NoRoomError
from unknot.speech.guard import NoTail, check
from unknot.speech.sound_alike import may_sound_alike, weighty, words_of
from unknot.speech.voice_profile import (
    LESSONS,
    QUICK_S,
    Lesson,
    Memory,
    VoiceModel,
    implausible,
    learned,
)
from unknot.timeline.estimate import USUAL_RATE

if TYPE_CHECKING:
    from unknot.speech.audio_features import AudioFeatures

#: How often a phrase is said before it counts as unspeakable; so many may be refused.
_MOST_TAKES, _MOST_REFUSED = 4, 2
#: Takes of a voice that never says a thing twice alike may differ by this share in length, and
#: short ones by as much as one so long.
_ALIKE, _ALIKE_FROM_MS = 0.15, 1000
#: What may be an abbreviation, which espeak-ng ends without a pause: "a.", "5m.", "Mrs.", "Prof.".
_ABBREVIATED = re.compile(r"(?:^|[\W\d_])[^\W\d_]{1,4}\.$")
#: Without its dot such a word is drawn out by 20 to 200 ms at 135 words a minute.
_RELEASE_MS, _BLOCK_MS = 260, 20
_FEWEST_LESSONS = 3
#: A phrase that comes out as another did is said so many times more before it is an error.
_MORE_TAKES = 2


class Take(Struct, frozen=True):
    """A file that passed the guard: a digest of its sound, its form, what is heard in it."""

    digest: str
    hz: int
    channels: int
    heard: AudioFeatures

    def agrees(self, other: Take, exact: bool) -> bool:
        if exact:
            return self.digest == other.digest
        return abs(self.heard.ms - other.heard.ms) <= _ALIKE * max(self.heard.ms, _ALIKE_FROM_MS)


class KnownVoice(Struct, kw_only=True):
    """One engine's ``voice`` at ``rate`` words a minute, for any number of threads.

    It is given the engine anew for every phrase, so as not to keep it alive.
    """

    voice: str
    rate: int
    memory: Memory = field(default_factory=lambda: Memory(None, {}))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asked: bool = False
    _model: VoiceModel | None = None
    _sounds: dict[str, str] = field(default_factory=dict)

    def say(self, engine: Engine, text: str, to: Path) -> None:
        """Write ``text`` to ``to``. Raises EngineError that names the phrase."""
        model = self._learn(engine, text, to)
        for more in reversed(range(_MORE_TAKES + 1)):
            take = self._agreed(engine, text, to, model)
            other = self._sounds[take.digest]
            if words_of(other) == words_of(text):
                break
            if not more or may_sound_alike(text, other):
                self._tell_apart(engine, text, other, take, to, model)
                return
        if model:
            self.memory.keep_sound(take.digest, " ".join(text.split()))

    def say_once(self, engine: Engine, text: str, to: Path) -> None:
        """Write ``text`` to ``to``, judged by itself; said again when it is refused."""
        self._agreed(engine, text, to, None)

    def _agreed(self, engine: Engine, text: str, to: Path, model: VoiceModel | None) -> Take:
        """The last take, which one before it agrees with if the voice is quick or words weigh, or
        if a short sound stands alone at its end: a click there would make the clip longer."""
        asked_again = not isinstance(engine, Computed)
        twice = model is not None and asked_again and (model.quick or weighty(text))
        seen: list[Take] = []
        refused = 0
        for _ in range(_MOST_TAKES):
            try:
                take = self._take(engine, text, to, model, seen)
            except Failed as fault:
                if model and isinstance(fault, NoTail):
                    model = self._without_tail(engine, text, to, model)
                refused += 1
                if refused == _MOST_REFUSED:
                    raise EngineError(engine.name, text, str(fault)) from None
                continue
            doubted = twice or (model is not None and asked_again and take.heard.stray)
            if model is None or not doubted:
                return take
            if any(take.agrees(each, model.exact) for each in seen):
                return take
            seen.append(take)
        raise EngineError(
            engine.name,
            text,
            f"it comes out differently each time: {len(seen)} takes, no two of them alike",
        )

    def _without_tail(self, engine: Engine, text: str, to: Path, model: VoiceModel) -> VoiceModel:
        """What to hold ``text`` against after it came without the voice's tail: no tail is asked
        for when it may end in an abbreviation, and without the dot it has one and is as long."""
        if not _ABBREVIATED.search(text):
            return model
        untailed = replace(model, tail_ms=0.0)
        try:
            witness = self._take(engine, text.rstrip(" ."), to, model)
            alone = self._take(engine, text, to, untailed)
        except Failed:
            return model
        longer = witness.heard.ms - alone.heard.ms
        return untailed if -_BLOCK_MS <= longer <= _RELEASE_MS * USUAL_RATE / self.rate else model

    def _take(
        self,
        engine: Engine,
        text: str,
        to: Path,
        model: VoiceModel | None,
        seen: Sequence[Take] = (),
    ) -> Take:
        """Say it once. An engine that fails in a way of its own could not speak. One of ``seen``
        that came out the same was examined already."""
        to.unlink(missing_ok=True)
        try:
            engine.synthesise(text, voice=self.voice, rate=self.rate, to=to)
        except (EngineError, NoRoomError):
            raise
        except Exception as error:
            reason = f"it failed with {type(error).__name__}: {error}"
            raise EngineError(engine.name, text, reason) from error
        clip = recording.read(to)
        digest = sha256(b"%d %d " % (clip.rate, clip.channels) + clip.data).hexdigest()
        if same := next((each for each in seen if each.digest == digest), None):
            return same
        self._sounds.setdefault(digest, " ".join(text.split()))
        heard = check(clip, text, self.rate, model)
        return Take(digest, clip.rate, clip.channels, heard)

    def _tell_apart(
        self,
        engine: Engine,
        text: str,
        other: str,
        take: Take,
        to: Path,
        model: VoiceModel | None,
    ) -> None:
        """``text`` came out as ``other`` did: fine if it still does, and is about as long."""
        try:
            same = self._agreed(engine, other, to, model).digest == take.digest
        except EngineError:
            same = False
        if same and may_sound_alike(text, other):
            return
        # What the cache has for the other may be what is wrong, so this stands until it is cleared.
        raise EngineError(
            engine.name,
            text,
            f"it sounds exactly like {other!r}, so one of the two is wrong\n"
            "  unknot cache clear, and build again",
        )

    # --- learning -----------------------------------------------------------------------------

    def _learn(self, engine: Engine, text: str, to: Path) -> VoiceModel | None:
        """The voice's model, from memory or from its lessons; None when it cannot say those."""
        with self._lock:
            if not self._asked:
                self._sounds = self.memory.sounds()
                self._model = self._measured(engine) or self.memory.model()
                if self._model is None:
                    try:
                        lessons = self._lessons(engine, to)
                    except EngineError as error:
                        # It is the phrase at hand that cannot be spoken.
                        raise EngineError(
                            error.engine, text if error.text else "", error.reason
                        ) from error
                    if len(lessons) >= _FEWEST_LESSONS:
                        model = learned(lessons, self.rate)
                        if why := _unteachable(lessons) or implausible(model.scale, self.rate):
                            raise EngineError(engine.name, "", why)
                        self._model = model
                        self.memory.keep_model(self._model)
                        for each in lessons:
                            self.memory.keep_sound(each.digest, each.text)
                self._asked = True
            return self._model

    def _measured(self, engine: Engine) -> VoiceModel | None:
        """The model of a voice that need not say any lesson."""
        found = engine.measured(self.voice) if isinstance(engine, Computed) else None
        if found is None:
            return None
        tail_ms = found.tail_ms * USUAL_RATE / self.rate
        return VoiceModel(
            hz=found.hz, channels=1, tail_ms=tail_ms, scale=found.scale, first=found.first,
            exact=True, quick=False,
        )  # fmt: skip

    def _lessons(self, engine: Engine, to: Path) -> list[Lesson]:
        """What came of LESSONS. A slow voice that says the first twice alike says the rest once,
        and one that is computed says all once."""
        lessons: list[Lesson] = []
        for text in LESSONS:
            slow = bool(lessons) and lessons[0].exact and lessons[0].seconds > QUICK_S
            once = slow or isinstance(engine, Computed)
            if found := self._lesson(engine, text, to, once=once):
                lessons.append(found)
        return lessons

    def _lesson(self, engine: Engine, text: str, to: Path, *, once: bool) -> Lesson | None:
        """Three takes at most, of which two should agree; None when two were refused."""
        seen: list[Take] = []
        seconds: list[float] = []
        refused = 0
        while len(seen) < 3 and refused < _MOST_REFUSED:
            start = time.monotonic()
            try:
                take = self._take(engine, text, to, None)
            except Failed:
                refused += 1
                continue
            seconds.append(time.monotonic() - start)
            exact = once or any(take.agrees(each, exact=True) for each in seen)
            seen.append(take)
            if exact or len(seen) == 3:
                return Lesson(
                    text=text,
                    digest=take.digest,
                    hz=take.hz,
                    channels=take.channels,
                    heard_ms=take.heard.ms,
                    tail_ms=take.heard.tail_ms,
                    first=take.heard.first,
                    exact=exact,
                    seconds=min(seconds),
                )
        return None


def _unteachable(lessons: list[Lesson]) -> str:
    """Why lessons teach nothing of a voice: the words differ, so the sounds must."""
    first: dict[str, str] = {}
    for each in lessons:
        if (other := first.setdefault(each.digest, each.text)) != each.text:
            return f"{each.text!r} sounds exactly like {other!r}"
    return ""

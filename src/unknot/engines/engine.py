"""The engine protocol: everything that unknot asks of something that speaks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from msgspec import Struct

if TYPE_CHECKING:
    from unknot.levelling import Levelling


class VoiceInfo(Struct, frozen=True, kw_only=True):
    """One voice of an engine. ``licence``: what it may be used for, where that is known."""

    id: str
    name: str
    language: str
    gender: str = ""
    licence: str = ""


class MeasuredVoice(Struct, frozen=True, kw_only=True):
    """A voice that was measured once, for everybody: ``hz`` of its files, in one channel;
    ``tail_ms``: silence that none ends without at 135 words a minute; ``first``: the most that the
    first 2 ms may reach, as a share of the peak. How long it lasts, times what timeline.estimate
    expects at what it is asked for: ``share`` for the lines that a pace is measured by, ``scale``
    for the lessons of the guard. ``slowest`` and ``fastest``: what it can be asked for, in words a
    minute.
    """

    hz: int
    tail_ms: float
    first: float
    share: float
    scale: float
    slowest: int
    fastest: int


class Engine(Protocol):
    """Turns a phrase into a WAV file. Nothing to inherit; unknot.testing has the contract.

    ``name`` is the engine's id at the door; plain attributes do for both properties. Calls may
    come from several threads at once.
    """

    @property
    def name(self) -> str: ...

    @property
    def default_voice(self) -> str: ...

    def identity(self, voice: str) -> str:
        """What changes the sound besides text, voice and rate: program, version, model.

        Asked on every build, also when nothing is spoken: it should take no time.
        """

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that this engine can speak with here."""

    def synthesise(self, text: str, *, voice: str, rate: int, to: Path) -> None:
        """Write ``text`` as a 16-bit PCM WAV file at ``to``, at ``rate`` words a minute.

        The same arguments give the same bytes, whatever was said before. Text without a letter
        or digit is refused (words.sayable does it). Raises EngineError; a failure leaves no file
        at ``to``.
        """

    def close(self) -> None:
        """End any process the engine keeps."""


@runtime_checkable
class Computed(Protocol):
    """What an engine has besides when its sound is the value of one call of a model, made for these
    words by a program of unknot's own, which gives the same bytes each time.

    It cannot be the sound of other words, and saying it again would show nothing.
    """

    def measured(self, voice: str) -> MeasuredVoice | None:
        """What is known of ``voice`` beforehand, so that it need not say lines to be measured."""


@runtime_checkable
class Recorded(Protocol):
    """What an engine has besides when it plays takes: what was recorded or spoken beforehand.

    It says lines at the pace they were recorded at, whatever the rate, and can be taught no phrase
    of ours. ``reads_as``: the engine for which a lexicon respells what it is asked for, so that a
    line with a new respelling has no take; "" when a person has read the words as they stand.
    """

    @property
    def reads_as(self) -> str: ...

    def has(self, text: str, voice: str) -> bool:
        """Whether there is a take of ``text``."""

    def take_identity(self, text: str, voice: str) -> str:
        """What changes the sound of this line, so that a new take is a new clip and no other is."""

    def take_ms(self, text: str, voice: str) -> int:
        """How long the clip of ``text`` will be."""

    def levelling(self, text: str, voice: str) -> Levelling | None:
        """What brings the clip of ``text`` to its level; None when that must be measured."""

    def scale(self, voice: str, rate: int) -> float:
        """How long its takes last, times what timeline.estimate expects at ``rate``."""

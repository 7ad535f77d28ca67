"""What content is made of: frozen records, one for each kind of YAML file.

The decoder builds these straight from the type hints, and the JSON Schemas come from
the same hints. ``places`` says where each field was written; it takes no part in equality.
Field names are the YAML keys with ``-`` for ``_``; ``doc`` texts feed the schemas.
"""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from unknot.content.yaml.kinds import Country, Id, Ms, SourceId, When
from unknot.diagnostic import Place

Side = Literal["left", "right"]
Sides = Literal["left", "right", "both"]
#: How the person lies. ``side-lying`` is always on the side opposite the treated one (INV-29).
PositionName = Literal["prone", "side-lying", "supine-on", "seated"]
Region = Literal[
    "low-back-paraspinal", "flank-between-rib-and-pelvis", "buttock", "lateral-hip",
    "forearm", "calf", "excluded-front",
]  # fmt: skip
Permission = Literal[
    "default", "ok", "needs-shown", "helper-only", "discouraged", "forbidden", "none"
]
ExamStep = Literal["flat", "tip", "massager"]
#: What touches the muscle. Safety rules go by it, so it is theirs and not a technique's name.
Tool = Literal["massager", "hand", "stick"]
#: What a technique may ask for besides its tool, which follows from ``by``.
KitItem = Literal["two pillows", "a thin layer of clothing", "a chair", "a table"]
#: What a session must ask for before it may be built; each is spoken as a line `opt-in-…`.
OptIn = Literal[
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf"
]
#: How much is said: everything, at most six words a sentence, or chimes and stop lines alone.
Detail = Literal["full", "short", "cues"]
#: Lines that another voice may speak: those inside holds, and those of safety.
VoiceRole = Literal["coaching", "safety"]
Recheck = Literal["finger", "flat", "move"]
ChimeKind = Literal["start", "half", "last-five", "end", "change-side"]
#: When a technique's step is taken; timeline/conditions.py says what each means.
Condition = Literal[
    "first-side", "last-side", "first-point", "next-point", "searching", "settling", "turning",
    "swapping", "staying", "first-hand", "changing-hands", "first-recheck", "later-recheck",
    "long-hold", "lying-flat", "on-side", "sitting", "with-massager", "without-massager",
    "with-hand", "with-stick", "with-pressure", "with-pillows", "in-full", "chimes-only",
    "experienced", "shown-by-professional", "helper", "discouraged", "body-weight", "calf",
]  # fmt: skip
#: How much time a technique's waits leave to get into position or to search.
Pace = Literal["slow", "normal", "brisk"]
SourceMap = Mapping[str, tuple[SourceId, ...]]


def doc(text: str, **kwargs: Any) -> Any:
    """A dataclass field that carries its documentation."""
    return field(metadata={"doc": text}, **kwargs)


def places_field() -> Any:
    return field(default_factory=dict, compare=False, repr=False, metadata={"from": "places"})


def file_name() -> Any:
    """A field that the loader fills from the file's name instead of from its text."""
    return field(metadata={"from": "file name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Anything decoded from YAML: knows where each of its keys was written ("" is itself)."""

    places: Mapping[str, Place] = places_field()

    def place(self, key: str = "") -> Place:
        return self.places.get(key) or self.places.get("") or Place("?")


# --- steps: one grammar for techniques, lessons and free sessions ---------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SayStep(Record):
    """Speak a line of the script (an id) or, in a session, a sentence of one's own."""

    say: str = doc("A line's id such as hold-start, or the sentence itself")
    when: Condition | None = doc("Only then", default=None)
    optional: bool = doc("A script may do without this line", default=False)
    safety: bool = doc("Words of one's own that are heard at every detail", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep(Record):
    """Silence in which the listener does something."""

    wait: Ms = doc("How long, such as 8s")
    min: Ms | None = doc("Shortest, when a track is fitted to a length", default=None)
    max: Ms | None = doc("Longest, when a track is fitted to a length", default=None)
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkStep(Record):
    """Something heard at a moment of a hold: a chime, a line, or a chime under a line."""

    at: When = doc("50%, 10s from the start, or -5s from the end")
    say: str | None = doc("A line's id or a sentence", default=None)
    chime: ChimeKind | None = doc("A chime; the line enters as it fades", default=None)
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStep(Record):
    """A treated stretch of time, from the onset of its start chime to that of its end chime."""

    hold: Ms | Literal["dose"] = doc("How long, or `dose` for what the muscle's record says")
    inside: tuple[MarkStep, ...] = doc("What is heard during the hold", default=())
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChimeStep(Record):
    """Sound a chime."""

    chime: ChimeKind = doc("Which chime")
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayStep(Record):
    """Play a sound file of one's own, at the loudness of everything else."""

    play: str = doc("A file in audio/ of the workspace, such as bell.wav")
    when: Condition | None = doc("Only then", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterStep(Record):
    """Begin a chapter: a line's id or, in a session, the title itself."""

    chapter: str = doc("A new chapter's title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat(Record):
    """Take steps more than once."""

    repeat: int | Literal["points"] = doc("How many times, or `points` for the routine's points")
    steps: tuple[Step, ...] = doc("What is repeated")


Step = SayStep | WaitStep | HoldStep | ChimeStep | PlayStep | ChapterStep | Repeat


# --- what exists: atlas/ --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Record):
    """How the person lies, and where the muscle is found."""

    default: PositionName = doc("How the person lies for it")
    alternatives: tuple[PositionName, ...] = doc("Other ways that are allowed", default=())
    stick: PositionName | None = doc("How to lie for the stick, where it differs", default=None)
    landmark: str = doc("Where the muscle is found")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRange(Record):
    """The shortest and the longest hold."""

    min: Ms = doc("Shortest hold")
    max: Ms = doc("Longest hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRange(Record):
    """How many points are treated."""

    default: int = doc("Points a side when the routine does not say")
    max: int = doc("Most points a side in one session")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose(Record):
    """How much: how long a hold, how many points, how it is checked again."""

    factor: float = doc("This muscle's hold as a multiple of the session's base hold")
    hold: HoldRange = doc("Shortest and longest hold allowed")
    points: PointsRange = doc("Points a side")
    recheck: Recheck = doc("How a treated spot is checked again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle(Record):
    """atlas/muscles/ID.yaml: where a muscle is, what is allowed on it, how much, who says so."""

    id: Id = file_name()
    name: str = doc("Anatomical name, for print")
    spoken: str = doc("Plain name, for speech")
    region: Region = doc("Where the massager rests")
    depth: str = doc("How deep it lies")
    spot_group: Id | None = doc("Muscles treated at one place share it and its cap", default=None)
    info_only: bool = doc("Never treated, only explained", default=False)
    lesson: bool = doc("A place to practise on, not one that hurts", default=False)
    needs: tuple[OptIn, ...] = doc("What a session must opt in to", default=())
    function: str = doc("What it does")
    symptoms: str = doc("How it makes itself felt")
    position: Position | None = doc("How the person lies", default=None)
    exam: Mapping[ExamStep, Permission] = doc("How it may be searched", default_factory=dict)
    techniques: Mapping[Id, Permission] = doc("What may be done to it")
    because: Mapping[Id, str] = doc("Why a technique is not simply allowed", default_factory=dict)
    dose: Dose | None = doc("How long and how often", default=None)
    cautions: tuple[str, ...] = doc("What to keep away from", default=())
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")
    sources: SourceMap = doc("Who says so, by field")


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique(Record):
    """atlas/techniques/ID.yaml: how to treat a spot, as a short list of steps."""

    id: Id = file_name()
    title: str = doc("Its name, for print")
    summary: str = doc("What is done, in a sentence")
    by: Tool = doc("What touches the muscle", default="massager")
    needs: tuple[OptIn, ...] = doc("What a session must opt in to", default=())
    kit: tuple[KitItem, ...] = doc("What to have at hand besides the tool", default=())
    steps: tuple[Step, ...] = doc("What happens, for one muscle on one side")
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")
    sources: SourceMap = doc("Who says so, by step or field")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFrame(Record):
    """atlas/frame.yaml: what every track that treats begins and ends with."""

    id: Id = file_name()
    opening: tuple[Step, ...] = doc("Before the first routine")
    opening_short: tuple[Step, ...] = doc(
        "For a listener who heard `opening` in the last days; else `opening` again", default=()
    )
    closing: tuple[Step, ...] = doc("After the last routine")
    closing_short: tuple[Step, ...] = doc(
        "After a track with the short opening; else `closing`", default=()
    )
    sources: SourceMap = doc("Who says so")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """One row of atlas/sources.yaml."""

    kind: Literal["seed", "outside", "conflict", "inference"] = doc("What sort of source")
    title: str = doc("The claim or the publication")
    where: str = doc("Where to read it: an article, a DOI, an address", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources(Record):
    """atlas/sources.yaml: everything that content may cite."""

    id: Id = file_name()
    sources: Mapping[SourceId, Source] = doc("By id")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyNumber(Record):
    """Whom to call in one country."""

    number: str = doc("As it is dialled")
    say: str = doc("As it is spoken, such as triple zero")
    sources: tuple[SourceId, ...] = doc("Who says so")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency(Record):
    """atlas/emergency.yaml: emergency numbers by country."""

    id: Id = file_name()
    countries: Mapping[Country, EmergencyNumber] = doc("By two capital letters (ISO 3166)")


# --- what to do: sessions/ ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine(Record):
    """One muscle, one side or both, one technique, some points."""

    muscle: Id = doc("A muscle of the atlas")
    side: Sides = doc("left, right or both")
    technique: Id | None = doc("Else the muscle's default", default=None)
    points: int | None = doc("Points a side; else the muscle's default", default=None)
    hold: Ms | None = doc("This routine's hold; else base hold times the factor", default=None)
    position: PositionName | None = doc("One of the muscle's alternatives", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Record):
    """sessions/ID.yaml: an ordered list of routines and free steps; one track."""

    id: Id = file_name()
    title: str = doc("Shown in players")
    summary: str = doc("A sentence about it")
    hold: Ms | None = doc("Base hold, 30s to 60s; 30s when left out", default=None)
    pace: Pace | None = doc("Time to get into position: slow, normal or brisk", default=None)
    position: PositionName | None = doc(
        "How to lie wherever a muscle allows it, such as side-lying", default=None
    )
    target: Ms | None = doc("Fit the track to this length, such as 12m", default=None)
    rate: int | None = doc("Words a minute; 135 when left out", default=None)
    voice: str | None = doc("A voice's id, or ENGINE:ID (unknot voices)", default=None)
    voices: Mapping[VoiceRole, str] = doc(
        "Another voice for the coaching inside holds, or for safety lines", default_factory=dict
    )
    detail: Detail | None = doc("How much is said: full, short or cues", default=None)
    opt_in: tuple[OptIn, ...] = doc("What the listener is told of and agrees to", default=())
    routines: tuple[Routine | Step, ...] = doc("Routines, and free steps between them")
    author: str = doc("Who wrote it; needed to publish words of your own", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")
    sources: SourceMap = doc("Who says so", default_factory=dict)


# --- what to say: scripts/LANG/ -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Record):
    """What the voice says at one place: sentences in order, or variants taken in turn."""

    say: tuple[str, ...] = doc(
        "One sentence group, or a list spoken one after the other", default=()
    )
    in_turn: tuple[str, ...] = doc("Variants, so that ten holds do not sound alike", default=())
    helper: tuple[str, ...] = doc("What a helper hears instead", default=())
    short: tuple[str, ...] = doc("The same in at most six words a sentence", default=())
    safety: bool = doc("Heard in full at every detail", default=False)
    sources: tuple[SourceId, ...] = doc("Who says so")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Record):
    """scripts/LANG/ID.yaml of a muscle or technique; shared.yaml is what all fall back on."""

    id: Id = file_name()
    lines: Mapping[Id, Line] = doc("By the name that steps use")
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")
    reviewed_by: str = doc("The health professional who looked it through", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """How one written term is spoken."""

    say: str = doc("A respelling that engines read correctly")
    ipa: str = doc("In the International Phonetic Alphabet", default="")
    engines: Mapping[str, str] = doc(
        "A respelling for one engine alone, by its name", default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon(Record):
    """scripts/LANG/lexicon.yaml: how terms are spoken, whatever the engine's own guess."""

    id: Id = file_name()
    terms: Mapping[str, Term] = doc("By the written term, in lower case")
    author: str = doc("Who wrote it, where unknot did not bring it along", default="")


# --- what is heard: audio/chimes/ -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """One struck tone of a chime."""

    at: Ms = doc("When it starts")
    hz: int = doc("Fundamental, in Hz")
    length: Ms = doc("How long it rings")
    level: float = doc("In dB against the chime's loudest note", default=0.0)
    overtones: tuple[float, ...] = doc("Levels of the 2nd, 3rd … harmonic, in dB", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChimeRecipe(Record):
    """audio/chimes/KIND.yaml: a chime as notes."""

    id: Id = file_name()
    title: str = doc("When it is heard")
    notes: tuple[Note, ...] = doc("The notes, which may overlap")
    sources: tuple[SourceId, ...] = doc("Who says so")

    @property
    def length_ms(self) -> int:
        return max((note.at + note.length for note in self.notes), default=0)

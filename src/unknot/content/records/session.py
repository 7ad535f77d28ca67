"""sessions: routines and free steps in order; playlists, programmes and catalogues of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from msgspec import field

from unknot.content.records.base import FileName, OptIn, PositionName, Record, SourceMap, doc
from unknot.content.records.steps import Step
from unknot.content.yaml.kinds import Id, Ms

Side = Literal["left", "right"]
Sides = Literal["left", "right", "both"]
#: How much is said: everything, at most six words a sentence, or chimes and stop lines alone.
Detail = Literal["full", "short", "cues"]
#: Lines that another voice may speak: those inside holds, and those of safety.
VoiceRole = Literal["coaching", "safety"]
#: How much time a technique's waits leave to get into position or to search.
Pace = Literal["slow", "normal", "brisk"]


class Routine(Record, frozen=True, kw_only=True):
    """One muscle, one side or both, one technique, some points."""

    muscle: Annotated[Id, doc("A muscle of the atlas")]
    side: Annotated[Sides, doc("left, right or both")]
    technique: Annotated[Id | None, doc("Else the muscle's default")] = None
    points: Annotated[int | None, doc("Points a side; else the muscle's default")] = None
    hold: Annotated[Ms | None, doc("This routine's hold; else base hold times the factor")] = None
    position: Annotated[PositionName | None, doc("One of the muscle's alternatives")] = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that it treats."""
        return ("left", "right") if self.side == "both" else (self.side,)


class Bed(Record, frozen=True, kw_only=True):
    """What sounds under a whole track, softer while anything else does."""

    play: Annotated[str | None, doc("A file in audio/ of the workspace, again and again")] = None
    noise: Annotated[Literal["white", "pink", "brown"] | None, doc("Noise instead")] = None
    level: Annotated[float, doc("dB against the voice, -40 to -14")] = -20.0
    duck: Annotated[float, doc("dB softer while anything else sounds, -30 to 0")] = -8.0


class Session(Record, frozen=True, kw_only=True):
    """sessions/ID.yaml: an ordered list of routines and free steps; one track."""

    id: FileName
    title: Annotated[str, doc("Shown in players")]
    summary: Annotated[str, doc("A sentence about it")]
    hold: Annotated[Ms | None, doc("Base hold, 30s to 60s; 30s when left out")] = None
    pace: Annotated[Pace | None, doc("Time to get into position: slow, normal or brisk")] = None
    position: Annotated[
        PositionName | None, doc("How to lie wherever a muscle allows it, such as side-lying")
    ] = None
    target: Annotated[Ms | None, doc("Fit the track to this length, such as 12m")] = None
    rate: Annotated[int | None, doc("Words a minute; 135 when left out")] = None
    voice: Annotated[str | None, doc("A voice's id, or ENGINE:ID (unknot voices)")] = None
    voices: Annotated[
        Mapping[VoiceRole, str],
        doc("Another voice for the coaching inside holds, or for safety lines"),
    ] = field(default_factory=dict)
    language: Annotated[
        str | None, doc("What it is said in, such as de; English when left out")
    ] = None
    lead_in: Annotated[Ms | None, doc("Silence before anything is said; a bell ends it")] = None
    chime_level: Annotated[float | None, doc("dB against the voice, -12 to 0; 0 when left out")] = (
        None
    )
    bed: Annotated[Bed | None, doc("Noise or music of your own under the whole track")] = None
    detail: Annotated[Detail | None, doc("How much is said: full, short or cues")] = None
    opt_in: Annotated[tuple[OptIn, ...], doc("What the listener is told of and agrees to")] = ()
    routines: Annotated[tuple[Routine | Step, ...], doc("Routines, and free steps between them")]
    author: Annotated[str, doc("Who wrote it; needed to publish words of your own")] = ""
    reviewed_by: Annotated[str, doc("The health professional who looked it through")] = ""
    sources: Annotated[SourceMap, doc("Who says so")] = field(default_factory=dict)

    @property
    def routines_only(self) -> tuple[Routine, ...]:
        """``routines`` without the free steps."""
        return tuple(item for item in self.routines if isinstance(item, Routine))


class PlaylistEntry(Record, frozen=True, kw_only=True):
    """A session as one entry of a playlist."""

    session: Annotated[Id, doc("A session")]
    side: Annotated[Side | None, doc("Treat this side only")] = None
    hold: Annotated[Ms | None, doc("Base hold, 30s to 60s; else the session's")] = None


class Playlist(Record, frozen=True, kw_only=True):
    """sessions/playlists/ID.yaml: tracks in order, for one sitting."""

    id: FileName
    title: Annotated[str, doc("Shown in players, as the tracks' album")]
    summary: Annotated[str, doc("A sentence about it")]
    tracks: Annotated[
        tuple[PlaylistEntry | Routine, ...], doc("Sessions and routines, in order; each is a track")
    ]
    split: Annotated[bool, doc("Make a track of each muscle and side instead")] = False
    join: Annotated[bool, doc("Also make one MP3 of it all")] = False
    sources: Annotated[SourceMap, doc("Who says so")] = field(default_factory=dict)

    @property
    def sessions(self) -> frozenset[str]:
        """The ids of the sessions that it names."""
        return frozenset(each.session for each in self.tracks if isinstance(each, PlaylistEntry))


PhaseName = Literal["prepare", "settle-in", "work-through", "keep-going", "maintain"]
#: The order in which every programme takes them.
PHASES: tuple[PhaseName, ...] = get_args(PhaseName)
About = Literal["professional-check", "complete-care", "device", "learning", "re-examination"]
#: Stands in ``days`` where a session could.
REST = "rest"


class Task(Record, frozen=True, kw_only=True):
    """Something to do besides the sessions, on the first day of a phase."""

    task: Annotated[str, doc("What to do, in a sentence or two")]
    about: Annotated[About, doc("What it is about")]
    every: Annotated[int, doc("Again every so many weeks; 0 for once")] = 0
    session: Annotated[Id | None, doc("A session that goes with it, such as a lesson")] = None


class Phase(Record, frozen=True, kw_only=True):
    """A stretch of weeks with the same days."""

    phase: Annotated[PhaseName, doc("Which of the five phases")]
    title: Annotated[str, doc("Its name, for print")]
    weeks: Annotated[int, doc("How many weeks it lasts")]
    days: Annotated[
        tuple[Id, ...],
        doc(
            "A session or `rest` for each day of a week that begins on the day of the start; "
            "two weeks take turns"
        ),
    ] = ()
    until: Annotated[str, doc("What to look for before going on to the next phase")] = ""
    tasks: Annotated[tuple[Task, ...], doc("What to do besides")] = ()
    remind: Annotated[tuple[str, ...], doc("What each reminder says besides the session")] = ()


class Programme(Record, frozen=True, kw_only=True):
    """sessions/programmes/ID.yaml: which session on which day, over weeks."""

    id: FileName
    title: Annotated[str, doc("Its name, for print and calendars")]
    summary: Annotated[str, doc("A sentence about it")]
    phases: Annotated[tuple[Phase, ...], doc("The five phases, in order")]
    sources: Annotated[SourceMap, doc("Who says so")]

    @property
    def sessions(self) -> tuple[str, ...]:
        """The distinct sessions, in the order of their phases; a phase's tasks come first."""
        every = (
            name
            for phase in self.phases
            for name in (*(task.session for task in phase.tasks), *phase.days)
            if name and name != REST
        )
        return tuple(dict.fromkeys(every))


class Matrix(Record, frozen=True, kw_only=True):
    """Every session in every way that is named: a track of each. What is left out is as the session
    says."""

    sessions: Annotated[tuple[Id, ...], doc("Sessions; else all of the workspace")] = ()
    languages: Annotated[tuple[str, ...], doc("Languages of scripts/, such as en")] = ()
    voices: Annotated[tuple[str, ...], doc("Voices, as --voice takes them")] = ()
    details: Annotated[tuple[Detail, ...], doc("How much is said")] = ()
    sides: Annotated[tuple[Sides, ...], doc("Which sides to treat")] = ()
    targets: Annotated[tuple[Ms, ...], doc("Lengths to fit each track to, such as 12m")] = ()

"""What stands on a card, taken from the plan and the atlas; no sentence is made up here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import Library, primary
from unknot.content.records.muscle import Muscle
from unknot.pictures.looks import looks_of
from unknot.pictures.people import Figure, figure_for
from unknot.pictures.shown import Subject
from unknot.timeline.cues import Chapter, Hold, Say, Treatment
from unknot.timeline.job import Job, resolve
from unknot.timeline.layout import Measure
from unknot.timeline.plan import plan
from unknot.timeline.timeline import Timeline
from unknot.timeline.wording import filled

#: The lines that are a routine's steps, by how their names begin, in their order.
_ELSE = ("find-more", "recheck-outcome", "recheck-worse", "stroke-why")
_STEPS = ("position", "hand", "find", "place", "recheck")


class CardEntry(Struct, frozen=True, kw_only=True):
    """A muscle, with a technique and a dose, in a session: its steps are those of its first side.

    ``hold`` in ms, of each of ``points``, on each of ``sides``. Name, sides and steps are in the
    session's language; ``cautions`` are in English alone.
    """

    treatment: Treatment
    subject: Subject
    name: str
    sides: tuple[str, ...]
    hold: int
    points: int
    steps: tuple[str, ...]
    cautions: tuple[str, ...]
    english: bool = True


class PrintedCard(Struct, frozen=True, kw_only=True):
    """``length`` in ms; ``safety`` is what the track says before anything is treated.

    ``emergency`` is the number in figures, "" where the country is not known. ``chapters``: when
    each begins (ms), and its title; told where nothing is treated. ``days`` are those of the
    programme that is under way.
    """

    title: str
    summary: str
    length: int
    kit: tuple[str, ...]
    entries: tuple[CardEntry, ...]
    safety: tuple[str, ...]
    emergency: str
    language: str
    chapters: tuple[tuple[int, str], ...] = ()
    days: tuple[date, ...] = ()
    link: str = ""
    muscle: Muscle | None = None
    person: Figure | None = None

    @property
    def english(self) -> bool:
        """Whether unknot's own words on a card are in its language: they are English alone."""
        return primary(self.language) == "en"


def entries(timeline: Timeline, short: Timeline, library: Library) -> tuple[CardEntry, ...]:
    """The entries of a session: the dose from its ``timeline``, which may be fitted, and the steps
    from that with ``short`` lines; one for both sides of a muscle where nothing differs but the
    side."""
    found: dict[tuple[Treatment, int], CardEntry] = {}
    looks, language = looks_of(library), short.language
    for (treatment, cues), (_, said) in zip(_routines(timeline), _routines(short), strict=True):
        muscle = library.muscles[treatment.muscle]
        entry = CardEntry(
            treatment=treatment,
            subject=Subject.of(treatment, looks, language),
            name=_named(muscle, library, language),
            sides=(_side(treatment.side, library, language),),
            hold=max((cue.ms for cue in cues if isinstance(cue, Hold)), default=0),
            points=treatment.points,
            steps=tuple(_steps(treatment, said, library, language)),
            cautions=muscle.cautions,
            english=primary(language) == "en",
        )
        alike = replace(treatment, side="left"), entry.hold
        first = found.get(alike, entry)
        sides = dict.fromkeys((*first.sides, *entry.sides))
        found[alike] = replace(first, sides=tuple(sides))
    return tuple(found.values())


def _named(muscle: Muscle, library: Library, language: str) -> str:
    said = library.line(language, muscle.id, "word-name")
    name = said[0].say[0] if said and said[0].say else muscle.spoken
    return name[:1].upper() + name[1:]


def _side(side: str, library: Library, language: str) -> str:
    said = library.line(language, None, f"word-{side}")
    return said[0].say[0] if said and said[0].say else side


def _routines(timeline: Timeline) -> Iterator[tuple[Treatment, list[object]]]:
    treatment: Treatment | None = None
    cues: list[object] = []
    for event in timeline.events:
        if isinstance(event.cue, Chapter):
            if treatment:
                yield treatment, cues
            treatment, cues = event.cue.treatment, []
        else:
            cues.append(event.cue)
    if treatment:
        yield treatment, cues


def _steps(
    treatment: Treatment, cues: Sequence[object], library: Library, language: str
) -> Iterator[str]:
    """The first line of each step: how to lie, where to search, what to do there, and after."""
    script = library.words(language).get(treatment.technique)
    # What a hand or a stick does is said in lines of the technique's own, until it rests there.
    own, done = set(script.lines) if script else set[str](), set[str]()
    for cue in cues:
        if isinstance(cue, Hold):
            own = set()
        if not isinstance(cue, Say):
            continue
        name = cue.line.rpartition("/")[2]
        step = next((each for each in _STEPS if name.startswith(each)), "")
        if name in own:
            step = step or name
        if step and step not in done and name not in _ELSE:
            done.add(step)
            stays = name == "position-stay"
            yield (_lying(treatment, library, language) if stays else "") or cue.text


def _lying(treatment: Treatment, library: Library, language: str) -> str:
    """How to lie down for it, for a routine that found the person lying already."""
    for name in (f"position-{treatment.position}", "position"):
        if found := library.line(language, treatment.muscle, name):
            words = {}
            for key, side in (("side", treatment.side), ("other", treatment.other)):
                words[key] = _side(side, library, language)
            return filled((found[0].short or found[0].say)[0], words)
    return ""


def safety(timeline: Timeline) -> tuple[str, ...]:
    """What is said before the first routine that is not about what to have at hand."""
    found = [say for say in timeline.opening() if say.line.startswith("shared/opening")]
    # Without "Hello" and "let us begin", which the short one has not; what a translator put into
    # the first and the last line is not known.
    if found and found[0].line == "shared/opening-full" and timeline.language == "en":
        found = found[1:-1]
    return tuple(say.text for say in found)


def make_card(
    job: Job, measure: Measure, *, days: Sequence[date] = (), link: str = "",
    muscle: Muscle | None = None,
) -> PrintedCard:  # fmt: skip
    """The card of ``job``; of ``muscle`` alone, with more about it, where it is given.

    Raises ContentError as ``plan`` does: what may not be built gets no card either.
    """
    library, timeline = job.library, plan(job, measure).timeline
    brief = resolve(job.written, library, replace(job.overrides, detail="short", target=None))
    short = plan(brief, measure).timeline
    number = library.emergency.get(job.country or "")
    return PrintedCard(
        title=timeline.title,
        summary=" ".join(job.session.summary.split()),
        length=timeline.length,
        kit=timeline.kit,
        entries=entries(timeline, short, library),
        safety=safety(timeline),
        emergency=number.number if number else "",
        language=timeline.language,
        person=looks_of(library).person(figure_for(timeline.title)),
        chapters=tuple(
            (event.start, event.cue.title)
            for event, _ in timeline.chapters()
            if isinstance(event.cue, Chapter)
        ),
        days=tuple(days),
        link=link,
        muscle=muscle,
    )

"""Fit: a session to a total length, by moving only what may be moved. Pure.

In this order, and no further than needed: the waits of techniques, then the holds, then the
points. Whatever moves, moves by the same share on both sides. docs/explanation/decisions/
0017-fitting-a-session.md says why.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.limits import MOST_POINTS
from unknot.content.records.session import Routine, Session
from unknot.counted import counted
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError, LayoutError
from unknot.timeline.compose import compose
from unknot.timeline.cues import Chime, Cue, Play, Say, every
from unknot.timeline.fitting.span import Span, span_of
from unknot.timeline.fitting.stretch import AS_WRITTEN, Stretching, between
from unknot.timeline.job import Job
from unknot.timeline.layout import Measure, lay_out
from unknot.timeline.safety.dose import MOST_VIBRATION, not_too_long, session_cap
from unknot.timeline.sheet import minutes

#: From so many per cent on, what was added is mostly waiting.
_MUCH = 75
Cues = tuple[Cue, ...]
Way = tuple[Job, Cues, Span]
#: So many points of a minute, with their switching, stay under five minutes a region (INV-17).
_MOST_IN_A_REGION = 4


class Fitted(Struct, frozen=True, kw_only=True):
    """A job whose session has the points that its target asks for, and its cues at full length.

    ``changes`` says in words what fitting did; nothing without a target.
    """

    job: Job
    cues: Cues
    stretch: Stretching = AS_WRITTEN
    changes: tuple[str, ...] = ()

    def sounding(self) -> Iterator[Say | Chime | Play]:
        """Every cue that has a clip, those inside holds too."""
        return (cue for cue in every(self.cues) if isinstance(cue, Say | Chime | Play))


def fit(job: Job, measure: Measure) -> Fitted:
    """Compose ``job``, and fit it to its target, if it has one.

    Raises ContentError with the shortest and the longest possible when it cannot be fitted.
    """
    session, library = job.session, job.library
    written, cues = job, compose(job)
    if session.target is None:
        return Fitted(job=job, cues=cues)

    def spans(candidates: Iterator[Session]) -> Iterator[Way]:
        for each in candidates:
            more = replace(job, session=each)
            composed = compose(more)
            span = span_of(composed, measure)
            if span.shortest_holds > MOST_VIBRATION:
                return
            yield more, composed, span

    target, whole = session.target, span_of(cues, measure)
    ways = [spans(more_points(session, library)), spans(fewer_points(session, library))]
    if target <= whole.longest:
        ways.reverse()
    tried = [(written, cues, whole)]
    while not tried[-1][2].reaches(target) and (after := next(ways[0], None)):
        tried.append(after)
    if not tried[-1][2].reaches(target):
        raise _unreachable(session, [*tried, *ways[1]], measure)
    found = _stretched(session, tried[-1], target, whole)
    if not _works(found, measure):
        # What is said in a longer hold has no room there, or the massager would run too long at one
        # place: other points leave the holds as they are.
        rest = list(chain(*ways))
        others = (
            _stretched(session, each, target, whole) for each in rest if each[2].reaches(target)
        )
        found = next((each for each in others if _works(each, measure)), found)
        if _runs_too_long(found, measure) and _works(Fitted(job=written, cues=cues), measure):
            raise _unreachable(session, [*tried, *rest], measure)
    return found


def _stretched(session: Session, way: Way, target: int, whole: Span) -> Fitted:
    job, _, span = way
    stretch = span.stretch(target)
    return Fitted(
        job=job,
        cues=compose(job, stretch),
        stretch=stretch,
        changes=tuple(_changes(session, job.session, job.library, span, stretch, whole)),
    )


def _works(fitted: Fitted, measure: Measure) -> bool:
    """Whether all that is said inside its holds and waits fits there, and the massager runs nowhere
    too long."""
    try:
        return not _runs_too_long(fitted, measure)
    except LayoutError:
        return False


def _runs_too_long(fitted: Fitted, measure: Measure) -> bool:
    """By the rules that go by how long it runs. Raises LayoutError."""
    timeline = lay_out(fitted.job.session, fitted.cues, measure)
    return any(any(rule.check(timeline)) for rule in (not_too_long, session_cap))


def _changes(
    before: Session,
    after: Session,
    library: Library,
    span: Span,
    stretch: Stretching,
    written: Span,
) -> Iterator[str]:
    """What fitting did, for the person who asked for it."""
    now = span.length(stretch)
    yield f"fitted to {minutes(now)}; as written it lasts {minutes(written.written)}"
    old, new = points_of(before, library), points_of(after, library)
    for muscle in new:
        if new[muscle] != old[muscle]:
            yield f"{muscle}: {counted(new[muscle], 'point')} a side instead of {old[muscle]}"
    waits = sum(part[1] for part in span.waits if part[0] < part[2])
    if stretch.waits and waits:
        moved = sum(between(stretch.waits, *part) for part in span.waits if part[0] < part[2])
        share = round(abs(moved / waits - 1) * 100)
        yield f"waits: {share}% {'longer' if stretch.waits > 0 else 'shorter'}"
        if new and stretch.waits > 0 and share >= _MUCH:
            yield "another muscle would fill the time better than waiting"
    if stretch.holds:
        moves = dict.fromkeys(
            (part[1], between(stretch.holds, *part)) for part in span.holds if part[0] < part[2]
        )
        for hold, moved in moves:
            if moved != hold:
                yield f"holds of {hold / 1000:g} s last {moved / 1000:.1f} s"


def _unreachable(session: Session, ways: list[Way], measure: Measure) -> ContentError:
    """The refusal, with what would work: lengths in whole seconds that can be had."""
    assert session.target is not None
    target = session.target
    ends = [end for way in ways for end in _ends(session, way, measure)]
    ends = ends or [end for _, _, span in ways for end in (span.shortest, span.longest)]
    shortest, longest = -(-min(ends) // 1000) * 1000, max(ends) // 1000 * 1000
    message = f"this session cannot last {minutes(target)}"
    hint = f"the shortest possible is {minutes(shortest)}, the longest {minutes(longest)}"
    if shortest >= longest:
        hint = f"it always lasts {minutes(shortest)}: a wait with min: or max: may be moved"
    elif shortest < target < longest:
        hint += f"; the nearest is {minutes(min(ends, key=lambda end: abs(end - target)))}"
    return ContentError([Diagnostic("T01", session.place("target"), message, hint)])


def _ends(session: Session, way: Way, measure: Measure) -> Iterator[int]:
    """How short and how long ``way`` can be, to a second; nothing where it cannot be as written."""
    for end in (way[2].shortest, way[2].longest):
        good, bad = way[2].written, end
        if _works(_stretched(session, way, end, way[2]), measure):
            good = end
        elif not _works(_stretched(session, way, good, way[2]), measure):
            return
        while abs(bad - good) > 1000:
            middle = (good + bad) // 2
            works = _works(_stretched(session, way, middle, way[2]), measure)
            good, bad = (middle, bad) if works else (good, middle)
        yield good


def more_points(session: Session, library: Library) -> Iterator[Session]:
    """One point more at a time: for the muscle with the fewest, of those the first."""
    while True:
        points = points_of(session, library)
        room = [muscle for muscle in points if _may_have_more(muscle, session, library)]
        if not room:
            return
        session = _with_points(session, library, min(room, key=lambda each: points[each]), 1)
        yield session


def fewer_points(session: Session, library: Library) -> Iterator[Session]:
    """One point less at a time: for the muscle with the most, of those the last."""
    while True:
        points = points_of(session, library)
        most = max(points.values(), default=1)
        if most == 1:
            return
        muscle = [each for each in points if points[each] == most][-1]
        session = _with_points(session, library, muscle, -1)
        yield session


def _count(routine: Routine, library: Library) -> int:
    dose = library.muscles[routine.muscle].dose
    return routine.points or (dose.points.default if dose else 1)


def points_of(session: Session, library: Library) -> dict[str, int]:
    """The most points a side of each muscle, in the session's order."""
    points: dict[str, int] = {}
    for routine in session.routines_only:
        points[routine.muscle] = max(points.get(routine.muscle, 0), _count(routine, library))
    return points


def _with_points(session: Session, library: Library, muscle: str, change: int) -> Session:
    """Both sides alike: every routine of ``muscle`` has one point more, or one less."""
    routines = tuple(
        replace(item, points=max(_count(item, library) + change, 1))
        if isinstance(item, Routine) and item.muscle == muscle
        else item
        for item in session.routines
    )
    return replace(session, routines=routines)


def _may_have_more(muscle: str, session: Session, library: Library) -> bool:
    """Whether the muscle's record and the cap of its place (INV-18) allow a point more."""
    record = library.muscles[muscle]
    places = Counter[tuple[str, str]]()
    regions = defaultdict[tuple[str, str], float](float)
    for routine in session.routines_only:
        other = library.muscles[routine.muscle]
        for side in routine.sides:
            count = _count(routine, library)
            places[other.spot_group or other.id, side] += count
            regions[other.region, side] += count * (other.dose.factor if other.dose else 1)
    group = record.spot_group or muscle
    room = _MOST_IN_A_REGION - (record.dose.factor if record.dose else 1)
    own = [routine for routine in session.routines_only if routine.muscle == muscle]
    return (
        record.dose is not None
        and all(_count(each, library) < record.dose.points.max for each in own)
        and all(places[group, side] < MOST_POINTS for each in own for side in each.sides)
        and all(regions[record.region, s] <= room for each in own for s in each.sides)
    )


class RoundLengths:
    """A Measure that takes a clip's ``true`` length only once a round asked for the clip.

    A store may happen to hold other clips as well. If they counted, the same job would be fitted
    otherwise after another session was built, and its bytes would depend on that.
    """

    def __init__(self, estimate: Measure, true: Measure) -> None:
        self._estimate, self._true = estimate, true
        self.asked: set[Say | Chime | Play] = set()

    def __call__(self, cue: Say | Chime | Play) -> int:
        return (self._true if cue in self.asked else self._estimate)(cue)

    def ask(self, cues: Iterable[Say | Chime | Play]) -> bool:
        """Take ``cues`` by their true lengths from now on; whether any is not as estimated."""
        new = set(cues) - self.asked
        self.asked |= new
        return any(self._true(cue) != self._estimate(cue) for cue in new)


def settle(job: Job, measure: Measure) -> Fitted:
    """``job`` fitted as often as RoundLengths tell more of its clips. Raises as ``fit``."""
    fitted = fit(job, measure)
    while (
        isinstance(measure, RoundLengths) and measure.ask(fitted.sounding()) and job.session.target
    ):
        fitted = fit(job, measure)
    return fitted

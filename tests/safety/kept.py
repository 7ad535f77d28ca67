"""What SAFETY.md promises of any track, judged without the functions that the rules use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from unknot.content.fixed_digests import DIGESTS
from unknot.content.library import Library
from unknot.content.limits import known
from unknot.content.load import load
from unknot.content.workspace import Root, bundled_content
from unknot.timeline.cues import Chapter, Chime, Hold, Say, Treatment, Wait
from unknot.timeline.timeline import Event, Timeline

Kept = Callable[[Timeline], bool]
OUTCOMES = ("shared/recheck-outcome", "shared/recheck-worse")


@cache
def _bundled() -> Library:
    return load((Root(bundled_content(), "bundled"),))


def says(timeline: Timeline) -> list[tuple[Event, Say]]:
    flat = (each for event in timeline.events for each in (event, *event.inside))
    return [(event, event.cue) for event in flat if isinstance(event.cue, Say)]


def names(timeline: Timeline) -> list[str]:
    return [cue.line.rpartition("/")[2] for _, cue in says(timeline)]


def routines(timeline: Timeline) -> list[tuple[Treatment, list[Event]]]:
    found: list[tuple[Treatment, list[Event]]] = []
    inside = False
    for event in timeline.events:
        if isinstance(event.cue, Chapter):
            inside = event.cue.treatment is not None
            if event.cue.treatment:
                found.append((event.cue.treatment, []))
        elif inside:
            found[-1][1].append(event)
    return found


def of(treatment: Treatment, *muscles: str) -> bool:
    return known(treatment.muscle, treatment.name) in muscles


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)))


def fixed_lines_as_bundled(timeline: Timeline) -> bool:
    """What is said as a fixed line is its text; the opening and the closing are whole."""
    if timeline.language.partition("-")[0] != "en":
        return True  # a translator's, who is named
    scripts = _bundled().scripts["en"]
    for _, cue in says(timeline):
        if cue.line in DIGESTS:
            owner, _, name = cue.line.partition("/")
            found = scripts[owner].lines[name]
            if not any(_pattern(t).fullmatch(cue.text) for t in (*found.say, *found.in_turn)):
                return False
            if cue.own:
                return False
    said = names(timeline)
    opening = len(scripts["shared"].lines["opening-full"].say)
    closing = len(scripts["shared"].lines["closing"].say)
    ours = all(
        f"shared/{n}" == c.line
        for n, (_, c) in zip(said, says(timeline), strict=True)
        if f"shared/{n}" in DIGESTS
    )
    return ours and said.count("opening-full") == opening and said.count("closing") == closing


def nobody_treats(*muscles: str) -> Kept:
    return lambda t: not any(of(treatment, *muscles) for treatment, _ in routines(t))


def in_known_regions(timeline: Timeline) -> bool:
    allowed = {
        "low-back-paraspinal",
        "flank-between-rib-and-pelvis",
        "buttock",
        "lateral-hip",
        "forearm",
        "calf",
    }
    return all(treatment.region in allowed for treatment, _ in routines(timeline))


def by_massager(name: str) -> Kept:
    return lambda t: all(
        treatment.by == "massager" for treatment, _ in routines(t) if of(treatment, name)
    )


def only_vibrated(timeline: Timeline) -> bool:
    small = [(t, e) for t, e in routines(timeline) if of(t, "small-spinal-muscles")]
    fingers = re.compile(r"finger|thumb|flat hand", re.I)
    return all(
        t.by == "massager"
        and t.recheck == "move"
        and not any(isinstance(x.cue, Say) and fingers.search(x.cue.text) for x in events)
        for t, events in small
    )


def holds_in_bounds(timeline: Timeline) -> bool:
    inside = set[int]()
    for treatment, events in routines(timeline):
        for event in events:
            if isinstance(event.cue, Hold):
                inside.add(event.start)
                most = 90_012 if of(treatment, "piriformis") else 60_012
                least = 29_988 if treatment.by == "massager" else 0
                if not least <= event.length <= most:
                    return False
    others = (e for e in timeline.events if isinstance(e.cue, Hold) and e.start not in inside)
    return all(event.length <= 60_012 for event in others)


def _on(timeline: Timeline) -> Iterator[tuple[Treatment | None, int, int, int]]:
    """Treatment, start, end and time held, of each stretch from a hold's switching on to off."""
    treatment: Treatment | None = None
    start = held = -1
    for event in timeline.events:
        name = event.cue.line.rpartition("/")[2] if isinstance(event.cue, Say) else ""
        if isinstance(event.cue, Chapter) and event.cue.treatment:
            treatment = event.cue.treatment
        if treatment and treatment.by != "massager":
            continue
        if start < 0 and (name in ("switch-on", "lesson-device") or isinstance(event.cue, Hold)):
            start, held = event.start, 0
        if start >= 0 and isinstance(event.cue, Hold):
            held += event.length
        if start >= 0 and name in ("hold-off", "switch-off", "closing-rest", "closing-off"):
            yield treatment, start, event.end, held
            start = -1
    if start >= 0:
        yield treatment, start, timeline.length, held


def off_between_spots(timeline: Timeline) -> bool:
    """No stretch has two points in it, or lasts over 15 s longer than a point may be held."""
    for treatment, start, end, _ in _on(timeline):
        if treatment is None:
            continue
        most = 90_000 if of(treatment, "piriformis") else 60_000
        points = {
            event.cue.point
            for event in timeline.events
            if isinstance(event.cue, Hold) and start <= event.start < end
        }
        # The first lesson tries the massager on the palm, and holds nothing there.
        if len(points) > 1 or (points and end - start > most + 15_000):
            return False
    return True


def runs_in_bounds(timeline: Timeline) -> bool:
    stretches = [each for each in _on(timeline) if each[0] is not None]
    total = sum(end - start for _, start, end, _ in stretches)
    places: dict[tuple[str, str], int] = {}
    for treatment, start, end, _ in stretches:
        assert treatment
        at = (treatment.region, treatment.side)
        places[at] = places.get(at, 0) + end - start
    return total <= 15 * 60_000 and max(places.values(), default=0) <= 5 * 60_000


def no_place_too_often(timeline: Timeline) -> bool:
    points: dict[tuple[str, str], int] = {}
    seen: list[tuple[str, str]] = []
    for treatment, events in routines(timeline):
        place = (treatment.spot_group or treatment.muscle, treatment.side)
        held = {e.cue.point for e in events if isinstance(e.cue, Hold)}
        points[place] = points.get(place, 0) + len(held)
        seen.append((treatment.muscle, treatment.side))
    return max(points.values(), default=0) <= 3 and len(seen) == len(set(seen))


def framed(timeline: Timeline) -> bool:
    """The opening is the first thing said, with emergency and stop cue; the closing comes last."""
    said = names(timeline)
    holds = [e.start for e in timeline.events if isinstance(e.cue, Hold)]
    if not routines(timeline) and not holds:
        return True
    first = said[0] if said else ""
    brief = timeline.returning or (timeline.part is not None and timeline.part.number > 1)
    if first != "opening-full" and not (brief and first == "opening-short"):
        return False
    begun = [cue.text for event, cue in says(timeline) if not holds or event.start < holds[0]]
    told = " ".join(begun).lower()
    closing = [name for name in said if name in ("closing", "closing-short")]
    last = max((i for i, name in enumerate(said) if name.startswith("closing")), default=-1)
    return (
        "call" in told
        and "emergency" in told
        and "sharp pain, numbness or tingling" in told
        and bool(closing)
        and last == len(said) - 1
    )


def nobody_presses_told(timeline: Timeline) -> bool:
    treated = [e for t, e in routines(timeline) if t.by == "massager" and e]
    if not treated:
        return True
    told = [e.start for e, cue in says(timeline) if cue.text.startswith("Never press the massager")]
    return bool(told) and told[0] < treated[0][0].start


def nerve_told(timeline: Timeline) -> bool:
    return all(
        any(
            "tingles or goes numb" in mark.cue.text and "lift the massager away" in mark.cue.text
            for mark in event.inside
            if isinstance(mark.cue, Say)
        )
        for treatment, events in routines(timeline)
        if of(treatment, "piriformis")
        for event in events
        if isinstance(event.cue, Hold)
    )


def cued_and_checked(timeline: Timeline) -> bool:
    for treatment, events in routines(timeline):
        for i, event in enumerate(events):
            if not isinstance(event.cue, Hold):
                continue
            kinds = [
                x.cue.kind if isinstance(x.cue, Chime) else x.cue.chime
                for x in event.inside
                if isinstance(x.cue, Chime | Say)
            ]
            wanted = {"start"} if treatment.by != "massager" else {"start", "half", "last-five"}
            ended = i + 1 < len(events) and events[i + 1].cue == Chime(kind="end")
            if not wanted <= set(kinds) or not ended:
                return False
        if any(isinstance(e.cue, Hold) for e in events) and timeline.detail != "cues":
            said = [e.cue.line.rpartition("/")[2] for e in events if isinstance(e.cue, Say)]
            if not any(n.startswith("recheck") for n in said):
                return False
            if not any(n in ("recheck-outcome", "recheck-worse") for n in said):
                return False
    for event, then in zip(timeline.events, timeline.events[1:], strict=False):
        told = isinstance(event.cue, Say) and event.cue.line in OUTCOMES
        if told and not (isinstance(then.cue, Wait) and then.length >= 6_000):
            return False
    return True


def sides_agree(timeline: Timeline) -> bool:
    for treatment, events in routines(timeline):
        for event in events:
            for x in (event, *event.inside):
                if isinstance(x.cue, Say) and not x.cue.own:
                    text = re.sub(rf"\bon your {treatment.other} side\b", "", x.cue.text.lower())
                    if re.search(rf"\b{treatment.other}\b", text):
                        return False
    return True


def told_before(opt_in: str, concerns: Callable[[Treatment], bool]) -> Kept:
    def check(timeline: Timeline) -> bool:
        bundled = _bundled().scripts["en"]["shared"].lines[f"opt-in-{opt_in}"].say
        for treatment, events in routines(timeline):
            if events and concerns(treatment):
                said = [c.text for e, c in says(timeline) if e.start < events[0].start]
                if not all(text in said for text in bundled):
                    return False
        return True

    return check


def by_hand_only_when_told(timeline: Timeline) -> bool:
    def hand(t: Treatment) -> bool:
        return t.by == "hand"

    def pressed(t: Treatment) -> bool:
        return t.by in ("hand", "stick")

    return (
        told_before("helper", lambda t: hand(t) and of(t, "erector-spinae"))(timeline)
        and told_before(
            "shown-by-professional", lambda t: pressed(t) and of(t, "quadratus-lumborum")
        )(timeline)
        and told_before("shown-by-professional", lambda t: hand(t) and of(t, "gluteus-maximus"))(
            timeline
        )
        and told_before(
            "discouraged", lambda t: pressed(t) and of(t, "gluteus-medius", "gluteus-minimus")
        )(timeline)
    )


def searched_only_when_told(timeline: Timeline) -> bool:
    return (
        told_before("experienced", lambda t: t.technique == "vibration-sweep")(timeline)
        and told_before("body-weight", lambda t: t.position == "supine-on")(timeline)
        and told_before("calf", lambda t: t.region == "calf")(timeline)
    )


def kit_is_of_the_tool(timeline: Timeline) -> bool:
    tools = {treatment.by for treatment, _ in routines(timeline)}
    kit = " ".join(timeline.kit).lower()
    stick = "stick" in kit and "stick" not in tools
    other = re.search(r"\b(ball|roller|cane|knob|elbow|bottle|spoon)\b|(?<!not a )massage gun", kit)
    return not stick and not other


def added_muscles_told(timeline: Timeline) -> bool:
    for treatment, events in routines(timeline):
        if treatment.muscle not in _bundled().muscles:
            first = events[0].cue if events else None
            wanted = _bundled().scripts["en"]["shared"].lines[f"region-{treatment.region}"].say[0]
            if not isinstance(first, Say) or first.text != wanted or not timeline.authors:
                return False
            if "own-words" not in names(timeline):
                return False
    return True


def nothing_hidden(timeline: Timeline) -> bool:
    text = "".join((timeline.title, *(cue.text for _, cue in says(timeline))))
    invisible = re.compile(
        "[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
        "\u3164\ufe00-\ufe0f\ufeff\uffa0\ue000-\uf8ff\U000e0000-\U000e007f]"
    )
    foreign = re.compile(
        "[\u0370-\u03ff\u0400-\u04ff\u0530-\u058f\uff01-\uff5e\U0001d400-\U0001d7ff]"
    )
    return not invisible.search(text) and not foreign.search(text)


def as_careful_as_bundled(timeline: Timeline) -> bool:
    """Records of a bundled name keep dose, region, position and what is said to warn."""
    for treatment, _ in routines(timeline):
        if was := _bundled().muscles.get(treatment.muscle):
            assert was.position
            ways = {was.position.default, *was.position.alternatives, was.position.stick}
            if treatment.region != was.region or treatment.position not in ways:
                return False
            if was.dose and treatment.points > was.dose.points.max:
                return False
            if treatment.spot_group != was.spot_group:
                return False
    return framed(timeline) and holds_in_bounds(timeline) and cued_and_checked(timeline)

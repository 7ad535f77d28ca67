"""Violations of each rule, generated: what sessions, overlays, scripts and techniques could say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

from msgspec.structs import replace

from tests.safety.workspace import EVERY, MUSCLES, SIDES, Sight, Workspace, on, says, treating
from unknot.content.library import Library
from unknot.content.records.base import OptIn
from unknot.content.records.muscle import HoldRange, Muscle, Permission
from unknot.content.records.script import Line
from unknot.content.records.session import Routine
from unknot.content.records.steps import HoldStep, Repeat, SayStep, Step, Technique

Generator = Callable[[Library], Iterator[Workspace]]
VIOLATIONS: dict[int, Generator] = {}
OPEN: tuple[Permission, ...] = ("ok", "discouraged", "needs-shown", "helper-only")
BY_HAND = ("basic-massage", "pressure-hold", "hand-lesson")
BY_PRESSURE = ("stick", *BY_HAND)


def of(number: int) -> Callable[[Generator], Generator]:
    def keep(generator: Generator) -> Generator:
        VIOLATIONS[number] = generator
        return generator

    return keep


def seen_only(by: Sight, workspaces: Iterator[Workspace]) -> Iterator[Workspace]:
    for each in workspaces:
        yield replace(each, seen_by=(by,))


def opened(muscle: Muscle, technique: str, how: Permission) -> Muscle:
    return replace(muscle, techniques={**muscle.techniques, technique: how})


def dosed(muscle: Muscle, **changes: object) -> Muscle:
    assert muscle.dose
    return replace(muscle, dose=replace(muscle.dose, **changes))


def steps(technique: Technique, change: Callable[[Step], Step | None]) -> Technique:
    """The technique with ``change`` applied to each step; None leaves it out."""

    def walk(each: tuple[Step, ...]) -> tuple[Step, ...]:
        inner = (replace(s, steps=walk(s.steps)) if isinstance(s, Repeat) else s for s in each)
        return tuple(new for s in inner if (new := change(s)) is not None)

    return replace(technique, steps=walk(technique.steps))


def reworded(library: Library, muscle: str, name: str, *texts: str) -> Iterator[Workspace]:
    """A session of ``muscle`` whose line ``name`` says each of ``texts``."""
    found = library.line("en", muscle, name)
    owner = muscle if name in library.scripts["en"][muscle].lines else "shared"
    for text in texts:
        line = says(text, found[0] if found else None)
        yield Workspace(session=on(muscle), lines={(owner, name): line})


def everywhere(library: Library, *texts: str) -> Iterator[Workspace]:
    """Each text in three lines of a muscle, and in a session's own words."""
    for text in texts:
        for name in ("place", "hold-start", "finish"):
            yield from reworded(library, "gluteus-maximus", name, text)
        own = treating(Routine(muscle="gluteus-maximus", side="left"), SayStep(say=text))
        yield Workspace(session=own)


@of(1)
def _(library: Library) -> Iterator[Workspace]:
    """As an overlay that makes it treatable; the bundled one cannot even be planned."""
    like = library.muscles["gluteus-maximus"]
    treatable = replace(like, id="iliopsoas", name="Iliopsoas", spoken="the iliopsoas")
    for side, technique in product(SIDES, (None, *library.techniques)):
        yield Workspace(muscles=(treatable,), session=on("iliopsoas", side, technique))
    front = replace(
        library.muscles["gluteus-maximus"], id="front", name="Iliacus", spoken="the front"
    )
    yield Workspace(muscles=(front,), session=on("front"))


@of(2)
def _(library: Library) -> Iterator[Workspace]:
    for name, side in product(MUSCLES, SIDES):
        muscle = replace(library.muscles[name], region="excluded-front")
        yield Workspace(muscles=(muscle,), session=on(name, side))


@of(3)
def _(library: Library) -> Iterator[Workspace]:
    yield from _pressed(library, "piriformis", BY_PRESSURE, OPEN)


@of(4)
def _(library: Library) -> Iterator[Workspace]:
    yield from _pressed(library, "small-spinal-muscles", BY_PRESSURE, OPEN)
    small = library.muscles["small-spinal-muscles"]
    for recheck in ("finger", "flat"):
        changed = dosed(small, recheck=recheck)
        yield Workspace(muscles=(changed,), session=on(small.id))
    # What fingers may do is no part of a plan.
    for how in OPEN:
        muscle = replace(small, exam={"flat": how, "tip": how})
        yield Workspace(muscles=(muscle,), seen_by=("check",))


@of(5)
def _(library: Library) -> Iterator[Workspace]:
    how: tuple[Permission, ...] = ("ok", "discouraged", "needs-shown")
    yield from _pressed(library, "erector-spinae", BY_HAND, how, "helper")
    yield from _unasked(library, "erector-spinae", BY_HAND[:2], "helper")


@of(6)
def _(library: Library) -> Iterator[Workspace]:
    pressing = BY_PRESSURE[:3]
    how: tuple[Permission, ...] = ("ok", "discouraged")
    yield from _pressed(library, "quadratus-lumborum", pressing, how, "shown-by-professional")
    yield from _unasked(library, "quadratus-lumborum", pressing, "shown-by-professional")


@of(7)
def _(library: Library) -> Iterator[Workspace]:
    for muscle in ("gluteus-medius", "gluteus-minimus"):
        yield from _pressed(library, muscle, BY_PRESSURE[:3], ("ok", "helper-only"), "discouraged")
        yield from _unasked(library, muscle, BY_PRESSURE[:3], "discouraged")


def _pressed(
    library: Library, name: str, techniques: tuple[str, ...], how: tuple[Permission, ...],
    opt_in: OptIn | None = None,
) -> Iterator[Workspace]:  # fmt: skip
    """Overlays that open what the record does not, under its own id and under another.

    Without ``opt_in``, so that its warning is not said.
    """
    others = [each for each in EVERY if each != opt_in]
    for technique, permission in product(techniques, how):
        muscle = opened(library.muscles[name], technique, permission)
        yield Workspace(muscles=(muscle,), session=on(name, "right", technique, others))
        other = replace(muscle, id="another")
        yield Workspace(muscles=(other,), session=on("another", "right", technique, others))


def _unasked(
    library: Library, name: str, techniques: tuple[str, ...], opt_in: OptIn
) -> Iterator[Workspace]:
    """Sessions that opt in to everything else."""
    others = [each for each in EVERY if each != opt_in]
    for technique, side in product(techniques, SIDES):
        yield Workspace(session=on(name, side, technique, others))


@of(8)
def _(library: Library) -> Iterator[Workspace]:
    for name, technique in product(MUSCLES, ("stick", "vibration-sweep", "basic-massage")):
        muscle = library.muscles[name]
        other: dict[str, Permission] = {**muscle.techniques, "vibration": "ok"}
        changed = replace(muscle, techniques={**other, technique: "default"})
        yield Workspace(muscles=(changed,), seen_by=("check",))


@of(9)
def _(library: Library) -> Iterator[Workspace]:
    things = ("a massage gun", "a tennis ball", "a foam roller", "a cane", "your percussion device")
    yield from everywhere(library, *(f"Lie on {thing} now." for thing in things))
    yield from everywhere(library, "Do not use your hand, use a massage gun.")


@of(10)
def _(library: Library) -> Iterator[Workspace]:
    words = ("Press", "Push", "Dig", "Rub", "Lean", "Force", "Squeeze", "Do not stop pressing")
    for word, name in product(words, ("place", "hold-start", "find-more")):
        yield from reworded(library, "gluteus-maximus", name, f"{word} it into the muscle.")
    yield from reworded(library, "piriformis", "hold-start", "Never mind, press harder.")


@of(11)
def _(library: Library) -> Iterator[Workspace]:
    for seconds, muscle in product(range(5, 30, 4), MUSCLES[:3]):
        yield Workspace(session=treating(Routine(muscle=muscle, side="left", hold=seconds * 1000)))
        yield Workspace(session=replace(on(muscle), hold=seconds * 1000))


@of(12)
def _(library: Library) -> Iterator[Workspace]:
    for muscle, words in product(MUSCLES, (40, 80, 120)):
        text = "Stay soft. " * words
        yield from reworded(library, muscle, "hold-half", f"If it tingles, stop. {text}")


@of(13)
def _(library: Library) -> Iterator[Workspace]:
    """From 31 seconds on it is held longer than others, though shorter than its record wants."""
    for seconds in range(24, 45):
        routine = Routine(muscle="piriformis", side="right", hold=seconds * 1000)
        seen: tuple[Sight, ...] = ("check", "rule") if seconds <= 30 else ("check",)
        yield Workspace(session=treating(routine), seen_by=seen)
    base = dosed(library.muscles["piriformis"], factor=1.0, hold=HoldRange(min=30_000, max=60_000))
    yield Workspace(muscles=(base,), session=on("piriformis"), seen_by=("rule",))


@of(14)
def _(library: Library) -> Iterator[Workspace]:
    for muscle, seconds in product(MUSCLES, (61, 75, 91)):
        most = 30 if muscle == "piriformis" else 0
        hold = (seconds + most) * 1000
        yield Workspace(session=treating(Routine(muscle=muscle, side="left", hold=hold)))
        longer = dosed(library.muscles[muscle], hold=HoldRange(min=30_000, max=hold))
        routine = Routine(muscle=muscle, side="left", hold=hold)
        yield Workspace(muscles=(longer,), session=treating(routine))


@of(15)
def _(library: Library) -> Iterator[Workspace]:
    stick = library.techniques["stick"]
    for times in (*range(1, 5), *range(6, 16)):
        yield _stick(steps(stick, lambda s, n=times: _times(s, n)))  # type: ignore[misc]
    for seconds in (1, 2, 3, 4, 6, 8, 10, 30):
        yield _stick(steps(stick, lambda s, n=seconds: _held(s, n)))  # type: ignore[misc]


def _stick(technique: Technique) -> Workspace:
    return Workspace(techniques=(technique,), session=on("gluteus-maximus", technique=technique.id))


def _times(step: Step, times: int) -> Step:
    return replace(step, repeat=times) if isinstance(step, Repeat) and step.repeat == 5 else step


def _held(step: Step, seconds: int) -> Step:
    return replace(step, hold=seconds * 1000) if isinstance(step, HoldStep) else step


@of(16)
def _(library: Library) -> Iterator[Workspace]:
    for name, seconds in product(("pressure-hold", "hand-lesson"), (1, 2, 3, 4, 11, 12, 20, 30)):
        changed = steps(library.techniques[name], lambda s, n=seconds: _held(s, n))  # type: ignore[misc]
        place = "forearm" if name == "hand-lesson" else "gluteus-maximus"
        yield Workspace(techniques=(changed,), session=on(place, technique=name))
    script = library.scripts["en"]["basic-massage"].lines
    for away in ("away from your heart", "to and fro", "towards your feet", "downwards", "along"):
        lines = {
            ("basic-massage", name): says(f"Slide on the muscle, off the bone, {away}.", line)
            for name, line in script.items()
        }
        stroked = on("gluteus-maximus", technique="basic-massage")
        yield Workspace(lines=lines, session=stroked, seen_by=("rule",))


@of(17)
def _(library: Library) -> Iterator[Workspace]:
    long = (m for n in range(5, 8) for m in combinations(MUSCLES, n))
    for muscles in long:
        routines = (
            Routine(
                muscle=m, side="both", hold=90_000 if m == "piriformis" else 60_000, points=points
            )
            for m in muscles
            if (dose := library.muscles[m].dose) and (points := dose.points.max)
        )
        yield Workspace(session=treating(*routines))


@of(18)
def _(library: Library) -> Iterator[Workspace]:
    for muscle, points in product(MUSCLES, (4, 5, 9)):
        yield Workspace(session=treating(Routine(muscle=muscle, side="left", points=points)))
    for side in SIDES:
        pair = [("gluteus-medius", 2), ("gluteus-minimus", 2)]
        routines = (Routine(muscle=m, side=side, points=p) for m, p in pair)
        yield Workspace(session=treating(*routines))


@of(19)
def _(library: Library) -> Iterator[Workspace]:
    for muscle, (first, second) in product(
        MUSCLES, (("left", "left"), ("left", "both"), ("both", "right"))
    ):
        one, other = Routine(muscle=muscle, side=first), Routine(muscle=muscle, side=second)  # type: ignore[arg-type]
        yield Workspace(session=treating(one, other))


def _opened_with(library: Library, *opening: Step) -> Iterator[Workspace]:
    frame = replace(library.frame, opening=opening)
    for muscle in MUSCLES:
        yield Workspace(frame=frame, session=on(muscle))


@of(21)
def _(library: Library) -> Iterator[Workspace]:
    was = library.frame.opening
    rest = tuple(s for s in was if not (isinstance(s, SayStep) and s.say == "opening-full"))
    yield from _opened_with(library, *rest)
    yield from _opened_with(library, SayStep(say="opening-short"), *rest)
    late = _opened_with(library, SayStep(say="prepare-massager"), *was)
    yield from seen_only("rule", late)  # both are there, in another order


def _opening_without(library: Library, words: str, *instead: str) -> Iterator[Workspace]:
    """The full opening with another sentence for the ones that hold ``words``."""
    line = library.scripts["en"]["shared"].lines["opening-full"]
    for text, muscle in product(instead, MUSCLES):
        said = tuple(text if words in each else each for each in line.say)
        new = replace(line, say=said)
        yield Workspace(session=on(muscle), lines={("shared", "opening-full"): new})


@of(23)
def _(library: Library) -> Iterator[Workspace]:
    yield from _opening_without(library, "{emergency}", "Good.", "Rest now.", "Ask somebody.")


@of(24)
def _(library: Library) -> Iterator[Workspace]:
    weaker = ("If it hurts, go on.", "Sharp pain is fine.", "Stop if you feel numbness.")
    yield from _opening_without(library, "sharp pain", *weaker)


@of(25)
def _(library: Library) -> Iterator[Workspace]:
    ways = ("slowly", "softly", "deeply", "gently", "in")
    harmless = [f"Halfway. Breathe {way}." for way in ways]
    bold = ["Tingling is a good sign.", "If it goes numb, go on.", "If your leg tingles, wait."]
    bold += [f"Halfway. Go on {way}, tingling passes." for way in ways]
    bold += [f"Halfway. Numbness passes {way}." for way in ways]
    more = [f"Halfway. Lift your {what}." for what in ("chin", "hand", "head")]
    yield from reworded(library, "piriformis", "hold-half", *harmless, *bold, *more)


@of(26)
def _(library: Library) -> Iterator[Workspace]:
    vibration = library.techniques["vibration"]
    for muscle, gone in product(MUSCLES, (2, 4)):
        less = steps(vibration, lambda s, n=gone: _unmarked(s, n))  # type: ignore[misc]
        yield Workspace(techniques=(less,), session=on(muscle))
    none = steps(vibration, lambda s: replace(s, inside=()) if isinstance(s, HoldStep) else s)
    for muscle in MUSCLES:
        yield Workspace(techniques=(none,), session=on(muscle))


def _unmarked(step: Step, gone: int) -> Step:
    if not isinstance(step, HoldStep):
        return step
    return replace(step, inside=step.inside[:gone] + step.inside[gone + 1 :])


@of(27)
def _(library: Library) -> Iterator[Workspace]:
    vibration = library.techniques["vibration"]
    for instead in (None, "finish", "next-point"):
        changed = steps(vibration, lambda s, to=instead: _said(s, "recheck", to))  # type: ignore[misc]
        for muscle in MUSCLES:
            yield Workspace(techniques=(changed,), session=on(muscle))


def _said(step: Step, name: str, instead: str | None) -> Step | None:
    if isinstance(step, SayStep) and step.say == name:
        return replace(step, say=instead) if instead else None
    return step


@of(28)
def _(library: Library) -> Iterator[Workspace]:
    parts = ("If it feels better, lovely.", "If it is the same, leave it.", "If it is worse, rest.")
    for count in (0, 1, 2):
        for some in combinations(parts, count):
            text = " ".join(("Good.", *some))
            for muscle in MUSCLES[:3]:
                line = says(text, library.scripts["en"]["shared"].lines["recheck-outcome"])
                yield Workspace(session=on(muscle), lines={("shared", "recheck-outcome"): line})
    for name in ("recheck-outcome", "recheck-worse"):
        gone = steps(library.techniques["vibration"], lambda s, n=name: _said(s, n, None))  # type: ignore[misc]
        yield Workspace(techniques=(gone,), session=on("piriformis", "both"))


@of(29)
def _(library: Library) -> Iterator[Workspace]:
    """Left for right in every line that names a side, a muscle's own or the shared one.

    Without a helper, whose lines are others.
    """
    for muscle in MUSCLES:
        position = library.muscles[muscle].position
        assert position
        own = {(muscle, name): line for name, line in library.scripts["en"][muscle].lines.items()}
        shared = {
            ("shared", name): library.scripts["en"]["shared"].lines[name]
            for name in (f"position-{position.default}", "hand", "hand-change")
        }
        for (owner, name), line in (own | shared).items():
            if any("{side}" in each or "{other}" in each for each in line.say):
                swapped = replace(
                    line, say=tuple(map(_swapped, line.say)), short=tuple(map(_swapped, line.short))
                )
                session = on(muscle, "both", opt_in=[each for each in EVERY if each != "helper"])
                yield Workspace(session=session, lines={(owner, name): swapped})


def _swapped(text: str) -> str:
    return text.replace("{side}", "{x}").replace("{other}", "{side}").replace("{x}", "{other}")


@of(30)
def _(library: Library) -> Iterator[Workspace]:
    for muscle in MUSCLES:
        texts = ("Rest it there.", "On the {side} bone.", "Rest the massager on the muscle.")
        yield from reworded(library, muscle, "place", *texts)


@of(31)
def _(library: Library) -> Iterator[Workspace]:
    for muscle in MUSCLES:
        texts = ("Use a fingertip on the {side}.", "The tips of two fingers, {side}.")
        yield from seen_only("rule", reworded(library, muscle, "find", *texts))
    for muscle in ("piriformis", "gluteus-minimus", "small-spinal-muscles"):
        record = library.muscles[muscle]
        for how in OPEN:
            changed = replace(record, exam={**record.exam, "tip": how})
            yield Workspace(muscles=(changed,), seen_by=("check",))


@of(32)
def _(library: Library) -> Iterator[Workspace]:
    sweep = library.techniques["vibration-sweep"]
    for muscle in MUSCLES[:6]:
        open_to_all = replace(sweep, needs=())
        yield Workspace(techniques=(open_to_all,), session=on(muscle, "left", sweep.id, EVERY[1:]))
        for side in SIDES:
            routine = Routine(muscle=muscle, side=side, technique=sweep.id)
            yield Workspace(session=treating(routine, opt_in=EVERY[1:]))


@of(33)
def _(library: Library) -> Iterator[Workspace]:
    yield from everywhere(
        library, "This cures pain.", "It is proven to work.", "There is no risk.",
        "It is completely safe.", "It washes out toxins.", "A guaranteed success.",
        "The best sciatica treatment.", "Use your Theragun.",
    )  # fmt: skip


@of(34)
def _(library: Library) -> Iterator[Workspace]:
    yield from everywhere(
        library, "Fall asleep now.", "Drift off.", "Take a nap on it.", "Doze a little.",
        "Let yourself nod off.", "Slumber on it.",
    )  # fmt: skip


@of(35)
def _(library: Library) -> Iterator[Workspace]:
    others = [o for o in EVERY if o != "body-weight"]
    for side, count in product(SIDES, range(6)):
        routine = Routine(muscle="erector-spinae", side=side, position="supine-on")
        yield Workspace(session=treating(routine, opt_in=others[:count]))
    for technique in ("vibration", "vibration-sweep", "basic-massage"):
        routine = Routine(
            muscle="erector-spinae", side="left", position="supine-on", technique=technique
        )
        yield Workspace(session=treating(routine, opt_in=others))


@of(36)
def _(library: Library) -> Iterator[Workspace]:
    for side, technique in product(SIDES, (None, "vibration", *BY_HAND)):
        routine = Routine(muscle="calf", side=side, technique=technique)
        yield Workspace(session=treating(routine, opt_in=EVERY[:5]))
    was = library.scripts["en"]["shared"].lines["opt-in-calf"]
    for side, text in product(SIDES, ("Off we go.", "Calves are fine.", "Stop if it is odd.")):
        line = says(text, was)
        lines = {("shared", "opt-in-calf"): line}
        yield Workspace(session=on("calf", side), lines=lines, seen_by=("rule",))


@of(37)
def _(library: Library) -> Iterator[Workspace]:
    lines = library.scripts["en"]["shared"].lines
    for names, muscle in product(
        (("closing",), ("closing-rest",), ("closing-sit-up", "closing-sit-up-side")), MUSCLES
    ):
        changed = {("shared", name): says("That is all.", lines[name]) for name in names}
        yield Workspace(session=on(muscle), lines=changed)


@of(44)
def _(library: Library) -> Iterator[Workspace]:
    """No opening says it, or it says something else."""
    was = library.frame.opening
    yield from _opened_with(
        library, *(s for s in was if not (isinstance(s, SayStep) and s.say == "no-pressing"))
    )
    line = library.scripts["en"]["shared"].lines["no-pressing"]
    texts = ("Press it in.", "Let it work.", "As firmly as you like.", "Lean on it a little.")
    for text, muscle in product(texts, MUSCLES[:4]):
        yield Workspace(session=on(muscle), lines={("shared", "no-pressing"): says(text, line)})


@of(45)
def _(library: Library) -> Iterator[Workspace]:
    """The massager goes on by itself, or is never taken off."""
    vibration = library.techniques["vibration"]
    for name, muscle in product(("switch-on", "hold-off"), MUSCLES):
        for instead in (None, "finish"):
            less = steps(vibration, lambda s, n=name, i=instead: _said(s, n, i))  # type: ignore[misc]
            yield Workspace(techniques=(less,), session=on(muscle))


@of(46)
def _(library: Library) -> Iterator[Workspace]:
    """Own words under an opening that does not say what lies ahead, or has other words for it."""
    opening = tuple(s for s in library.frame.opening if getattr(s, "say", "") != "ahead")
    frame = replace(library.frame, opening=opening)
    shared = library.scripts["en"]["shared"].lines["own-words"]
    for muscle, text in product(MUSCLES, ("Well done today.", "Take your time.", "Rest.")):
        own = treating(Routine(muscle=muscle, side="left"), SayStep(say=text))
        yield Workspace(session=own, frame=frame)
        line = says(text, shared)
        yield Workspace(session=own, lines={("shared", "own-words"): line})


@of(47)
def _(library: Library) -> Iterator[Workspace]:
    """A muscle of any name, whose region is told in other words, or by a line that hides them."""
    for name, muscle in product(("throat", "groin", "chest", "knee-pit"), MUSCLES):
        record = library.muscles[muscle]
        added = replace(record, id=name, author="A", techniques={**record.techniques})
        region = f"region-{record.region}"
        line = says("Anywhere you like.", library.scripts["en"]["shared"].lines[region])
        yield Workspace(
            muscles=(added,),
            session=on(name),
            lines={(name, region): line, ("shared", region): line},
        )


@of(39)
def _(library: Library) -> Iterator[Workspace]:
    programme = library.programmes["low-back"]
    for phases in (p for n in range(1, 5) for p in combinations(programme.phases, n)):
        yield Workspace(programme=replace(programme, phases=phases), seen_by=("check",))


@of(40)
def _(library: Library) -> Iterator[Workspace]:
    programme = library.programmes["low-back"]
    first, *others = programme.phases
    about = [task.about for task in first.tasks]
    for n in range(len(first.tasks)):
        for tasks in combinations(first.tasks, n):
            told = {task.about for task in tasks}
            if not {"professional-check", "complete-care"} <= told:
                phases = (replace(first, tasks=tasks), *others)
                yield Workspace(programme=replace(programme, phases=phases), seen_by=("check",))
    assert about


@of(41)
def _(library: Library) -> Iterator[Workspace]:
    yield from seen_only("check", _without_sources(library))


def _without_sources(library: Library) -> Iterator[Workspace]:
    for muscle in library.muscles.values():
        yield Workspace(muscles=(replace(muscle, sources={}),))
        for key in list(muscle.sources)[:2]:
            yield Workspace(muscles=(replace(muscle, sources={**muscle.sources, key: ("S999",)}),))
    for technique in library.techniques.values():
        yield Workspace(techniques=(replace(technique, sources={"steps": ()}),))
    bare = Line(say=("Good.",), sources=())
    yield Workspace(lines={("piriformis", "finish"): bare})


@of(42)
def _(library: Library) -> Iterator[Workspace]:
    yield from everywhere(
        library, "Hold for 30 seconds.", "Lie on the QL.", "Rest (softly) there.",
        "Wait approx. a minute.", " ".join(["and"] * 21) + ".",
    )  # fmt: skip
    # Words that a listener would have to look up harm nobody: only the checks ask for others.
    hard = everywhere(library, "Feel the trochanter and the iliocostalis.")
    yield from seen_only("check", hard)

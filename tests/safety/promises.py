"""Each row of SAFETY.md's table of what is refused: ten ways and more around it, and what would be
true of any track that came of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from tests.safety.attacks import (
    Way,
    after,
    frame,
    instead,
    line,
    muscle,
    put,
    script,
    session,
    steps,
    technique,
    without,
)
from tests.safety.kept import (
    Kept,
    added_muscles_told,
    as_careful_as_bundled,
    by_hand_only_when_told,
    by_massager,
    cued_and_checked,
    fixed_lines_as_bundled,
    framed,
    holds_in_bounds,
    in_known_regions,
    kit_is_of_the_tool,
    nerve_told,
    no_place_too_often,
    nobody_presses_told,
    nobody_treats,
    nothing_hidden,
    off_between_spots,
    only_vibrated,
    runs_in_bounds,
    searched_only_when_told,
    sides_agree,
)
from unknot.content.workspace import bundled_content

GMAX = "{muscle: gluteus-maximus, side: right}"
PIRI = "{muscle: piriformis, side: right}"
SCRIPTS = sorted(
    path.stem
    for path in (bundled_content() / "scripts/en").glob("*.yaml")
    if path.stem != "lexicon"
)
ALL = "opt-in: [experienced, shown-by-professional, helper, discouraged, body-weight, calf]\n"


def _only(name: str, when: str, step: dict[str, Any]) -> dict[str, Any]:
    return step | {"when": when} if step.get("say") == name else step


def _unmarked(mark: int, step: dict[str, Any]) -> dict[str, Any]:
    if "inside" not in step:
        return step
    return step | {"inside": step["inside"][:mark] + step["inside"][mark + 1 :]}


def _hastened(wait: str, step: dict[str, Any]) -> dict[str, Any]:
    return step | {"wait": wait} if step.get("wait") == "10s" else step


def _and_then(name: str) -> Callable[[Any], object]:
    """The fixed line of that name, and what takes it back."""

    def edit(content: Any) -> None:
        found = content["lines"][name]
        key = "say" if "say" in found else "in-turn"
        said = found[key] if isinstance(found[key], list) else [found[key]]
        found[key] = [f"{text} But only if you like." for text in said]

    return edit


def _fixed() -> Iterator[Way]:
    calm, x = "Good.", session(GMAX)
    for name in (
        "opening-full",
        "no-pressing",
        "switch-on",
        "hold-off",
        "recheck-worse",
        "closing",
    ):
        yield Way(
            what=f"{name} says Good", files=x | script("shared", line(name, calm, safety=True))
        )
        yield Way(what=f"{name} is gone", files=x | script("shared", put(f"lines/{name}", None)))
        yield Way(
            what=f"a British {name}",
            files=x
            | script("shared", line(name, calm, safety=True), to="scripts/en-GB/shared.yaml"),
            asked={"language": "en-GB"},
        )
        for owner in ("vibration", "gluteus-maximus"):
            text = {
                f"scripts/en/{owner}.yaml": f"author: A\nlines:\n  {name}: {{say: Good.,"
                " sources: [INF]}\n"
            }
            yield Way(what=f"{owner} hides {name}", files=x | text)
        quiet = frame(without(name)) | technique("vibration", without(name))
        yield Way(what=f"nothing says {name}", files=x | quiet)
    for term, told in (
        ("sharp pain", "delight"),
        ("numbness", "warmth"),
        ("never", "always"),
        ("stop", "go on"),
        ("off", "on"),
        ("call", "ignore"),
    ):
        for language in ("en", "en-GB"):
            lexicon = {f"scripts/{language}/lexicon.yaml": f"terms:\n  {term}: {{say: {told}}}\n"}
            yield Way(
                what=f"a lexicon of {language} says {term} as {told}",
                files=x | lexicon,
                asked={"language": language},
            )
    british = {
        path.replace("scripts/en/", "scripts/en-GB/"): text
        for owner in SCRIPTS
        for path, text in script(owner).items()
    }
    for name in ("opening-full", "closing", "recheck-outcome", "switch-on"):
        said = script("shared", _and_then(name), to="scripts/en-GB/shared.yaml")
        what = f"all of it in British, with more in {name}"
        yield Way(what=what, files=x | british | said, asked={"language": "en-GB"})
        for language in ("EN", "En", "eng", "en-gb"):
            more = script("shared", _and_then(name), to=f"scripts/{language}/shared.yaml")
            yield Way(what=f"{name} in {language}", files=x | more, asked={"language": language})
    unknown = script("shared", line("emergency-unknown", "nobody, and go on"))
    yield Way(what="nobody is called", files=x | unknown)
    number = {
        "atlas/emergency.yaml": "countries:\n  AU: {number: '1', say: nobody, sources: [INF]}\n"
    }
    yield Way(what="Australia calls nobody", files=x | number, asked={"country": "AU"})
    yield Way(
        what="a new country calls nobody",
        asked={"country": "XQ"},
        files=x
        | {
            "atlas/emergency.yaml": "countries:\n  XQ: {number: '1', say: nobody, sources: [INF]}\n"
        },
    )
    mark = script("shared", line("opening-full", calm))
    yield Way(what="no longer marked", files=x | mark)
    yield Way(
        what="short words instead",
        files=x | script("shared", put("lines/closing/short", calm)),
        asked={"detail": "short"},
    )
    yield Way(what="chimes only", files=x, asked={"detail": "cues"})
    yield Way(what="a title for an opening", asked={"title": "Ignore the opening"}, files=x)


def _psoas() -> Iterator[Way]:
    for side in ("left", "right", "both"):
        yield Way(what=f"asked for, {side}", files=session(f"{{muscle: iliopsoas, side: {side}}}"))
    for how in ("vibration", "stick", "pressure-hold", "basic-massage", "vibration-sweep"):
        routine = f"{{muscle: iliopsoas, side: left, technique: {how}}}"
        yield Way(what=f"by {how}", files=session(routine, head=ALL))
    opened = muscle("iliopsoas", put("info-only", False), put("techniques/vibration", "ok"))
    yield Way(what="opened", files=session("{muscle: iliopsoas, side: left}") | opened)
    for name, spoken in (
        ("Iliacus", "the front"),
        ("Psoas major", "the deep one"),
        ("Hip flexor", "the front of your hip"),
        ("Iliopsoas", "a muscle"),
        ("Deep front", "the front of your spine"),
        ("Ps\u043eas", "the deep one"),
        ("P\u200bsoas", "the deep one"),
    ):
        edits = (put("name", name), put("spoken", spoken), put("author", "A"))
        files = muscle("gluteus-maximus", *edits, to="front")
        told = script("gluteus-maximus", put("author", "A"), to="scripts/en/front.yaml")
        yield Way(what=f"as {name!a}", files=files | told | session("{muscle: front, side: left}"))


def _regions() -> Iterator[Way]:
    for region in (
        "abdomen",
        "groin",
        "neck",
        "head",
        "chest",
        "throat",
        "knee",
        "excluded-front",
        "BUTTOCK",
        "buttock ",
        "lower-back",
        "''",
    ):
        edit = put("region", region.strip("'") if region == "''" else region)
        yield Way(what=f"{region!a}", files=session(GMAX) | muscle("gluteus-maximus", edit))
        added = muscle("gluteus-maximus", edit, put("author", "A"), to="new")
        told = script("gluteus-maximus", put("author", "A"), to="scripts/en/new.yaml")
        yield Way(
            what=f"a new muscle in {region!a}",
            files=added | told | session("{muscle: new, side: left}"),
        )


def _pressed(name: str) -> Iterator[Way]:
    for how in ("stick", "pressure-hold", "basic-massage", "hand-lesson"):
        routine = f"{{muscle: {name}, side: left, technique: {how}}}"
        yield Way(what=f"asked for {how}", files=session(routine, head=ALL))
        for permission in ("ok", "discouraged", "needs-shown", "helper-only", "default"):
            opened = muscle(name, put(f"techniques/{how}", permission))
            yield Way(what=f"{how} is {permission}", files=session(routine, head=ALL) | opened)
        mine = technique(how, to="mine")
        opened = muscle(name, put("techniques/mine", "ok"))
        mined = f"{{muscle: {name}, side: left, technique: mine}}"
        yield Way(what=f"{how} by another name", files=session(mined, head=ALL) | mine | opened)
        told = script(name, put("author", "A"), to="scripts/en/other.yaml")
        other = muscle(name, put(f"techniques/{how}", "ok"), put("author", "A"), to="other")
        routine = f"{{muscle: other, side: left, technique: {how}}}"
        yield Way(what=f"{how} on a twin", files=session(routine, head=ALL) | other | told)
        latin = muscle(name, put(f"techniques/{how}", "ok"), put("author", "A"), to="twin")
        told = script(name, put("author", "A"), to="scripts/en/twin.yaml")
        routine = f"{{muscle: twin, side: left, technique: {how}, position: side-lying}}"
        yield Way(
            what=f"{how} on a twin lying aside", files=session(routine, head=ALL) | latin | told
        )
    by = technique("vibration", put("by", "stick"))
    yield Way(what="vibration by stick", files=session(f"{{muscle: {name}, side: left}}") | by)


def _small_spinal() -> Iterator[Way]:
    yield from _pressed("small-spinal-muscles")
    x = session("{muscle: small-spinal-muscles, side: left}")
    for recheck in ("finger", "flat"):
        yield Way(
            what=f"checked by {recheck}",
            files=x | muscle("small-spinal-muscles", put("dose/recheck", recheck)),
        )
    tip = script("small-spinal-muscles", line("find", "Feel with the fingertips, {side}."))
    yield Way(what="felt for", files=x | tip)


def _lengths() -> Iterator[Way]:
    for name, most in (("gluteus-maximus", 60), ("piriformis", 90), ("erector-spinae", 60)):
        for seconds in (1, 10, 29, most + 1, most + 30, 600):
            routine = f"{{muscle: {name}, side: left, hold: {seconds}s}}"
            yield Way(what=f"{name} for {seconds} s", files=session(routine))
            range_ = put(
                "dose/hold", {"min": f"{min(seconds, 30)}s", "max": f"{max(seconds, 30)}s"}
            )
            yield Way(
                what=f"{name} allows {seconds} s", files=session(routine) | muscle(name, range_)
            )
        factor = muscle(name, put("dose/factor", 3.0))
        yield Way(
            what=f"{name} three times as long",
            files=session(f"{{muscle: {name}, side: left}}") | factor,
            asked={"hold": 60_000},
        )
    for ms in (5_000, 29_000, 61_000, 120_000, 3_600_000):
        yield Way(what=f"--hold {ms}", files=session(GMAX), asked={"hold": ms})
        yield Way(
            what=f"hold: {ms} in the head", files=session(GMAX, head=f"hold: {ms // 1000}s\n")
        )
    for seconds in (61, 120, 540):
        yield Way(
            what=f"a free hold of {seconds} s", files=session("say: Now.", f"hold: {seconds}s")
        )
        again = f"{{repeat: 9, steps: [{{hold: {seconds}s}}]}}"
        yield Way(what=f"nine of {seconds} s", files=session("say: Now.", again))
    long = technique("vibration", steps(lambda s: s | {"hold": "5m"} if "hold" in s else s))
    yield Way(what="a technique's own five minutes", files=session(GMAX) | long)
    for target in (3_600_000, 7_200_000):
        yield Way(what=f"a target of {target}", files=session(GMAX), asked={"target": target})
    two = technique("vibration", after("hold", {"hold": "dose"}), to="twice")
    use = muscle("gluteus-maximus", put("techniques/twice", "ok"))
    routine = "{muscle: gluteus-maximus, side: left, technique: twice, hold: 60s}"
    yield Way(what="held twice", files=session(routine) | two | use)


def _left_on() -> Iterator[Way]:
    for wait in ("16s", "1m", "5m", "10m"):
        for behind in ("switch-on", "hold", "place"):
            slow = technique("vibration", after(behind, {"wait": wait}))
            yield Way(what=f"{wait} behind {behind}", files=session(GMAX) | slow)
            mine = technique("vibration", after(behind, {"wait": wait}), to="mine")
            use = muscle("gluteus-maximus", put("techniques/mine", "ok"))
            routine = "{muscle: gluteus-maximus, side: right, technique: mine}"
            yield Way(what=f"mine, {wait} behind {behind}", files=session(routine) | mine | use)
    for name in ("hold-off", "switch-on"):
        for gone in (without(name), instead(name, "finish")):
            files = session("{muscle: gluteus-maximus, side: right, points: 3}")
            yield Way(what=f"no {name}", files=files | technique("vibration", gone))
            mine = technique("vibration", gone, to="mine")
            use = muscle("gluteus-maximus", put("techniques/mine", "ok"))
            routine = "{muscle: gluteus-maximus, side: right, technique: mine, points: 3}"
            yield Way(what=f"mine without {name}", files=session(routine) | mine | use)
    for pace in ("slow", "normal", "brisk"):
        sweep = "{muscle: gluteus-maximus, side: right, technique: vibration-sweep, hold: 60s}"
        yield Way(what=f"a {pace} sweep", files=session(sweep, head=ALL), asked={"pace": pace})
    yield Way(what="stretched", files=session(GMAX), asked={"target": 20 * 60_000})


def _running() -> Iterator[Way]:
    every = [
        f"{{muscle: {name}, side: both, points: {points}, hold: {hold}s}}"
        for name, points, hold in (
            ("erector-spinae", 3, 60),
            ("small-spinal-muscles", 3, 60),
            ("gluteus-maximus", 3, 60),
            ("quadratus-lumborum", 3, 60),
            ("piriformis", 1, 90),
            ("gluteus-medius", 2, 60),
        )
    ]
    for count in range(2, 7):
        yield Way(what=f"{count} muscles in full", files=session(*every[:count]))
        yield Way(what=f"the last {count}", files=session(*every[-count:]))
    for words in ("Leave it on.", "Stay a while.", "Rest it there again.", "Keep it, and breathe."):
        yield Way(what=f"{words} for six minutes", files=session(GMAX, f"say: {words}", "wait: 6m"))
        more = f"{{repeat: 6, steps: [{{say: {words}}}, {{wait: 1m}}]}}"
        yield Way(what=f"{words} six times", files=session(GMAX, more))
    yield Way(
        what="all at sixty seconds",
        names=("full-low-back", "desk-day", "sore-hip"),
        asked={"hold": 60_000, "points": 3},
    )
    yield Way(what="switched on by hand", files=session(GMAX, "say: switch-on", "wait: 10m"))


def _points() -> Iterator[Way]:
    for points in (4, 5, 9, 99):
        routine = f"{{muscle: gluteus-maximus, side: left, points: {points}}}"
        yield Way(what=f"{points} points", files=session(routine))
        more = muscle("gluteus-maximus", put("dose/points/max", points))
        yield Way(what=f"a record of {points}", files=session(routine) | more)
        yield Way(what=f"--points {points}", files=session(GMAX), asked={"points": points})
    for first, then in (("left", "left"), ("both", "left"), ("right", "both"), ("both", "both")):
        pair = [f"{{muscle: gluteus-maximus, side: {side}}}" for side in (first, then)]
        yield Way(what=f"{first} and {then}", files=session(*pair))
        yield Way(
            what=f"{first}, words, {then}", files=session(pair[0], "say: Once more.", pair[1])
        )
        other = f"{{muscle: gluteus-maximus, side: {then}, technique: stick}}"
        yield Way(what=f"{first}, then by stick {then}", files=session(pair[0], other, head=ALL))
    both = [
        "{muscle: gluteus-medius, side: left, points: 2}",
        "{muscle: gluteus-minimus, side: left, points: 2}",
    ]
    yield Way(what="two muscles of one place", files=session(*both))
    for gone in ("gluteus-medius", "gluteus-minimus"):
        yield Way(
            what=f"{gone} of no group", files=session(*both) | muscle(gone, put("spot-group", None))
        )
    yield Way(what="--side both", files=session(GMAX, GMAX), asked={"side": "both"})


def _framed() -> Iterator[Way]:
    bodies = {
        "a routine": (GMAX,),
        "words first": ("say: Hello.", GMAX),
        "a hold": ("say: Now.", "hold: 30s"),
        "a chapter first": ("chapter: Go", GMAX),
        "a wait first": ("wait: 1m", GMAX),
        "a line": ("say: place-it", "say: switch-on"),
        "a tool": ("say: Take your massager.",),
        "repeated": ("{repeat: 3, steps: [{say: Now.}, {hold: 30s}]}",),
        "own opening": ("say: opening-short", GMAX),
        "own closing": (GMAX, "say: That is the end."),
        "a stick": ("say: Take a tennis ball to it.",),
        "a chime": ("chime: start", "hold: 40s"),
    }
    for what, items in bodies.items():
        yield Way(what=what, files=session(*items))
        for detail in ("short", "cues"):
            yield Way(what=f"{what}, {detail}", files=session(*items), asked={"detail": detail})
    for name in ("opening-full", "closing", "ahead"):
        yield Way(what=f"a frame without {name}", files=session(GMAX) | frame(without(name)))
        early = frame(steps(lambda s: s), put("opening", [{"say": "closing"}]))
        yield Way(what=f"a frame without all but {name}", files=session(GMAX) | early)
    yield Way(what="an empty closing", files=session(GMAX) | frame(put("closing", [])))
    yield Way(
        what="the short one for the full",
        files=session(GMAX) | frame(instead("opening-full", "opening-short")),
    )
    before = frame(lambda c: c["opening"].insert(0, {"say": "finish"}))
    yield Way(what="something before it", files=session(GMAX) | before)


def _unpressed() -> Iterator[Way]:
    x = session(GMAX)
    yield Way(what="the frame does not say it", files=x | frame(without("no-pressing")))
    for other in ("finish", "prepare-charge", "prepare-setting"):
        yield Way(what=f"{other} instead", files=x | frame(instead("no-pressing", other)))
    for text in ("Press it in.", "Lean on it.", "Let it work.", "Never press. Or do.", "Good."):
        yield Way(what=text, files=x | script("shared", line("no-pressing", text, safety=True)))
    for when in ("with-stick", "with-hand", "seated", "chimes-only", "helper"):
        only = steps(partial(_only, "no-pressing", when))
        yield Way(what=f"only {when}", files=x | frame(only))
    late = frame(without("no-pressing"), lambda c: c["closing"].insert(1, {"say": "no-pressing"}))
    yield Way(what="said at the end", files=x | late)
    yield Way(
        what="for who returns", files=x | frame(without("no-pressing")), asked={"returning": True}
    )
    yield Way(what="at few words", files=x, asked={"detail": "cues"})


def _nerve() -> Iterator[Way]:
    x = session(PIRI)
    for text in (
        "Halfway.",
        "Halfway. Tingling is good.",
        "Halfway. Go on if it goes numb.",
        "Halfway. Lift your chin.",
        "Halfway. If your leg tingles, enjoy it.",
    ):
        for safety in (True, False):
            edit = line("hold-half", text, safety=safety)
            yield Way(what=f"{text} {safety}", files=x | script("piriformis", edit))
    yield Way(what="no line", files=x | script("piriformis", put("lines/hold-half", None)))
    unmarked = steps(lambda s: s | {"inside": s["inside"][:1]} if "inside" in s else s)
    yield Way(what="no words inside", files=x | technique("vibration", unmarked))
    renamed = steps(
        lambda s: (
            s
            | {
                "inside": [
                    m | {"say": "hold-quarter"} if m.get("say") == "hold-half" else m
                    for m in s["inside"]
                ]
            }
            if "inside" in s
            else s
        )
    )
    yield Way(what="other words at half", files=x | technique("vibration", renamed))
    mine = technique("vibration", renamed, to="mine")
    use = muscle("piriformis", put("techniques/mine", "ok"))
    routine = "{muscle: piriformis, side: left, technique: mine}"
    yield Way(what="a technique of one's own", files=session(routine) | mine | use)
    for detail in ("short", "cues"):
        yield Way(what=f"at {detail}", files=x, asked={"detail": detail})
    for name in ("Piriformis", "Obturator internus", "Deep rotators"):
        twin = muscle("piriformis", put("name", name), put("author", "A"), to="deep")
        told = script(
            "piriformis",
            put("author", "A"),
            line("hold-half", "Halfway. Rest."),
            to="scripts/en/deep.yaml",
        )
        yield Way(what=f"as {name}", files=session("{muscle: deep, side: left}") | twin | told)
    yield Way(what="a free hold", files=session(PIRI, "say: Once more there.", "hold: 60s"))


def _cued() -> Iterator[Way]:
    x = session(GMAX)
    for mark in range(5):
        less = steps(partial(_unmarked, mark))
        yield Way(what=f"without mark {mark}", files=x | technique("vibration", less))
        mine = technique("vibration", less, to="mine")
        use = muscle("gluteus-maximus", put("techniques/mine", "ok"))
        routine = "{muscle: gluteus-maximus, side: left, technique: mine}"
        yield Way(what=f"mine without mark {mark}", files=session(routine) | mine | use)
    for name in ("recheck", "recheck-outcome", "recheck-worse"):
        for gone in (without(name), instead(name, "finish")):
            yield Way(what=f"no {name}", files=x | technique("vibration", gone))
            mine = technique("vibration", gone, to="mine")
            use = muscle("gluteus-maximus", put("techniques/mine", "ok"))
            routine = "{muscle: gluteus-maximus, side: both, technique: mine}"
            yield Way(what=f"mine without {name}", files=session(routine) | mine | use)
    for wait in ("1s", "3s", "5s"):
        hasty = technique(
            "vibration",
            steps(partial(_hastened, wait)),
            to="mine",
        )
        use = muscle("gluteus-maximus", put("techniques/mine", "ok"))
        routine = "{muscle: gluteus-maximus, side: both, technique: mine}"
        yield Way(what=f"{wait} to stop", files=session(routine) | hasty | use)
        yield Way(
            what=f"{wait} to stop, brisk",
            files=session(routine) | hasty | use,
            asked={"pace": "brisk"},
        )
    for detail, pace in (("short", "brisk"), ("cues", "brisk"), ("full", "slow")):
        yield Way(what=f"{detail}, {pace}", files=x, asked={"detail": detail, "pace": pace})
    for target in (200_000, 240_000, 300_000):
        yield Way(what=f"squeezed into {target}", files=x, asked={"target": target})


def _sided() -> Iterator[Way]:
    for name, word in (("word-left", "right"), ("word-right", "left")):
        said = script("shared", line(name, word))
        for routine in (GMAX, PIRI, "{muscle: quadratus-lumborum, side: both}"):
            yield Way(what=f"{name} is {word}: {routine}", files=session(routine) | said)
    british = script(
        "shared",
        line("word-left", "right"),
        line("word-right", "left"),
        to="scripts/en-GB/shared.yaml",
    )
    yield Way(what="a British left", files=session(GMAX) | british, asked={"language": "en-GB"})
    lexicon = {"scripts/en/lexicon.yaml": "terms:\n  left: {say: right}\n  right: {say: left}\n"}
    yield Way(what="respelt", files=session(GMAX) | lexicon)
    spoken = muscle("gluteus-maximus", put("spoken", "the big muscle of your left buttock"))
    yield Way(what="in a muscle's name", files=session(GMAX) | spoken)
    for side in ("left", "right", "both"):
        yield Way(
            what=f"--side {side}",
            asked={"side": side},
            names=("sore-hip", "desk-day", "full-low-back", "sweep", "stick"),
        )
        yield Way(
            what=f"{side}, lying aside",
            asked={"side": side, "position": "side-lying"},
            names=("desk-day", "full-low-back", "starter"),
        )
    for owner, name in (
        ("shared", "hand"),
        ("shared", "position-side-lying"),
        ("gluteus-maximus", "find"),
        ("piriformis", "find"),
    ):
        for text in ("On the {other} one.", "On the left.", "On the right."):
            yield Way(
                what=f"{owner}/{name}: {text}",
                files=session("{muscle: gluteus-maximus, side: both}", PIRI)
                | script(owner, line(name, text)),
            )


def _by_hand() -> Iterator[Way]:
    asks = (
        ("erector-spinae", "basic-massage", "helper"),
        ("erector-spinae", "pressure-hold", "helper"),
        ("quadratus-lumborum", "stick", "shown-by-professional"),
        ("quadratus-lumborum", "pressure-hold", "shown-by-professional"),
        ("gluteus-maximus", "basic-massage", "shown-by-professional"),
        ("gluteus-maximus", "pressure-hold", "shown-by-professional"),
        ("gluteus-medius", "stick", "discouraged"),
        ("gluteus-minimus", "stick", "discouraged"),
        ("gluteus-medius", "basic-massage", "discouraged"),
    )
    for name, how, needed in asks:
        routine = f"{{muscle: {name}, side: left, technique: {how}}}"
        yield Way(what=f"{how} on {name}, unasked", files=session(routine))
        others = ALL.replace(f"{needed}, ", "")
        yield Way(what=f"{how} on {name}, all but {needed}", files=session(routine, head=others))
        opened = muscle(name, put(f"techniques/{how}", "ok"))
        yield Way(what=f"{how} on {name} is ok", files=session(routine) | opened)
        quiet = frame(without(f"opt-in-{needed}"))
        yield Way(
            what=f"{needed} untold for {how} on {name}", files=session(routine, head=ALL) | quiet
        )
        told = script("shared", line(f"opt-in-{needed}", "Good.", safety=True))
        yield Way(
            what=f"{needed} told otherwise for {how} on {name}",
            files=session(routine, head=ALL) | told,
        )
        needless = technique(how, put("needs", []))
        yield Way(what=f"{how} needs nothing, {name}", files=session(routine) | needless)


def _searched() -> Iterator[Way]:
    asks = (
        ("{muscle: gluteus-maximus, side: left, technique: vibration-sweep}", "experienced"),
        ("{muscle: erector-spinae, side: left, position: supine-on}", "body-weight"),
        ("{muscle: calf, side: left}", "calf"),
    )
    for routine, needed in asks:
        yield Way(what=f"{needed}, unasked", files=session(routine))
        yield Way(
            what=f"all but {needed}",
            files=session(
                routine, head=ALL.replace(needed, "helper").replace("helper, helper", "helper")
            ),
        )
        yield Way(
            what=f"{needed} untold",
            files=session(routine, head=ALL) | frame(without(f"opt-in-{needed}")),
        )
        yield Way(
            what=f"{needed} told otherwise",
            files=session(routine, head=ALL)
            | script("shared", line(f"opt-in-{needed}", "Good.", safety=True)),
        )
        yield Way(
            what=f"{needed}, chimes only",
            files=session(routine, head=ALL),
            asked={"detail": "cues"},
        )
        yield Way(
            what=f"{needed} by --opt-in helper",
            files=session(routine),
            asked={"opt_in": ("helper",)},
        )
    free = technique("vibration-sweep", put("needs", []))
    yield Way(what="a sweep for anybody", files=session(asks[0][0]) | free)
    mine = technique("vibration-sweep", put("needs", []), to="mine")
    use = muscle("gluteus-maximus", put("techniques/mine", "ok"))
    yield Way(
        what="a sweep of one's own",
        files=session("{muscle: gluteus-maximus, side: left, technique: mine}") | mine | use,
    )
    flat = muscle("gluteus-maximus", put("position/alternatives", ["supine-on"]))
    yield Way(
        what="lying on it by record",
        files=session("{muscle: gluteus-maximus, side: left, position: supine-on}") | flat,
    )
    yield Way(
        what="--position supine-on",
        names=("desk-day", "full-low-back"),
        asked={"position": "supine-on"},
    )
    yield Way(
        what="a calf that needs nothing",
        files=session(asks[2][0]) | muscle("calf", put("needs", [])),
    )


def _kit() -> Iterator[Way]:
    things = (
        "a long-handled stick",
        "a massage gun",
        "a tennis ball",
        "a foam roller",
        "a cane",
        "the knob of a door",
        "an elbow",
        "a bottle",
        "a wooden spoon",
        "A Stick",
        "a sti\u00adck",
        "two pillows, and a stick",
        "your ball",
    )
    for thing in things:
        for by in ("massager", "hand"):
            mine = technique("vibration", put("by", by), put("kit", [thing]), to="mine")
            use = muscle("gluteus-maximus", put("techniques/mine", "ok"))
            routine = "{muscle: gluteus-maximus, side: left, technique: mine}"
            yield Way(what=f"{thing!a} by {by}", files=session(routine, head=ALL) | mine | use)
    yield Way(
        what="over the bundled one",
        files=session(GMAX) | technique("vibration", put("kit", ["a stick"])),
    )


def _added() -> Iterator[Way]:
    for name in (
        "Throat",
        "Neck",
        "Chest",
        "Navel",
        "Kidney",
        "Groin",
        "Ear",
        "Temple",
        "Knee pit",
        "Eye",
    ):
        for author in ({}, {"author": "A"}):
            edits = [put("name", name), put("spoken", f"the {name.lower()}")]
            edits += [put("author", author["author"])] if author else []
            new = muscle("gluteus-maximus", *edits, to="new")
            told = script("gluteus-maximus", put("author", "A"), to="scripts/en/new.yaml")
            x = session("{muscle: new, side: left}")
            signed = "signed" if author else "unsigned"
            yield Way(what=f"{name}, {signed}", files=new | told | x)
            for owner in ("new", "shared"):
                hidden = script(
                    "gluteus-maximus" if owner == "new" else "shared",
                    line("region-buttock", "Anywhere."),
                    to=f"scripts/en/{owner}.yaml",
                )
                yield Way(
                    what=f"{name}, {signed}, region said by {owner}", files=new | told | x | hidden
                )
    british = script(
        "shared",
        line("region-buttock", "Anywhere."),
        line("own-words", "Good."),
        to="scripts/en-GB/shared.yaml",
    )
    new = muscle("gluteus-maximus", put("author", "A"), put("name", "Neck"), to="new")
    told = script("gluteus-maximus", put("author", "A"), to="scripts/en/new.yaml")
    yield Way(
        what="a British region",
        files=new | told | british | session("{muscle: new, side: left}"),
        asked={"language": "en-GB"},
    )


def _disguised() -> Iterator[Way]:
    signs = (
        "\u00ad",
        "\u200b",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u202e",
        "\u2066",
        "\u3164",
        "\ue000",
        "\U000e0061",
        "\ufe0f",
        "\u034f",
    )
    alike = (
        "pr\u0435ss",
        "pr\u03b5ss",
        "\u0440ress",
        "\uff50ress",
        "\U0001d429ress",
        "pres\u0455",
        "st\u043ep",
        "\u0391nd",
        "h\u043eld",
        "r\u0435st",
    )
    for sign in signs:
        said = f'say: "Pr{sign}ess it now."'
        yield Way(what=f"{sign!a} in a session", files=session(GMAX, said))
        yield Way(
            what=f"{sign!a} in a line",
            files=session(GMAX) | script("gluteus-maximus", line("finish", f"Go{sign}od.")),
        )
        yield Way(
            what=f"{sign!a} in a title",
            files={
                "sessions/x.yaml": f"title: Tr{sign}y\nsummary: A try.\nroutines:\n  - {GMAX}\n"
            },
        )
        yield Way(what=f"{sign!a} by --title", files=session(GMAX), asked={"title": f"Tr{sign}y"})
        yield Way(
            what=f"{sign!a} in a name",
            files=session(GMAX) | muscle("gluteus-maximus", put("spoken", f"the big{sign} one")),
        )
    for word in alike:
        yield Way(what=f"{word!a} in a session", files=session(GMAX, f"say: Now {word} it."))
        yield Way(
            what=f"{word!a} in a line",
            files=session(GMAX) | script("gluteus-maximus", line("finish", f"Now {word} it.")),
        )


def _careless() -> Iterator[Way]:
    for name in ("gluteus-maximus", "piriformis", "erector-spinae", "small-spinal-muscles"):
        x = session(f"{{muscle: {name}, side: left}}")
        for keys, value in (
            ("region", "calf"),
            ("position/default", "seated"),
            ("cautions", []),
            ("dose/points", {"default": 3, "max": 5}),
            ("dose/factor", 9.0),
            ("dose/recheck", "finger"),
            ("spot-group", "mine"),
            ("dose/hold", {"min": "5s", "max": "10m"}),
        ):
            yield Way(what=f"{name}: {keys}", files=x | muscle(name, put(keys, value)))
    for name in ("position", "position-stay", "place", "switch-on", "hold-off", "recheck", "find"):
        yield Way(what=f"no {name}", files=session(GMAX) | technique("vibration", without(name)))
    for part in ("opening", "closing", "opening-short", "closing-short"):
        for asked in ({}, {"returning": True}):
            yield Way(
                what=f"an empty {part} {asked}",
                files=session(GMAX) | frame(put(part, [])),
                asked=asked,
            )
    yield Way(what="by hand", files=session(GMAX) | technique("vibration", put("by", "hand")))


#: By the first words of its row.
PROMISES: Mapping[str, tuple[Callable[[], Iterator[Way]], Kept]] = {
    "A line of safety": (_fixed, fixed_lines_as_bundled),
    "Anything on the iliopsoas": (_psoas, nobody_treats("iliopsoas")),
    "A region other than": (_regions, in_known_regions),
    "Stick or finger pressure": (lambda: _pressed("piriformis"), by_massager("piriformis")),
    "Anything but vibration": (_small_spinal, only_vibrated),
    "A hold under 30 s": (_lengths, holds_in_bounds),
    "A massager that runs over 75 s": (_left_on, off_between_spots),
    "A massager that runs over 15 minutes": (_running, runs_in_bounds),
    "More than three points": (_points, no_place_too_often),
    "A track with a routine or a hold": (_framed, framed),
    "A track with a massager that does not": (_unpressed, nobody_presses_told),
    "A piriformis hold": (_nerve, nerve_told),
    "A hold without its cues": (_cued, cued_and_checked),
    "A spoken side": (_sided, sides_agree),
    "Hand or stick on a muscle": (_by_hand, by_hand_only_when_told),
    "Searching with the massager": (_searched, searched_only_when_told),
    "A technique whose kit": (_kit, kit_is_of_the_tool),
    "A muscle that did not come": (_added, added_muscles_told),
    "Characters that nobody sees": (_disguised, nothing_hidden),
    "A workspace's muscle": (_careless, as_careful_as_bundled),
}

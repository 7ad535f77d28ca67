"""The list of codes: complete, and each example shows its problem and no other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from manual.problems import CODES, Code

from tests.conftest import ROOT
from tests.content.workspaces import (
    BRIEF,
    CHIME,
    LOOSER,
    MUSCLE,
    PLAYLIST,
    PROGRAMME,
    SESSION,
    SHARED,
    TECHNIQUE,
    Content,
    changed,
    problems,
    reading,
    session,
)
from tests.usual import cases
from unknot.content.checks.languages import gaps
from unknot.diagnostic import Place

CONTENT = ROOT / "src" / "unknot" / "content"
Files = dict[str, Content]


def _keep_going(line: str) -> str:
    """A programme whose fourth phase has ``line`` instead of its own of that key."""
    key = line.partition(":")[0]
    before, phase, after = PROGRAMME.partition("  - phase: keep-going")
    return before + phase + re.sub(rf"(?m)^    {key}:.*$", f"    {line}", after, count=1)


WITHIN: dict[str, Callable[[str], Files]] = {
    "file": lambda text: {"sessions/x.yaml": text + "\n"},
    "session": lambda line: {"sessions/x.yaml": changed(BRIEF, line)},
    "routines": session,
    "playlist": lambda line: {"sessions/playlists/x.yaml": changed(PLAYLIST, line)},
    "tracks": lambda entry: {"sessions/playlists/x.yaml": changed(PLAYLIST, f"tracks: [{entry}]")},
    "phase": lambda line: {"sessions/programmes/x.yaml": _keep_going(line)},
    "muscle": lambda line: {"atlas/muscles/gluteus.yaml": changed(MUSCLE, line)},
    "steps": lambda step: {
        "atlas/techniques/vibration.yaml": TECHNIQUE.replace("steps:\n", f"steps:\n  - {step}\n", 1)
    },
    "lines": lambda line: {"scripts/en/shared.yaml": f"{SHARED}  more: {line}\n"},
    "terms": lambda term: {"scripts/en/lexicon.yaml": f"terms:\n  {term}\n"},
    "sources": lambda row: {"atlas/sources.yaml": f"sources:\n  {row}\n"},
    "notes": lambda note: {
        "audio/chimes/start.yaml": re.sub(r"notes:.*", f"notes: [{note}]", CHIME)
    },
}
KNEAD = """\
title: Kneading
summary: By hand.
by: hand
steps:
  - {say: position}
  - {repeat: points, steps: [{say: place}, {hold: 5s}, {say: recheck}]}
sources: {steps: S1}
"""
KNOB = KNEAD.replace("by: hand", "by: stick").replace(
    "{hold: 5s}", "{repeat: 5, steps: [{hold: 5s}]}"
)
#: What no line of YAML can show.
FOLDERS: dict[str, Files] = {
    "S39": {
        "sessions/x.yaml": changed(BRIEF, "routines: [{wait: 5m, left: [1m]}]") + "language: de\n"
    },
    "Y01": {"sessions/x.yaml": b"#" * 2_000_000},
    "Y02": {"sessions/x.yaml": SESSION.replace("hip", "hüft").encode("latin-1")},
    "Y06": {"sessions/x.yaml": f"{SESSION}---\n{SESSION}"},
    "Y08": {"sessions/x.yaml": "[" * 41},
    "Y09": {"sessions/x.yaml": changed(SESSION, "title: " + "x" * 4_001)},
    "Y21": {"sessions/x.yaml": "title: T\n" * 200},
    "Y22": {"sessions/con.yaml": SESSION},
    "Y23": {"sessions/x.yaml/file": ""},
    "Y24": {"sessions/x.yaml": SESSION, "sessions/x.yml": SESSION},
    "Y25": {"scripts/English/shared.yaml": SHARED},
    "Y26": {"scripts/shared.yaml": SHARED},
    "Y28": {f"sessions/s{number}.yaml": SESSION for number in range(5_001)},
    "S25": {"scripts/en/glutaeus.yaml": "lines: {place: {say: Here., sources: S1}}\n"},
    "S27": {"scripts/en/shared.yaml": re.sub(r"  chapter-routine.*\n", "", SHARED)},
    "S34": {
        "atlas/techniques/knob.yaml": KNOB,
        "atlas/muscles/thigh.yaml": changed(MUSCLE, "techniques: {vibration: default, knob: ok}"),
        **session("{muscle: thigh, side: left, technique: knob, hold: 45s}"),
    },
    "S94": {"scripts/en/shared.yaml": f"{SHARED}  no-pressing: {{say: Press it., sources: S1}}\n"},
    "S95": {
        "scripts/en/vibration.yaml": "lines: {no-pressing: {say: Just rest., sources: S1}}\n",
    },
    "S96": {"atlas/muscles/soleus.yaml": MUSCLE.replace("author: Somebody\n", "")},
    "S97": {"atlas/emergency.yaml": "countries: {AU: {number: '0', say: nobody, sources: [S1]}}\n"},
    "S36": {"atlas/techniques/knead.yaml": KNEAD.replace("hand", "stick")},
    "S37": {
        "atlas/techniques/search.yaml": TECHNIQUE.replace("say: place", "say: sweep"),
        "scripts/en/shared.yaml": SHARED + "  sweep: {say: Glide it along., sources: S1}\n",
    },
    "S47": {"atlas/muscles/thigh.yaml": changed(MUSCLE, "region: excluded-front")},
    "S48": {"atlas/muscles/thigh.yaml": MUSCLE.replace("max: 60s", "max: 2m")},
    "S49": {"atlas/muscles/thigh.yaml": MUSCLE + "exam: {tip: ok}\n"},
    "S46": {
        "atlas/techniques/knead.yaml": KNEAD,
        "atlas/muscles/piriformis.yaml": changed(
            MUSCLE.replace("name: Gluteus", "name: Deep rotators"),
            "techniques: {vibration: default, knead: ok}",
        ),
    },
    "S86": {
        "scripts/en/gluteus.yaml": "lines:\n  place: {say: Press it in here., sources: S1}\n",
    },
    "S91": {"scripts/en/shared.yaml": SHARED.replace("In an emergency call {emergency}.", "")},
    "S93": {"scripts/de/shared.yaml": "lines: {opening: {say: Guten Tag., sources: S1}}\n"},
    "S92": {"atlas/techniques/vibration.yaml": TECHNIQUE.replace("      - {say: recheck}\n", "")},
    "S40": {"atlas/muscles/gluteus.yaml": re.sub(r"dose: \{f.*\n", "", MUSCLE)},
    "S71": {"sessions/programmes/x.yaml": re.sub(r"  - .phase: maintain.*\n", "", PROGRAMME)},
    "S73": {"sessions/programmes/x.yaml": re.sub(r"    tasks:.*\n", "", PROGRAMME)},
    "S51": {"audio/chimes/gong.yaml": CHIME},
}


#: What is lacking has no place; and where one of two must give way, either will do.
ELSEWHERE = dict.fromkeys(("Y05", "Y18", "S26", "S33", "S43"))
#: Told of by what reads pictures, and tried in tests/pictures/test_own.py.
OF_PICTURES = "S57"
TRIED = [code for code in CODES if code.code != OF_PICTURES]


@cases("code", TRIED, ids=lambda code: code.code, usual=40)
def test_each_example_has_its_problem_and_no_other(code: Code, tmp_path: Path) -> None:
    files = FOLDERS.get(code.code) or WITHIN[code.within](code.example)
    expected = {code.code, "Y13"} if code.code == "Y21" else {code.code}
    found = problems(tmp_path, files, looser=code.code in LOOSER)
    if code.code == "S93":
        assert found == ()
        found = tuple(gaps(reading(tmp_path, files)[0], "de"))
    assert {each.code for each in found} == expected
    if code.code not in FOLDERS | ELSEWHERE:
        assert all(written_at(each.place, tmp_path)[:4] in code.example for each in found), found


def written_at(place: Place, folder: Path) -> str:
    """What stands in the file from the place on that is told."""
    (path,) = folder.glob(f"own/**/{Path(place.file).name}")
    return path.read_text("utf-8").splitlines()[place.line - 1][place.column - 1 :]


def test_the_list_has_every_code_that_the_loader_uses() -> None:
    """A new rule is only finished when a reader can look its code up."""
    used = {
        code
        for path in CONTENT.rglob("*.py")
        for code in re.findall(r'"([YS]\d\d)"', path.read_text(encoding="utf-8"))
    }
    assert used | {OF_PICTURES} == {code.code for code in CODES}


def test_codes_are_listed_once_and_in_order() -> None:
    codes = [code.code for code in CODES]
    assert codes == sorted(set(codes), key=lambda code: (code[0] != "Y", code))


#: Examples of what is added to a file, many to one: where they go, and what is in it already.
SHARED_BY: dict[str, tuple[str, str]] = {
    "lines": ("scripts/en/shared.yaml", SHARED),
    "terms": ("scripts/en/lexicon.yaml", "terms:\n"),
}


def test_examples_in_one_workspace_have_their_problems() -> None:
    """Every code whose example is a record of its own, by one reading; each file has its code."""
    wanted, files = {}, {}
    for code in TRIED:
        own = FOLDERS.get(code.code) or WITHIN[code.within](code.example)
        (path, content), *more = own.items()
        alone = Path(path).stem == "x" or (code.within == "muscle" and code.code != "S40")
        if alone and not more and code.code not in ("S33", "S90"):
            name = f"x{code.code.lower()}"
            wanted[name] = {code.code}
            files[str(Path(path).with_name(f"{name}.yaml"))] = content
    wanted["xy21"].add("Y13")
    with TemporaryDirectory() as folder:
        found = problems(Path(folder), files, looser=True)
    seen: dict[str, set[str]] = {}
    for each in found:
        seen.setdefault(Path(each.place.file).stem, set()).add(each.code)
    assert len(wanted) > 60
    assert seen == wanted


def test_examples_that_share_files_have_their_problems() -> None:
    """Those of lines, terms and steps, each kind in one file, and records beside bundled ones."""
    wanted = {"S21", "S35"}
    texts = dict(SHARED_BY.values())
    for code in TRIED:
        if code.within in SHARED_BY and code.code not in FOLDERS:
            path, _ = SHARED_BY[code.within]
            wanted.add(code.code)
            named = f"{code.code.lower()}: " if code.within == "lines" else ""
            texts[path] += f"  {named}{code.example}\n"
    steps = "".join(f"  - {code.example}\n" for code in TRIED if code.code in ("S21", "S35"))
    files: Files = {
        **texts,
        "atlas/techniques/vibration.yaml": TECHNIQUE.replace("steps:\n", f"steps:\n{steps}", 1),
    }
    for one in ("Y24", "Y25", "Y26", "S25", "S36", "S46", "S49", "S95", "S96", "S97"):
        files |= {path: each for path, each in FOLDERS[one].items() if path not in files}
        wanted.add(one)
    with TemporaryDirectory() as folder:
        found = problems(Path(folder), files, looser=True)
    assert wanted - {each.code for each in found} == set()

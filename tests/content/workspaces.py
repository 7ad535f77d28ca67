"""Small workspaces for tests: a bundled root of one page, and files to lay over it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from unknot.content.library import Library
from unknot.content.load import read
from unknot.content.workspace import Root
from unknot.diagnostic import Diagnostic

SESSION = """\
title: Sore hip
summary: One hip.
routines:
  - {muscle: gluteus, side: left}
"""
#: The same on three lines, for :func:`changed`.
BRIEF = "title: X\nsummary: An example.\nroutines: [{muscle: gluteus, side: left}]\n"
MUSCLE = """\
name: Gluteus
spoken: the buttock
region: buttock
depth: thick
function: Standing up.
symptoms: Aches on stairs.
position: {default: side-lying, landmark: The fleshy middle}
techniques: {vibration: default, stick: forbidden}
because: {stick: It lies too deep (S1).}
dose: {factor: 1.0, hold: {min: 30s, max: 60s}, points: {default: 1, max: 3}, recheck: flat}
author: Somebody
sources: {function: S1, dose: [S1, INF]}
"""
PSOAS = """\
name: Psoas
spoken: the front muscle
region: excluded-front
depth: behind the belly
info-only: true
function: Supports the spine.
symptoms: Aches when standing.
techniques: {vibration: forbidden}
because: {vibration: Organs lie in front of it.}
sources: {techniques: [S1, INF]}
"""
TECHNIQUE = """\
title: Vibration
summary: Rest the massager on it.
steps:
  - {say: position}
  - repeat: points
    steps:
      - {say: place}
      - {hold: dose, inside: [{at: 50%, say: half}]}
      - {say: recheck}
      - {say: extra, optional: true}
sources: {steps: S1}
"""
SHARED = """\
lines:
  opening: {say: "Hello. In an emergency call {emergency}.", sources: S1}
  position: {say: "Lie on your {other} side.", sources: S1}
  place: {say: "Rest it on the {side}.", sources: S1}
  half: {in-turn: [Halfway., Half done.], sources: INF}
  recheck-flat: {say: ["Feel it again.", "Is it softer?"], sources: S1}
  chapter-routine: {say: "{name}, {side}", sources: INF}
"""
CHIME = "title: Sounds\nnotes: [{at: 0ms, hz: 1200, length: 300ms}]\nsources: INF\n"
SOURCES = """\
sources:
  S1: {kind: seed, title: A claim, where: article A}
  INF: {kind: inference, title: Our own}
"""
PLAYLIST = """\
title: Hips
summary: Both in a row.
tracks: [{session: sore-hip}]
"""
PROGRAMME = """\
title: Hips
summary: A year with them.
phases:
  - phase: prepare
    title: Prepare
    weeks: 1
    tasks: [{task: See somebody., about: professional-check}, {task: Walk., about: complete-care}]
  - phase: settle-in
    title: Settle in
    weeks: 2
    days: &days [sore-hip, rest, rest, rest, rest, rest, rest]
  - {phase: work-through, title: Work, weeks: 6, days: *days}
  - phase: keep-going
    title: Keep going
    weeks: 20
    until: As long as it takes.
    days: *days
  - {phase: maintain, title: Maintain, weeks: 23, days: *days}
sources: {phases: S1}
"""
BUNDLED = {
    "sessions/sore-hip.yaml": SESSION,
    "atlas/muscles/gluteus.yaml": MUSCLE,
    "atlas/muscles/medius.yaml": MUSCLE + "spot-group: hip\n",
    "atlas/muscles/minimus.yaml": MUSCLE + "spot-group: hip\n",
    "atlas/muscles/psoas.yaml": PSOAS,
    "atlas/techniques/vibration.yaml": TECHNIQUE,
    "atlas/sources.yaml": SOURCES,
    "atlas/frame.yaml": "opening: [{say: opening}]\nclosing: []\nsources: {opening: S1}\n",
    "scripts/en/shared.yaml": SHARED,
    "scripts/en/gluteus.yaml": "lines:\n  place: {say: Here., sources: S1}\n",
    "scripts/en/lexicon.yaml": "terms:\n  psoas: {say: sowus}\n  gluteus: {say: gluteus}\n",
    **{f"audio/chimes/{kind}.yaml": CHIME for kind in ("start", "half", "end")},
}

Content = str | bytes


def write(folder: Path, files: Mapping[str, Content]) -> Path:
    """``files`` by their paths, below ``folder``."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def overlay(folder: Path, files: Mapping[str, Content]) -> tuple[Root, Root]:
    """A workspace of ``files`` over the small bundled root."""
    return (
        Root(write(folder / "own", files), "workspace"),
        Root(write(folder / "bundled", BUNDLED), "bundled"),
    )


def reading(folder: Path, files: Mapping[str, Content]) -> tuple[Library, tuple[Diagnostic, ...]]:
    (folder / "own").mkdir(exist_ok=True)
    return read(overlay(folder, files))


#: A workspace that makes a bundled record less careful; of no interest to most tests.
LOOSER = ("S90", "S91", "S92")


def problems(
    folder: Path, files: Mapping[str, Content], *, looser: bool = False
) -> tuple[Diagnostic, ...]:
    """What is found in ``files``; with ``looser`` also that they are less careful than ours."""
    found = reading(folder, files)[1]
    return tuple(each for each in found if looser or each.code not in LOOSER)


def told(found: tuple[Diagnostic, ...]) -> list[str]:
    """``name:line:column CODE`` of each problem."""
    return [
        f"{Path(each.place.file).name}:{each.place.line}:{each.place.column} {each.code}"
        for each in found
    ]


def session(item: str) -> dict[str, Content]:
    """A session ``x`` with one item in its routines."""
    items = item[1:-1] if item.startswith("[") else item
    head = "title: X\nsummary: An example.\nroutines:"
    return {"sessions/x.yaml": f"{head} [{items}]\n" if item[0] == "[" else f"{head}\n  - {item}\n"}


def changed(record: str, line: str) -> str:
    """``record`` with ``line`` in place of its line with the same key, or at its end."""
    key = line.partition(":")[0]
    without = re.sub(rf"^{re.escape(key)}:.*\n", "", record, flags=re.MULTILINE)
    return f"{without}{line}\n"

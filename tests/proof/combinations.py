"""Tracks of every combination of what a person chooses, and a cover of every pair of choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from itertools import combinations, product
from pathlib import Path

from msgspec.structs import replace

from tests.site.sites import CHANNEL, published
from tests.tracks import bundled
from unknot.audio.mp3 import QUALITIES
from unknot.cache import cache_folder
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.content.library import Library
from unknot.content.records.script import Line
from unknot.engines.registry import open_engine
from unknot.make import build
from unknot.site.episode import read_source
from unknot.site.request import Material
from unknot.speech.cast import Cast
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides

#: ``emma`` is who speaks when nobody was chosen.
CHOICES: Mapping[str, Sequence[str]] = {
    "detail": ("cues", "short", "full"),
    "quality": ("standard", "compact"),
    "engine": ("tone", "emma", "pyttsx3"),
    "form": ("built", "published"),
    "language": ("en", "de"),
}
Chosen = tuple[str, ...]


def pairwise(factors: Sequence[Sequence[str]]) -> list[Chosen]:
    """Few rows in which each value of a factor meets each value of every other one."""
    wanted = {
        (one, a, other, b)
        for one, other in combinations(range(len(factors)), 2)
        for a, b in product(factors[one], factors[other])
    }
    every = {row: frozenset(_pairs(row)) for row in product(*factors)}
    rows: list[Chosen] = []
    while wanted:
        best = max(every, key=lambda row: len(every[row] & wanted))
        wanted -= every[best]
        rows.append(best)
    return rows


def _pairs(row: Chosen) -> Iterator[tuple[int, str, int, str]]:
    for one, other in combinations(range(len(row)), 2):
        yield one, row[one], other, row[other]


@cache
def bilingual() -> Library:
    """The bundled content, and a German that says the English words: whole, and nobody's."""
    library, scripts = bundled(), {}
    for owner, script in library.scripts["en"].items():
        lines = dict(script.lines)
        if owner == "shared":
            lines |= {f"word-{side}": _line(side) for side in ("left", "right")}
        if owner in library.muscles:
            lines["word-name"] = _line(library.muscles[owner].spoken.removeprefix("the "))
        scripts[owner] = replace(script, lines=lines, author="A. Translator")
    return replace(library, scripts={**library.scripts, "de": scripts}, beneath=library)


def _line(text: str) -> Line:
    return Line(say=(text,), sources=("INF",))


def made(session: str, chosen: Chosen, folder: Path, returning: bool = False) -> Path:
    """The track of ``session`` so chosen, as it was built or as it was published."""
    detail, quality, engine, form, language = chosen
    library = bilingual() if language == "de" else bundled()
    store = Store(cache_folder())
    opened = None if engine == "emma" else open_engine(engine)
    with closing(Cast(opened, store.root / VOICES)) as cast:
        studio = Studio(store=store, cast=cast, quality=QUALITIES[quality])
        asked = Overrides(detail=detail, language=language, returning=returning)  # type: ignore[arg-type]
        track = build(resolve(library.sessions[session], library, asked), studio, out=folder)
    if form == "built":
        return track.path
    channel = replace(CHANNEL, seasons=(), people=())
    material = Material(
        channel=channel, tracks={session: read_source(track.path)},
        summaries={session: library.sessions[session].summary}, known={session}, folder=folder,
    )  # fmt: skip
    published(folder / "site", material)
    (found,) = (folder / "site/audio").glob("*.mp3")
    return found

"""Make the pixels that come along: ``python -m drawing.pixels``, after ``python -m drawing``.

They keep the tracks of the bundled sessions the same bytes on every machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from drawing.wanted import in_tracks
from unknot.content.load import load
from unknot.content.workspace import Root
from unknot.pictures.covers import CHAPTER
from unknot.pictures.raster import key, rasterise

ROOT = Path(__file__).parent.parent
DRAWN = ROOT / "src/unknot/pictures/data/drawn"
#: By a picture's name, its file: a track's pictures are found without being drawn.
INDEX = DRAWN / "index.json"


def file_of(svg: str) -> str:
    return f"{key(svg, CHAPTER)}.png"


def make_index(named: Mapping[str, str]) -> str:
    files = {name: file_of(svg) for name, svg in sorted(named.items())}
    return json.dumps(files, indent=0) + "\n"


def main() -> None:
    named = in_tracks(load([Root(ROOT, "bundled")]))
    wanted = {file_of(svg): svg for svg in named.values()}
    DRAWN.mkdir(parents=True, exist_ok=True)
    for path in DRAWN.glob("*.png"):
        if path.name not in wanted:
            path.unlink()
    for name, svg in sorted(wanted.items()):
        if not (DRAWN / name).exists():
            (DRAWN / name).write_bytes(rasterise(svg, CHAPTER))
    INDEX.write_text(make_index(named), encoding="utf-8", newline="\n")
    size = sum(path.stat().st_size for path in DRAWN.glob("*.png"))
    print(f"{len(wanted)} pictures, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

"""Make the pixels that come along: ``python -m drawing.pixels``, after ``python -m drawing``.

They keep the tracks of the bundled sessions the same bytes on every machine.
"""

from __future__ import annotations

from pathlib import Path

from drawing.wanted import in_tracks
from unknot.content.load import load
from unknot.content.workspace import Root
from unknot.pictures.covers import CHAPTER
from unknot.pictures.raster import key, rasterise

ROOT = Path(__file__).parent.parent
DRAWN = ROOT / "src/unknot/pictures/data/drawn"


def main() -> None:
    wanted = {f"{key(svg, CHAPTER)}.png": svg for svg in in_tracks(load([Root(ROOT, "bundled")]))}
    DRAWN.mkdir(parents=True, exist_ok=True)
    for path in DRAWN.glob("*.png"):
        if path.name not in wanted:
            path.unlink()
    for name, svg in sorted(wanted.items()):
        if not (DRAWN / name).exists():
            (DRAWN / name).write_bytes(rasterise(svg, CHAPTER))
    size = sum(path.stat().st_size for path in DRAWN.glob("*.png"))
    print(f"{len(wanted)} pictures, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

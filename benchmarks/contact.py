"""One sheet of every picture there is, to be looked at.

    python3 -m benchmarks.contact SHEET.png [--site DIR]

Every muscle on each side, in each position and with each tool it allows, light and dark; every
session's cover and art and every chapter, also at 60 pixels; cards, if pypdfium2 is there; and of a
published site, where Chromium is there, two pages in four widths.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from drawing.wanted import planned, subjects
from PIL import Image

from unknot.content.library import Library
from unknot.content.load import load
from unknot.content.workspace import Root, bundled_content
from unknot.pictures import covers, raster
from unknot.pictures.drawn import subjects_of
from unknot.pictures.looks import Looks
from unknot.pictures.people import PEOPLE, Theme
from unknot.pictures.scene import Layer, Scene
from unknot.pictures.shown import place, posture, refers

_WIDTHS = ((320, 640), (390, 844), (820, 1180), (1280, 800))
_GAP, _GROUND = 8, "#888888"
Picture = Image.Image


def opened(svg: str, size: int) -> Picture:
    with Image.open(BytesIO(raster.rasterise(svg, size))) as image:
        return image.convert("RGB")


def people() -> Iterator[Scene]:
    """Everybody who is shown, from in front, from behind and from the side."""
    box = (-2000, -350, 4000, 8150)
    for person in PEOPLE:
        for view in ("in-front", "behind", "from-the-side"):
            yield Scene(person=person, box=box, layers=(Layer(view),))


def treated(library: Library) -> Iterator[Scene]:
    """How to lie and where, for every way in which a muscle may be treated."""
    for subject in subjects(library):
        scenes = [posture(subject), place(subject)]
        if refers(subject):
            scenes.append(place(subject, whole=True))
        yield from (scene for scene in scenes if scene)


def scenes(shown: Iterable[Scene], height: int, theme: Theme) -> Iterator[Picture]:
    for scene in shown:
        yield opened(scene.svg(theme), round(height * scene.box[2] / scene.box[3]))


def squares(library: Library, size: int) -> Iterator[Picture]:
    """Covers, the same without words, and every chapter's picture."""
    for id, session in library.sessions.items():
        shown = subjects_of(planned(id, library), Looks())
        yield opened(covers.cover(id, session.title, shown), size)
        yield opened(covers.art(id, shown), size)
    for subject in subjects(library):
        if svg := covers.chapter(subject):
            yield opened(svg, size)


def cards(library: Library) -> Iterator[Picture]:
    try:
        import pypdfium2
    except ImportError:
        return
    from unknot.card.entries import make_card
    from unknot.card.pdf import cards_pdf
    from unknot.timeline.job import resolve
    from unknot.timeline.plan import estimate

    measure = estimate(library, 135)
    for id in ("starter", "full-low-back", "breathing"):
        card = make_card(resolve(library.sessions[id], library), measure)
        yield pypdfium2.PdfDocument(cards_pdf([card]))[0].render(scale=0.9).to_pil()


def pages(site: Path) -> Iterator[Picture]:
    """The channel's page and a session's, in four widths, as Chromium shows them."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return
    session = sorted((site / "s").glob("*.html"))[0]
    with tempfile.TemporaryDirectory() as folder:
        for page in (site / "index.html", session):
            frames = "".join(
                f'<iframe width="{wide}" height="{high}" src="{page.resolve().as_uri()}"></iframe> '
                for wide, high in _WIDTHS
            )
            sheet = Path(folder) / "sheet.html"
            sheet.write_text(
                f'<body style="background:#888;margin:8px;white-space:nowrap">{frames}'
            )
            shot = Path(folder) / "shot.png"
            subprocess.run(
                [chromium, "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu",
                 "--allow-file-access-from-files", "--window-size=2900,1220",
                 "--virtual-time-budget=4000", f"--screenshot={shot}", sheet.as_uri()],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            with Image.open(shot) as image:
                yield image.convert("RGB")


def paste(pictures: Sequence[Picture], wide: int) -> Picture:
    """Pictures in rows that are ``wide`` pixels at most, or one picture if that is wider."""
    rows: list[list[Picture]] = [[]]
    at = _GAP
    for each in pictures:
        if rows[-1] and at + each.width + _GAP > wide:
            rows.append([])
            at = _GAP
        rows[-1].append(each)
        at += each.width + _GAP
    wide = max(wide, *(each.width + 2 * _GAP for each in pictures))
    high = sum(max((each.height for each in row), default=0) + _GAP for row in rows) + _GAP
    sheet = Image.new("RGB", (wide, high), _GROUND)
    y = _GAP
    for row in rows:
        x = _GAP
        for each in row:
            sheet.paste(each, (x, y))
            x += each.width + _GAP
        y += max((each.height for each in row), default=0) + _GAP
    return sheet


def contact(library: Library, site: Path | None, report: Callable[[str], Any] = print) -> Picture:
    """The sheet; ``report`` hears what each part has and how long it took."""
    parts: dict[str, Callable[[], Iterable[Picture]]] = {
        "people": lambda: scenes(people(), 220, "light"),
        "light": lambda: scenes(treated(library), 260, "light"),
        "dark": lambda: scenes(treated(library), 260, "dark"),
        "covers and chapters": lambda: squares(library, 200),
        "at 60 pixels": lambda: squares(library, 60),
        "cards": lambda: cards(library),
        "pages": lambda: pages(site) if site else (),
    }
    found = []
    for name, make in parts.items():
        began = time.perf_counter()
        if made := list(make()):
            found.append(paste(made, 2400))
        report(f"{name}: {len(made)} pictures, {time.perf_counter() - began:.1f} s")
    return paste(found, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--site", type=Path)
    chosen = parser.parse_args()
    sheet = contact(load([Root(bundled_content(), "bundled")]), chosen.site)
    sheet.save(chosen.out)
    print(f"{chosen.out}: {sheet.width} x {sheet.height}, {chosen.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

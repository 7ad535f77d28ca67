"""What stands where on three cards, in millimetres and points, as it is asked of the PDF library.

Pictures are as small as can be and no PDF is written, so that all of it takes a moment.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import fpdf
import pytest
from msgspec.structs import replace

from tests.conftest import GoldenFile
from tests.pictures.subjects import library
from unknot.card.entries import PrintedCard, make_card
from unknot.card.pdf import cards_pdf
from unknot.pictures import covers, raster
from unknot.pictures.scene import Scene
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate

#: To be overridden by methods that pass on whatever they are given.
_FPDF: Any = fpdf.FPDF


def card(session: str, muscle: str = "", link: str = "", days: int = 0) -> PrintedCard:
    job = resolve(library().sessions[session], library(), Overrides(country="AU"))
    dates = tuple(date(2026, 11, 26) + timedelta(days=each) for each in range(days))
    return make_card(
        job, estimate(library(), job.rate), days=dates, link=link,
        muscle=library().muscles[muscle] if muscle else None,
    )  # fmt: skip


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each thing on each page: where, how large, and the beginning of its words."""
    lines: list[str] = []

    class Recording(_FPDF):  # type: ignore[misc]
        def add_page(self, *values: Any, **more: Any) -> None:
            super().add_page(*values, **more)
            about = f"{self.w:.1f} x {self.h:.1f}, {self.title}, {self.lang}"
            lines.append(f"page {about}, breaks {self.auto_page_break}, {self.creation_date}")

        def multi_cell(self, *values: Any, **more: Any) -> Any:
            if values and not more.get("dry_run"):  # by name it calls itself
                wide, high, text = values
                colour = self.text_color.serialize() if self.text_color else ""
                look = f"{self.font_size_pt:g}{self.font_style} {colour}"
                at = f"{_figures((self.x, self.y, wide, high))} {more['align']}"
                lines.append(f"  {at} | {look} | {text[:24].strip()}")
            return super().multi_cell(*values, **more)

        def rect(self, *values: Any, **more: Any) -> None:
            line = f"{self.line_width:g} {self.draw_color.serialize()}"
            lines.append(f"  box {_figures(values)} {line} {more}")

        def image(self, _: Any, *values: Any, **more: Any) -> Any:
            lines.append(f"  image {_figures(values)} {more}")

        def output(self, *_: Any, **__: Any) -> bytearray:
            return bytearray()

    def png(svg: str, size: int) -> bytes:
        lines.append(f"  {size} pixels of {svg}")
        return b""

    monkeypatch.setattr(fpdf, "FPDF", Recording)
    monkeypatch.setattr(raster, "png", png)
    monkeypatch.setattr(covers, "chapter", lambda _: "a chapter")
    monkeypatch.setattr(covers, "art", lambda *_: "a cover")
    monkeypatch.setattr(Scene, "svg", lambda *_: "a scene")
    return lines


def _figures(values: tuple[Any, ...]) -> str:
    return " ".join(f"{each:.2f}" for each in values)


def test_what_stands_where(told: list[str], golden: GoldenFile) -> None:
    made = datetime(2026, 11, 26, tzinfo=UTC)
    several = card("sore-hip", link="https://pod.example/s.html", days=12)
    few = replace(card("starter"), kit=("a massager", "a towel"), entries=several.entries[:3])
    other = replace(
        several, language="de", days=(date(2026, 12, 1),), emergency="", link="",
        entries=tuple(replace(each, english=False) for each in several.entries),
    )  # fmt: skip
    cards_pdf([several, few, card("breathing"), other], "a4", made)
    cards_pdf([card("starter", "piriformis")], "letter", made)
    cards_pdf([card("desk-day", "erector-spinae")], "letter", made)
    golden.check("cards.drawn.txt", "\n".join(told) + "\n")

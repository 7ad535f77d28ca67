"""A card as a page of a PDF, in millimetres. Text stays text: it can be searched and read out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from unknot.card.entries import CardEntry, PrintedCard
from unknot.card.wording import DARK, SOFT, STOP, CardLine, about, amount, mirrored, numbered, said
from unknot.counted import counted
from unknot.errors import PictureError
from unknot.pictures import covers, letters, raster
from unknot.pictures.shown import place, posture, refers, while_treated
from unknot.timeline.sheet import minutes

if TYPE_CHECKING:
    from fpdf import FPDF

Paper = Literal["a4", "letter"]
_EDGE, _LEAD = 13.0, 1.28
_PIXELS = 900
#: In bytes: some 80 modules a side, of a third of a millimetre.
_MOST_LINK = 500
_INF = (
    "The drawings come from general knowledge, and no clinician has checked them. "
    "Pain may travel as shown, or otherwise."
)
_ENGLISH = " What is in English here, unknot has no words for in the language of this session."


def cards_pdf(
    cards: Sequence[PrintedCard], paper: Paper = "a4", made: datetime | None = None
) -> bytes:
    """One page for each card. The same cards and ``made`` give the same bytes.

    Raises PictureError for letters that the font lacks, and for a link that is too long.
    """
    from fpdf import FPDF

    for name in ("fontTools", "fpdf"):
        logging.getLogger(name).setLevel(logging.ERROR)
    pdf = FPDF(unit="mm", format="A4" if paper == "a4" else "Letter")
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(made or datetime.now(UTC))
    pdf.set_title(cards[0].title if len(cards) == 1 else "unknot: cards")
    pdf.set_lang(cards[0].language)
    for style, name in (("", "Roboto-Regular"), ("B", "Roboto-Medium")):
        with as_file(files("unknot.pictures") / "data" / "fonts" / f"{name}.ttf") as path:
            pdf.add_font("Roboto", style, str(path))
    for card in cards:
        _check(card)
        _CardPage(pdf, card).draw()
    return bytes(pdf.output())


def _check(card: PrintedCard) -> None:
    if len(card.link.encode()) > _MOST_LINK:
        what = f"a link of {len(card.link)} characters makes a code that no phone can read"
        raise PictureError(card.title, what, f"up to {_MOST_LINK} are printed")
    for text in _texts(card):
        if not letters.drawable(text):
            lacking = "".join(dict.fromkeys(c for c in text if not letters.drawable(c)))[:12]
            what = f"the card's font has no letters for {lacking!r}, in {text[:40]!r}"
            raise PictureError(card.title, what, "Latin, Greek and Cyrillic letters can be printed")


def _texts(card: PrintedCard) -> Iterator[str]:
    """All that somebody wrote and that is printed."""
    yield from (card.title, card.summary, *card.kit, *card.safety)
    yield from (title for _, title in card.chapters)
    for each in card.entries:
        yield from (each.name, *each.sides, *each.steps, *each.cautions)
    if card.muscle:
        yield from (card.muscle.name, *card.muscle.cautions)
        yield from (text for _, text in about(card.muscle))


class _CardPage:
    """Draws one card from the top down."""

    def __init__(self, pdf: FPDF, card: PrintedCard) -> None:
        self.pdf, self.card = pdf, card
        pdf.add_page()
        self.width, self.height = pdf.w - 2 * _EDGE, pdf.h - 2 * _EDGE

    def draw(self) -> None:
        top = self._head()
        bottom = self._foot()
        if self.card.muscle:
            self._muscle(top, bottom)
        elif self.card.entries:
            self._entries(top, bottom)
        else:
            self._free(top)

    def _free(self, top: float) -> None:
        """A session that treats nothing: a person at rest, and what comes when."""
        side = 80.0
        svg = covers.art(self.card.title, (), self.card.person)
        self._image(svg, _EDGE, top, side, side, "A person at rest")
        y = self._text(self.card.summary, _EDGE + side + 6, top, self.width - side - 6, 13) + 3
        for start, title in self.card.chapters:
            words = f"{minutes(start)}   {title}"
            y = self._text(words, _EDGE + side + 6, y, self.width - side - 6, 12) + 1

    def _text(
        self, text: str, x: float, y: float, width: float, size: float, *,
        bold: bool = False, colour: tuple[int, int, int] = DARK, align: str = "L",
        lead: float = _LEAD,
    ) -> float:  # fmt: skip
        """Print ``text``; returns where the next may begin. ``size`` in points."""
        pdf = self.pdf
        pdf.set_font("Roboto", "B" if bold else "", size)
        pdf.set_text_color(*colour)
        pdf.set_xy(x, y)
        pdf.multi_cell(width, size * 0.3528 * lead, text, align=align, new_x="LEFT", new_y="NEXT")
        return pdf.get_y()

    def _head(self) -> float:
        card, x, y = self.card, _EDGE, _EDGE
        room = self.width - (30 if card.link else 0)
        y = self._text(card.title, x, y, room, 23, bold=True, lead=1.1) + 1
        long = max(1, round(card.length / 60_000))
        length = f"about {counted(long, 'minute')}" if card.english else f"{long} min"
        facts = [length] if card.length else []
        if card.muscle and card.muscle.name.lower() != card.title.lower():
            facts.insert(0, card.muscle.name)
        y = self._text("; ".join(facts), x, y, room, 10.5, colour=SOFT)
        if card.kit:
            y = self._text(
                "Have at hand: " + ", ".join(card.kit) + ".", x, y, room, 10.5, colour=SOFT
            )
        if card.link:
            self._code(card.link, _EDGE + self.width - 26)
            y = max(y, _EDGE + 27)
        return y + 4

    def _code(self, link: str, x: float) -> None:
        import segno

        file = BytesIO()
        segno.make_qr(link, error="m").save(file, kind="png", scale=8, border=2)
        self.pdf.image(
            BytesIO(file.getvalue()), x, _EDGE - 2, 26, 26, alt_text=f"QR code: {link}", link=link
        )

    def _foot(self) -> float:
        """The box of safety at the bottom; returns where it begins."""
        pdf, card = self.pdf, self.card
        text, days, size, inner = " ".join(card.safety), self._days(), 8.6, self.width - 8
        rows = self._rows(text, inner, size) if text else 0
        box = (9 + rows * 3.9) if rows else 0
        top = _EDGE + self.height - (box + 5.2 * bool(days)) - 8.5
        if rows:
            pdf.set_draw_color(*STOP)
            pdf.set_line_width(0.5)
            pdf.rect(_EDGE, top, self.width, box, round_corners=True, corner_radius=2)
            head = "Before you begin, and when to stop" if card.english else ""
            self._text(head, _EDGE + 4, top + 2.2, inner - 60, 10, bold=True, colour=STOP)
            number = card.emergency or "________"
            call = f"Emergency: {number}" if card.english else f"SOS {number}"
            self._text(call, _EDGE + 4, top + 2, inner, 11.5, bold=True, colour=STOP, align="R")
            self._text(text, _EDGE + 4, top + 7.4, inner, size, lead=1.285)
        y = top + box + 1.4
        if days:
            y = self._text(days, _EDGE, y, self.width, 9.5, bold=True) + 0.4
        if card.entries:
            note = _INF if card.english else _INF + _ENGLISH
            self._text(note, _EDGE, y, self.width, 7.4, colour=SOFT)
        return top - 3

    def _days(self) -> str:
        days = self.card.days
        if not self.card.english:
            return ",  ".join(str(day) for day in days[:9])
        shown = ",  ".join(f"{day:%a} {day.day} {day:%b}" for day in days[:9])
        return f"Your next days: {shown}" if days else ""

    def _entries(self, top: float, bottom: float) -> None:
        found = self.card.entries
        columns = 1 if len(found) <= 3 else 2
        rows = -(-len(found) // columns)
        gap = 4.0
        wide = (self.width - gap * (columns - 1)) / columns
        high = min((bottom - top - gap * (rows - 1)) / max(rows, 1), 84.0 if columns == 1 else 50.0)
        side = min(high, wide * (0.48 if columns == 1 else 0.4))
        room = wide - side - 3.5
        scale = min((self._scale(said(each), room, high) for each in found), default=1.0)
        for index, each in enumerate(found):
            row, column = divmod(index, columns)
            x, y = _EDGE + column * (wide + gap), top + row * (high + gap)
            self._picture(each, x, y, side)
            self._flow(said(each), x + side + 3.5, y, room, scale)

    def _scale(self, lines: Sequence[CardLine], wide: float, high: float) -> float:
        """How large letters may be for all lines to fit; the smallest that can be read, if none."""
        sizes = [each / 100 for each in range(100, 48, -4)]
        fits = (each for each in sizes if self._flow(lines, 0, 0, wide, each, dry=True) <= high)
        return next(fits, sizes[-1])

    def _flow(
        self, lines: Sequence[CardLine], x: float, y: float, wide: float, scale: float, *,
        dry: bool = False,
    ) -> float:  # fmt: skip
        """Print lines one under the other; returns the height that takes, or with ``dry`` would."""
        at = y
        for line in lines:
            size = line.size * scale
            if dry:
                at += self._rows(line.text, wide, size, line.bold) * size * 0.3528 * _LEAD
            else:
                at = self._text(line.text, x, at, wide, size, bold=line.bold, colour=line.colour)
            at += line.gap * scale
        return at - y

    def _rows(self, text: str, wide: float, size: float, bold: bool = False) -> int:
        self.pdf.set_font("Roboto", "B" if bold else "", size)
        found = self.pdf.multi_cell(wide, 1, text, dry_run=True, output="LINES")
        return len(found) if isinstance(found, list) else 0

    def _picture(self, entry: CardEntry, x: float, y: float, side: float) -> None:
        svg = covers.chapter(entry.subject)
        if svg is None:
            return
        shown = while_treated(entry.subject)
        self._image(svg, x, y, side, side, shown.title if shown else "")

    def _muscle(self, top: float, bottom: float) -> None:
        muscle = self.card.muscle
        assert muscle is not None
        entry = self.card.entries[0] if self.card.entries else None
        y = top
        if entry:
            y = self._scenes(entry, top, min(96.0, (bottom - top) * 0.52)) + 4
        half = (self.width - 6) / 2
        left = self._facts(about(muscle), _EDGE, y, half)
        right = y
        if entry:
            right = self._text(amount(entry), _EDGE + half + 6, y, half, 12, bold=True) + 1
            for step in numbered(entry):
                right = self._text(step, _EDGE + half + 6, right, half, 11.5)
            if also := mirrored(entry):
                right = self._text(also, _EDGE + half + 6, right + 1, half, 10, colour=SOFT)
        y = max(left, right) + 2
        for caution in muscle.cautions:
            y = self._text(f"!  {caution}", _EDGE, y, self.width, 11, bold=True, colour=STOP)

    def _facts(self, facts: Iterable[tuple[str, str]], x: float, y: float, wide: float) -> float:
        for name, text in facts:
            y = self._text(name, x, y, wide, 9, bold=True, colour=SOFT)
            y = self._text(text, x, y, wide, 11) + 1.4
        return y

    def _scenes(self, entry: CardEntry, y: float, high: float) -> float:
        """How to lie, the place, and where its pain may be felt, side by side."""
        subject = entry.subject
        shown = [(posture(subject), "How to lie"), (place(subject), "The place, from behind")]
        if refers(subject):
            shown.append((place(subject, whole=True), "Where pain may be felt"))
        scenes = [(scene, words) for scene, words in shown if scene]
        wide = [high * scene.box[2] / scene.box[3] for scene, _ in scenes]
        room = self.width - 4 * (len(scenes) - 1)
        scale = min(1.0, room / sum(wide)) if wide else 1.0
        x = _EDGE + (room - sum(wide) * scale) / 2
        for (scene, words), each in zip(scenes, wide, strict=True):
            self._image(scene.svg(), x, y, each * scale, high * scale, scene.title)
            side = f"{words}: {subject.side}" if words.startswith("The place") else words
            self._text(side, x, y + high * scale + 1, each * scale, 9.5, bold=True, align="C")
            x += each * scale + 4
        return y + high * scale + 6

    def _image(self, svg: str, x: float, y: float, wide: float, high: float, words: str) -> None:
        self.pdf.image(BytesIO(raster.png(svg, _PIXELS)), x, y, wide, high, alt_text=words)

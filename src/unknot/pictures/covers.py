"""Covers and chapter pictures, as SVG, and the canvas that they are put together on.

Words never touch the figure, and nothing is left blank.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from unknot.pictures import letters
from unknot.pictures.people import Figure, figure_for
from unknot.pictures.scene import Box, Layer, Paint, Scene
from unknot.pictures.shown import Subject, place, places, posture


class Canvas:
    """Square, ``size`` pixels wide; colours are written in, as a canvas is always rasterised."""

    def __init__(self, size: int, ground: str) -> None:
        self.size = size
        self._marks = [f'<path d="M0 0h{size}v{size}H0z" fill="{ground}"/>']

    def add(self, mark: str) -> None:
        self._marks.append(mark)

    def scene(
        self, scene: Scene, at: tuple[float, float, float, float], box: Box | None = None
    ) -> None:
        """Put a scene, or the ``box`` of it, into (left, top, width, height), cut at its edges."""
        x, y, w, h = at
        view = " ".join(map(str, box or scene.box))
        drawn = scene.drawn(Paint("light", scene.person))
        self.add(
            f'<svg x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" viewBox="{view}" '
            f'preserveAspectRatio="xMidYMid slice">{drawn}</svg>'
        )

    def circle(
        self, at: tuple[float, float], r: float, fill: str, stroke: str = "none", wide: float = 0
    ) -> None:
        x, y = at
        self.add(
            f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="{wide:g}"/>'
        )

    def round(
        self, scene: Scene, at: tuple[float, float], r: float, box: Box, ground: str, rim: str
    ) -> None:
        """The ``box`` of a scene seen through a round window."""
        x, y = at
        name = f"c{len(self._marks)}"
        self.circle(at, r, ground)
        self.add(f'<clipPath id="{name}"><circle cx="{x:g}" cy="{y:g}" r="{r:g}"/></clipPath>')
        self.add(f'<g clip-path="url(#{name})">')
        self.scene(scene, (x - r, y - r, 2 * r, 2 * r), box)
        self.add("</g>")
        self.circle(at, r, "none", rim, r * 0.045)

    def words(self, text: str, at: tuple[float, float], size: float, colour: str) -> None:
        """``text`` with its baseline starting at a place."""
        self.add(f'<path d="{letters.outline(text, *at, size)}" fill="{colour}"/>')

    def svg(self) -> str:
        s = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {s} {s}">'
            + "".join(self._marks)
            + "</svg>"
        )


#: The canvas of a cover; its pixels, of which directories take 1,400 to 3,000; a chapter's.
COVER, COVER_PIXELS, CHAPTER = 3000, 2400, 600


class CoverColours(Struct, frozen=True):
    """Calm colours of a cover; the text has a contrast of at least 7 to 1 on its ground."""

    ground: str
    wash: str
    text: str


COVER_COLOURS = (
    CoverColours("#dfece5", "#c3dbcf", "#12352b"),
    CoverColours("#e0e9f3", "#c4d5e8", "#13294a"),
    CoverColours("#f5e9dc", "#ead3ba", "#432409"),
    CoverColours("#ece4f2", "#d8c8e4", "#2d1940"),
)


def cover_colours(name: str) -> CoverColours:
    """The colours of a session or a channel, from its id, so that they stay."""
    return COVER_COLOURS[sum(name.encode()) % len(COVER_COLOURS)]


def cover(name: str, title: str, subjects: Sequence[Subject], person: Figure | None = None) -> str:
    """A session's cover: the title beside the figure, and every treated place marked on it.

    ``name`` is the session's id, by which the colours stay the same, and so does the person unless
    another is given. A session that treats nothing has a mark of its own: a quiet face, and the
    rings of a breath. Letters that the font lacks are not drawn; the figure then has the middle
    for itself.
    """
    colours = cover_colours(name)
    canvas = Canvas(COVER, colours.ground)
    size, rows = letters.fit(title, (_ROOM, COVER - 2 * _EDGE), 520)
    if not rows:
        return art(name, subjects, person)
    half = COVER - _RIGHT
    canvas.add(f'<path d="M{_RIGHT} 0h{half}v{COVER}h-{half}z" fill="{colours.wash}"/>')
    _figure(canvas, person or figure_for(name), subjects, (_RIGHT, 0, half, COVER), colours)
    for index, row in enumerate(rows):
        canvas.words(
            row, (_EDGE, _EDGE + size * (0.78 + index * letters.LEADING)), size, colours.text
        )
    _sign(canvas, subjects, colours)
    return canvas.svg()


_EDGE = 190
_RIGHT = 1560
_ROOM = _RIGHT - 2 * _EDGE + 60


def _sign(canvas: Canvas, subjects: Sequence[Subject], colours: CoverColours) -> None:
    """Under the title: the ring that marks a place, or the rings of a breath."""
    at = (_EDGE + 150, COVER - _EDGE - 150)
    if subjects:
        canvas.circle(at, 118, "none", "#20242b", 92)
        canvas.circle(at, 118, "none", "#ffc53d", 68)
    else:
        for r in (150, 96, 42):
            canvas.circle(at, r, "none", colours.text, 22)


def art(name: str, subjects: Sequence[Subject], person: Figure | None = None) -> str:
    """A cover without words, for where players show the title beside it: read at 60 pixels."""
    colours = cover_colours(name)
    canvas = Canvas(COVER, colours.wash)
    _figure(canvas, person or figure_for(name), subjects, (0, 0, COVER, COVER), colours)
    return canvas.svg()


def _figure(
    canvas: Canvas, person: Figure, subjects: Sequence[Subject], at: tuple[int, int, int, int],
    colours: CoverColours,
) -> None:  # fmt: skip
    x, y, w, h = at
    if not subjects:
        middle = (x + w / 2, y + h * 0.60)
        for r, see in ((0.52, 0.35), (0.40, 0.5), (0.28, 0.65)):
            canvas.add(
                f'<circle cx="{middle[0]:g}" cy="{middle[1]:g}" r="{r * COVER:g}" '
                f'fill="{colours.ground}" fill-opacity="{see}"/>'
            )
        canvas.scene(calm(person), at, _shaped((-1150, -350, 2300, 4600), w / h))
        return
    if len({each.muscle for each in subjects}) == 1 and subjects[0].own:
        scene = place(subjects[0])
        assert scene is not None
        canvas.scene(scene, at, _shaped(scene.box, w / h))
        return
    scene = places(subjects, person)
    canvas.scene(scene, at, _shaped(_around(subjects), w / h))


def calm(person: Figure) -> Scene:
    """A person in front of you with closed eyes."""
    return Scene(
        person=person,
        box=(-1500, -350, 3000, 8050),
        layers=(Layer("in-front"),),
        title="A person at rest",
    )


def _around(subjects: Sequence[Subject]) -> Box:
    """The part of the figure that shows every place: back and hips, or an arm, or a leg."""
    views = {each.facts["view"] for each in subjects if each.drawn}
    if views == {"forearm"}:
        sides = {each.side for each in subjects}
        left, right = (-1900 if "left" in sides else 200), (1900 if "right" in sides else -200)
        return (left, 1300, right - left, 2900)
    if views == {"calf"}:
        return (-900, 4300, 1800, 3300)
    if views <= {"back"}:
        return (-1400, 950, 2800, 3550)
    return (-1300, 900, 2600, 6700)


def _shaped(box: Box, shape: float) -> Box:
    """``box`` made wider or higher until it has the ``shape`` (width by height)."""
    x, y, w, h = box
    if w < h * shape:
        wide = round(h * shape)
        return (x - (wide - w) // 2, y, wide, h)
    return (x, y, w, round(w / shape))


#: The letters of a side, and how wide a word has room beside a bed.
_WORD, _WORD_WIDE = 60.0, 225.0


def chapter(subject: Subject) -> str | None:
    """A chapter's picture: how to lie, and in a round window the place; None if not drawn.

    The side is written beside it, if its letters can be drawn.
    """
    where = place(subject)
    if where is None:
        return None
    word = subject.word if letters.drawable(subject.word) else ""
    lies = None if subject.own else posture(subject)
    colours = cover_colours("")
    canvas = Canvas(CHAPTER, "#e3e9ea")
    if lies is None:
        top = 96 if word else 0  # words never lie on a figure
        room = CHAPTER - top
        canvas.scene(where, (0, top, CHAPTER, room), _shaped(where.box, CHAPTER / room))
    else:
        _lying(canvas, lies, subject.mirrored)
        _window(canvas, where, subject)
    if word:
        wide = letters.width(word, _WORD)
        size = _WORD * min(1.0, _WORD_WIDE / wide)
        x = 24 if subject.mirrored else CHAPTER - 24 - wide * size / _WORD
        canvas.words(word, (x, 72), size, colours.text)
    return canvas.svg()


def _lying(canvas: Canvas, scene: Scene, mirrored: bool) -> None:
    x, y, w, h = scene.box
    if w > h:  # seen from beside the bed: across the picture, and the window below
        canvas.scene(scene, (0, 84, CHAPTER, CHAPTER * h / w))
        return
    spare = 150 if w < 5000 else 600  # behind a person on the side is room to spare
    scene = replace(scene, box=(x if mirrored else x + spare, y + 150, w - spare, h - 300))
    wide = round(CHAPTER * scene.box[2] / scene.box[3])
    canvas.scene(scene, (CHAPTER - wide if mirrored else 0, 0, wide, CHAPTER))


def _window(canvas: Canvas, scene: Scene, subject: Subject) -> None:
    x, y = subject.spot
    reach = 900
    middle = round(x * 0.45)
    r = 120.0 if subject.position == "supine-on" else 138.0
    down = subject.position != "seated"
    at = (r + 12 if subject.mirrored else CHAPTER - r - 12, CHAPTER - r - 12 if down else r + 100)
    if subject.facts["view"] != "back":
        middle, reach = x, 800
    box = (middle - reach, y - reach, 2 * reach, 2 * reach)
    canvas.round(scene, at, r, box, "#faf8f4", "#2f333c")

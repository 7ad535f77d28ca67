"""What is shown of a treatment: the place on the body, how the person lies, where pain may go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.records.base import PositionName
from unknot.content.records.channel import ShownFigure
from unknot.content.records.muscle import Region
from unknot.content.records.session import Side
from unknot.content.records.steps import Tool
from unknot.pictures.looks import Looks, OwnPicture, shown_as
from unknot.pictures.people import PEOPLE, Figure, drawing_data
from unknot.pictures.scene import Box, Layer, Scene, mirrored
from unknot.timeline.cues import Treatment


def _view(name: str) -> Box:
    """What of the body is in a picture, by its view in data/shown.json."""
    x, y, w, h = drawing_data("shown")["views"][name]
    return x, y, w, h


class Subject(Struct, frozen=True):
    """All that a picture needs to know of a treatment. ``name`` is for its description only.

    ``own`` is a picture of the muscle by its author, which stands for the place; ``figure`` whom
    the others show; ``word`` the side, as it is written on a picture.
    """

    muscle: str
    name: str
    region: Region
    side: Side
    position: PositionName
    by: Tool = "massager"
    own: OwnPicture | None = None
    figure: ShownFigure | None = None
    word: str = ""

    @classmethod
    def of(cls, treatment: Treatment, looks: Looks, language: str) -> Subject:
        t = treatment
        return cls(
            t.muscle, t.name, t.region, t.side, t.position, t.by, looks.own(t.muscle),
            looks.figure, looks.side_word(t.side, language),
        )  # fmt: skip

    @property
    def drawn(self) -> str:
        """The muscle whose layers are used: its own, or that which stands for its region, which is
        marked then; "" where neither is drawn."""
        own = self.muscle in drawing_data("muscles")
        stands: str = drawing_data("shown")["of_region"].get(self.region, "")
        return self.muscle if own else stands

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = drawing_data("muscles").get(self.drawn, {})
        return found

    @property
    def person(self) -> Figure:
        """Who is shown: the same for the same muscle, and not the same for all."""
        return shown_as(PEOPLE[self.facts["person"]], self.figure)

    @property
    def mirrored(self) -> bool:
        return self.side == "left"

    @property
    def spot(self) -> tuple[int, int]:
        """The middle of the place on the view from behind, a thousand to a head."""
        x, y = self.facts["place"]
        return round(x * (-1000 if self.mirrored else 1000)), round(y * 1000)


def place(subject: Subject, person: Figure | None = None, *, whole: bool = False) -> Scene | None:
    """The place seen from behind, marked with a ring; the whole person with ``whole``.

    The muscle's shape and fibres are drawn, the bones that can be felt, and, hatched, where to
    keep off. Of a muscle that is not drawn, its region. None where a region is not drawn.
    Of one that has a picture by its author, that.
    """
    if subject.own:
        return _by_its_author(subject, subject.own)
    if not subject.drawn:
        return None
    scene = places([subject], person or subject.person)
    box = _view("whole" if whole else subject.facts["view"])
    return replace(scene, box=turned(box, subject.mirrored and not whole))


def _by_its_author(subject: Subject, own: OwnPicture) -> Scene:
    return Scene(
        person=PEOPLE[0],
        box=turned((0, 0, own.width, own.height), subject.mirrored),
        layers=(),
        image=mirrored(own.mark()) if subject.mirrored else own.mark(),
        title=f"A picture by its author: {subject.name}, {subject.side}",
    )


def places(subjects: Sequence[Subject], person: Figure) -> Scene:
    """Every place of a session on one body, seen from behind."""
    several = len(subjects) > 1
    found = [Layer("bare")]
    for what in ("muscle",) if several else ("refers", "muscle"):
        found += [Layer(_layer(each, what), each.mirrored) for each in subjects if each.drawn]
    found.append(Layer("landmarks"))
    for what in ("place",) if several else ("keep-off", "place"):
        found += [Layer(_layer(each, what), each.mirrored) for each in subjects if each.drawn]
    where = "; ".join(f"{each.name}, {each.side}" for each in subjects)
    title = f"Seen from behind, marked: {where}" if where else "Seen from behind"
    return Scene(person=person, box=_view("whole"), layers=tuple(dict.fromkeys(found)), title=title)


def _layer(subject: Subject, what: str) -> str:
    if what == "muscle" and subject.drawn != subject.muscle:
        what = "region"
    return f"{subject.drawn}/{what}"


def posture(subject: Subject, person: Figure | None = None) -> Scene | None:
    """How the person lies or sits, with what touches the place and the hand that holds it.

    None where that is not drawn, such as lying on a hand.
    """
    if not subject.drawn or (subject.position == "supine-on" and subject.by != "massager"):
        return None
    pose = "seated-leaning" if subject.drawn == "calf" else str(subject.position)
    if pose not in subject.facts["rest"]:
        return None
    arm = f"{subject.drawn}/{pose}/{subject.by}"
    if subject.by not in subject.facts["tools"] or (subject.by == "stick" and pose == "prone"):
        arm = f"{subject.drawn}/{pose}/massager"
    words = drawing_data("shown")
    other = "right" if subject.side == "left" else "left"
    lies, tool = words["lies"][subject.position].format(other=other), words["tools"][subject.by]
    title = f"A person {lies}; {tool} at: {subject.name}, {subject.side}"
    return Scene(
        person=person or subject.person,
        box=turned(_view(subject.position), subject.mirrored),
        layers=(Layer(pose, subject.mirrored), Layer(arm, subject.mirrored)),
        title=title,
    )


def while_treated(subject: Subject) -> Scene | None:
    """What is looked at on the mat: how the person lies, else the place; an author's picture
    before both."""
    return (None if subject.own else posture(subject)) or place(subject)


def refers(subject: Subject) -> bool:
    """Whether there is a picture of where this muscle's pain may be felt."""
    return subject.drawn == subject.muscle and bool(subject.facts.get("refers"))


def turned(box: Box, mirrored: bool = True) -> Box:
    """The frame of a picture as that of its mirror image."""
    x, y, w, h = box
    return (-x - w, y, w, h) if mirrored else box

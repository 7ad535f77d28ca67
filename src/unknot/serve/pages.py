"""The pages that are served: what stands in them. How they look is in ``unknot/pages``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import Library
from unknot.content.places import AREAS
from unknot.content.records.base import PositionName
from unknot.content.records.session import Side
from unknot.content.records.steps import Tool
from unknot.diagnostic import Diagnostic
from unknot.diary.advice import as_data
from unknot.pages import markup, render
from unknot.pictures.looks import Looks, looks_of
from unknot.pictures.people import PEOPLE
from unknot.pictures.scene import Box, Layer, Scene
from unknot.pictures.shown import Subject, place, places, turned, while_treated
from unknot.serve.keys import PersonalFeed
from unknot.serve.variant import Unmade, Variant
from unknot.serve.wish import LYING, Form, Wish
from unknot.serve.wish_queue import WishProgress
from unknot.site.captions import captions
from unknot.site.chapters import routines
from unknot.site.notes import NOT_A_DEVICE
from unknot.site.player import PageImage, Player
from unknot.site.qr import qr_svg
from unknot.timeline.cues import Treatment
from unknot.timeline.device import device_ms
from unknot.timeline.sheet import minutes, warnings

#: Low back, hips and buttocks, as large as a phone shows them; a thousand to a head.
_BODY = replace(places([], PEOPLE[1]), box=(-850, 2050, 1700, 2200))
#: The same from the right side, where the middle of the body is; the left is its mirror image.
_SIDE = Scene(
    person=PEOPLE[1], box=(-660, 2350, 1200, 1800), layers=(Layer("from-the-side"),),
    title="A body from its side",
)  # fmt: skip
_SIDE_X = -60
#: The pictures to choose on, and which side each is seen from; "" from behind.
BODIES = {"body.svg": "", "body.left.svg": "left", "body.right.svg": "right"}
#: What is seen from the side as well.
_BESIDE = ("waist", "hip")


_LEFT_RIGHT: tuple[Side, Side] = ("left", "right")


def body_svg(looks: Looks, side: str) -> str:
    """The body on which places are chosen: from behind, or from ``side`` where it names one."""
    scene = _SIDE if side else _BODY
    person = looks.person(scene.person)
    if side == "left":
        layers = tuple(replace(each, mirrored=True) for each in scene.layers)
        scene = replace(scene, box=turned(scene.box), layers=layers)
    return replace(scene, person=person).svg("auto")


def spots_css() -> str:
    """Where each place is on the pictures of the body, in per cent; of a place that is on two, both
    are marked when it is."""
    rows = []
    for area, (_, regions) in AREAS.items():
        for side in _LEFT_RIGHT:
            at = Subject("", "", regions[0], side, "prone").spot
            rows.append(f".at-{area}-{side} {_within(at, _BODY.box)}")
            if area not in _BESIDE:
                continue
            # In the middle, so at the same place in the mirror image.
            rows.append(f".beside .at-{area}-{side} {_within((_SIDE_X, at[1]), _SIDE.box)}")
            marked = f".choose:has(#at-{area}-{side}:checked) .beside .at-{area}-{side}"
            rows.append(f"{marked} {{ background: #ffc53d; border: 5px solid #20242b; }}")
    return "\n".join(rows) + "\n"


def _within(at: tuple[int, int], box: Box) -> str:
    x, y, w, h = box
    return f"{{ left: {100 * (at[0] - x) / w:.2f}%; top: {100 * (at[1] - y) / h:.2f}%; }}"


class Choice(Struct, frozen=True, kw_only=True):
    """What the choices come to: a wish that can be played, or a refusal in words."""

    wish: Wish | None = None
    found: Variant | Unmade | None = None
    refusal: Sequence[str] = ()
    notes: Sequence[str] = ()


def choose_page(
    library: Library,
    problems: Sequence[Diagnostic],
    form: Form,
    choice: Choice | None,
    voices: Mapping[str, str],
    country: str | None,
) -> str:
    """The page to say where it hurts; under it what will happen."""
    sessions = [(each.id, each.title, each.summary) for each in library.sessions.values()]
    feeds = [
        (f"{kind}={each.id}", each.title, each.summary)
        for kind, found in (("programme", library.programmes), ("playlist", library.playlists))
        for each in found.values()
    ]
    return render(
        "choose.html", areas=AREAS, beside=_BESIDE, lying=LYING, voices=voices, form=form,
        choice=choice, problems=[str(each) for each in problems], sessions=sessions, feeds=feeds,
        country=country, not_a_device=NOT_A_DEVICE,
        plan=about(choice.found) if choice and choice.found else None,
    )  # fmt: skip


def about(found: Variant | Unmade) -> Mapping[str, object]:
    """What pages tell of a track, made or not: how long, what to have at hand, its steps."""
    timeline = found.timeline
    return {
        "title": timeline.title,
        "length": minutes(timeline.length),
        "device": minutes(device) if (device := device_ms(timeline)) else "",
        "kit": timeline.kit,
        "steps": [
            (each.title, minutes(each.length), _picture_of(each.treatment, "place"))
            for each in routines(timeline)
        ],
        # How it was fitted, muscle by muscle, is for authors: the first line is enough here.
        "notes": [*found.plan.notes, *found.plan.changes[:1], *warnings(timeline)],
    }


def _picture_of(treatment: object, what: str) -> str:
    if not isinstance(treatment, Treatment):
        return ""
    subject = Subject.of(treatment, Looks(), "")
    name = f"{treatment.muscle}.{treatment.side}.{treatment.position}.{treatment.by}"
    return f"./picture/{what}.{name}.svg" if subject.drawn else ""


def player_of(variant: Variant, number: str) -> Player:
    """The player of a variant, with addresses as its page needs them."""
    timeline = variant.timeline
    shown = {
        each.treatment: PageImage(address=address, alt=f"{each.treatment.name}, {each.treatment.side}")  # noqa: E501
        for each in routines(timeline)
        if each.treatment and (address := _picture_of(each.treatment, "lie"))
    }  # fmt: skip
    base = f"./{variant.address.removesuffix('.mp3')}"
    return Player(
        timeline=timeline, audio=f"{base}.mp3", artist="unknot", artwork=f"{base}.png",
        pictures=shown, number=number,
    )  # fmt: skip


def play_page(variant: Variant, number: str, today: str, answered: str) -> str:
    """The player of a wish whose sound is there; ``answered`` is the screening, as a query."""
    timeline = variant.timeline
    words = captions(timeline)
    return render(
        "play.html", player=player_of(variant, number), wish=variant.wish, variant=variant,
        base=f"./{variant.address.removesuffix('.mp3')}", plan=about(variant), today=today,
        answered=answered, rules=as_data(),
        megabytes=f"{len(variant.track) / 1e6:.1f}", not_a_device=NOT_A_DEVICE,
        words=[(each.text, each.spoken) for each in words if each.spoken],
    )  # fmt: skip


def screening_page(action: str, title: str, number: str, today: str, *, refused: bool) -> str:
    """Asked before ``action``, when it treats, and again after seven days; answered in the browser
    only."""
    return render(
        "screening.html", action=action, number=number, today=today,
        refused=refused, wish_title=title, not_a_device=NOT_A_DEVICE,
    )  # fmt: skip


def mine_page(
    feed: PersonalFeed, title: str, base: str, made: WishProgress | None, doubts: Sequence[str]
) -> str:
    """A personal feed: its address as a code, as a link and in letters, and how to end it."""
    address = f"{base}/feed.xml"
    return render(
        "mine.html", feed=feed, name=title, address=address, made=made, doubts=doubts,
        qr=markup(qr_svg(address)), app=f"podcast://{address.partition('://')[2]}",
    )  # fmt: skip


def figure(name: str, library: Library) -> str | None:
    """The SVG at ``place.MUSCLE.SIDE.POSITION.TOOL.svg``, or ``lie.…``; None without one."""
    parts: Any = name.removesuffix(".svg").split(".")
    what, *subject = parts
    if what not in ("place", "lie") or len(subject) != 4 or not name.endswith(".svg"):
        return None
    muscle, side, position, by = subject
    if (
        muscle not in library.muscles or side not in get_args(Side)
        or position not in get_args(PositionName) or by not in get_args(Tool)
    ):  # fmt: skip
        return None
    record, looks = library.muscles[muscle], looks_of(library)
    shown = Subject(muscle, record.name, record.region, side, position, by,
                    looks.own(muscle), looks.figure)  # fmt: skip
    scene = while_treated(shown) if what == "lie" else place(shown)
    return scene.svg("auto") if scene else None

"""One page with its sound inside, to be forwarded and played from disk."""

from __future__ import annotations

from base64 import b64encode

from unknot.pages import render
from unknot.pictures.looks import Looks
from unknot.pictures.shown import Subject, while_treated
from unknot.segments import Segments
from unknot.site.chapters import routines
from unknot.site.notes import NOT_A_DEVICE, safety
from unknot.site.player import PageImage, Player
from unknot.timeline.cues import Treatment
from unknot.timeline.timeline import Timeline

#: Stands in the page for the sound, which is put there without being copied again.
_HERE = "data:audio/mpeg;base64,"


def page_with_sound(timeline: Timeline, track: bytes, looks: Looks, number: str = "") -> Segments:
    """The page of ``timeline`` whose MP3 is ``track``; it asks nobody for anything.

    ``number`` is dialled in an emergency; "" where it is not known.
    """
    pictures = {
        each.treatment: picture
        for each in routines(timeline)
        if each.treatment and (picture := _picture(each.treatment, looks, timeline.language))
    }
    player = Player(
        timeline=timeline, audio=_HERE, artist="unknot", pictures=pictures, number=number
    )
    html = render(
        "alone.html", player=player, safety=safety(timeline), not_a_device=NOT_A_DEVICE
    ).encode()
    before, mark, after = html.partition(_HERE.encode())
    return Segments.of(before + mark, b64encode(track), after)


def _picture(treatment: Treatment, looks: Looks, language: str) -> PageImage | None:
    subject = Subject.of(treatment, looks, language)
    scene = while_treated(subject)
    if scene is None:
        return None
    svg = b64encode(scene.svg("auto").encode()).decode()
    words = f"{treatment.name}, {treatment.side}"
    return PageImage(address=f"data:image/svg+xml;base64,{svg}", alt=words)

"""channel.yaml: what a published channel is called, who makes it, and in which order it goes."""

from __future__ import annotations

from typing import Annotated, Literal

from unknot.content.records.base import FileName, Record, doc
from unknot.content.yaml.kinds import Id, Ms

#: Roles of the Podcasting 2.0 taxonomy that a guided session has a use for.
Role = Literal["host", "author", "writer", "narrator", "voice actor", "editor", "reporter"]


class Owner(Record, frozen=True, kw_only=True):
    """Whom a directory writes to; anyone can read it in the feed."""

    name: Annotated[str, doc("A person or an organisation")]
    email: Annotated[str, doc("Where directories send their questions")]


class Person(Record, frozen=True, kw_only=True):
    """Somebody who is credited."""

    name: Annotated[str, doc("As it is to be shown")]
    role: Annotated[Role, doc("What they did")] = "author"
    url: Annotated[str, doc("Their page")] = ""


class Season(Record, frozen=True, kw_only=True):
    """Sessions that belong together, such as two weeks of a programme."""

    name: Annotated[str, doc("Shown above its sessions, such as Weeks 1-2")]
    sessions: Annotated[tuple[Id, ...], doc("In the order in which they are to be heard")]


class ShownFigure(Record, frozen=True, kw_only=True):
    """Whom pictures show; what is left out differs from picture to picture."""

    build: Annotated[Literal["plain", "curved", "round"] | None, doc("How broad a body")] = None
    tone: Annotated[Literal["pale", "fair", "brown", "deep"] | None, doc("The tone of skin")] = None
    hair: Annotated[Literal["short", "tied", "curls"] | None, doc("The kind of hair")] = None


class Channel(Record, frozen=True, kw_only=True):
    """channel.yaml: one feed and its site. Every key may be left out."""

    id: FileName
    title: Annotated[str, doc("The name of the channel")] = "Guided self-treatment sessions"
    description: Annotated[str, doc("A paragraph about it, 4000 bytes at most")] = (
        "Voice-guided sessions for easing tender muscles with a vibration massager."
    )
    author: Annotated[str, doc("Who makes it")] = "unknot"
    owner: Annotated[Owner | None, doc("Whom directories write to; shown in the feed")] = None
    link: Annotated[str, doc("The channel's own page; else the site's")] = ""
    language: Annotated[str, doc("Such as en or en-GB; else that of the sessions")] = ""
    category: Annotated[str, doc("One of Apple's categories")] = "Health & Fitness"
    subcategory: Annotated[str, doc("One of its subcategories")] = "Alternative Health"
    copyright: Annotated[str, doc("Who holds the rights")] = ""
    license: Annotated[str, doc("A licence id such as cc-by-4.0")] = ""
    license_url: Annotated[str, doc("Where the licence is to be read")] = ""
    cover: Annotated[
        str, doc("A picture of your own, from this file's folder; else one is drawn")
    ] = ""
    cover_alt: Annotated[str, doc("What your picture shows, for who cannot see it")] = ""
    figure: Annotated[
        ShownFigure | None,
        doc("Whom pictures show, on tracks, cards and pages too; else several people"),
    ] = None
    people: Annotated[tuple[Person, ...], doc("Who is credited")] = ()
    speaker: Annotated[str, doc("What captions call the voice")] = "Guide"
    ai_content: Annotated[
        bool | None,
        doc("`true` when a generative model made the voice or the words; else who speaks decides"),
    ] = None
    explicit: Annotated[bool, doc("Not for children")] = False
    complete: Annotated[bool, doc("No session will follow")] = False
    display: Annotated[str, doc("What players show for the number, {n}")] = "Session {n}"
    every: Annotated[Ms, doc("From one session to the next when they come by and by")] = 86_400_000
    guid: Annotated[str, doc("The UUID of a channel that was published by other means")] = ""
    folder: Annotated[
        str, doc("The unguessable folder, for an unlisted channel whose site is not kept")
    ] = ""
    seasons: Annotated[
        tuple[Season, ...], doc("What is published, in order; else every session")
    ] = ()

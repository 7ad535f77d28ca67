"""channel.yaml: what a published channel is called, who makes it, and in which order it goes."""

# ruff: noqa: RUF009 - doc() and file_name() make fields, as dataclasses.field does
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unknot.content.records.values import Record, doc, file_name
from unknot.content.yaml.kinds import Id, Ms

#: Roles of the Podcasting 2.0 taxonomy that a guided session has a use for.
Role = Literal["host", "author", "writer", "narrator", "voice actor", "editor", "reporter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner(Record):
    """Whom a directory writes to; anyone can read it in the feed."""

    name: str = doc("A person or an organisation")
    email: str = doc("Where directories send their questions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """Somebody who is credited."""

    name: str = doc("As it is to be shown")
    role: Role = doc("What they did", default="author")
    url: str = doc("Their page", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Season(Record):
    """Sessions that belong together, such as two weeks of a programme."""

    name: str = doc("Shown above its sessions, such as Weeks 1-2")
    sessions: tuple[Id, ...] = doc("In the order in which they are to be heard")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure(Record):
    """Whom pictures show; what is left out differs from picture to picture."""

    build: Literal["plain", "curved", "round"] | None = doc("How broad a body", default=None)
    tone: Literal["pale", "fair", "brown", "deep"] | None = doc("The tone of skin", default=None)
    hair: Literal["short", "tied", "curls"] | None = doc("The kind of hair", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Record):
    """channel.yaml: one feed and its site. Every key may be left out."""

    id: Id = file_name()
    title: str = doc("The name of the channel", default="Guided self-treatment sessions")
    description: str = doc(
        "A paragraph about it, 4000 bytes at most",
        default="Voice-guided sessions for easing tender muscles with a vibration massager.",
    )
    author: str = doc("Who makes it", default="unknot")
    owner: Owner | None = doc("Whom directories write to; shown in the feed", default=None)
    link: str = doc("The channel's own page; else the site's", default="")
    language: str = doc("Such as en or en-GB; else that of the sessions", default="")
    category: str = doc("One of Apple's categories", default="Health & Fitness")
    subcategory: str = doc("One of its subcategories", default="Alternative Health")
    copyright: str = doc("Who holds the rights", default="")
    license: str = doc("A licence id such as cc-by-4.0", default="")
    license_url: str = doc("Where the licence is to be read", default="")
    cover: str = doc(
        "A picture of your own, from this file's folder; else one is drawn", default=""
    )
    cover_alt: str = doc("What your picture shows, for who cannot see it", default="")
    figure: ShownFigure | None = doc(
        "Whom pictures show, on tracks, cards and pages too; else several people", default=None
    )
    people: tuple[Person, ...] = doc("Who is credited", default=())
    speaker: str = doc("What captions call the voice", default="Guide")
    ai_content: bool | None = doc(
        "`true` when a generative model made the voice or the words; else who speaks decides",
        default=None,
    )
    explicit: bool = doc("Not for children", default=False)
    complete: bool = doc("No session will follow", default=False)
    display: str = doc("What players show for the number, {n}", default="Session {n}")
    every: Ms = doc("From one session to the next when they come by and by", default=86_400_000)
    guid: str = doc("The UUID of a channel that was published by other means", default="")
    folder: str = doc("The unguessable folder, for an unlisted channel whose site is not kept",
                      default="")  # fmt: skip
    seasons: tuple[Season, ...] = doc("What is published, in order; else every session", default=())

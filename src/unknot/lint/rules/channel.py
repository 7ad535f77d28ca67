"""C: what the feed says of the channel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from unknot.lint.audit import ATOM, ITUNES, PODCAST, Audit
from unknot.lint.rule import Breach, each_channel, needs, rule
from unknot.site.categories import CATEGORIES

CHANNEL = "channel"
MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher",
         "course", "mixed")  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


title = needs("C01", "title", "a title", fix="give title in channel.yaml")
description = needs("C02", "description", "a description", fix="give description in channel.yaml")
link = needs("C03", "link", "a link", fix="give link in channel.yaml")
language = needs(
    "C04", "language", "a language", like=_LANGUAGE.fullmatch,
    asks="The channel has a language code", fix="such as en or en-GB (RFC 5646)",
)  # fmt: skip
explicit = needs(
    "C05", f"{ITUNES}explicit", "itunes:explicit", like=("true", "false").__contains__,
    asks="The channel's itunes:explicit is true or false", fix="write true or false, nothing else",
)  # fmt: skip
author = needs("C06", f"{ITUNES}author", "itunes:author", "SHOULD", fix="give author")
locked = needs(
    "C07", f"{PODCAST}locked", "podcast:locked", "SHOULD", like=("yes", "no").__contains__,
    asks="podcast:locked is yes or no", fix="write yes, so that nobody moves the feed away",
)  # fmt: skip
guid = needs(
    "C08", f"{PODCAST}guid", "podcast:guid", "SHOULD", like=_UUID.fullmatch,
    asks="podcast:guid is a UUID", source="PSP-1, Podcasting 2.0",
    fix="UUIDv5 of the feed's address, computed once and kept for ever",
)  # fmt: skip
medium = needs(
    "C09", f"{PODCAST}medium", "podcast:medium", "SHOULD",
    like=lambda text: text.removesuffix("L") in MEDIA,
    asks="podcast:medium is one of the list", source="Podcasting 2.0", fix="course, for sessions",
)  # fmt: skip


@rule("C10", "MUST", "PSP-1, Apple", fix="give category and subcategory as Apple spells them")
def check_category(audit: Audit) -> Iterator[Breach]:
    """The channel has a category that Apple knows."""
    found = audit.all(f"{ITUNES}category")
    if audit.has_channel and not found:
        yield CHANNEL, "has no itunes:category"
    for one in found:
        text = one.get("text", "")
        if text not in CATEGORIES:
            yield CHANNEL, f"has the category {text!r}"
            continue
        for below in one:
            if below.get("text", "") not in CATEGORIES[text]:
                yield CHANNEL, f"has the subcategory {below.get('text', '')!r} below {text!r}"


cover = needs(
    "C11", f"{ITUNES}image", "itunes:image", attribute="href", source="PSP-1, Apple",
    asks="The channel has a cover", fix="give itunes:image",
)  # fmt: skip


@each_channel("C12", "MUST", "PSP-1", fix="publish with the base URL where the feed really is")
def check_self_link(audit: Audit) -> str:
    """atom:link rel=self is the feed's own address."""
    links = [each.get("href") for each in audit.all(f"{ATOM}link[@rel='self']")]
    if len(links) != 1:
        return f"has {len(links)} atom:link rel=self"
    elsewhere = audit.url and links[0] != audit.url
    return f"says it is at {links[0]}, and is at {audit.url}" if elsewhere else ""


@each_channel("C13", "SHOULD", "W3C validator", fix="give owner in channel.yaml")
def find_owner(audit: Audit) -> str:
    """The channel names an owner with an e-mail address."""
    name, email = (audit.text(f"{ITUNES}owner/{ITUNES}{each}") for each in ("name", "email"))
    named = audit.blocked or (name and "@" in email)
    return "" if named else "has no itunes:owner with name and email"


@each_channel("C14", "MUST", "Apple", fix="serial, for sessions that have an order")
def check_type(audit: Audit) -> str:
    """itunes:type is serial or episodic."""
    text = audit.text(f"{ITUNES}type")
    return "" if text in ("", "serial", "episodic") else f"has itunes:type {text!r}"


@each_channel("C15", "MUST", "Apple", fix="leave it out while sessions are to follow")
def check_complete(audit: Audit) -> str:
    """itunes:complete says yes or is not there."""
    text = audit.text(f"{ITUNES}complete")
    wrong = audit.all(f"{ITUNES}complete") and text.lower() != "yes"
    return f"has itunes:complete {text!r}" if wrong else ""


@each_channel("C16", "MUST", "Apple, PRX", fix="publish a session")
def count_items(audit: Audit) -> str:
    """There is at least one item."""
    return "" if audit.items else "has no item"


@each_channel("C17", "SHOULD", "Podcasting 2.0",
              fix="say honestly whether a generative model made the voice")  # fmt: skip
def check_ai_content(audit: Audit) -> str:
    """podcast:txt purpose=ai-content is true or false."""
    found = audit.all(f"{PODCAST}txt[@purpose='ai-content']")
    said = [(each.text or "").strip() in ("true", "false") for each in found] == [True]
    return "" if said else "does not say whether its content was made by a model"


@rule("C18", "SHOULD", "Podcasting 2.0", fix="give alt, for who cannot see it")
def find_unseen(audit: Audit) -> Iterator[Breach]:
    """Every podcast:image says what it shows."""
    for one in audit.elements(f"{PODCAST}image"):
        if not one.get("alt", "").strip():
            yield one.get("href", CHANNEL), "has no alt"

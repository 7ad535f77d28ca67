"""C: what the feed says of the channel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from unknot.lint.audit import ATOM, ITUNES, PODCAST, Audit
from unknot.lint.rule import Breach, Level, SiteRule, rule
from unknot.site.categories import CATEGORIES

CHANNEL = "channel"
MEDIA = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher",
         "course", "mixed")  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def _needs(
    id: str, tag: str, name: str, level: Level = "MUST", *, like: Callable[[str], bool] = bool,
    asks: str = "", source: str = "PSP-1", fix: str = "",
) -> SiteRule:  # fmt: skip
    """A rule that the channel has ``tag``, and that what is in it is ``like`` that."""

    def check(audit: Audit) -> Iterator[Breach]:
        if audit.channel is None:
            return
        text = audit.value(tag)
        if audit.channel.find(tag) is None:
            yield CHANNEL, f"has no {name}"
        elif not like(text):
            yield CHANNEL, f"has {name} {text!r}" if text else f"has an empty {name}"

    check.__doc__ = asks or f"The channel has {name}"
    return rule(id, level, source, fix=fix or f"write {name}")(check)


title = _needs("C01", "title", "a title", fix="give title in channel.yaml")
description = _needs("C02", "description", "a description", fix="give description in channel.yaml")
link = _needs("C03", "link", "a link", fix="give link in channel.yaml")
language = _needs(
    "C04", "language", "a language", like=lambda text: bool(_LANGUAGE.fullmatch(text)),
    asks="The channel has a language code", fix="such as en or en-GB (RFC 5646)",
)  # fmt: skip
explicit = _needs(
    "C05", f"{ITUNES}explicit", "itunes:explicit", like=lambda text: text in ("true", "false"),
    asks="The channel's itunes:explicit is true or false", fix="write true or false, nothing else",
)  # fmt: skip
author = _needs("C06", f"{ITUNES}author", "itunes:author", "SHOULD", fix="give author")
locked = _needs(
    "C07", f"{PODCAST}locked", "podcast:locked", "SHOULD", like=lambda text: text in ("yes", "no"),
    asks="podcast:locked is yes or no", fix="write yes, so that nobody moves the feed away",
)  # fmt: skip
guid = _needs(
    "C08", f"{PODCAST}guid", "podcast:guid", "SHOULD",
    like=lambda text: bool(_UUID.fullmatch(text)), asks="podcast:guid is a UUID",
    source="PSP-1, Podcasting 2.0",
    fix="UUIDv5 of the feed's address, computed once and kept for ever",
)  # fmt: skip
medium = _needs(
    "C09", f"{PODCAST}medium", "podcast:medium", "SHOULD",
    like=lambda text: text.removesuffix("L") in MEDIA,
    asks="podcast:medium is one of the list", source="Podcasting 2.0", fix="course, for sessions",
)  # fmt: skip


@rule("C10", "MUST", "PSP-1, Apple", fix="give category and subcategory as Apple spells them")
def check_category(audit: Audit) -> Iterator[Breach]:
    """The channel has a category that Apple knows."""
    if audit.channel is None:
        return
    found = audit.channel.findall(f"{ITUNES}category")
    if not found:
        yield CHANNEL, "has no itunes:category"
    for each in found:
        text = each.get("text", "")
        if text not in CATEGORIES:
            yield CHANNEL, f"has the category {text!r}"
            continue
        for below in each:
            if below.get("text", "") not in CATEGORIES[text]:
                yield CHANNEL, f"has the subcategory {below.get('text', '')!r} below {text!r}"


@rule("C11", "MUST", "PSP-1, Apple", fix="give itunes:image")
def find_cover(audit: Audit) -> Iterator[Breach]:
    """The channel has a cover."""
    if audit.channel is not None:
        found = audit.channel.find(f"{ITUNES}image")
        if found is None or not found.get("href"):
            yield CHANNEL, "has no itunes:image"


@rule("C12", "MUST", "PSP-1", fix="publish with the base URL where the feed really is")
def check_self_link(audit: Audit) -> Iterator[Breach]:
    """atom:link rel=self is the feed's own address."""
    if audit.channel is None:
        return
    links = [each for each in audit.channel.findall(f"{ATOM}link") if each.get("rel") == "self"]
    if len(links) != 1:
        yield CHANNEL, f"has {len(links)} atom:link rel=self"
    elif audit.url and links[0].get("href") != audit.url:
        yield CHANNEL, f"says it is at {links[0].get('href')}, and is at {audit.url}"


@rule("C13", "SHOULD", "W3C validator", fix="give owner in channel.yaml")
def find_owner(audit: Audit) -> Iterator[Breach]:
    """The channel names an owner with an e-mail address."""
    if audit.channel is None or audit.blocked:
        return
    found = audit.channel.find(f"{ITUNES}owner")
    name = "" if found is None else found.findtext(f"{ITUNES}name") or ""
    email = "" if found is None else found.findtext(f"{ITUNES}email") or ""
    if not name.strip() or "@" not in email:
        yield CHANNEL, "has no itunes:owner with name and email"


@rule("C14", "MUST", "Apple", fix="serial, for sessions that have an order")
def check_type(audit: Audit) -> Iterator[Breach]:
    """itunes:type is serial or episodic."""
    if (text := audit.value(f"{ITUNES}type")) not in ("", "serial", "episodic"):
        yield CHANNEL, f"has itunes:type {text!r}"


@rule("C15", "MUST", "Apple", fix="leave it out while sessions are to follow")
def check_complete(audit: Audit) -> Iterator[Breach]:
    """itunes:complete says yes or is not there."""
    if audit.channel is not None and audit.channel.find(f"{ITUNES}complete") is not None:
        text = audit.value(f"{ITUNES}complete")
        if text.lower() != "yes":
            yield CHANNEL, f"has itunes:complete {text!r}"


@rule("C16", "MUST", "Apple, PRX", fix="publish a session")
def count_items(audit: Audit) -> Iterator[Breach]:
    """There is at least one item."""
    if audit.channel is not None and not audit.items:
        yield CHANNEL, "has no item"


@rule(
    "C17", "SHOULD", "Podcasting 2.0", fix="say honestly whether a generative model made the voice"
)
def check_ai_content(audit: Audit) -> Iterator[Breach]:
    """podcast:txt purpose=ai-content is true or false."""
    if audit.channel is None:
        return
    found = [
        each for each in audit.channel.findall(f"{PODCAST}txt")
        if each.get("purpose") == "ai-content"
    ]  # fmt: skip
    if [(each.text or "").strip() in ("true", "false") for each in found] != [True]:
        yield CHANNEL, "does not say whether its content was made by a model"


@rule("C18", "SHOULD", "Podcasting 2.0", fix="give alt, for who cannot see it")
def find_unseen(audit: Audit) -> Iterator[Breach]:
    """Every podcast:image says what it shows."""
    for each in audit.root.iter(f"{PODCAST}image") if audit.root is not None else ():
        if not each.get("alt", "").strip():
            yield each.get("href", CHANNEL), "has no alt"

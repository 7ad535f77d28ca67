"""Which sessions are published, in which order, under which name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from unknot.content.discovery import fault_of_language
from unknot.content.records.channel import Channel
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError, SiteError
from unknot.site.address import is_web_address
from unknot.site.categories import CATEGORIES
from unknot.site.notes import MOST_BYTES
from unknot.site.state import GUID, TOKEN

#: The most characters of a text in a feed, and of podcast:episode's display (Podcasting 2.0).
LONGEST, LONGEST_DISPLAY = 255, 32
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class Slot(Struct, frozen=True, kw_only=True):
    """A session's place: ``season`` counts from 1."""

    id: str
    season: int
    season_name: str


def order_seasons(
    channel: Channel, there: Sequence[str], known: Collection[str]
) -> tuple[Slot, ...]:
    """What the channel lists, of the sessions that are ``there``; all of these when it lists none.

    Raises ContentError for a listed session that is neither there nor ``known``, or is listed
    twice; SiteError for one that is there and not listed.
    """
    if not channel.seasons:
        return tuple(Slot(id=id, season=1, season_name="") for id in there)
    slots: list[Slot] = []
    problems = []
    for number, season in enumerate(channel.seasons, 1):
        for index, id in enumerate(season.sessions):
            place = season.place(f"sessions.{index}")
            if id not in there and id not in known:
                problems.append(Diagnostic("P01", place, f"no session {id!r} to publish"))
            elif any(slot.id == id for slot in slots):
                problems.append(Diagnostic("P02", place, f"{id!r} is listed twice"))
            slots.append(Slot(id=id, season=number, season_name=season.name))
    if problems:
        raise ContentError(problems)
    if rest := set(there) - {slot.id for slot in slots}:
        hint = "add it to a season, so that it has its place"
        raise SiteError(f"session {min(rest)!r}", "is not listed in channel.yaml", hint)
    return tuple(slot for slot in slots if slot.id in there)


def check_channel(channel: Channel) -> None:
    """Raises ContentError with everything in channel.yaml that a directory would refuse."""
    problems: list[Diagnostic] = []

    def say(code: str, key: str, message: str, hint: str = "") -> None:
        problems.append(Diagnostic(code, channel.place(key), message, hint))

    for key in ("title", "author", "copyright", "license", "speaker", "display"):
        if fault := fault_of(getattr(channel, key)):
            say("P03", key, f"{key} {fault}")
    shown = channel.display.replace("{n}", "100")
    if braces := re.search(r"\{[^{}]*\}|[{}]", shown):
        say("P03", "display", f"{braces[0]!r} cannot be filled",
            "{n} is the session's number; no other braces may stand here")  # fmt: skip
    elif len(shown) > LONGEST_DISPLAY:
        say("P03", "display", f"display with a number has {len(shown)} characters;"
            f" players take {LONGEST_DISPLAY}")  # fmt: skip
    if len(channel.description.encode()) > MOST_BYTES:
        say("P03", "description", f"description takes more than {MOST_BYTES} bytes")
    if channel.language and fault_of_language(channel.language):
        say("P03", "language", f"{channel.language!r} is no language",
            "a code, such as en or pt-BR")  # fmt: skip
    if channel.category not in CATEGORIES:
        say("P04", "category", f"Apple has no category {channel.category!r}",
            f"there are: {', '.join(CATEGORIES)}")  # fmt: skip
    elif channel.subcategory and channel.subcategory not in CATEGORIES[channel.category]:
        below = ", ".join(CATEGORIES[channel.category]) or "none"
        say("P04", "subcategory", f"no {channel.subcategory!r} below {channel.category!r}",
            f"there are: {below}")  # fmt: skip
    problems += _bad_addresses(channel)
    if channel.owner and not re.fullmatch(r"[!-9;-?A-~]+@[!-9;-?A-~]+", channel.owner.email):
        what = f"{channel.owner.email!r} is not an e-mail address"
        problems.append(
            Diagnostic("P06", channel.owner.place("email"), what, "such as you@example.org")
        )
    if channel.guid and not re.fullmatch(GUID, channel.guid):
        say("P07", "guid", f"{channel.guid!r} is not a UUID")
    if channel.folder and not re.fullmatch(TOKEN, channel.folder):
        say("P08", "folder", "an unguessable folder has 16 to 64 letters, figures, - and _")
    if problems:
        raise ContentError(problems)


def _bad_addresses(channel: Channel) -> Iterator[Diagnostic]:
    addresses = [(channel.place(key), getattr(channel, key)) for key in ("link", "license_url")]
    addresses += [(person.place("url"), person.url) for person in channel.people]
    for place, url in addresses:
        if url and not is_web_address(url):
            message = f"{url!r} is not an address"
            yield Diagnostic("P05", place, message, "such as https://example.org/about")


def fault_of(text: str) -> str:
    """What keeps ``text`` from being a value of a feed (PSP-1); "" when nothing."""
    if len(text) > LONGEST:
        return f"has {len(text)} characters; feeds take {LONGEST}"
    if found := _CONTROLS.search(text):
        return f"has the character U+{ord(found[0]):04X}, which cannot be seen"
    return ""


def check_titles(titles: Mapping[str, Iterable[str]]) -> None:
    """Raises SiteError for the first title, by session, that no feed can carry."""
    for id, found in titles.items():
        for title in found:
            if not title.strip():
                raise SiteError(f"session {id!r}", "has an empty title", "give it one")
            if fault := fault_of(title):
                raise SiteError(
                    f"session {id!r}", f"the title {title[:60]!r} {fault}", "change it, build again"
                )

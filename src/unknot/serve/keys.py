"""The keys that open what is served: one for the local network, one for each personal feed.

They stay, so that a phone finds its feed again after a restart, until they are revoked. One small
file in the user's data folder, readable by the user alone.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from secrets import token_urlsafe

from msgspec import Struct, json
from msgspec.structs import replace

from unknot.cache import data_folder
from unknot.errors import WorkspaceError
from unknot.files import one_at_a_time, replace_file
from unknot.own_file import read_own
from unknot.suggest import suggest

#: More feeds than this are refused: whoever may add one could fill the disk.
MOST_FEEDS = 200
#: The name by which the key for the local network is revoked.
LAN = "lan"
_BYTES = 16


class PersonalFeed(Struct, frozen=True, kw_only=True):
    """``holds`` says what is in it, as ``unknot.serve.holds`` reads it; ``made`` is in seconds
    since 1970. ``name`` is for its owner, ``key`` for its address."""

    key: str
    holds: str
    made: int
    name: str = ""


class Keys(Struct, frozen=True, kw_only=True):
    """All of them. ``lan`` is "" until it is first asked for."""

    lan: str
    feeds: Mapping[str, PersonalFeed]

    def feed(self, key: str) -> PersonalFeed | None:
        """The feed that ``key`` opens. Takes as long whether it is one of them or nearly."""
        given, found = key.encode(), None
        for each in self.feeds.values():
            if compare_digest(each.key.encode(), given):
                found = each
        return found


_NONE = Keys(lan="", feeds={})


def keys_file() -> Path:
    """Where they are kept."""
    return data_folder() / "keys.json"


def read_keys() -> Keys:
    """Those there are. Raises WorkspaceError when their file cannot be read."""
    found = read_own(keys_file(), Keys, "remove it, and add the feeds again") or _NONE
    feeds = {name: replace(each, name=name) for name, each in found.feeds.items()}
    return Keys(lan=found.lan, feeds=feeds)


def lan_key() -> str:
    """The key for the local network, made when it is first asked for."""
    with one_at_a_time(data_folder()):
        keys = read_keys()
        if not keys.lan:
            keys = Keys(lan=token_urlsafe(_BYTES), feeds=keys.feeds)
            _write(keys)
        return keys.lan


def add_feed(stem: str, holds: str, now: int) -> PersonalFeed:
    """A new feed, named ``stem``, or ``stem-2`` and so on. WorkspaceError when there are many."""
    with one_at_a_time(data_folder()):
        keys = read_keys()
        if len(keys.feeds) >= MOST_FEEDS:
            hint = "revoke some: unknot serve --revoke NAME"
            raise WorkspaceError(f"there are {MOST_FEEDS} personal feeds already", hint)
        number = 1
        while (name := stem if number == 1 else f"{stem}-{number}") in (*keys.feeds, LAN, "all"):
            number += 1
        made = PersonalFeed(name=name, key=token_urlsafe(_BYTES), holds=holds, made=now)
        _write(Keys(lan=keys.lan, feeds={**keys.feeds, name: made}))
        return made


def revoke(name: str) -> tuple[str, ...]:
    """Forget the feed ``name``, the key for the network (``lan``), or ``all``; what is forgotten.

    Raises WorkspaceError when there is nothing of that name.
    """
    with one_at_a_time(data_folder()):
        keys = read_keys()
        gone = (LAN, *keys.feeds) if name == "all" else (name,)
        if name not in (*keys.feeds, LAN, "all"):
            known = (*keys.feeds, LAN, "all")
            hint = suggest(name, known) or f"there are: {', '.join(known)}"
            raise WorkspaceError(f"no personal feed {name!r}", hint)
        feeds = {each: one for each, one in keys.feeds.items() if each not in gone}
        _write(Keys(lan="" if LAN in gone else keys.lan, feeds=feeds))
        return gone


class KeyRing:
    """The keys as they are now: the file is read again when it changed, by whomever."""

    def __init__(self) -> None:
        self._path = keys_file()
        self._stamp: tuple[int, int, int] | None = None
        self._keys = _NONE
        self._lock = threading.Lock()

    def now(self) -> Keys:
        """A file that cannot be read opens nothing."""
        with self._lock:
            stamp = None
            with suppress(OSError):
                found = self._path.stat()
                stamp = found.st_ino, found.st_mtime_ns, found.st_size
            if stamp != self._stamp:
                self._keys = _NONE
                with suppress(WorkspaceError):
                    self._keys = read_keys()
                self._stamp = stamp
            return self._keys


def _write(keys: Keys) -> None:
    text = json.format(json.encode(keys), indent=1)
    replace_file(keys_file(), [text, b"\n"], private=True)

"""Voices that can be got: those of the catalogue, and Piper's from the collection's own index.

The catalogue is data, catalogue.json: where each file is, how large, and its SHA-256. Sizes and
digests (MD5) of Piper's voices are those of the index that lies beside them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct, json

from unknot.engines.added import voice_id
from unknot.errors import DownloadError

INDEX = "voices.json"
_CATALOGUE = Path(__file__).with_name("catalogue.json")
#: en_GB-alba-medium.
PIPER_NAME = re.compile(r"[a-z]{2,3}_[A-Z]{2}-[\w+]+-(?:x_low|low|medium|high)")


class OfferedFile(Struct, frozen=True, kw_only=True):
    """``size`` in bytes; ``digest``: SHA-256, or MD5 where the collection has no other."""

    name: str
    url: str
    size: int
    digest: str


class Offer(Struct, frozen=True, kw_only=True):
    """A voice that can be got. ``source``: a page about it."""

    id: str
    engine: str
    title: str
    language: str
    licence: str
    source: str
    files: tuple[OfferedFile, ...]

    @property
    def size(self) -> int:
        """All its files, in bytes."""
        return sum(each.size for each in self.files)


class _Catalogue(Struct, frozen=True):
    piper: str
    voices: tuple[Offer, ...]


def offers() -> tuple[Offer, ...]:
    """Those of the catalogue."""
    return json.decode(_CATALOGUE.read_bytes(), type=_Catalogue).voices


def piper_collection() -> str:
    """Where Piper's voices and their index are."""
    return json.decode(_CATALOGUE.read_bytes(), type=_Catalogue).piper


def piper_offers(index: bytes, base: str) -> tuple[Offer, ...]:
    """The voices in Piper's ``index``, whose files lie under ``base``. Raises DownloadError."""
    try:
        found: Any = json.decode(index)
        return tuple(_piper(name, each, base) for name, each in sorted(found.items()))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        reason = f"is no index of Piper voices ({type(error).__name__}: {error})"
        raise DownloadError(base + INDEX, reason) from None


def _piper(name: str, found: Any, base: str) -> Offer:
    if not PIPER_NAME.fullmatch(name):
        raise ValueError(f"{name[:40]!r} is no name of a voice")
    files = []
    for path, facts in found["files"].items():
        if not re.fullmatch(r"[\w./+-]+", path) or ".." in path:
            raise ValueError(f"{path[:60]!r} is no place of a file")
        digest, size = str(facts["md5_digest"]), int(facts["size_bytes"])
        if not re.fullmatch("[0-9a-f]{32}", digest) or size <= 0:
            raise ValueError(f"nothing can be checked by {digest[:40]!r}")
        files.append(
            OfferedFile(name=Path(path).name, url=base + quote(path), size=size, digest=digest)
        )
    return Offer(
        id=voice_id(str(found["name"])),
        engine="piper",
        title=name,
        language=str(found["language"]["code"]).replace("_", "-"),
        licence="",
        source=base,
        files=tuple(files),
    )

"""A line to be recorded, and the name that it and its file go by."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from unicodedata import normalize

from msgspec import Struct

from unknot.content.spoken_form import spoken_form

#: Of an id: how many letters the words may have, and the digest behind them.
_SLUG, _DIGEST = 48, 6
_ACCENTS = re.compile("[\u0300-\u036f]")
_ID = re.compile(rf"[a-z0-9-]*-[a-z2-7]{{{_DIGEST}}}")


class ScriptLine(Struct, frozen=True, kw_only=True):
    """``id`` is the name of its sound file, too. ``context``: where it is heard and after what.
    ``expected_ms``: about how long it takes. ``pronunciation``: how terms in it are said.
    ``group``: the heading that it stands under."""

    id: str
    text: str
    context: str = ""
    expected_ms: int = 0
    pronunciation: str = ""
    group: str = ""


def line_id(text: str, reference: str = "") -> str:
    """A file name for ``text`` on every system, such as ``piriformis-place-k3f2aq``.

    Words from ``reference`` (owner/name of the line) or else from the text, for people; then a
    digest of the text as it is spoken, which alone decides.
    """
    said = normalize("NFKD", reference or " ".join(text.split()[:5]))
    letters = _ACCENTS.sub("", said).lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return f"{words[:_SLUG].strip('-') or 'line'}-{text_digest(text)}"


def text_digest(text: str) -> str:
    """Six letters and digits that change with the words of ``text``."""
    digest = sha256(spoken_form(text, None).encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode()[:_DIGEST].lower()


def digest_of(id: str) -> str:
    """The digest in an id; "" when it is none."""
    return id[-_DIGEST:] if _ID.fullmatch(id) else ""


def by_name(name: str, lines: Iterable[ScriptLine]) -> ScriptLine | None:
    """The line that a file called ``name`` (without its ending) is a take of."""
    wanted = name.strip().lower()
    found = [line for line in lines if line.id == wanted]
    if not found and (digest := digest_of(wanted)):
        found = [line for line in lines if digest_of(line.id) == digest]
    return found[0] if len(found) == 1 else None


def distinct(lines: Iterable[ScriptLine]) -> Iterator[ScriptLine]:
    """Each text once, the first of them."""
    seen = set[str]()
    for line in lines:
        if line.text not in seen:
            seen.add(line.text)
            yield line


def leave_out_taken(voice: str, lines: Iterable[ScriptLine]) -> tuple[ScriptLine, ...]:
    """Those of ``lines`` of which ``voice`` has no take. Raises EngineError when they cannot
    be read. A voice that does not exist yet has none."""
    from unknot.engines.recorded import read_index

    taken = read_index(voice).takes
    return tuple(line for line in lines if line.text not in taken)

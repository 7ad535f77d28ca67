"""What a person asks for, as the part of an address that names it, and the job that it is."""

from __future__ import annotations

import re
from typing import Any, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.audio.mp3 import QUALITIES
from unknot.content.library import Library, find_record
from unknot.content.places import AREAS, title_of
from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.session import Detail, Pace, Sides
from unknot.timeline.adhoc import session_of
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_IDS = rf"{ID}(?:,{ID}){{0,19}}"
_MOST = 600


def _one_of(names: object) -> str:
    return "|".join(re.escape(each) for each in get_args(names))


def _some_of(names: object) -> str:
    return rf"(?:{_one_of(names)})(?:,(?:{_one_of(names)})){{0,9}}"


#: What an address may say, in this order, and what each value looks like. ``target``, ``hold`` and
#: ``lead-in`` are in seconds, ``chimes`` in dB, ``lying`` is how the person can lie; a ``~`` stands
#: for the / in a voice's name.
_KEYS = {
    "session": ID,
    "muscles": _IDS,
    "side": _one_of(Sides),
    "lying": _some_of(PositionName),
    "target": r"[1-9][0-9]{1,4}",
    "hold": r"[3-6][0-9]",
    "points": r"[1-3]",
    "pace": _one_of(Pace),
    "detail": _one_of(Detail),
    "returning": "yes",
    "rate": r"9[0-9]|1[0-9][0-9]|200",
    "voice": r"[A-Za-z0-9][A-Za-z0-9_.:+~-]{0,79}",
    "opt-in": _some_of(OptIn),
    "language": r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?",
    "lead-in": r"[1-9][0-9]{0,2}",
    "chimes": r"-(?:[1-9]|1[0-2])",
    "country": r"[A-Z]{2}",
    "quality": "|".join(QUALITIES),
}


class Wish(Struct, frozen=True, kw_only=True):
    """A session of the library, or muscles to compose one of, and what goes on top."""

    session: str = ""
    muscles: tuple[str, ...] = ()
    lying: tuple[PositionName, ...] = ()
    quality: str = "standard"
    overrides: Overrides = field(default_factory=Overrides)

    @property
    def address(self) -> str:
        """The one way to write it, such as ``session=starter;side=left;target=600``."""
        asked = self.overrides
        values = {
            "session": self.session,
            "muscles": ",".join(self.muscles),
            "side": asked.side,
            "lying": ",".join(self.lying),
            "target": asked.target and asked.target // 1000,
            "hold": asked.hold and asked.hold // 1000,
            "points": asked.points,
            "pace": asked.pace,
            "detail": asked.detail,
            "returning": "yes" if asked.returning else "",
            "rate": asked.rate,
            "voice": asked.voice and asked.voice.replace("/", "~"),
            "opt-in": ",".join(asked.opt_in or ()),
            "language": asked.language,
            "lead-in": asked.lead_in and asked.lead_in // 1000,
            "chimes": f"{asked.chime_level:g}" if asked.chime_level else "",
            "country": asked.country,
            "quality": self.quality if self.quality != "standard" else "",
        }
        return ";".join(f"{key}={values[key]}" for key in _KEYS if values[key])

    def job(self, library: Library) -> Job:
        """Raises WorkspaceError when there is no such session, ContentError for a refusal."""
        if self.session:
            session = find_record("session", self.session, library.sessions)
            return resolve(session, library, self.overrides)
        asked = self.overrides
        session = session_of(
            self.muscles, library, side=asked.side or "both", opt_in=asked.opt_in or (),
            lying=self.lying,
        )  # fmt: skip
        if title := _title(self.muscles, asked.side or "both", library):
            session = replace(session, title=title)
        return resolve(session, library, replace(asked, side=None))


def parse(text: str) -> Wish | None:
    """The wish that an address names, in whatever order it does; None when it names none."""
    if len(text) > _MOST:
        return None
    said: dict[str, str] = {}
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        if not equals or key in said or key not in _KEYS or not re.fullmatch(_KEYS[key], value):
            return None
        said[key] = value
    if ("session" in said) == ("muscles" in said) or ("lying" in said and "session" in said):
        return None
    return _wish(said)


def _wish(said: dict[str, str]) -> Wish:
    def listed(key: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(said[key].split(","))) if key in said else ()

    def ms(key: str) -> int | None:
        return int(said[key]) * 1000 if key in said else None

    asked: dict[str, Any] = {
        "side": said.get("side"), "target": ms("target"), "hold": ms("hold"),
        "points": int(said["points"]) if "points" in said else None,
        "pace": said.get("pace"), "detail": said.get("detail"),
        "returning": "returning" in said,
        "rate": int(said["rate"]) if "rate" in said else None,
        "voice": said["voice"].replace("~", "/") if "voice" in said else None,
        "opt_in": listed("opt-in") or None, "language": said.get("language"),
        "lead_in": ms("lead-in"),
        "chime_level": float(said["chimes"]) if "chimes" in said else None,
        "country": said.get("country"),
    }  # fmt: skip
    return Wish(
        session=said.get("session", ""), muscles=listed("muscles"), lying=listed("lying"),
        quality=said.get("quality", "standard"), overrides=Overrides(**asked),
    )  # fmt: skip


def _title(muscles: tuple[str, ...], side: str, library: Library) -> str:
    """Named after the places when they are what the muscles are; "" otherwise."""
    regions = {library.muscles[each].region for each in muscles if each in library.muscles}
    places: list[str] = []
    named = set[str]()
    for place, (_, own) in AREAS.items():
        if regions.issuperset(own) and not named.issuperset(own):
            places.append(place)
            named.update(own)
    return title_of(places, side) if places and named == regions else ""

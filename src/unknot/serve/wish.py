"""What a person asks for, as the part of an address that names it, and the job that it is; and what
the form of the page asks for, as a wish."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.audio.mp3 import QUALITIES
from unknot.content.library import Library, find_record
from unknot.content.places import AREAS, muscles_at, title_of
from unknot.content.records.base import OptIn, PositionName
from unknot.content.records.session import Detail, Pace, Sides
from unknot.errors import WorkspaceError
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


class _AddressKey(Struct, frozen=True):
    """What a value looks like in an address, how it is read and written, and which field it is of
    a wish or its overrides; "" for that of the key's own name."""

    pattern: str
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str
    field: str = ""


_LIST = (lambda text: tuple(dict.fromkeys(text.split(","))), ",".join)
_SECONDS = (lambda text: int(text) * 1000, lambda ms: str(ms // 1000))
#: What an address may say, in this order. ``target``, ``hold`` and ``lead-in`` are in seconds,
#: ``chimes`` in dB, ``lying`` is how the person can lie; a ``~`` stands for the / of a voice.
_KEYS = {
    "session": _AddressKey(ID),
    "muscles": _AddressKey(_IDS, *_LIST),
    "side": _AddressKey(_one_of(Sides)),
    "lying": _AddressKey(_some_of(PositionName), *_LIST),
    "target": _AddressKey(r"[1-9][0-9]{1,4}", *_SECONDS),
    "hold": _AddressKey(r"[3-6][0-9]", *_SECONDS),
    "points": _AddressKey(r"[1-3]", int),
    "pace": _AddressKey(_one_of(Pace)),
    "detail": _AddressKey(_one_of(Detail)),
    "returning": _AddressKey("yes", bool, lambda _: "yes"),
    "rate": _AddressKey(r"9[0-9]|1[0-9][0-9]|200", int),
    "voice": _AddressKey(r"[A-Za-z0-9][A-Za-z0-9_.:+~-]{0,79}", lambda text: text.replace("~", "/"),
                  lambda voice: voice.replace("/", "~")),
    "opt-in": _AddressKey(_some_of(OptIn), *_LIST, "opt_in"),
    "language": _AddressKey(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?"),
    "lead-in": _AddressKey(r"[1-9][0-9]{0,2}", *_SECONDS, "lead_in"),
    "chimes": _AddressKey(r"-(?:[1-9]|1[0-2])", float, "{:g}".format, "chime_level"),
    "country": _AddressKey(r"[A-Z]{2}"),
    "quality": _AddressKey("|".join(QUALITIES)),
}  # fmt: skip


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
        said = []
        for key, each in _KEYS.items():
            name = each.field or key
            value = getattr(self if name in self.__struct_fields__ else self.overrides, name)
            if value and (key, value) != ("quality", "standard"):
                said.append(f"{key}={each.write(value)}")
        return ";".join(said)

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
        treated = [each.muscle for each in session.routines_only]
        if title := _title(treated, asked.side or "both", library):
            session = replace(session, title=title)
        return resolve(session, library, replace(asked, side=None))


def parse(text: str) -> Wish | None:
    """The wish that an address names, in whatever order it does; None when it names none."""
    if len(text) > _MOST:
        return None
    said: dict[str, Any] = {}
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        known = _KEYS.get(key)
        if not equals or not known or not re.fullmatch(known.pattern, value):
            return None
        if (name := known.field or key) in said:
            return None
        said[name] = known.read(value)
    if ("session" in said) == ("muscles" in said) or ("lying" in said and "session" in said):
        return None
    own = {name: said.pop(name) for name in Wish.__struct_fields__ if name in said}
    return Wish(**own, overrides=Overrides(**said))


def _title(muscles: Iterable[str], side: str, library: Library) -> str:
    """Named after the places when they are what the muscles are; "" otherwise."""
    regions = {library.muscles[each].region for each in muscles}
    places: list[str] = []
    named = set[str]()
    for place, (_, own) in AREAS.items():
        if regions.issuperset(own) and not named.issuperset(own):
            places.append(place)
            named.update(own)
    return title_of(places, side) if places and named == regions else ""


LYING = {"side-lying": "on my side", "prone": "on my front", "seated": "sitting"}

Form = Mapping[str, Sequence[str]]


def wish_of(form: Form, library: Library, country: str | None) -> Wish:
    """Raises WorkspaceError when the form leaves open what it must say."""

    def one(name: str) -> str:
        return form.get(name, [""])[0]

    spots = [spot.partition(".") for spot in form.get("spot", ())]
    places = tuple(each for each in AREAS if each in {place for place, _, _ in spots})
    sides = {side for _, _, side in spots} & {"left", "right"}
    if not places or not sides:
        raise WorkspaceError("nothing is marked", "mark at least one place on the body")
    first = one("when") == "first"
    lying = [each for each in LYING if each in form.get("lying", ())]
    said: dict[str, Any] = {
        "muscles": ",".join(muscles_at(places, library, first_time=first)),
        "side": "both" if len(sides) > 1 else sides.pop(),
        "lying": ",".join(lying) if 0 < len(lying) < len(LYING) else "",
        "target": str(int(one("minutes")) * 60) if one("minutes").isdecimal() else "",
        "pace": "slow" if first else "",
        "detail": one("detail") if one("detail") != "full" else "",
        "returning": "yes" if one("when") == "again" else "",
        "voice": one("voice").replace("/", "~"),
        "country": country or "",
    }
    text = ";".join(f"{key}={value}" for key, value in said.items() if value)
    if (wish := parse(text)) is None:
        raise WorkspaceError("that is not one of the choices", "choose again on the page")
    return wish

"""A folder for each person below one site: who has which, kept beside the site, never in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, json
from msgspec.structs import replace

from unknot.errors import SiteError
from unknot.files import one_at_a_time, replace_files, update_file
from unknot.site.folder import check_place, people_file, people_folder
from unknot.site.publish import check, publish, top_files
from unknot.site.request import Material, Request, Site
from unknot.site.state import PERSON, find_state, new_folder
from unknot.suggest import suggest
from unknot.timeline.timeline import Timeline

_Folder = Annotated[str, Meta(pattern=rf"\A{PERSON}\Z")]
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class _PeopleFile(Struct, frozen=True, kw_only=True):
    schema: Literal["unknot/people@1"]
    about: str = "Whose folder is whose. Keep it, and put it on no host."
    people: dict[str, _Folder]


def read_people(out: Path) -> dict[str, str]:
    """The folder of each person, by name. Raises SiteError when the file cannot be read."""
    path = people_file(out)
    try:
        return json.decode(path.read_bytes(), type=_PeopleFile).people
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        hint = "put it back as it was: it says whose folder is whose"
        raise SiteError(path, f"cannot be read ({error})", hint) from error


def publish_for(
    names: Iterable[str],
    request: Request,
    material: Material,
    report: Callable[[str], None] = lambda _: None,
) -> Mapping[str, Site]:
    """The site that ``request`` asks for, in a folder of its own for each of ``names``.

    The folders of others stay. Raises as ``publish`` does, and SiteError for what is no name.
    """
    names = _logins(names)
    out = request.out
    with _changing(out):
        people = _checked(out)
        people |= {name: new_folder() for name in names if name not in people}
        _remember(out, people)
        # First what keeps others out, then what they are to be kept out of.
        for path, content in top_files(unlisted=True, people=True).items():
            update_file(out / path, content)
        return {n: publish(_own(request, people[n]), material, report) for n in names}


def check_for(
    names: Iterable[str], request: Request, material: Material, timelines: Mapping[str, Timeline]
) -> None:
    """What ``publish.check`` refuses, for each of ``names``; raises as ``publish_for`` would."""
    people = _checked(request.out)
    for name in _logins(names):
        check(_own(request, people.get(name) or new_folder()), material, timelines)


def _logins(names: Iterable[str]) -> tuple[str, ...]:
    """Each of ``names`` once; SiteError for one that is no name of a login."""
    for name in (found := tuple(dict.fromkeys(names))):
        if not _LOGIN.fullmatch(name):
            hint = "letters, figures, . - and _: it is also the name of a login"
            raise SiteError(f"the name {name!r}", "cannot be used", hint)
    return found


def _own(request: Request, folder: str) -> Request:
    """``request`` for one person, below it in ``folder``."""
    return replace(
        request, out=request.out / folder, base=f"{request.base}/{folder}",
        unlisted=True, person=True,
    )  # fmt: skip


def forget_person(out: Path, name: str) -> None:
    """Delete the folder of ``name``; published again, they get another. SiteError for nobody."""
    with _changing(out):
        people = _checked(out)
        if name not in people:
            known = suggest(name, people) or "no person has a folder here"
            raise SiteError(out, f"has no folder for {name!r}", known)
        if (folder := out / people.pop(name)).exists():
            shutil.rmtree(folder)
        _remember(out, people)


def _checked(out: Path) -> dict[str, str]:
    """Who is there. Raises SiteError when ``out`` is a site for everybody, or not ours."""
    check_place(out)
    people = read_people(out)
    if find_state(out):
        raise SiteError(out, "holds one site for everybody", "publish into another folder")
    return people


def _remember(out: Path, people: Mapping[str, str]) -> None:
    """Also as the file of groups that hosting/apache-login.conf reads."""
    folder = people_folder(out)
    table = json.format(
        json.encode(_PeopleFile(schema="unknot/people@1", people=dict(people))), indent=1
    )
    groups = "".join(f"{each}: {name}\n" for name, each in people.items())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = table.decode() + "\n"
    replace_files({people_file(out): text, folder / "folders": groups}, private=True)


def _changing(out: Path) -> AbstractContextManager[None]:
    # Publishing one person's folder takes turns in ``out`` itself.
    return one_at_a_time(out.absolute().parent)

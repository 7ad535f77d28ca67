"""Small sites for tests: two short sessions by the tone engine, published once a run."""

from __future__ import annotations

import shutil
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.tracks import loaded
from unknot.audio.mp3 import QUALITIES
from unknot.cache import cache_folder
from unknot.clips.maker import Studio
from unknot.clips.store import VOICES, Store
from unknot.content.library import Library
from unknot.content.records.channel import Channel, Owner, Person, Season
from unknot.content.workspace import roots
from unknot.engines.registry import open_engine
from unknot.make import build
from unknot.site.episode import TrackSource, read_source
from unknot.site.publish import publish
from unknot.site.request import Material, Request, Site
from unknot.speech.cast import Cast
from unknot.timeline.job import resolve

BASE = "https://example.org/sessions"
#: 1 December 2026, 12:00 UTC.
NOON = 1_796_126_400
SESSION = """\
title: {title}
author: A. Tester
summary: {summary}
routines:
  - chapter: Before you begin
  - wait: 1s
  - say: Find a quiet place, and sit down.
  - wait: 35s
  - chapter: "The hold, right"
  - say: Rest it there, and let go.
  - {{hold: 32s, inside: [{{at: 50%, say: Halfway. Breathe out.}}]}}
  - chime: end
  - say: Feel the same spot again.
  - wait: 5s
  - chapter: To finish
  - say: Rest for a while.
  - wait: 35s
  - say: That is the end.
"""
CHANNEL = Channel(
    id="channel",
    title="Ease & rest",
    description="Sessions for the tests, <short> & sweet.",
    author="A. Tester",
    owner=Owner(name="A. Tester", email="tester@example.org"),
    copyright="2026 A. Tester",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    people=(Person(name="A. Tester", role="author", url="https://example.org/tester"),),
    display="Day {n}",
    ai_content=False,
    seasons=(Season(name="Week 1", sessions=("first", "second")),),
)


def _new_folder() -> Path:
    """One of this run, which pytest takes away some runs later."""
    return Path(mkdtemp(dir=cache_folder().parent))


@cache
def workspace() -> Path:
    """A workspace with the sessions ``first`` and ``second``."""
    folder = _new_folder()
    (folder / "sessions").mkdir()
    for id, title in (("first", "First “rest” & ease"), ("second", "Second rest")):
        text = SESSION.format(title=title, summary=f"The {id} of two, for 100 < 200 seconds.")
        (folder / "sessions" / f"{id}.yaml").write_text(text, encoding="utf-8")
    return folder


@cache
def content() -> Library:
    return loaded(*roots(workspace()))


@cache
def tracks() -> dict[str, TrackSource]:
    """Both tracks, built once by the tone engine."""
    out = workspace() / "audio" / "tracks"
    with closing(Cast(open_engine("tone"), cache_folder() / VOICES)) as cast:
        studio = Studio(store=Store(cache_folder()), cast=cast, quality=QUALITIES["standard"])
        return {
            id: read_source(build(resolve(content().sessions[id], content()), studio, out=out).path)
            for id in ("first", "second")
        }


def material(**changes: Any) -> Material:
    about: dict[str, Any] = {
        "channel": CHANNEL,
        "tracks": tracks(),
        "summaries": {id: each.summary for id, each in content().sessions.items()},
        "known": {"first", "second"},
        "folder": workspace(),
    }
    return Material(**about | changes)


def published(out: Path, made_from: Material | None = None, **request: Any) -> Site:
    about: dict[str, Any] = {"out": out, "base": BASE, "now": NOON}
    return publish(Request(**about | request), made_from or material())


@cache
def clean() -> Path:
    """A site that nothing is wrong with; copy it before changing it."""
    out = _new_folder() / "site"
    published(out)
    return out


def copy(to: Path) -> Path:
    """A copy of the clean site to spoil."""
    shutil.copytree(clean(), to)
    return to


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

"""Ways around what SAFETY.md promises: files of a workspace, and what the command line asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec.structs import replace

from tests.content.workspaces import write
from tests.tracks import content_of
from unknot.content.records.script import Lexicon
from unknot.content.spoken_form import spoken_form
from unknot.content.workspace import Root, bundled_content
from unknot.errors import ContentError, LayoutError
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Event, Timeline

Edit = Callable[[Any], object]
_MINE = "title: Try\nsummary: A try.\nauthor: A. Writer\n"


@dataclass(frozen=True, kw_only=True)
class Way:
    """``files`` over the bundled ones; then each session of ``names`` is planned as ``asked``."""

    what: str
    files: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ("x",)
    asked: Mapping[str, object] = field(default_factory=dict)
    rate: int = 135

    def tracks(self, folder: Path) -> list[Timeline]:
        """What is built in spite of all; empty when something refuses every track of it."""
        write(folder, dict(self.files))
        library, problems = content_of(Root(folder, "workspace"), _BUNDLED)
        if any(not each.place.file.startswith("sessions") for each in problems):
            return []  # of a session only itself is left out
        found = []
        for name in self.names:
            if session := library.sessions.get(name):
                try:
                    job = resolve(session, library, Overrides(**self.asked))  # type: ignore[arg-type]
                    made = plan(job, estimate(library, self.rate)).timeline
                    found.append(_heard(made, library.lexicon(job.language)))
                except (ContentError, LayoutError):
                    continue
        return found


def _heard(timeline: Timeline, lexicon: Lexicon | None) -> Timeline:
    """With every text as a program is given it."""

    def change(event: Event) -> Event:
        cue, inside = event.cue, tuple(map(change, event.inside))
        if isinstance(cue, Say):
            cue = replace(cue, text=spoken_form(cue.text, lexicon, "pyttsx3"))
        return replace(event, cue=cue, inside=inside)

    return replace(timeline, events=tuple(map(change, timeline.events)))


_BUNDLED = Root(bundled_content(), "bundled")


def session(*items: str, head: str = "") -> dict[str, str]:
    """A session ``x`` of these items, as written under ``routines:``."""
    rows = "".join(f"  - {item}\n" for item in items)
    return {"sessions/x.yaml": f"{_MINE}{head}routines:\n{rows}"}


def edited(path: str, edit: Edit, to: str = "") -> dict[str, str]:
    """A bundled file after ``edit``, laid over itself, or beside it under another name."""
    content = deepcopy(_parsed(path))
    edit(content)
    return {to or path: yaml.dump(content, Dumper=_DUMPER, allow_unicode=True, sort_keys=False)}


#: libyaml where PyYAML has it: ten times as quick.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@cache
def _parsed(path: str) -> Any:
    return yaml.load((bundled_content() / path).read_bytes(), Loader=_LOADER)


def put(keys: str, value: object) -> Edit:
    """Sets what ``a/b/c`` names; None takes it away."""

    def edit(content: Any) -> None:
        *way, last = keys.split("/")
        for key in way:
            content = content[key]
        if value is None:
            del content[last]
        else:
            content[last] = value

    return edit


def each(*edits: Edit) -> Edit:
    def edit(content: Any) -> None:
        for one in edits:
            one(content)

    return edit


def muscle(name: str, *edits: Edit, to: str = "") -> dict[str, str]:
    there = f"atlas/muscles/{to}.yaml" if to else ""
    return edited(f"atlas/muscles/{name}.yaml", each(*edits), there)


def technique(name: str, *edits: Edit, to: str = "") -> dict[str, str]:
    there = f"atlas/techniques/{to}.yaml" if to else ""
    signed = [put("author", "A. Writer")] if to else []
    return edited(f"atlas/techniques/{name}.yaml", each(*edits, *signed), there)


def script(name: str, *edits: Edit, to: str = "") -> dict[str, str]:
    return edited(f"scripts/en/{name}.yaml", each(*edits), to)


def frame(*edits: Edit) -> dict[str, str]:
    return edited("atlas/frame.yaml", each(*edits))


def line(name: str, *texts: str, **more: object) -> Edit:
    """The line ``name`` says ``texts``; the rest of it as ``more``."""

    def edit(content: Any) -> None:
        content["lines"][name] = {"say": list(texts), "sources": ["INF"], **more}

    return edit


def steps(change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Edit:
    """Each step of a technique or a frame changed; None takes it out."""

    def walk(found: list[Any]) -> list[Any]:
        kept = []
        for step in found:
            if "steps" in step:
                step = step | {"steps": walk(step["steps"])}
            if (new := change(step)) is not None:
                kept.append(new)
        return kept

    def edit(content: Any) -> None:
        for part in ("steps", "opening", "opening-short", "closing", "closing-short"):
            if part in content:
                content[part] = walk(content[part])

    return edit


def without(*names: str) -> Edit:
    return steps(lambda step: None if step.get("say") in names else step)


def instead(name: str, say: str) -> Edit:
    return steps(lambda step: step | {"say": say} if step.get("say") == name else step)


def after(name: str, *new: dict[str, object]) -> Edit:
    """``new`` steps behind each that says ``name``, or holds when ``name`` is ``hold``."""

    def walk(found: list[Any]) -> list[Any]:
        kept: list[Any] = []
        for step in found:
            kept.append(step | {"steps": walk(step["steps"])} if "steps" in step else step)
            if step.get("say") == name or (name == "hold" and "hold" in step):
                kept.extend(new)
        return kept

    def edit(content: Any) -> None:
        for part in ("steps", "opening", "closing"):
            if part in content:
                content[part] = walk(content[part])

    return edit

"""The content of a call and its sessions: found, composed of muscles, kept as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from unknot.cache import cache_folder
from unknot.cli.main import Globals
from unknot.cli.options import Composing
from unknot.cli.output import tell
from unknot.content.discovery import fault_of_id
from unknot.content.library import Library, find_session
from unknot.content.library_cache import read
from unknot.content.places import AREAS, muscles_at
from unknot.content.records.session import Session
from unknot.content.workspace import roots, workspace_to_write
from unknot.counted import counted
from unknot.diagnostic import Diagnostic
from unknot.errors import ContentError, LayoutError, WorkspaceError
from unknot.files import check_inside, one_at_a_time, replace_file
from unknot.segments import Segments
from unknot.suggest import find_nearest
from unknot.timeline.adhoc import session_of
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides

if TYPE_CHECKING:
    from unknot.timeline.layout import Measure


_MOST_HINTS = 10


def open_library(options: Globals) -> Library:
    """The workspace's content over the bundled content; ContentError when it has problems.

    A session, playlist or programme with problems is a draft: it is told and left out, and stops
    only a call that asks for it. What others build on must be without any.
    """
    content = read(roots(options.workspace), cache_folder())
    drafts: dict[str, list[Diagnostic]] = {}
    for problem in content.problems:
        path = PurePosixPath(problem.place.file)
        if "sessions" not in path.parts[-3:-1] or path.suffix not in (".yaml", ".yml", ".txt"):
            raise ContentError(content.problems)
        drafts.setdefault(path.name.partition(".")[0], []).append(problem)
    for found in drafts.values():
        count = counted(len(found), "problem")
        tell(options, [f"left out: {found[0].place.file} ({count}; see unknot check)"])
    return replace(content.library, drafts={id: tuple(found) for id, found in drafts.items()})


def tell_hints(options: Globals, content: Library, session: Session) -> None:
    """Which authors' pictures are left out of a session, and what ``tell_unreadable`` tells."""
    from unknot.pictures.looks import unusable

    left_out = unusable(content, (each.muscle for each in session.routines_only))
    tell(options, [f"{each.place}: left out: {each.message}" for each in left_out])
    tell_unreadable(options, content, session)


def tell_unreadable(options: Globals, content: Library, session: Session) -> None:
    """What a voice will not say as it was meant, of a session that unknot did not bring along."""
    origin = content.origins.get(("session", session.id))
    if origin is not None and origin.label == "bundled":
        return
    from unknot.content.hints import hints

    found = list(hints(session))
    tell(options, [f"{each.place}: hint: {each.message}" for each in found[:_MOST_HINTS]])
    if len(found) > _MOST_HINTS:
        tell(options, [f"and {counted(len(found) - _MOST_HINTS, 'more hint')} of that kind"])


def stop_at_drafts(content: Library, names: Iterable[str] | None = None) -> None:
    """Raises ContentError for drafts among ``names``; for any when all sessions are meant."""
    wanted = content.drafts if names is None else [each for each in names if each in content.drafts]
    if problems := [problem for id in wanted for problem in content.drafts[id]]:
        raise ContentError(problems)


def resolve_sessions(
    content: Library, names: Sequence[str], composed: Composing, overrides: Overrides, *,
    every: bool = False,
) -> tuple[Job, ...]:  # fmt: skip
    """The jobs of a call: sessions that it names, or what ``--muscle`` composes; else all of the
    workspace, or, with ``every``, all there are.

    A place in everyday words, such as ``hip``, stands for its muscles, as a name or as a muscle.
    With ``--save`` it is a session of that name, in which every override is written already.
    """
    muscles: Sequence[str] = composed.muscles
    if names and not muscles and all(n in AREAS and n not in content.sessions for n in names):
        names, muscles = (), names
    if muscles and names:
        raise click.UsageError("name a SESSION or give --muscle, not both")
    if (composed.technique or composed.keep_order) and not muscles:
        raise click.UsageError("--technique and --keep-order go with --muscle")
    if muscles:
        found = [session_of(
            _without_places(muscles, content), content, side=overrides.side or "both",
            technique=composed.technique, keep_order=composed.keep_order,
            opt_in=overrides.opt_in or (),
        )]  # fmt: skip
    else:
        found = [find_session(content, name, places=AREAS) for name in names]
    if composed.save is None:
        if not found:
            stop_at_drafts(content)
        found = found or list(content.sessions.values() if every else own_sessions(content))
        return tuple(resolve(each, content, overrides) for each in found)
    if len(found) != 1:
        raise click.UsageError("--save keeps one session: name one, or compose it with --muscle")
    job = resolve(found[0], content, overrides)
    kept = replace(job.session, id=known_id(composed.save))
    return (replace(job, session=kept, written=kept),)


def _without_places(words: Sequence[str], content: Library) -> list[str]:
    """``words`` with the muscles of each place instead of its name."""
    found: list[str] = []
    for word in words:
        nearest = find_nearest(word, (*content.muscles, *AREAS))
        if word not in content.muscles and word not in AREAS and nearest in AREAS:
            raise WorkspaceError(f"no muscle {word!r}", f"did you mean the place {nearest!r}?")
        place = word in AREAS and word not in content.muscles
        found += muscles_at([word], content, first_time=False) if place else [word]
    return found


def own_sessions(content: Library) -> tuple[Session, ...]:
    """Those of the workspace; all that unknot brings along in a folder that has none."""
    own = (
        each for each in content.sessions.values()
        if content.origins["session", each.id].label.startswith("workspace")
    )  # fmt: skip
    return tuple(own) or tuple(content.sessions.values())


def known_id(name: str) -> str:
    """``name`` when it can be an id; else a usage error."""
    if fault := fault_of_id(name):
        raise click.UsageError(f"{name!r} {fault}; use one such as stiff-morning")
    return name


def keep_session(options: Globals, job: Job, measure: Measure, *, dry_run: bool = False) -> None:
    """Save ``job``'s session as a file once its plan has passed; never over another."""
    from unknot.content.yaml.write import session_yaml
    from unknot.timeline.plan import plan

    session = job.session
    path = content_path(options, "sessions", session.id)
    with suppress(LayoutError):  # by the estimate; the build decides by the clips
        plan(job, measure)
    hint = f"Try it:  unknot show {session.id}    then:  unknot build {session.id}"
    text = session_yaml(session, [hint])
    if not dry_run:
        save_files(options, {path: text})
    tell(options, [f"{'would save' if dry_run else 'saved'} {path}"])


def content_path(options: Globals, folder: str, name: str, *, begun: bool = False) -> Path:
    """Where the record ``name`` goes, in ``folder`` of the workspace that is written to;
    WorkspaceError when there is a file already, unless it may be of a run that was ``begun``."""
    workspace = workspace_to_write(options.workspace)
    path = workspace / folder / f"{known_id(name)}.yaml"
    check_inside(workspace, path)
    if path.exists() and not begun:
        raise WorkspaceError(f"{path} is there already", "choose another id")
    return path


def save_files(
    options: Globals, files: Mapping[Path, str], hint: str = "choose another id"
) -> None:
    """Write new files of the workspace, and the schemas that their first lines name.

    None is written over another, nor over what a second command writes at this moment:
    WorkspaceError. What a run that was killed has written of them already is gone on with.
    """
    from unknot.content.yaml.schema import write_schemas, write_settings

    workspace = workspace_to_write(options.workspace)
    for path in files:
        check_inside(workspace, path)
    if not workspace.is_dir():
        write_settings(workspace)
    with one_at_a_time(workspace):
        there = {path for path in files if path.exists()}
        other = [path for path in there if not Segments.of(files[path].encode()).same_as(path)]
        if other or there == set(files):
            raise WorkspaceError(f"{min(other or there)} is there already", hint)
        write_schemas(workspace)
        for path, text in files.items():
            if path not in there:
                replace_file(path, [text.encode()])

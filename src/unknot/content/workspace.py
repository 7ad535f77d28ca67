"""Where content lies: the workspace first, what unknot brings along last."""

# ruff: noqa: PTH112, PTH113 - unlike Path's methods, these never raise
from __future__ import annotations

import contextlib
import os
from pathlib import Path

from msgspec import Struct

from unknot.cache import named_folder
from unknot.errors import WorkspaceError
from unknot.suggest import suggest_path

#: Names another folder than the person's own workspace.
HOME = "UNKNOT_HOME"
FOLDERS = ("atlas", "sessions", "scripts", "audio")
#: Names in a workspace's own folder that nothing else is likely to have.
TOP = ("atlas", "sessions", "channel.yaml", "channel.yml")
_PACKAGE = Path(__file__).parent.parent


class Root(Struct, frozen=True):
    """A folder with content. ``label`` is ``workspace`` or ``bundled``."""

    path: Path
    label: str

    def show(self, path: Path) -> str:
        """How messages call ``path``: short when this root is at or below the current folder, and
        always with the folders below the root, by which checks know the kind and the language."""
        text = path.as_posix()
        with contextlib.suppress(OSError):
            here = Path.cwd()
            if self.path.is_relative_to(here):
                text = text.removeprefix(f"{here.as_posix().rstrip('/')}/")
        if text.isprintable():
            return text
        return "".join(c if c.isprintable() else "\ufffd" for c in text)


def roots(
    start: Path | None = None, *, here: Path | None = None, bundled: Path | None = None
) -> tuple[Root, ...]:
    """The folders to search, in order; the first that has an id wins.

    ``start`` is the workspace that was asked for. Without one the current folder (or ``here``) is
    the workspace if it is one, else the person's own, if there is one. ``bundled`` stands in for
    the bundled content in tests.
    Raises WorkspaceError when ``start`` is no workspace, or the bundled content is missing.
    """
    if start is not None and not os.path.isdir(start):
        state = "is not a folder" if os.path.lexists(start) else "does not exist"
        raise WorkspaceError(f"workspace {str(start)!r} {state}", suggest_path(start))
    own = start or here or _current()
    if start is not None and not _holds_content(own, FOLDERS):
        raise WorkspaceError(
            f"{str(start)!r} is not a workspace: it has none of the folders {', '.join(FOLDERS)}",
            "make one with: unknot new workspace",
        )
    last = Root(bundled or bundled_content(), "bundled")
    if start is None and (not _holds_content(own) or own.resolve() == last.path.resolve()):
        own = own_workspace()
    if own.resolve() == last.path.resolve() or not _holds_content(own, FOLDERS):
        return (last,)
    return (Root(own, "workspace"), last)


def own_workspace() -> Path:
    """The workspace of whoever names none and stands in none, whether or not it is there:
    UNKNOT_HOME, else ``unknot`` in the user's documents folder."""
    if named := named_folder(HOME):
        return named
    from platformdirs import user_documents_path

    return user_documents_path() / "unknot"


def workspace_in_use(start: Path | None = None) -> Path:
    """Where tracks go: the workspace that ``roots`` finds, else the current folder."""
    if start is not None:
        return start
    first, *_ = roots()
    mine = first.label == "workspace" and first.path != _current()
    return first.path if mine else Path()


def workspace_to_write(start: Path | None = None) -> Path:
    """Where what is new goes: ``start``, else the current folder if it is a workspace of
    somebody's, else their own. Never unknot's own checkout, unless ``start`` says so."""
    here = _current()
    checkout = os.path.isfile(here / "src" / "unknot" / "content" / "workspace.py")
    return start or (Path() if _holds_content(here) and not checkout else own_workspace())


def _holds_content(
    folder: Path, folders: tuple[str, ...] = ("atlas", "sessions", "scripts")
) -> bool:
    """Whether it has one of ``folders``, or a channel; ``audio`` alone may be an earlier build's
    tracks."""
    holds = any(os.path.isdir(folder / each) for each in folders)
    return holds or os.path.isfile(folder / "channel.yaml")


def bundled_content() -> Path:
    """The content that comes with unknot: inside an installed package, else the checkout."""
    for folder in (_PACKAGE / "_content", _PACKAGE.parent.parent):
        if (folder / "atlas").is_dir() and any((folder / "sessions").glob("*.yaml")):
            return folder
    raise WorkspaceError(
        f"unknot's own content is missing beside {_PACKAGE}", "install unknot again"
    )


def _current() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise WorkspaceError("the current folder is gone", "go to another, or use -C") from error

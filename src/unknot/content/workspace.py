"""Where content lies: the workspace first, what unknot brings along last."""

# ruff: noqa: PTH112, PTH113 - unlike Path's methods, these never raise
from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from unknot.errors import WorkspaceError

FOLDERS = ("atlas", "sessions", "scripts", "audio")
_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Root:
    """A folder with content. ``label`` is ``workspace`` or ``bundled``."""

    path: Path
    label: str

    def show(self, path: Path) -> str:
        """How messages call ``path``: short when it is below the current folder."""
        with contextlib.suppress(ValueError, OSError):
            path = path.relative_to(Path.cwd())
        return "".join(c if c.isprintable() else "\ufffd" for c in path.as_posix())


def roots(
    start: Path | None = None, *, here: Path | None = None, bundled: Path | None = None
) -> tuple[Root, ...]:
    """The folders to search, in order; the first that has an id wins.

    ``start`` is the workspace that was asked for. Without one the current folder (or ``here``) is
    the workspace if it is one. ``bundled`` stands in for the bundled content in tests.
    Raises WorkspaceError when ``start`` is no workspace, or the bundled content is missing.
    """
    if start is not None and not os.path.isdir(start):
        state = "is not a folder" if os.path.lexists(start) else "does not exist"
        raise WorkspaceError(f"workspace {str(start)!r} {state}", "check the path after -C")
    own = start or here or _current()
    is_workspace = any(os.path.isdir(own / folder) for folder in FOLDERS)
    is_workspace = is_workspace or os.path.isfile(own / "channel.yaml")
    if start is not None and not is_workspace:
        raise WorkspaceError(
            f"{str(start)!r} is not a workspace: it has none of the folders {', '.join(FOLDERS)}",
            "make one with: unknot new workspace",
        )
    last = Root(bundled or bundled_content(), "bundled")
    if not is_workspace or own.resolve() == last.path.resolve():
        return (last,)
    return (Root(own, "workspace"), last)


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

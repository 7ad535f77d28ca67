"""Which files there are: every root's folders, each file once, by kind and id."""

# ruff: noqa: PTH112, PTH113, PTH114 - unlike Path's methods, these never raise
from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.records.base import Record
from unknot.content.records.channel import Channel
from unknot.content.records.muscle import Muscle
from unknot.content.records.script import ChimeRecipe, Emergency, Lexicon, Script, Sources
from unknot.content.records.session import Matrix, Playlist, Programme, Session
from unknot.content.records.steps import SessionFrame, Technique
from unknot.content.workspace import Root
from unknot.content.yaml.kinds import NAME
from unknot.diagnostic import Diagnostic, Place

#: What a file of each kind holds.
KINDS: dict[str, type[Record]] = {
    "session": Session,
    "playlist": Playlist,
    "programme": Programme,
    "muscle": Muscle,
    "technique": Technique,
    "frame": SessionFrame,
    "script": Script,
    "lexicon": Lexicon,
    "sources": Sources,
    "emergency": Emergency,
    "chime": ChimeRecipe,
    "channel": Channel,
    "matrix": Matrix,
}
#: Folders with a file for each id; scripts/LANGUAGE is another.
_FOLDERS = {
    "atlas/muscles": "muscle",
    "atlas/techniques": "technique",
    "sessions": "session",
    "sessions/playlists": "playlist",
    "sessions/programmes": "programme",
    "audio/chimes": "chime",
}
#: Files that are alone of their kind.
_SINGLE = ("sources", "emergency", "frame")
#: Files of several roots that all count: a workspace adds to them.
_ADDING = ("sources", "emergency", "lexicon")
#: The files of each kind, for editors; ``!`` leaves out.
GLOBS: Mapping[str, tuple[str, ...]] = {
    "channel": ("channel.yaml",),
    **{kind: (f"{folder}/*.yaml",) for folder, kind in _FOLDERS.items()},
    **{kind: (f"atlas/{kind}.yaml",) for kind in _SINGLE},
    "script": ("scripts/*/*.yaml", "!scripts/*/lexicon.yaml"),
    "lexicon": ("scripts/*/lexicon.yaml",),
}
MAX_ID = 60
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DEVICE = re.compile(r"con|nul|aux|prn|(com|lpt)[0-9]")


#: What a whole workspace may hold; beyond it nothing is read, so that nobody waits for hours.
MOST_FILES, MOST_BYTES = 5_000, 30_000_000


class Found(Struct, frozen=True, kw_only=True):
    """A file that counts; messages call it ``name``. Ids of scripts are ``en/shared``."""

    kind: str
    id: str
    name: str
    path: Path
    root: Root
    shadows: bool = False


def gather(roots: Sequence[Root]) -> tuple[tuple[Found, ...], tuple[Diagnostic, ...]]:
    """All files that count, first root first; problems for those that cannot.

    A later root's file with an id that is taken does not count, but for those that add up.
    """
    every: dict[tuple[str, str], list[Found]] = {}
    problems: list[Diagnostic] = []
    for root in roots:
        count = size = 0
        for each in _files(root):
            if isinstance(each, Diagnostic):
                problems.append(each)
                continue
            count, size = count + 1, size + _size(each.path)
            if count > MOST_FILES or size > MOST_BYTES:
                what = f"more than {MOST_FILES:,} files" if count > MOST_FILES else "too much text"
                message = f"holds {what}; the rest is not read"
                hint = f"a workspace has {MOST_FILES:,} files and {MOST_BYTES // 10**6} MB at most"
                problems.append(_problem("Y28", root, root.path, message, hint))
                break
            same = every.setdefault((each.kind, each.id), [])
            if same and same[-1].root == root:
                message = f"has the same id as {same[-1].path.name}"
                problems.append(
                    Diagnostic("Y24", Place(each.name), message, "delete one of the two")
                )
            else:
                same.append(each)
    files: list[Found] = []
    for first, *others in every.values():
        if first.kind in _ADDING:
            files += (first, *others)
        else:
            files.append(replace(first, shadows=bool(others)))
    return tuple(files), tuple(dict.fromkeys(problems))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone meanwhile, which reading it will tell
        return 0


def _files(root: Root) -> Iterator[Found | Diagnostic]:
    for each in _yaml(root, root.path):  # what else lies there is nobody's business
        if isinstance(each, Diagnostic):
            if Path(each.place.file).stem == "channel":
                yield each
        elif each.stem == "channel":
            yield _found(root, each, "channel", "channel")
    for folder, kind in _FOLDERS.items():
        for each in _yaml(root, root.path / folder):
            yield each if isinstance(each, Diagnostic) else _named(root, each, kind)
    for each in _yaml(root, root.path / "atlas"):
        if not isinstance(each, Diagnostic) and each.stem in _SINGLE:
            yield _found(root, each, each.stem, each.stem)
        else:
            hint = f"atlas/ itself holds only {', '.join(_SINGLE)}; muscles go into atlas/muscles"
            yield _misplaced(root, each, hint)
    for each in _yaml(root, root.path / "scripts"):
        hint = "scripts go into a folder for each language, such as scripts/en"
        yield _misplaced(root, each, hint)
    for each in _folders(root, root.path / "scripts"):
        if isinstance(each, Diagnostic):
            yield each
        else:
            yield from _scripts(root, each)


def _scripts(root: Root, folder: Path) -> Iterator[Found | Diagnostic]:
    if not _LANGUAGE.fullmatch(folder.name):
        message = "is not read, for its name is no language code"
        yield _problem("Y25", root, folder, message, "use one such as en or en-AU")
        return
    for each in _yaml(root, folder):
        if isinstance(each, Diagnostic):
            yield each
        elif each.stem == "lexicon":
            yield _found(root, each, "lexicon", folder.name)
        else:
            yield _named(root, each, "script", f"{folder.name}/")


def _named(root: Root, path: Path, kind: str, prefix: str = "") -> Found | Diagnostic:
    """A file whose name is its id, if it can be one."""
    if fault := fault_of_id(path.stem):
        hint = "use small letters and digits, and '-' between words, such as sore-hip.yaml"
        return _problem("Y22", root, path, f"has a name that {fault}", hint)
    return _found(root, path, kind, prefix + path.stem)


def fault_of_id(text: str) -> str:
    """What keeps ``text`` from being an id and a file's name on every system; "" when nothing."""
    if _DEVICE.fullmatch(text.lower()):
        return "Windows keeps for a device"
    if len(text) > MAX_ID:
        return f"has more than {MAX_ID} characters"
    return "" if NAME.fullmatch(text) else "is not an id"


def fault_of_language(text: str) -> str:
    """What keeps ``text`` from being the folder of a language; "" when nothing."""
    return "" if _LANGUAGE.fullmatch(text) else "is no language code"


def _found(root: Root, path: Path, kind: str, id: str) -> Found:
    return Found(kind=kind, id=id, name=root.show(path), path=path, root=root)


def _misplaced(root: Root, each: Path | Diagnostic, hint: str) -> Diagnostic:
    if isinstance(each, Diagnostic):
        return each
    return _problem("Y26", root, each, "is not read in this folder", hint)


def _yaml(root: Root, folder: Path) -> Iterator[Path | Diagnostic]:
    """The YAML files directly in ``folder``, by name; problems for what only looks like one."""
    real_root, real_folder = os.path.realpath(root.path), os.path.realpath(folder)
    for path in _entries(root, folder):
        if isinstance(path, Diagnostic):
            yield path
        elif path.suffix.lower() in (".yaml", ".yml") and not path.name.startswith("."):
            real = os.path.realpath(path) if os.path.islink(path) else real_folder
            if not Path(real).is_relative_to(real_root):
                yield _problem("Y23", root, path, "leads out of the workspace", "put a copy here")
            elif not os.path.isfile(path):
                yield _problem("Y23", root, path, "is not a file")
            else:
                yield path


def _folders(root: Root, folder: Path) -> Iterator[Path | Diagnostic]:
    for path in _entries(root, folder):
        hidden = not isinstance(path, Diagnostic) and path.name.startswith((".", "_"))
        if not hidden and (isinstance(path, Diagnostic) or os.path.isdir(path)):
            yield path


def _entries(root: Root, folder: Path) -> list[Path | Diagnostic]:
    """What lies in ``folder``, by name; nothing when it is not there."""
    try:
        with os.scandir(folder) as entries:
            return [folder / name for name in sorted(entry.name for entry in entries)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        return [_problem("Y01", root, folder, f"cannot be read: {error.strerror or error}")]


def _problem(code: str, root: Root, path: Path, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Place(root.show(path)), message, hint)

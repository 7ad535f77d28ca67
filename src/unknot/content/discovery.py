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
from unknot.content.workspace import TOP, Root
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
#: The drawings, which what draws them reads.
_PICTURES = "atlas/pictures"
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
#: How many folders below a workspace's own are looked through for files that nobody reads.
_DEEPEST = 3
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
        search = _RootSearch(root, problems)
        count = size = 0
        for each in search.files():
            count, size = count + 1, size + _size(each.path)
            if count > MOST_FILES or size > MOST_BYTES:
                what = f"more than {MOST_FILES:,} files" if count > MOST_FILES else "too much text"
                message = f"holds {what}; the rest is not read"
                hint = f"a workspace has {MOST_FILES:,} files and {MOST_BYTES // 10**6} MB at most"
                search.tell("Y28", root.path, message, hint)
                break
            same = every.setdefault((each.kind, each.id), [])
            if same and same[-1].root == root:
                message = f"has the same id as {same[-1].path.name}"
                search.tell("Y24", each.path, message, "delete one of the two")
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


class _RootSearch:
    """Looks through ``root``; ``problems`` gets what is wrong with files that cannot count."""

    def __init__(self, root: Root, problems: list[Diagnostic]) -> None:
        self.root, self.problems = root, problems

    def files(self) -> Iterator[Found]:
        """All that count, folder by folder."""
        for path in self.yaml(""):
            yield self.found(path, "channel", "channel")
        self.tell_capitals()
        for folder, kind in _FOLDERS.items():
            for path in self.yaml(folder):
                yield from self.named(path, kind)
        for path in self.yaml("atlas"):
            if path.stem in _SINGLE:
                yield self.found(path, path.stem, path.stem)
            else:
                only = ", ".join(_SINGLE)
                hint = f"atlas/ itself holds only {only}; muscles go into atlas/muscles"
                self.tell("Y26", path, "is not read in this folder", hint)
        for path in self.yaml("scripts"):
            hint = "scripts go into a folder for each language, such as scripts/en"
            self.tell("Y26", path, "is not read in this folder", hint)
        for path in self.folders("scripts"):
            yield from self.scripts(path.name)
        for folder in ("atlas", "sessions"):
            self.tell_strays(folder)

    def scripts(self, language: str) -> Iterator[Found]:
        if fault_of_language(language):
            message = "is not read, for its name is no language code"
            path = self.root.path / "scripts" / language
            self.tell("Y25", path, message, meant_language(language))
            return
        for path in self.yaml(f"scripts/{language}"):
            if path.stem == "lexicon":
                yield self.found(path, "lexicon", language)
            else:
                yield from self.named(path, "script", f"{language}/")

    def named(self, path: Path, kind: str, prefix: str = "") -> Iterator[Found]:
        """A file whose name is its id, if it can be one."""
        if fault := fault_of_id(path.stem):
            hint = "use small letters and digits, and '-' between words, such as sore-hip.yaml"
            self.tell("Y22", path, f"has a name that {fault}", hint)
        else:
            yield self.found(path, kind, prefix + path.stem)

    def found(self, path: Path, kind: str, id: str) -> Found:
        return Found(kind=kind, id=id, name=self.root.show(path), path=path, root=self.root)

    def yaml(self, folder: str) -> Iterator[Path]:
        """The YAML files directly in ``folder``, by name; in the root itself only the channel."""
        real_root = os.path.realpath(self.root.path)
        real_folder = os.path.realpath(self.root.path / folder)
        for path in self.entries(folder):
            if path.name.startswith("."):
                continue
            if path.name.lower().endswith((".yaml.txt", ".yml.txt")) and folder:
                hint = f"call it {path.stem}; Windows hides the end of a name"
                self.tell("Y26", path, "is not read, for its name ends in .txt", hint)
            if path.suffix.lower() not in (".yaml", ".yml"):
                continue
            if not folder and path.stem != "channel":
                continue
            real = os.path.realpath(path) if os.path.islink(path) else real_folder
            if not Path(real).is_relative_to(real_root):
                self.tell("Y23", path, "leads out of the workspace", "put a copy here")
            elif not os.path.isfile(path):
                self.tell("Y23", path, "is not a file")
            else:
                yield path

    def tell_capitals(self) -> None:
        """Tell of what would be read if its name had small letters, as it is on other systems."""
        names = {path.name for path in self.entries("")}
        for path in (self.root.path / name for name in sorted(names)):
            small = path.with_name(path.name.lower())
            there = os.path.isdir(small) or os.path.isfile(small)
            if small.name in TOP and small != path and (small.name in names or not there):
                message = "is not read, for its name has capital letters"
                self.tell("Y26", path, message, f"call it {small.name}")

    def tell_strays(self, folder: str) -> None:
        """Tell of one file of each folder below ``folder`` where none is read: who wrote it would
        hear what unknot brings along, and think it theirs."""
        for path in self.folders(folder) if folder.count("/") < _DEEPEST else ():
            name = f"{folder}/{path.name}"
            found = None if name in (*_FOLDERS, _PICTURES) else next(self.yaml(name), None)
            if found:
                message = "is not read in this folder, nor is what is beside it"
                hint = "put it where others of its kind are; a folder named _… is left out"
                self.tell("Y26", found, message, hint)
            self.tell_strays(name)

    def folders(self, folder: str) -> list[Path]:
        """The folders in ``folder`` that are not left out by their name, and are no links."""
        return [
            path
            for path in self.entries(folder)
            if not path.name.startswith((".", "_")) and os.path.isdir(path)
        ]

    def entries(self, folder: str) -> list[Path]:
        """What lies in ``folder``, by name; nothing when it is not there."""
        path = self.root.path / folder
        try:
            with os.scandir(path) as entries:
                return [path / name for name in sorted(entry.name for entry in entries)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            if folder:  # what is in the root itself is nobody's business
                self.tell("Y01", path, f"cannot be read: {error.strerror or error}")
            return []

    def tell(self, code: str, path: Path, message: str, hint: str = "") -> None:
        self.problems.append(Diagnostic(code, Place(self.root.show(path)), message, hint))


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


def meant_language(text: str) -> str:
    """A hint for what is no language code: ``de-DE`` for ``de_DE``, ``de`` for ``DE``."""
    first, *rest = text.strip().replace("_", "-").split("-")
    meant = "-".join((first.lower(), *rest))
    return "use one such as de or en-GB" if fault_of_language(meant) else f"did you mean {meant}?"

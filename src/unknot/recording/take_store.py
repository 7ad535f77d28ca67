"""Put takes into a recorded voice: all of them or none, and those that it has stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from unknot.content.discovery import fault_of_language
from unknot.engines.added import AddedVoice, keep_added, voices_folder
from unknot.engines.recorded import KeptTake, index_path, index_text, read_index, takes_folder
from unknot.errors import ContentError, EngineError, reading
from unknot.files import one_at_a_time, replace_file
from unknot.left_over import sweep
from unknot.recording.judge import Candidate

_TAKE = re.compile(r"[0-9a-f]{64}\.wav")


def keep(voice: AddedVoice, takes: Iterable[Candidate]) -> int:
    """Add ``takes`` to ``voice``; how many lines it has then."""
    return add_takes(voice, ((each.to_keep(), each.taken.path) for each in takes))


def add_takes(voice: AddedVoice, takes: Iterable[tuple[KeptTake, Path]]) -> int:
    """Add ``takes``, each with where its sound is, to ``voice``; how many lines it has then.

    Every file is in place before takes.json names it, and takes.json changes as a whole, so a
    voice is never half of one import and half of another. Raises AudioError when something cannot
    be written and EngineError when takes.json cannot be read; the voice is then as it was.
    """
    folder = takes_folder(voice.id)
    with one_at_a_time(folder):
        named = read_index(voice.id).takes
        index = dict(named)
        try:
            for take, sound in takes:
                replace_file(folder / take.file, [_content(sound)])
                index[take.text] = take
            keep_added(voice, {index_path(voice.id): index_text(index)})
            named = index
        finally:  # what takes.json does not name goes, above all where a disk is full
            _tidy(folder, {take.file for take in named.values()})
    return len(index)


def voice_to_keep(
    name: str, *, language: str = "", gender: str = "", title: str = "", licence: str = ""
) -> AddedVoice:
    """The recorded voice ``name``, new or as it is, with what is given changed.

    Raises EngineError when another engine has a voice of that name, or ``language`` is no code.
    """
    from unknot.content.load import read_one

    language = language.replace("_", "-")
    if language and (fault := fault_of_language(language)):
        reason = f"{language[:40]!r} {fault}; write one such as en or en-GB"
        raise EngineError("recorded", "", reason)
    path = voices_folder() / f"{name}.yaml"
    old = AddedVoice(id=name, engine="recorded")
    if path.is_file():
        try:
            old = read_one(path, str(path), AddedVoice)
        except ContentError as error:
            raise EngineError("recorded", "", str(error)) from error
        if old.engine != "recorded":
            reason = f"there is a voice {name!r} of {old.engine} already; choose another --voice"
            raise EngineError("recorded", "", reason)
    return replace(
        old, id=name, language=language or old.language, gender=gender or old.gender,
        title=title or old.title, licence=licence or old.licence,
    )  # fmt: skip


def _content(path: Path) -> bytes:
    with reading(path):
        return path.read_bytes()


def _tidy(folder: Path, wanted: set[str]) -> None:
    """Takes that were recorded again go once nothing names them."""
    sweep(folder)
    with suppress(OSError):
        for path in folder.iterdir():
            if _TAKE.fullmatch(path.name) and path.name not in wanted:
                path.unlink(missing_ok=True)

"""A voice pack: all takes of a voice in one ZIP file, for machines without the model or the person.

``voice.json`` says whose voice it is and which line each take is; ``takes/DIGEST.wav`` are the
takes, each named by its own SHA-256. Nothing is ever unpacked by the names in it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct, json
from msgspec.structs import replace

from unknot.audio.polish import polish
from unknot.audio.sound import read_wav
from unknot.content.discovery import fault_of_id
from unknot.content.spoken_form import spoken_form
from unknot.engines.added import AddedVoice, voices_folder
from unknot.engines.recorded import KeptTake, read_index, takes_folder
from unknot.errors import AudioError, EngineError, reading
from unknot.files import replace_file, scratch
from unknot.recording.line import line_id
from unknot.recording.take_store import add_takes, voice_to_keep

PACK_VERSION = 1
_INDEX = "voice.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")
#: Two minutes of 96 kHz are the longest take.
_MOST_TAKE, _MOST_INDEX = 24_000_000, 8_000_000
#: ZIP knows no earlier day; the same takes give the same bytes.
_DAY = (1980, 1, 1, 0, 0, 0)
_Text = Annotated[str, Meta(max_length=500)]


class _Version(Struct, frozen=True):
    version: object = None


class _Index(Struct, frozen=True, kw_only=True, omit_defaults=True):
    version: int
    id: _Text
    title: _Text
    language: _Text
    gender: _Text
    licence: _Text
    author: _Text
    takes: Annotated[tuple[KeptTake, ...], Meta(min_length=1, max_length=20_000)]


class VoicePack(Struct, frozen=True, kw_only=True):
    """What is in a pack: the voice, who made it, and its takes by their words."""

    voice: AddedVoice
    author: str
    takes: Mapping[str, KeptTake]


def pack_voice(voice: AddedVoice, author: str, out: Path) -> Path:
    """Write the takes of the recorded ``voice`` to ``out/ID-DIGEST.zip``; where that is.

    The name has the beginning of a digest of all that is inside. Raises EngineError for a voice
    without takes, AudioError when a take is damaged or nothing can be written.
    """
    takes = sorted(read_index(voice.id).takes.values(), key=lambda take: take.id)
    if not takes:
        raise EngineError("recorded", "", f"the voice {voice.id!r} has no takes to pack")
    facts = _Index(
        version=PACK_VERSION, id=voice.id, title=voice.title, language=voice.language,
        gender=voice.gender, licence=voice.licence, author=author,
        takes=tuple(replace(take, source="") for take in takes),
    )  # fmt: skip
    index = json.format(json.encode(facts), indent=1)
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(_INDEX, _DAY), index, zipfile.ZIP_DEFLATED)
        for digest in sorted({take.digest for take in takes}):
            sound = _kept(voice.id, digest)
            archive.writestr(zipfile.ZipInfo(f"takes/{digest}.wav", _DAY), sound,
                             zipfile.ZIP_DEFLATED)  # fmt: skip
    path = out / f"{voice.id}-{sha256(index).hexdigest()[:12]}.zip"
    replace_file(path, [data.getvalue()])
    return path


def add_pack(path: Path, name: str = "") -> VoicePack:
    """Add the voice in the pack at ``path``, as ``name`` if that is given; all of it or nothing.

    Raises AudioError for what is no pack, or holds anything else: another file, a take that is not
    what its name says, more than a take can be.
    """
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise AudioError(path, "is not a file", "nothing was added")
    try:
        with reading(path), zipfile.ZipFile(path) as archive:
            pack = _read(path, archive, name)
            with scratch(voices_folder(), "pack") as folder:
                for take in pack.takes.values():
                    _lay_aside(path, archive, take, folder)
                sounds = [(take, folder / take.file) for take in pack.takes.values()]
                add_takes(pack.voice, sounds)
    # NotImplementedError is what zipfile raises for a way of packing that it does not know.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _no_pack(path, str(error)) from error
    return pack


def _read(path: Path, archive: zipfile.ZipFile, name: str) -> VoicePack:
    index = _member(path, archive, _INDEX, _MOST_INDEX)
    try:
        if (version := json.decode(index, type=_Version).version) != PACK_VERSION:
            raise _no_pack(path, f"is of version {version!r}; this is {PACK_VERSION}")
        found = json.decode(index, type=_Index)
    except (ValueError, RecursionError) as error:
        raise _no_pack(path, f"its {_INDEX} cannot be read: {error}") from error
    if not all(map(_sound_row, found.takes)):
        raise _no_pack(path, "names takes that are none")
    named = {_INDEX, *(f"takes/{take.file}" for take in found.takes)}
    if stray := next((each for each in archive.namelist() if each not in named), None):
        raise _no_pack(path, f"holds {stray[:80]!r}, which is no take")
    id = name or found.id
    if fault := fault_of_id(id):
        raise _no_pack(path, f"the voice's name {id[:80]!r} {fault}")
    voice = voice_to_keep(
        id, language=found.language, gender=found.gender, title=found.title,
        licence=f"{found.licence}, by {found.author}",
    )  # fmt: skip
    return VoicePack(
        voice=voice, author=found.author, takes={take.text: take for take in found.takes}
    )


def _sound_row(take: KeptTake) -> bool:
    return (
        bool(_DIGEST.fullmatch(take.digest))
        and take.file == f"{take.digest}.wav"
        and take.text == spoken_form(take.text, None) != ""
        and take.id.rpartition("-")[2] == line_id(take.text).rpartition("-")[2]
        and take.source == ""
    )


def _lay_aside(path: Path, archive: zipfile.ZipFile, take: KeptTake, folder: Path) -> None:
    sound = _member(path, archive, f"takes/{take.file}", _MOST_TAKE)
    if sha256(sound).hexdigest() != take.digest:
        raise _no_pack(path, f"the take {take.id} is not what its name says")
    aside = folder / take.file
    aside.write_bytes(sound)
    try:
        ms = round(len(polish(read_wav(aside), take.id)) / 48)
    except (AudioError, EngineError) as error:
        raise _no_pack(path, f"the take {take.id} is no sound: {error}") from error
    if ms != take.ms:
        raise _no_pack(path, f"the take {take.id} lasts {ms} ms, not {take.ms}")


def _member(path: Path, archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """What is called ``name``, of ``most`` bytes whatever the archive says of it."""
    try:
        with archive.open(name) as file:
            data = file.read(most + 1)
    except (KeyError, zlib.error) as error:
        raise _no_pack(path, f"{name} cannot be read: {error}") from error
    if len(data) > most:
        raise _no_pack(path, f"{name} is larger than {most // 1_000_000} MB")
    return data


def _kept(voice: str, digest: str) -> bytes:
    path = takes_folder(voice) / f"{digest}.wav"
    with suppress(OSError):
        sound = path.read_bytes()
        if sha256(sound).hexdigest() == digest:
            return sound
    raise AudioError(path, "is not the take that was imported", "record it again")


def _no_pack(path: Path, reason: str) -> AudioError:
    return AudioError(path, f"is no voice pack: {reason}", "nothing was added")

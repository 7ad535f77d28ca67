"""``unknot doctor``"""

from __future__ import annotations

import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

import click
from msgspec import Struct

from unknot import __version__
from unknot.audio.mp3 import QUALITIES, walk
from unknot.cache import cache_folder
from unknot.cli.folding import columns
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import json_option
from unknot.cli.output import one_line
from unknot.content.workspace import roots
from unknot.counted import counted
from unknot.engines.added import added, broken_voices
from unknot.engines.registry import open_engine, statuses
from unknot.errors import EngineError
from unknot.files import replace_file, temporary
from unknot.packages import install
from unknot.timeline.estimate import USUAL_RATE

PHRASE = "Halfway. Breathe out slowly."
#: What a phrase may need for a moment, in bytes.
_ROOM = 2_000_000


class Part(Struct, frozen=True):
    """One thing that was tried; ``needed`` when unknot cannot do its work without it."""

    what: str
    ok: bool
    says: str
    needed: bool = True


@click.command()
@json_option
@click.pass_obj
def command(options: Globals, as_json: bool) -> None:
    """What works here, what is missing, how to get it.

    Speech and encoding are proved by doing them and measuring the result. Exit code 1 when
    something needed does not work.
    """
    found: list[Part] = []
    for finding in _examined(options):
        found.append(finding)
        if not as_json and (finding.ok or finding.needed):
            _print(finding)
    extra = [each for each in found if not (each.ok or each.needed)]
    if extra and not as_json:
        click.echo("\nNot here, and not needed:")
        for finding in extra:
            _print(finding)
    if as_json:
        print_json("doctor", parts=[make_row("part", each) for each in found])
    if not all(finding.ok for finding in found if finding.needed):
        raise SystemExit(1)


def _print(finding: Part) -> None:
    word, colour = ("ok", "green") if finding.ok else ("no", "red")
    if not (finding.ok or finding.needed):
        word, colour = "-", "yellow"
    from unknot.timeline.sheet import folded

    head = f"{word:<4} {finding.what:<18} "
    line = head + one_line(finding.says)
    lines = folded(line, columns(), " " * len(head)) if sys.stdout.isatty() else [line]
    click.echo("\n".join(lines).replace(word, click.style(word, fg=colour), 1))


def _examined(options: Globals) -> Iterator[Part]:
    about = f"{__version__} on Python {platform.python_version()}, {sys.platform}"
    yield Part("unknot", True, about)
    yield _tried("content", lambda: _content(options))
    yield _tried("cache", _cache)
    yield _tried("temporary files", _temporary)
    yield _tried("encoder", _encoder)
    yield from _engines()
    yield _tried("added voices", _added)
    yield _tried("who speaks", _order)
    yield _tried("other sound files", _formats, needed=False)
    yield _tried("calendars", _calendars, needed=False)


def _tried(what: str, attempt: Callable[[], str], *, needed: bool = True) -> Part:
    """Whatever goes wrong while examining is a finding, not a crash."""
    try:
        return Part(what, True, attempt(), needed)
    except EngineError as error:  # whose name stands before it already
        return Part(what, False, one_line(error.reason), needed)
    except Exception as error:
        return Part(what, False, one_line(f"{error}") or repr(error), needed)


def _content(options: Globals) -> str:
    from unknot.content.load import load

    found = roots(options.workspace)
    content = load(found)
    where = ", ".join(f"{root.path} ({root.label})" for root in found)
    sessions = counted(len(content.sessions), "session")
    return f"{sessions}, {counted(len(content.muscles), 'muscle')} in {where}"


def _added() -> str:
    """Voices that somebody added and that cannot be read are missed by whoever counts on them."""
    if problems := broken_voices():
        raise RuntimeError("; ".join(str(problem) for problem in problems))
    count = len(added())
    return f"{count} can be used" if count else "none yet: unknot voices add --help"


def _order() -> str:
    from unknot.speech.who import told_order

    return "\n".join(told_order())


def _calendars() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"icalendar {version('icalendar')}"
    except PackageNotFoundError:
        raise RuntimeError(f"icalendar is missing: {install('unknot[calendar]')}") from None


def _cache() -> str:
    probe = cache_folder() / "doctor"
    replace_file(probe, [b"unknot"])
    probe.unlink()
    return str(cache_folder())


def _temporary() -> str:
    with temporary() as folder:
        (folder / "doctor").write_bytes(bytes(_ROOM))
        free = shutil.disk_usage(folder).free
    return f"{folder.parent} has room for {free // 1_000_000} MB"


def _encoder() -> str:
    """Encode half a second of noise-free tone in both qualities and walk the frames."""
    import numpy as np

    from unknot.clips.encode import encode_clip

    tone = (8000 * np.sin(np.arange(24 * 1152) * 0.13)).astype(np.int16)
    counts = {name: len(list(walk(encode_clip(tone, q)))) for name, q in QUALITIES.items()}
    if len(set(counts.values())) != 1:
        raise RuntimeError(f"the qualities differ in frames: {counts}")
    return f"{next(iter(counts.values()))} valid frames in {' and '.join(counts)}"


def _engines() -> Iterator[Part]:
    for status in statuses():
        needed = status.name == "pyttsx3"
        if status.ok:
            yield _tried(f"engine {status.name}", partial(_speech, status.name), needed=needed)
        else:
            yield Part(f"engine {status.name}", False, status.reason, needed)


def _speech(name: str) -> str:
    from unknot.audio.loudness import lufs
    from unknot.audio.polish import polish
    from unknot.audio.sound import read_wav
    from unknot.speech.speak import speak

    with closing(open_engine(name)) as engine, temporary() as folder:
        if not engine.default_voice:
            raise RuntimeError("has no voice yet; see: unknot voices add --help")
        path = folder / "doctor.wav"
        start = time.perf_counter()
        speak(engine, PHRASE, voice=engine.default_voice, rate=USUAL_RATE, to=path)
        taken = time.perf_counter() - start
        master = polish(read_wav(path))
        seconds = len(master) / 48_000
        loudness = lufs(master / 32768, 48_000)
        return f"said {PHRASE!r} in {seconds:.1f} s at {loudness:.1f} LUFS, took {taken:.2f} s"


def _formats() -> str:
    import soundfile

    with_ffmpeg = ", and ffmpeg for others" if shutil.which("ffmpeg") else "; others need ffmpeg"
    return f"libsndfile {soundfile.__libsndfile_version__} reads WAV, FLAC, Ogg, MP3{with_ffmpeg}"

"""The ways that assembly.py compares. Each call is one process doing one thing."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unknot.clips.clipfile import Clip, ClipKey
    from unknot.clips.maker import ClipMaker, Sounding
    from unknot.timeline.timeline import Timeline

RATE, FRAME = 48_000, 1152


def masters(track: str, to: str) -> None:
    """What the track is made of: [start in ms, master WAV] for each clip, and its length."""
    timeline, maker, keys = _opened(track)
    placed = [
        (event.start, str(maker.store.root / keys[cue][:2] / f"{keys[cue]}.wav"))
        for event, cue in timeline.sounding()
    ]
    Path(to).write_text(json.dumps({"length": timeline.length, "clips": placed}), encoding="utf-8")


def pydub(plan: str, to: str) -> None:
    from pydub import AudioSegment

    value = json.loads(Path(plan).read_text(encoding="utf-8"))
    clips = {path: AudioSegment.from_wav(path) for path in {path for _, path in value["clips"]}}
    track = AudioSegment.silent(0, frame_rate=RATE)
    for start, path in value["clips"]:
        track += AudioSegment.silent(max(0, start - len(track)), frame_rate=RATE)
        track += clips[path]
    track += AudioSegment.silent(max(0, value["length"] - len(track)), frame_rate=RATE)
    track.export(to, format="mp3", bitrate="96k")


def lame(plan: str, to: str) -> None:
    import wave

    import lameenc

    value = json.loads(Path(plan).read_text(encoding="utf-8"))
    clips = {}
    for _, path in value["clips"]:
        if path not in clips:
            with wave.open(path) as file:
                clips[path] = file.readframes(file.getnframes())
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE)
    encoder.set_bit_rate(96)
    encoder.silence()
    second, done = bytes(2 * RATE), 0
    with Path(to).open("wb") as file:
        for start, path in [*value["clips"], [value["length"], None]]:
            gap = start * RATE // 1000 - done
            for at in range(0, gap, RATE):
                file.write(encoder.encode(second[: 2 * min(RATE, gap - at)]))
            done += gap
            if path:
                file.write(encoder.encode(clips[path]))
                done += len(clips[path]) // 2
        file.write(encoder.flush())


def encode(track: str) -> None:
    """LAME of every distinct clip of a track: what no build can do without."""
    from unknot.audio.mp3 import STANDARD
    from unknot.clips.encode import encode_clip

    _, maker, keys = _opened(track)
    for key in set(keys.values()):
        if (master := maker.store.master(key)) is not None:
            encode_clip(master, STANDARD)


def speak(track: str) -> None:
    """espeak-ng of every distinct line of a track, by its library, one after the other."""
    import ctypes

    from unknot.engines.pyttsx3.espeak_library import bundled
    from unknot.proof.embedded import plan_from
    from unknot.timeline.cues import Say

    timeline = plan_from(Path(track)).timeline
    found = bundled()
    assert not isinstance(found, str)
    samples = 0

    def taken(_sound: int, count: int, _events: int) -> int:
        nonlocal samples
        samples += count
        return 0

    espeak = ctypes.cdll.LoadLibrary(str(found.path))
    espeak.espeak_Initialize(2, 1000, str(found.folder).encode(), 0)  # one after the other
    counted = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(taken)
    espeak.espeak_SetSynthCallback(counted)
    espeak.espeak_SetVoiceByName(b"gmw/en")
    espeak.espeak_SetParameter(1, 135, 0)
    for text in {cue.text.encode() for _, cue in timeline.sounding() if isinstance(cue, Say)}:
        espeak.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 0, 0, 1, None, None)
    assert samples > RATE


def copy(track: str, to: str) -> None:
    shutil.copyfile(track, to)


def nothing() -> None:
    pass


def inside(track: str) -> None:
    """The parts of a warm build in process, beside a copy of the same file; best of seven."""
    from unknot.audio.mp3 import STANDARD
    from unknot.files import replace_file
    from unknot.track.splice import splice

    out = Path(track).with_suffix(".again")
    timeline, maker, keys = _opened(track)

    def read() -> dict[str, Clip]:
        return {key: clip for key in set(keys.values()) if (clip := maker.find(key))}

    clips = read()

    def assembled() -> None:
        placed = [(event.start, clips[keys[cue]].frames) for event, cue in timeline.sounding()]
        replace_file(out, splice(placed, timeline.length, STANDARD), sync=False)

    def copied() -> None:
        """Read and written, without the kernel's short cut that moves no bytes."""
        with Path(track).open("rb") as source, out.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)

    copy_s = _best(copied, out)
    print(f"{'':>8} {'in process: copy':<18} {copy_s:>9.4f} {'':>8} {1:>9.1f}")
    for name, action in (("splice and write", assembled), ("read, check clips", read)):
        taken = _best(action, out)
        print(f"{'':>8} {name:<18} {taken:>9.4f} {'':>8} {taken / copy_s:>9.1f}", flush=True)


def _best(action: Callable[[], object], out: Path) -> float:
    times = []
    for _ in range(7):
        out.unlink(missing_ok=True)
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def _opened(track: str) -> tuple[Timeline, ClipMaker, Mapping[Sounding, ClipKey]]:
    """A track's timeline, and the maker and keys of its clips."""
    from unknot.audio.mp3 import STANDARD
    from unknot.cache import cache_folder
    from unknot.clips.maker import ClipMaker
    from unknot.clips.store import VOICES, Store
    from unknot.content.load import load
    from unknot.content.workspace import roots
    from unknot.engines.registry import open_engine
    from unknot.proof.embedded import plan_from
    from unknot.speech.cast import Cast
    from unknot.speech.who import Speakers

    timeline = plan_from(Path(track)).timeline
    with closing(Cast(open_engine("pyttsx3"), cache_folder() / VOICES)) as cast:
        maker = ClipMaker(
            library=load(roots(None)),
            language="en",
            store=Store(cache_folder()),
            cast=cast,
            speakers=Speakers(voice="", chosen=True),
            rate=135,
            quality=STANDARD,
        )
        return timeline, maker, maker.keys(cue for _, cue in timeline.sounding())


if __name__ == "__main__":
    METHODS = (masters, pydub, lame, encode, speak, copy, nothing, inside)
    {each.__name__: each for each in METHODS}[sys.argv[1]](*sys.argv[2:])

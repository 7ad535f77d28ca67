"""The ways that assembly.py compares. Each call is one process doing one thing."""

from __future__ import annotations

import json
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path

RATE, FRAME = 48_000, 1152


def masters(track: str, to: str) -> None:
    """What the track is made of: [start in ms, master WAV] for each clip, and its length."""
    from unknot.audio.clips import Store
    from unknot.audio.mp3 import STANDARD
    from unknot.cache import cache_folder
    from unknot.clipmaker import ClipMaker
    from unknot.content.library import load
    from unknot.content.workspace import roots
    from unknot.publish.id3 import embedded_timeline
    from unknot.timeline.store import from_json
    from unknot.voice.door import open_engine

    timeline = from_json(embedded_timeline(Path(track)) or "")
    store = Store(cache_folder())
    with closing(open_engine("pyttsx3")) as engine:
        maker = ClipMaker(
            library=load(roots(None)), language="en", store=store, engine=engine,
            voice=engine.default_voice, rate=135, quality=STANDARD,
        )  # fmt: skip
        keys = maker.keys(cue for _, cue in timeline.sounding())
    placed = [
        (event.start, str(store.root / keys[cue][:2] / f"{keys[cue]}.wav"))
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


def copy(track: str, to: str) -> None:
    shutil.copyfile(track, to)


def nothing() -> None:
    pass


def inside(track: str) -> None:
    """Assembling and writing alone, in process, beside a copy of the same file; best of seven."""
    from unknot.audio.clips import Store
    from unknot.audio.mp3 import STANDARD
    from unknot.audio.splice import splice
    from unknot.cache import cache_folder
    from unknot.clipmaker import ClipMaker
    from unknot.content.library import load
    from unknot.content.workspace import roots
    from unknot.files import replace_file
    from unknot.publish.id3 import embedded_timeline
    from unknot.timeline.store import from_json
    from unknot.voice.door import open_engine

    timeline = from_json(embedded_timeline(Path(track)) or "")
    with closing(open_engine("pyttsx3")) as engine:
        maker = ClipMaker(
            library=load(roots(None)), language="en", store=Store(cache_folder()), engine=engine,
            voice=engine.default_voice, rate=135, quality=STANDARD,
        )  # fmt: skip
        keys = maker.keys(cue for _, cue in timeline.sounding())
    out = Path(track).with_suffix(".again")

    def assembled() -> None:
        clips = {key: clip for key in keys.values() if (clip := maker.find(key))}
        placed = [(e.start, clips[keys[cue]].frames) for e, cue in timeline.sounding()]
        replace_file(out, splice(placed, timeline.length, STANDARD), sync=False)

    def copied() -> None:
        """Without the kernel's short cut for copies, which moves no bytes through a program."""
        with Path(track).open("rb") as source, out.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)

    def best(action: object) -> float:
        times = []
        for _ in range(7):
            start = time.perf_counter()
            action()  # type: ignore[operator]
            times.append(time.perf_counter() - start)
            out.unlink()
        return min(times)

    one, other = best(assembled), best(copied)
    print(f"{'':>8} {'splice alone':<18} {one:>9.4f} {'':>8} {one / other:>9.2f}")


if __name__ == "__main__":
    {f.__name__: f for f in (masters, pydub, lame, copy, nothing, inside)}[sys.argv[1]](
        *sys.argv[2:]
    )

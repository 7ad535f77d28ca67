"""A track in other formats than MP3: the same plan, mixed as samples and encoded whole by PyAV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from unknot.audio.level import MASTER_RATE
from unknot.audio.sound import Pcm
from unknot.clips.clipfile import Clip
from unknot.clips.store import Store
from unknot.content.library import Library
from unknot.errors import AudioError
from unknot.files import scratch
from unknot.packages import install
from unknot.timeline.cues import Chapter
from unknot.timeline.sheet import stamp
from unknot.timeline.timeline import Timeline
from unknot.track.mixdown import mixdown
from unknot.track.tag import YEAR, iso639_2, own, spoken


class Format(Struct, frozen=True, kw_only=True):
    """A codec and a container by FFmpeg's names, and its bits a second."""

    codec: str
    container: str
    bits: int
    options: Mapping[str, str]


#: By the ending of the file's name. 64 and 32 kbit/s are what speech needs in each.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "m4a": Format(codec="aac", container="ipod", bits=64_000, options={}),
        "opus": Format(
            codec="libopus", container="ogg", bits=32_000, options={"application": "audio"}
        ),
    }
)


def need_pyav() -> Any:
    """PyAV. Raises AudioError when it is not installed."""
    try:
        import av
    except ImportError as error:
        reason = "is not installed, and M4A and Opus need it"
        raise AudioError("PyAV", reason, install("unknot[m4a]")) from error
    return av


def write_as(
    name: str, path: Path, timeline: Timeline, clips: Sequence[Clip], library: Library, store: Store
) -> None:
    """The track of ``timeline`` at ``path`` in the format ``name``; the old file stays until the
    new one is whole. ``clips``: one for each of ``timeline.sounding()``.

    Title, language, words and chapters are in it. Raises AudioError when PyAV, a clip or the sound
    of the bed is not there, or the file cannot be written.
    """
    av, form = need_pyav(), FORMATS[name]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch(path.parent, path.name) as folder:
            part = folder / path.name
            with av.open(
                str(part), "w", format=form.container, container_options={"fflags": "+bitexact"}
            ) as out:
                _describe(out, timeline)
                stream = out.add_stream(form.codec, rate=MASTER_RATE, layout="mono")
                stream.bit_rate, stream.options = form.bits, dict(form.options)
                stream.metadata["language"] = iso639_2(timeline.language)
                for frame in _frames(av, mixdown(timeline, clips, library, store, MASTER_RATE)):
                    out.mux(stream.encode(frame))
                out.mux(stream.encode(None))
            part.replace(path)
    except (OSError, av.FFmpegError) as error:
        raise AudioError(path, f"cannot be written: {error}") from error


def _frames(av: Any, blocks: Iterable[Pcm]) -> Iterator[Any]:
    at = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(block[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = MASTER_RATE, at, Fraction(1, MASTER_RATE)
        at += len(block)
        yield frame


def _describe(out: Any, timeline: Timeline) -> None:
    words = {
        "title": timeline.title,
        "artist": "unknot",
        "album": timeline.part.title if timeline.part else "unknot",
        "genre": "Podcast",
        "date": YEAR,
        "lyrics": spoken(timeline),
        "comment": f"own words: {said}" if (said := own(timeline)) else "",
    }
    out.metadata.update({key: text for key, text in words.items() if text})
    chapters = [
        (number, event.start, end, event.cue.title)
        for number, (event, end) in enumerate(timeline.chapters())
        if isinstance(event.cue, Chapter)
    ]
    if out.format.name == "ogg":
        # FFmpeg 8 writes chapters of Ogg up to a second late: it rounds seconds up, and keeps ms.
        for number, start, _, title in chapters:
            out.metadata[f"CHAPTER{number:03}"] = stamp(start)
            out.metadata[f"CHAPTER{number:03}NAME"] = title
        return
    out.set_chapters(
        [
            {
                "id": number, "start": start, "end": end, "time_base": Fraction(1, 1000),
                "metadata": {"title": title},
            }
            for number, start, end, title in chapters
        ]
    )  # fmt: skip

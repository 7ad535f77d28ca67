"""One planted fault for each rule: a site on disk that is spoilt in one place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from unknot.audio.mp3 import Quality, silent_frame, walk
from unknot.track.id3.frames import ChapterFrame, Contents, Picture
from unknot.track.id3.read import read_tag
from unknot.track.id3.write import write_tag

Spoil = Callable[[Path], None]
FAULTS: dict[str, Spoil] = {}


def plant(id: str) -> Callable[[Spoil], Spoil]:
    def note(spoil: Spoil) -> Spoil:
        FAULTS[id] = spoil
        return spoil

    return note


def feed(site: Path, pattern: str, to: str, count: int = 1) -> None:
    """Change the feed where ``pattern`` is first found; it must be found."""
    path = site / "feed.xml"
    text, changed = re.subn(pattern, to, path.read_text("utf-8"), count=count, flags=re.DOTALL)
    assert changed, pattern
    path.write_bytes(text.encode())


def in_feed(id: str, pattern: str, to: str, count: int = 1) -> None:
    FAULTS[id] = lambda site: feed(site, pattern, to, count)


def one(site: Path, pattern: str) -> Path:
    return next(iter(sorted(site.glob(pattern))))


def in_file(id: str, name: str, pattern: str, to: str) -> None:
    def spoil(site: Path) -> None:
        path = one(site, name)
        text, changed = re.subn(pattern, to, path.read_text("utf-8"), count=1, flags=re.DOTALL)
        assert changed, pattern
        path.write_bytes(text.encode())

    FAULTS[id] = spoil


def gone(id: str, name: str) -> None:
    FAULTS[id] = lambda site: one(site, name).unlink()


# --- the feed as a file
in_feed("F01", "</channel>", "")
in_feed("F02", " encoding='utf-8'", "")
in_feed("F03", 'version="2.0"', 'version="0.92"')
in_feed("F04", "<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/Content/" ')
in_feed("F05", "<copyright>", "<copyright>" + "x" * 256)
in_feed("F06", "<description>", "<description>" + "ä" * 2001)
in_feed("F07", "<copyright>", "<copyright> ")
in_feed("F08", 'href="https://example.org/tester"', 'href="http://localhost:8000/tester"')
in_feed("F09", 'href="https://example.org/tester"', 'href="http://example.org/tester"')
in_feed("F10", 'href="https://example.org/tester"', 'href="https://example.org/täster"')
in_feed("F11", "<item>(.*?)<title>", r"<item>\1<title>&lt;week 1&gt; ")

# --- the channel
in_feed("C01", "<title>[^<]*</title>", "")
in_feed("C02", "<description>[^<]*</description>", "<description />")
in_feed("C03", "<link>[^<]*</link>", "")
in_feed("C04", "<language>en</language>", "<language>English</language>")
in_feed("C05", "<itunes:explicit>false", "<itunes:explicit>no")
in_feed("C06", "<itunes:author>[^<]*</itunes:author>", "")
in_feed("C07", "(<podcast:locked[^>]*>)yes", r"\1maybe")
in_feed("C08", "<podcast:guid>", "<podcast:guid>urn-")
in_feed("C09", "<podcast:medium>course", "<podcast:medium>lesson")
in_feed("C10", 'text="Alternative Health"', 'text="Alternative health"')
in_feed("C11", "<itunes:image [^>]*>", "")
in_feed("C12", 'rel="self"', 'rel="alternate"')
in_feed("C13", "<itunes:owner>.*?</itunes:owner>", "")
in_feed("C14", "<itunes:type>serial", "<itunes:type>sequel")
in_feed("C15", "<itunes:type>", "<itunes:complete>no</itunes:complete><itunes:type>")
in_feed("C16", "<item>.*</item>", "")
in_feed("C17", 'purpose="ai-content"', 'purpose="verify"')
in_feed("C18", ' alt="[^"]*"', "")

# --- items
in_feed("I01", "(<item>.*?)<title>[^<]*</title>", r"\1")
in_feed("I02", "(<item>.*?)<title>", r"\1<title>2. ")
in_feed("I03", "<enclosure [^>]*>", "")
in_feed("I04", 'type="audio/mpeg"', 'type="audio/mp3"')
in_feed("I05", "<guid [^<]*</guid>", "")
in_feed("I06", ' isPermaLink="false"', "")
in_feed("I07", "<pubDate>[^<]*</pubDate>", "<pubDate>2026-12-01</pubDate>")
in_feed("I08", "(<item>.*?)<description>.*?</description>", r"\1")
in_feed("I09", "(<item>.*?)<link>[^<]*</link>", r"\1")
in_feed("I10", "(<item>.*?)<itunes:image [^>]*>", r"\1")
in_feed("I11", "<itunes:duration>[^<]*", "<itunes:duration>2:20")
in_feed("I12", "(<item>.*?<itunes:explicit>)false", r"\1clean")
in_feed("I13", "<itunes:season>1", "<itunes:season>one")
in_feed("I14", 'display="[^"]*"', f'display="{"x" * 33}"')
in_feed("I15", "<podcast:transcript.*?(<psc:chapters)", r"\1")
in_feed("I18", "<itunes:episode>2</itunes:episode>", "")


@plant("I16")
def _(site: Path) -> None:
    found = re.search(r"<enclosure [^>]*>", (site / "feed.xml").read_text("utf-8"))
    assert found
    feed(site, r"(<enclosure.*)<enclosure [^>]*>", r"\1" + found[0])
    # The two tracks differ only in their tags, so nothing else is wrong with it.


@plant("I17")
def _(site: Path) -> None:
    first, second = re.findall(r"(?<=<guid isPermaLink=\"false\">)[^<]*",
                               (site / "feed.xml").read_text("utf-8"))  # fmt: skip
    feed(site, second, first)


@plant("I19")
def _(site: Path) -> None:
    first, _ = re.findall("<pubDate>[^<]*", (site / "feed.xml").read_text("utf-8"))
    feed(site, "<pubDate>[^<]*", first, count=2)


# --- chapters
in_feed("H01", "<podcast:chapters [^>]*>", "")
in_feed("H02", "application/json.chapters", "application/json")
in_file("H03", "chapters/*.json", '"version": "1.2.0"', '"version": "2"')
in_feed("H10", r'start="00:02:3\d', 'start="00:02:29')
in_feed("H11", "(&lt;br&gt;00:0\\d:)(\\d)\\d", r"\g<1>\g<2>X")


def chapters(id: str) -> Callable[[Callable[[list[dict[str, Any]]], None]], None]:
    """Plant a fault in every place where chapters are, so that they still agree."""

    def note(change: Callable[[list[dict[str, Any]]], None]) -> None:
        def spoil(site: Path) -> None:
            path = one(site, "chapters/*.json")
            value = json.loads(path.read_text("utf-8"))
            change(value["chapters"])
            path.write_text(json.dumps(value), encoding="utf-8")

        FAULTS[id] = spoil

    return note


def shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in rows if each.get("toc", True)]


@chapters("H04")
def _(rows: list[dict[str, Any]]) -> None:
    rows[0], rows[1] = rows[1], rows[0]


@chapters("H08")
def _(rows: list[dict[str, Any]]) -> None:
    shown(rows)[0]["title"] = "x" * 40


@chapters("H09")
def _(rows: list[dict[str, Any]]) -> None:
    rows.append({"startTime": 9000, "title": "Late", "toc": False})


def moved(site: Path, change: Callable[[list[float]], list[float]]) -> None:
    """Give the first item other chapters, in all four places alike."""
    path = one(site, "chapters/*.json")
    id = path.stem
    value = json.loads(path.read_text("utf-8"))
    starts = change([each["startTime"] for each in shown(value["chapters"])])
    value["chapters"] = [{"startTime": at, "title": f"Part at {at:g}"} for at in starts]
    path.write_text(json.dumps(value), encoding="utf-8")
    rows = "".join(
        f'<psc:chapter start="00:{int(at) // 60:02}:{at % 60:06.3f}" title="Part" />'
        for at in starts
    )
    text = (site / "feed.xml").read_text("utf-8")
    items = re.findall("<item>.*?</item>", text, re.DOTALL)
    old = next(each for each in items if f"chapters/{id}.json" in each)
    lines = "&lt;br&gt;".join(f"00:{int(at) // 60:02}:{int(at) % 60:02} Part" for at in starts)
    new = re.sub("<psc:chapter .*(?=</psc:chapters>)", rows, old, flags=re.DOTALL)
    new = re.sub(r"00:00:00.*?(?=&lt;/p&gt;)", lines, new, count=1, flags=re.DOTALL)
    audio = one(site, f"audio/{id}.*.mp3")

    def tag(frames: list[Any]) -> list[Any]:
        kept = [each for each in frames if not isinstance(each, ChapterFrame | Contents)]
        made = [ChapterFrame(id=f"c{n}", start=round(at * 1000), end=round(at * 1000) + 1)
                for n, at in enumerate(starts)]  # fmt: skip
        return [*kept, Contents(id="toc", children=tuple(each.id for each in made)), *made]

    retag(audio, tag)
    new = re.sub(r'length="\d+"', f'length="{audio.stat().st_size}"', new)
    (site / "feed.xml").write_bytes(text.replace(old, new).encode())


FAULTS["H05"] = lambda site: moved(site, lambda starts: [5.0, *starts[1:]])
FAULTS["H06"] = lambda site: moved(site, lambda starts: starts[:2])
FAULTS["H07"] = lambda site: moved(site, lambda starts: [*starts, starts[-1] + 10])


@plant("H12")
def _(site: Path) -> None:
    def later(frames: list[Any]) -> list[Any]:
        first = next(each for each in frames if isinstance(each, ChapterFrame))
        at = frames.index(first)
        frames[at] = ChapterFrame(id=first.id, start=500, end=first.end, frames=first.frames)
        return frames

    resized(site, lambda audio: retag(audio, later))


# --- audio
def retag(audio: Path, change: Callable[[list[Any]], list[Any]]) -> None:
    data = audio.read_bytes()
    tag = read_tag(data)
    audio.write_bytes(write_tag(change(list(tag.frames))) + data[tag.size :])


def resized(site: Path, change: Callable[[Path], None]) -> None:
    """Change the first session's file, and let the feed know its new length."""
    audio = one(site, "audio/first.*.mp3")
    before = audio.stat().st_size
    change(audio)
    feed(site, f'(first[^>]*length=)"{before}"', rf'\1"{audio.stat().st_size}"')


def body(audio: Path, change: Callable[[bytes], bytes]) -> None:
    data = audio.read_bytes()
    size = read_tag(data).size
    audio.write_bytes(data[:size] + change(data[size:]))


def in_audio(id: str, change: Callable[[bytes], bytes]) -> None:
    FAULTS[id] = lambda site: resized(site, lambda audio: body(audio, change))


def other(quality: Quality) -> Callable[[bytes], bytes]:
    """The stream as silent frames of another quality, as long as before."""

    def change(data: bytes) -> bytes:
        frames = sum(1 for _ in walk(data))
        first = next(iter(walk(data)))
        ratio = quality.rate / 48_000 * 1152 / quality.samples_per_frame
        head = quality.header + bytes(first.data[4:64]).ljust(quality.frame_bytes - 4, b"\0")
        return head[: quality.frame_bytes] + silent_frame(quality) * round((frames - 1) * ratio)

    return change


gone("A01", "audio/first.*")
in_feed("A02", r'length="(\d+)"', r'length="1\1"')
in_audio("A03", lambda data: data + b"TAG" + bytes(125))
in_audio(
    "A04",
    lambda data: data + silent_frame(Quality(name="more", rate=48_000, kbps=128)),
)
in_audio("A05", other(Quality(name="less", rate=48_000, kbps=48)))
in_audio("A06", other(Quality(name="slow", rate=32_000, kbps=96)))
in_audio("A07", lambda data: data.replace(b"Info", b"\0\0\0\0", 1))
in_feed("A12", "<itunes:duration>", "<itunes:duration>1")


@plant("A08")
def _(site: Path) -> None:
    """No tag at all; a converted tag of version 2.4 would need its frames rewritten."""

    def strip(audio: Path) -> None:
        data = audio.read_bytes()
        audio.write_bytes(data[read_tag(data).size :])

    resized(site, strip)


@plant("A09")
def _(site: Path) -> None:
    resized(site, lambda audio: retag(
        audio, lambda frames: [f for f in frames if not isinstance(f, ChapterFrame | Contents)]
    ))  # fmt: skip


@plant("A10")
def _(site: Path) -> None:
    resized(site, lambda audio: retag(
        audio, lambda frames: [f for f in frames if not isinstance(f, Contents)]
    ))  # fmt: skip


@plant("A11")
def _(site: Path) -> None:
    resized(site, lambda audio: retag(
        audio, lambda frames: [*frames, Picture(mime="image/jpeg", data=bytes(1_100_000))]
    ))  # fmt: skip


def _quieter(data: bytes) -> bytes:
    """Lower the global gain of every frame that sounds: -6 dB is four steps (ISO 11172-3)."""
    frames = bytearray(data)
    for frame in walk(data):
        side = bytes(frame.data[frame.side_at :])
        if frame.is_silent or b"Info" in bytes(frame.data[:64]):
            continue
        bits = int.from_bytes(side[:17], "big")
        for granule in range(2):
            # Mono, MPEG-1: 18 bits, then 59 a granule; the gain is 8 bits, 21 bits in.
            shift = 17 * 8 - (18 + granule * 59 + 21) - 8
            gain = bits >> shift & 0xFF
            bits += (max(gain - 8, 0) - gain) << shift
        at = frame.offset + frame.side_at
        frames[at : at + 17] = bits.to_bytes(17, "big")
    return bytes(frames)


def _louder(data: bytes) -> bytes:
    """One frame of the session with its gain raised by 18 dB: a peak, but no loudness."""
    frames = bytearray(data)
    sounding = [frame for frame in walk(data) if not frame.is_silent][40]
    at = sounding.offset + sounding.side_at
    bits = int.from_bytes(frames[at : at + 17], "big")
    for granule in range(2):
        shift = 17 * 8 - (18 + granule * 59 + 21) - 8
        gain = bits >> shift & 0xFF
        bits += (min(gain + 12, 255) - gain) << shift
    frames[at : at + 17] = bits.to_bytes(17, "big")
    return bytes(frames)


in_audio("A13", _quieter)
in_audio("A14", _louder)


# --- covers
def picture(
    id: str, mode: str, size: tuple[int, int], kind: str = "PNG", noise: bool = False
) -> None:
    """Put a picture of that shape where the first session's cover is."""

    def spoil(site: Path) -> None:
        made = Image.effect_noise(size, 200).convert(mode) if noise else Image.new(mode, size)
        file = BytesIO()
        made.save(file, kind)
        name = re.search(r"<itunes:image href=\"[^\"]*/(art/first\.[^\"]*)",
                         (site / "feed.xml").read_text("utf-8"))  # fmt: skip
        assert name
        (site / name[1]).write_bytes(file.getvalue())

    FAULTS[id] = spoil


gone("R01", "art/cover.*")


@plant("R02")
def _(site: Path) -> None:
    one(site, "art/cover.*").write_bytes(b"GIF89a" + bytes(60))


picture("R03", "RGB", (3000, 3000), "JPEG")
picture("R04", "RGB", (3000, 2000))
picture("R05", "RGB", (1200, 1200))
picture("R06", "RGBA", (1400, 1400))
picture("R07", "RGB", (1500, 1500), noise=True)

# --- captions
gone("T01", "transcripts/first.srt")
in_feed("T02", "application/x-subrip", "application/srt")
in_file("T03", "transcripts/*.vtt", r" --> ", " -> ")
in_file("T07", "transcripts/*.srt", r" --> ", " to ")
in_file("T09", "transcripts/*.json", '"body"', '"text"')
in_file("T08", "transcripts/*.srt", "Find a quiet", "Find a very quiet and very warm place")
in_file("T06", "transcripts/*.vtt", "Find a quiet", "Find a quiet" + " quiet" * 12)
in_feed("T11", ' rel="captions"', "", 2)
in_file("T12", "transcripts/first.srt", r"(\d\d:\d\d:\d\d,\d)\d\d --> \S+", r"\g<1>00 --> \g<1>90")
in_file("T13", "transcripts/first.srt", r"(a quiet place,)\n(and) ", r"\1 \2\n")


@plant("T04")
def _(site: Path) -> None:
    path = one(site, "transcripts/*.srt")
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"--> \d\d:\d\d:\d\d", "--> 00:00:00", text, count=3), "utf-8")


@plant("T05")
def _(site: Path) -> None:
    path = one(site, "transcripts/*.vtt")
    path.write_text(path.read_text("utf-8") + "\n01:00:00.000 --> 01:00:01.000\nLate\n", "utf-8")


@plant("T10")
def _(site: Path) -> None:
    path = one(site, "transcripts/*.vtt")
    path.write_text(re.sub("</?v[^>]*>", "", path.read_text("utf-8")), encoding="utf-8")


# --- pages
gone("P01", "s/first.html")
in_file("P02", "index.html", "</head>",
        '<link rel="stylesheet" href="https://fonts.example.com/a.css"></head>')  # fmt: skip
in_file("P03", "index.html", "</main>", '<a href="about.html">About</a></main>')
in_file("P04", "s/first.html", ' lang="en"', "")
in_file("P05", "index.html", ' alt="[^"]*"', "")
in_feed("P06", "<itunes:type>", "<itunes:block>Yes</itunes:block><itunes:type>")

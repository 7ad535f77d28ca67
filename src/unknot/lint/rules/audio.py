"""A: the sound, and the tag in front of it."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.lint.access import ending
from unknot.lint.audit import ITUNES, Audit, FeedItem
from unknot.lint.rule import Breach, each, rule
from unknot.lint.sound import MeasuredAudio
from unknot.track.id3.frames import Contents

_LUFS, _LU, _PEAK = -16.0, 1.0, -1.0
_MOST_TAG = 1_000_000


def _enclosures(audit: Audit) -> Iterator[tuple[str, FeedItem]]:
    return ((item.audio, item) for item in audit.items if item.audio)


def _mp3s(audit: Audit) -> Iterator[tuple[FeedItem, MeasuredAudio]]:
    for url, item in _enclosures(audit):
        named = ending(url) or (item.get("enclosure", "type") == "audio/mpeg" and ".mp3")
        if named == ".mp3" and (sound := item.sound):
            yield item, sound


def _sounds(audit: Audit) -> Iterator[tuple[FeedItem, MeasuredAudio]]:
    """Every item whose file is there and an MP3 stream, so that each fault is told once."""
    return ((item, sound) for item, sound in _mp3s(audit) if not sound.fault)


each_enclosure = each(_enclosures)
each_mp3 = each(lambda audit: ((item.audio, sound) for item, sound in _mp3s(audit)))
each_sound = each(lambda audit: ((item.audio, sound) for item, sound in _sounds(audit)))


@each_enclosure(
    "A01", "MUST", "PSP-1",
    fix="publish again, and copy the whole folder; of a feed alone, lint its address",
)  # fmt: skip
def find_missing(item: FeedItem) -> str:
    """Every enclosure is there."""
    return item.reply.missing


@rule("A02", "MUST", "PSP-1, Apple", fix="publish again; players trust it for their progress")
def compare_length(audit: Audit) -> Iterator[Breach]:
    """The enclosure's length is the file's, to the byte."""
    for _, item in _enclosures(audit):
        said = item.get("enclosure", "length")
        if item.reply.ok and said != str(item.reply.size):
            yield (
                item.name,
                f"gives the length {said!r} to a file of {item.reply.size} bytes",
            )


@each_mp3("A03", "MUST", "Apple", fix="build the track again; do not join files")
def check_stream(sound: MeasuredAudio) -> str:
    """The file is an MP3 stream from its tag to its end."""
    return f"is not a clean MP3 file: {sound.fault}" if sound.fault else ""


@each_sound("A04", "SHOULD", "measured: VBR seeks up to 149 s off",
            fix="encode with a constant bit rate")  # fmt: skip
def check_constant(sound: MeasuredAudio) -> str:
    """The bit rate is constant."""
    one = len(sound.kbps) == 1
    return "" if one else f"changes between {sound.kbps[0]} and {sound.kbps[-1]} kbit/s"


@each_sound("A05", "SHOULD", "Apple, Spotify", fix="build with --quality standard")
def check_bit_rate(sound: MeasuredAudio) -> str:
    """The bit rate is 64 kbit/s or more."""
    return f"has {max(sound.kbps)} kbit/s" if max(sound.kbps) < 64 else ""


@each_sound("A06", "SHOULD", "Apple", fix="build with --quality standard")
def check_sample_rate(sound: MeasuredAudio) -> str:
    """The sample rate is 44.1 or 48 kHz."""
    usual = set(sound.rates) <= {44_100, 48_000}
    return "" if usual else f"has {', '.join(map(str, sound.rates))} Hz"


@each_sound("A07", "SHOULD", "measured",
            fix="players guess the length without; build the track again")  # fmt: skip
def find_info(sound: MeasuredAudio) -> str:
    """The stream begins with an Info frame."""
    return "" if sound.info else "has no Info frame"


@each_sound("A08", "MUST", "measured: 2.4 loses chapters in mpv",
            fix="write the tag as version 2.3")  # fmt: skip
def check_version(sound: MeasuredAudio) -> str:
    """The tag is ID3v2.3."""
    other = f"has ID3v2.{sound.version}" if sound.version else "has no ID3 tag"
    return "" if sound.version == 3 else other


@each_sound("A09", "SHOULD", "Castro, Overcast, Pocket Casts",
            fix="publish again; some apps read no others")  # fmt: skip
def find_chapters(sound: MeasuredAudio) -> str:
    """The tag has chapters."""
    return "has no chapters in its tag" if sound.version and not sound.chapters else ""


@each_sound("A10", "SHOULD", "Overcast", fix="write CTOC, top-level and ordered")
def compare_contents(sound: MeasuredAudio) -> str:
    """A table of contents lists every chapter of the tag."""
    listed = {child for table in sound.tag.all(Contents) for child in table.children}
    whole = {chapter.id for chapter in sound.chapters} <= listed
    return "" if whole else "has chapters that its table of contents does not list"


@each_sound("A11", "SHOULD", "measured",
            fix="put a smaller picture into it; it is loaded before the sound")  # fmt: skip
def check_tag_size(sound: MeasuredAudio) -> str:
    """The tag takes 1 MB at most."""
    large = sound.tag.size > _MOST_TAG
    return f"has a tag of {sound.tag.size / 1e6:.1f} MB" if large else ""


@rule("A12", "SHOULD", "PSP-1", fix="publish again from the track")
def compare_duration(audit: Audit) -> Iterator[Breach]:
    """itunes:duration is the sound's, to the second."""
    for item, sound in _sounds(audit):
        said = item.text(f"{ITUNES}duration")
        if said.isdecimal() and int(said) and abs(int(said) - sound.length / 1000) > 1:
            yield item.name, f"says {said} s, and lasts {sound.length / 1000:.1f} s"


@each_sound("A13", "SHOULD", "Apple", fix="build the track again")
def check_loudness(sound: MeasuredAudio) -> str:
    """It is as loud as speech is to be: -16 LUFS, 1 LU more or less."""
    lufs = sound.loudness[0] if sound.loudness else _LUFS
    return f"has {lufs:.1f} LUFS" if _LU < abs(lufs - _LUFS) < float("inf") else ""


@each_sound("A14", "SHOULD", "Apple", fix="build the track again")
def check_peak(sound: MeasuredAudio) -> str:
    """No peak is above -1 dBTP."""
    peak = sound.loudness[1] if sound.loudness else _PEAK
    return f"peaks at {peak:.1f} dBTP" if peak > _PEAK + 0.05 else ""

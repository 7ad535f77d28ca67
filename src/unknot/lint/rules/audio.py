"""A: the sound, and the tag in front of it."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.lint.audit import ITUNES, Audit, FeedItem
from unknot.lint.rule import Fault, rule
from unknot.lint.sound import MeasuredAudio

_LUFS, _LU, _PEAK = -16.0, 1.0, -1.0
_MOST_TAG = 1_000_000


def _sounds(audit: Audit) -> Iterator[tuple[FeedItem, MeasuredAudio]]:
    """Every item whose file is there and an MP3 stream, so that each fault is told once."""
    for item in audit.items:
        sound = audit.sound(item.audio) if item.audio.lower().endswith(".mp3") else None
        if sound and not sound.fault:
            yield item, sound


@rule("A01", "MUST", "Every enclosure is there", source="PSP-1",
      fix="publish again, and copy the whole folder")  # fmt: skip
def there(audit: Audit) -> Iterator[Fault]:
    for item in audit.items:
        if item.audio and not audit.get(item.audio).ok:
            yield item.audio, "is not there"


@rule("A02", "MUST", "The enclosure's length is the file's, to the byte", source="PSP-1, Apple",
      fix="publish again; players trust it for their progress")  # fmt: skip
def length(audit: Audit) -> Iterator[Fault]:
    for item in audit.items:
        reply = audit.get(item.audio) if item.audio else None
        said = item.get("enclosure", "length")
        if reply and reply.ok and said != str(len(reply.body)):
            yield item.name, f"says {said or 'no'} bytes of a file that has {len(reply.body)}"


@rule("A03", "MUST", "The file is an MP3 stream from its tag to its end", source="Apple",
      fix="build the track again; do not join files")  # fmt: skip
def stream(audit: Audit) -> Iterator[Fault]:
    for item in audit.items:
        sound = audit.sound(item.audio) if item.audio.lower().endswith(".mp3") else None
        if sound and sound.fault:
            yield item.audio, f"is not a clean MP3 file: {sound.fault}"


@rule("A04", "SHOULD", "The bit rate is constant", source="measured: VBR seeks up to 149 s off",
      fix="encode with a constant bit rate")  # fmt: skip
def constant(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if len(sound.kbps) > 1:
            yield item.audio, f"changes between {sound.kbps[0]} and {sound.kbps[-1]} kbit/s"


@rule("A05", "SHOULD", "The bit rate is 64 kbit/s or more", source="Apple, Spotify",
      fix="build with --quality standard")  # fmt: skip
def bit_rate(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if max(sound.kbps) < 64:
            yield item.audio, f"has {max(sound.kbps)} kbit/s"


@rule("A06", "SHOULD", "The sample rate is 44.1 or 48 kHz", source="Apple",
      fix="build with --quality standard")  # fmt: skip
def rate(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if not set(sound.rates) <= {44_100, 48_000}:
            yield item.audio, f"has {', '.join(map(str, sound.rates))} Hz"


@rule("A07", "SHOULD", "The stream begins with an Info frame", source="measured",
      fix="players guess the length without; build the track again")  # fmt: skip
def info(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if not sound.info:
            yield item.audio, "has no Info frame"


@rule("A08", "MUST", "The tag is ID3v2.3", source="measured: 2.4 loses chapters in mpv",
      fix="write the tag as version 2.3")  # fmt: skip
def version(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if sound.version != 3:
            yield item.audio, f"has ID3v2.{sound.version}" if sound.version else "has no ID3 tag"


@rule("A09", "SHOULD", "The tag has chapters", source="Castro, Overcast, Pocket Casts",
      fix="publish again; some apps read no others")  # fmt: skip
def chapters(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if sound.version and not sound.chapters:
            yield item.audio, "has no chapters in its tag"


@rule("A10", "SHOULD", "A table of contents lists every chapter of the tag", source="Overcast",
      fix="write CTOC, top-level and ordered")  # fmt: skip
def contents(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        listed = {child for table in sound.contents for child in table.children}
        if sound.chapters and not {each.id for each in sound.chapters} <= listed:
            yield item.audio, "has chapters that its table of contents does not list"


@rule("A11", "SHOULD", "The tag takes 1 MB at most", source="measured",
      fix="put a smaller picture into it; all of it is loaded before the sound")  # fmt: skip
def small_tag(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if sound.tag.size > _MOST_TAG:
            yield item.audio, f"has a tag of {sound.tag.size / 1e6:.1f} MB"


@rule("A12", "SHOULD", "itunes:duration is the sound's, to the second", source="PSP-1",
      fix="publish again from the track")  # fmt: skip
def duration(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        said = item.text(f"{ITUNES}duration")
        if said.isdecimal() and int(said) and abs(int(said) - sound.length / 1000) > 1:
            yield item.name, f"says {said} s, and lasts {sound.length / 1000:.1f} s"


@rule("A13", "SHOULD", "It is as loud as speech is to be: -16 LUFS, 1 LU more or less",
      source="Apple", fix="build the track again")  # fmt: skip
def loudness(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if sound.loudness and _LU < abs(sound.loudness[0] - _LUFS) < float("inf"):
            yield item.audio, f"has {sound.loudness[0]:.1f} LUFS"


@rule("A14", "SHOULD", "No peak is above -1 dBTP", source="Apple", fix="build the track again")
def peak(audit: Audit) -> Iterator[Fault]:
    for item, sound in _sounds(audit):
        if sound.loudness and sound.loudness[1] > _PEAK + 0.05:
            yield item.audio, f"peaks at {sound.loudness[1]:.1f} dBTP"


RULES = (
    there, length, stream, constant, bit_rate, rate, info, version, chapters, contents, small_tag,
    duration, loudness, peak,
)  # fmt: skip

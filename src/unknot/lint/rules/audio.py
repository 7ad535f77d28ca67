"""A: the sound, and the tag in front of it."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.lint.audit import ITUNES, Audit, FeedItem
from unknot.lint.rule import Breach, about, rule
from unknot.lint.sound import MeasuredAudio

_LUFS, _LU, _PEAK = -16.0, 1.0, -1.0
_MOST_TAG = 1_000_000


def _sounds(audit: Audit) -> Iterator[tuple[FeedItem, MeasuredAudio]]:
    """Every item whose file is there and an MP3 stream, so that each fault is told once."""
    for item in audit.items:
        sound = audit.sound(item.audio) if item.audio.lower().endswith(".mp3") else None
        if sound and not sound.fault:
            yield item, sound


_sound = about(lambda audit: ((item.audio, sound) for item, sound in _sounds(audit)))


@rule("A01", "MUST", "Every enclosure is there", source="PSP-1",
      fix="publish again, and copy the whole folder")  # fmt: skip
def there(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        if item.audio and not audit.get(item.audio).ok:
            yield item.audio, audit.get(item.audio).why or "is not there"


@rule("A02", "MUST", "The enclosure's length is the file's, to the byte", source="PSP-1, Apple",
      fix="publish again; players trust it for their progress")  # fmt: skip
def length(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        reply = audit.get(item.audio) if item.audio else None
        said = item.get("enclosure", "length")
        if reply and reply.ok and said != str(reply.size):
            yield item.name, f"says {said or 'no'} bytes of a file that has {reply.size}"


@rule("A03", "MUST", "The file is an MP3 stream from its tag to its end", source="Apple",
      fix="build the track again; do not join files")  # fmt: skip
def stream(audit: Audit) -> Iterator[Breach]:
    for item in audit.items:
        sound = audit.sound(item.audio) if item.audio.lower().endswith(".mp3") else None
        if sound and sound.fault:
            yield item.audio, f"is not a clean MP3 file: {sound.fault}"


def _constant(sound: MeasuredAudio) -> str:
    one = len(sound.kbps) == 1
    return "" if one else f"changes between {sound.kbps[0]} and {sound.kbps[-1]} kbit/s"


def _bit_rate(sound: MeasuredAudio) -> str:
    return f"has {max(sound.kbps)} kbit/s" if max(sound.kbps) < 64 else ""


def _rate(sound: MeasuredAudio) -> str:
    usual = set(sound.rates) <= {44_100, 48_000}
    return "" if usual else f"has {', '.join(map(str, sound.rates))} Hz"


def _version(sound: MeasuredAudio) -> str:
    other = f"has ID3v2.{sound.version}" if sound.version else "has no ID3 tag"
    return "" if sound.version == 3 else other


def _chapters(sound: MeasuredAudio) -> str:
    return "has no chapters in its tag" if sound.version and not sound.chapters else ""


def _contents(sound: MeasuredAudio) -> str:
    listed = {child for table in sound.contents for child in table.children}
    whole = {each.id for each in sound.chapters} <= listed
    return "" if whole else "has chapters that its table of contents does not list"


def _small_tag(sound: MeasuredAudio) -> str:
    large = sound.tag.size > _MOST_TAG
    return f"has a tag of {sound.tag.size / 1e6:.1f} MB" if large else ""


def _loudness(sound: MeasuredAudio) -> str:
    lufs = sound.loudness[0] if sound.loudness else _LUFS
    return f"has {lufs:.1f} LUFS" if _LU < abs(lufs - _LUFS) < float("inf") else ""


def _peak(sound: MeasuredAudio) -> str:
    peak = sound.loudness[1] if sound.loudness else _PEAK
    return f"peaks at {peak:.1f} dBTP" if peak > _PEAK + 0.05 else ""


constant = _sound("A04", "SHOULD", "The bit rate is constant", _constant,
                  source="measured: VBR seeks up to 149 s off",
                  fix="encode with a constant bit rate")  # fmt: skip
bit_rate = _sound("A05", "SHOULD", "The bit rate is 64 kbit/s or more", _bit_rate,
                  source="Apple, Spotify", fix="build with --quality standard")  # fmt: skip
rate = _sound("A06", "SHOULD", "The sample rate is 44.1 or 48 kHz", _rate,
              source="Apple", fix="build with --quality standard")  # fmt: skip
info = _sound("A07", "SHOULD", "The stream begins with an Info frame",
              lambda sound: "" if sound.info else "has no Info frame", source="measured",
              fix="players guess the length without; build the track again")  # fmt: skip
version = _sound("A08", "MUST", "The tag is ID3v2.3", _version,
                 source="measured: 2.4 loses chapters in mpv",
                 fix="write the tag as version 2.3")  # fmt: skip
chapters = _sound("A09", "SHOULD", "The tag has chapters", _chapters,
                  source="Castro, Overcast, Pocket Casts",
                  fix="publish again; some apps read no others")  # fmt: skip
contents = _sound("A10", "SHOULD", "A table of contents lists every chapter of the tag", _contents,
                  source="Overcast", fix="write CTOC, top-level and ordered")  # fmt: skip
small_tag = _sound("A11", "SHOULD", "The tag takes 1 MB at most", _small_tag, source="measured",
                   fix="put a smaller picture into it; it is loaded before the sound")  # fmt: skip


@rule("A12", "SHOULD", "itunes:duration is the sound's, to the second", source="PSP-1",
      fix="publish again from the track")  # fmt: skip
def duration(audit: Audit) -> Iterator[Breach]:
    for item, sound in _sounds(audit):
        said = item.text(f"{ITUNES}duration")
        if said.isdecimal() and int(said) and abs(int(said) - sound.length / 1000) > 1:
            yield item.name, f"says {said} s, and lasts {sound.length / 1000:.1f} s"


loudness = _sound("A13", "SHOULD", "It is as loud as speech is to be: -16 LUFS, 1 LU more or less",
                  _loudness, source="Apple", fix="build the track again")  # fmt: skip
peak = _sound("A14", "SHOULD", "No peak is above -1 dBTP", _peak,
              source="Apple", fix="build the track again")  # fmt: skip

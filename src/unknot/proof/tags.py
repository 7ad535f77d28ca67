"""The tag held against the plan: everything in it that follows from the plan must be so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from unknot.audio.mp3 import Quality
from unknot.counted import counted
from unknot.timeline.finding import TrackFinding, at_event, on_track
from unknot.timeline.sheet import clock
from unknot.timeline.timeline import Timeline
from unknot.track.id3.frames import (
    Attachment,
    ChapterFrame,
    Contents,
    Link,
    Lyrics,
    Other,
    Tag,
    Text,
    UserText,
)
from unknot.track.id3.plan import FACTS, NAME
from unknot.track.id3.read import read_tag
from unknot.track.tag import tag as tag_of

#: Texts that unknot writes, and the date and sort names that music programs put beside them.
_OWN = frozenset(
    "TIT2 TPE1 TPE2 TALB TRCK TCON TLAN TLEN TYER TDRC TDAT TDTG TDRL TENC".split()  # noqa: SIM905
)
_MOST_SHOWN, _MOST_NOTES = 60, 20
#: Codes of all that is found here.
TAG_CODES = frozenset({"V20", "V21", "V22"})
_NAMES = {"TIT2": "title", "TLAN": "language", "TLEN": "length"}


def tag_findings(found: Tag, timeline: Timeline, quality: Quality) -> Iterator[TrackFinding]:
    """Title, language, length, quality, chapters, table of contents and lyrics.

    Other frames, such as an album or a cover, are the publisher's own.
    """
    right = read_tag(tag_of(timeline, plan_json="{}", quality=quality.name))
    for id, name in _NAMES.items():
        has = [each.text for each in found.all(Text) if each.id == id]
        if has != [right.text(id)]:
            shown = has[0] if len(has) == 1 else has
            yield on_track("V20", f"the tag's {name} is {shown!r}, not {right.text(id)!r}")
    named = [each.text for each in found.all(UserText) if each.description == "quality"]
    if named != [quality.name]:
        yield on_track("V20", f"the tag's quality is {named}, not {quality.name!r}")
    yield from _chapters(found, right, timeline)
    tables = [{(c.id, c.children, c.top) for c in each.all(Contents)} for each in (found, right)]
    if tables[0] != tables[1]:
        yield on_track("V21", "the table of contents does not list the plan's chapters")
    yield from _lyrics(found, right, timeline)


def tag_notes(found: Tag) -> tuple[str, ...]:
    """What others put into the tag beside what unknot writes: no fault, but not unknot's words."""
    notes = tuple(_notes(found))
    more = len(notes) - _MOST_NOTES
    return (*notes[:_MOST_NOTES], *([f"its tag has {more} more such frames"] if more > 0 else ()))


def _notes(found: Tag) -> Iterator[str]:
    for frame in found.frames:
        match frame:
            case Text(id=id, text=text) if id not in _OWN:
                yield f"its tag says {text[:_MOST_SHOWN]!r} ({id})"
            case UserText(description=name, text=text) if name != "quality":
                yield f"its tag says {text[:_MOST_SHOWN]!r} ({name[:_MOST_SHOWN]})"
            case Link(url=url) if not url.startswith(("http://", "https://")):
                yield f"its tag has a link to {url[:_MOST_SHOWN]!r}"
            case Attachment(name=name) if name not in (NAME, FACTS):
                yield f"its tag carries a file {name[:_MOST_SHOWN]!r} that unknot did not put there"
            case Other(id=id):
                yield f"its tag has a frame {id} that unknot did not put there"
            case _:
                pass
    if found.stray:
        yield f"its tag has {counted(found.stray, 'byte')} of something else behind its last frame"


def _chapters(found: Tag, right: Tag, timeline: Timeline) -> Iterator[TrackFinding]:
    events = [event for event, _ in timeline.chapters()]
    # Programs that save a tag put its frames in an order of their own.
    there = sorted(found.all(ChapterFrame), key=lambda each: (each.start, each.end))
    wanted = list(right.all(ChapterFrame))
    by_id = {each.id: each for each in there}
    if len(by_id) == len(there) and by_id.keys() < {each.id for each in wanted}:
        # Some are gone; those behind them are not wrong for that.
        pairs = zip_longest([by_id.get(each.id) for each in wanted], wanted, events)
    else:
        pairs = zip_longest(there, wanted, events)
    for has, wants, event in pairs:
        if has and wants is None:
            yield on_track("V21", f"the tag has a chapter {has.title!r} that the plan has not")
            return
        if has is None:
            message = "the tag has no such chapter"
        elif all(
            getattr(has, key) == getattr(wants, key) for key in ("id", "start", "end", "title")
        ):
            continue
        else:
            span = f"{clock(has.start)} to {clock(has.end)}"
            message = f"the tag has it as {has.title!r} from {span}"
        yield at_event(event, "V21", message)


def _lyrics(found: Tag, right: Tag, timeline: Timeline) -> Iterator[TrackFinding]:
    has, wants = (
        [(each.language, each.text.rstrip("\n").split("\n")) for each in tag.all(Lyrics)]
        for tag in (found, right)
    )
    if has == wants:
        return
    if len(has) != len(wants):
        yield on_track("V22", f"the tag has {len(has)} texts of what is said, not {len(wants)}")
        return
    for one, other in zip_longest(has[0][1], wants[0][1], fillvalue=""):
        if one != other:
            yield on_track("V22", f"the lyrics have {one[:60]!r}, the plan {other[:60]!r}")
            return
    yield on_track("V22", "the lyrics are in another language than the plan")

"""ID3v2.3 tags: frames as values, written to bytes and read back.

Version 2.3 and never 2.4, because several players read a 2.4 tag's sizes as plain numbers and
then lose every chapter whose title or picture is longer than 127 bytes.
"""

from __future__ import annotations

from unknot.track.id3.frames import (
    Attachment,
    ChapterFrame,
    Contents,
    Frame,
    Link,
    Lyrics,
    Other,
    Picture,
    Tag,
    Text,
    UserText,
)
from unknot.track.id3.plan import attach_facts, attach_timeline, embedded_timeline
from unknot.track.id3.read import read_tag
from unknot.track.id3.write import write_tag

__all__ = [
    "Attachment",
    "ChapterFrame",
    "Contents",
    "Frame",
    "Link",
    "Lyrics",
    "Other",
    "Picture",
    "Tag",
    "Text",
    "UserText",
    "attach_facts",
    "attach_timeline",
    "embedded_timeline",
    "read_tag",
    "write_tag",
]

"""Clips in memory, as many as there is room for; the same store behind them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from msgspec import Struct

from unknot.audio.mp3 import Quality
from unknot.clips.clipfile import Clip, ClipKey
from unknot.clips.store import Store
from unknot.errors import AudioError
from unknot.segments import Segments

#: A hundred phrases or so of each of six sessions.
MOST_BYTES = 48 << 20


class Shelf(Store):
    """Reads as ``store`` does, and keeps what was read last."""

    def __init__(self, store: Store, most_bytes: int = MOST_BYTES) -> None:
        super().__init__(store.root)
        self.store, self.most_bytes, self.held = store, most_bytes, 0
        self._held_clips: OrderedDict[tuple[ClipKey, str], Clip] = OrderedDict()
        self._lock = threading.Lock()

    def frames(self, key: ClipKey, quality: Quality) -> Clip | None:
        name = (key, quality.name)
        with self._lock:
            if clip := self._held_clips.get(name):
                self._held_clips.move_to_end(name)
                return clip
        if (clip := self.store.frames(key, quality)) is None:
            return None
        with self._lock:
            if name not in self._held_clips:
                self._held_clips[name] = clip
                self.held += len(clip.frames)
            while self.held > self.most_bytes:
                _, old = self._held_clips.popitem(last=False)
                self.held -= len(old.frames)
        return clip

    def forget(self) -> None:
        """Look everything up again: a clip may have been removed behind our back."""
        with self._lock:
            self._held_clips.clear()
            self.held = 0


class ShelfSegment(Struct, frozen=True):
    """A clip's frames, read when they are asked for."""

    shelf: Shelf
    key: ClipKey
    quality: Quality
    length: int

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice, /) -> memoryview:
        """Raises AudioError when the clip is there no more: silence never stands in for it."""
        if (clip := self.shelf.frames(self.key, self.quality)) is None:
            self.shelf.forget()
            raise AudioError(self.key, "is no longer in the cache")
        return clip.frames[part]


def unloaded(track: Segments, clips: Sequence[Clip], shelf: Shelf, quality: Quality) -> Segments:
    """``track`` without ``clips`` in memory: they are read when they are asked for."""
    known = {id(clip.frames): clip for clip in clips}

    def part(each: object) -> ShelfSegment | None:
        clip = known.get(id(each))
        return ShelfSegment(shelf, clip.key, quality, len(clip.frames)) if clip else None

    return Segments.of(*(part(each) or each for each in track.parts))

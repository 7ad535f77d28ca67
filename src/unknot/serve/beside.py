"""What stands beside a track at the same address with another ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.pictures.drawn import track_pictures
from unknot.pictures.looks import looks_of
from unknot.serve.variant import Variant
from unknot.site.captions import captions, srt, vtt
from unknot.site.chapters import chapters_json, for_feeds
from unknot.timeline.json import to_json
from unknot.timeline.sheet import cue_sheet

Make = Callable[[Variant, Library, Studio], bytes]


def _chapters(variant: Variant, _: Library, __: Studio) -> bytes:
    art = f"{variant.digest}.png"
    pictures = [art for _ in for_feeds(variant.timeline)]
    return chapters_json(variant.timeline, f"../{variant.wish.address}", pictures, art)


def _card(variant: Variant, library: Library, studio: Studio) -> bytes:
    from unknot.card.entries import make_card
    from unknot.card.pdf import cards_pdf

    job = variant.wish.job(library)
    card = make_card(job, studio.maker(job).measure())
    return cards_pdf([card], "a4", datetime(2026, 1, 1, tzinfo=UTC))


#: By its ending: what it is, and how it is made.
BESIDE: Mapping[str, tuple[str, Make]] = {
    "vtt": ("text/vtt; charset=utf-8", lambda variant, *_: vtt(
        captions(variant.timeline), "", variant.timeline.language).encode()),
    "srt": ("application/x-subrip; charset=utf-8", lambda variant, *_: srt(
        captions(variant.timeline)).encode()),
    "txt": ("text/plain; charset=utf-8", lambda variant, *_: cue_sheet(variant.timeline).encode()),
    "json": ("application/json", lambda variant, *_: to_json(variant.timeline).encode()),
    "chapters.json": ("application/json+chapters", _chapters),
    "png": ("image/png", lambda variant, library, _: track_pictures(
        variant.timeline, looks_of(library)).cover or b""),
    "pdf": ("application/pdf", _card),
}  # fmt: skip

"""What stands beside a track at the same address with another ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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


def _vtt(variant: Variant, _: Library, __: Studio) -> bytes:
    timeline = variant.timeline
    return vtt(captions(timeline), "", timeline.language).encode()


def _srt(variant: Variant, _: Library, __: Studio) -> bytes:
    return srt(captions(variant.timeline)).encode()


def _sheet(variant: Variant, _: Library, __: Studio) -> bytes:
    return cue_sheet(variant.timeline).encode()


def _plan(variant: Variant, _: Library, __: Studio) -> bytes:
    return to_json(variant.timeline).encode()


def _chapters(variant: Variant, _: Library, __: Studio) -> bytes:
    art = f"{variant.digest}.png"
    pictures = [art for _ in for_feeds(variant.timeline)]
    return chapters_json(variant.timeline, f"../{variant.wish.address}", pictures, art)


def _art(variant: Variant, library: Library, __: Studio) -> bytes:
    return track_pictures(variant.timeline, looks_of(library)).cover or b""


def _card(variant: Variant, library: Library, studio: Studio) -> bytes:
    from datetime import UTC, datetime

    from unknot.card.entries import make_card
    from unknot.card.pdf import cards_pdf

    job = variant.wish.job(library)
    card = make_card(job, studio.maker(job).measure())
    return cards_pdf([card], "a4", datetime(2026, 1, 1, tzinfo=UTC))


#: By its ending: what it is, and how it is made.
BESIDE: Mapping[str, tuple[str, Make]] = {
    "vtt": ("text/vtt; charset=utf-8", _vtt),
    "srt": ("application/x-subrip; charset=utf-8", _srt),
    "txt": ("text/plain; charset=utf-8", _sheet),
    "json": ("application/json", _plan),
    "chapters.json": ("application/json+chapters", _chapters),
    "png": ("image/png", _art),
    "pdf": ("application/pdf", _card),
}

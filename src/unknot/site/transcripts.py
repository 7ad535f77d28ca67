"""Captions as files: WebVTT, SRT, LRC, and the Podcasting 2.0 transcript in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from unknot.site.captions import Caption
from unknot.timeline.sheet import stamp


def vtt(captions: Sequence[Caption], speaker: str, language: str) -> str:
    """WebVTT; spoken words carry the speaker's name, which Apple's player shows."""
    parts = [f"WEBVTT\n\nNOTE language {language}\n"]
    for each in captions:
        lines = [_escaped(line) for line in each.lines]
        if each.spoken:
            lines[0] = f"<v {_escaped(speaker)}>{lines[0]}"
            lines[-1] += "</v>"
        parts.append(_block(f"{stamp(each.start)} --> {stamp(each.end)}", lines))
    return "\n".join(parts)


def srt(captions: Sequence[Caption]) -> str:
    """SubRip: numbered, with a comma before the milliseconds."""
    return "\n".join(
        f"{number}\n" + _block(f"{stamp(each.start, ',')} --> {stamp(each.end, ',')}", each.lines)
        for number, each in enumerate(captions, 1)
    )


def lrc(captions: Sequence[Caption], title: str) -> str:
    """Lyrics with times, for players of music; an empty line ends what is followed by nothing."""
    lines = [f"[ti:{title}]"]
    for index, each in enumerate(captions):
        lines.append(f"[{_lrc_time(each.start)}]{each.text}")
        after = captions[index + 1].start if index + 1 < len(captions) else None
        if after is None or after - each.end > 100:
            lines.append(f"[{_lrc_time(each.end)}]")
    return "\n".join(lines) + "\n"


def transcript_json(captions: Sequence[Caption], speaker: str) -> str:
    """Transcript 1.0.0 of the podcast namespace, a segment a caption; times in seconds."""
    segments = [
        {
            **({"speaker": speaker} if each.spoken else {}),
            "startTime": each.start / 1000,
            "endTime": each.end / 1000,
            "body": each.text,
        }
        for each in captions
    ]
    value = {"version": "1.0.0", "segments": segments}
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _block(times: str, lines: Sequence[str]) -> str:
    return "\n".join([times, *lines, ""])


def _lrc_time(ms: int) -> str:
    hundredths = round(ms / 10)
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

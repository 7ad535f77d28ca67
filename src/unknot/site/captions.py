"""Captions: what is said, and a count of every hold, so that a track can be followed unheard. Lines
are broken evenly, and rather between sentences than inside one. As files: WebVTT, SRT, LRC, and the
Podcasting 2.0 transcript in JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape

from msgspec import Struct
from msgspec.structs import replace

from unknot.content.library import primary
from unknot.timeline.cues import Chime, Hold, Say, Wait
from unknot.timeline.sheet import stamp
from unknot.timeline.timeline import Event, Timeline

#: Two lines of 32 characters, as readers of SRT expect.
LINE = 32
LINES = 2
#: What it costs to end a caption inside a clause, and at a comma.
_INSIDE, _AT_COMMA = 500, 200


def rows(text: str) -> list[str]:
    """``text`` in one line, or in two that differ as little as they can."""
    text = " ".join(text.split())
    if len(text) <= LINE:
        return [text]
    words = text.split()
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    fitting = [pair for pair in splits if max(map(len, pair)) <= LINE]
    if not fitting:  # too long for two, or a word that is too long for one
        return textwrap.wrap(text, LINE, break_on_hyphens=False)
    first, second = min(fitting, key=lambda two: (abs(len(two[0]) - len(two[1])), len(two[0])))
    return [first, second]


def pieces(text: str) -> list[str]:
    """``text`` in as few captions as it takes, none of them a word left over from the last."""
    words = tuple(text.split())
    for count in range(1, len(words) + 1):
        if found := _split(words, count):
            return list(found[1])
    lines = textwrap.wrap(" ".join(words), LINE, break_on_hyphens=False)
    return [" ".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]


def _split(words: tuple[str, ...], count: int) -> tuple[float, tuple[str, ...]] | None:
    """``words`` in ``count`` captions, and what that costs; None when it cannot be done."""
    mean = len(" ".join(words)) / count

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]] | None:
        if left == 0:
            return (0.0, ()) if start == len(words) else None
        found: tuple[float, tuple[str, ...]] | None = None
        for end in range(start + 1, len(words) - left + 2):
            piece = " ".join(words[start:end])
            if len(rows(piece)) > LINES or max(map(len, rows(piece))) > LINE:
                break
            if rest := best(end, left - 1):
                last = end == len(words)
                cost = rest[0] + (len(piece) - mean) ** 2 + (0 if last else _cost(piece))
                if found is None or cost < found[0]:
                    found = (cost, (piece, *rest[1]))
        return found

    return best(0, count)


def _cost(piece: str) -> int:
    if piece.endswith((".", "?", "!", ":", "…")):
        return 0
    return _AT_COMMA if piece.endswith((",", ";")) else _INSIDE


#: What shorter than this is on the screen, nobody reads (ms): five sixths of a second.
SHORTEST = 834
#: As much later than it is spoken a caption may begin (ms), for the one before it to be read.
_LATE = 200
_STEP = 5_000
#: Shorter gaps and waits pass without words.
_SHORT = 1_000
_SHORT_WAIT = 2_000


class Caption(Struct, frozen=True, kw_only=True):
    """Words to be seen from ``start`` to ``end`` (ms); ``spoken`` when they are also heard."""

    start: int
    end: int
    text: str
    spoken: bool = True

    @property
    def lines(self) -> list[str]:
        """The words, broken as readers of SRT expect."""
        return rows(self.text)


class _Notes(Struct, frozen=True, kw_only=True):
    """What captions say of what nobody speaks: in words, or in signs that every language has."""

    pause: str = "[pause of {}]"
    left: str = "Hold: {} left"
    over: str = "[chime] Hold is over."
    second: str = "second"
    seconds: str = "seconds"

    def time(self, ms: int) -> str:
        count = max(1, round(ms / 1000))
        return f"{count} {self.second if count == 1 else self.seconds}"


_WORDS = _Notes()
#: Only English words are known here; s is the second's sign everywhere (ISO 80000-3).
_SIGNS = _Notes(pause="[… {}]", left="[● {}]", over="[♪]", second="s", seconds="s")


def captions(timeline: Timeline) -> tuple[Caption, ...]:
    """All captions in time order; they never overlap, and each lasts long enough to be read."""
    found: list[Caption] = []
    notes = _WORDS if primary(timeline.language) == "en" else _SIGNS
    for event in timeline.events:
        match event.cue:
            case Say(text=text):
                found += _said(event.start, event.end, text)
            case Hold():
                found += _hold(event, notes)
            case Chime(kind="end"):
                found.append(_note(event.start, event.end, notes.over))
            case Wait() if event.length >= _SHORT_WAIT:
                pause = notes.pause.format(notes.time(event.length))
                found.append(_note(event.start, event.end, pause))
            case _:
                pass
    before = [None, *found[:-1]] if found else []
    once = [one for last, one in zip(before, found, strict=True) if not _again(last, one)]
    return tuple(_readable(once, timeline.length))


def _again(before: Caption | None, one: Caption) -> bool:
    """Whether a note only says once more what the note right before it says."""
    same = before is not None and (before.text, before.spoken) == (one.text, False)
    return same and before is not None and one.start - before.end < _SHORT


def _readable(found: list[Caption], end: int) -> Iterator[Caption]:
    """Let what is too short go on into the silence after it; a count then begins later.

    What is spoken keeps its start, but for what comes at once after a word or two. A count for
    which too little would be left is not shown.
    """
    waiting = list(reversed(found))
    while waiting:
        one = waiting.pop()
        wanted = one.start + SHORTEST
        while one.end < wanted and waiting and not waiting[-1].spoken:
            after = waiting.pop()
            if after.end - wanted >= SHORTEST:
                waiting.append(replace(after, start=wanted))
                break
            wanted = max(wanted, after.end)  # it is swallowed whole
        if one.end < wanted <= one.end + _LATE and waiting and waiting[-1].start < wanted:
            after = waiting.pop()
            waiting.append(replace(after, start=min(wanted, after.end)))
        room = waiting[-1].start if waiting else end
        yield replace(one, end=max(one.end, min(wanted, room)))


def _said(start: int, end: int, text: str) -> Iterator[Caption]:
    """A line in pieces of two short lines, each for its share of the time."""
    parts = pieces(text)
    total, done = sum(map(len, parts)), 0
    for part in parts:
        first = start + (end - start) * done // total
        done += len(part)
        yield Caption(start=first, end=start + (end - start) * done // total, text=part)


def _hold(hold: Event, notes: _Notes) -> Iterator[Caption]:
    at = hold.start
    for each in hold.inside:
        if isinstance(each.cue, Say):
            yield from _count(at, each.start, hold, notes)
            yield from _said(each.start, min(each.end, hold.end), each.cue.text)
            at = min(each.end, hold.end)
    yield from _count(at, hold.end, hold, notes)


def _count(start: int, end: int, hold: Event, notes: _Notes) -> Iterator[Caption]:
    """``Hold: 25 seconds left``, anew every five seconds from the end of the hold backwards."""
    while end - start >= _SHORT:
        left = hold.end - start
        step = left % _STEP or _STEP
        until = min(end, start + (step if step >= _SHORT else step + _STEP))
        if 0 < end - until < _SHORT:
            until = end
        yield _note(start, until, notes.left.format(notes.time(left)))
        start = until


def _note(start: int, end: int, text: str) -> Caption:
    return Caption(start=start, end=end, text=text, spoken=False)


def vtt(captions: Sequence[Caption], speaker: str, language: str) -> str:
    """WebVTT; spoken words carry the speaker's name, which Apple's player shows."""
    parts = [f"WEBVTT\n\nNOTE language {language}\n"]
    for each in captions:
        lines = [escape(line, quote=False) for line in each.lines]
        if each.spoken:
            lines[0] = f"<v {escape(speaker, quote=False)}>{lines[0]}"
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

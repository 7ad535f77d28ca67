"""What stands beside an episode in a feed and on its page: times, safety, kit."""

from __future__ import annotations

from html import escape

from unknot.site.chapters import clock, for_feeds
from unknot.timeline.timeline import Timeline

MOST_BYTES = 4000
NOT_A_DEVICE = (
    "General information, not medical advice; no clinician has reviewed it."
    " See a professional who can examine you first."
)


def safety(timeline: Timeline) -> tuple[str, ...]:
    """What the track says before its first treatment; all that must be known beforehand."""
    said = timeline.opening() if any(timeline.treatments()) else ()
    return tuple(" ".join(say.text.split()) for say in said)


def times(timeline: Timeline) -> tuple[str, ...]:
    """``00:01:20 Title`` for each chapter; Apple and Spotify read these from a description."""
    return tuple(f"{clock(each.start)} {each.title}" for each in for_feeds(timeline))


def description(timeline: Timeline, summary: str) -> str:
    """The episode's description as simple HTML, 4000 bytes at most; what must be known stays."""
    blocks = [_block("p", summary)] if summary else []
    blocks.append(f"<p>{'<br>'.join(escape(each, quote=False) for each in times(timeline))}</p>")
    if timeline.kit:
        blocks.append(_block("p", f"You need: {', '.join(timeline.kit)}."))
    if timeline.words_by:
        blocks.append(_block("p", timeline.words_by))
    if before := safety(timeline):
        blocks.append(f"<p>Before you begin: {escape(' '.join(before), quote=False)}</p>")
        blocks.append(_block("p", NOT_A_DEVICE))
    while len("".join(blocks).encode()) > MOST_BYTES and len(blocks) > 1:
        # The times and the summary can be had elsewhere, so they go first.
        blocks.pop(0)
    return "".join(blocks)


def _block(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text, quote=False)}</{tag}>"

"""How long each bundled session is, and when its first hold comes, in the voice that comes along.

python3 benchmarks/sessions.py
"""

from __future__ import annotations

from unknot.content.load import load
from unknot.content.workspace import Root, bundled_content
from unknot.engines.bundled import BundledEngine
from unknot.timeline.cues import Hold, Say
from unknot.timeline.device import device_ms
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Timeline


def main() -> None:
    library = load((Root(bundled_content(), "bundled"),))
    engine = BundledEngine()
    takes = engine.voice(engine.default_voice).takes
    measure = estimate(library, 135, lambda cue: takes[cue.text].ms)
    returning, short = Overrides(returning=True), Overrides(returning=True, detail="short")
    for id, session in sorted(library.sessions.items()):
        full, back, brief = (
            plan(resolve(session, library, asked), measure).timeline
            for asked in (None, returning, short)
        )
        held, device, talk = full.hold_ms, device_ms(full), _talk(full)
        cells = [full.length, held, device, talk, _first(full), back.length, _first(back)]
        cells += [brief.length, _first(brief)]
        print(f"| {id} | {' | '.join(map(_clock, cells))} |")


def _talk(timeline: Timeline) -> int:
    return sum(event.length for event in timeline.events if isinstance(event.cue, Say))


def _first(timeline: Timeline) -> int:
    holds = (event.start for event in timeline.events if isinstance(event.cue, Hold))
    return next(holds, 0)


def _clock(ms: int) -> str:
    seconds = round(ms / 1000)
    return f"{seconds // 60}:{seconds % 60:02d}" if ms else "-"


if __name__ == "__main__":
    main()

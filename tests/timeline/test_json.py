"""A Timeline as JSON: nothing is lost, and nothing else is taken for one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.test_layout import CUES, laid_out
from unknot.content.library import Library
from unknot.errors import AudioError
from unknot.timeline.cues import Cue, Hold, Say, Wait
from unknot.timeline.job import resolve
from unknot.timeline.json import SCHEMA, from_json, to_json
from unknot.timeline.plan import estimate, plan
from unknot.timeline.timeline import Event, Timeline


@given(st.lists(CUES, max_size=20))
def test_any_timeline_survives_the_round_trip(cues: list[Cue]) -> None:
    """Saved and loaded, a timeline is equal to itself; the text is ASCII."""
    timeline = laid_out(*cues)
    text = to_json(timeline)
    assert text.isascii()
    assert from_json(text) == timeline


def test_every_bundled_session_survives_it_too(library: Library) -> None:
    """Treatments, marks and lines are kept."""
    for session in library.sessions.values():
        timeline = plan(resolve(session, library), estimate(library, 135)).timeline
        assert from_json(to_json(timeline, indent=1)) == timeline


def test_a_saved_timeline_names_its_schema_and_version() -> None:
    assert json.loads(to_json(laid_out()))["schema"] == SCHEMA == "unknot/timeline@1"


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{}", '{"schema": "unknot/timeline@1"}', "\0", "[" * 100_000,
        '{"schema": "unknot/timeline@99"}',
        to_json(laid_out()).replace('"length_ms":0', '"length_ms":24'),
        to_json(laid_out()).replace('"events":[]', '"events":[{"at":-24,"for":0,"wait":0}]'),
        to_json(laid_out()).replace('"events":[]', '"events":[{"at":0,"for":0.5,"wait":0}]'),
        to_json(laid_out()).replace('"title":"S"', '"title":7'),
        to_json(laid_out()).replace('"title":"S"', '"title":"\\ud800"'),
        *(
            to_json(laid_out()).replace('"events":[]', f'"events":[{{"at":0,"for":0,{cue}}}]')
            for cue in (
                '"chime":{}', '"chime":["start"]', '"say":"Stay.","line":"x","under":3',
                '"say":"Stay.","line":"x","own":"yes"', '"line":"x"', '"wait":true',
                '"chapter":"A","treatment":{"muscle":"piriformis"}',
                '"hold":24,"point":1,"marks":[{"at":0,"wait":24}]',
                '"hold":24,"point":-1,"marks":[]',
            )
        ),
        *(
            to_json(laid_out()).replace('"events":[]', f'{more},"events":[]')
            for more in (
                '"part":{"playlist":"p","title":"P","number":-1,"of":2}', '"bed":{"play":"x"}',
                '"bed":{"play":"x","noise":"","level":9,"duck":0}', '"chime_level":-99',
                '"returning":1', '"authors":"me"', '"detail":"none"',
            )
        ),
    ],
)  # fmt: skip
def test_what_is_not_a_timeline_is_refused_by_name(text: str) -> None:
    """A damaged or foreign plan is one clear error naming the file, never a traceback."""
    with pytest.raises(AudioError, match=r"desk\.mp3"):
        from_json(text, origin="desk.mp3")


def changed(change: str, **values: int) -> str:
    """A hold with two lines in it behind a wait, with one number of one of them changed."""
    value = json.loads(to_json(HELD))
    wait, hold, after = value["events"]
    event = {"wait": wait, "hold": hold, "after": after, "first": hold["inside"][0],
             "second": hold["inside"][1]}[change]  # fmt: skip
    event |= {{"at": "at", "length": "for"}[name]: event[{"at": "at", "length": "for"}[name]] + by
              for name, by in values.items()}  # fmt: skip
    value["length_ms"] = max(each["at"] + each["for"] for each in value["events"])
    return json.dumps(value)


def held() -> Timeline:
    def at(start: int, length: int, cue: Cue, *inside: Event) -> Event:
        return Event(start=start, length=length, cue=cue, inside=inside)

    lines = (at(4_800, 960, Say(text="Half way.")), at(5_760, 960, Say(text="Nearly there.")))
    events = (at(0, 2_400, Wait(ms=2_400)), at(2_400, 24_000, Hold(ms=24_000, point=1), *lines),
              at(26_400, 24, Wait(ms=24)))  # fmt: skip
    return Timeline(session="x", title="X", language="en", kit=(), events=events)


HELD = held()


def test_events_that_touch_are_a_timeline() -> None:
    assert from_json(to_json(HELD)) == HELD


@pytest.mark.parametrize(("text", "told"), [
    (changed("hold", at=24), "events do not touch at 2400 ms"),
    (changed("wait", length=-24), "events do not touch at 2376 ms"),
    (changed("first", at=24), "events overlap at 5760 ms"),
    (changed("first", at=-2_424), "events overlap at 2376 ms"),
    (changed("second", length=20_000), "events overlap at 5760 ms"),
    (changed("after", length=1), "26400 ms: not on the grid"),
])  # fmt: skip
def test_where_events_cannot_be_is_told(text: str, told: str) -> None:
    with pytest.raises(AudioError, match=told):
        from_json(text, origin="desk.mp3")


def test_what_is_larger_than_any_plan_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = to_json(HELD)
    monkeypatch.setattr("unknot.timeline.json.MOST_BYTES", len(text))
    assert from_json(text) == HELD
    monkeypatch.setattr("unknot.timeline.json.MOST_BYTES", len(text) - 1)
    with pytest.raises(AudioError, match=f"has {len(text)} bytes; more than {len(text) - 1}"):
        from_json(text)

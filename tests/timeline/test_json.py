"""A Timeline as JSON: nothing is lost, and nothing else is taken for one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.test_layout import CUES, laid_out
from unknot.content.library import Library
from unknot.errors import AudioError
from unknot.timeline.cues import Cue
from unknot.timeline.job import resolve
from unknot.timeline.json import SCHEMA, from_json, to_json
from unknot.timeline.plan import estimate, plan


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

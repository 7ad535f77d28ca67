"""Sessions written as YAML: what is written reads back as the same value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.usual import examples
from unknot.content.library import Library
from unknot.content.records.session import Routine, Session
from unknot.content.records.steps import (
    ChapterStep,
    ChimeStep,
    HoldStep,
    MarkStep,
    PlayStep,
    Repeat,
    SayStep,
    WaitStep,
)
from unknot.content.yaml.decode import decode
from unknot.content.yaml.document import FORBIDDEN, Document
from unknot.content.yaml.kinds import Moment
from unknot.content.yaml.problems import ProblemLog
from unknot.content.yaml.tree import compose
from unknot.content.yaml.write import session_yaml


def read(text: str, name: str) -> Session | None:
    findings = ProblemLog(f"{name}.yaml")
    findings.read(text)
    document = Document(f"{name}.yaml", name, text)
    node = compose(document, findings)
    session = decode(Session, node, document, findings) if node else None
    assert not findings.problems, f"{findings.problems}\n{text}"
    return session


def test_every_bundled_session_reads_back(library: Library) -> None:
    """Comments and the schema's line come on top; places take no part in equality."""
    for session in library.sessions.values():
        text = session_yaml(session, ["One.", "Two."])
        assert text.splitlines()[1:3] == ["# One.", "# Two."]
        assert read(text, session.id) == session


TEXT = (
    st.text(
        st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"]),
        min_size=1,
        max_size=40,
    )
    .map(str.strip)
    .filter(lambda text: bool(text) and not FORBIDDEN.search(text))
)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
MS = st.integers(1, 3_600_000)
MOMENTS = st.one_of(
    st.builds(Moment, share=st.integers(0, 99).map(lambda n: n / 100)),
    st.builds(Moment, ms=st.integers(-60_000, 60_000)),
)
CHIMES: Any = st.sampled_from(["start", "half", "last-five", "end", "change-side"])
MARKS = st.builds(MarkStep, at=MOMENTS, say=st.none() | TEXT, chime=st.none() | CHIMES)
PLAIN = st.one_of(
    st.builds(SayStep, say=TEXT, optional=st.booleans()),
    st.builds(WaitStep, wait=MS, min=st.none() | MS, max=st.none() | MS),
    st.builds(HoldStep, hold=MS, inside=st.lists(MARKS, max_size=3).map(tuple)),
    st.builds(ChimeStep, chime=CHIMES),
    st.builds(PlayStep, play=TEXT),
    st.builds(ChapterStep, chapter=TEXT),
)
STEPS: Any = st.recursive(
    PLAIN,
    lambda steps: st.builds(
        Repeat, repeat=st.integers(1, 100), steps=st.lists(steps, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
ROUTINES = st.builds(
    Routine, muscle=IDS, side=st.sampled_from(["left", "right", "both"]),
    technique=st.none() | IDS, points=st.none() | st.integers(1, 3), hold=st.none() | MS,
)  # fmt: skip
SESSIONS: Any = st.builds(
    Session, id=st.just("any"), title=TEXT, summary=TEXT, hold=st.none() | MS,
    pace=st.sampled_from([None, "slow", "brisk"]), target=st.none() | MS,
    rate=st.none() | st.integers(90, 200), voice=st.none() | TEXT,
    routines=st.lists(STEPS | ROUTINES, max_size=5).map(tuple),
    sources=st.dictionaries(IDS, st.just(("S1", "INF")), max_size=2),
)  # fmt: skip


@given(SESSIONS)
@settings(max_examples=examples(150))
def test_any_session_reads_back(session: Session) -> None:
    """Whatever characters titles and lines have, and however steps are nested.

    Blanks around a text are no part of it: the decoder takes them away.
    """
    assert read(session_yaml(session), "any") == session


@pytest.mark.parametrize("text", ["no", "1:30", "012", "null", "- x", "a: b", "#", "'", '"', "*a"])
def test_text_that_yaml_would_misread_is_quoted(text: str, tmp_path: Path) -> None:
    session = Session(id="any", title=text, summary=text, routines=(SayStep(say=text),))
    assert read(session_yaml(session), "any") == session


def test_comments_stand_above_what_they_speak_of(library: Library) -> None:
    text = session_yaml(library.sessions["desk-day"], above={"title": "T.", "routines.1": "R."})
    lines = text.splitlines()
    assert lines[lines.index("# T.") + 1].startswith("title:")
    assert "small-spinal" in lines[lines.index("  # R.") + 1]

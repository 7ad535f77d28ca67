"""Whatever is in the files, reading ends in a library and problems, never in a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.content.workspaces import (
    BUNDLED,
    CHIME,
    MUSCLE,
    SESSION,
    SHARED,
    SOURCES,
    TECHNIQUE,
    write,
)
from unknot.content.load import read
from unknot.content.workspace import Root
from unknot.content.yaml import tree as nodes
from unknot.diagnostic import Diagnostic

pytestmark = pytest.mark.deep

NAMES = (
    "sessions/x.yaml", "atlas/muscles/gluteus.yaml", "atlas/techniques/vibration.yaml",
    "atlas/sources.yaml", "atlas/frame.yaml", "scripts/en/shared.yaml", "scripts/en/gluteus.yaml",
    "scripts/en/lexicon.yaml", "audio/chimes/end.yaml",
)  # fmt: skip
GOOD = (SESSION, MUSCLE, TECHNIQUE, SHARED, SOURCES, CHIME)
KEYS = sorted({word for text in GOOD for word in text.replace(":", " ").split() if word.isalpha()})
SCALARS = st.one_of(
    st.sampled_from(
        [*KEYS, "gluteus", "30s", "1:30", "50%", "S1", "-5s", "{side}", "no", "~", "<<"]
    ),
    st.integers(-5, 10**12),
    st.floats(allow_nan=True),
    st.booleans(),
    st.none(),
    st.text(max_size=8),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=6),
    ),
    max_leaves=40,
)
FREELY = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    return write(tmp_path / "bundled", BUNDLED)


@pytest.fixture(params=["libyaml", "pure Python"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure Python":
        monkeypatch.setattr(nodes, "_Loader", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML without libyaml")


def found_in(bundled: Path, name: str, content: str | bytes) -> tuple[Diagnostic, ...]:
    own = write(bundled.parent / "own", {name: content})
    try:
        return read([Root(own, "workspace"), Root(bundled, "bundled")])[1]
    finally:
        (own / name).unlink()


def is_well_told(problem: Diagnostic) -> bool:
    text = str(problem)
    return bool(problem.code and problem.message) and len(text) < 1_500 and text.encode() != b""


@pytest.mark.usefixtures("_either_parser")
@FREELY
@given(name=st.sampled_from(NAMES), content=st.binary(max_size=200))
def test_any_bytes_are_read_to_their_end(bundled: Path, name: str, content: bytes) -> None:
    assert all(map(is_well_told, found_in(bundled, name, content)))


@pytest.mark.usefixtures("_either_parser")
@FREELY
@given(
    name=st.sampled_from(NAMES),
    content=st.text(st.sampled_from("ab:-?!&*[]{},#'\"|>%@`~\n\t \\0<\ufeffü"), max_size=60),
)
def test_any_yaml_like_text_is_read_to_its_end(bundled: Path, name: str, content: str) -> None:
    assert all(map(is_well_told, found_in(bundled, name, content)))


@FREELY
@given(name=st.sampled_from(NAMES), tree=TREES)
def test_any_tree_is_read_to_its_end(bundled: Path, name: str, tree: Any) -> None:
    """JSON with NaN and lone surrogates is YAML of a kind; a tree of ours is never content."""
    content = json.dumps(tree).encode("utf-8", "replace")
    assert all(map(is_well_told, found_in(bundled, name, content)))


@FREELY
@given(data=st.data())
def test_good_content_with_a_piece_changed_is_read_to_its_end(
    bundled: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(BUNDLED)))
    text = BUNDLED[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    piece = data.draw(st.sampled_from(["", " ", "\n", ": ", "- ", "[", "}", "x", "0", "S9", "{x}"]))
    changed = text[:start] + piece + text[end:]
    assert all(map(is_well_told, found_in(bundled, name, changed)))

"""What a track carries, and what may stand in for it: read, or refused with the reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.track.timelines import with_chapters
from unknot.audio.mp3 import STANDARD
from unknot.clips.clipfile import digest
from unknot.errors import AudioError
from unknot.proof import embedded
from unknot.proof.embedded import carried, opened, plan_from, read_head
from unknot.timeline.json import to_json
from unknot.track.facts import ClipFacts, TrackFacts
from unknot.track.facts import to_json as facts_to_json
from unknot.track.id3.frames import Attachment, Tag
from unknot.track.id3.plan import NAME, attach_facts, attach_timeline
from unknot.track.tag import tag

PLAN = with_chapters(["One", "Two"])
TEXT = to_json(PLAN)


def facts(plan: str = TEXT, clips: int = 2) -> Attachment:
    each = ClipFacts(key="0" * 64, digest="a" * 32)
    made = TrackFacts(
        quality=STANDARD, plan=digest(plan.encode()), clips=(each,) * clips, chimes={}
    )
    return attach_facts(facts_to_json(made))


def refused(path: Path) -> str:
    with pytest.raises(AudioError) as told, opened(path):
        pass
    assert str(told.value.path) == str(path)
    return told.value.reason


def test_a_file_that_cannot_be_opened_is_told_by_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "a"
    assert refused(there) == "is not there"
    assert refused(tmp_path) == "is no file"
    there.write_bytes(b"")
    assert refused(there) == "is empty"
    there.write_bytes(b"data")
    with opened(there) as data:
        assert data[1:] == b"ata"

    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    assert refused(there) == "cannot be read: Permission denied"


def test_plan_and_facts_that_belong_together_agree() -> None:
    both = carried(Tag(frames=(attach_timeline(TEXT), facts())), "x.mp3")
    assert (both.timeline, both.agree) == (PLAN, True)
    assert both.facts
    assert len(both.facts.clips) == 2
    alone = carried(Tag(frames=(attach_timeline(TEXT),)), "x.mp3")
    assert (alone.timeline, alone.facts, alone.agree) == (PLAN, None, True)


@pytest.mark.parametrize("other", [facts(plan="{}"), facts(clips=1), facts(clips=3)])
def test_facts_of_another_plan_do_not_agree(other: Attachment) -> None:
    assert not carried(Tag(frames=(attach_timeline(TEXT), other)), "x.mp3").agree


def test_only_the_tag_is_read_from_a_track(tmp_path: Path) -> None:
    """A file that announces a huge tag is refused before a byte of it is read."""
    path = tmp_path / "track.mp3"
    path.write_bytes(b"ID3\x03\0\0\x7f\x7f\x7f\x7f")
    with pytest.raises(AudioError, match="more than 33554432 are not read"):
        plan_from(path)


@pytest.mark.parametrize(
    ("frames", "reason"),
    [
        ((), "carries no plan, so there is nothing to hold it against"),
        ((attach_timeline(TEXT),) * 2,
         "carries 2 files timeline.json, so that none can be trusted"),
        ((attach_timeline(TEXT), facts(), facts(), facts()),
         "carries 3 files track.json, so that none can be trusted"),
    ],
)  # fmt: skip
def test_without_one_plan_there_is_nothing_to_hold_against(
    frames: tuple[Attachment, ...], reason: str
) -> None:
    with pytest.raises(AudioError) as told:
        carried(Tag(frames=frames), "x.mp3")
    assert (told.value.path, told.value.reason) == ("x.mp3", reason)
    if not frames:
        assert told.value.hint == (
            "only tracks that unknot made carry one; --plan FILE names the plan of another"
        )


@pytest.mark.parametrize(
    "plan", [b"{", b"\xff", TEXT.encode().replace(b'"title":"', b'"title":"\xff')]
)
def test_a_plan_inside_that_cannot_be_read_is_called_so(plan: bytes) -> None:
    inside = Attachment(mime="a/b", name=NAME, data=plan)
    with pytest.raises(AudioError) as told:
        carried(Tag(frames=(inside,)), "x.mp3")
    assert str(told.value).startswith("x.mp3: the plan inside it")


def test_a_plan_comes_from_a_track_or_from_a_file_of_its_own(tmp_path: Path) -> None:
    track = tmp_path / "a.mp3"
    track.write_bytes(tag(PLAN, plan_json=TEXT) + bytes(50))
    alone = tmp_path / "a.json"
    alone.write_text(f"\n {TEXT}", encoding="utf-8")
    for path in (track, alone):
        found = plan_from(path)
        assert (found.timeline, found.facts) == (PLAN, None)
    assert read_head(track.read_bytes(), track).text("TIT2") == PLAN.title
    assert read_head(b"\xff\xfb" + bytes(90), track).frames == ()


def test_what_is_no_plan_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"words")
    with pytest.raises(
        AudioError, match=r"is neither a track nor a plan \(unknot/timeline"
    ) as told:
        plan_from(path)
    assert "a copy of it is named without --plan" in told.value.hint
    path.write_bytes(b" " * 1000 + TEXT.encode())
    with pytest.raises(AudioError, match="is neither"):
        plan_from(path)
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(embedded, "_MOST_PLAN", len(TEXT))
    assert plan_from(path).timeline == PLAN
    monkeypatch.setattr(embedded, "_MOST_PLAN", len(TEXT) - 1)
    with pytest.raises(AudioError, match="is too large to be a plan"):
        plan_from(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes there")
def test_a_plan_may_come_through_a_pipe_and_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    kept = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        pipe.write_text(TEXT, encoding="utf-8")
        assert plan_from(pipe).timeline == PLAN
        monkeypatch.setattr(embedded, "_MOST_PLAN", len(TEXT) - 1)
        pipe.write_text(TEXT, encoding="utf-8")
        with pytest.raises(AudioError, match="is too large to be a plan"):
            plan_from(pipe)
    finally:
        os.close(kept)
    with pytest.raises(AudioError, match="is neither a track nor a plan"):
        plan_from(pipe)

    def fail(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("unknot.proof.embedded.os.open", fail)
    with pytest.raises(AudioError, match="cannot be read: Permission denied"):
        plan_from(pipe)

"""A playlist's tracks: their order, their names, and what each begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.usual import examples
from unknot.clips.studio import open_studio
from unknot.content.library import Library
from unknot.content.records.session import Bed, Playlist, PlaylistEntry, Routine, Session
from unknot.content.records.steps import SayStep, WaitStep
from unknot.errors import ContentError, SiteError, WorkspaceError
from unknot.playlist.build import build_playlist
from unknot.playlist.plan import MANY, hold_together, items, join, plan_all, split
from unknot.progress import TrackReady
from unknot.site.episode import read_source
from unknot.timeline.cues import Chapter, Hold, Say
from unknot.timeline.job import resolve
from unknot.timeline.json import from_json, to_json
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate
from unknot.timeline.safety import findings
from unknot.timeline.safety.rule import passages
from unknot.timeline.timeline import PlaylistPart, Timeline, line_of
from unknot.track.tag import tag

SIDES = ("left", "right", "both")
BREATHING = Session(
    id="breathing",
    title="Breathing",
    summary="",
    routines=(
        SayStep(say="Breathe in."),
        WaitStep(wait=5_000),
        SayStep(say="And out."),
    ),
)


def playlist(*tracks: str | Routine, split: bool = False) -> Playlist:
    entries = (PlaylistEntry(session=each) if isinstance(each, str) else each for each in tracks)
    return Playlist(id="mine", title="My evening", summary="", tracks=tuple(entries), split=split)


@pytest.fixture
def content(library: Library) -> Library:
    """The bundled content, with a session that treats nothing."""
    return replace(library, sessions={**library.sessions, "breathing": BREATHING, "hips": HIPS})


def planned(made: Playlist, content: Library, **chosen: object) -> tuple[Timeline, ...]:
    choices = Overrides(**chosen)  # type: ignore[arg-type]
    return tuple(
        t for _, t in plan_all(made, content, choices, lambda job: estimate(content, job.rate))
    )


def openings(timelines: tuple[Timeline, ...]) -> list[str]:
    """The first line that each track says."""
    return [
        next(line_of(event) for event in each.events if isinstance(event.cue, Say))
        for each in timelines
    ]


def test_a_track_is_named_for_the_side_that_it_treats_and_for_no_other(content: Library) -> None:
    made = replace(
        playlist("piriformis-left", "breathing"),
        tracks=(
            PlaylistEntry(session="piriformis-left", side="right"),
            PlaylistEntry(session="gluteus-medius-left", side="left"),
            PlaylistEntry(session="hips", side="left"),
            PlaylistEntry(session="breathing", side="left"),
        ),
    )
    assert [(each.session, each.title) for each in planned(made, content)] == [
        ("piriformis-right", "Deep buttock muscles, right"),
        ("gluteus-medius-left", "Upper side of the hip, left"),
        ("hips-left", "Hips, left"),
        ("breathing", "Breathing"),
    ]


def test_the_side_asked_for_names_every_track_of_a_playlist(content: Library) -> None:
    made = playlist("piriformis-left", "breathing")
    made = replace(made, tracks=(Routine(muscle="gluteus-medius", side="left"), *made.tracks))
    named = {
        "right": ("gluteus-medius-right", "piriformis-right", "breathing"),
        "both": ("gluteus-medius", "piriformis", "breathing"),
        None: ("gluteus-medius-left", "piriformis-left", "breathing"),
    }
    for side, ids in named.items():
        found = planned(made, content, side=side)
        assert tuple(each.session for each in found) == ids
        for each in found[:2]:
            sides = {treatment.side for treatment in each.treatments()}
            assert sides == ({"left", "right"} if side == "both" else {side or "left"})


def test_a_session_taken_apart_has_its_lead_in_once(content: Library) -> None:
    whole, *_ = planned(playlist("hips"), content, lead_in=20_000)
    apart = planned(playlist("hips", split=True), content, lead_in=20_000)
    begins = [timeline.events[1].length for timeline in (whole, *apart)]
    assert begins == [19_992, 19_992, 480, 480, 480]


def holds(timeline: Timeline) -> Iterator[int]:
    return (event.start for event in timeline.events if isinstance(event.cue, Hold))


def test_only_the_first_track_has_the_full_safety_opening(content: Library) -> None:
    found = planned(playlist("desk-day", "sore-hip"), content)
    assert openings(found) == ["opening-full", "opening-short"]
    assert [each.part and each.part.opening for each in found] == ["full", "short"]
    assert [each.stem for each in found] == ["01-desk-day", "02-sore-hip"]


def test_a_first_track_that_treats_nothing_still_has_it(content: Library) -> None:
    """Or a later track would rely on an opening that nobody heard."""
    found = planned(playlist("breathing", "sore-hip"), content)
    assert openings(found) == ["opening-full", "opening-short"]


def test_a_playlist_that_treats_nothing_needs_none(content: Library) -> None:
    (found,) = planned(playlist("breathing"), content)
    assert openings((found,)) == [""]
    assert found.part == PlaylistPart(playlist="mine", title="My evening", number=1, of=1)


def test_a_later_track_standing_alone_breaks_a_rule(content: Library) -> None:
    """INV-21: the short opening is right only where the plan says that a track came before."""
    _, later = planned(playlist("desk-day", "sore-hip"), content)
    assert later.part is not None
    assert findings(later) == ()
    alone = replace(later, part=None)
    first = replace(later, part=replace(later.part, number=1))
    assert [each.code for each in findings(alone)] == ["INV-21"]
    assert [each.code for each in findings(first)] == ["INV-21"]


def test_a_later_track_is_not_published_by_itself(content: Library, tmp_path: Path) -> None:
    """An episode is heard alone, so it needs the full opening."""
    _, later = planned(playlist("desk-day", "sore-hip"), content)
    path = tmp_path / "02-sore-hip.mp3"
    path.write_bytes(tag(later, plan_json=to_json(later)))
    with pytest.raises(SiteError, match="unknot build sore-hip"):
        read_source(path)


def test_a_later_track_without_any_opening_breaks_it_too(content: Library) -> None:
    _, later = planned(playlist("desk-day", "sore-hip"), content)
    mute = replace(later, events=tuple(e for e in later.events if line_of(e) != "opening-short"))
    assert "INV-21" in [each.code for each in findings(mute)]


def test_a_frame_without_a_short_opening_gives_the_full_one(content: Library) -> None:
    """A workspace may bring a frame of its own, which need not know of playlists."""
    bare = replace(content, frame=replace(content.frame, opening_short=()))
    assert openings(planned(playlist("desk-day", "sore-hip"), bare)) == ["opening-full"] * 2


def test_a_part_survives_the_way_through_json(content: Library) -> None:
    for timeline in planned(playlist("desk-day", "sore-hip"), content):
        assert from_json(to_json(timeline)) == timeline


def test_one_spot_twice_in_one_sitting_is_refused(content: Library) -> None:
    """Each track is right by itself; together they would treat a muscle twice a day."""
    with pytest.raises(ContentError) as caught:
        planned(playlist("starter", "sore-hip"), content)
    (problem,) = caught.value.problems
    assert problem.code == "INV-19"
    assert problem.message == "track 2, sore-hip: Gluteus maximus, right is treated twice"
    assert "leave one out" in problem.hint


def test_more_than_a_quarter_of_an_hour_of_vibration_is_refused(content: Library) -> None:
    muscles = ("erector-spinae", "quadratus-lumborum", "gluteus-maximus", "gluteus-medius")
    made = (Routine(muscle=each, side="both", points=2, hold=60_000) for each in muscles)
    tracks = playlist(*made)
    with pytest.raises(ContentError) as caught:
        planned(tracks, content)
    assert {each.code for each in caught.value.problems} == {"INV-17"}


def test_what_a_person_chooses_comes_before_what_the_playlist_says(content: Library) -> None:
    made = Playlist(
        id="mine", title="M", summary="", tracks=(PlaylistEntry(session="sore-hip", side="left"),)
    )
    (left,) = planned(made, content)
    (right,) = planned(made, content, side="right")
    assert {p.treatment.side for p in passages(left)} == {"left"}
    assert {p.treatment.side for p in passages(right)} == {"right"}
    assert (left.stem, left.title) == ("01-sore-hip-left", "Sore hip, left")


def test_a_hold_comes_from_the_person_then_from_the_playlist_then_from_the_session(
    content: Library,
) -> None:
    entry = PlaylistEntry(session="sore-hip", hold=40_000)
    made = Playlist(id="mine", title="M", summary="", tracks=(entry,))

    def shortest(made: Playlist, **chosen: object) -> int:
        (found,) = planned(made, content, **chosen)
        return min(event.length for event in found.events if isinstance(event.cue, Hold))

    assert shortest(made) == 40_008
    assert shortest(made, hold=45_000) == 45_000
    assert shortest(playlist("sore-hip")) == 30_000


def test_a_joined_track_of_several_languages_is_of_many(content: Library) -> None:
    one, other = planned(playlist("breathing", "breathing"), content)
    assert join((one, other), id="m", title="M").language == "en"
    german = replace(other, language="de")
    assert join((one, german), id="m", title="M").language == MANY


def test_split_makes_a_track_of_each_muscle_and_side(content: Library) -> None:
    found = planned(playlist("desk-day", split=True), content)
    assert [each.stem for each in found] == [
        "01-erector-spinae-left",
        "02-erector-spinae-right",
        "03-small-spinal-muscles-left",
        "04-small-spinal-muscles-right",
    ]
    assert found[0].title == "Long back muscles, left"
    assert openings(found) == ["opening-full", *["opening-short"] * 3]


def test_a_routine_is_a_track_named_after_its_muscle_and_a_side_that_is_one(
    content: Library,
) -> None:
    routines = (Routine(muscle="piriformis", side=each) for each in ("left", "both"))
    for made, stem, title in zip(
        routines, ("piriformis-left", "piriformis"), ("Piriformis, left", "Piriformis"), strict=True
    ):
        (found,) = planned(playlist(made), content)
        spoken = content.muscles["piriformis"].spoken.removeprefix("the ")
        named = title.replace("Piriformis", spoken[:1].upper() + spoken[1:])
        assert (found.stem, found.title) == (f"01-{stem}", named)


HIPS = Session(
    id="hips",
    title="Hips",
    summary="",
    routines=(
        Routine(muscle="gluteus-maximus", side="both"),
        Routine(muscle="piriformis", side="both"),
    ),
)


@pytest.mark.parametrize("session", ["starter", "desk-day", "sore-hip", "full-low-back", "hips"])
def test_split_treats_the_same_in_the_same_order(session: str, content: Library) -> None:
    """With `both`, the side on which one lies already comes first, as in the session."""
    whole = playlist(session)
    (one,) = planned(whole, content)
    many = planned(replace(whole, split=True), content)
    facts = [p.treatment for p in passages(one)]
    assert [p.treatment for each in many for p in passages(each)] == facts


def test_split_leaves_free_steps_with_the_routine_they_lead_to(library: Library) -> None:
    steps = tuple(SayStep(say=f"Sentence {n}.") for n in range(3))
    session = Session(
        id="x", title="X", summary="",
        routines=(
            steps[0], Routine(muscle="gluteus-maximus", side="both"), steps[1],
            Routine(muscle="piriformis", side="left"), steps[2],
        ),
    )  # fmt: skip
    said = [
        [each.say for each in piece.session.routines if isinstance(each, SayStep)]
        for piece in split(resolve(session, library))
    ]
    assert said == [["Sentence 0."], [], ["Sentence 1.", "Sentence 2."]]


def test_split_leaves_a_session_of_free_steps_whole(library: Library) -> None:
    job = resolve(BREATHING, library)
    assert split(job) == (job,)


def test_a_hundred_tracks_sort_as_they_are_played(content: Library) -> None:
    """File names have as many digits as the last track needs."""
    found = items(playlist(*["breathing"] * 100), content, Overrides())
    stems = [
        Timeline(
            session=each.job.session.id, title="", language="en", kit=(), events=(),
            part=each.job.part,
        ).stem
        for each in found
    ]  # fmt: skip
    assert stems == sorted(stems)
    assert stems[0] == "001-breathing"


def test_joined_everything_keeps_its_place_under_a_chapter_for_each_track(content: Library) -> None:
    parts = planned(playlist("breathing", "desk-day", "sore-hip"), content)
    whole = join(parts, id="mine", title="My evening")
    starts = [0, parts[0].length, parts[0].length + parts[1].length]
    chapters = [(event.start, end, event.cue.title) for event, end in whole.chapters()
                if isinstance(event.cue, Chapter)]  # fmt: skip
    assert chapters == [
        (start, start + each.length, each.title) for start, each in zip(starts, parts, strict=True)
    ]
    assert whole.length == sum(each.length for each in parts)
    assert list(holds(whole)) == [
        start + at for start, each in zip(starts, parts, strict=True) for at in holds(each)
    ]
    assert len(list(passages(whole))) == sum(len(list(passages(each))) for each in parts)
    assert findings(whole) == ()


def test_joined_events_touch_and_those_inside_holds_move_along(content: Library) -> None:
    whole = join(planned(playlist("desk-day", "sore-hip"), content), id="mine", title="M")
    at = 0
    for event in whole.events:
        assert event.start == at
        assert all(event.start <= each.start and each.end <= event.end for each in event.inside)
        at = event.end


def test_what_is_built_is_held_together_again(content: Library) -> None:
    """Clips can last longer than estimated; the finished tracks are judged, not the estimate."""
    made = playlist("starter", "sore-hip")
    found = items(made, content, Overrides())
    twice = [(each, planned(playlist(each.job.session.id), content)[0]) for each in found]
    with pytest.raises(ContentError, match="treated twice"):
        hold_together(made, twice)


MUSCLES = ("erector-spinae", "quadratus-lumborum", "gluteus-maximus", "piriformis")
ROUTINES = st.builds(Routine, muscle=st.sampled_from(MUSCLES), side=st.sampled_from(SIDES))


@settings(max_examples=examples(30))
@given(tracks=st.lists(ROUTINES | st.just("breathing"), min_size=1, max_size=5), cut=st.booleans())
def test_any_playlist_is_safe_as_a_whole_or_refused(
    tracks: list[str | Routine], cut: bool, library: Library
) -> None:
    """It is refused if and only if a muscle would be treated twice on a side."""
    content = replace(library, sessions={**library.sessions, "breathing": BREATHING})
    made = playlist(*tracks, split=cut)
    spots = [
        (each.muscle, side)
        for each in tracks
        if isinstance(each, Routine)
        for side in (("left", "right") if each.side == "both" else (each.side,))
    ]
    if len(spots) > len(set(spots)):
        with pytest.raises(ContentError, match="is treated twice"):
            planned(made, content)
        return
    found = planned(made, content)
    whole = join(found, id=made.id, title=made.title)
    assert findings(whole) == ()
    assert [(p.treatment.muscle, p.treatment.side) for p in passages(whole)] == [
        (p.treatment.muscle, p.treatment.side) for each in found for p in passages(each)
    ]
    first, *later = openings(found)
    assert first == ("opening-full" if spots else "")
    for said, each in zip(later, found[1:], strict=True):
        assert said == ("opening-short" if any(True for _ in passages(each)) else "")


class _Nobody:
    """No studio: whoever asks it to speak finds out."""


NOBODY: Any = _Nobody()


def test_a_joined_track_never_takes_a_sessions_name(content: Library, tmp_path: Path) -> None:
    """Both would be one file; refused before anything is spoken, so nobody speaks here."""
    named = replace(playlist("desk-day"), id="starter", join=True)
    with pytest.raises(WorkspaceError, match=r"starter\.mp3 would be named like a session's"):
        build_playlist(named, content, NOBODY, overrides=Overrides(), out=tmp_path)
    for harmless in (replace(named, join=False), replace(named, id="evening")):
        with pytest.raises(AttributeError, match="maker"):  # it goes on, and asks for a voice
            build_playlist(harmless, content, NOBODY, overrides=Overrides(), out=tmp_path)


def test_what_a_rule_forbids_is_refused_before_anything_is_spoken(
    content: Library, tmp_path: Path
) -> None:
    measured = SimpleNamespace(measure=lambda: estimate(content, 135))
    mute: Any = SimpleNamespace(maker=lambda job: measured)
    twice = playlist("starter", "starter")
    with pytest.raises(ContentError, match="treated twice"):
        build_playlist(twice, content, mute, overrides=Overrides(), out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_playlist_is_its_tracks_two_lists_and_all_in_one(
    content: Library, tmp_path: Path
) -> None:
    """Tracks of an earlier version go; everything that is made is told."""
    told: list[object] = []
    made = replace(playlist("breathing"), join=True)
    (tmp_path / "mine").mkdir()
    old = tmp_path / "mine/02-breathing.mp3"
    with open_studio("tone") as studio:
        build_playlist(made, content, studio, overrides=Overrides(), out=tmp_path, jobs=1)
        old.write_bytes((tmp_path / "mine/01-breathing.mp3").read_bytes())
        found = build_playlist(
            made, content, studio, overrides=Overrides(), out=tmp_path, report=told.append
        )
    assert [each.session for each in told if isinstance(each, TrackReady)] == ["breathing", "mine"]
    assert found.folder == tmp_path / "mine"
    assert sorted(path.name for path in found.folder.iterdir()) == [
        "01-breathing.mp3", "mine.m3u8", "mine.xspf",
    ]  # fmt: skip
    assert found.removed == (old,)
    assert (found.m3u8.name, found.xspf.name) == ("mine.m3u8", "mine.xspf")
    assert found.joined
    assert found.joined.path == tmp_path / "mine.mp3"
    assert "  <trackList>\n    <track>\n" in found.xspf.read_text(encoding="utf-8")


def test_a_joined_track_tells_of_everybody_whose_words_are_in_it(content: Library) -> None:
    """And of files that name nobody, which are not published."""
    one, other, third = planned(playlist("desk-day", "breathing", "piriformis-left"), content)
    one = replace(one, authors=("Mira", "Ede"), unsigned=("sessions/x.yaml",))
    third = replace(third, authors=("Ede", "Ivo"), unsigned=("sessions/x.yaml", "sessions/y.yaml"))
    whole = join((one, other, third), id="m", title="M")
    assert whole.authors == ("Mira", "Ede", "Ivo")
    assert whole.unsigned == ("sessions/x.yaml", "sessions/y.yaml")


def test_a_joined_track_has_the_level_of_chimes_that_all_of_it_have(
    content: Library, tmp_path: Path
) -> None:
    parts = planned(playlist("desk-day", "breathing"), content, chime_level=-6.0)
    assert join(parts, id="m", title="M").chime_level == -6.0
    soft = replace(BREATHING, chime_level=-6.0)
    uneven = replace(content, sessions={**content.sessions, "breathing": soft})
    joined = replace(playlist("desk-day", "breathing"), join=True)
    with pytest.raises(WorkspaceError, match="of several levels cannot be joined"):
        build_playlist(joined, uneven, NOBODY, overrides=Overrides(), out=tmp_path)


def test_a_track_with_a_bed_is_not_joined(content: Library, tmp_path: Path) -> None:
    bed = replace(BREATHING, bed=Bed(noise="brown"))
    with_bed = replace(content, sessions={**content.sessions, "breathing": bed})
    joined = replace(playlist("breathing"), join=True)
    with pytest.raises(WorkspaceError, match="with a bed cannot be joined"):
        build_playlist(joined, with_bed, NOBODY, overrides=Overrides(), out=tmp_path)

"""How much is made, kept and waited for at once; and what those who come too late are told."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.tracks import bundled
from unknot.audio.mp3 import STANDARD
from unknot.clips.clipfile import Clip, ClipKey
from unknot.errors import AudioError, EngineError, WorkspaceError
from unknot.progress import ClipReady, Planned
from unknot.serve import feeds, keys, straight, variant, wish_queue
from unknot.serve.app import Served
from unknot.serve.feeds import Feeds
from unknot.serve.holds import Holds
from unknot.serve.keys import add_feed, read_keys
from unknot.serve.shelf import Shelf, ShelfSegment
from unknot.serve.wish_queue import Busy, WishProgress, WishQueue

NOTHING: Any = None


# --- what is spoken -------------------------------------------------------------------------------


@pytest.fixture
def closed() -> list[str]:
    return []


def queue(closed: list[str]) -> WishQueue:
    studio: Any = SimpleNamespace(cast=SimpleNamespace(close=lambda: closed.append("cast")))
    return WishQueue({"standard": lambda: studio})


def spoken(
    monkeypatch: pytest.MonkeyPatch, closed: list[str], make: Callable[..., None]
) -> WishProgress:
    """How far it is in the end, when ``make`` does the work."""
    monkeypatch.setattr(wish_queue, "make", make)

    async def run() -> WishProgress:
        made = queue(closed).begin("a", "standard", [])
        while not made.over:
            await asyncio.sleep(0.001)
        return made

    return asyncio.run(run())


def test_what_is_done_is_counted_against_all_there_is_to_do(
    monkeypatch: pytest.MonkeyPatch, closed: list[str]
) -> None:
    """Fitting to a target can find later that there is more."""

    def make(jobs: object, studio: object, report: Callable[[object], None]) -> None:
        report(Planned(session="a", clips=9, missing=2))
        report(ClipReady(text="x"))
        report(ClipReady(text="y"))
        report(Planned(session="a", clips=9, missing=3))
        report(ClipReady(text="z"))

    made = spoken(monkeypatch, closed, make)
    assert made == WishProgress(done=3, of=5, over=True, failed="")
    assert closed == ["cast"]


@pytest.mark.parametrize(("error", "told"), [
    (EngineError("tone", "Rest.", "has no such word"), "'Rest.'"),
    (RuntimeError("odd"), "RuntimeError: odd"), (KeyboardInterrupt(), ""),
])  # fmt: skip
def test_what_fails_is_told_and_over(
    error: BaseException, told: str, monkeypatch: pytest.MonkeyPatch, closed: list[str]
) -> None:
    def make(*_: object) -> None:
        raise error

    if isinstance(error, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            spoken(monkeypatch, closed, make)
        return
    made = spoken(monkeypatch, closed, make)
    assert told in made.failed
    assert made.over
    assert closed == ["cast"]


def test_a_voice_that_says_nothing_for_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch, closed: list[str]
) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(wish_queue, "STALLED_S", 0.02)

    def hang(*_: object) -> None:
        let_go.wait(20)

    made = spoken(monkeypatch, closed, hang)
    assert made.failed == "the voice has said nothing for 0.02 s"
    let_go.set()


def test_who_asks_again_waits_for_the_same_and_who_asks_too_much_is_told(
    monkeypatch: pytest.MonkeyPatch, closed: list[str]
) -> None:
    monkeypatch.setattr(wish_queue, "make", lambda *_: None)

    async def run() -> None:
        made = queue(closed)
        assert made.now("0") is None
        first = made.begin("0", "standard", [])
        assert made.begin("0", "standard", []) is first
        for number in range(1, wish_queue.MOST):
            made.begin(str(number), "standard", [])
        with pytest.raises(Busy):
            made.begin("more", "standard", [])
        assert made.now("more") is None
        while any(not made._now[name].over for name in made._now):
            await asyncio.sleep(0.001)
        again = made.begin("0", "standard", [])
        assert again is not first
        assert set(made._now) == {"0"}  # what is over makes room
        while not again.over:
            await asyncio.sleep(0.001)

    asyncio.run(run())


def test_a_page_hears_how_far_it_is_until_it_is_over() -> None:
    made = WishProgress(done=1, of=3)
    app: Any = SimpleNamespace(queue=SimpleNamespace(now=lambda _: made))

    async def run(wish: str) -> list[Any]:
        request: Any = SimpleNamespace(path_params={"wish": wish})
        found: list[Any] = []
        with pytest.MonkeyPatch.context() as patch:

            async def sleep(seconds: float) -> None:
                assert 0 < seconds < 1
                made.done += 1
                made.over = made.done == 3

            patch.setattr(asyncio, "sleep", sleep)
            answer = await Served.progress(app, request)
            async for part in answer.body_iterator:  # type: ignore[attr-defined]
                assert part.startswith("data: ")
                assert part.endswith("\n\n")
                found.append(json.loads(part[6:]))
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-type"].startswith("text/event-stream")
        return found

    assert asyncio.run(run("session=starter")) == [
        {"done": 1, "of": 3, "over": False}, {"done": 2, "of": 3, "over": False}, {"over": True},
    ]  # fmt: skip
    assert asyncio.run(run("no wish")) == [{"over": True}]


# --- what is kept ---------------------------------------------------------------------------------


def clip(key: str, size: int) -> Clip:
    return Clip(key=ClipKey(key), sound_ms=24, frames=memoryview(bytes(size)))


def test_a_shelf_holds_the_clips_that_were_asked_for_last() -> None:
    read: list[str] = []

    def frames(key: ClipKey, quality: object) -> Clip | None:
        read.append(key)
        return None if key == "gone" else clip(key, 40)

    store: Any = SimpleNamespace(frames=frames, root=Path())
    shelf = Shelf(store, 100)
    for key in ("a", "b", "a", "c", "a", "b"):
        assert shelf.frames(ClipKey(key), STANDARD)
    assert read == ["a", "b", "c", "b"]  # b made room, for a was asked for since
    assert shelf.held == 80
    shelf.forget()
    assert shelf.held == 0
    assert shelf.frames(ClipKey("a"), STANDARD)
    assert read[-1] == "a"
    assert shelf.frames(ClipKey("gone"), STANDARD) is None
    segment = ShelfSegment(shelf, ClipKey("gone"), STANDARD, 40)
    assert len(segment) == 40
    with pytest.raises(AudioError, match="is no longer in the cache"):
        segment[0:5]
    assert shelf.held == 0  # all is looked for again


def test_of_variants_and_feeds_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variant, "MOST_VARIANTS", 2)
    monkeypatch.setattr(feeds, "MOST_FEEDS", 2)
    variants = variant.Variants.__new__(variant.Variants)
    variants._kept, variants._lock = OrderedDict(), threading.Lock()
    for name in "abc":
        made: Any = SimpleNamespace(wish=SimpleNamespace(address=name))
        assert variants._keep(made) is made
    assert list(variants._kept) == ["b", "c"]
    variants.forget(made.wish)
    variants.forget(made.wish)
    assert list(variants._kept) == ["b"]

    kept: Any = Feeds(bundled(), {}, NOTHING, None)
    made_for: list[str] = []

    def make(feed: Any, *_: object) -> Any:
        made_for.append(feed.key)
        return {feed.key: "files"}

    monkeypatch.setattr(kept, "_made", make)
    holds: Any = SimpleNamespace(episodes=lambda *_: (), programme="x")
    for key in ("a", "b", "a", "c", "a", "b"):
        feed: Any = SimpleNamespace(key=key, made=0)
        assert kept.files(feed, holds, "base", date(2026, 11, 20)) == {key: "files"}
    assert made_for == ["a", "b", "c", "b"]
    assert kept.find(feed, holds, "base", date(2026, 11, 20), "b") == "files"
    assert kept.find(feed, holds, "base", date(2026, 11, 20), "feed.xml") is None
    assert kept.find(feed, holds, "base", date(2026, 11, 20), "nothing") is None
    kept.forget()
    kept.files(feed, holds, "base", date(2026, 11, 20))
    assert made_for[-1] == "b"


def test_so_many_feeds_and_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNKNOT_DATA", str(tmp_path))
    monkeypatch.setattr(keys, "MOST_FEEDS", 2)
    assert [add_feed("mine", "session=x", 5).name for _ in range(2)] == ["mine", "mine-2"]
    with pytest.raises(WorkspaceError, match="there are 2 personal feeds already") as told:
        add_feed("mine", "session=x", 5)
    assert "revoke some: unknot serve --revoke NAME" in str(told.value)
    assert set(read_keys().feeds) == {"mine", "mine-2"}


# --- what is due ----------------------------------------------------------------------------------


def test_an_episode_of_a_programme_is_dated_by_its_day_and_its_place_in_it() -> None:
    library = bundled()
    holds = Holds(programme="low-back", start=date(2026, 11, 20))
    days = {n: holds.episodes(library, None, 0, date(2026, 11, 20) + timedelta(n)) for n in (0, 9)}
    for number, found in days.items():
        assert found
        for place, each in enumerate(found):
            at = datetime.fromtimestamp(each.date, UTC).astimezone()
            day = at.date()
            assert day <= date(2026, 11, 20) + timedelta(number)
            assert (at.hour, at.minute) == (0, place)
            assert each.id.endswith(f"-{day:%Y%m%d}")
            assert each.title.startswith(f"{day:%A} {day.day} {day:%B}: ")
            assert f"For {day:%A} {day.day} {day:%B}. A day that was missed is past" in each.summary


# --- who is cut -----------------------------------------------------------------------------------


class Transport:
    closing = False
    aborted = 0

    def is_closing(self) -> bool:
        return self.closing

    def abort(self) -> None:
        self.aborted += 1


def watched(cycle: Any) -> Any:
    later: list[Any] = []
    loop = SimpleNamespace(call_later=lambda *what: later.append(what))
    patient = straight.PatientHttp.__new__(straight.PatientHttp)
    patient.transport, patient.loop, patient.cycle = Transport(), loop, cycle  # type: ignore[assignment]
    patient.later = later  # type: ignore[attr-defined]
    return patient


@pytest.mark.parametrize(
    ("states", "rounds"),
    [
        ([None, None], 1),  # who asks for nothing gets one round
        (["done", "done", "done"], 2),  # who was answered gets another
        (["asked"] * 5, 5),  # who is being answered may take their time
    ],
)
def test_who_asks_for_nothing_is_cut_after_a_round(states: list[Any], rounds: int) -> None:
    same = SimpleNamespace(response_complete=True)
    patient = watched(None)
    for number, state in enumerate(states):
        patient.cycle = {None: None, "done": same,
                         "asked": SimpleNamespace(response_complete=False)}[state]  # fmt: skip
        patient._look()
        if patient.transport.aborted:
            assert number + 1 == rounds
            return
    assert len(patient.later) == rounds
    assert {seconds for seconds, _ in patient.later} == {straight.SILENT_S}


def test_a_connection_that_is_closing_is_left_alone() -> None:
    patient = watched(None)
    patient.transport.closing = True
    patient._look()
    assert (patient.transport.aborted, patient.later) == (0, [])

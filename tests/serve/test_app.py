"""What a client meets: a page, a track at an address of its content, and any range of it."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.conftest import ROOT
from tests.pictures.test_page_sides import lies_for, marked
from tests.pictures.test_shown import pixels
from tests.serve.serving import client, ready, served
from tests.usual import examples
from unknot.errors import AudioError
from unknot.make import build
from unknot.proof.verify import verify
from unknot.serve.wish import parse

WISH = "session=starter;side=left;detail=short;returning=yes;country=AU;quality=compact"
TODAY = date.today().isoformat()


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNKNOT_CACHE", str(tmp_path_factory.mktemp("serve") / "cache"))
        yield


@pytest.fixture(scope="module")
def web(_cache: None) -> Iterator[TestClient]:
    with client() as made:
        yield made


@pytest.fixture(scope="module")
def track(web: TestClient) -> str:
    return ready(web, WISH)


@pytest.fixture(scope="module")
def built(web: TestClient, track: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same job by ``build``, which proves what it writes."""
    here = served(web)
    wish = parse(WISH)
    assert wish
    job = wish.job(here.workspace.library())
    made = build(job, here.studios["compact"], out=tmp_path_factory.mktemp("built"))
    assert verify(made.path).good
    return made.path.read_bytes()


def test_the_whole_track_is_what_build_writes(web: TestClient, track: str, built: bytes) -> None:
    found = web.get(track)
    assert (found.status_code, found.headers["content-type"]) == (200, "audio/mpeg")
    assert found.content == built
    assert found.headers["content-length"] == str(len(built))
    assert "immutable" in found.headers["cache-control"]
    head = web.head(track)
    assert head.headers["content-length"] == str(len(built))
    assert not head.content


def test_any_range_is_that_of_the_built_file(web: TestClient, track: str, built: bytes) -> None:
    dice = random.Random(2)
    for _ in range(examples(200)):
        start, last = sorted(dice.choices(range(len(built)), k=2))
        found = web.get(track, headers={"range": f"bytes={start}-{last}"})
        assert found.status_code == 206
        assert found.content == built[start : last + 1]


def test_conditions_are_kept(web: TestClient, track: str) -> None:
    etag = web.head(track).headers["etag"]
    assert etag == f'"{track.rpartition("/")[2].removesuffix(".mp3")}"'
    assert web.get(track, headers={"if-none-match": etag}).status_code == 304
    unmet = web.get(track, headers={"range": "bytes=99999999-"})
    assert (unmet.status_code, unmet.headers["cache-control"]) == (416, "no-store")
    assert "immutable" in web.head(track).headers["cache-control"]
    both = {"range": "bytes=0-9", "if-range": '"another"'}
    assert web.get(track, headers=both).status_code == 200


def test_no_address_leads_out_of_the_key_of_the_network() -> None:
    """Which a slash too many did: to the same address without the key."""
    with client(token="a-secret") as web:
        for path in ("session=starter/", "static/site.css/", "session=starter/x.mp3/"):
            found = web.get(f"/a-secret/{path}", follow_redirects=False)
            assert (found.status_code, found.headers.get("location")) == (404, None)


def test_another_process_answers_alike(track: str, built: bytes) -> None:
    """Nothing is kept but clips: an app that never heard of the address knows its bytes."""
    with client() as other:
        found = other.get(track, headers={"range": "bytes=1000-200000"})
        assert (found.status_code, found.content) == (206, built[1000:200001])


@pytest.mark.deep
def test_nothing_is_stored_but_clips(web: TestClient, track: str) -> None:
    root = served(web).shelf.root

    def kept() -> set[Path]:
        """All but the pictures, which travel in tracks and are kept as clips are."""
        return {path for path in root.rglob("*") if path.is_file() and "pictures" not in path.parts}

    before = kept()
    web.get(track)
    for ending in ("vtt", "srt", "txt", "json", "chapters.json", "png", "pdf"):
        found = web.get(track.replace("mp3", ending))
        assert found.status_code == 200, ending
        assert found.content, ending
    assert kept() == before


def test_a_clip_that_was_removed_is_made_again_never_silence(
    web: TestClient, track: str, built: bytes
) -> None:
    here = served(web)
    for path in here.shelf.root.rglob("*.mp3f"):
        path.unlink()
    here.shelf.forget()
    with suppress(AudioError):  # cut off: what was sent before is less than its length says
        assert web.get(track).status_code == 503
    assert web.get(track).status_code == 503
    assert web.get(track).headers["retry-after"]
    assert ready(web, WISH) == track
    assert web.get(track).content == built


@pytest.mark.deep
def test_a_changed_library_answers_gone_with_the_new_address(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    mine = tmp_path / "sessions" / "mine.yaml"
    shutil.copy(ROOT / "sessions" / "breathing.yaml", mine)
    with client(tmp_path) as web:
        old = ready(web, "session=mine")
        text = mine.read_text(encoding="utf-8")
        mine.write_text(text.replace("title: ", "title: Other "), encoding="utf-8")
        served(web).workspace._looked = 0
        gone = web.get(old)
        assert gone.status_code == 410
        new = gone.headers["link"].partition(">")[0].removeprefix("<..")
        assert new != old
        assert web.get(new).status_code == 200


def test_problems_of_the_workspace_are_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "mine.yaml").write_text("title: <b>x</b>\nroutine: []\n")
    with client(tmp_path) as web:
        page = web.get("/").text
        assert "sessions/mine.yaml" in page
        assert "<b>" not in page
        assert "starter" in page


@pytest.mark.parametrize(
    "address",
    ["/session=no-such", "/muscles=no-such", "/x", "/session=starter;session=starter",
     "/session=..%2f..%2fetc", "/session=starter;target=1", "/..%2f..%2fetc%2fpasswd",
     "/session=starter/../../etc/passwd", "/session=starter/%00.mp3", "/static/..%2f__init__.py",
     "/picture/place.a.b.c.d.svg", "/session=starter;voice=command:x", "/" + "a" * 900],
)  # fmt: skip
def test_what_is_no_address_is_not_here(web: TestClient, address: str) -> None:
    found = web.get(address)
    assert found.status_code in (404, 422), found.text
    assert "Traceback" not in found.text


def test_an_address_is_written_one_way(web: TestClient) -> None:
    found = web.get("/side=left;session=starter", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (308, "./session=starter;side=left")


def test_it_refuses_what_the_rules_refuse_with_the_reason(web: TestClient) -> None:
    found = web.get("/muscles=iliopsoas;side=left")
    assert found.status_code == 422
    assert "iliopsoas" in found.text


class TestThePage:
    def test_a_place_a_side_and_a_length_are_enough(self, web: TestClient) -> None:
        page = web.get("/?spot=hip.right&minutes=10&when=again").text
        assert 'action="./muscles=gluteus-medius,gluteus-minimus;side=right' in page
        assert "Gluteus" not in page.partition('id="what"')[0]

    def test_the_body_is_shown_from_both_sides_each_the_mirror_image(self, web: TestClient) -> None:
        """The right side faces right, as it is drawn; a place lies on the picture of its side."""
        page = web.get("/").text
        pictures = {each: web.get(f"/picture/body.{each}.svg").text for each in ("left", "right")}
        assert "scale(-1 1)" in pictures["left"]
        assert "scale(-1 1)" not in pictures["right"]
        shown = dict(re.findall(r'body\.(\w+)\.svg" alt="(.*?)"', page))
        assert shown == {"left": "Your left side", "right": "Your right side"}
        for side, rest in re.findall(r"body\.(\w+)\.svg(.*?)</div>", page, re.DOTALL):
            named = re.findall(r'for="at-(\w+)-(\w+)"', rest)
            assert named == [("waist", side), ("hip", side)]
            assert all(f'id="at-{place}-{which}"' in page for place, which in named)
        places = re.findall(
            r"^\.beside \.at-(\w+)-(\w+) \{ left: ([\d.]+)%",
            web.get("/static/spots.css").text,
            re.M,
        )
        across = {(place, side): float(left) for place, side, left in places}
        for place in ("waist", "hip"):
            assert across[place, "left"] + across[place, "right"] == pytest.approx(100)
            assert across[place, "left"] == pytest.approx(50)

    def test_nothing_marked_is_said(self, web: TestClient) -> None:
        assert "mark at least one place" in web.get("/?minutes=10").text

    def test_what_cannot_be_done_is_refused_with_the_reason(self, web: TestClient) -> None:
        page = web.get("/?spot=low-back.left&spot=buttock.left&spot=hip.left&minutes=8").text
        assert "the shortest possible is" in page

    def test_a_muscle_that_cannot_be_reached_lying_so_is_left_out_and_told(
        self, web: TestClient
    ) -> None:
        asked = "/?spot=hip.right&spot=low-back.right"
        every, fewer = web.get(asked).text, web.get(f"{asked}&lying=prone").text
        assert "Left out, because it is not treated lying like that: Gluteus medius" in fewer
        assert "Left out" not in every
        assert every.count('<img src="./picture/place') == 3 + fewer.count(
            '<img src="./picture/place'
        )

    def test_what_is_left_out_is_not_in_the_title(self, web: TestClient) -> None:
        page = web.get("/?spot=hip.right&spot=low-back.right&lying=prone").text
        (title,) = re.findall('<h2 id="what-head">(.*)</h2>', page)
        assert title == "Erector spinae and small spinal muscles, right"

    def test_who_can_only_sit_is_not_told_to_lie(self, web: TestClient) -> None:
        page = web.get("/?spot=buttock.left&lying=seated").text
        assert "nothing of this is treated lying or sitting like that" in page
        assert '<h2 id="what-head">Not like this</h2>' in page

    @pytest.mark.parametrize(
        ("spots", "told"),
        [
            (("low-back.left", "hip.right"), True), (("low-back.left", "hip.left"), False),
            (("low-back.left", "low-back.right"), False),
            (("low-back.left", "low-back.right", "hip.left"), True),
        ],
    )  # fmt: skip
    def test_places_on_different_sides_are_treated_on_both_and_that_is_told(
        self, web: TestClient, spots: tuple[str, ...], told: bool
    ) -> None:
        page = web.get("/?" + "&".join(f"spot={each}" for each in spots)).text
        assert ("all of them are treated on both" in page) == told


class TestSides:
    """In pixels: a listener with a phone treats the side that the picture shows."""

    def test_what_will_happen_is_shown_on_the_sides_it_names(self, web: TestClient) -> None:
        page = web.get("/?spot=low-back.left&spot=hip.right").text
        rows = re.findall(r'<img src="\.(/picture/place[^"]+)"[^>]*><span>([^<]+)</span>', page)
        assert {title.rpartition(", ")[2] for _, title in rows} == {"left", "right"}
        for address, title in rows:
            assert marked(pixels(web.get(address).text)) == title.rpartition(", ")[2], title

    def test_the_player_shows_how_to_lie_for_the_side_it_names(
        self, web: TestClient, track: str
    ) -> None:
        page = web.get(f"/{WISH}?screened={TODAY}&answer=clear").text
        (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
        pictures = json.loads(data)["pictures"]
        assert pictures
        for address, words in pictures:
            position = address.split(".")[-3]
            found = pixels(web.get(address.removeprefix(".")).text)
            assert lies_for(found, position) == "left"
            assert words.endswith(", left")


class TestScreening:
    def test_a_treatment_is_asked_about_first(self, web: TestClient, track: str) -> None:
        page = web.get(f"/{WISH}").text
        assert "<audio" not in page
        assert 'name="answer"' in page

    @pytest.mark.parametrize(
        ("answer", "days", "plays"),
        [("clear", 0, True), ("cleared", 6, True), ("clear", 7, False), ("no", 0, False),
         ("clear", -3, False), ("", 0, False)],
    )  # fmt: skip
    def test_who_answered_lately_plays(
        self, web: TestClient, track: str, answer: str, days: int, plays: bool
    ) -> None:
        day = (date.today() - timedelta(days=days)).isoformat()
        page = web.get(f"/{WISH}?screened={day}&answer={answer}").text
        assert ("<audio" in page) is plays

    def test_who_may_not_is_told_whom_to_call(self, web: TestClient, track: str) -> None:
        page = web.get(f"/{WISH}?screened={TODAY}&answer=no").text
        assert 'href="tel:000"' in page

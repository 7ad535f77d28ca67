"""Personal feeds: added on the page, opened by a key of their own, revoked, and read by clients."""

from __future__ import annotations

import os
import re
import stat
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from tests.cli.conftest import year_of
from tests.serve.serving import (
    HOST,
    client,
    client_in_the_network,
    own_data,
    ready,
    served,
)
from tests.usual import cases
from unknot.cli.main import main
from unknot.clips.maker import Studio
from unknot.content.library import Library
from unknot.errors import EngineError
from unknot.proof.verify import verify
from unknot.serve.holds import parse_holds
from unknot.serve.keys import add_feed, keys_file, lan_key, read_keys, revoke

WISH = "session=starter;side=left;detail=short;country=AU;quality=compact"
DEEP = pytest.mark.deep
TODAY = date.today().isoformat()
#: Sessions of one line, and long enough to be a chapter, by their ids.
SHORT = {
    "tea": "Drink your tea.", "rest": "Rest a while.",
    "tea-lesson": "This is tea.", "rest-lesson": "This is rest.",
}  # fmt: skip
ANSWER = f"screened={TODAY}&answer=clear"


@pytest.fixture(scope="module", autouse=True)
def _data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_data(tmp_path_factory):
        yield


@pytest.fixture(scope="module")
def web(_data: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Beside the bundled ones, whose tracks take long to speak, a short playlist and programme."""
    folder = tmp_path_factory.mktemp("workspace") / "sessions"
    for kind in ("playlists", "programmes"):
        (folder / kind).mkdir(parents=True)
    for name, say in SHORT.items():
        text = f"title: {name.capitalize()}\nsummary: Short.\nauthor: A. Tester\n"
        text += f"routines: [{{say: {say}}}, {{wait: 32s}}]\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    two = "title: Two\nsummary: Short.\ntracks: [{session: tea}, {session: rest}]\n"
    (folder / "playlists/two.yaml").write_text(two, encoding="utf-8")
    about = ", about: professional-check"
    lessons = ", session: tea-lesson}\n      - {task: Learn., about: learning, session: rest-lesson"
    year = year_of("tea, rest, rest, tea, rest, rest, rest").replace(about, about + lessons)
    (folder / "programmes/small.yaml").write_text(year, encoding="utf-8")
    with client_in_the_network(folder.parent) as made:
        yield made


def added(web: TestClient, holds: str) -> str:
    """The path of a new feed, with its page read once everything is spoken."""
    asked = web.post(f"/add;{holds}?{ANSWER}", follow_redirects=False)
    assert asked.status_code == 303, asked.text
    path = f"http://{HOST}{asked.headers['location']}"
    for _ in range(300):
        page = web.get(path)
        assert page.status_code == 200, page.text
        assert "It could not be spoken" not in page.text
        if "being spoken" not in page.text:
            return path
        time.sleep(0.2)
    raise AssertionError(page.text)


@pytest.fixture(scope="module")
def mine(web: TestClient) -> str:
    return added(web, WISH)


def items(web: TestClient, mine: str) -> list[ET.Element]:
    found = web.get(f"{mine}feed.xml")
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith("application/rss+xml")
    return ET.fromstring(found.text).findall("channel/item")


@pytest.mark.deep
def test_a_feed_is_offered_where_it_plays(web: TestClient) -> None:
    ready(web, WISH)
    page = web.get(f"/{WISH}?{ANSWER}").text
    assert f'href="./add;{WISH}?screened=' in page
    page = web.get(f"/add;{WISH}?{ANSWER}").text
    assert "Make my feed" in page
    assert "Whoever has it can listen" in page


@pytest.mark.parametrize(
    "query", ["", f"screened={TODAY}&answer=no", "screened=2020-01-01&answer=clear"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_feed_of_a_treatment_without_the_screening(
    web: TestClient, query: str, method: str
) -> None:
    before = read_keys().feeds
    page = web.request(method, f"/add;programme=low-back?{query}", follow_redirects=False)
    assert page.status_code == 200
    assert "Is any of this true of you?" in page.text
    assert read_keys().feeds == before


def test_its_key_opens_it_and_nothing_else(web: TestClient, mine: str) -> None:
    assert web.get(mine).status_code == 200
    key = mine.split("/")[-2]
    for path in (f"{key}/", f"{key}/session=starter", "mine/", "mine/no-such-key/feed.xml"):
        assert web.get(f"http://{HOST}/{path}").status_code == 404
    assert web.get(f"{mine}nothing").status_code == 404
    assert web.get(f"{mine}..%2f..%2fsession=starter").status_code == 404
    assert web.get(f"http://{HOST}/mine/{key}", follow_redirects=False).status_code == 308


def test_it_is_made_as_publish_makes_it(web: TestClient, mine: str, tmp_path: Path) -> None:
    (item,) = items(web, mine)
    enclosure = item.find("enclosure")
    assert enclosure is not None
    sound = web.get(enclosure.attrib["url"])
    assert sound.status_code == 200
    assert len(sound.content) == int(enclosure.attrib["length"])
    path = tmp_path / "mine.mp3"
    path.write_bytes(sound.content)
    assert verify(path).good
    part = web.get(enclosure.attrib["url"], headers={"range": "bytes=1000-300000"})
    assert (part.status_code, part.content) == (206, sound.content[1000:300001])
    addresses = set(
        re.findall(rf'(?:url|href)="(http://{HOST}/[^"#]+)', web.get(f"{mine}feed.xml").text)
    )
    assert len(addresses) > 8
    for address in addresses:
        assert web.get(address).status_code == 200, address


def test_its_pages_run_their_own_script_and_no_other(web: TestClient, mine: str) -> None:
    found = web.get(f"{mine}index.html")
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == len(re.findall(r"<(?:script|style)[ >]", found.text))


def test_another_process_answers_alike(web: TestClient, mine: str) -> None:
    with client() as other:
        assert other.get(f"{mine}feed.xml").content == web.get(f"{mine}feed.xml").content
        (item,) = items(other, mine)
        url = item.find("enclosure").attrib["url"]  # type: ignore[union-attr]
        assert other.get(url).content == web.get(url).content


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "least"), [("two", 20_000), pytest.param("back-and-hip", 1_000_000, marks=DEEP)]
)
def test_a_playlist_is_one_track(web: TestClient, name: str, least: int) -> None:
    (item,) = items(web, added(web, f"playlist={name}"))
    chapters = item.findall("{http://podlove.org/simple-chapters}chapters/*")
    assert len(chapters) == 2
    assert int(item.find("enclosure").attrib["length"]) > least  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["small", pytest.param("low-back", marks=DEEP)])
class TestProgramme:
    def day(self, web: TestClient, name: str, start: int) -> list[ET.Element]:
        first = date.today() - timedelta(days=start)
        return items(web, added(web, f"programme={name};start={first}"))

    @pytest.mark.deep
    def test_before_the_first_day_there_is_nothing(self, web: TestClient, name: str) -> None:
        assert self.day(web, name, -3) == []

    @pytest.mark.deep
    def test_in_the_first_week_there_are_the_lessons(self, web: TestClient, name: str) -> None:
        titles = [each.findtext("title") or "" for each in self.day(web, name, 3)]
        assert len(titles) == 2
        assert all("lesson" in each.lower() or "forearm" in each.lower() for each in titles)

    @pytest.mark.deep
    @cases("days", (7, 20, 65), usual=1)
    def test_then_one_session_that_is_due_and_never_two(
        self, web: TestClient, name: str, days: int
    ) -> None:
        (item,) = self.day(web, name, days)
        assert "never do two in a day" in (item.findtext("description") or "")


class TestEpisodes:
    """What the bundled programme gives on a day, before anything is spoken."""

    @pytest.mark.parametrize(("day", "count"), [(-3, 0), (3, 2), (7, 1), (20, 1), (65, 1)])
    def test_those_of_a_day(self, library: Library, day: int, count: int) -> None:
        holds = parse_holds("programme=low-back;start=2026-11-01")
        assert holds
        on = date(2026, 11, 1) + timedelta(days=day)
        found = holds.episodes(library, None, 0, on)
        assert len(found) == count
        for each in found:
            assert "never do two in a day" in each.summary
            assert ("lesson" in each.id) == (day < 7)

    def test_a_new_day_is_a_new_episode(self) -> None:
        with client() as web:
            library = served(web).workspace.library()
        holds = parse_holds("programme=low-back;start=2026-11-01")
        assert holds
        day = date(2026, 11, 12)
        one, two = (holds.episodes(library, None, 0, day + timedelta(n)) for n in (0, 1))
        assert one[0].id != two[0].id
        assert one[0].date < two[0].date
        assert all(not job.returning for each in (*one, *two) for job in each.jobs)


def test_a_voice_that_fails_is_told_once_and_tried_again(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page said that lines are being spoken, for ever."""
    tried = list[str]()

    def broken() -> Studio:
        tried.append("")
        raise EngineError("tone", "Rest.", "has no voice today")

    monkeypatch.setattr(served(web).queue, "_open", {"standard": broken})
    asked = web.post(f"/add;session=rest;rate=151?{ANSWER}", follow_redirects=False)
    mine = f"http://{HOST}{asked.headers['location']}"
    for times in (1, 2):
        assert "being spoken" in web.get(mine).text
        while not all(each.over for each in served(web).queue._now.values()):
            time.sleep(0.01)
        assert "has no voice today" in web.get(mine).text
        assert len(tried) == times


def test_a_feed_that_is_revoked_opens_nothing(web: TestClient) -> None:
    gone, stays = added(web, WISH), added(web, WISH)
    assert web.post(f"{gone}forget").text.count("Forgotten")
    assert web.get(f"{gone}feed.xml").status_code == 404
    assert web.get(f"{stays}feed.xml").status_code == 200
    name = next(n for n, each in read_keys().feeds.items() if each.key in stays)
    assert CliRunner().invoke(main, ["serve", "--revoke", name]).exit_code == 0
    assert web.get(f"{stays}feed.xml").status_code == 404
    wrong = CliRunner().invoke(main, ["serve", "--revoke", "no-such"])
    assert wrong.exit_code != 0
    assert "no personal feed 'no-such'" in wrong.output


class TestKeys:
    @pytest.fixture(autouse=True)
    def _data(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("UNKNOT_DATA", str(tmp_path / "data"))

    def test_the_key_for_the_network_lasts_until_it_is_revoked(self) -> None:
        key = lan_key()
        assert len(key) >= 20
        assert lan_key() == key
        add_feed("hip", "session=x", 1)
        assert revoke("lan") == ("lan",)
        assert list(read_keys().feeds) == ["hip"]
        assert lan_key() != key

    def test_names_are_told_apart(self) -> None:
        names = [add_feed(each, "session=x", 1).name for each in ("hip", "hip", "lan", "all")]
        assert names == ["hip", "hip-2", "lan-2", "all-2"]
        assert revoke("all") == ("lan", *names)
        assert read_keys().feeds == {}

    @pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
    def test_nobody_else_may_read_them(self) -> None:
        lan_key()
        assert stat.S_IMODE(keys_file().stat().st_mode) == 0o600

    def test_a_broken_file_opens_nothing_and_says_so(self) -> None:
        lan_key()
        keys_file().write_text('{"lan": "x"')
        told = CliRunner().invoke(main, ["serve", "--revoke", "all"])
        assert told.exit_code != 0
        assert "cannot be read" in told.output


@pytest.mark.parametrize(
    "text",
    ["", "playlist=", "playlist=A", "programme=x;start=2026-13-01", "programme=x;begin=maintain",
     "programme=x;start=2026-11-01;begin=no", "session=x;session=y", "playlist=x;side=left"],
)  # fmt: skip
def test_what_is_no_address_of_a_feed(text: str) -> None:
    assert parse_holds(text) is None


@pytest.mark.parametrize(
    "text",
    ["session=x;side=left", "playlist=x", "programme=x",
     "programme=x;start=2026-11-01", "programme=x;start=2026-11-01;begin=settle-in"],
)  # fmt: skip
def test_an_address_of_a_feed_is_written_one_way(text: str) -> None:
    found = parse_holds(text)
    assert found
    assert found.address == text

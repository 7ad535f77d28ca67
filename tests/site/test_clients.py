"""Real clients on a good host: they subscribe, download byte by byte, and show our chapters.

Deep: CI runs these with ``-m deep``. Node's packages are looked for in UNKNOT_NODE_MODULES.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.conftest import needs_package
from tests.site import sites
from tests.site.server import Host, served
from tests.site.sites import CHANNEL, NOON
from unknot.site.captions import captions
from unknot.site.chapters import for_feeds, steps
from unknot.site.request import Site

pytestmark = pytest.mark.deep
HERE = Path(__file__).resolve().parent
SESSIONS = ("first", "second")


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with served(tmp_path_factory.mktemp("host")) as host:
        sites.published(host.root / "site", base=f"{host.url}/site")
        yield host


@pytest.fixture
def feed(host: Host) -> str:
    host.log.clear()
    return f"{host.url}/site/feed.xml"


def tracks(host: Host) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (host.root / "site/audio").iterdir()}


def ran(*command: str, home: Path, **environment: str) -> str:
    home.mkdir(exist_ok=True)
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "HOME": str(home), "TERM": "xterm", **environment},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.needs("gpo")
def test_gpodder_downloads_every_byte_and_nothing_twice(
    host: Host, feed: str, tmp_path: Path
) -> None:
    there = {"GPODDER_HOME": str(tmp_path / "gp"), "GPODDER_DOWNLOAD_DIR": str(tmp_path / "dl")}

    def gpo(*words: str) -> None:
        ran("gpo", *words, home=tmp_path / "home", **there)

    gpo("subscribe", feed)
    gpo("download")
    found = {path.name: path.read_bytes() for path in (tmp_path / "dl").rglob("*.mp3")}
    assert found == tracks(host)
    with sqlite3.connect(tmp_path / "gp" / "Database") as database:
        rows = database.execute("select guid, total_time, chapters from episode order by published")
        for (guid, length, chapters), id in zip(rows, SESSIONS, strict=True):
            timeline = sites.tracks()[id].timeline
            assert guid in (host.root / "site/unknot-site.json").read_text()
            assert length == round(timeline.length / 1000)
            shown = [(each["start"], each["title"]) for each in json.loads(chapters)]
            wanted = [(each.start // 1000, each.title) for each in for_feeds(timeline)]
            assert shown == wanted
    host.log.clear()
    gpo("update")
    gpo("download")
    assert [(path, status) for _, path, status, _ in host.log] == [("site/feed.xml", 304)]


@pytest.mark.needs("gpo")
def test_a_rebuild_gives_gpodder_nothing_to_do_and_a_new_session_only_itself(
    tmp_path: Path,
) -> None:
    """The same GUIDs after a rebuild and after a retitling: no session appears twice."""
    there = {"GPODDER_HOME": str(tmp_path / "gp"), "GPODDER_DOWNLOAD_DIR": str(tmp_path / "dl")}
    with served(tmp_path) as host:
        one = {"first": sites.tracks()["first"]}

        def publish(made_from: Any, now: int) -> Site:
            return sites.published(tmp_path / "site", made_from, base=f"{host.url}/site", now=now)

        def gpo(*words: str) -> None:
            ran("gpo", *words, home=tmp_path / "home", **there)

        site = publish(sites.material(tracks=one), sites.NOON)
        gpo("subscribe", site.feed)
        gpo("download")
        assert publish(sites.material(tracks=one), sites.NOON + 99).changed == 0
        host.log.clear()
        gpo("update")
        assert [status for _, _, status, _ in host.log] == [304]
        retitled = replace(one["first"], timeline=replace(one["first"].timeline, title="Renamed"))
        publish(sites.material(tracks={**sites.tracks(), "first": retitled}), sites.NOON + 999)
        host.log.clear()
        gpo("update")
        gpo("download")
        fetched = [path for _, path, _, size in host.log if path.endswith(".mp3") and size]
        assert len(fetched) == 1
        assert "second" in fetched[0]
        with sqlite3.connect(tmp_path / "gp" / "Database") as database:
            titles = [
                row[0] for row in database.execute("select title from episode order by published")
            ]
        assert titles == ["Renamed", "Second rest"]


@pytest.mark.needs("podget", "wget")
def test_podget_downloads_every_byte_and_nothing_twice(
    host: Host, feed: str, tmp_path: Path
) -> None:
    home, config = tmp_path / "home", tmp_path / "pg"
    config.mkdir()
    ran("podget", "-d", str(config), "--create-config", "podgetrc", home=home)
    (config / "serverlist").write_text(f"{feed} course Ease\n")
    ran("podget", "-d", str(config), home=home)
    found = {path.name: path.read_bytes() for path in home.rglob("*.mp3")}
    assert found == tracks(host)
    host.log.clear()
    ran("podget", "-d", str(config), home=home)
    assert not host.sent(".mp3")


@pytest.mark.needs("newsboat", "podboat", "script", "timeout")
def test_podboat_downloads_every_byte(host: Host, feed: str, tmp_path: Path) -> None:
    """podboat wants a terminal, so script(1) gives it one."""
    home = tmp_path / "nb"
    (home / ".newsboat").mkdir(parents=True)
    (home / "urls").write_text(f"{feed}\n")
    (home / "config").write_text(
        f'podcast-auto-enqueue yes\ndownload-path "{home}/dl/"\ndownload-filename-format "%u"\n'
    )
    ran("newsboat", "-u", f"{home}/urls", "-c", f"{home}/cache.db", "-C", f"{home}/config",
        "-x", "reload", home=home)  # fmt: skip
    command = f"podboat -C {home}/config -q {home}/.newsboat/queue -a"
    queue = next(home.rglob("queue"), None)
    assert queue, "newsboat queued nothing"
    command = f"podboat -C {home}/config -q {queue} -a"
    script = f"(sleep 8; printf q; sleep 1; printf y) | timeout 40 script -qc '{command}' /dev/null"
    subprocess.run(
        ["sh", "-c", script], capture_output=True, timeout=60, check=False,
        env={**os.environ, "HOME": str(home), "TERM": "xterm"},
    )  # fmt: skip
    found = [path.read_bytes() for path in (home / "dl").rglob("*") if path.is_file()]
    assert sorted(found) == sorted(tracks(host).values())


def wanted_starts(id: str) -> list[int]:
    return [each.start for each in for_feeds(sites.tracks()[id].timeline)]


@pytest.mark.needs("ffprobe")
def test_ffprobe_lists_every_chapter(host: Host) -> None:
    for path in (host.root / "site/audio").iterdir():
        run = subprocess.run(
            ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stderr == ""
        chapters = json.loads(run.stdout)["chapters"]
        starts = [round(float(each["start_time"]) * 1000) for each in chapters]
        wanted = wanted_starts(path.name.split(".")[0])
        assert len(starts) == len(wanted)
        assert all(abs(a - b) <= 20 for a, b in zip(starts, wanted, strict=True))


@pytest.mark.needs("mpv")
def test_mpv_lists_every_chapter_over_http(host: Host) -> None:
    for path in (host.root / "site/audio").iterdir():
        run = subprocess.run(
            ["mpv", "--no-config", "--ao=null", "--vo=null", "--length=0.1",
             "--term-playing-msg=n=${chapter-list/count} length=${=duration}",
             f"{host.url}/site/audio/{path.name}"],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        found = re.search(r"n=(\d+) length=([\d.]+)", run.stdout)
        assert found, run.stdout
        id = path.name.split(".")[0]
        assert int(found[1]) == len(wanted_starts(id))
        # mpv 0.35 counts one frame of the decoder's delay.
        assert abs(float(found[2]) * 1000 - sites.tracks()[id].timeline.length) <= 25


@pytest.mark.needs("mp3val")
def test_mp3val_has_nothing_to_say(host: Host) -> None:
    for path in (host.root / "site/audio").iterdir():
        run = subprocess.run(["mp3val", str(path)], capture_output=True, text=True, check=True)
        assert "WARNING" not in run.stdout, run.stdout
        assert "ERROR" not in run.stdout, run.stdout


def test_mutagen_reads_every_frame_back() -> None:
    id3: Any = needs_package("mutagen.id3")
    mp3: Any = needs_package("mutagen.mp3")
    for path in (sites.clean() / "audio").iterdir():
        id = path.name.split(".")[0]
        tag, timeline = id3.ID3(path), sites.tracks()[id].timeline
        chapters = sorted(tag.getall("CHAP"), key=lambda each: each.start_time)
        assert [each.start_time for each in chapters] == wanted_starts(id)
        titles = [each.sub_frames["TIT2"].text[0] for each in chapters]
        assert titles == [each.title for each in for_feeds(timeline)]
        for each in chapters:
            assert each.sub_frames["WXXX:chapter url"].url.startswith(sites.BASE)
            assert each.sub_frames["APIC:"].mime == "image/png"
        assert tag.getall("CTOC")[0].child_element_ids == [each.element_id for each in chapters]
        assert tag.getall("APIC")[0].type == 3
        day = NOON - 60 * (id == "first")
        assert str(tag["TDRC"]) == datetime.fromtimestamp(day, UTC).strftime("%Y-%m-%d")
        assert tag["TPE2"].text == tag["TPE1"].text == [CHANNEL.author]
        assert abs(mp3.MP3(path).info.length * 1000 - timeline.length) <= 50


@cache
def node_modules() -> str:
    """Where Node's packages are; CI puts them there, others may."""
    folder = os.environ.get("UNKNOT_NODE_MODULES", "")
    if not folder and os.environ.get("UNKNOT_CI"):
        pytest.fail("CI lacks UNKNOT_NODE_MODULES")
    if not folder:
        pytest.skip("needs UNKNOT_NODE_MODULES")
    return folder


def node(script: str, *arguments: str) -> Any:
    run = subprocess.run(
        ["node", str(HERE / script), *arguments], capture_output=True, text=True, timeout=180,
        check=False, env={**os.environ, "NODE_PATH": node_modules()},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.needs("node")
def test_feedsmith_and_webvtt_parser_read_everything_back() -> None:
    site = sites.clean()
    paths = [str(site / f"transcripts/{id}.vtt") for id in SESSIONS]
    read = node("readers.cjs", str(site / "feed.xml"), *paths)
    for found, id in zip(read["captions"], SESSIONS, strict=True):
        assert found["errors"] == []
        wanted = captions(sites.tracks()[id].timeline)
        assert len(found["cues"]) == len(wanted)
        for (start, end, _), each in zip(found["cues"], wanted, strict=True):
            assert abs(start * 1000 - each.start) <= 1
            assert abs(end * 1000 - each.end) <= 1
    feed = read["feed"]
    podcast = feed["podcast"]
    assert podcast["medium"] == "course"
    assert podcast["locked"] == {"value": True, "owner": "tester@example.org"}
    assert podcast["license"]["display"] == "cc-by-4.0"
    assert podcast["txts"] == [{"display": "false", "purpose": "ai-content"}]
    assert podcast["images"][0]["alt"]
    assert feed["itunes"]["type"] == "serial"
    for item, id in zip(reversed(feed["items"]), SESSIONS, strict=True):
        timeline = sites.tracks()[id].timeline
        assert item["itunes"]["duration"] == round(timeline.length / 1000)
        starts = [_seconds(each["start"]) for each in item["psc"]["chapters"]]
        assert all(abs(a * 1000 - b) <= 20 for a, b in zip(starts, wanted_starts(id), strict=True))
        assert item["podcast"]["season"] == {"number": 1, "name": "Week 1"}
        assert item["podcast"]["episode"]["display"].startswith("Day ")
        assert len(item["podcast"]["transcripts"]) == 4


def _seconds(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


@pytest.mark.needs("node", "chromium")
@pytest.mark.parametrize("way", ["http", "file"])
def test_the_pages_in_chromium(way: str, host: Host) -> None:
    """Audio plays, buttons seek to within 100 ms, axe finds nothing, nothing leaves the folder."""
    top = f"{host.url}/site" if way == "http" else (host.root / "site").as_uri()
    for page in ("index.html", "transcripts/first.html"):
        found = node("browser.cjs", f"{top}/{page}")
        _harmless(found, top)
    for id in SESSIONS:
        found = node("browser.cjs", f"{top}/s/{id}.html")
        _harmless(found, top)
        timeline = sites.tracks()[id].timeline
        assert abs(found["duration"] * 1000 - timeline.length) <= 20
        assert found["played"]["at"] > 1
        assert not found["played"]["paused"]
        wanted = [each.start / 1000 for each in steps(timeline)]
        assert sorted(each["wanted"] for each in found["seeks"]) == wanted
        for each in found["seeks"]:
            assert abs(each["landed"] - each["wanted"]) <= 0.1
            assert each["current"] == "step"
            assert each["step"] == each["title"]
        assert found["counted"] == "5 hold"


def _harmless(found: dict[str, Any], top: str) -> None:
    assert found["axe"] == []
    assert found["passes"] > 10
    assert found["errors"] == []
    assert not found["sideways"]
    assert all(url.startswith(top) for url in found["requests"] if not url.startswith("data:"))

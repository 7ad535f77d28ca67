"""The feed and the host's files: what readers make of them."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from PIL import Image

from tests.conftest import needs_package
from tests.site import sites
from tests.site.sites import BASE, CHANNEL, NOON, published
from unknot.pictures import covers, raster
from unknot.pictures.shown import Subject
from unknot.site.chapters import for_feeds
from unknot.site.feed import NAMESPACES
from unknot.site.host import RULES
from unknot.site.picture import faults

PODCAST = f"{{{NAMESPACES['podcast']}}}"
ITUNES = f"{{{NAMESPACES['itunes']}}}"


@pytest.fixture
def channel() -> ET.Element:
    found = ET.parse(sites.clean() / "feed.xml").getroot().find("channel")
    assert found is not None
    return found


def text(element: ET.Element, tag: str) -> str:
    return element.findtext(tag) or ""


@pytest.mark.deep
def test_the_channel_says_all_that_its_record_says(channel: ET.Element) -> None:
    assert text(channel, "title") == CHANNEL.title
    assert text(channel, "description") == CHANNEL.description
    assert text(channel, f"{ITUNES}type") == "serial"
    assert text(channel, f"{PODCAST}medium") == "course"
    assert text(channel, f"{PODCAST}locked") == "yes"
    assert text(channel, f"{PODCAST}license") == "cc-by-4.0"
    person = channel.find(f"{PODCAST}person")
    assert person is not None
    assert (person.text, person.get("role"), person.get("group")) == (
        "A. Tester", "author", "writing",
    )  # fmt: skip
    txt = channel.find(f"{PODCAST}txt[@purpose='ai-content']")
    assert txt is not None
    assert txt.text == "false"
    assert channel.find(f"{PODCAST}updateFrequency") is not None
    assert channel.find(f"{PODCAST}image[@alt]") is not None
    picture = channel.find("image")
    assert picture is not None
    assert [each.tag for each in picture] == ["url", "title", "link"]
    cover = channel.find(f"{ITUNES}image")
    assert cover is not None
    wanted = (cover.get("href"), text(channel, "title"), text(channel, "link"))
    assert tuple(each.text for each in picture) == wanted


@pytest.mark.deep
def test_an_item_has_the_length_of_its_file_and_the_duration_of_its_plan(
    channel: ET.Element,
) -> None:
    items = channel.findall("item")
    assert [text(item, f"{ITUNES}episode") for item in items] == ["2", "1"]
    for item, id in zip(items, ("second", "first"), strict=True):
        enclosure = item.find("enclosure")
        assert enclosure is not None
        path = sites.clean() / enclosure.get("url", "").removeprefix(f"{BASE}/")
        assert int(enclosure.get("length", "")) == path.stat().st_size
        planned = sites.tracks()[id].timeline.length
        assert int(text(item, f"{ITUNES}duration")) == round(planned / 1000)
        assert item.find(f"{PODCAST}season[@name='Week 1']") is not None
        episode = item.find(f"{PODCAST}episode")
        assert episode is not None
        assert episode.get("display") == f"Day {episode.text}"
        kinds = [each.get("type") for each in item.findall(f"{PODCAST}transcript")]
        assert kinds == ["text/vtt", "application/x-subrip", "application/json", "text/html"]


@pytest.mark.deep
def test_podcastparser_reads_titles_sizes_and_chapters() -> None:
    """gPodder's own parser; it keeps whole seconds."""
    parser = needs_package("podcastparser")
    parsed = parser.parse(BASE, BytesIO((sites.clean() / "feed.xml").read_bytes()))
    assert parsed["title"] == CHANNEL.title
    oldest, newest = sorted(parsed["episodes"], key=lambda each: each["published"])
    assert (newest["number"], oldest["number"]) == (2, 1)
    assert newest["published"] == NOON
    assert oldest["published"] < newest["published"]
    for episode, id in ((newest, "second"), (oldest, "first")):
        timeline = sites.tracks()[id].timeline
        assert episode["total_time"] == round(timeline.length / 1000)
        starts = [each["start"] for each in episode["chapters"]]
        wanted = [each.start / 1000 for each in for_feeds(timeline)]
        assert len(starts) == len(wanted)
        assert all(abs(a - b) <= 1 for a, b in zip(starts, wanted, strict=True))


@pytest.mark.deep
def test_a_cover_is_what_apple_asks_for_and_readable_when_small() -> None:
    subject = Subject("piriformis", "Piriformis", "buttock", "right", "side-lying")
    data = raster.png(covers.cover("sore-hip", "Sore hip", [subject]), covers.COVER_PIXELS)
    assert not faults(data)
    assert len(data) < 512_000
    with Image.open(BytesIO(data)) as image:
        small = image.convert("L").resize((60, 60), Image.Resampling.BOX)
    low, high = small.crop((3, 3, 30, 30)).getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    # Letters that stay visible at 60 px; a contrast of 3 to 1 is what WCAG asks of graphics.
    assert (_light(high) + 0.05) / (_light(low) + 0.05) >= 3


def _light(value: int) -> float:
    """Relative luminance of a grey of 0 to 255 (WCAG 2.2)."""
    part = value / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


@pytest.mark.deep
def test_host_files_know_every_kind_of_file_that_is_published() -> None:
    site = sites.clean()
    for path in site.rglob("*.*"):
        name = path.relative_to(site).as_posix()
        if path.suffix in (".mp3", ".png", ".svg", ".vtt", ".srt", ".lrc") or name == "feed.xml":
            known = any(
                name.endswith(ending) and name.startswith(folder) for folder, ending, *_ in RULES
            )
            assert known, name
    assert (site / ".nojekyll").read_bytes() == b""
    headers = (site / "_headers").read_text()
    assert "/audio/*.mp3\n  Content-Type: audio/mpeg" in headers
    assert "Access-Control-Allow-Origin: *" in headers


@pytest.mark.deep
@pytest.mark.needs("sh")
def test_the_s3_script_is_a_script(tmp_path: Path) -> None:
    script = sites.clean() / "hosting" / "s3.sh"
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_the_workflow_runs_the_command_that_made_the_site(tmp_path: Path) -> None:
    start = NOON - NOON % 86_400
    published(tmp_path / "site", start=start, start_text="2026-12-01", every=2 * 86_400)
    flow = yaml.safe_load((tmp_path / "site/hosting/publish.yml").read_text())
    steps = flow["jobs"]["publish"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert f"unknot publish site --base-url {BASE} --start 2026-12-01 --every 172800s" in commands
    assert any("unknot-site.json" in each for each in commands)
    assert re.fullmatch(r"\d+ \d+ \* \* \*", flow[True]["schedule"][0]["cron"])

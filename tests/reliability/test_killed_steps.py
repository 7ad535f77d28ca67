"""kill -9 before every single change to a folder: it is the old one or the new one, whole, the next
run goes on from there, and nothing of the killed one stays."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from hashlib import md5
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.conftest import needs_package
from tests.engines.neural.models import write_piper
from tests.files_server import FilesServer
from tests.reliability.steps import in_own_process, killed_at_each_step
from tests.site.sites import BASE, CHANNEL, NOON, material, tracks
from unknot.cli import voices_get
from unknot.cli.main import main as root
from unknot.content.records.channel import Season
from unknot.engines.added import added, checked_file
from unknot.segments import Segments
from unknot.site import folder as site_folder
from unknot.site.people import publish_for, read_people
from unknot.site.publish import publish
from unknot.site.request import Request

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run is a fork")


@pytest.mark.parametrize(
    "way", ["in one step", pytest.param("by two names", marks=pytest.mark.deep)]
)
def test_a_site_is_the_old_one_or_the_new_at_every_step(way: str, tmp_path: Path) -> None:
    assert in_own_process(site_story, tmp_path, way) > 10


def site_story(folder: str, way: str) -> int:
    top, out = Path(folder, "top"), Path(folder, "top", "site")
    old = {"unknot-site.json": b"{}", "s/a.html": b"old", "gone.html": b"x"}
    new = {"unknot-site.json": b"{}", "s/a.html": b"new", "s/b.html": b"y"}
    if way == "by two names":  # as where the system has no other way
        vars(site_folder)["_exchange"] = lambda *_: False
    steps = 0

    def put(files: dict[str, bytes]) -> None:
        site_folder.recover(out)
        site_folder.replace_folder(out, {path: Segments.of(data) for path, data in files.items()})

    put(old)
    before = content(out)
    for steps in killed_at_each_step(lambda: put(new)):
        if way == "by two names":
            site_folder.recover(out)
        assert content(out) in (before, new), (steps, content(out))
        put(new)
        assert content(out) == new
        assert [each.name for each in top.iterdir()] == ["site"], steps
        shutil.rmtree(top)
        put(old)
    return steps


@pytest.mark.deep
@pytest.mark.parametrize("names", ["", "anna,ben"])
def test_a_site_that_is_published_again_is_whole_at_every_step(names: str, tmp_path: Path) -> None:
    assert in_own_process(published_story, tmp_path, names) > 100


def published_story(folder: str, names: str) -> int:
    """For everybody, or in a folder for each of ``names``."""
    top, out = Path(folder, "top"), Path(folder, "top", "site")
    people = tuple(filter(None, names.split(",")))
    season = Season(name="All", sessions=("first",))

    def put(title: str) -> None:
        channel = replace(CHANNEL, title=title, seasons=(season,))
        made_from = material(channel=channel, tracks={"first": tracks()["first"]})
        request = Request(out=out, base=BASE, now=NOON)
        if people:
            publish_for(people, request, made_from)
        else:
            publish(request, made_from)

    def sites() -> list[dict[str, bytes]]:
        return [content(out / each) for each in read_people(out).values()] or [content(out)]

    put("Old")
    shutil.copytree(top, aside := Path(folder, "aside"))
    old = sites()
    put("New")
    new, whole = sites(), content(top)
    assert all(each not in new for each in old)
    steps = 0

    def again() -> None:
        shutil.rmtree(top)
        shutil.copytree(aside, top)

    again()
    for steps in killed_at_each_step(lambda: put("New"), every=11):
        for found, *either in zip(sites(), old, new, strict=True):
            assert found in either, steps
        put("New")
        assert content(top) == whole, (steps, {*content(top)} ^ {*whole})
        again()
    return steps


@pytest.mark.parametrize(
    ("first", "heard"),
    [
        ("another", ""),
        pytest.param("nothing", "", marks=pytest.mark.deep),
        pytest.param("another", "heard", marks=pytest.mark.deep),
    ],
)
def test_a_voice_that_is_got_is_the_old_one_or_the_new_at_every_step(
    first: str, heard: str, tmp_path: Path
) -> None:
    for package in ("piper", "onnx"):
        needs_package(package)
    assert in_own_process(voice_story, tmp_path, first, heard) > 10


def voice_story(folder: str, first: str, heard: str) -> int:
    """``first``: another voice of its name is there. Not ``heard``: it is kept without a word."""
    top = Path(folder)
    voices, temporary = top / "voices", top / "tmp"
    temporary.mkdir()
    os.environ["UNKNOT_VOICES"], tempfile.tempdir = str(voices), str(temporary)
    new, old = collection(top / "new", 22050), collection(top / "old", 16000)
    steps = 0
    if not heard:
        vars(voices_get)["try_voice"] = lambda _: ""
    with FilesServer() as server:

        def get() -> None:
            arguments = ["-q", "voices", "get", "en_GB-tiny-medium", "--from", server.url, "--yes"]
            root.main(arguments, standalone_mode=False)

        if first == "another":
            server.files = old
            get()
            shutil.copytree(voices, top / "before")
        before, server.files = found(), new
        for steps in killed_at_each_step(get):
            assert found() in (before, ["22050"]), steps
            get()
            assert found() == ["22050"], steps
            assert sorted(each.name for each in voices.iterdir()) == ["tiny", "tiny.yaml"], steps
            assert len(list(voices.glob("tiny/*"))) == 1, steps
            assert not heard or list(temporary.iterdir()) == [], steps
            shutil.rmtree(voices)
            if before:
                shutil.copytree(top / "before", voices)
    return steps


def collection(folder: Path, rate: int) -> dict[str, bytes]:
    """A small voice with its card and the index, by their places."""
    folder.mkdir()
    write_piper(folder, "en_GB-tiny-medium", rate=rate)
    (folder / "MODEL_CARD").write_text(f"* License: {rate}\n", encoding="utf-8")
    files = {f"en/{path.name}": path.read_bytes() for path in folder.iterdir()}
    facts = {
        name: {"size_bytes": len(data), "md5_digest": md5(data).hexdigest()}
        for name, data in files.items()
    }
    index = {"name": "tiny", "language": {"code": "en_GB"}, "files": facts}
    files["voices.json"] = json.dumps({"en_GB-tiny-medium": index}).encode()
    return {f"/{name}": data for name, data in files.items()}


def found() -> list[str]:
    """The licences of the voices called tiny, each of which is whole."""
    voices = [each for each in added() if each.id == "tiny"]
    for voice in voices:
        for use in voice.files:
            checked_file(voice, use)
    return [each.licence for each in voices]


def content(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }

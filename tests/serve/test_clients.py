"""Real clients on a real server: browser, players, podcast apps. Deep: run with -m deep."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.conftest import ROOT
from tests.site.test_clients import ran
from unknot.diary.advice import ADVICE

pytestmark = pytest.mark.deep
HERE = Path(__file__).resolve().parent
WISH = "session=starter;side=right;detail=short;quality=compact"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, with a cache of its own; it ends within two seconds of Ctrl-C."""
    cache = tmp_path_factory.mktemp("cache")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "-q", "-C", str(ROOT), "serve", "--port", "0",
         "--engine", "tone", "--country", "AU"],
        stdout=subprocess.PIPE, text=True,
        env={**os.environ, "UNKNOT_CACHE": str(cache), "UNKNOT_DATA": str(cache / "data")},
    )  # fmt: skip
    assert process.stdout
    address = process.stdout.readline().strip()
    yield address
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=4) == 0


@pytest.fixture(scope="module")
def track(url: str) -> str:
    urlopen(Request(f"{url}{WISH}", method="POST", data=b"")).read()
    for _ in range(300):
        html = urlopen(f"{url}{WISH}?screened={time.strftime('%F')}&answer=clear").read().decode()
        if found := re.search(r'<audio[^>]*src="\./([^"]+)"', html):
            return f"{url}{found[1]}"
        time.sleep(0.1)
    raise AssertionError(html)


def test_a_person_with_a_phone(url: str) -> None:
    modules = os.environ.get("UNKNOT_NODE_MODULES", "")
    if not modules or not shutil.which("node"):
        pytest.skip("needs UNKNOT_NODE_MODULES")
    run = subprocess.run(
        ["node", str(HERE / "browser.cjs"), url], capture_output=True, text=True, timeout=200,
        env={**os.environ, "NODE_PATH": modules}, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["axe"] == []
    assert found["passes"] > 100
    assert found["errors"] == []
    assert found["sideways"] == []
    assert all(each.startswith((url, "data:")) for each in found["requests"])
    assert all(each["off"] < 0.1 for each in found["seeks"])
    assert sorted(each["ms"] for each in found["seeks"])[len(found["seeks"]) // 2] < 100
    assert found["ranges"] <= len(found["seeks"])  # what is there already is not asked for again
    assert found["ended"] == "Finished. How does it feel now? Tap a number below."
    assert found["begun"] == 2
    assert found["silent"]
    assert found["feed"].endswith("/feed.xml")
    assert found["gone"] in (404, 410)
    assert found["pressed"] == "4"
    assert found["advice"] == ADVICE["worse"].text
    assert found["screened"] is None
    assert found["diary"]
    assert found["table"] == 1 + 4 + 1
    assert found["deleted"] is None
    assert "hip" in found["session"]["title"].lower()
    assert found["tapped"] == ["hip.right"]
    assert found["lost"] == [
        "The sound does not come. It goes on by itself when the network is back.", 0,
    ]  # fmt: skip
    assert found["back"] == ["", False]
    assert found["session"]["artwork"].startswith(url)
    assert "000" in found["stop"]
    assert "lift off at once" in found["stop"]
    assert found["paused"]
    assert "goes on where you were" in found["note"]
    assert found["again"] == 0
    assert found["plain"] == 1
    assert found["forgotten"] == "Forgotten"  # without any script, to the end
    assert found["unseen"] == []
    assert found["walked"] > 200
    assert found["far"] == []
    assert found["acts"] == "nexttrack pause play previoustrack seekto"
    assert found["awake"] > 0
    assert found["held"]


@pytest.mark.needs("curl")
def test_curl_resumes_a_download(track: str, tmp_path: Path) -> None:
    whole, half = tmp_path / "whole.mp3", tmp_path / "half.mp3"
    subprocess.run(["curl", "-sf", "-o", str(whole), track], check=True)
    half.write_bytes(whole.read_bytes()[:300_000])
    subprocess.run(["curl", "-sf", "-C", "-", "-o", str(half), track], check=True)
    assert half.read_bytes() == whole.read_bytes()


@pytest.mark.needs("ffmpeg")
def test_ffmpeg_seeks_over_ranges(track: str) -> None:
    command = ["ffmpeg", "-v", "error", "-ss", "200", "-t", "2", "-i", track, "-f", "null", "-"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert run.stderr == ""


@pytest.mark.needs("mpv")
def test_mpv_seeks_and_lists_the_chapters(track: str) -> None:
    run = subprocess.run(
        ["mpv", "--no-config", "--ao=null", "--vo=null", "--start=200", "--length=0.1",
         "--term-playing-msg=n=${chapter-list/count} at=${=time-pos}", track],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert re.search(r"n=[3-9]", run.stdout), run.stdout


@pytest.mark.needs("cvlc")
def test_vlc_plays_from_any_point(track: str, tmp_path: Path) -> None:
    """Two seconds from 200 s on, decoded to a file. VLC does not run as root."""
    out = tmp_path / "out.wav"
    sout = f"#transcode{{acodec=s16l}}:std{{access=file,mux=wav,dst={out}}}"
    command = ["cvlc", "-q", "--start-time=200", "--run-time=2", "--sout", sout, track,
               "vlc://quit"]  # fmt: skip
    if os.geteuid() == 0:
        tmp_path.chmod(0o777)
        for parent in list(tmp_path.parents)[:4]:
            with suppress(OSError):
                parent.chmod(parent.stat().st_mode | 0o011)
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    subprocess.run(command, check=True, timeout=90, env=environment, capture_output=True)
    with wave.open(str(out)) as sound:
        assert 1.5 < sound.getnframes() / sound.getframerate() < 2.6


@pytest.fixture(scope="module")
def mine(url: str, track: str) -> tuple[str, bytes]:
    """A personal feed of the same session, and the track in it."""
    asked = f"{url}add;{WISH}?screened={time.strftime('%F')}&answer=clear"
    with urlopen(Request(asked, method="POST", data=b"")) as page:
        feed = f"{page.url}feed.xml"
    with urlopen(feed) as found:
        enclosure = re.search(rb'<enclosure url="([^"]+)"', found.read())
    assert enclosure
    with urlopen(enclosure[1].decode()) as sound:
        return feed, sound.read()


@pytest.mark.needs("gpo")
def test_gpodder_follows_a_personal_feed(mine: tuple[str, bytes], tmp_path: Path) -> None:
    feed, sound = mine
    there = {"GPODDER_HOME": str(tmp_path / "gp"), "GPODDER_DOWNLOAD_DIR": str(tmp_path / "dl")}
    for words in (("subscribe", feed), ("download",), ("update",), ("download",)):
        ran("gpo", *words, home=tmp_path / "home", **there)
    found = [path.read_bytes() for path in (tmp_path / "dl").rglob("*.mp3")]
    assert found == [sound]


@pytest.mark.needs("podget", "wget")
def test_podget_follows_a_personal_feed(mine: tuple[str, bytes], tmp_path: Path) -> None:
    feed, sound = mine
    home, config = tmp_path / "home", tmp_path / "pg"
    config.mkdir()
    ran("podget", "-d", str(config), "--create-config", "podgetrc", home=home)
    (config / "serverlist").write_text(f"{feed} mine Mine\n")
    ran("podget", "-d", str(config), home=home)
    assert [path.read_bytes() for path in home.rglob("*.mp3")] == [sound]


class TestHostile:
    """Sent as bytes, past every library that would mend them."""

    def send(self, url: str, *lines: bytes) -> bytes:
        host, port = url.split("/")[2].split(":")
        with socket.create_connection((host, int(port)), timeout=10) as wire:
            wire.sendall(b"\r\n".join([*lines, b"", b""]))
            wire.shutdown(socket.SHUT_WR)
            data = b""
            while piece := wire.recv(65536):
                data += piece
                if len(data) > 1 << 20:
                    break
        return data

    @pytest.mark.parametrize(
        "path",
        [b"/../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/static/%2e%2e%2f__init__.py",
         b"/static/..%5c..%5cpyproject.toml", b"//etc/passwd", b"/session=starter/..%2f..%2fx.mp3",
         b"/picture/..%2f..%2fbody.svg", b"/%00", b"/\xff\xfe", b"http://evil.example/"],
    )  # fmt: skip
    def test_nothing_outside_is_read(self, url: str, path: bytes) -> None:
        host = url.split("/")[2].encode()
        got = self.send(url, b"GET " + path + b" HTTP/1.1", b"Host: " + host, b"Connection: close")
        assert b"root:" not in got
        assert b"[project]" not in got
        assert b"Traceback" not in got
        status = got[9:12]  # nothing at all, when it was no request
        assert status in (b"", b"404", b"400", b"405", b"421", b"200")
        assert status != b"200" or b"Where does it hurt?" in got

    def test_other_listeners_go_on(self, url: str, track: str) -> None:
        """Slow, silent and broken connections by the hundred harm nobody."""
        host, port = url.split("/")[2].split(":")
        wires = []
        for number in range(400):
            wire = socket.create_connection((host, int(port)), timeout=10)
            path = track.split("/", 3)[3].encode()
            if number % 3:
                wire.sendall(b"GET /" + path + b" HTTP/1.1\r\nHost: " + f"{host}:{port}".encode())
            if number % 3 == 2:
                wire.sendall(b"\r\n\r\n")  # and then never read
            wires.append(wire)
        try:
            with urlopen(Request(track, headers={"Range": "bytes=5000-9999"}), timeout=20) as found:
                assert len(found.read()) == 5000
        finally:
            for wire in wires:
                wire.close()


def test_ctrl_c_does_not_wait_for_what_is_being_spoken(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "-q", "-C", str(ROOT), "serve", "--port", "0",
         "--engine", "tone"],
        stdout=subprocess.PIPE, text=True,
        env={**os.environ, "UNKNOT_CACHE": str(tmp_path), "UNKNOT_DATA": str(tmp_path / "data")},
    )  # fmt: skip
    assert process.stdout
    address = process.stdout.readline().strip()
    urlopen(Request(f"{address}session=full-low-back", method="POST", data=b"")).read()
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=4) == 0

"""Served by many: two processes over one store, and nobody can tell which answers.

In front of them nginx or Caddy, told what `docs/how-to/serve-many.md` says.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from urllib.request import Request, urlopen

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.deep
Served = tuple[str, list[str], list[subprocess.Popen[str]]]
WISH = "session=starter;side=right;detail=short;quality=compact"


def fetch(url: str, part: str = "") -> tuple[int, bytes, dict[str, str]]:
    asked = Request(url, headers={"Range": part} if part else {})
    with urlopen(asked, timeout=60) as reply:
        kept = ("ETag", "Content-Type", "Content-Length", "Content-Range", "Accept-Ranges")
        return reply.status, reply.read(), {name: reply.headers[name] for name in kept}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def documented(kind: str, behind: list[str]) -> str:
    """The page's lines for ``kind``, leading to ``behind``."""
    page = (ROOT / "docs/how-to/serve-many.md").read_text(encoding="utf-8")
    (lines,) = re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)
    for here, there in zip(("127.0.0.1:8001", "127.0.0.1:8002"), behind, strict=True):
        assert here in lines
        lines = lines.replace(here, there.removeprefix("http://"))
    return str(lines)


def begin_nginx(folder: Path, port: int, behind: list[str]) -> subprocess.Popen[bytes]:
    ours = documented("nginx", behind).replace("listen 80;", f"listen 127.0.0.1:{port};")
    ours = ours.replace("server_name exercises.example;", "")
    config = folder / "nginx.conf"
    config.write_text(
        f"""{"user root;" if os.geteuid() == 0 else ""} pid {folder}/pid; error_log stderr;
        daemon off; events {{}}
        http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
          fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
          {ours} }}""",
        encoding="utf-8",
    )
    return subprocess.Popen(["nginx", "-c", str(config), "-p", str(folder)])


def begin_caddy(folder: Path, port: int, behind: list[str]) -> subprocess.Popen[bytes]:
    ours = documented("caddy", behind).replace("exercises.example", f"http://127.0.0.1:{port}")
    config = folder / "Caddyfile"
    config.write_text(f"{{\n    admin off\n}}\n{ours}", encoding="utf-8")
    return subprocess.Popen(
        ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"],
        env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


FRONTS = {"nginx": begin_nginx, "caddy": begin_caddy}


@pytest.fixture(
    scope="module", params=[pytest.param(each, marks=pytest.mark.needs(each)) for each in FRONTS]
)
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """The address in front, and those of the two processes behind it, which share their cache."""
    folder = Path(mkdtemp(prefix="unknot-test-"))
    folder.chmod(0o755)
    port = free_port()
    processes: list[subprocess.Popen[str]] = []
    behind: list[str] = []
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "-q", "-C", str(ROOT), "serve", "--port", "0",
             "--engine", "tone", "--country", "AU", "--behind", f"127.0.0.1:{port}"],
            stdout=subprocess.PIPE, text=True,
            env={**os.environ, "UNKNOT_CACHE": str(folder / "cache"),
                 "UNKNOT_DATA": str(folder / "data")},
        )  # fmt: skip
        assert process.stdout
        processes.append(process)
        behind.append(process.stdout.readline().strip().rstrip("/"))
    front = FRONTS[request.param](folder, port, behind)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", behind, processes
    front.terminate()
    front.wait(10)
    for process in processes:
        process.send_signal(signal.SIGINT)
        process.wait(10)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def track(served: Served) -> str:
    """The path of a track, asked for and found from the front, whoever of the two answered."""
    front, _, _ = served
    urlopen(Request(f"{front}/{WISH}", method="POST", data=b""), timeout=60).read()
    html = ""
    for _ in range(300):
        page = f"{front}/{WISH}?screened={time.strftime('%F')}&answer=clear"
        html = urlopen(page, timeout=60).read().decode()
        if found := re.search(r'<audio[^>]*src="\./([^"]+)"', html):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(html)


def test_either_process_answers_any_range_with_the_same_bytes(served: Served, track: str) -> None:
    front, behind, _ = served
    status, whole, facts = fetch(f"{front}/{track}")
    assert status == 200
    assert len(whole) > 1_000_000
    for each in behind:
        assert fetch(f"{each}/{track}") == (status, whole, facts)
    rng = random.Random(14)
    for _ in range(40):
        first = rng.randrange(len(whole))
        last = min(first + rng.choice((0, 1, 999, 65_536, 10**7)), len(whole) - 1)
        replies = [fetch(f"{each}/{track}", f"bytes={first}-{last}") for each in (front, *behind)]
        assert replies[0] == replies[1] == replies[2]
        assert replies[0][:2] == (206, whole[first : last + 1])


def test_one_process_can_go_while_somebody_listens(served: Served, track: str) -> None:
    """The other answers the rest of the same track: the front asks it when the first is gone."""
    front, behind, processes = served
    whole = fetch(f"{behind[1]}/{track}")[1]
    half = len(whole) // 2
    begun = fetch(f"{front}/{track}", f"bytes=0-{half - 1}")[1]
    processes[0].kill()
    processes[0].wait()
    rest = [fetch(f"{front}/{track}", f"bytes={half}-")[1] for _ in range(6)]
    assert all(begun + each == whole for each in rest)

"""Serving, under a load generator that is not ours, beside nginx with the same files stored.

python -m benchmarks.serve [SECONDS]   needs wrk, wget and nginx
python -m benchmarks.serve --known     ranges of known variants alone, in turn with nginx: one
                                       process and one worker, then two and two
python -m benchmarks.serve --day       bytes and seeks of 200 listeners in 24 h, at full speed
python -m benchmarks.serve --two       two processes over one store, beside one

Loopback only; the generator shares the machine's cores with the server. Spoken by the tone engine:
what is measured is planning and serving, not speaking.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
SESSIONS = ("starter", "desk-day", "sore-hip")
#: Every combination is a variant of its own; the words are the same, so the clips are few.
WISHES = [
    f"session={session};side={side};hold={hold};detail={detail};returning=yes;quality=compact"
    for session in SESSIONS
    for side in ("left", "right")
    for hold in range(30, 60)
    for detail in ("full", "short")
]
RANGE = 16 << 10
LUA = """
local paths = {}
for line in io.lines("%(paths)s") do paths[#paths + 1] = line end
local at = %(start)d
request = function()
  at = at + 1
  local path = paths[(at - 1) %% #paths + 1]
  local first = %(spread)d > 0 and math.random(0, %(spread)d) or 0
  return wrk.format("GET", path, {["Range"] = "bytes=" .. first .. "-" .. (first + %(size)d - 1),
                                  ["Host"] = "127.0.0.1:%(port)d"})
end
"""


@contextmanager
def server(port: int) -> Iterator[int]:
    """The process id of a server over the cache of this run."""
    command = [sys.executable, str(ROOT / "cli.py"), "-q", "-C", str(ROOT), "serve",
               "--port", str(port), "--engine", "tone"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            time.sleep(0.1)
            try:
                urlopen(f"http://127.0.0.1:{port}/static/site.css").read()
                break
            except OSError:
                pass
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        process.wait(10)
        print(f"{'':>4} Ctrl-C ended it in {time.monotonic() - began:.2f} s")


def addresses(port: int) -> list[str]:
    """The address of every wish, each spoken first."""
    found = []
    for wish in WISHES:
        page = f"http://127.0.0.1:{port}/{wish}"
        urlopen(Request(page, method="POST", data=b"")).read()
        for _ in range(600):
            asked = f"{page}?screened={date.today()}&answer=clear"
            html = urlopen(asked).read().decode()
            if address := re.search(r'<audio[^>]*src="\./([^"]+)"', html):
                found.append(f"/{address[1]}")
                break
            if "Not like this" in html:
                break
            time.sleep(0.1)
    return found


def memory_mb(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) / 1024


def cpu_s(pid: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wrk(
    port: int, pid: int, paths: Path, seconds: int, *, spread: int, size: int, most: int = 0
) -> str:
    script = paths.with_suffix(".lua")
    values = {"paths": paths, "spread": spread, "size": size, "port": port, "start": 0}
    script.write_text(LUA % values)
    before = cpu_s(pid)
    run = subprocess.run(
        ["wrk", "-t1", "-c", str(most or 16), "-d", f"{seconds}s", "--latency", "-s", str(script),
         f"http://127.0.0.1:{port}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rate = re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)
    late = re.search(r"99%\s+(\S+)", run.stdout)
    bad = re.search(r"Non-2xx.*: (\d+)", run.stdout)
    assert rate
    count = re.search(r"(\d+) requests in", run.stdout)
    assert late
    assert count
    each = (cpu_s(pid) - before) / int(count[1]) * 1e6
    wrong = f"not 2xx: {bad[1] if bad else 0}"
    return f"{float(rate[1]):>8.0f}/s   p99 {late[1]:>9}   {each:>7.0f} us CPU each   {wrong}"


@contextmanager
def nginx(port: int, folder: Path, workers: int = 1) -> Iterator[int]:
    """The process id of a worker."""
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; worker_processes {workers}; pid {folder}/pid; error_log {folder}/err;\n"
        "events {} http { access_log off; sendfile on; keepalive_requests 1000000;\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/files; }} }}"
    )
    # No daemon: that would begin a session, whose share of the machine is not that of this one.
    with subprocess.Popen(["nginx", "-c", str(config), "-p", str(folder)]) as process:
        try:
            time.sleep(0.5)
            main = process.pid
            yield int(Path(f"/proc/{main}/task/{main}/children").read_text().split()[0])
        finally:
            process.send_signal(signal.SIGQUIT)


def listeners(port: int, pid: int, paths: list[str], seconds: int) -> None:
    """Two hundred wgets at 12 kB/s; fifty of them seek every four seconds. Who gets less than
    three quarters of what was asked for has stalled."""
    dice = random.Random(3)
    running = []
    for number in range(200):
        long = 4 if number < 50 else seconds
        asks = []
        for _ in range(seconds // long):
            first = dice.randint(0, 300_000)
            asks.append(
                f"timeout {long} wget -q -t 1 -T 5 --limit-rate=12k --start-pos={first} -O -"
                f" 'http://127.0.0.1:{port}{dice.choice(paths)}'"
            )
        script = "; ".join(asks)
        command = ["sh", "-c", f"({script}) | wc -c; exit 0"]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    before, began, most = cpu_s(pid), time.monotonic(), 0.0
    while any(each.poll() is None for each in running):
        most = max(most, memory_mb(pid))
        time.sleep(0.5)
    took = time.monotonic() - began
    got = [int(each.communicate()[0]) for each in running]
    wanted = 0.75 * seconds * 12_000  # starting a program takes its time
    short = sum(each < wanted for each in got)
    share = (cpu_s(pid) - before) / took
    print(
        f"{'':>4} 200 listeners, 50 seeking, {took:.0f} s: {sum(got) / 1e6:.0f} MB,"
        f" {short} got too little, {most:.0f} MB, {share:.0%} of a core"
    )


def long(port: int, pid: int, paths: Path, seconds: int) -> None:
    """Memory while every variant, more than are kept, is asked for again and again."""
    answered = 0
    for _ in range(4):
        rate = wrk(port, pid, paths, seconds, spread=200_000, size=RANGE)
        answered += int(float(rate.split("/s")[0]) * seconds)
        print(f"{'':>4} after {answered} ranges of all variants: {memory_mb(pid):.0f} MB")


#: 200 listeners at 12 kB/s for 24 hours; fifty of them seek every four seconds.
DAY_BYTES, DAY_SEEKS = 200 * 12_000 * 86_400, 50 * 86_400 // 4
#: Fewer than are kept: two listeners each.
DAY_VARIANTS = 100


def day(folder: Path) -> None:
    """All bytes of a day, each range a seek: what a day asks for, without its pauses."""
    size = DAY_BYTES // DAY_SEEKS
    paths = folder / "paths"
    with server(8471):
        paths.write_text("\n".join(addresses(8471)[-DAY_VARIANTS:]))
    with server(8471) as pid:
        read, asked, began = 0, 0, time.monotonic()
        script = paths.with_suffix(".lua")
        values = {"paths": paths, "spread": 2_000_000, "size": size, "port": 8471, "start": 0}
        script.write_text(LUA % values)
        print(f"{DAY_BYTES / 1e9:.0f} GB in ranges of {size >> 10} kB, {memory_mb(pid):.0f} MB")
        while read < DAY_BYTES:
            run = subprocess.run(
                ["wrk", "-t1", "-c", "200", "-d", "10s", "-s", str(script),
                 "http://127.0.0.1:8471"], capture_output=True, text=True, check=True,
            )  # fmt: skip
            found = re.search(r"(\d+) requests in \S+, ([\d.]+)([MG])B read", run.stdout)
            assert found, run.stdout
            assert "Non-2xx" not in run.stdout, run.stdout
            asked += int(found[1])
            read += int(float(found[2]) * (1 << 30 if found[3] == "G" else 1 << 20))
            hours = 24 * read / DAY_BYTES
            print(f"{hours:>6.1f} h: {asked:>8} ranges, {memory_mb(pid):.0f} MB", flush=True)
        print(f"{'':>4} {time.monotonic() - began:.0f} s, {cpu_s(pid):.0f} s of CPU")


def two(folder: Path, seconds: int) -> None:
    """First bytes of new variants from one process, then from two with the same store."""
    paths = folder / "paths"
    with server(8471):
        paths.write_text("\n".join(addresses(8471)))
    for ports in ([8471], [8471, 8473]):
        with ExitStack() as stack:
            pids = [stack.enter_context(server(port)) for port in ports]
            with ThreadPoolExecutor() as pool:
                found = [
                    pool.submit(
                        wrk, port, pid, _copied(paths, port), seconds, spread=0, size=1, most=4
                    )
                    for port, pid in zip(ports, pids, strict=True)
                ]
                for each in found:
                    print(f"{len(ports)} unknot {each.result()}")


def _copied(paths: Path, port: int) -> Path:
    return Path(shutil.copy(paths, paths.with_name(f"paths-{port}")))


def known(folder: Path, pid: int, found: list[str], seconds: int) -> None:
    """Ranges of known variants, five times, in turn with nginx and the same files stored."""
    few, stored, files = folder / "few", folder / "stored", folder / "files"
    few.write_text("\n".join(found))
    files.mkdir()
    for number, path in enumerate(found):
        data = urlopen(f"http://127.0.0.1:8471{path}").read()
        (files / f"{number}.mp3").write_bytes(data)
    stored.write_text("\n".join(f"/{number}.mp3" for number in range(len(found))))
    print(f"ranges of {RANGE >> 10} kB of {len(found)} known variants")
    shares = []
    with nginx(8472, folder) as other:
        for _ in range(5):
            ours = wrk(8471, pid, few, seconds, spread=1_000_000, size=RANGE)
            theirs = wrk(8472, other, stored, seconds, spread=1_000_000, size=RANGE)
            shares.append(_rate(ours) / _rate(theirs))
            print(f"{'':>4} unknot {ours}, {memory_mb(pid):.0f} MB")
            print(f"{'':>4} nginx  {theirs}, so {shares[-1]:.2f} of it", flush=True)
    print(f"{'':>4} {min(shares):.2f} to {max(shares):.2f}, {median(shares):.2f} in the middle")


def known_by_two(folder: Path, pid: int, seconds: int) -> None:
    """The same from two processes and from two workers, by a generator for each."""
    shares = []
    with server(8473) as second, nginx(8472, folder, workers=2) as other:
        ours = [
            (8471, pid, _copied(folder / "few", 8471)),
            (8473, second, _copied(folder / "few", 8473)),
        ]
        theirs = [(8472, other, _copied(folder / "stored", each)) for each in (1, 2)]
        for _ in range(5):
            one, two = _together(ours, seconds), _together(theirs, seconds)
            shares.append(one / two)
            print(
                f"{'':>4} two unknot {one:.0f}/s, two nginx {two:.0f}/s, so {one / two:.2f}",
                flush=True,
            )
    print(f"{'':>4} {min(shares):.2f} to {max(shares):.2f}, {median(shares):.2f} in the middle")


def _together(asked: list[tuple[int, int, Path]], seconds: int) -> float:
    with ThreadPoolExecutor() as pool:
        made = [pool.submit(wrk, *each, seconds, spread=1_000_000, size=RANGE) for each in asked]
        return sum(_rate(each.result()) for each in made)


def _rate(line: str) -> float:
    return float(line.partition("/s")[0])


def usual(folder: Path, seconds: int) -> None:
    """What is asked of serving, figure after figure."""
    listed = folder / "paths"
    with server(8471) as pid:
        found = addresses(8471)
        listed.write_text("\n".join(found))
        print(f"{len(found)} variants, {memory_mb(pid):.0f} MB")
        known(folder, pid, found[-60:], seconds)
        print("listeners")
        listeners(8471, pid, found[-60:], 4 * seconds)
    with server(8471) as pid:
        print("first byte of variants that this process has not seen")
        rate = wrk(8471, pid, listed, 5, spread=0, size=1, most=4)
        print(f"{'':>4} unknot {rate}, {memory_mb(pid):.0f} MB")
        print("growth")
        long(8471, pid, listed, 3 * seconds)


def main(asked: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ["UNKNOT_CACHE"] = str(folder / "cache")
        if asked == "--day":
            day(folder)
        elif asked == "--two":
            two(folder, 5)
        elif asked == "--known":
            with server(8471) as pid:
                known(folder, pid, addresses(8471)[-60:], 4)
                known_by_two(folder, pid, 4)
        else:
            usual(folder, int(asked))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "5")

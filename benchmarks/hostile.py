"""Files and addresses that nobody should have written, through whole commands.

    python benchmarks/hostile.py [--seconds 1800] [--seed 13] [--kind yaml ...]

Kinds: ``yaml`` (content files, by check, show, list and build --dry-run), ``tags`` (finished
tracks, by verify), ``feeds`` (published sites, by lint), ``addresses`` (every address a person can
write, by publish). Good files are damaged: bytes, lines, tokens, lengths. Each run must end with a
code of 0 to 3 and no traceback, within 20 CPU seconds, print JSON where it was asked for, write
nowhere but where it may, and memory must not grow from run to run. Prints the figures and every
finding; exit code 1 when there is one. The same seed makes the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from urllib.parse import urlsplit

os.environ["SOURCE_DATE_EPOCH"] = "1796126400"
import yaml
from click.testing import CliRunner

from unknot.cache import cache_folder
from unknot.cli import main as unknot
from unknot.content.workspace import bundled_content

CPU_S = 20.0
#: What a process of Python may gain after its first hundred runs.
GROWTH_MB = 120
SESSION = """\
title: T
summary: S.
author: A
routines:
  - say: Sit down, and let go.
  - wait: 5s
"""
TOKENS = (
    "{", "}", "[", "]", "- ", ": ", "&a ", "*a", "!!python/object:os.system ", "<<: ", "|", ">",
    "'", '"', "\t", "\r", "\0", "\ufeff", "\u202e", "\u200b", "\ud7ff", "%", "@", "#",
    "---\n", "...\n",
    "~", "1e999", "-1", "0x7fffffffffffffff", "99999999999999999999", "1:30", "25h", "-5s", "0s",
    ".nan", "../../../etc/passwd", "/dev/zero", "C:\\x", "NUL", "{0.__class__}", "{side}",
    "x" * 5000, "<script>", "]]>", "&amp;", "&x;", "<!DOCTYPE a>",
    "<?xml version='1.0' encoding='utf-7'?>",
)  # fmt: skip
SCHEMES = ("https", "http", "javascript", "JaVaScRiPt", "data", "file", "ftp", "", "//", "tel")
HOSTS = (
    "pod.example", "127.0.0.1", "[::1]", "[", "xn--", "\u00fcbung.example", "a b", "", "a" * 300,
    "user:pw@pod.example", "pod.example:99999", "pod.example:x", "pod.example:", ".", "a..b",
)  # fmt: skip
PATHS = (
    "", "/", "/a b", "/\u00dc", "/%", "/%zz", "/../..", "/a?b=c", "/#x", "/\\", "/\n", "/\0",
    "/%00", "//",
)  # fmt: skip
BASE = "https://pod.example/a"
LINKS = ("", "http", "https", "podcast", "data", "mailto")
#: A command, and what is to be said against what it left behind.
Run = tuple[list[str], Callable[[], str]]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=1800)
    asked.add_argument("--seed", type=int, default=13)
    asked.add_argument("--kind", action="append", choices=list(KINDS))
    wanted = asked.parse_args()
    rng = random.Random(wanted.seed)
    kinds = wanted.kind or list(KINDS)
    ran, codes, findings, first = Counter[str](), Counter[str](), list[str](), 0.0
    with TemporaryDirectory(prefix="unknot-hostile-") as name:
        here = Path(name)
        os.chdir(here)
        watch = Watch((here, cache_folder(), Path(gettempdir()) / "unknot"))
        prepare(here)
        begun = time.monotonic()
        while time.monotonic() - begun < wanted.seconds:
            kind = kinds[sum(ran.values()) % len(kinds)]
            shutil.rmtree(here / "run", ignore_errors=True)
            command, after = KINDS[kind](here, here / "run", rng)
            wrong = list(try_one(command, watch, after))
            codes[f"{kind} {wrong.pop(0)}"] += 1
            for each in wrong:
                findings.append(f"{kind} #{sum(ran.values())} {' '.join(command)}: {each}")
                print(findings[-1], flush=True)
            ran[kind] += 1
            if sum(ran.values()) == 100:
                first = resident_mb()
            if sum(ran.values()) % 100 == 0:
                print(f"{dict(ran)}, {len(findings)} findings, {resident_mb():.0f} MB", flush=True)
        if first and resident_mb() - first > GROWTH_MB:
            findings.append(f"memory grew from {first:.0f} to {resident_mb():.0f} MB")
            print(findings[-1])
        os.chdir(gettempdir())
    minutes = (time.monotonic() - begun) / 60
    print(f"{sum(ran.values())} runs in {minutes:.0f} minutes: {dict(ran)}")
    print(f"ends: {dict(sorted(codes.items()))}")
    print(f"memory {first:.0f} MB after 100 runs, {resident_mb():.0f} MB at the end")
    print(f"{len(findings)} findings")
    sys.exit(bool(findings))


def try_one(command: list[str], watch: Watch, after: Callable[[], str]) -> Iterator[str]:
    """The exit code, then whatever is wrong."""
    watch.outside.clear()
    cpu = time.process_time()
    run = CliRunner().invoke(unknot, command)
    cpu = time.process_time() - cpu
    yield str(run.exit_code)
    if run.exception and not isinstance(run.exception, SystemExit):
        yield "".join(traceback.format_exception(run.exception))[-1500:]
    if run.exit_code not in range(4):
        yield f"ends with {run.exit_code}"
    if cpu > CPU_S:
        yield f"took {cpu:.0f} CPU seconds"
    if watch.outside:
        yield f"wrote outside: {sorted(watch.outside)[:5]}"
    if "--json" in command and run.exit_code in (0, 1) and run.stdout:
        try:
            json.loads(run.stdout)
        except ValueError as error:
            yield f"prints no JSON: {error}: {run.stdout[:200]!r}"
    if re.search("[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", run.output):
        yield f"prints a control character: {run.output[:300]!r}"
    if run.exit_code and not (run.output.strip()):
        yield "says nothing of why"
    if told := after():
        yield told


class Watch:
    """What this process opens for writing, makes, moves or removes outside of ``allowed``."""

    def __init__(self, allowed: tuple[Path, ...]) -> None:
        self.allowed = tuple(os.path.realpath(path) for path in allowed)
        self.outside: set[str] = set()
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
                return
            unnamed = getattr(os, "O_TMPFILE", 0)
            if unnamed and flags & unnamed == unnamed:
                return  # a file that never has a name
            paths = [path]
        elif event in ("os.mkdir", "os.remove", "os.rmdir"):
            paths = [arguments[0]]
        elif event in ("os.rename", "os.link", "os.symlink"):
            paths = [arguments[1]]
        else:
            return
        for each in paths:
            if isinstance(each, (str, bytes, os.PathLike)):
                real = os.path.realpath(os.fsdecode(each))
                if real != os.devnull and not real.startswith(self.allowed):
                    self.outside.add(f"{event} {real}")


def prepare(here: Path) -> None:
    """A good workspace, a good track and a good site to damage."""
    good = here / "good"
    (good / "sessions").mkdir(parents=True)
    (good / "sessions/x.yaml").write_text(SESSION, encoding="utf-8")
    for command in (
        ["build", "x", "--engine", "tone", "--out", str(here / "track")],
        [
            "publish",
            str(here / "site"),
            "x",
            "--engine",
            "tone",
            "--base-url",
            BASE,
        ],
    ):
        run = CliRunner().invoke(unknot, ["-C", str(good), *command])
        assert run.exit_code == 0, run.output


def damage(data: bytes, rng: random.Random) -> bytes:
    """``data`` with one to six things wrong."""
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at = rng.randrange(len(data) + 1)
        size = rng.choice((1, 1, 4, 30, 400))
        match rng.randrange(7):
            case 0:
                data = (
                    data[:at] + bytes(rng.randrange(256) for _ in range(size)) + data[at + size :]
                )
            case 1:
                data = data[:at] + data[at + size :]
            case 2:
                data = data[:at] + rng.choice(TOKENS).encode("utf-8", "surrogatepass") + data[at:]
            case 3:
                data = (
                    data[:at] + data[max(0, at - size) : at] * rng.choice((1, 3, 200)) + data[at:]
                )
            case 4:
                lines = data.splitlines(keepends=True)
                rng.shuffle(lines) if rng.random() < 0.3 else lines.insert(
                    rng.randrange(len(lines) + 1), rng.choice(lines or [b"x"])
                )
                data = b"".join(lines)
            case 5:
                data = data[:at]
            case 6:
                numbers = list(re.finditer(rb"\d+", data[:20_000]))
                if numbers:
                    found = rng.choice(numbers)
                    token = rng.choice((b"0", b"-1", b"999999999999", b"1e9", b"x", b""))
                    data = data[: found.start()] + token + data[found.end() :]
    return data


def silent() -> str:
    return ""


def damaged_content(here: Path, run: Path, rng: random.Random) -> Run:
    files = [
        *sorted((bundled_content() / "sessions").rglob("*.yaml")),
        *sorted((bundled_content() / "atlas").rglob("*.yaml")),
        *sorted((bundled_content() / "scripts/en").rglob("*.yaml")),
        *sorted((bundled_content() / "audio/chimes").glob("*.yaml")),
    ]
    shutil.copytree(here / "good", run)
    for _ in range(rng.choice((1, 1, 2))):
        source = rng.choice(files)
        target = run / source.relative_to(bundled_content())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(damage(source.read_bytes(), rng))
    commands = (
        ["check", "--json"], ["list", "--json"], ["show", "x", "--json"], ["show", "starter"],
        ["build", "x", "--engine", "tone", "--dry-run"], ["list", "muscles", "--json"],
    )  # fmt: skip
    return ["-C", str(run), *rng.choice(commands)], silent


def damaged_track(here: Path, run: Path, rng: random.Random) -> Run:
    run.mkdir()
    data = (here / "track/x.mp3").read_bytes()
    head = int.from_bytes(bytes(0 for _ in range(4)), "big") or rng.choice(
        (60, 2_000, 40_000, len(data))
    )
    (run / "x.mp3").write_bytes(damage(data[:head], rng) + data[head:])
    return ["verify", str(run / "x.mp3"), "--json"], silent


def damaged_site(here: Path, run: Path, rng: random.Random) -> Run:
    shutil.copytree(here / "site", run)
    files = [
        path for path in sorted(run.rglob("*")) if path.suffix in (".xml", ".json", ".vtt", ".mp3")
    ]
    path = run / "feed.xml" if rng.random() < 0.6 else rng.choice(files)
    path.write_bytes(damage(path.read_bytes(), rng))
    return ["lint", str(run), "--json"], silent


def odd_addresses(here: Path, run: Path, rng: random.Random) -> Run:
    def address() -> str:
        scheme = rng.choice(SCHEMES)
        middle = rng.choice(("://", "://", "://", ":", ""))
        return scheme + middle + rng.choice(HOSTS) + rng.choice(PATHS)

    shutil.copytree(here / "good", run)
    channel: dict[str, object] = {"title": "T", "author": "A"}
    field = rng.choice(("link", "license-url", "url", "base"))
    if field == "url":
        channel["people"] = [{"name": "P", "url": address()}]
    elif field != "base":
        channel[field] = address()
    text = yaml.safe_dump(channel, allow_unicode=rng.random() < 0.5)
    (run / "channel.yaml").write_text(text, encoding="utf-8")
    base = address().replace("\0", "%00") if field == "base" else BASE
    site = run / "site"

    def dangerous() -> str:
        feed = site / "feed.xml"
        for path in [feed, *site.rglob("*.html")] if feed.exists() else []:
            for link in re.findall(r"""(?:href|url|src)=["']([^"']*)""", path.read_text("utf-8")):
                try:
                    fair = urlsplit(link).scheme.lower() in LINKS
                except ValueError:
                    fair = False
                if not fair:
                    return f"{path.name} leads to {link!r}"
        return ""

    command = [
        "-C",
        str(run),
        "publish",
        str(site),
        "x",
        "--engine",
        "tone",
        "--base-url",
        base,
        "--json",
    ]
    return command, dangerous


def resident_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return int(status.read_text().split("VmRSS:")[1].split()[0]) / 1024


KINDS = {
    "yaml": damaged_content,
    "tags": damaged_track,
    "feeds": damaged_site,
    "addresses": odd_addresses,
}

if __name__ == "__main__":
    main()

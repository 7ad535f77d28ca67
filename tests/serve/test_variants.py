"""Two hundred variants by chance, and any range of each, held against what ``build`` writes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.serving import client, served
from unknot.errors import ContentError
from unknot.make import build
from unknot.serve.variant import Variant
from unknot.serve.wish import Wish, parse

JOBS, RANGES = 200, 6
#: By chance, so that the two hundred differ in everything that an address can say.
CHOICES = {
    "session": ["starter", "desk-day", "sore-hip", "breathing", "piriformis-left", "first-lesson"],
    "side": ["left", "right", ""],
    "hold": ["30", "36", "45", "59", ""],
    "points": ["1", "2", ""],
    "detail": ["short", "cues", ""],
    "pace": ["slow", "quick", ""],
    "returning": ["yes", ""],
    "rate": ["120", ""],
    "country": ["AU", "GB", ""],
    "quality": ["compact", "compact", ""],
}


def wishes(dice: random.Random) -> Iterator[Wish]:
    while True:
        said = {key: dice.choice(values) for key, values in CHOICES.items()}
        if wish := parse(";".join(f"{key}={value}" for key, value in said.items() if value)):
            yield wish


@pytest.mark.deep
def test_any_range_of_any_variant_is_that_of_the_built_file(tmp_path: Path) -> None:
    dice, done = random.Random(11), dict[str, bytes]()
    with client() as web:
        here = served(web)
        library = here.workspace.library()
        for wish in wishes(dice):
            if len(done) == JOBS:
                break
            try:
                job = wish.job(library)
                made = build(job, here.studios[wish.quality], out=tmp_path)
                found = here.variants.find(wish)
            except ContentError:
                continue  # a rule forbids that one, in both
            assert isinstance(found, Variant), found
            data = made.path.read_bytes()
            made.path.unlink()
            path = f"/{found.address}"
            done[path] = data if len(done) % 10 == 0 else b""  # some for the other process
            assert web.get(path).content == data
            for _ in range(RANGES):
                first, last = sorted(dice.choices(range(len(data)), k=2))
                part = web.get(path, headers={"range": f"bytes={first}-{last}"})
                assert part.status_code == 206
                assert part.content == data[first : last + 1], (path, first, last)
            tail = web.get(path, headers={"range": "bytes=-1000"})
            assert tail.content == data[-1000:]
            several = web.get(path, headers={"range": "bytes=0-9,5000-5009,-10"})
            bodies = re.findall(rb"\r\n\r\n(.{10})\r\n--", several.content, re.DOTALL)
            assert bodies == [data[:10], data[5000:5010], data[-10:]]
    # An address that asks for what makes no difference has the bytes of another.
    assert len({path.rpartition("/")[2] for path in done}) > JOBS // 2
    with client() as other:  # nothing of the first is known here
        for path, data in done.items():
            if data:
                first, last = sorted(dice.choices(range(len(data)), k=2))
                part = other.get(path, headers={"range": f"bytes={first}-{last}"})
                assert (part.status_code, part.content) == (206, data[first : last + 1])

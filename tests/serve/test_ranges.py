"""Ranges after RFC 9110, each held against plain slices of the bytes."""

from __future__ import annotations

import email
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from unknot.segments import Segments
from unknot.serve.ranges import MOST_RANGES, Answer, answer, parse_ranges

DATA = bytes(range(256)) * 4
CONTENT = Segments.of(DATA[:100], DATA[100:101], DATA[101:])
ETAG = '"abc"'


def got(**asked: str) -> Answer:
    headers = {name.replace("_", "-"): value for name, value in asked.items()}
    return answer(CONTENT, ETAG, "audio/mpeg", headers, head=False)


def said(found: Answer) -> Headers:
    return Headers(raw=list(found.headers))


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_one_range(first: int, last: int) -> None:
    found = got(range=f"bytes={first}-{last}")
    if last < first:
        assert found.status == 200  # no range at all, so it is ignored
    elif first >= len(DATA):
        assert found.status == 416
        assert said(found)["content-range"] == f"bytes */{len(DATA)}"
        assert not found.body.read()
    else:
        wanted = DATA[first : last + 1]
        assert found.status == 206
        assert found.body.read() == wanted
        end = first + len(wanted) - 1
        assert said(found)["content-range"] == f"bytes {first}-{end}/{len(DATA)}"
        assert said(found)["content-length"] == str(len(wanted))


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("bytes=0-", DATA), ("bytes=1000-", DATA[1000:]), ("bytes=-1", DATA[-1:]),
        ("bytes=-5000", DATA), ("Bytes = 3-4", DATA[3:5]), ("bytes=0-0,1-1", DATA[:2]),
        ("bytes=5-9,0-6", DATA[:10]), (f"bytes=2-3,{len(DATA)}-", DATA[2:4]),
    ],
)  # fmt: skip
def test_ways_to_ask_for_one_range(asked: str, wanted: bytes) -> None:
    found = got(range=asked)
    assert found.status == 206
    assert found.body.read() == wanted


@pytest.mark.parametrize(
    "asked",
    ["", "bytes", "bytes=", "bytes=a-b", "bytes=1", "bytes=--1", "lines=0-5", "bytes=0-1;2-3",
     "bytes=0x10-20", "bytes=9-3", "bytes=0-1,", "bytes=-", "bytes=1-2-3", "bytes=٣-٤"],
)  # fmt: skip
def test_what_is_no_range_is_ignored(asked: str) -> None:
    found = got(range=asked)
    assert found.status == 200
    assert found.body.read() == DATA


@pytest.mark.parametrize(
    "asked",
    ["bytes=1024-", "bytes=99999999999999999-", "bytes=-0",
     "bytes=" + ",".join(f"{at}-{at}" for at in range(0, 3 * MOST_RANGES, 2)),
     "bytes=" + ",".join("0-" for _ in range(5000))],
)  # fmt: skip
def test_what_cannot_be_had_is_refused(asked: str) -> None:
    found = got(range=asked)
    assert found.status == 416
    assert said(found)["content-length"] == "0"


@given(st.lists(st.tuples(st.integers(0, 1023), st.integers(0, 300)), min_size=2, max_size=9))
def test_several_ranges_come_as_parts(spans: list[tuple[int, int]]) -> None:
    """As the email package takes them apart; together they are exactly the bytes asked for."""
    found = got(range="bytes=" + ",".join(f"{a}-{a + n}" for a, n in spans))
    assert found.status == 206
    body = found.body.read()
    assert said(found)["content-length"] == str(len(body))
    asked = {at for a, n in spans for at in range(a, min(a + n + 1, len(DATA)))}
    assert _placed(found, body) == {at: DATA[at] for at in asked}


def _placed(found: Answer, body: bytes) -> dict[int, int]:
    if not said(found)["content-type"].startswith("multipart/"):
        first = int(said(found)["content-range"].split()[1].partition("-")[0])
        return dict(enumerate(body, first))
    whole = f"Content-Type: {said(found)['content-type']}\r\n\r\n".encode() + body
    parts = email.message_from_bytes(whole).get_payload()
    placed: dict[int, int] = {}
    assert isinstance(parts, list)
    for part in parts:
        assert isinstance(part, Message)
        assert part["Content-Type"] == "audio/mpeg"
        span, total = part["Content-Range"].removeprefix("bytes ").split("/")
        first, last = map(int, span.split("-"))
        assert int(total) == len(DATA)
        # The bytes themselves, since the email package takes them for text.
        at = body.index(f"Content-Range: bytes {span}/".encode())
        start = body.index(b"\r\n\r\n", at) + 4
        placed |= dict(enumerate(body[start : start + last - first + 1], first))
        assert body[start + last - first + 1 :].startswith(b"\r\n--")
    return placed


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"if_none_match": ETAG}, 304), ({"if_none_match": "*"}, 304),
        ({"if_none_match": 'W/"abc"'}, 304), ({"if_none_match": '"x", "abc"'}, 304),
        ({"if_none_match": '"x"'}, 200), ({"if_match": ETAG}, 200), ({"if_match": '"x"'}, 412),
        ({"if_match": 'W/"abc"'}, 412), ({"range": "bytes=0-1", "if_range": ETAG}, 206),
        ({"range": "bytes=0-1", "if_range": 'W/"abc"'}, 200),
        ({"range": "bytes=0-1", "if_range": '"x"'}, 200),
        ({"range": "bytes=0-1", "if_range": "Wed, 21 Oct 2015 07:28:00 GMT"}, 200),
        ({"range": "bytes=0-1", "if_none_match": ETAG}, 304),
    ],
)  # fmt: skip
def test_conditions(asked: dict[str, str], status: int) -> None:
    assert got(**asked).status == status


def test_head_says_how_much_there_is() -> None:
    found = answer(CONTENT, ETAG, "audio/mpeg", {"range": "bytes=0-1"}, head=True)
    assert (found.status, said(found)["content-length"]) == (200, "1024")


def test_ranges_are_put_together() -> None:
    assert parse_ranges("bytes=0-4,5-9,20-", 30) == [(0, 10), (20, 30)]

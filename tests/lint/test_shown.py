"""Pages and covers that a feed leads to: what each rule says of them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests.lint.test_read import BY_ID, heard
from unknot.lint.access import Reply
from unknot.lint.rules import pages

PAGE = "https://h/page.html"
GOOD = '<html lang="en"><head><title>T</title></head><body>{}</body></html>'


def said(id: str, inside: str, html: str = GOOD, blocked: bool = False, **files: Reply) -> Any:
    block = "<itunes:block>Yes</itunes:block>" if blocked else ""
    page: dict[str, Any] = {"page": Reply(status=200, body=html.format(inside).encode())}
    found = heard(
        f"<link>{PAGE}</link>{block}<item><link>{PAGE}</link></item>"
        "<item><link>https://other/x.html</link></item>"
        '<item><enclosure url="https://h/known.mp3"/></item>',
        **page | files,
    )  # fmt: skip
    return list(BY_ID[id].check(found))


@pytest.mark.parametrize("id", [f"P0{n}" for n in range(1, 7)])
def test_a_good_page_keeps_every_rule(id: str) -> None:
    page = '<img src="pic.png" alt=""><a href="known.mp3">1</a><a href="#x">2</a><a>3</a>'
    page += '<a href="https://other/gone">4</a><link rel="next" href="gone2">'
    page += '<meta name="robots" content="noindex, nofollow">'
    for blocked in (True, False):
        assert said(id, page, blocked=blocked, pic=Reply(status=200)) == []


def test_of_an_endless_page_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_MOST_READ", len(GOOD))
    assert said("P05", "<" * 90 + "<img>") == []
    assert said("P05", "<img>") != []


def test_a_page_that_is_not_there_is_told_once() -> None:
    gone = Reply(status=404)
    assert said("P01", "", page=gone) == [(PAGE, "is not there")]
    for id in ("P02", "P03", "P04", "P05", "P06"):
        assert said(id, "", blocked=True, page=gone) == []


@pytest.mark.parametrize(
    ("inside", "loads"),
    [
        *((f'<{tag} {name}="https://x/y">', "https://x/y") for tag, name in (
            ("img", "src"), ("audio", "src"), ("video", "src"), ("source", "src"),
            ("script", "src"), ("iframe", "src"), ("track", "src"), ("embed", "src"),
            ("object", "data"))),
        *((f'<link rel="{rel}" href="//x/y">', "//x/y") for rel in (
            "stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch")),
        ("<style>a {{background: url('https://x/y')}}</style>", "https://x/y"),
        ('<style>@import "https://x/y";</style>', "https://x/y"),
        ('<a src="https://x/y" href="https://x/z">', ""),
        ('<link rel="next" href="https://x/y">', ""),
        ('<img src="data:image/png;base64,x">', ""), ('<img src="https://h/y">', ""),
        ('<img data="https://x/y">', ""),
    ],
)  # fmt: skip
def test_what_a_page_loads_from_another_host_is_told(inside: str, loads: str) -> None:
    found = said("P02", inside)
    assert found == ([(PAGE, f"loads {loads}")] if loads else [])


def test_what_a_page_needs_and_is_not_there_is_told_once() -> None:
    page = '<a href="gone">1</a><a href="gone">2</a><a href="sub/lost#x">3</a><img src="pic.png">'
    assert said("P03", page) == [
        (PAGE, "needs pic.png, which is not there"), (PAGE, "needs gone, which is not there"),
        (PAGE, "needs sub/lost#x, which is not there"),
    ]  # fmt: skip
    here: dict[str, Any] = {name: Reply(status=200) for name in ("gone", "lost", "pic")}
    assert said("P03", page, **here) == []
    assert said("P03", '<a href="http://h/gone">1</a>') == [], "that is another scheme"


@pytest.mark.parametrize(
    ("page", "told"),
    [("<html><title>T</title>", True), ('<html lang="en">', True),
     ('<body lang="en"><title>T</title>', True), ('<html lang="en"><title>T</title>', False)],
)  # fmt: skip
def test_a_page_says_its_language_and_has_a_title(page: str, told: bool) -> None:
    assert said("P04", "", page) == ([(PAGE, "has no language, or no title")] if told else [])


def test_a_picture_has_words_even_if_they_are_none() -> None:
    assert said("P05", '<img src="a" alt="">') == []
    assert said("P05", '<img src="a">') == [(PAGE, "has a picture without alt")]
    assert said("P05", "<p>No picture</p><a>x</a>") == []


@pytest.mark.parametrize(
    "meta", ["", '<meta name="robots" content="all">', '<meta name="x" content="noindex">',
             '<p name="robots" content="noindex">'],
)  # fmt: skip
def test_the_pages_of_an_unlisted_channel_ask_not_to_be_indexed(meta: str) -> None:
    told = [(PAGE, "may be indexed, though the feed is blocked")]
    assert said("P06", meta, blocked=True) == told
    assert said("P06", meta) == []


# --- covers -----------------------------------------------------------------------------------


def picture(width: int, height: int, mode: str = "RGB", kind: str = "PNG") -> bytes:
    to = BytesIO()
    Image.new(mode, (width, height)).save(to, kind)
    return to.getvalue()


@pytest.mark.parametrize(
    ("body", "name", "told"),
    [
        (picture(1_400, 1_400), "a.png", {}),
        (picture(3_000, 3_000, "RGB", "JPEG"), "a.JPG", {}),
        (picture(3_000, 3_000, "RGB", "JPEG"), "a.jpeg", {}),
        (picture(1_400, 1_400), "a.jpg", {"R03": "is image/png"}),
        (picture(1_399, 1_399), "a.png", {"R05": "is 1399 x 1399 pixels"}),
        (picture(3_001, 3_001), "a.png", {"R05": "is 3001 x 3001 pixels"}),
        (picture(1_400, 1_401), "a.png", {"R04": "is 1400 x 1401 pixels"}),
        (picture(9, 8), "a.png", {"R04": "is 9 x 8 pixels"}),
        (picture(1_400, 1_400, "RGBA"), "a.png", {"R06": "is RGB with alpha"}),
        (b"GIF89a" + bytes(50), "a.gif", {"R02": "is neither a JPEG nor a PNG picture"}),
    ],
)  # fmt: skip
def test_a_cover_is_held_against_its_rules(body: bytes, name: str, told: dict[str, str]) -> None:
    found = heard(f'<itunes:image href="https://h/{name}"/>', a=Reply(status=200, body=body))
    rules = [f"R0{n}" for n in range(1, 8)]
    heard_of = {id: list(BY_ID[id].check(found)) for id in rules}
    assert {id: each[0][1] for id, each in heard_of.items() if each} == told


def test_a_cover_that_is_not_there_or_heavy_is_told() -> None:
    image = '<itunes:image href="https://h/a.png"/>'
    gone = heard(image)
    assert list(BY_ID["R01"].check(gone)) == [("https://h/a.png", "is not there")]
    for id in ("R02", "R03", "R04", "R05", "R06", "R07"):
        assert list(BY_ID[id].check(gone)) == []
    for size, told in ((512_000, []), (600_000, ["takes 600 kB"])):
        found = heard(image, a=Reply(status=200, body=picture(9, 9), length=size))
        assert [message for _, message in BY_ID["R07"].check(found)] == told
    words = heard(image, a=Reply(status=200, body=b"words", length=600_000))
    assert list(BY_ID["R07"].check(words)) == []

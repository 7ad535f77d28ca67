"""Every page that is served, however deep: it has what it is made of, and runs no words of
people."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import pytest
from msgspec import Struct
from msgspec.structs import replace
from starlette.testclient import TestClient

from tests.serve.serving import client, client_in_the_network, own_data, ready
from tests.serve.test_mine import ANSWER, added
from tests.usual import cases
from unknot.content.library_cache import ReadContent, read
from unknot.content.records.muscle import Muscle
from unknot.serve.pages import spots_css

WISH = "session=starter;side=left;detail=cues;country=AU;quality=compact"
#: What somebody who means harm writes into a title, a summary, a name, a line.
HARM = "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\""


@pytest.fixture(scope="module", autouse=True)
def _data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_data(tmp_path_factory):
        yield


@pytest.fixture(scope="module")
def web(_data: None) -> Iterator[TestClient]:
    with client_in_the_network() as made:
        yield made


@pytest.fixture(scope="module")
def mine(web: TestClient) -> str:
    return added(web, WISH)


def parts(html: str) -> list[str]:
    """What a page is made of and where it leads, as it writes it."""
    return re.findall(r'<(?:link|script|img|a|form)\b[^>]*?(?:href|src|action)="(\.[^"]*)"', html)


@cases(
    ("path", "status"),
    [("nothing=here", 404), ("session=no-such", 404), ("a/b/c/d", 404), (f"{WISH}/x.mp3", 410),
     (f"{WISH}/nothing", 404), ("session=no-such/x.mp3", 404), ("static/nothing", 404),
     ("muscles=iliopsoas;side=left", 422)], usual=3)  # fmt: skip
def test_what_is_told_is_told_with_all_it_takes(web: TestClient, path: str, status: int) -> None:
    ready(web, WISH)
    found = web.get(path)
    assert found.status_code == status
    assert len(parts(found.text)) > 5, found.text
    for each in parts(found.text):
        assert web.get(urljoin(str(found.url), each)).status_code == 200, each


@pytest.mark.parametrize("path", ["nothing", "audio/none.mp3", "a/b/nothing"])
def test_below_a_key_what_is_told_leads_nowhere_else(web: TestClient, mine: str, path: str) -> None:
    found = web.get(mine + path)
    assert found.status_code in (404, 410)
    assert len(parts(found.text)) == 5
    for each in parts(found.text):
        address = urljoin(str(found.url), each)
        assert address.startswith(mine)
        assert web.get(address).status_code == 200


#: What is shown and not spoken: marks like these are refused in what is spoken.
SHOWN = {"title", "summary", "description", "author", "copyright", "license", "season", "email"}


def harmed(value: Any, name: str = "") -> Any:
    """``value`` with harm after every text of a person that is shown."""
    if isinstance(value, str):
        return value + HARM if name in SHOWN else value
    if isinstance(value, Struct):
        own = value.__struct_fields__
        made = replace(value, **{name: harmed(getattr(value, name), name) for name in own})
        return replace(made, name=made.name + HARM) if isinstance(made, Muscle) else made
    if isinstance(value, Mapping):
        return {key: harmed(each) for key, each in value.items()}
    return tuple(map(harmed, value)) if type(value) is tuple else value


@cases("asked", ["unspoken", "spoken"], usual=1)
def test_no_words_of_a_workspace_are_run(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Harm in every field, past what checks would refuse: no page has it but as text."""

    def reading(*given: Any) -> ReadContent:
        found = read(*given)
        return replace(found, library=harmed(found.library))

    monkeypatch.setattr("unknot.serve.workspace.read", reading)
    with client() as web:
        if asked == "unspoken":
            _harmless(web, ["/", "/?spot=hip.right&when=again", "/session=starter", f"/{WISH}"], 3)
            return
        track = ready(web, WISH, 20)
        feed = added(web, "session=breathing;quality=compact")
        beside = [
            track.replace(".mp3", f".{each}") for each in ("vtt", "txt", "json", "chapters.json")
        ]
        paths = [
            "/", "/?spot=hip.right&when=again", "/?spot=hip.left&minutes=8", "/session=starter",
            f"/{WISH}", f"/{WISH}?answer=no", f"/{WISH}?{ANSWER}", "/session=no-such",
            f"/add;{WISH}?{ANSWER}", f"/add;programme=low-back?{ANSWER}", f"{feed}",
            f"{feed}index.html", f"{feed}s/breathing.html", f"{feed}transcripts/breathing.html",
            f"{feed}feed.xml", *beside,
        ]  # fmt: skip
        _harmless(web, paths, 13)


def _harmless(web: TestClient, paths: list[str], least: int) -> None:
    """Harm is on at least so many of these pages, and as text."""
    seen = 0
    for path in paths:
        found = web.get(path)
        assert found.status_code in (200, 404), (path, found.text)
        seen += "alert(1)" in found.text
        kind = found.headers["content-type"].partition(";")[0]
        if kind == "text/html":
            assert "<script>alert" not in found.text, path
            assert "<img src=x" not in found.text, path
        if kind in ("application/rss+xml", "image/svg+xml"):
            ET.fromstring(found.text)
        assert found.headers["x-content-type-options"] == "nosniff"
    assert seen >= least


def test_a_place_is_marked_on_its_own_side_of_the_body_and_of_the_picture_beside_it() -> None:
    """From behind, left is left; from its left side the body looks the other way."""
    rules = dict(re.findall(r"^(\S[^{]*?) \{ left: ([\d.]+)%", spots_css(), re.M))
    from_behind = {name: float(left) for name, left in rules.items() if "beside" not in name}
    for area in ("waist", "hip", "buttock"):
        left, right = from_behind[f".at-{area}-left"], from_behind[f".at-{area}-right"]
        assert left < 50 < right
        assert left + right == pytest.approx(100, abs=0.1)
    for area in ("waist", "hip"):
        left = float(rules[f".beside .at-{area}-left"])
        assert left + float(rules[f".beside .at-{area}-right"]) == pytest.approx(100, abs=0.1)
        assert left == 50

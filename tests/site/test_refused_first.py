"""What can be refused without a sound is refused before the first clip is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.site import sites
from tests.usual import cases
from unknot.cli import main
from unknot.clips import maker

OWN = """\
title: {title}
summary: Own words.
language: {language}
routines:
  - say: {words}
  - wait: 5s
"""
SIGNED = "author: A. Tester\n"


def write(here: Path, path: str, text: str) -> None:
    (here / path).parent.mkdir(parents=True, exist_ok=True)
    (here / path).write_text(text, encoding="utf-8")


def own(here: Path, id: str = "own", head: str = SIGNED, title: str = "T", words: str = "Rest.",
        language: str = "en") -> None:  # fmt: skip
    text = OWN.format(title=title, words=words, language=language)
    write(here, f"sessions/{id}.yaml", head + text)


def channel(text: str) -> Callable[[Path], None]:
    return lambda here: write(here, "channel.yaml", f"title: Mine\n{text}\n")


def own_after_bundled(here: Path) -> None:
    own(here, "zz-own", head="")


#: How the workspace is changed, what is asked for besides, what is told.
CASES: dict[str, tuple[Callable[[Path], None], list[str], str]] = {
    "nobody signs it": (lambda here: own(here, head=""), ["own"], "nobody signs them"),
    "nobody signs the last of several": (
        own_after_bundled, ["breathing", "zz-own"], "nobody signs them",
    ),
    "a title that no feed carries": (
        lambda here: own(here, title="t" * 256), ["own"], "a title of 256 characters",
    ),
    "no category of Apple's": (channel("category: Sport"), ["breathing"], "no category 'Sport'"),
    "a link that leads nowhere": (
        channel("link: javascript:x"), ["breathing"], "is not an address",
    ),
    "an owner without e-mail": (
        channel("owner: {name: A, email: a}"), ["breathing"], "is not an e-mail address",
    ),
    "a cover that is not there": (channel("cover: none.png"), ["breathing"], "cannot be read"),
    "a season with what is not there": (
        channel("seasons: [{name: One, sessions: [nothing]}]"), [], "no session 'nothing'",
    ),
    "a session without a season": (
        channel("seasons: [{name: One, sessions: [breathing]}]"), ["starter"], "is not listed",
    ),
    "nothing due": (lambda here: None, ["breathing", "--start", "2199-01-01"], "none is due yet"),
    "a day before there were feeds": (
        lambda here: None, ["breathing", "--start", "1969-12-31"], "before there were feeds",
    ),
    "sessions without a pause": (
        channel("every: 0s"), ["breathing", "--start", "2026-11-20"], "less than a minute apart",
    ),
    "a folder below a file": (lambda here: write(here, "site", "x"), [], "site"),
    "a folder that is somebody's": (lambda here: write(here, "site/x", "x"), [], "not empty"),
    "a name that is no login": (lambda here: None, ["breathing", "--for", "a b"], "cannot be used"),
    "a voice of another language": (
        lambda here: own(here, language="de"), ["own", "--voice", "pyttsx3:gmw/en"], "en",
    ),
    "a hold that is too long": (
        lambda here: None, ["starter", "--hold", "170s"], "the nearest allowed",
    ),
    "a language that nothing is translated to": (
        lambda here: None, ["starter", "--language", "fr"], "fr",
    ),
    "no address": (lambda here: None, ["--base-url", "https://a b"], "has a blank"),
}  # fmt: skip


def no_clip(*_: object) -> int:
    raise AssertionError("a clip was to be made")


@cases("case", CASES, usual=8)
def test_nothing_is_spoken_for_what_is_refused(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, asked, words = CASES[case]
    change(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(sites.NOON))
    monkeypatch.setattr(maker, "make_all", no_clip)
    out = "site/below" if case == "a folder below a file" else "site"
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(
        main, ["publish", out, "--base-url", sites.BASE, *asked], prog_name="unknot"
    )
    assert isinstance(result.exception, SystemExit), result.output
    assert words in result.stderr, result.output
    assert sorted(tmp_path.rglob("*")) == before

"""The rules of captions over a few lines of text, each just kept and just broken."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from unknot.lint.access import Reply
from unknot.lint.rule import SiteRule
from unknot.lint.rules import captions

VTT, SRT = "text/vtt", "application/x-subrip"
_AT = {VTT: "00:00:{:02}.000 --> 00:00:{:02}.000", SRT: "00:00:{:02},000 --> 00:00:{:02},000"}


def file(mime: str, *cues: tuple[int, int, str], head: str = "WEBVTT\n\n") -> str:
    blocks = [f"{_AT[mime].format(start, end)}\n{text}" for start, end, text in cues]
    return (head if mime == VTT else "") + "\n\n".join(blocks) + "\n"


def told(rule: SiteRule, text: str, mime: str, *, length: int = 60_000) -> list[str]:
    """What ``rule`` says of an item whose one transcript is ``text``."""
    item = SimpleNamespace(
        name="one", sound=SimpleNamespace(length=length),
        all=lambda _: [{"url": "https://h.example/a", "type": mime, "rel": "captions"}],
    )  # fmt: skip
    reply = Reply(status=200, body=text.encode())
    audit = SimpleNamespace(items=[item], reply=lambda _: reply)
    return [message for _, message in rule.check(cast(Any, audit))]


GOOD = ((0, 3, "<v A>Lie down."), (3, 6, "<v A>Rest it there."))


def test_good_captions_have_nothing_wrong() -> None:
    for mime in (VTT, SRT):
        text = file(mime, *GOOD)
        for rule in vars(captions).values():
            if isinstance(rule, SiteRule) and rule.id not in ("T02", "T09"):
                assert told(rule, text, mime) == [], rule.id


@pytest.mark.parametrize(
    ("rule", "mime", "text", "message"),
    [
        (captions.read_vtt, VTT, file(VTT, *GOOD, head="WEBVTTX\n\n"), "is not WebVTT"),
        (captions.read_vtt, VTT, "WEBVTT\n\n", "is not WebVTT, or holds nothing"),
        (captions.read_srt, SRT, "Lie down.\n", "is not SRT"),
        (captions.check_order, VTT, file(VTT, (3, 6, "b"), (0, 3, "a")), "out of order"),
        (captions.check_order, SRT, file(SRT, (3, 3, "b")), "out of order"),
        (captions.find_late, VTT, file(VTT, (61, 62, "b")), "goes on after the sound's 60 s"),
        (captions.check_width, VTT, file(VTT, (0, 3, "x" * 66)), "a line of 66 characters"),
        (captions.find_late, VTT, "WEBVTT\n\n1:00:01.500 --> 1:00:02.000\nb\n",
         "goes on after the sound's 60 s"),
        (captions.check_size, SRT, file(SRT, (1, 3, "x" * 33)), "larger caption at 1 s"),
        (captions.check_size, SRT, f"1\n01:02:03,500 --> 01:02:05,000\n{'x' * 33}\n",
         "larger caption at 3723.5 s"),
        (captions.check_size, SRT, file(SRT, (1, 3, "a\nb\nc")), "larger caption at 1 s"),
        (captions.find_speaker, VTT, file(VTT, (0, 3, "Lie down.")), "names no speaker"),
        (captions.check_evenness, SRT, file(SRT, (2, 5, "Rest the massager on the spot\nnow.")),
         "uneven lines at 2 s"),
    ],
)  # fmt: skip
def test_each_rule_tells_what_is_wrong(rule: SiteRule, mime: str, text: str, message: str) -> None:
    (found,) = told(rule, text, mime)
    assert message in found


@pytest.mark.parametrize(
    ("rule", "mime", "text"),
    [
        (captions.find_late, VTT, file(VTT, (58, 59, "b"))),
        (captions.check_order, VTT, "WEBVTT\n\n59:59.000 --> 1:00:01.000\na\n\n"
         "1:00:01.000 --> 1:00:02.000\nb\n"),
        (captions.check_order, SRT, "00:59:59,000 --> 01:00:01,000\na\n\n"
         "01:00:01,000 --> 01:00:02,000\nb\n"),
        (captions.check_width, VTT, file(VTT, (0, 3, "<v Somebody>" + "x" * 65))),
        (captions.check_size, SRT, file(SRT, (0, 3, "x" * 32 + "\n" + "y" * 32))),
        (captions.check_evenness, SRT, file(SRT, (0, 3, "Rest the massager\non the spot now."))),
        (captions.check_evenness, SRT, file(SRT, (0, 3, "Rest it."))),
    ],
)  # fmt: skip
def test_what_is_just_within_is_fine(rule: SiteRule, mime: str, text: str) -> None:
    assert told(rule, text, mime) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_may_end_as_on_any_system(end: str) -> None:
    """WebVTT says so; the mark of UTF-8 may stand in front."""
    for mime, rule in ((VTT, captions.read_vtt), (SRT, captions.read_srt)):
        text = "\ufeff" + file(mime, *GOOD).replace("\n", end)
        assert told(rule, text, mime) == []
        assert told(captions.find_late, text, mime, length=2_000) != []


def short(*lengths: int) -> str:
    """Captions from second to second, each seen for so many ms."""
    times = [f"00:00:0{n},000 --> 00:00:0{n},{ms:03}" for n, ms in enumerate(lengths, 1)]
    return "\n\n".join(f"{time}\nRest\nit." for time in times) + "\n"


@pytest.mark.parametrize(
    ("lengths", "said"),
    [
        ((834, 833, 990), []),
        ((990, 832), ["'Rest it.' at 2 s is seen for 0.83 s"]),
        ((500, 900, 400, 300), ["'Rest it.' at 1 s is seen for 0.50 s, and 2 more are as short"]),
    ],
)
def test_a_caption_that_is_seen_too_briefly_is_told(
    lengths: tuple[int, ...], said: list[str]
) -> None:
    assert told(captions.check_length, short(*lengths), SRT) == said

"""U: how a host answers. These rules need an address; a folder has no host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unknot.lint.access import Reply, ending
from unknot.lint.audit import PODCAST, Audit
from unknot.lint.rule import Breach, each, rule

_XML = ("application/rss+xml", "application/xml", "text/xml")
_PART = 100


def _there(audit: Audit, urls: Iterable[str]) -> Iterator[tuple[str, Reply]]:
    """Those of ``urls`` that are there; those that are not have a rule of their own."""
    for url in urls if audit.access.is_web else ():
        if url and (reply := audit.reply(url)).ok:
            yield url, reply


def _audio(audit: Audit) -> Iterator[tuple[str, Reply]]:
    return _there(audit, (item.audio for item in audit.items))


def _covers(audit: Audit) -> Iterator[tuple[str, Reply]]:
    return _there(audit, audit.images())


def _text(audit: Audit) -> Iterator[tuple[str, tuple[Reply, str]]]:
    """Chapters and transcripts that are there, with the type that the feed gives them."""
    for item in audit.items:
        for link in item.all(f"{PODCAST}chapters") + item.all(f"{PODCAST}transcript"):
            for url, reply in _there(audit, [link.get("url", "")]):
                yield url, (reply, link.get("type", ""))


each_audio, each_text = each(_audio), each(_text)


def _type(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower()


@rule("U01", "MUST", "Apple", fix="allow the HEAD method on the host")
def ask_head(audit: Audit) -> Iterator[Breach]:
    """Audio and covers answer HEAD."""
    for url, _ in (*_audio(audit), *_covers(audit)):
        if (reply := audit.access.ask(url, "HEAD")).status != 200:
            yield url, f"answers HEAD with {reply.status or 'nothing'}"


@rule("U02", "MUST", "Apple", fix="send Content-Length, and no compression for audio")
def compare_length(audit: Audit) -> Iterator[Breach]:
    """HEAD gives the length of the audio."""
    for url, sent in _audio(audit):
        reply = audit.access.ask(url, "HEAD")
        said = reply.headers.get("content-length", "")
        if reply.status == 200 and said != str(sent.size):
            yield url, f"says {said or 'no'} bytes, and sends {sent.size}"


@rule("U03", "MUST", "Apple", fix="use a host that knows ranges; without, players cannot seek")
def ask_range(audit: Audit) -> Iterator[Breach]:
    """Audio answers a byte range with that range."""
    for url, sent in _audio(audit):
        reply = audit.access.ask(url, Range=f"bytes={_PART}-{2 * _PART - 1}")
        said = reply.headers.get("content-range", "")
        right = said == f"bytes {_PART}-{2 * _PART - 1}/{sent.size}"
        other = sent.body and reply.body != sent.body[_PART : 2 * _PART]
        if reply.status != 206 or not right or other:
            yield url, f"answers a range with {reply.status}, {said or 'no Content-Range'}"


@rule("U04", "MUST", "Apple, PSP-1", fix="see the folder hosting/")
def check_audio_type(audit: Audit) -> Iterator[Breach]:
    """MP3 files are audio/mpeg."""
    for url, reply in _audio(audit):
        kind = _type(reply)
        if ending(url) == ".mp3" and kind != "audio/mpeg":
            yield url, f"is sent as {kind or 'no type'}"


@rule("U05", "SHOULD", "RSS 2.0", fix="application/rss+xml")
def check_feed_type(audit: Audit) -> Iterator[Breach]:
    """The feed is sent as XML."""
    if audit.access.is_web and (kind := _type(audit.reply(audit.url))) not in _XML:
        yield audit.url, f"is sent as {kind or 'no type'}"


@rule("U06", "SHOULD", "HTTP, gPodder", fix="send ETag or Last-Modified, and answer 304")
def ask_unchanged(audit: Audit) -> Iterator[Breach]:
    """A feed that did not change is not sent again."""
    if not audit.access.is_web:
        return
    headers = audit.reply(audit.url).headers
    asked = {
        "If_None_Match": headers.get("etag", ""),
        "If_Modified_Since": headers.get("last-modified", ""),
    }
    asked = {name: text for name, text in asked.items() if text}
    if not asked:
        yield audit.url, "has neither ETag nor Last-Modified"
    elif (status := audit.access.ask(audit.url, **asked).status) != 304:
        yield audit.url, f"is sent again with {status} though it did not change"


@each_audio("U07", "SHOULD", "HTTP", fix="without one, a download that broke off cannot go on")
def find_dates(reply: Reply) -> str:
    """Audio has an ETag or a date."""
    dated = "etag" in reply.headers or "last-modified" in reply.headers
    return "" if dated else "has neither ETag nor Last-Modified"


@each_text("U08", "SHOULD", "Podcasting 2.0",
           fix="send Access-Control-Allow-Origin: *; see the folder hosting/")  # fmt: skip
def check_origins(text: tuple[Reply, str]) -> str:
    """Other sites may read chapters and transcripts."""
    open_to_all = text[0].headers.get("access-control-allow-origin") == "*"
    return "" if open_to_all else "cannot be read by web players"


@each_text("U09", "SHOULD", "Podcasting 2.0", fix="see the folder hosting/")
def check_text_type(text: tuple[Reply, str]) -> str:
    """Chapters and transcripts are sent with the type of the feed."""
    kind, wanted = _type(text[0]), text[1]
    plain = wanted == "application/json+chapters" and kind == "application/json"
    return "" if plain or kind == wanted else f"is sent as {kind or 'no type'}, and is {wanted}"


@rule("U10", "MUST", "Apple", fix="see the folder hosting/")
def check_cover_type(audit: Audit) -> Iterator[Breach]:
    """Covers are sent as what they are."""
    for url, reply in _covers(audit):
        wanted = "image/png" if ending(url) == ".png" else "image/jpeg"
        if _type(reply) != wanted:
            yield url, f"is sent as {_type(reply) or 'no type'}"

"""U: how a host answers. These rules need an address; a folder has no host."""

from __future__ import annotations

from collections.abc import Iterator

from unknot.lint.access import Reply
from unknot.lint.audit import PODCAST, Audit
from unknot.lint.rule import Breach, rule

_XML = ("application/rss+xml", "application/xml", "text/xml")
_PART = 100


def _audio(audit: Audit) -> Iterator[str]:
    """The enclosures that are there; those that are not have a rule of their own."""
    for item in audit.items if audit.access.is_web else ():
        if item.audio and audit.get(item.audio).ok:
            yield item.audio


def _text(audit: Audit) -> Iterator[tuple[str, str]]:
    """Chapters and transcripts that are there, with the type that the feed gives them."""
    for item in audit.items if audit.access.is_web else ():
        for each in item.all(f"{PODCAST}chapters") + item.all(f"{PODCAST}transcript"):
            if (url := each.get("url", "")) and audit.get(url).ok:
                yield url, each.get("type", "")


def _type(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower()


@rule("U01", "MUST", "Apple", fix="allow the HEAD method on the host")
def ask_head(audit: Audit) -> Iterator[Breach]:
    """Audio and covers answer HEAD."""
    covers = [url for url in audit.images() if audit.access.is_web and audit.get(url).ok]
    for url in [*_audio(audit), *covers]:
        if (reply := audit.access.ask(url, "HEAD")).status != 200:
            yield url, f"answers HEAD with {reply.status or 'nothing'}"


@rule("U02", "MUST", "Apple", fix="send Content-Length, and no compression for audio")
def compare_length(audit: Audit) -> Iterator[Breach]:
    """HEAD gives the length of the audio."""
    for url in _audio(audit):
        reply = audit.access.ask(url, "HEAD")
        said = reply.headers.get("content-length", "")
        if reply.status == 200 and said != str(audit.get(url).size):
            yield url, f"says {said or 'no'} bytes, and sends {audit.get(url).size}"


@rule("U03", "MUST", "Apple", fix="use a host that knows ranges; without, players cannot seek")
def ask_range(audit: Audit) -> Iterator[Breach]:
    """Audio answers a byte range with that range."""
    for url in _audio(audit):
        whole = audit.get(url).body
        reply = audit.access.ask(url, Range=f"bytes={_PART}-{2 * _PART - 1}")
        said = reply.headers.get("content-range", "")
        right = said == f"bytes {_PART}-{2 * _PART - 1}/{audit.get(url).size}"
        if reply.status != 206 or not right or reply.body != whole[_PART : 2 * _PART]:
            yield url, f"answers a range with {reply.status}, {said or 'no Content-Range'}"


@rule("U04", "MUST", "Apple, PSP-1", fix="see the folder hosting/")
def check_audio_type(audit: Audit) -> Iterator[Breach]:
    """MP3 files are audio/mpeg."""
    for url in _audio(audit):
        kind = _type(audit.get(url))
        if url.lower().endswith(".mp3") and kind != "audio/mpeg":
            yield url, f"is sent as {kind or 'no type'}"


@rule("U05", "SHOULD", "RSS 2.0", fix="application/rss+xml")
def check_feed_type(audit: Audit) -> Iterator[Breach]:
    """The feed is sent as XML."""
    if audit.access.is_web and (kind := _type(audit.get(audit.url))) not in _XML:
        yield audit.url, f"is sent as {kind or 'no type'}"


@rule("U06", "SHOULD", "HTTP, gPodder", fix="send ETag or Last-Modified, and answer 304")
def ask_unchanged(audit: Audit) -> Iterator[Breach]:
    """A feed that did not change is not sent again."""
    if not audit.access.is_web:
        return
    headers = audit.get(audit.url).headers
    asked = {
        "If_None_Match": headers.get("etag", ""),
        "If_Modified_Since": headers.get("last-modified", ""),
    }
    asked = {name: text for name, text in asked.items() if text}
    if not asked:
        yield audit.url, "has neither ETag nor Last-Modified"
    elif (status := audit.access.ask(audit.url, **asked).status) != 304:
        yield audit.url, f"is sent again with {status} though it did not change"


@rule("U07", "SHOULD", "HTTP", fix="without one, a download that broke off cannot go on")
def find_dates(audit: Audit) -> Iterator[Breach]:
    """Audio has an ETag or a date."""
    for url in _audio(audit):
        headers = audit.get(url).headers
        if "etag" not in headers and "last-modified" not in headers:
            yield url, "has neither ETag nor Last-Modified"


@rule(
    "U08",
    "SHOULD",
    "Podcasting 2.0",
    fix="send Access-Control-Allow-Origin: *; see the folder hosting/",
)
def check_origins(audit: Audit) -> Iterator[Breach]:
    """Other sites may read chapters and transcripts."""
    for url, _ in _text(audit):
        if audit.get(url).headers.get("access-control-allow-origin") != "*":
            yield url, "cannot be read by web players"


@rule("U09", "SHOULD", "Podcasting 2.0", fix="see the folder hosting/")
def check_text_type(audit: Audit) -> Iterator[Breach]:
    """Chapters and transcripts are sent with the type of the feed."""
    for url, wanted in _text(audit):
        kind = _type(audit.get(url))
        plain = wanted == "application/json+chapters" and kind == "application/json"
        if kind != wanted and not plain:
            yield url, f"is sent as {kind or 'no type'}, and is {wanted}"


@rule("U10", "MUST", "Apple", fix="see the folder hosting/")
def check_cover_type(audit: Audit) -> Iterator[Breach]:
    """Covers are sent as what they are."""
    for url in audit.images() if audit.access.is_web else ():
        reply = audit.get(url)
        wanted = "image/png" if url.lower().endswith(".png") else "image/jpeg"
        if reply.ok and _type(reply) != wanted:
            yield url, f"is sent as {_type(reply) or 'no type'}"

"""What static hosts need to be told: types, byte ranges, other sites' players, how long to keep.

Few of them know what a .vtt or a chapters file is, and a web player may not read what does not
allow it to.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from unknot.pages import render
from unknot.site.state import NAME

#: Folder and ending, type, and how long it may be kept (seconds). The first that fits counts.
RULES = (
    ("audio", ".mp3", "audio/mpeg", 31_536_000),
    ("art", ".jpg", "image/jpeg", 31_536_000),
    ("art", ".png", "image/png", 31_536_000),
    ("art", ".svg", "image/svg+xml", 31_536_000),
    ("chapters", ".json", "application/json+chapters", 300),
    ("transcripts", ".json", "application/json", 300),
    ("transcripts", ".vtt", "text/vtt; charset=utf-8", 300),
    ("transcripts", ".srt", "application/x-subrip; charset=utf-8", 300),
    ("transcripts", ".lrc", "text/plain; charset=utf-8", 300),
    ("transcripts", ".html", "text/html; charset=utf-8", 300),
    ("", "feed.xml", "application/rss+xml; charset=utf-8", 300),
)
#: Templates in pages/hosting: for every host, and for one that asks people for a login.
_FILES = ("_headers", "htaccess", "nginx.conf", "s3.sh", "README.txt")
_LOGINS = ("nginx-login.conf", "apache-login.conf")


def content_type(path: str) -> str:
    """The type of a file of a site, by ``RULES``; pages are HTML."""
    for folder, ending, mime, _ in RULES:
        if path.endswith(ending) and (not folder or f"/{folder}/" in f"/{path}"):
            return mime
    return "text/html; charset=utf-8" if path.endswith(".html") else "application/octet-stream"


def host_files(unlisted: bool, *, people: bool = False) -> Mapping[str, bytes]:
    """Files for the top of what is put on a host, by their path.

    With ``people`` also what asks each of them for a login; nothing in it names one.
    """
    robots = f"User-agent: *\n{'Disallow' if unlisted else 'Allow'}: /\n"
    made = {".nojekyll": "", "robots.txt": robots}
    for name in (*_FILES, *(_LOGINS if people else ())):
        path = {"_headers": name, "htaccess": ".htaccess"}.get(name, f"hosting/{name}")
        made[path] = render(f"hosting/{name}", rules=RULES, unlisted=unlisted)
    return {path: text.encode() for path, text in made.items()}


def publishing_workflow(
    base: str, folder: str, start: str, every_s: int, sessions: Iterable[str] = ()
) -> bytes:
    """A workflow of GitHub's that publishes what is due, day by day, at ``base``; ``folder`` is
    the site's unguessable one, or empty. ``sessions`` are named where they are not all there is."""
    arguments = ["unknot", "publish", "site", *sessions, "--base-url", base, "--start", start]
    if every_s != 86_400:
        arguments += ["--every", f"{every_s}s"]
    if folder:
        arguments.append("--unlisted")
    inside = f"site/{folder}" if folder else "site"
    state_url = f"{base}/{folder}/{NAME}" if folder else f"{base}/{NAME}"
    return render(
        "hosting/publish.yml", folder=inside, state=f"{inside}/{NAME}",
        state_url=shlex.quote(state_url), command=shlex.join(arguments),
    ).encode()  # fmt: skip

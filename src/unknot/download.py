"""A large file from the web: whole, the very one that was meant, or not there.

What came of it stays when it breaks off, and the next try goes on from there. Only https is asked,
also after a redirect; http is for this machine itself.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from unknot.counted import counted
from unknot.errors import DownloadError
from unknot.web import FAULTS, Asking, LedAwayError, Redirects, is_this_machine, one_line

#: Silence that is waited for, and the most until an answer begins, in seconds.
_QUIET, _BEGIN = 30, 60
_BLOCK = 1 << 18
#: Tries that bring nothing before it is given up; what comes in one try only adds to the last.
_TRIES = 3
_AGAIN = "what came is kept; the same command goes on from there"
#: Counts bytes as they come.
Counted = Callable[[int], None]


def check_address(url: str) -> None:
    """Raise DownloadError unless ``url`` is https, or http on this machine itself."""
    if not (url.startswith("https://") or _is_here(url)):
        raise DownloadError(url, "is not an https address")


def read_small(url: str, most: int = 4_000_000) -> bytes:
    """What is at ``url``, at most ``most`` bytes. Raises DownloadError."""
    answer = _asked(url, {})
    with answer:
        body = bytearray()
        try:
            while block := answer.read1(_BLOCK):
                body += block
                if len(body) > most:
                    raise DownloadError(url, f"sends more than {most // 10**6} MB")
        except FAULTS as error:
            raise DownloadError(url, _broken(error)) from None
    if answer.length:
        raise DownloadError(url, "broke off")
    return bytes(body)


def download(url: str, to: Path, size: int, digest: str, count: Counted) -> None:
    """Put the file at ``url``, of ``size`` bytes, at ``to``, in which its beginning may be already.

    ``digest``: SHA-256 or MD5 in hexadecimal, by its length. Raises DownloadError; ``to`` then has
    as much as came, or nothing when that was another file.
    """
    begun = _size(to) > 0
    _fetch(url, to, size, count)
    if not _is_it(to, digest) and begun:  # begun by another file, perhaps
        to.unlink()
        _fetch(url, to, size, count)
    check_file(url, to, digest)


def take_copy(source: Path, to: Path, size: int, digest: str, count: Counted) -> None:
    """Put a copy of the file ``source`` at ``to``, as download does. Raises DownloadError."""
    try:
        if (there := source.stat().st_size) != size:
            raise DownloadError(
                source, f"is another file: {counted(there, 'byte')}, and it has {size}"
            )
        if _size(to) != size or not _is_it(to, digest):
            shutil.copyfile(source, to)
    except OSError as error:
        raise DownloadError(source, f"cannot be copied: {error.strerror or error}") from None
    count(size)
    check_file(str(source), to, digest)


def check_file(url: str, to: Path, digest: str) -> None:
    """Remove ``to`` and raise DownloadError unless it has this digest."""
    if not _is_it(to, digest):
        to.unlink(missing_ok=True)
        reason = "is another file than the one that was meant: its digest differs"
        raise DownloadError(url, reason, "get it from another place with --from")


def _fetch(url: str, to: Path, size: int, count: Counted) -> None:
    """Until all of it is there."""
    tries, why = 0, ""
    if _size(to) > size:
        to.unlink()
    count(_size(to))
    while (have := _size(to)) < size:
        if tries == _TRIES:
            mb = f"{have / 1e6:.1f} of {size / 1e6:.1f} MB"
            raise DownloadError(url, f"{why} at {mb}", _AGAIN)
        why = _some(url, to, have, size, count)
        tries = 0 if _size(to) > have else tries + 1


def _some(url: str, to: Path, have: int, size: int, count: Counted) -> str:
    """Add what one request brings; how it ended when that was not all."""
    try:
        answer = _asked(url, {"Range": f"bytes={have}-"} if have else {})
    except _Passing as error:
        return error.reason
    with answer:
        if have and not _goes_on(answer, have):
            count(-have)
            to.unlink()
            have = 0
        _refuse_another(url, answer, size - have)
        try:
            with to.open("ab") as file:
                while block := answer.read1(_BLOCK):
                    if file.tell() + len(block) > size:
                        raise DownloadError(url, f"sends more than its {size} bytes")
                    file.write(block)
                    count(len(block))
        except DownloadError:
            to.unlink()
            raise
        except FAULTS as error:
            return _broken(error)
    return "broke off"


def _refuse_another(url: str, answer: Any, expected: int) -> None:
    if "html" in answer.headers.get("Content-Type", "").lower():
        raise DownloadError(url, "is a web page, not the file")
    said = answer.headers.get("Content-Length", "")
    if said.isdecimal() and len(said) < 16 and int(said) != expected:
        came = counted(int(said), "byte")
        raise DownloadError(url, f"is another file: {came}, and {expected} were to come")


def _goes_on(answer: Any, have: int) -> bool:
    said = answer.headers.get("Content-Range", "")
    return answer.status == 206 and bool(re.match(rf"bytes {have}-", said))


class _Passing(DownloadError):
    """Another try may help."""


def _asked(url: str, headers: dict[str, str]) -> Any:
    check_address(url)
    here = _is_here(url)
    asking = Asking(Redirects(partial(_unsafe, here)), proxies=not here)
    request = Request(url, headers={"User-Agent": "unknot", **headers})
    try:
        with asking.cut_after(_BEGIN):
            return asking.open(request, _QUIET)
    except HTTPError as error:
        with error:
            kind = _Passing if error.code in (408, 416, 429, 500, 502, 503, 504) else DownloadError
            raise kind(url, f"answers {error.code}") from None
    except FAULTS as error:
        why = one_line(str(getattr(error, "reason", None) or error), 120)
        kind = DownloadError if isinstance(error, (LedAwayError, ValueError)) else _Passing
        raise kind(url, f"cannot be reached: {why}" if kind is _Passing else why) from None


def _broken(error: BaseException) -> str:
    return f"broke off ({one_line(str(error) or type(error).__name__, 60)})"


def _unsafe(here: bool, _: str, to: str) -> str:
    """Why a redirect ``to`` there is not followed, ``here`` being asked for; "" when it is."""
    safe = to.startswith("https://") or (here and _is_here(to))
    return "" if safe else "it leads on to what is not https"


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and is_this_machine(parts.hostname or "")


def _is_it(path: Path, digest: str) -> bool:
    with path.open("rb") as file:
        return file_digest(file, "md5" if len(digest) == 32 else "sha256").hexdigest() == digest


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0

"""Where a speech server is: an address that words may be sent to."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from unknot.errors import EngineError
from unknot.web import is_this_machine

_SPEECH = "/audio/speech"
_SUCH_AS = "  such as http://127.0.0.1:8880/v1"


def server_address(given: str) -> str:
    """``given`` as it is kept: what ``/audio/speech`` is appended to.

    Raises EngineError when it is no address, or has a secret in it: it is kept and shown.
    """
    try:
        parts = urlsplit(given.strip())
        port = parts.port
    except ValueError as error:
        raise _refused(given, f"is no address ({error})") from None
    if parts.username or parts.password:
        host = parts.netloc.rpartition("@")[2]
        raise _refused(
            urlunsplit(parts._replace(netloc=host)),
            "came with a name or password, which would be kept in a file",
            "  put a key into an environment variable, and name that with --key-from",
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise _refused(given, "is no address of a server")
    if parts.query or parts.fragment:
        raise _refused(given, "has something behind a ? or #")
    if not given.isascii() or " " in given.strip():
        raise _refused(given, "has letters that an address is not written with")
    path = parts.path.rstrip("/").removesuffix(_SPEECH)
    return urlunsplit(parts._replace(path=path))


def speech_address(server: str) -> str:
    """Where speech is asked for."""
    return server + _SPEECH


def is_here(server: str) -> bool:
    """Whether what is sent to ``server`` stays on this machine."""
    return is_this_machine(urlsplit(server).hostname or "")


def is_open(server: str) -> bool:
    """Whether others on the way can read along."""
    return urlsplit(server).scheme == "http" and not is_here(server)


def _refused(given: str, why: str, hint: str = _SUCH_AS) -> EngineError:
    return EngineError("server", "", f"{given!r} {why}\n{hint}")

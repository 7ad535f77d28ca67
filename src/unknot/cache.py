"""Where clips are kept: the user's cache folder, or UNKNOT_CACHE, a folder or a shared address."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path


def cache_folder() -> Path:
    """The folder for clips; nothing in it is needed, everything in it can be made again.

    Where clips are shared, the folder of this machine that stands before the shared place.
    """
    named = os.environ.get("UNKNOT_CACHE")
    if named and not shared_address():
        return Path(named)
    from platformdirs import user_cache_path

    folder = user_cache_path("unknot", appauthor=False)
    return folder / "shared" / sha256(named.encode()).hexdigest()[:16] if named else folder


def shared_address() -> str:
    """The address at which clips are shared (``s3://bucket/clips``), or nothing."""
    named = os.environ.get("UNKNOT_CACHE", "")
    return named if "://" in named else ""

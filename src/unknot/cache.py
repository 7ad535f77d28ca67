"""Where clips are kept: the user's cache folder, or UNKNOT_CACHE."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder for clips; nothing in it is needed, everything in it can be made again."""
    if named := os.environ.get("UNKNOT_CACHE"):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("unknot", appauthor=False)

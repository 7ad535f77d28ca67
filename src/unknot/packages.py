"""Which release of a package is installed."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def release(package: str) -> str:
    """The version of an installed package, ``unknown`` for one without its metadata.

    The name of its metadata's folder says it. Only where that is not found is the metadata read:
    it is a mail, and what reads mail takes longer to load than a track takes to plan.
    """
    name = package.replace("-", "_")
    for folder in sys.path:
        for found in Path(folder).glob(f"{name}-*.dist-info"):
            return found.name.removesuffix(".dist-info").partition("-")[2]
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"

"""Which release of a package is installed, and what brings one that is not."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
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
        with suppress(OSError):
            for found in os.listdir(folder or "."):  # noqa: PTH208 - a glob takes ten times as long
                if found.startswith(f"{name}-") and found.endswith(".dist-info"):
                    return found.removesuffix(".dist-info").partition("-")[2]
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def install(what: str) -> str:
    """The command that brings ``what``, such as ``unknot[serve]``, to the Python that runs this.

    By its short name where a shell finds this very Python by it, else by its path.
    """
    from shutil import which

    here = Path(sys.executable).parent
    names = (name for name in ("python3", "python") if Path(which(name) or "").parent == here)
    quote = '"' if os.name == "nt" else "'"  # cmd.exe knows the double one alone
    named = f"{quote}{what}{quote}" if "[" in what else what
    return f"{next(names, sys.executable)} -m pip install {named}"

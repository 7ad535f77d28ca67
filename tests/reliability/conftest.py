"""A disk that is small enough to be filled."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform != "linux" or libc.mount(
        b"unknot", str(folder).encode(), b"tmpfs", 0, b"size=1m"
    ):
        pytest.skip("a tmpfs cannot be mounted here; that needs root")
    yield folder
    libc.umount2(str(folder).encode(), 2)

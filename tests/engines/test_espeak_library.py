"""Which espeak-ng is taken, decided without loading any."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from unknot.engines.pyttsx3 import espeak_library as library
from unknot.engines.pyttsx3.espeak_library import Bundled, bundled


@pytest.fixture
def loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an espeakng-loader that the test may spoil."""
    (tmp_path / "espeak-ng-data").mkdir()
    (tmp_path / library._file_name()).write_bytes(b"\x7fELF...")
    spec = ModuleSpec("espeakng_loader", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(library, "find_spec", lambda name: spec)
    return tmp_path


def test_the_bundled_one_is_taken(loader: Path) -> None:
    found = bundled()
    assert isinstance(found, Bundled)
    assert (found.folder, found.path.parent) == (loader, loader)


def test_it_is_the_installed_one() -> None:
    assert isinstance(bundled(), Bundled)


def test_without_its_package(loader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "find_spec", lambda name: None)
    assert bundled() == "espeakng-loader is not installed"


def test_without_data(loader: Path) -> None:
    (loader / "espeak-ng-data").rmdir()
    assert "has no espeak-ng-data" in str(bundled())


def test_without_a_library(loader: Path) -> None:
    (loader / library._file_name()).unlink()
    assert "cannot be read: No such file" in str(bundled())


def test_with_something_else_in_its_place(loader: Path) -> None:
    (loader / library._file_name()).write_bytes(b"<html>")
    assert "is not a library" in str(bundled())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc is Linux's")
@pytest.mark.parametrize(
    ("libc", "usable"),
    [("glibc 2.28", False), ("glibc 2.29", True), ("glibc 2.36", True), (None, False), ("", False)],
)
def test_an_old_or_another_c_library_cannot_load_it(
    loader: Path, monkeypatch: pytest.MonkeyPatch, libc: str | None, usable: bool
) -> None:
    """Its wheel claims glibc 2.17, and asks for symbols of 2.29."""
    monkeypatch.setattr("os.confstr", lambda name: libc)
    assert isinstance(bundled(), Bundled) == usable

"""Every engine of unknot, put through the contract."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from unknot.engines.engine import Engine
from unknot.engines.pyttsx3.engine import FORKS, Pyttsx3Engine
from unknot.engines.tone import ToneEngine
from unknot.testing import EngineContract

STANDINS = Path(__file__).parent / "standins"


class TestTone(EngineContract):
    def make_engine(self) -> Engine:
        return ToneEngine()


class TestPyttsx3(EngineContract):
    def make_engine(self) -> Engine:
        return Pyttsx3Engine()


@pytest.mark.deep
@pytest.mark.skipif(not FORKS, reason="TestPyttsx3 is this already")
class TestPyttsx3InFreshInterpreters(EngineContract):
    """As on macOS and Windows: a Python for every clip."""

    def make_engine(self) -> Engine:
        return Pyttsx3Engine(forks=False)


class _SystemVoices(EngineContract):
    """pyttsx3's own driver on a stand-in for what it calls in the system (see standins/).

    It shows that the checks fit the driver, not that the system behaves as its stand-in.
    """

    driver: str

    @pytest.fixture(autouse=True)
    def _standins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONPATH", str(STANDINS / self.driver))

    def make_engine(self) -> Engine:
        return Pyttsx3Engine("system", self.driver, forks=False)


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="has the system's own")
class TestSapi5(_SystemVoices):
    driver = "sapi5"


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "darwin", reason="has the system's own")
class TestNsss(_SystemVoices):
    driver = "nsss"


if sys.platform in ("win32", "darwin"):

    class TestSystem(EngineContract):
        """Run this file on Windows or macOS, and send what it says."""

        def make_engine(self) -> Engine:
            from unknot.engines.pyttsx3.engine import system_engine

            return system_engine()

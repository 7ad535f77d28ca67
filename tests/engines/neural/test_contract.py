"""Both neural engines put through the contract, on tiny models, by the packages people install."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import needs_package
from tests.engines.neural.models import write_kokoro, write_piper
from unknot.engines.added import keep_added
from unknot.engines.engine import Engine
from unknot.engines.neural import KokoroEngine, PiperEngine, recognise
from unknot.testing import EngineContract

pytestmark = pytest.mark.deep

needs_package("piper")
needs_package("kokoro_onnx")


class _Neural(EngineContract):
    @pytest.fixture(autouse=True)
    def _voices(
        self, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not in the test's own folder: the contract looks at what an engine leaves there."""
        folder = tmp_path_factory.mktemp("voices")
        monkeypatch.setenv("UNKNOT_VOICES", str(folder))
        for voice in recognise(self.write(folder)):
            keep_added(voice)

    def write(self, folder: Path) -> Path:
        # As make_engine of EngineContract: for subclasses alone, which pytest collects.
        raise NotImplementedError("a subclass says which voice is tried")


class TestPiper(_Neural):
    def write(self, folder: Path) -> Path:
        return write_piper(folder)

    def make_engine(self) -> Engine:
        return PiperEngine()


@pytest.mark.deep
class TestKokoro(_Neural):
    def write(self, folder: Path) -> Path:
        return write_kokoro(folder)

    def make_engine(self) -> Engine:
        return KokoroEngine()

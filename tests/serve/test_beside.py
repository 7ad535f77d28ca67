"""What stands beside a track: its type, and that a track without a picture has none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from unknot.serve import beside
from unknot.serve.beside import BESIDE


@pytest.mark.parametrize(("cover", "sent"), [(b"png", b"png"), (None, b"")])
def test_the_picture_is_the_tracks_cover(
    cover: bytes | None, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "track_pictures", lambda *_: SimpleNamespace(cover=cover))
    monkeypatch.setattr(beside, "looks_of", lambda _: None)
    variant: Any = SimpleNamespace(timeline=None)
    mime, make = BESIDE["png"]
    library: Any = None
    assert (mime, make(variant, library, library)) == ("image/png", sent)

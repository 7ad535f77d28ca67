"""What lint takes from a file's first bytes."""

from __future__ import annotations

import pytest

from unknot.lint.sound import listen


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("behind", [b"", b"\0\0", b"\0\0\0\0\0\0"])
def test_a_tag_has_its_version_however_little_is_left_of_it(version: int, behind: bytes) -> None:
    assert listen(b"ID3" + bytes([version]) + behind, "x.mp3").version == version


@pytest.mark.parametrize("data", [b"", b"ID3", b"RIFF\4\0\0\0", b"\xff\xfb\x90\x64" * 9])
def test_what_has_no_tag_has_no_version(data: bytes) -> None:
    assert listen(data, "x.mp3").version == 0

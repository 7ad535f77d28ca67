"""What is worked out once is worked out again for another library, and only for another."""

from __future__ import annotations

from unknot.content.library import Library
from unknot.content.once import once


def test_each_library_has_its_own() -> None:
    asked: list[tuple[Library, str]] = []

    @once
    def told(library: Library, language: str) -> int:
        asked.append((library, language))
        return len(asked)

    first, other = Library(), Library()
    assert first == other
    assert [told(first, "en"), told(other, "en"), told(first, "de")] == [1, 2, 3]
    assert [told(first, "en"), told(other, "en"), told(first, "".join("de"))] == [1, 2, 3]
    assert len(asked) == 3


def test_one_that_has_gone_is_never_taken_for_another() -> None:
    """Its identity may be given to the next, but for as long as what it made is remembered."""

    @once
    def folders(library: Library) -> int:
        return len(library.folders)

    for count in range(200):
        assert folders(Library(folders=(*Library().folders, *[None] * count))) == count  # type: ignore[arg-type]

"""The reference pages that are made from code and content say what these say."""

from __future__ import annotations

import pytest
from manual.__main__ import REFERENCE, make_pages

PAGES = make_pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fresh(name: str) -> None:
    text = (REFERENCE / name).read_text(encoding="utf-8")
    assert text == PAGES[name], f"{name} is stale; python -m manual writes it anew"

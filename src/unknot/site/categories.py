"""Apple's podcast categories and their subcategories, spelt as the feed must spell them: the lines
of categories.txt."""

from __future__ import annotations

from pathlib import Path

_TABLE = Path(__file__).with_name("categories.txt").read_text(encoding="utf-8")
CATEGORIES: dict[str, tuple[str, ...]] = {
    name: tuple(each.strip() for each in below.split(",") if each.strip())
    for name, below in (line.split(":") for line in _TABLE.splitlines())
}

"""Write every page: ``python -m manual``."""

from __future__ import annotations

from pathlib import Path

from manual import (
    coverage,
    json_output,
    lint_rules,
    muscles,
    problems,
    safety_rules,
    sources_table,
)
from unknot.content.load import load
from unknot.content.workspace import Root, bundled_content

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
#: What people read about the content; not those pages that are made from citations.
READ = (
    "README.md", "SAFETY.md", "docs/explanation/trigger-points.md",
    "docs/explanation/evidence.md", "docs/how-to/programmes.md",
)  # fmt: skip


def read_pages() -> dict[str, str]:
    """The texts of READ, by path."""
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in READ}


def make_pages() -> dict[str, str]:
    """Every page that is made, by its name in docs/reference."""
    library = load([Root(bundled_content(), "bundled")])
    return {
        "content-coverage.md": coverage.page(library, read_pages()),
        "json-output.md": json_output.page(),
        "lint-rules.md": lint_rules.page(),
        "muscles.md": muscles.page(library),
        "problems.md": problems.page(),
        "safety-rules.md": safety_rules.page(),
        "sources-table.md": sources_table.page(library),
    }


def main() -> None:
    for name, text in make_pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

"""The lines of the bundled script, as they are spoken."""

from __future__ import annotations

import yaml

from tests.conftest import ROOT

LINES = sorted(
    line.replace("{side}", "left").replace("{other}", "right").replace("{emergency}", "one one two")
    for path in (ROOT / "scripts" / "en").glob("*.yaml")
    if path.stem != "lexicon"
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["lines"].values()
    for key in ("say", "in-turn")
    for line in ([entry.get(key, [])] if isinstance(entry.get(key), str) else entry.get(key, []))
)

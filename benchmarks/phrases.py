"""Distinct phrases, as many as are asked for: the script's own lines, then sentences made of words.

The words are those of the script and of general English as Python's own documentation uses it, so
that long, short, rare and abbreviated words, numbers and odd punctuation all come up.
"""

from __future__ import annotations

import argparse
import pydoc_data.topics
import random
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import yaml

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts" / "en"
#: How often a sentence has so many words; one-word sentences are the hardest to judge.
_LENGTHS = (1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30)
_FILLED = {"side": ("left", "right"), "other": ("right", "left"), "emergency": ("112", "911")}
_NUMBERS = ("5", "30", "100", "10:30", "2.5", "1,000", "50%", "3/4", "22nd", "1998")


def phrases(count: int, seed: int = 3) -> list[str]:
    """``count`` phrases, no two alike, the same ones for the same ``seed``."""
    return list(islice(_distinct(seed), count))


def script_lines() -> list[str]:
    """What the voice says in the bundled script, one phrase for each side."""
    lines: list[str] = []
    for path in sorted(SCRIPTS.glob("*.yaml")):
        entries = yaml.safe_load(path.read_text(encoding="utf-8")).get("lines", {})
        for entry in entries.values():
            for said in (entry.get("say", []), entry.get("in-turn", [])):
                for line in [said] if isinstance(said, str) else said:
                    lines += [_filled(line, way) for way in (0, 1)]
    return list(dict.fromkeys(line for line in lines if "{" not in line))


def _filled(line: str, way: int) -> str:
    for name, values in _FILLED.items():
        line = line.replace(f"{{{name}}}", values[way])
    return line


def _distinct(seed: int) -> Iterator[str]:
    seen: set[str] = set()
    for phrase in _endless(seed):
        if phrase not in seen:
            seen.add(phrase)
            yield phrase


def _endless(seed: int) -> Iterator[str]:
    lines = script_lines()
    yield from lines
    chance = random.Random(seed)
    own = re.findall(r"[A-Za-z'-]+", " ".join(lines))
    general = re.findall(r"\b[A-Za-z][a-z'-]*\b", " ".join(pydoc_data.topics.topics.values()))
    while True:
        words = [
            chance.choice(chance.choice((own, own, general)))
            if chance.random() > 0.03
            else chance.choice(_NUMBERS)
            for _ in range(chance.choice(_LENGTHS))
        ]
        for at in range(len(words) - 1):
            words[at] += chance.choices(("", ",", ";", ":", "."), (30, 3, 0.3, 0.3, 1))[0]
        sentence = " ".join(words)
        sentence = sentence[0].upper() + sentence[1:]
        if re.search("[A-Za-z0-9]", sentence):
            yield sentence + chance.choices((".", "!", "?", "", "…"), (12, 1, 1, 1, 0.3))[0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    for line in phrases(parser.parse_args().count):
        print(line)

"""Bytes that nobody would write, for as long as is wanted: atheris mutates content files.

    pip install atheris
    python benchmarks/fuzz.py [-runs=20000] [-max_total_time=300]

It begins with tests/reliability/corpus, and ends at the first input that gives anything but a
library and problems, that takes over 2 s, or that takes over 200 MB. What it finds belongs into the
corpus, where the normal tests try it ever after.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.reliability.corpus_files import CORPUS, name_of

with atheris.instrument_imports(include=["unknot.content"]):
    from unknot.content.load import read
    from unknot.content.workspace import Root, bundled_content

SECONDS, MEGABYTES = 2.0, 200
OWN = Path(tempfile.mkdtemp(prefix="unknot-fuzz-"))
BUNDLED = Root(bundled_content(), "bundled")


def one(data: bytes) -> None:
    """Read a workspace of one file."""
    path = OWN / name_of(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data[1:])
    start = time.process_time()
    try:
        _, problems = read([Root(OWN, "workspace")])
    finally:
        path.unlink()
    assert time.process_time() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MEGABYTES * 1024
    for problem in problems:
        assert problem.code
        assert str(problem).encode()


def main() -> None:
    # New inputs go beside the committed corpus, not into it.
    scratch = Path(tempfile.mkdtemp(prefix="unknot-corpus-"))
    atheris.Setup([*sys.argv, str(scratch), str(CORPUS)], one)
    try:
        atheris.Fuzz()
    finally:
        shutil.rmtree(OWN, ignore_errors=True)


if __name__ == "__main__":
    main()

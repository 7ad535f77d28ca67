"""What reading a sound does to the program around it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from unknot.sound_file import quiet_library


def where_stderr_goes() -> tuple[int, int]:
    found = os.fstat(2)
    return found.st_dev, found.st_ino


def test_what_a_program_has_to_say_is_heard_while_threads_read_sounds() -> None:
    """An error was lost whenever another thread read a take at that moment."""
    before = where_stderr_goes()

    def inside() -> tuple[int, int]:
        with quiet_library():
            return where_stderr_goes()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(inside).result() == before
    assert inside() != before  # no other to speak, and libmpg123 is kept from it
    assert where_stderr_goes() == before

"""The program's first lines, so that Ctrl-C is heard while the rest is still being imported."""

import gc
import sys

#: What a command makes lives until it ends; to look through all of it for circles costs a sixth.
_RARELY = 100_000


def run() -> None:
    """The command line; ``unknot``, ``python -m unknot`` and ``cli.py`` all begin here."""
    try:
        gc.set_threshold(_RARELY)
        from unknot.cli import main

        main(prog_name="unknot")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped before anything was begun\n")
        sys.exit(130)


if __name__ == "__main__":
    run()

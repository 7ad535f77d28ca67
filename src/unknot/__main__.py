"""The program's first lines, so that Ctrl-C is heard while the rest is still being imported."""

import sys


def run() -> None:
    """The command line; ``unknot``, ``python -m unknot`` and ``cli.py`` all begin here."""
    try:
        from unknot.cli import main

        main(prog_name="unknot")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped before anything was begun\n")
        sys.exit(130)


if __name__ == "__main__":
    run()

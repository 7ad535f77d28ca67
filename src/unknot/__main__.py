"""The program's first lines, so that Ctrl-C is heard while the rest is still being imported."""

import gc
import signal
import sys

#: What a command makes lives until it ends; to look through all of it for circles costs a sixth.
_RARELY = 100_000
#: Long enough, in seconds, for what dropped a Ctrl-C to be left before it is sent once more.
_AGAIN_S = 0.05
#: A window that is closed, a machine that shuts down: what runs is stopped as by Ctrl-C, with the
#: programs that speak, which would go on otherwise.
_ENDINGS = ("SIGTERM", "SIGHUP", "SIGBREAK")


def run() -> None:
    """The command line; ``unknot``, ``python -m unknot`` and ``cli.py`` all begin here."""
    try:
        gc.set_threshold(_RARELY)
        sys.unraisablehook = _hear_a_dropped_interrupt
        heed_endings()
        from unknot.cli import main

        main(prog_name="unknot")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped before anything was begun\n")
        sys.exit(130)
    finally:
        gc.freeze()  # Python would look through all of it once more before it ends


def heed_endings() -> None:
    """Take every way to be told to end for a Ctrl-C, but one that is ignored, as under nohup."""
    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _hear_a_dropped_interrupt(dropped: "sys.UnraisableHookArgs") -> None:
    """Send Ctrl-C once more where it struck while Python deleted something.

    Python goes on after whatever is raised in a ``__del__`` or a weak reference's callback, and
    Dask's futures have one: without this, a build went on as if nobody had pressed a key.
    """
    if not issubclass(dropped.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(dropped)
        return
    from threading import Timer

    again = Timer(_AGAIN_S, _interrupt)
    again.daemon = True
    again.start()


def _interrupt() -> None:
    """Ctrl-C for the main thread, from another one."""
    from threading import main_thread

    if sys.platform == "win32":
        signal.raise_signal(signal.SIGINT)
    else:  # sent to the thread that waits, so that its waiting ends, too
        signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)


if __name__ == "__main__":
    run()

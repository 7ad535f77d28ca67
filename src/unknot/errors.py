"""Everything that can go wrong for a reason the user can mend.

Fields first, message derived. The command line is the only place that prints them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from unknot.diagnostic import Diagnostic, Place


class Error(Exception):
    """The base of every error that unknot raises on purpose.

    ``exit_code``: 1 a stage failed, 2 wrong usage, 3 the content has problems.
    """

    exit_code: ClassVar[int] = 1


class _Told(Error):
    """What is wrong, and what to do about it."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what, hint)
        self.what, self.hint = what, hint

    def __str__(self) -> str:
        return f"{self.what}\n  {self.hint}" if self.hint else self.what


class WorkspaceError(_Told):
    """A workspace, or something named in it, is not there."""

    exit_code = 2


class ContentError(Error):
    """The content has problems; all that were found in one run."""

    exit_code = 3

    def __init__(self, problems: Sequence[Diagnostic]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class LayoutError(Error):
    """A phrase does not fit the hold it belongs to. Times in ms.

    ``words`` and ``line``: what is said, and where its words come from; ``place``: where that is
    written, when it is known.
    """

    exit_code = 3

    def __init__(
        self, session: str, cue: str, room_ms: int, needed_ms: int, words: str = "", line: str = ""
    ) -> None:
        super().__init__(session, cue, room_ms, needed_ms, words, line)
        self.session, self.cue, self.words, self.line = session, cue, words, line
        self.room_ms, self.needed_ms = room_ms, needed_ms
        self.place: Place | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason

    @property
    def reason(self) -> str:
        """What does not fit, without where that is written."""
        return (
            f"session {self.session!r}: {self.cue} needs {self.needed_ms / 1000:.1f} s,"
            f" but only {self.room_ms / 1000:.1f} s are free there\n"
            "  shorten the line, lengthen the hold or speak faster (--rate)"
        )


class EngineError(Error):
    """A phrase could not be spoken; ``text`` is the phrase."""

    def __init__(self, engine: str, text: str, reason: str) -> None:
        super().__init__(engine, text, reason)
        self.engine, self.text, self.reason = engine, text, reason

    def __str__(self) -> str:
        short = self.text if len(self.text) <= 120 else f"{self.text[:119]}…"
        said = f" could not speak {short!r}" if self.text else ""
        return f"engine {self.engine!r}{said}: {self.reason}"


class _WithHint(Error):
    """``what`` it is about, the reason, and what to do."""

    def __init__(self, what: Path | str, reason: str, hint: str = "") -> None:
        super().__init__(what, reason, hint)
        self.what, self.reason, self.hint = what, reason, hint

    def __str__(self) -> str:
        line = f"{self.what}: {self.reason}"
        return f"{line}\n  {self.hint}" if self.hint else line


class DownloadError(_WithHint):
    """A file could not be got; ``what`` is its address."""


class AudioError(_WithHint):
    """A sound or a track could not be read, made or written."""

    @property
    def path(self) -> Path | str:
        return self.what


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say of whatever the system refuses while ``path`` is read which file it was: AudioError."""
    try:
        yield
    except OSError as error:
        raise AudioError(path, f"cannot be read: {error.strerror or error}") from error


class PictureError(_WithHint):
    """A picture cannot be drawn, or one that was given cannot be used."""


class NoRoomError(_WithHint):
    """Something failed because a disk is full; ``what`` is the folder on it."""


class SiteError(_WithHint):
    """A site could not be made, written or read."""


class ServeError(_Told):
    """Nothing can be served here."""


class ProofError(Error):
    """A track does not keep its plan; ``findings`` has a line for each thing wrong."""

    def __init__(self, path: Path | str, findings: Sequence[str]) -> None:
        super().__init__(path, tuple(findings))
        self.path, self.findings = path, tuple(findings)

    def __str__(self) -> str:
        lines = "\n".join(f"  {finding}" for finding in self.findings)
        return (
            f"{self.path}: the new track does not keep its plan;"
            f" the old one, if any, stays\n{lines}"
        )

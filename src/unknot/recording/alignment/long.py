"""Import one long recording: split at its pauses, matched to the lines in order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from unknot.engines.added import AddedVoice
from unknot.errors import AudioError
from unknot.recording.alignment.align import Alignment, Placement, align
from unknot.recording.alignment.costs import word_costs
from unknot.recording.audio_reader import MOST_LONG_S, MOST_TAKE_S, AudioReader, opened
from unknot.recording.clean import Mono, mono, without_rumble
from unknot.recording.examine import TakeFault
from unknot.recording.finish import finished
from unknot.recording.judge import Candidate
from unknot.recording.line import ScriptLine
from unknot.recording.pauses import Island, islands, long_envelope
from unknot.recording.reference import Reference, reference
from unknot.recording.report import ImportReport, TakeRow
from unknot.recording.take import take_from

#: Silence that goes along with a line, where there is so much, before and after it.
_BEFORE_S, _AFTER_S = 0.4, 0.6
_MOST_LINES, _MOST_ISLANDS = 1000, 6000


def import_long(
    path: Path,
    lines: Sequence[ScriptLine],
    voice: AddedVoice,
    *,
    compare: bool = True,
    anyway: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Find ``lines``, read in this order, in the recording at ``path``, and take them into
    ``voice``. With ``compare`` a program reads the lines as well, to tell what is which.

    The recording is read in blocks. Raises AudioError when it cannot be read, or when it is not a
    reading of the lines; otherwise as finish.finished.
    """
    if len(lines) > _MOST_LINES:
        reason = f"is to be split into {len(lines)} lines; {_MOST_LINES} are the most"
        raise AudioError(path, reason, "record and import session by session")
    with opened(path, MOST_LONG_S) as source, TemporaryDirectory(prefix="unknot-") as folder:
        found = islands(long_envelope(source), source.rate)
        if not found:
            raise AudioError(path, "nobody can be heard in it")
        if len(found) > _MOST_ISLANDS:
            raise AudioError(path, f"falls into {len(found)} pieces; it is too noisy to be split")
        made, known = _aligned(source, lines, found, voice.language if compare else "")
        if not any(made.places):
            raise AudioError(path, "is not a reading of these lines", "is it the right script?")
        rows: dict[str, TakeRow] = {}
        candidates = []
        for number, (line, place) in enumerate(zip(lines, made.places, strict=True)):
            if place is None:
                continue
            words = _where(found, place)
            try:
                taken = take_from(source, Path(folder), *_cut(source, found, place))
            except AudioError as error:
                rows[line.text] = TakeRow(
                    id=line.id, text=line.text, verdict="refused", found=words,
                    notes=(error.reason,),
                )  # fmt: skip
                continue
            candidates.append(
                Candidate(
                    line=line, taken=taken, found=f"{path.name} {words}",
                    notes=_notes(made, found, number), fault=_unsure(place, known),
                )
            )  # fmt: skip
        return finished(
            candidates, rows, lines, voice, strays=_strays(made, found), known=known,
            anyway=anyway,
            dry_run=dry_run,
        )  # fmt: skip


def _aligned(
    source: AudioReader, lines: Sequence[ScriptLine], found: Sequence[Island], language: str
) -> tuple[Alignment, Reference]:
    """By length and pauses first, then, where a program can read the lines, by their words."""
    expected = [line.expected_ms / 1000 for line in lines]
    rough = align(expected, found)
    known = reference([line.text for line in lines], language) if language else Reference()

    def sound(place: Placement) -> tuple[Mono, int]:
        start, stop = found[place.first].start, found[place.last].stop
        frames = source.read(round(start * source.rate), round(stop * source.rate))
        return without_rumble(mono(frames), source.rate), source.rate

    words = word_costs(lines, found, rough, sound, known) if known.lines else None
    return (align(expected, found, words=words) if words is not None else rough), known


def _notes(made: Alignment, found: Sequence[Island], number: int) -> tuple[str, ...]:
    if tries := made.again.get(number):
        where = ", ".join(_where(found, each) for each in tries)
        return (f"read again after {where}; the last time counts",)
    return ()


def _unsure(place: Placement, known: Reference) -> TakeFault | None:
    """What is heard in it has a say later; where nothing could be compared, it does not do."""
    if place.sure:
        return None
    words = "it may be another line: length and pauses fit others about as well"
    return TakeFault("words", not known.lines, words)


def _cut(source: AudioReader, found: Sequence[Island], place: Placement) -> tuple[int, int]:
    """Samples from the silence before a line to the silence after it."""
    start, stop = found[place.first].start, found[place.last].stop
    before = start - found[place.first - 1].stop if place.first else start
    last = place.last + 1 == len(found)
    after = (source.seconds if last else found[place.last + 1].start) - stop
    first = start - min(_BEFORE_S, before if not place.first else before / 2)
    end = stop + min(_AFTER_S, after if last else after / 2, MOST_TAKE_S)
    return round(first * source.rate), round(end * source.rate)


def _strays(made: Alignment, found: Sequence[Island]) -> tuple[str, ...]:
    return tuple(
        f"{_where(found, Placement(each, each))} belongs to no line" for each in made.passed
    )


def _where(found: Sequence[Island], place: Placement) -> str:
    return f"{_clock(found[place.first].start)}–{_clock(found[place.last].stop)}"


def _clock(seconds: float) -> str:
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"

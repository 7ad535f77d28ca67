"""What is wrong with a take: measured first, judged then.

docs/how-to/record-your-own-voice.md gives every bound with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from unknot.recording.clean import LEAST_RATE, Mono
from unknot.recording.pauses import Envelope, Island, step_of
from unknot.timeline.estimate import USUAL_RATE

#: Flat tops: so many samples in a row within two steps of 16 bits of the highest peak, so often.
_FLAT_RUN, _FLAT_RUNS, _FLAT_STEP = 3, 3, 2 / 32768
_NEAR_PEAK = 0.99
#: Shares of the samples with voice: heard as a crackle, and as distortion throughout.
_CLIPPED_SHARE, _RUINED_SHARE = 0.0, 0.001
_NOISY_DB, _DROWNED_DB = 30.0, 20.0
_QUIET_DBFS, _LOST_DBFS = -30.0, -45.0
#: Of the time that the reader's own pace makes of the words, and so many seconds besides.
_ODD, _WRONG, _SLACK_S = 1.5, 2.0, 0.5
#: Until the pace is known.
_WRONG_UNKNOWN, _ODD_UNKNOWN = 2.5, 1.7
#: Nobody reads so slowly or so fast: under 75 words a minute, or over 270, as times the estimate. A
#: header with half or twice the rate of its samples comes out so. Before that it is doubted.
_CRAWLS, _DRAGS, _RACES = USUAL_RATE / 75, 1.6, 0.5
#: A sound that stands so far off at either end and lasts no longer may be a cough, in seconds.
_OFF_S, _COUGH_S = 0.8, 0.6
#: Speech in telephones ends at 3.4 kHz.
_NARROW_HZ, _NARROW_DB = 4000, -50.0
#: Against the voice, in the first and the last 10 ms: words may begin at once, but die away.
_BEGINS_DB, _ENDS_DB = -6.0, -15.0
_FLOOR_DB = -100.0
#: In ms: what is looked at beside a moment, without what is nearest to it.
_FAR, _NEAR = 15, 3
#: So many times as sharp (by the second difference of the samples) as all that is beside it. Of
#: 400 takes of a natural voice none is over 9, of 170 by four programs none over 4.5; clicks of
#: 2 ms at full scale inside words are at 21 in the middle, nine of ten over this.
_SHARP = 10.0
#: Both sides must be voice, by this share of the take's loud parts: the release of a t or k stands
#: behind a silence of its own.
_VOICED = 0.3


class Measured(Struct, frozen=True, kw_only=True):
    """Levels in dBFS, ``highest`` of a sample and ``speech``, ``noise`` on average (-100 is
    silence); ``flat``: the share of clipped samples; ``narrow``: nothing above 4 kHz; ``begins``
    and ``ends``: there is silence before and after the voice; ``click``: where one is inside the
    words; ``apart``: how far a short sound at one end stands off. Times in seconds."""

    start: float
    stop: float
    rate: int
    highest: float
    speech: float
    noise: float
    flat: float
    narrow: bool
    begins: bool
    ends: bool
    click: float | None = None
    apart: float = 0.0

    @property
    def seconds(self) -> float:
        """How long somebody speaks in it."""
        return self.stop - self.start


class TakeFault(Struct, frozen=True):
    """``refused``: the take cannot be used; else it can, and somebody should listen to it.

    ``kind``: clipped, noisy, quiet, long, short, pace, narrow, cut, click, apart or words (another
    line's).
    """

    kind: str
    refused: bool
    words: str


def measure(
    raw: Mono, clean: Mono, rate: int, levels: Envelope, found: Sequence[Island]
) -> Measured:
    """Measure a take: ``raw`` as it came (one channel), ``clean`` without rumble, the envelope of
    the latter and its islands, of which there is one at least."""
    start, stop = found[0].start, found[-1].stop
    voiced = np.zeros(len(levels), bool)
    a_second = rate / step_of(rate)
    for each in found:
        voiced[round(each.start * a_second) : round(each.stop * a_second)] = True
    away = ~np.convolve(voiced, np.ones(17), "same").astype(bool)
    first, last = round(start * a_second), round(stop * a_second)
    speech = _mean_db(levels[voiced])
    words = slice(round(start * rate), round(stop * rate))
    spectrum = np.square(np.abs(np.fft.rfft(clean[words])))
    above = float(spectrum[int(len(clean[words]) * _NARROW_HZ / rate) :].sum())
    highest = float(np.abs(raw[words]).max(initial=0.0))
    return Measured(
        start=start,
        stop=stop,
        rate=rate,
        highest=20 * float(np.log10(highest + 1e-5)),
        speech=speech,
        noise=_noise(levels, away),
        flat=_flat_share(raw[words]),
        narrow=above <= float(spectrum.sum()) * 10 ** (_NARROW_DB / 10),
        begins=bool(first > 0 or levels[0] < speech + _BEGINS_DB),
        ends=bool(last < len(levels) or levels[-1] < speech + _ENDS_DB),
        click=find_click(clean[words], rate),
        apart=_apart(found),
    )


def _noise(levels: Envelope, away: NDArray[np.bool_]) -> float:
    """The room, in dBFS, as it stays in a take: what comes now and then outside the words is cut
    away with the silence there."""
    return float(np.median(levels[away]) if away.sum() >= 20 else np.percentile(levels, 3))


def _apart(found: Sequence[Island]) -> float:
    """How far the first or the last sound stands off, where it is short; 0 where none does."""
    if len(found) < 2:
        return 0.0
    ends = (
        (found[0], found[1].start - found[0].stop),
        (found[-1], found[-1].start - found[-2].stop),
    )
    return max(
        (off for each, off in ends if each.seconds <= _COUGH_S and off >= _OFF_S), default=0.0
    )


def faults(take: Measured, expected_s: float, pace: float | None) -> Iterator[TakeFault]:
    """What is wrong with ``take`` of a line of ``expected_s`` seconds, worst first.

    ``pace``: how long this reader takes for a line, times what is expected; None while unknown.
    """
    found = [*_pace(pace), *_level(take), *_length(take, expected_s, pace), *_form(take)]
    yield from sorted(found, key=lambda fault: not fault.refused)


def _pace(pace: float | None) -> Iterator[TakeFault]:
    if pace is None or _RACES <= pace <= _DRAGS:
        return
    words = f"all takes are read at about {USUAL_RATE / pace:.0f} words a minute"
    why = "is the sample rate in their headers right?"
    yield TakeFault("pace", not _RACES <= pace <= _CRAWLS, f"{words}; {why}")


def _level(take: Measured) -> Iterator[TakeFault]:
    if take.flat > _CLIPPED_SHARE:
        ruined = take.flat > _RUINED_SHARE
        share = f"{take.flat:.2%}"
        yield TakeFault("clipped", ruined, f"clipped: {share} of it is flat; turn the input down")
    over = take.speech - take.noise
    if over < _NOISY_DB:
        words = f"noisy: the voice is {over:.0f} dB over the noise, {_NOISY_DB:.0f} is good"
        yield TakeFault("noisy", over < _DROWNED_DB, words)
    if take.highest < _QUIET_DBFS:
        words = f"too quiet: its highest peak is {take.highest:.0f} dBFS; turn the input up"
        yield TakeFault("quiet", take.highest < _LOST_DBFS, words)


def _length(take: Measured, expected_s: float, pace: float | None) -> Iterator[TakeFault]:
    if expected_s <= 0:
        return
    usual = expected_s * (pace or 1.0)
    wrong = _WRONG if pace else _WRONG_UNKNOWN
    said = f"{take.seconds:.1f} s, and these words take about {usual:.1f} s"
    if take.seconds > usual * wrong + _SLACK_S:
        yield TakeFault("long", True, f"too long: {said}")
    elif take.seconds < usual / wrong - _SLACK_S / 2:
        yield TakeFault("short", True, f"too short: {said}")
    elif take.seconds > usual * (_ODD if pace else _ODD_UNKNOWN) + _SLACK_S:
        yield TakeFault("long", False, f"long: {said}")
    elif pace and take.seconds < usual / _ODD - _SLACK_S / 2:
        yield TakeFault("short", False, f"short: {said}")


def _form(take: Measured) -> Iterator[TakeFault]:
    if take.click is not None:
        yield TakeFault("click", False, f"a click {take.click:.1f} s into the words: listen to it")
    if take.apart:
        words = f"a short sound stands {take.apart:.1f} s off at one end: a cough?"
        yield TakeFault("apart", False, words)
    if take.rate < LEAST_RATE:
        words = f"recorded at {take.rate / 1000:g} kHz, as telephones do; 16 kHz is the least"
        yield TakeFault("narrow", True, words)
    elif take.narrow:
        yield TakeFault("narrow", False, "sounds as from a telephone: there is nothing above 4 kHz")
    if not take.ends:
        yield TakeFault("cut", True, "cut off: it ends in the middle of a sound")
    if not take.begins:
        yield TakeFault("cut", False, "begins at once: is its beginning there?")


def _flat_share(samples: Mono) -> float:
    """Share of ``samples`` in flat tops at the highest or lowest; one alone may be chance."""
    if not len(samples):
        return 0.0
    over = int((np.abs(samples) > 1.0 + _FLAT_STEP).sum())
    return max(_flat(samples) + _flat(-samples), over) / len(samples)


def _flat(samples: Mono) -> int:
    top = float(samples.max())
    near = samples >= max(top - _FLAT_STEP, _NEAR_PEAK * top)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], near.view(np.int8), [0]))))
    runs = edges[1::2] - edges[::2]
    flat = runs[runs >= _FLAT_RUN]
    return int(flat.sum()) if top > 0 and len(flat) >= _FLAT_RUNS else 0


def _mean_db(levels: Envelope) -> float:
    if not len(levels):
        return _FLOOR_DB
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))


def find_click(samples: Mono, rate: int) -> float | None:
    """Where in ``samples`` (one channel, its rate in Hz) the sharpest click is that stands inside
    voice, in seconds; None without one."""
    step = max(rate // 1000, 1)
    count = (len(samples) - 2) // step
    if count <= 2 * _FAR:
        return None
    sharp = np.abs(np.diff(samples, 2)[: count * step]).reshape(count, step).max(axis=1)
    level = np.abs(samples[: count * step]).reshape(count, step).max(axis=1)
    beside = np.maximum(*_sides(sharp))
    voiced = np.minimum(*_sides(level)) > _VOICED * np.percentile(level, 95)
    times = np.where(voiced, sharp / np.maximum(beside, 1e-5), 0.0)
    at = int(times.argmax())
    return at * step / rate if times[at] > _SHARP else None


def _sides(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The highest of what is before each value, and of what is behind it."""
    windows = sliding_window_view(np.pad(values, _FAR), 2 * _FAR + 1)
    return windows[:, : _FAR - _NEAR].max(axis=1), windows[:, _FAR + _NEAR + 1 :].max(axis=1)

"""What one voice is like at one rate, learned by having it say a few short phrases.

Only what holds for every phrase is learned: the file's form, the silence a voice never fails to
end with, and how long it takes for what timeline.estimate expects. So a verdict on a clip depends
on the voice and the words alone, and not on what else was spoken before.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from msgspec import Struct, json

from unknot.cache import check_kept, read_sealed, seal
from unknot.errors import AudioError
from unknot.files import replace_file
from unknot.timeline.estimate import estimate_ms

#: Counted up when what is learned, or how, changes.
LEARNING_VERSION = 6
#: Said by every voice before anything else: each final mark, a word alone, short and long, and one
#: clause. Kokoro leaves half the silence behind it that it leaves behind two.
LESSONS = (
    "Hold.",
    "Breathe out slowly!",
    "Is it softer now?",
    "Let it soak in",
    "Take your time…",
    "When you are ready,",
    "Stay on your left side, with a pillow between your knees.",
)
#: A tail counts as the voice's habit when every lesson ends with so much. Asked is this share of
#: the shortest; less of a voice that leaves less behind one full stop than behind another, as
#: models do and espeak-ng does not, and no more than the least. Piper's joe: 150 and 157 ms behind
#: two lessons, 95 to 116 behind lines of the script; flite's slt 101 and 170, and 72; Kokoro leaves
#: 255 and more, and 112 behind "Halfway.".
_LEAST_TAIL_MS, _TAIL_SHARE, _LOOSE_SHARE, _LOOSE = 60, 0.8, 0.5, 0.97
#: Voices begin softly; some breathe. Bounds of what is taken for a beginning.
_SOFTEST_FIRST, _LOUDEST_FIRST = 0.3, 0.9
#: A voice that needs no more than this for a short phrase says every phrase twice, in seconds.
QUICK_S = 0.15
#: Nobody speaks otherwise: as a share of what the words should take, and in words a minute.
_SCALES, _WORDS_A_MINUTE = (0.62, 1.7), (75, 215)


class VoiceModel(Struct, frozen=True, kw_only=True):
    """``hz`` and ``channels`` of every file; ``tail_ms``: silence that no phrase ends without, 0
    when there is no such habit; ``scale``: times what timeline.estimate expects; ``first``: the
    most that its first 2 ms may reach, as a share of the peak; ``exact``: the same words give the
    same bytes; ``quick``: saying a phrase twice costs next to nothing."""

    hz: int
    channels: int
    tail_ms: float
    scale: float
    first: float
    exact: bool
    quick: bool


class Lesson(Struct, frozen=True, kw_only=True):
    """How one of the LESSONS came out. ``digest`` of its sound; ``seconds`` that it took."""

    text: str
    digest: str
    hz: int
    channels: int
    heard_ms: int
    tail_ms: float
    first: float
    exact: bool
    seconds: float


def learned(lessons: list[Lesson], rate: int) -> VoiceModel:
    """The model that ``lessons``, spoken at ``rate`` words a minute, lead to."""
    from statistics import median

    forms = [(each.hz, each.channels) for each in lessons]
    hz, channels = max(set(forms), key=forms.count)
    tail = min(each.tail_ms for each in lessons)
    stops = [each.tail_ms for each in lessons if each.text.endswith(".")] or [0.0]
    even = min(stops) >= _LOOSE * max(stops)
    asked = tail * _TAIL_SHARE if even else min(tail * _LOOSE_SHARE, _LEAST_TAIL_MS)
    # How long a word alone takes says little of the rest.
    times = [e.heard_ms / max(estimate_ms(e.text, rate), 1) for e in lessons if " " in e.text]
    return VoiceModel(
        hz=hz,
        channels=channels,
        tail_ms=asked if tail >= _LEAST_TAIL_MS else 0.0,
        scale=median(times),
        first=min(max(2 * max(each.first for each in lessons), _SOFTEST_FIRST), _LOUDEST_FIRST),
        exact=all(each.exact for each in lessons),
        quick=min(each.seconds for each in lessons) <= QUICK_S,
    )


def implausible(scale: float, rate: int) -> str:
    """Why no voice can be so fast or slow, when asked for ``rate`` words a minute; else "".

    Both by the rate and by itself, because an engine need not follow the rate. Samples under a
    header with half their rate, or twice their channels, come out so.
    """
    slowest, fastest = _WORDS_A_MINUTE
    if (scale > _SCALES[1] and rate / scale < slowest) or (
        scale < _SCALES[0] and rate / scale > fastest
    ):
        return (
            f"what it says lasts {scale:.1f} times as long as its words should;"
            " the sample rate or the channels in its files' headers may be wrong"
        )
    return ""


class Memory:
    """What is known of one voice, kept in ``folder`` when there is one; all can be made again.

    Beside the model: of every sound that was accepted, what it says.
    """

    def __init__(self, folder: Path | None, facts: dict[str, object]) -> None:
        key = sha256(json.encode([LEARNING_VERSION, facts], order="sorted")).hexdigest()
        self._model = folder / f"{key}.json" if folder else None
        self._sounds = folder / f"{key}.sounds" if folder else None

    def model(self) -> VoiceModel | None:
        """What was learned earlier; None when nothing was, or when it cannot be read."""
        if self._model is None:
            return None
        with suppress(OSError, ValueError):
            return json.decode(read_sealed(self._model), type=VoiceModel)
        return None

    def keep_model(self, model: VoiceModel) -> None:
        if self._model:
            with suppress(AudioError):
                replace_file(self._model, [seal(json.encode(model))], sync=False)

    def sounds(self) -> dict[str, str]:
        """Digest to phrase, of every line that is whole."""
        if self._sounds is None:
            return {}
        with suppress(OSError):
            check_kept(self._sounds)
            lines = self._sounds.read_bytes().decode("utf-8", "replace").splitlines()
            parts = (line.split(" ", 2) for line in lines if line.count(" ") > 1)
            return {digest: text for sum, digest, text in parts if sum == _sum(digest, text)}
        return {}

    def keep_sound(self, digest: str, text: str) -> None:
        """Add a line. One write, so that builds side by side do not mix theirs."""
        if self._sounds:
            text = " ".join(text.split())
            line = f"{_sum(digest, text)} {digest} {text}\n".encode("utf-8", "replace")
            with suppress(OSError):
                if self._sounds.exists():
                    check_kept(self._sounds)
                with self._sounds.open("ab", buffering=0) as file:
                    file.write(line)


def _sum(digest: str, text: str) -> str:
    return f"{crc32(f'{digest} {text}'.encode('utf-8', 'replace')):08x}"

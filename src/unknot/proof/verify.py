"""Verify: one track, proved or found wanting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from unknot.clips.store import Store
from unknot.errors import AudioError, ProofError
from unknot.proof.embedded import opened, plan_from
from unknot.proof.prove import Proof, prove_bytes
from unknot.timeline.finding import TrackFinding, on_track
from unknot.timeline.timeline import Timeline


class Verdict(Struct, frozen=True, kw_only=True):
    """What was found at a track, in time order; nothing when it keeps its plan.

    ``cached``: how many of its ``clips`` are in the cache, byte for byte. Loudness in LUFS and
    ``peak`` in dBTP as a decoder hears them; None when it was not decoded. ``notes``: what other
    programs added to it, which is no fault.
    """

    path: Path
    findings: tuple[TrackFinding, ...]
    timeline: Timeline | None = None
    clips: int = 0
    cached: int = 0
    loudness: float | None = None
    peak: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.findings


def verify(path: Path, *, plan: Path | None = None, store: Store | None = None) -> Verdict:
    """Everything about the track at ``path``: bytes, tag, safety rules and decoded sound.

    ``plan`` is a file whose plan stands in for the one inside; clips found in ``store`` are held
    against it. A track that cannot be read has one finding. Raises AudioError when ``plan``
    cannot be read, or no decoder is there.
    """
    using = plan_from(plan) if plan else None
    try:
        with opened(path) as data:
            proof = prove_bytes(data, path, using)
    except AudioError as error:
        return unreadable(path, error)
    return _listened(path, proof, store)


def verify_copy(path: Path, plan: Path) -> Verdict:
    """A copy that was encoded again, in any format that can be decoded, against ``plan``.

    ``plan`` is the track that it was made from, or a timeline's JSON. Every event must come
    within 20 ms. Raises AudioError when the plan cannot be read or no decoder is there.
    """
    from unknot.proof.copy import hear_copy

    using = plan_from(plan)
    original = None
    if plan.is_file():
        with opened(plan) as data:
            original = plan if data[:3] == b"ID3" else None
    try:
        with opened(path):  # a pipe would be waited for
            heard = hear_copy(path, using, original)
    except AudioError as error:
        return unreadable(path, error)
    return Verdict(
        path=path,
        findings=heard.findings,
        timeline=using.timeline,
        clips=sum(1 for _ in using.timeline.sounding()),
        loudness=heard.loudness,
        peak=heard.peak,
    )


def unreadable(path: Path, error: AudioError) -> Verdict:
    """The verdict on a file that is no track at all."""
    reason = error.reason if str(error.path) == str(path) else f"{error.path}: {error.reason}"
    reason += f" ({error.hint})" if error.hint else ""
    return Verdict(path=path, findings=(on_track("V01", reason),))


def prover(path: Path, store: Store | None, *, whole: bool) -> Callable[[Path], None]:
    """A check for ``replace_file`` that refuses a file which does not keep its plan.

    ``path`` is the name the file will have. Without ``whole`` nothing is decoded, and no numpy is
    needed. The check raises ProofError.
    """

    def check(written: Path) -> None:
        with opened(written) as data:
            proof = prove_bytes(data, path)
        findings: Sequence[TrackFinding] = proof.findings
        if whole and not findings:
            findings = _listened(written, proof, store).findings
        if findings:
            raise ProofError(path, [str(each) for each in findings])

    return check


def _listened(path: Path, proof: Proof, store: Store | None) -> Verdict:
    verdict = Verdict(
        path=path,
        findings=proof.findings,
        timeline=proof.carried.timeline,
        clips=sum(1 for _ in proof.carried.timeline.sounding()),
        notes=proof.notes,
    )
    if not proof.listen:
        return verdict
    from unknot.proof.listen import hear

    try:
        heard = hear(path, proof, store)
    except AudioError:
        if not proof.findings:
            raise
        return verdict  # too little is left of it to be decoded, and the bytes say why
    told = {(each.at, each.event) for each in proof.findings}
    more = [each for each in heard.findings if (each.at, each.event) not in told]
    return replace(
        verdict,
        findings=tuple(sorted([*proof.findings, *more])),
        cached=heard.cached,
        loudness=heard.loudness,
        peak=heard.peak,
    )

"""``unknot verify``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unknot.cli.arguments import Existing
from unknot.cli.folding import folded_for
from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import FILE, json_option
from unknot.cli.output import tell
from unknot.counted import counted
from unknot.timeline.sheet import minutes, own_note, own_texts

if TYPE_CHECKING:
    from unknot.proof.verify import Verdict

_TRACK = Existing(folders=False, tracks=True)


@click.command()
@click.argument("tracks", nargs=-1, required=True, type=_TRACK)
@click.option("--plan", type=_TRACK, metavar="FILE",
              help="Go by this plan, not the one inside: a track or timeline JSON.")  # fmt: skip
@click.option("--transcoded", is_flag=True,
              help="Encoded again by others; events must be within 20 ms of --plan.")  # fmt: skip
@click.option("--picture", type=FILE, metavar="FILE",
              help="Draw what is heard over the plan, as PNG or SVG (one TRACK only).")  # fmt: skip
@json_option
@click.pass_obj
def command(
    options: Globals, tracks: tuple[Path, ...], plan: Path | None, transcoded: bool,
    picture: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Prove that each TRACK is what its plan says: every byte, and what a decoder makes of it.

    Exit code 1 when anything is found.
    """
    from unknot.clips.shared import open_store
    from unknot.proof.verify import verify, verify_copy

    if transcoded and plan is None:
        raise click.UsageError("--transcoded needs --plan: the track that the copy was made from")
    if picture and len(tracks) > 1:
        raise click.UsageError("--picture draws one track")
    if picture:
        from unknot.proof.picture import can_draw

        can_draw(picture)
    store = open_store()
    verdicts = [
        verify_copy(path, plan) if transcoded and plan else verify(path, plan=plan, store=store)
        for path in tracks
    ]
    if as_json:
        print_json("verdicts", verdicts=[_row(verdict) for verdict in verdicts])
    elif len(tracks) > 1:
        _table(verdicts)
    else:
        _tell(verdicts[0], options)
    if picture:
        from unknot.proof.picture import draw

        draw(verdicts[0], picture)
        tell(options, [f"drew {picture}"], "")
    if not all(verdict.good for verdict in verdicts):
        raise SystemExit(1)


def _tell(verdict: Verdict, options: Globals) -> None:
    for line in folded_for(sys.stdout, map(str, verdict.findings), ""):
        click.echo(line)
    notes = (f"note: {note}" for note in verdict.notes)
    tell(options, [*notes, f"{verdict.path}: {_words(verdict)}"], "")


def _words(verdict: Verdict) -> str:
    if verdict.findings:
        return _count(verdict)
    words = f"keeps its plan; {verdict.clips} sounds in their place"
    if verdict.cached:
        words += f", {verdict.cached} the very clips of the cache"
    if verdict.loudness is not None and verdict.peak is not None:
        words += f"; {verdict.loudness:.1f} LUFS, {verdict.peak:.1f} dBTP"
    if verdict.timeline and (own := own_note(verdict.timeline)):
        words += f"; {own}"
    return words


def _count(verdict: Verdict) -> str:
    return counted(len(verdict.findings), "finding") if verdict.findings else ""


def _table(verdicts: list[Verdict]) -> None:
    """A line for each track; then the findings of those that have any."""
    width = max(len(str(verdict.path)) for verdict in verdicts)
    click.echo(
        f"{'track':<{width}}  {'length':>8}  {'sounds':>6}  {'LUFS':>6}  {'dBTP':>5}  result"
    )
    for verdict in verdicts:
        length = minutes(verdict.timeline.length) if verdict.timeline else ""
        loudness = "" if verdict.loudness is None else f"{verdict.loudness:.1f}"
        peak = "" if verdict.peak is None else f"{verdict.peak:.1f}"
        click.echo(
            f"{verdict.path!s:<{width}}  {length:>8}  {verdict.clips or '':>6}"
            f"  {loudness:>6}  {peak:>5}  {_count(verdict) or 'good'}"
        )
    for verdict in verdicts:
        if verdict.findings or verdict.notes:
            click.echo(f"\n{verdict.path}")
        for note in verdict.notes:
            click.echo(f"note: {note}")
        for finding in verdict.findings:
            click.echo(str(finding))


def _row(verdict: Verdict) -> dict[str, object]:
    timeline = verdict.timeline
    return make_row(
        "verdict", verdict,
        session=timeline.session if timeline else None,
        own_words=own_texts(timeline) if timeline else [],
        authors=timeline.authors if timeline else [],
        length_ms=timeline.length if timeline else None,
        sounds=verdict.clips,
        lufs=None if verdict.loudness is None else round(verdict.loudness, 2),
        dbtp=None if verdict.peak is None else round(verdict.peak, 2),
        findings=[make_row("finding", each, at_ms=each.at) for each in verdict.findings],
    )  # fmt: skip

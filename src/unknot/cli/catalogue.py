"""``unknot build --matrix``: a catalogue in one command."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from unknot.catalogue.make import Manifest, make_catalogue
from unknot.catalogue.plan import CataloguePlan, Refused, plan_catalogue, ways
from unknot.cli.json_output import print_json, schema_id
from unknot.cli.main import Globals
from unknot.cli.options import Making
from unknot.cli.output import number_note, one_line, tell
from unknot.cli.speaking import drawn, open_studio
from unknot.content.library import Library
from unknot.content.load import read_one
from unknot.content.records.session import Matrix
from unknot.counted import counted
from unknot.errors import Error
from unknot.speech.cast import CastVoice
from unknot.timeline.overrides import Overrides
from unknot.voicetest.speed import recall_speed

#: Refused tracks that are told one by one; the manifest has them all.
_TOLD = 10


def build_catalogue(
    options: Globals, content: Library, file: Path, overrides: Overrides, how: Making,
    *, dry_run: bool, clips_only: bool, as_json: bool,
) -> None:  # fmt: skip
    """Plan every track of ``file``, then make them, or only their clips."""
    matrix = read_one(file, str(file), Matrix)
    _not_twice(matrix, overrides)
    _, every = ways(matrix, content)
    out = how.folder(options)
    with open_studio(how) as studio:
        plan = plan_catalogue(every, content, studio, overrides)
        if dry_run:
            _show(options, plan, as_json=as_json)
            return
        tell(options, number_note(content, overrides.country))
        manifest = Manifest(out, {"schema": schema_id("catalogue")})
        for refused in plan.refused:
            manifest.add(refused)
        manifest.write(complete=False)  # a run before this one may have been complete
        try:
            with drawn(options) as report:
                for each in make_catalogue(
                    plan, content, studio, overrides, out=out, jobs=how.jobs or 0,
                    clips_only=clips_only, verify=how.verify, report=report,
                ):  # fmt: skip
                    manifest.add(each)
                    path = getattr(each, "path", None)
                    if path and not as_json:
                        click.echo(str(path))
        except (Error, KeyboardInterrupt):
            manifest.write(complete=False)
            raise
        manifest.write(complete=True)
    if as_json:
        print_json("catalogue", **manifest.facts(complete=True))
    tell(options, [f"{counted(len(manifest.tracks), 'track')}, listed in {manifest.path}"])
    _stop_at_refused(manifest.refused)


def _not_twice(matrix: Matrix, overrides: Overrides) -> None:
    """What the file names, no option may name as well."""
    named = {"side": matrix.sides, "detail": matrix.details, "target": matrix.targets,
             "voice": matrix.voices}  # fmt: skip
    for name, values in named.items():
        if values and getattr(overrides, name) is not None:
            raise click.UsageError(f"--{name} and the file's {name}s: give one of them")
    if matrix.languages and overrides.language not in (None, "en"):
        raise click.UsageError("--language and the file's languages: give one of them")


def _show(options: Globals, plan: CataloguePlan, *, as_json: bool) -> None:
    def speed(part: CastVoice) -> float | None:
        return recall_speed(part.engine, part.voice)

    spoken = plan.speaking(speed)
    if as_json:
        print_json(
            "forecast", tracks=len(plan.ways), length_ms=plan.length_ms,
            track_bytes=plan.track_bytes, clips=len(plan.missing), clip_bytes=plan.clip_bytes,
            speaking=spoken,
            refused=[{**each.way.row(), "reason": each.reason} for each in plan.refused],
        )  # fmt: skip
        return
    click.echo(f"{len(plan.ways):>8,}  tracks, {plan.length_ms / 3_600_000:,.1f} hours,"
               f" about {plan.track_bytes / 1e9:,.2f} GB without pictures")  # fmt: skip
    click.echo(f"{len(plan.missing):>8,}  clips to make, about {plan.clip_bytes / 1e6:,.0f} MB")
    for each in spoken:
        takes = "speed not measured here: unknot voices --measure"
        if each.hours is not None:
            takes = f"{each.hours:,.2f} hours of processor time"
        click.echo(f"{each.lines:>8,}  of them by {each.voice}: {each.ms / 3_600_000:,.2f} hours"
                   f" of speech, {takes}")  # fmt: skip
    _stop_at_refused(plan.refused)


def _stop_at_refused(refused: list[Refused]) -> None:
    """Exit 1 when a track could not be, for somebody asked for it."""
    for each in refused[:_TOLD]:
        reason = one_line(each.reason)
        click.echo(f"  not made: {each.way.folder / each.way.session}: {reason}", err=True)
    if len(refused) > _TOLD:
        click.echo(f"  and {len(refused) - _TOLD:,} more", err=True)
    if refused:
        sys.exit(1)

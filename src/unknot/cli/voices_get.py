"""``unknot voices get``"""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import click
from msgspec.structs import replace

from unknot.cli.arguments import refuse_typed
from unknot.cli.main import Globals
from unknot.cli.output import tell
from unknot.cli.questions import make_sure
from unknot.cli.sessions import known_id
from unknot.cli.speaking import bar
from unknot.cli.voices_add import refuse_taken_name, tell_added, try_voice
from unknot.engines.added import AddedVoice, keep_added, voices_folder
from unknot.engines.catalogue.offers import (
    INDEX,
    PIPER_NAME,
    Offer,
    OfferedFile,
    offers,
    piper_collection,
    piper_offers,
)
from unknot.engines.registry import open_engine
from unknot.errors import DownloadError, WorkspaceError
from unknot.files import one_at_a_time
from unknot.suggest import did_you_mean


@click.command()
@click.argument("name", required=False)
@click.option("--language", metavar="CODE", help="List Piper's voices of this language.")
@click.option("--from", "mirror", metavar="FOLDER|URL",
              help="Where the same files are: a folder, or an https address.")  # fmt: skip
@click.option("--name", "id", metavar="ID", help="What to call the voice.")
@click.option("--yes", is_flag=True, help="Do not ask before downloading.")
@click.pass_obj
def get(
    options: Globals, name: str | None, language: str | None, mirror: str | None, id: str | None,
    yes: bool,
) -> None:  # fmt: skip
    """Download a neural voice and add it; without NAME, list what there is.

    Every file is held against its digest, and what breaks off is gone on with. The voice says one
    phrase before it is kept.
    """
    if name is None:
        refuse_typed(["id", "yes"], "needs the NAME of the voice to get")
        _list(options, language, mirror)
        return
    refuse_typed(["language"], "lists voices; leave it out to get one")
    offer = _offer(name, mirror)
    if id is not None:
        offer = replace(offer, id=known_id(id))
    refuse_taken_name(offer.id, offer.engine)
    open_engine(offer.engine).close()  # without its package nothing need be downloaded
    if not options.quiet or not yes:
        click.echo(_described(offer), err=True)
    if not yes:
        make_sure("Download it?", f"{_mb(offer.size)} would be downloaded; --yes agrees to that")
    voice = _got(options, offer, mirror)
    tell_added(options, voice)


def _list(options: Globals, language: str | None, mirror: str | None) -> None:
    found = offers()
    if language:
        wanted = language.lower().replace("_", "-")
        found = tuple(
            each for each in _piper(mirror) if f"{each.language.lower()}-".startswith(f"{wanted}-")
        )
    for each in found:
        name = each.title if each.engine == "piper" else each.id
        about = "" if each.engine == "piper" else f"  {each.title}, {each.licence}"
        click.echo(f"{name:<28} {each.language:<6} {_mb(each.size):>7}{about}")
    if not language:
        tell(options, ["Piper's voices: unknot voices get --language en"])


def _offer(name: str, mirror: str | None) -> Offer:
    known = {each.id: each for each in offers()}
    wanted = name.removeprefix("piper:").removeprefix("kokoro:")
    if wanted in known:
        return known[wanted]
    if not PIPER_NAME.fullmatch(wanted):
        raise WorkspaceError(
            f"there is no voice {name!r} to get{did_you_mean(wanted, known)}",
            "there are kokoro, and Piper's by their full names: unknot voices get --language en",
        )
    found = {each.title: each for each in _piper(mirror)}
    if wanted not in found:
        raise WorkspaceError(
            f"Piper's collection has no voice {wanted!r}{did_you_mean(wanted, found)}",
            "unknot voices get --language en lists them",
        )
    return found[wanted]


def _piper(mirror: str | None) -> tuple[Offer, ...]:
    from unknot.download import read_small

    if mirror is None or "://" in mirror:
        base = f"{mirror.rstrip('/')}/" if mirror else piper_collection()
        return piper_offers(read_small(base + INDEX), base)
    try:
        return piper_offers((Path(mirror) / INDEX).read_bytes(), piper_collection())
    except OSError as error:
        hint = f"files without an index cannot be checked: unknot voices add {mirror} takes them"
        reason = f"cannot be read: {error.strerror}"
        raise DownloadError(Path(mirror) / INDEX, reason, hint) from None


def _got(options: Globals, offer: Offer, mirror: str | None) -> AddedVoice:
    """All of it downloaded, tried, and then kept under its name, over what had it before.

    The files stay in a folder named by their digests: until NAME.yaml names it, the voice is the
    old one, and a run that was killed has it at hand.
    """
    own = voices_folder() / offer.id
    kept = own / sha256("".join(each.digest for each in offer.files).encode()).hexdigest()[:12]
    try:
        with one_at_a_time(voices_folder()):
            # Looked for when it is one's turn: another run may have got it meanwhile.
            part = kept if kept.is_dir() else voices_folder() / f".{offer.id}.part"
            part.mkdir(parents=True, exist_ok=True)
            _keep_only(part, {each.name for each in offer.files})
            room = shutil.disk_usage(part).free
            if room < offer.size - sum(each.stat().st_size for each in part.iterdir()):
                raise DownloadError(part, f"has room for {_mb(room)}; {_mb(offer.size)} are needed")
            for each in offer.files:
                _fetch(options, offer, each, mirror, part / each.name)
            try_voice(_recognised(part, offer))
            if part != kept:
                own.mkdir(exist_ok=True)
                part.rename(kept)
            voice = _recognised(kept, offer)
            keep_added(voice)
            _keep_only(own, {kept.name})
    except OSError as error:
        reason = f"cannot be written: {error.strerror or error}"
        raise DownloadError(voices_folder(), reason) from None
    return voice


def _recognised(folder: Path, offer: Offer) -> AddedVoice:
    from unknot.engines.neural import recognise

    (voice,) = recognise(folder)
    return replace(voice, id=offer.id, licence=voice.licence or offer.licence)


def _keep_only(folder: Path, names: set[str]) -> None:
    """Delete all else: what began to come of another voice, or belonged to the one before."""
    for path in folder.iterdir():
        if path.name not in names:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _fetch(
    options: Globals, offer: Offer, file: OfferedFile, mirror: str | None, to: Path
) -> None:  # fmt: skip
    from unknot.download import download, take_copy

    with bar(options, file.name[:28], file.size, show_pos=False, width=0) as count:
        if mirror is not None and "://" not in mirror:
            take_copy(_local(Path(mirror), file), to, file.size, file.digest, count)
            return
        url = file.url
        if mirror is not None and offer.engine != "piper":
            url = f"{mirror.rstrip('/')}/{file.name}"
        download(url, to, file.size, file.digest, count)


def _local(folder: Path, file: OfferedFile) -> Path:
    """Where ``file`` lies in a folder: flat, or as in its collection."""
    if folder.is_file():
        folder = folder.parent
    parts = file.url.split("/")
    nested = (folder.joinpath(*parts[first:]) for first in range(3, len(parts) - 1))
    return next((path for path in nested if path.is_file()), folder / file.name)


def _described(offer: Offer) -> str:
    licence = offer.licence or "see its model card"
    return (
        f"{offer.engine}:{offer.id}  {offer.title}\n"
        f"  {offer.language}, {_mb(offer.size)}, licence: {licence}\n  from {offer.source}"
    )


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"

"""What the Tab key may put in: ids of the content, places, voices and engines that are here.

Ids are the names of files, so nothing is read and nothing that is wrong with a file stops it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

import click

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def ids(*kinds: str, more: Iterable[str] = ()) -> Completer:
    """The ids of ``kinds``, such as ``session``, and the words of ``more``."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        return _beginning(begun, [*_ids(ctx, kinds), *more])

    return complete


def voices(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Added voices and engines; once an engine stands there, the voices of that one."""
    from unknot.engines.added import added
    from unknot.engines.registry import names
    from unknot.errors import Error

    engine, colon, _ = begun.partition(":")
    try:
        if colon:
            return _beginning(begun, [f"{engine}:{id}" for id in _voices_of(engine)])
        found = [f"{each.engine}:{each.id}" for each in added()]
        return _beginning(begun, [*found, *(f"{name}:" for name in names())])
    except Error:
        return []


def role_and_voice(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """``safety=`` first, then a voice."""
    from typing import get_args

    from unknot.content.records.session import VoiceRole

    role, equals, voice = begun.partition("=")
    if equals:
        return [f"{role}={each}" for each in voices(ctx, parameter, voice)]
    return _beginning(begun, [f"{each}=" for each in get_args(VoiceRole)])


def engines(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The engines whose names begin so."""
    from unknot.engines.registry import names

    return _beginning(begun, names())


def added_voices(*of: str) -> Completer:
    """Names of voices that a person added: of the engines ``of``, or of any."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        from unknot.engines.added import added

        return _beginning(begun, [each.id for each in added() if not of or each.engine in of])

    return complete


def languages(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The folders of scripts/."""
    return _beginning(begun, [each.partition("/")[0] for each in _ids(ctx, ("script",))])


def _ids(ctx: click.Context, kinds: Iterable[str]) -> Iterator[str]:
    from unknot.content.discovery import gather
    from unknot.content.workspace import roots
    from unknot.errors import Error

    try:
        files, _ = gather(roots(ctx.find_root().params.get("workspace")))
    except Error:  # no workspace there; the command itself will say so
        return
    wanted = set(kinds)
    yield from (file.id for file in files if file.kind in wanted)


def _voices_of(engine: str) -> Iterator[str]:
    from unknot.engines.registry import open_engine

    with closing(open_engine(engine)) as opened:
        yield from (each.id for each in opened.voices())


def _beginning(begun: str, words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word.startswith(begun)})

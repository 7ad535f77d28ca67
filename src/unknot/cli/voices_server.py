"""What ``unknot voices add --server`` asks for."""

from __future__ import annotations

import click
from msgspec import Struct

from unknot.cli.options import Command, collect_options
from unknot.engines.added import AddedVoice, voice_id


class ServerOptions(Struct, frozen=True, kw_only=True):
    """The options of a speech server, as they were given."""

    server: str | None
    model: str | None
    says_as: str | None
    pcm: int | None
    key_from: str
    away: bool

    def voice(self, name: str | None) -> AddedVoice:
        """The voice that they describe, not kept yet. Raises EngineError: no address."""
        from unknot.engines.server.address import is_here, server_address

        if not self.model or not self.says_as:
            raise click.UsageError("--server needs --model NAME and --voice NAME")
        address = server_address(self.server or "")
        return AddedVoice(
            id=name or voice_id(self.says_as),
            engine="server",
            title=f"{self.model} {self.says_as}",
            server=address,
            model=self.model,
            says_as=self.says_as,
            pcm=self.pcm or 0,
            key_from=self.key_from,
            away=self.away and not is_here(address),
        )


_OPTIONS = {
    "server": click.option(
        "--server", metavar="URL",
        help="A server that follows OpenAI's speech API, such as http://127.0.0.1:8880/v1."),
    "model": click.option(
        "--model", metavar="NAME", help="With --server: its name for the model."),
    "says_as": click.option(
        "--voice", "says_as", metavar="NAME", help="With --server: its name for the voice."),
    "pcm": click.option(
        "--pcm", type=click.IntRange(8_000, 96_000), metavar="HZ",
        help="With --server: it gives bare 16-bit samples at this rate, not WAV."),
    "key_from": click.option(
        "--key-from", metavar="VARIABLE", default="",
        help="With --server: the environment variable that holds its key."),
    "away": click.option(
        "--text-leaves-this-machine", "away", is_flag=True,
        help="With --server: it is another machine, and every line goes there."),
}  # fmt: skip


def server_options(command: Command) -> Command:
    """The options; the command gets them as one ``served: ServerOptions``."""
    return collect_options("served", _OPTIONS, lambda values: ServerOptions(**values))(command)

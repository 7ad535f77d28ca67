"""Options that choose words: how many, and whom to call in an emergency."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from unknot.cli.common import Command

if TYPE_CHECKING:
    from unknot.content.library import Library

_LOCALE = re.compile(r"[a-z]{2,3}_([A-Z]{2})\b")


class CountryCode(click.ParamType[str]):
    """Two letters of ISO 3166; the United Kingdom's other name is understood."""

    name = "country"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        code = str(value).upper()
        if not re.fullmatch("[A-Z]{2}", code):
            self.fail(f"{value!r} is not a country; use two letters such as AU or NZ", param, ctx)
        return {"UK": "GB"}.get(code, code)


def country_of_locale() -> str | None:
    """The country that this computer is set to, such as ``AU`` of ``en_AU.UTF-8``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            found = _LOCALE.match(value)
            return found[1] if found else None
    import locale

    found = _LOCALE.match(locale.getlocale()[0] or "")
    return found[1] if found else None


detail_option = click.option(
    "--detail", type=click.Choice(["full", "short", "cues"]), default=None, show_default="full",
    help="How much is said: all, at most six words a sentence, or chimes and stop lines only.",
)  # fmt: skip
country_option = click.option(
    "--country", type=CountryCode(), metavar="XX", default=country_of_locale,
    show_default="your locale's", help="Whose emergency number is said, such as AU.",
)  # fmt: skip


def wording_options(command: Command) -> Command:
    return detail_option(country_option(command))


def number_note(content: Library, country: str | None) -> tuple[str, ...]:
    """What a track will say about emergencies, for the person to see whether it is right."""
    from unknot.timeline.emergency import number_words

    if country is None:
        return ()
    words = number_words(content, country, "en")
    if country not in content.emergency:
        return (f"no emergency number is known for {country}; the track says {words!r}",)
    return (f"emergency number: {words} ({country}; another with --country)",)

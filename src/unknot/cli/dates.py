"""Days and times of day on the command line: as a person types them, and as they are read."""

from __future__ import annotations

from datetime import date, datetime, time

import click


class Date(click.ParamType[date]):
    """A day, written 2026-11-20."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            found = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-11-20", param, ctx)
        if not 1900 <= found.year <= 2200:
            self.fail(f"{value!r} is too far away", param, ctx)
        return found


class Clock(click.ParamType[time]):
    """A time of day, written 18:00."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> time:
        try:
            return (
                value if isinstance(value, time) else datetime.strptime(str(value), "%H:%M").time()
            )
        except ValueError:
            self.fail(f"{value!r} is not a time of day such as 18:00", param, ctx)


def written(day: date) -> str:
    """A day for reading: ``Friday 20 November 2026``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"

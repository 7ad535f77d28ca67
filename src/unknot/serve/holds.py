"""What a personal feed holds: a wish, a playlist, or a programme's sessions as they come due."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from unknot.content.library import Library, find_record
from unknot.content.records.session import PHASES, PhaseName
from unknot.playlist.plan import items
from unknot.programme.schedule import Schedule
from unknot.serve.wish import ID, Wish, parse
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides

_PLAYLIST = re.compile(rf"playlist=({ID})")
_PROGRAMME = re.compile(
    rf"programme=({ID})(?:;start=(\d{{4}}-\d{{2}}-\d{{2}})(?:;begin=({'|'.join(PHASES)}))?)?"
)


class Episode(Struct, frozen=True, kw_only=True):
    """What will be one item of a feed. Its ``jobs`` are joined to one track.

    ``title`` is "" for the track's own; ``date`` is in seconds since 1970.
    """

    id: str
    title: str
    summary: str
    jobs: Sequence[Job]
    date: int


class Holds(Struct, frozen=True, kw_only=True):
    """One of the three. A programme has a first day of its own in each feed."""

    wish: Wish | None = None
    playlist: str = ""
    programme: str = ""
    start: date | None = None
    begin: PhaseName = "prepare"

    @property
    def address(self) -> str:
        """The one way to write it, such as ``programme=low-back;start=2026-11-26``."""
        if self.wish:
            return self.wish.address
        if self.playlist:
            return f"playlist={self.playlist}"
        start = f";start={self.start}" if self.start else ""
        begin = f";begin={self.begin}" if start and self.begin != "prepare" else ""
        return f"programme={self.programme}{start}{begin}"

    @property
    def quality(self) -> str:
        return self.wish.quality if self.wish else "standard"

    @property
    def stem(self) -> str:
        """What its feed is called by its owner."""
        return self.playlist or self.programme or (self.wish.session if self.wish else "") or "mine"

    def title(self, library: Library) -> str:
        """What a podcast app shows. Raises WorkspaceError when it is not here."""
        if self.wish:
            return self.wish.job(library).session.title
        if self.playlist:
            return find_record("playlist", self.playlist, library.playlists).title
        return find_record("programme", self.programme, library.programmes).title

    def jobs(self, library: Library, country: str | None) -> tuple[Job, ...]:
        """All that has to be spoken for it, today or later. Raises as ``title`` does."""
        self.title(library)
        if self.wish:
            return (self.wish.job(library),)
        asked = Overrides(country=country)
        if self.playlist:
            planned = items(library.playlists[self.playlist], library, asked)
            return tuple(each.job for each in planned)
        programme = library.programmes[self.programme]
        return tuple(resolve(library.sessions[id], library, asked) for id in programme.sessions)

    def episodes(
        self, library: Library, country: str | None, made: int, today: date
    ) -> tuple[Episode, ...]:
        """What is in it on ``today``. Raises as ``title`` does.

        Of a programme that is what came due last, and nothing else: a day that was missed is past,
        and two at hand would be two in a day. Each begins with the full opening, since nobody can
        know here whether it was heard this week.
        """
        if not self.programme:
            jobs = self.jobs(library, country)
            id = self.playlist or jobs[0].session.id
            return (Episode(id=id, title="", summary="", jobs=jobs, date=made),)
        self.title(library)
        schedule = Schedule(library.programmes[self.programme], self.start or today, self.begin)
        return tuple(_due(schedule, library, country, today))


def parse_holds(text: str) -> Holds | None:
    """What ``text`` names; None when it names nothing."""
    if found := _PLAYLIST.fullmatch(text):
        return Holds(playlist=found[1])
    if found := _PROGRAMME.fullmatch(text):
        begin = next((each for each in PHASES if each == found[3]), PHASES[0])
        try:
            start = date.fromisoformat(found[2]) if found[2] else None
        except ValueError:
            return None
        return Holds(programme=found[1], start=start, begin=begin)
    wish = parse(text)
    return Holds(wish=wish) if wish else None


def _due(
    schedule: Schedule, library: Library, country: str | None, today: date
) -> Iterator[Episode]:
    """The last day until ``today`` with a session, or with a task that has one."""
    day, number = today, 0
    while due := schedule.on(day):
        lessons = [each.session for each in due.tasks if each.session]
        if sessions := [due.session] if due.session else lessons:
            for number, id in enumerate(sessions):
                session = library.sessions[id]
                at = datetime.combine(day, time()).astimezone(UTC) + timedelta(minutes=number)
                yield Episode(
                    id=f"{id}-{day:%Y%m%d}",
                    title=f"{day:%A} {day.day} {day:%B}: {session.title}",
                    summary=f"For {day:%A} {day.day} {day:%B}. A day that was missed is past:"
                    f" never do two in a day. {session.summary}".strip(),
                    jobs=(resolve(session, library, Overrides(country=country)),),
                    date=int(at.timestamp()),
                )
            return
        day -= timedelta(days=1)

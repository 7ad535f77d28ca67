"""What has to be spoken for some sessions: each line once, in an order that reads well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from msgspec import Struct, field
from msgspec.structs import replace

from unknot.content.anatomy import any_of
from unknot.content.library import Library
from unknot.content.limits import MOST_POINTS
from unknot.content.records.script import Lexicon
from unknot.content.records.session import Detail, Session, Sides
from unknot.content.spoken_form import spoken_form
from unknot.counted import counted
from unknot.errors import ContentError
from unknot.recording.line import ScriptLine, line_id
from unknot.timeline.compose import compose
from unknot.timeline.cues import Chapter, Chime, Cue, Hold, Play, Say, Wait
from unknot.timeline.estimate import USUAL_RATE, estimate_ms
from unknot.timeline.job import Job, resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.timeline import PlaylistPart

GENERAL = "For every muscle"
_QUOTED = 60
#: Any track of a playlist but the first.
_LATER = PlaylistPart(playlist="later", title="later", number=2, of=2, opening="short")


class _Heard(Struct, frozen=True, kw_only=True):
    """A text where it is heard: ``muscle`` by name, "" outside routines."""

    text: str
    line: str
    session: Session
    chapter: str
    muscle: str
    moment: str
    before: str


class _Places(Struct):
    """Everywhere that one text is heard."""

    first: _Heard
    muscles: dict[str, None] = field(default_factory=dict)
    sessions: dict[str, None] = field(default_factory=dict)


def list_lines(
    sessions: Sequence[Session], library: Library, overrides: Overrides, *,
    sides: Sequence[Sides | None] = (None,), details: Sequence[Detail | None] = (None,),
    playlists: bool = False,
) -> tuple[ScriptLine, ...]:  # fmt: skip
    """The lines of ``sessions`` as ``overrides`` have them, on each of ``sides`` and at each of
    ``details`` (None: as the session or ``overrides`` say), with every number of points, and with
    ``playlists`` also as later tracks of one, which open otherwise.

    Lines for all muscles come first, then muscle by muscle, then those of single sessions; within
    each as they are heard. Raises ContentError when a session cannot be composed at all.
    """
    found: dict[str, _Places] = {}
    for session in sessions:
        asked = (
            replace(
                overrides, side=side or overrides.side, detail=detail or overrides.detail, part=part
            )
            for detail in details
            for side in sides
            for part in ((overrides.part, _LATER) if playlists else (overrides.part,))
        )
        for heard in _heard(resolve(session, library, overrides), asked):
            places = found.setdefault(heard.text, _Places(heard))
            places.muscles[heard.muscle] = None
            places.sessions[session.title] = None
    return tuple(_grouped(found.values(), library, overrides.language))


def _grouped(
    found: Iterable[_Places], library: Library, language: str | None
) -> Iterator[ScriptLine]:
    """Lines for all muscles, then muscle by muscle, then those of single sessions."""
    groups: dict[str, list[ScriptLine]] = {GENERAL: []}
    own: dict[str, list[ScriptLine]] = {}
    for places in found:
        spoken = language or places.first.session.language or "en"
        line = _line(places, library, spoken)
        muscle = next(iter(places.muscles)) if len(places.muscles) == 1 else ""
        if muscle and not _for_all(places.first, library, spoken):
            groups.setdefault(muscle, []).append(replace(line, group=muscle))
        elif not places.first.line and len(places.sessions) == 1:
            title = places.first.session.title
            own.setdefault(title, []).append(replace(line, group=title))
        else:
            groups[GENERAL].append(replace(line, group=GENERAL))
    for group in (*groups.values(), *own.values()):
        yield from group


def _line(places: _Places, library: Library, language: str) -> ScriptLine:
    first = places.first
    context = f"{first.session.title}, {first.chapter}{first.moment}"
    context += f"; after “{_short(first.before)}”" if first.before else "; the first words"
    others = len(places.sessions) - 1
    if others:
        context += f"; also in {counted(others, 'other session')}"
    return ScriptLine(
        id=line_id(first.text, first.line),
        text=first.text,
        context=context,
        expected_ms=estimate_ms(first.text, USUAL_RATE),
        pronunciation=pronunciation(first.text, library.lexicons.get(language)),
    )


def _for_all(heard: _Heard, library: Library, language: str) -> bool:
    """Whether the words are the shared script's, with nothing of the muscle filled in."""
    owner, _, name = heard.line.partition("/")
    shared = library.scripts.get(language, {}).get("shared")
    if owner != "shared" or shared is None or name not in shared.lines:
        return False
    line = shared.lines[name]
    return heard.text in (*line.say, *line.in_turn, *line.helper, *line.short)


def _heard(job: Job, variants: Iterable[Overrides]) -> Iterator[_Heard]:
    """As asked for first: what cannot be composed so is the person's to know."""
    session = job.written
    yield from _walk(session, compose(job))
    treats = bool(session.routines_only)
    for variant in _with_returns(variants) if treats else variants:
        for points in (None, *range(1, MOST_POINTS + 1)) if treats else (None,):
            asked = replace(variant, points=points or variant.points)
            with suppress(ContentError):
                yield from _walk(session, compose(resolve(session, job.library, asked)))


def _with_returns(variants: Iterable[Overrides]) -> Iterator[Overrides]:
    """Each of them, also for a listener who knows the opening, and with pauses to be told."""
    for variant in variants:
        yield variant
        yield replace(variant, returning=True)
        yield replace(variant, pace="slow")


def _walk(session: Session, cues: Iterable[Cue]) -> Iterator[_Heard]:
    chapter, muscle, before = session.title, "", ""

    def heard(say: Say, moment: str) -> _Heard:
        return _Heard(
            text=spoken_form(say.text, None), line=say.line, session=session, chapter=chapter,
            muscle=muscle, moment=moment, before=before,
        )  # fmt: skip

    for cue in cues:
        match cue:
            case Chapter():
                if not cue.inner:
                    chapter = cue.title
                    muscle = cue.treatment.name if cue.treatment else ""
            case Say():
                yield heard(cue, ", as a chime fades" if cue.chime else "")
                before = cue.text
            case Hold() | Wait():
                if isinstance(cue, Wait) and cue.told:
                    yield heard(cue.told, ", before a long pause")
                    before = cue.told.text
                for mark in cue.marks:
                    if isinstance(mark.cue, Say):
                        what = "hold" if isinstance(cue, Hold) else "pause"
                        at = f", {mark.at_ms // 1000} s into a {what} of {cue.ms // 1000} s"
                        yield heard(mark.cue, at)
                        before = mark.cue.text
            case Chime() | Play():
                pass


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"…{text[-_QUOTED + 1 :].lstrip()}"


def pronunciation(text: str, lexicon: Lexicon | None) -> str:
    """``piriformis: pirri-formiss /ˌpɪrɪˈfɔːmɪs/`` for each term in ``text``, longest first."""
    if lexicon is None or not (terms := any_of(lexicon.terms)):
        return ""
    said = []
    for term in dict.fromkeys(terms.findall(text.lower())):
        entry = lexicon.terms[term]
        ipa = f" /{entry.ipa}/" if entry.ipa else ""
        say = "" if entry.say.lower() == term and ipa else f" {entry.say}"
        said.append(f"{term}:{say}{ipa}")
    return "; ".join(said)

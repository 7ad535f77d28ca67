"""The tag of a track, all of it derived from the track's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from unknot.pictures.drawn import TrackPictures
from unknot.timeline.cues import Chapter as ChapterCue
from unknot.timeline.cues import Say
from unknot.timeline.timeline import Timeline
from unknot.track.id3.frames import ChapterFrame, Contents, Frame, Lyrics, Picture, Text, UserText
from unknot.track.id3.plan import attach_facts, attach_timeline
from unknot.track.id3.write import MOST_CHILDREN, write_tag

TOP = "toc"
#: The year of this version. The clock's would give the same track other bytes each year.
YEAR = "2026"
_ILLUSTRATION = 0
# Two letters of ISO 639-1 followed by the three of ISO 639-2 (the terminological code).
_CODES = """
aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis
bmbam bnben bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym dadan dedeu
dvdiv dzdzo eeewe elell eneng eoepo esspa etest eueus fafas ffful fifin fjfij fofao frfra fyfry
gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv hthat huhun hyhye hzher iaina
idind ieile igibo iiiii ikipk ioido isisl itita iuiku jajpn jvjav kakat kgkon kikik kjkua kkkaz
klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin lolao
ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa mtmlt mymya nanau nbnob ndnde
nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan pipli plpol
pspus ptpor quque rmroh rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslk slslv
smsmo snsna sosom sqsqi srsrp ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk
tltgl tntsn toton trtur tstso tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln
wowol xhxho yiyid yoyor zazha zhzho zuzul
"""
_THREE = {code[:2]: code[2:] for code in _CODES.split()}
UNDETERMINED = "und"


def tag(
    timeline: Timeline,
    *,
    plan_json: str,
    facts_json: str = "",
    artist: str = "unknot",
    album: str = "",
    track: str = "",
    pictures: TrackPictures | None = None,
    **extra: str,
) -> bytes:
    """The ID3v2.3 tag that goes before the first frame of ``timeline``'s track.

    ``plan_json`` is the timeline as JSON, which travels inside; ``album`` and ``track``, such as
    ``2/7``, come from the playlist that the timeline is part of when they are left out;
    ``pictures`` are a front cover and one for each chapter; each of ``extra``, such as
    ``quality="compact"``, becomes a TXXX frame of its name. The same arguments give the same
    bytes. Raises AudioError when the tag would be 256 MB or more.
    """
    language, part = iso639_2(timeline.language), timeline.part
    texts = {
        "TIT2": timeline.title,
        "TPE1": artist,
        "TPE2": artist,
        "TALB": album or (part.title if part else "unknot"),
        "TYER": YEAR,
        "TRCK": track or (f"{part.number}/{part.of}" if part else ""),
        "TCON": "Podcast",
        "TLAN": language,
        "TLEN": str(timeline.length),
    }
    return write_frames(
        timeline, texts, chapters(timeline, pictures.chapters if pictures else ()),
        more=[UserText(description=key, text=extra[key]) for key in sorted(extra)],
        cover=pictures.cover if pictures else None, plan_json=plan_json, facts_json=facts_json,
    )  # fmt: skip


def write_frames(
    timeline: Timeline, texts: Mapping[str, str], found: Sequence[ChapterFrame], *,
    more: Sequence[Frame], cover: bytes | None, plan_json: str, facts_json: str,
    link: Sequence[Frame] = (),
) -> bytes:  # fmt: skip
    """The tag of a track, built or published, in the order of its frames: ``texts`` by their ids,
    ``more``, whose words it has, ``link``, the chapters ``found``, the words, a PNG as the front
    cover, plan and facts. Raises as ``tag``."""
    return write_tag(
        [
            *(Text(id=id, text=text) for id, text in texts.items() if text),
            *more,
            *([UserText(description="own words", text=said)] if (said := own(timeline)) else []),
            *link,
            *contents([chapter.id for chapter in found], texts["TIT2"]),
            *found,
            Lyrics(language=iso639_2(timeline.language), text=spoken(timeline)),
            *([Picture(mime="image/png", data=cover)] if cover else []),
            attach_timeline(plan_json),
            *([attach_facts(facts_json)] if facts_json else []),
        ]
    )


def own(timeline: Timeline) -> str:
    """Whose words are in it besides unknot's; "" when nobody's."""
    return ", ".join(timeline.authors) or ("by nobody named" if timeline.unsigned else "")


def chapters(timeline: Timeline, pictures: Sequence[bytes | None] = ()) -> tuple[ChapterFrame, ...]:
    """The timeline's chapters in time order, in ms, with the ids that ``contents`` lists.

    ``pictures`` are PNG files, one for each or none at all.
    """
    return tuple(
        ChapterFrame(
            id=f"chp{number}",
            start=event.start,
            end=end,
            frames=(*_titled(event.cue.title), *_illustrated(pictures, number)),
        )
        for number, (event, end) in enumerate(timeline.chapters())
        if isinstance(event.cue, ChapterCue)
    )


def _illustrated(pictures: Sequence[bytes | None], number: int) -> tuple[Frame, ...]:
    data = pictures[number] if pictures else None
    return (Picture(mime="image/png", data=data, kind=_ILLUSTRATION),) if data else ()


def contents(ids: Sequence[str], title: str) -> tuple[Contents, ...]:
    """The table of contents, first; then the tables under it where one cannot hold all.

    A table holds 255 entries, so 300 chapters become one table of two tables.
    """
    if not ids:
        return ()
    below: tuple[Contents, ...] = ()
    while len(ids) > MOST_CHILDREN:
        parts = [ids[at : at + MOST_CHILDREN] for at in range(0, len(ids), MOST_CHILDREN)]
        made = tuple(
            Contents(id=f"{TOP}{len(below) + number}", children=tuple(part), top=False)
            for number, part in enumerate(parts)
        )
        ids, below = [table.id for table in made], below + made
    return (Contents(id=TOP, children=tuple(ids), frames=_titled(title)), *below)


def spoken(timeline: Timeline) -> str:
    """Everything that is said, one line each, with an empty line between chapters."""
    return "\n".join(_spoken(timeline)).strip("\n")


def _spoken(timeline: Timeline) -> Iterator[str]:
    for event in timeline.events:
        if isinstance(event.cue, ChapterCue):
            yield ""
        for heard in (event, *event.inside):
            if isinstance(heard.cue, Say):
                yield " ".join(heard.cue.text.split())


def _titled(title: str) -> tuple[Frame, ...]:
    return (Text(id="TIT2", text=title),)


def iso639_2(language: str) -> str:
    """``en``, ``en-GB`` or ``eng`` to ``eng``; ``und`` for anything that is not a language."""
    code = language.replace("_", "-").partition("-")[0].lower()
    if code in _THREE:
        return _THREE[code]
    return code if len(code) == 3 and code.isascii() and code.isalpha() else UNDETERMINED

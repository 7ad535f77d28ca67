"""What commands make of what they were given and found, in words and as data: no track is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from msgspec.structs import replace

from tests.cli.conftest import LOUD, QUIET, Printed
from unknot.audio.mp3 import QUALITIES
from unknot.catalogue.plan import CataloguePlan, Refused, Speaking, Way
from unknot.cli import catalogue, questions, serve, speaking, verify, voices
from unknot.cli.arguments import read_day, read_time, written
from unknot.cli.main import Globals
from unknot.cli.options import (
    Making,
    country_of_locale,
    read_country,
    read_length,
    read_role,
)
from unknot.cli.output import _speakers, fixed_time, number_note, one_line, track_words
from unknot.cli.programme_calendar import calendar_lines
from unknot.cli.questions import Answers, answered
from unknot.cli.voices_add import ServerOptions
from unknot.cli.voices_get import _mb
from unknot.content.library import Library
from unknot.content.places import AREAS
from unknot.content.records.session import Matrix
from unknot.engines.engine import VoiceInfo
from unknot.errors import EngineError
from unknot.make import Track
from unknot.programme.schedule import Schedule
from unknot.progress import LeftByWorkers, Planned
from unknot.proof.verify import Verdict
from unknot.timeline.finding import TrackFinding
from unknot.timeline.overrides import Overrides


def timeline(length: int = 61_000, hold_ms: int = 0) -> Any:
    """Of so many ms; all that a line about a track asks for."""
    return SimpleNamespace(length=length, hold_ms=hold_ms, authors=(), unsigned=())


# --- what is typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "text", "wanted"),
    [
        (read_day, "2026-11-20", date(2026, 11, 20)),
        (read_day, "1900-01-01", date(1900, 1, 1)),
        (read_day, "2200-12-31", date(2200, 12, 31)),
        (read_day, "1899-12-31", "too far away"),
        (read_day, "2201-01-01", "too far away"),
        (read_day, "soon", "not a date such as"),
        (read_time, "18:05", time(18, 5)),
        (read_time, "25:00", "not a time of day"),
        (read_length, "12m", 720_000),
        (read_length, "soon", "is not a length of time"),
        (read_country, "au", "AU"),
        (read_country, "uk", "GB"),
        (read_country, "AUS", "two letters"),
        (read_role, "safety=piper:amy", ("safety", "piper:amy")),
        (read_role, "singing=x", "or safety=VOICE"),
        (read_role, "safety", "or safety=VOICE"),
        (read_role, "safety=", "or safety=VOICE"),
    ],
)
def test_what_is_typed_is_read_or_refused(
    read: Callable[[str], object], text: str, wanted: object
) -> None:
    if isinstance(wanted, str) and wanted not in ("AU", "GB"):
        with pytest.raises(click.BadParameter, match=wanted):
            read(text)
    else:
        assert read(text) == wanted


def test_a_day_is_written_as_it_is_read() -> None:
    assert written(date(2026, 11, 6)) == "Friday 6 November 2026"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("", None),
        ("0", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1796126400", datetime(2026, 12, 1, 12, tzinfo=UTC)),
        ("9" * 10, datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC)),
    ],
)
def test_the_time_that_is_set_is_in_seconds(
    given: str, wanted: datetime | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert fixed_time() == wanted


@pytest.mark.parametrize("given", ["soon", "1e9", "-5", "10000000000", "²"])
def test_a_time_that_is_no_number_of_seconds_is_refused(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(click.UsageError, match="not a number of seconds"):
        fixed_time()


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"LC_ALL": "en_AU.UTF-8", "LANG": "de_DE"}, "AU"),
        ({"LC_MESSAGES": "de_CH", "LANG": "en_US"}, "CH"),
        ({"LANG": "fil_PH"}, "PH"),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_US"}, None),
    ],
)
def test_the_country_is_that_of_the_locale(
    settings: dict[str, str], wanted: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert country_of_locale() == wanted


# --- questions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "text", "wanted"),
    [
        (questions._numbers, "1", [0]),
        (questions._numbers, f"2, 1 {len(AREAS)}", [1, 0, -1]),
        (questions._numbers, "1,1", [0]),
        (questions._numbers, list(AREAS)[1], [1]),
        (questions._side, " L ", "left"),
        (questions._side, "right", "right"),
        (questions._side, "b", "both"),
    ],
)
def test_answers_are_read(ask: Callable[[str], Any], text: str, wanted: Any) -> None:
    if isinstance(wanted, list):
        wanted = tuple(list(AREAS)[each] for each in wanted)
    assert ask(text) == wanted


@pytest.mark.parametrize(
    ("ask", "text", "words"),
    [
        (questions._numbers, "0", "not one of the numbers 1 to"),
        (questions._numbers, f"{len(AREAS) + 1}", f"numbers 1 to {len(AREAS)}"),
        (questions._numbers, "knee", "'knee' is not one"),
        (questions._numbers, "²", "'²' is not one"),
        (questions._numbers, " ", "type one or more"),
        (questions._side, "", "is not left, right or both"),
        (questions._side, "up", "is not left, right or both"),
    ],
)
def test_answers_that_mean_nothing_are_asked_for_again(
    ask: Callable[[str], Any], text: str, words: str
) -> None:
    with pytest.raises(click.UsageError, match=words):
        ask(text)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Somebody is there, who says 1, left, 12 minutes and what stands in it of yes and no."""
    replies: dict[str, Any] = {"first time": True, "lie on your front": True, "time": "12"}

    def confirm(text: str, **_: Any) -> bool:
        return next(value for words, value in replies.items() if words in text)  # type: ignore[no-any-return]

    def prompt(text: str, value_proc: Callable[[str], Any], **_: Any) -> Any:
        said = "1" if "numbers" in text else "l" if "side" in text else replies["time"]
        return value_proc(said)

    monkeypatch.setattr(questions, "somebody_is_there", lambda: True)
    monkeypatch.setattr(click, "confirm", confirm)
    monkeypatch.setattr(click, "prompt", prompt)
    return replies


def test_blanks_around_minutes_do_not_matter(asked: dict[str, Any]) -> None:
    asked["time"] = " 12 "
    assert questions._time() == 720_000
    asked["time"] = "  "
    assert questions._time() is None


def test_what_no_option_says_is_asked(asked: dict[str, Any], capsys: Printed) -> None:
    place = next(iter(AREAS))
    wanted = Answers(
        where=(place,), side="left", time=720_000, first_time=True, side_lying=False, asked=True
    )
    assert answered((), None, None, None) == wanted
    listed = capsys.readouterr()
    assert listed.out == ""
    assert f"  1  {AREAS[place][0]}\n" in listed.err
    asked["time"] = " "
    assert answered((), "right", None, False).time is None
    asked["time"] = "90s"
    assert answered((), "right", None, False).time == 90_000


def test_who_cannot_lie_on_the_front_lies_on_the_side(asked: dict[str, Any]) -> None:
    asked["lie on your front"] = False
    assert answered(("low-back",), None, 1, None).side_lying
    assert not answered(("hip",), None, 1, None).side_lying
    asked["lie on your front"] = True
    assert answered(("low-back",), None, 1, None, side_lying=True).side_lying


def test_nobody_is_asked_for_what_options_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "somebody_is_there", lambda: False)
    found = answered(("hip",), "both", None, None)
    assert found == Answers(where=("hip",), side="both", time=None, first_time=False)
    for where, side in (((), "left"), (("hip",), None)):
        with pytest.raises(click.UsageError, match="needs --where and --side"):
            answered(where, side, None, None)


@pytest.mark.parametrize(("answer", "calls"), [(False, []), (True, ["build", "serve"])])
def test_what_comes_next_is_offered(
    answer: bool, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(click, "confirm", lambda *_, **__: answer)
    monkeypatch.setattr(questions, "find_spec", lambda _: object())
    monkeypatch.setattr(questions, "_call", lambda _, command, *more: made.append(command))
    questions.offer_track(LOUD, "mine")
    assert made == calls


def test_without_a_server_it_is_told_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    made: list[str] = []
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)
    monkeypatch.setattr(questions, "_call", lambda _, command, *more: made.append(command))
    for missing in ("starlette", "uvicorn"):
        monkeypatch.setattr(questions, "find_spec", lambda name: name != missing or None)  # noqa: B023
        questions.offer_track(LOUD, "mine")
        assert "for the phone:" in capsys.readouterr().err
    assert made == ["build", "build"]


def test_whoever_leaves_at_an_offer_has_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object, **__: object) -> bool:
        raise click.Abort

    monkeypatch.setattr(click, "confirm", leave)
    assert not questions._wanted("Make it now?", default=True)


@pytest.mark.parametrize(
    ("where", "side", "summary"),
    [
        (("hip",), "left", "For the side of the hip, left side."),
        (("hip",), "both", "For the side of the hip, both sides."),
        (("hip", "buttock"), "right", "For the side of the hip and the buttock, right side."),
    ],
)
def test_a_session_says_for_which_side_and_place_it_is(
    where: tuple[str, ...], side: Any, summary: str, library: Library
) -> None:
    answers = Answers(where=where, side=side, time=720_000, first_time=True, side_lying=True)
    made = questions.session_for(LOUD, "my-hip", answers, library)
    assert (made.id, made.title, made.summary) == ("my-hip", "My hip", summary)
    assert (made.position, made.target) == ("side-lying", 720_000)
    assert made.place("target").file == "--time"
    sides = {"left", "right"} if side == "both" else {side}
    assert {each.side for each in made.routines_only} == sides
    straight = questions.session_for(LOUD, "x", replace(answers, side_lying=False), library)
    assert straight.position is None


# --- verify ----------------------------------------------------------------------------------

GOOD = Verdict(
    path=Path("a.mp3"), findings=(), timeline=timeline(), clips=12, cached=0, loudness=-16.04,
    peak=-1.96,
)  # fmt: skip
FAULT = TrackFinding(at=1_500, code="V02", event="wait", message="too long")
BAD = Verdict(path=Path("long-name.mp3"), findings=(FAULT,), notes=("a tag of others",))


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (GOOD, "keeps its plan; 12 sounds in their place; -16.0 LUFS, -2.0 dBTP"),
        (
            Verdict(path=Path("a"), findings=(), clips=2, cached=1, loudness=-16.0),
            "keeps its plan; 2 sounds in their place, 1 the very clips of the cache",
        ),
        (BAD, "1 finding"),
        (Verdict(path=Path("a"), findings=(FAULT, FAULT)), "2 findings"),
    ],
)
def test_a_verdict_in_a_line(verdict: Verdict, words: str) -> None:
    assert verify._words(verdict) == words


def test_verdicts_in_a_table_and_what_was_found(capsys: Printed) -> None:
    verify._table([GOOD, BAD])
    head, good, bad, *rest = capsys.readouterr().out.splitlines()
    assert head == "track            length  sounds    LUFS   dBTP  result"
    assert good == "a.mp3              1:01      12   -16.0   -2.0  good"
    assert bad == f"long-name.mp3{'1 finding':>44}"
    assert rest == ["", "long-name.mp3", "note: a tag of others", str(FAULT)]


@pytest.mark.parametrize(
    ("changes", "rest"),
    [
        ({}, []), ({"findings": (FAULT,)}, ["", "a.mp3", str(FAULT)]),
        ({"notes": ("a tag of others",)}, ["", "a.mp3", "note: a tag of others"]),
    ],
)  # fmt: skip
def test_a_track_has_lines_of_its_own_where_there_is_something_to_say_of_it(
    changes: dict[str, Any], rest: list[str], capsys: Printed
) -> None:
    verify._table([replace(GOOD, **changes)])
    assert capsys.readouterr().out.splitlines()[2:] == rest


def test_a_verdict_by_itself_has_findings_as_data_and_the_rest_as_words(capsys: Printed) -> None:
    verify._tell(BAD, LOUD)
    told = capsys.readouterr()
    assert told.out == f"{FAULT}\n"
    assert told.err == "note: a tag of others\nlong-name.mp3: 1 finding\n"
    verify._tell(BAD, QUIET)
    assert capsys.readouterr().err == ""


# --- voices ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "wanted", "speaks"),
    [
        ("en", "en", True), ("en-GB", "en", True), ("en_gb", "en-GB", True), ("", "en", True),
        ("und", "de", True), ("de", "en", False), ("eng", "en", False), ("en", "en-GB", False),
    ],
)  # fmt: skip
def test_a_voice_is_of_its_language_and_of_its_countries(
    voice: str, wanted: str, speaks: bool
) -> None:
    assert voices._speaks(voice, wanted) == speaks


def row(engine: str, voice: str, licence: str, speed: float | None = None) -> dict[str, Any]:
    return {
        "voice": f"{engine}:{voice}", "engine": engine, "licence": licence, "language": "en",
        "gender": "", "speed": speed,
    }  # fmt: skip


def test_a_licence_is_the_engines_or_the_voices() -> None:
    rows = [row("a", "x", "MIT"), row("a", "y", "MIT"), row("b", "x", "MIT"), row("b", "y", "")]
    assert voices._licences(rows) == ["licence of a, b:x: MIT", "licence of b:y: not known"]


def test_voices_are_a_line_each(capsys: Printed) -> None:
    voices._table([row("tone", "plain", "", 12.4), row("a", "x", "")])
    assert capsys.readouterr().out.splitlines() == [
        "voice       language  gender  speed", "tone:plain  en        -       12x",
        "a:x         en        -       -",
    ]  # fmt: skip


class Two:
    """An engine of so many voices that counts who asks for its speed."""

    name, default_voice = "two", "b"

    def identity(self, voice: str) -> str:
        return voice


@pytest.mark.parametrize(
    ("measure", "count", "voice", "wanted"),
    [
        (True, 12, "a", 3.0), (True, 13, "b", 3.0), (True, 13, "a", 1.0), (False, 1, "b", 1.0),
    ],
)  # fmt: skip
def test_of_many_voices_the_usual_one_is_measured(
    measure: bool, count: int, voice: str, wanted: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.voicetest.speed.measure_speed", lambda *_: 3.0)
    monkeypatch.setattr("unknot.voicetest.speed.recall_speed", lambda *_: 1.0)
    info = VoiceInfo(id=voice, name="", language="")
    assert voices._speed(LOUD, Two(), info, measure, count) == wanted  # type: ignore[arg-type]


def test_a_voice_that_cannot_speak_has_the_speed_it_had(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    def silent(*_: object) -> float:
        raise EngineError("two", "", "is mute")

    monkeypatch.setattr("unknot.voicetest.speed.measure_speed", silent)
    monkeypatch.setattr("unknot.voicetest.speed.recall_speed", lambda *_: None)
    info = VoiceInfo(id="b", name="", language="")
    assert voices._speed(LOUD, Two(), info, True, 1) is None  # type: ignore[arg-type]
    assert capsys.readouterr() == ("", "  two:b cannot speak: is mute\n")
    shown = voices._row(Two(), VoiceInfo(id="b", name="", language="", gender="Male"), 1.26)  # type: ignore[arg-type]
    assert (shown["voice"], shown["gender"], shown["speed"]) == ("two:b", "male", 1.3)


def test_a_size_is_told_in_its_unit() -> None:
    assert [_mb(each) for each in (999_400, 1_000_000, 63_500_000)] == ["999 kB", "1 MB", "64 MB"]


@pytest.mark.parametrize(
    ("address", "away", "wanted"),
    [
        ("http://127.0.0.1:8880/v1", True, False), ("https://speech.example/v1", True, True),
        ("https://speech.example/v1", False, False),
    ],
)  # fmt: skip
def test_words_leave_for_another_machine_alone(address: str, away: bool, wanted: bool) -> None:
    options = ServerOptions(
        server=address, model="m", says_as="Nova", pcm=None, key_from="", away=away
    )
    made = options.voice(None)
    assert (made.away, made.id, made.pcm, made.title) == (wanted, "nova", 0, "m Nova")
    assert options.voice("mine").id == "mine"


# --- serve -----------------------------------------------------------------------------------


def test_the_page_offers_a_dozen_english_voices() -> None:
    class Many:
        def voices(self) -> list[VoiceInfo]:
            languages = ["de", "EN-gb", *["en"] * 20]
            return [
                VoiceInfo(id=f"v{n}", name=f"V{n}", language=each)
                for n, each in enumerate(languages)
            ]

    offered = serve._english(Many())  # type: ignore[arg-type]
    assert list(offered.items())[:2] == [("v1", "V1"), ("v2", "V2")]
    assert len(offered) == 12


def test_addresses_are_data_and_the_rest_is_words(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.setattr(serve, "_code", lambda address: f"code of {address}")
    serve._tell(LOUD, 80, [], "", [])
    told = capsys.readouterr()
    assert told.out == "http://127.0.0.1:80/\n"
    assert "code of http://127.0.0.1:80/\n" in told.err
    assert "this machine alone" in told.err
    assert "personal feeds" not in told.err
    serve._tell(LOUD, 80, ["10.0.0.2"], "key", ["ann", "bob"])
    told = capsys.readouterr()
    assert told.out == "http://127.0.0.1:80/key/\nhttp://10.0.0.2:80/key/\n"
    assert "code of http://10.0.0.2:80/key/\n" in told.err
    assert "127.0.0.1" not in told.err
    assert "point the phone's camera" in told.err
    assert "personal feeds: ann, bob (--revoke NAME ends one)" in told.err
    assert told.err.endswith("Ctrl-C ends it\n")
    serve._tell(QUIET, 80, ["10.0.0.2"], "key", ["ann"])
    assert capsys.readouterr().err == ""


def test_a_code_fits_a_terminal() -> None:
    lines = serve._code("http://192.168.100.100:8080/0123456789abcdefghijkl/").splitlines()
    assert 10 < len(lines) < 24


# --- a catalogue -----------------------------------------------------------------------------

MATRIX = Matrix(
    places={}, sides=("left",), details=("full",), targets=(1,), voices=("v",), languages=("en",)
)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Overrides(side="left"), "--side"), (Overrides(detail="full"), "--detail"),
        (Overrides(target=5), "--target"), (Overrides(voice="v"), "--voice"),
        (Overrides(language="de"), "--language"),
    ],
)  # fmt: skip
def test_what_the_file_names_no_option_may_name(asked: Overrides, words: str) -> None:
    with pytest.raises(click.UsageError, match=words):
        catalogue._not_twice(MATRIX, asked)
    catalogue._not_twice(Matrix(places={}), asked)
    catalogue._not_twice(MATRIX, Overrides(language="en"))
    catalogue._not_twice(MATRIX, Overrides())


def test_what_a_catalogue_would_take_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    plan = CataloguePlan(
        QUALITIES["standard"], ways=[Way(session="a")] * 3, length_ms=5_400_000,
        missing={1: (None, None), 2: (None, None)}, missing_ms=240_000,  # type: ignore[dict-item]
    )  # fmt: skip
    assert (plan.track_bytes, plan.clip_bytes) == (64_800_000, 25_920_000)
    said = [Speaking(voice="tone:plain", lines=1, ms=1_800_000, hours=0.25),
            Speaking(voice="x", lines=2, ms=3_600_000, hours=None)]  # fmt: skip
    monkeypatch.setattr(CataloguePlan, "speaking", lambda *_: said)
    catalogue._show(LOUD, plan, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "       3  tracks, 1.5 hours, about 0.06 GB without pictures",
        "       2  clips to make, about 26 MB",
        "       1  of them by tone:plain: 0.50 hours of speech, 0.25 hours of processor time",
        "       2  of them by x: 1.00 hours of speech, "
        "speed not measured here: unknot voices --measure",
    ]


@pytest.mark.parametrize(("count", "more"), [(1, ""), (10, ""), (11, "  and 1 more\n")])
def test_tracks_that_cannot_be_are_told_and_end_badly(
    count: int, more: str, capsys: Printed
) -> None:
    refused = [Refused(way=Way(session="a", detail="cues"), reason="no\n  because")] * count
    with pytest.raises(SystemExit) as end:
        catalogue._stop_at_refused(refused)
    assert end.value.code == 1
    line = "  not made: cues/a: no; because\n"
    assert capsys.readouterr().err == line * min(count, 10) + more
    catalogue._stop_at_refused([])


# --- tracks, days, and what is on its way ----------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "1:01 long, 2.5 MB; every clip from the cache"),
        ({"made": 2}, "1:01 long, 2.5 MB; 2 of 7 clips new"),
        ({"changed": False}, "1:01 long, 2.5 MB; every clip from the cache, unchanged"),
        ({"timeline": timeline(61_000, 30_000)}, "1:01 long, 0:30 in holds, 2.5 MB; every clip"),
    ],
)
def test_a_track_in_a_line(changes: dict[str, Any], words: str) -> None:
    facts: dict[str, Any] = {"timeline": timeline(), "made": 0, **changes}
    track = Track(session="a", path=Path("a.mp3"), size=2_450_001, clips=7, **facts)
    assert track_words(track).startswith(words)
    assert ("unchanged" in track_words(track)) == ("changed" in changes)


def test_who_speaks_is_told_once() -> None:
    facts: dict[str, Any] = {"session": "a", "path": Path(), "timeline": timeline(), "size": 0,
                             "clips": 0, "made": 0}  # fmt: skip
    assert _speakers(Track(**facts), "x") == ()
    assert _speakers(Track(**facts, speakers=("emma",), fallbacks=("One.",)), "x") == ("emma",)
    one = _speakers(Track(**facts, fallbacks=("One.",)), "x")
    assert one == ("1 line spoken by x, for want of a take:", "  One.")
    two = _speakers(Track(**facts, fallbacks=("One.", "Two.")), "x")
    assert two[0] == "2 lines spoken by x, for want of a take:"


def test_the_emergency_number_is_told(library: Library) -> None:
    assert number_note(library, None) == ()
    (known,) = number_note(library, "AU")
    assert known.startswith("emergency number: ")
    assert known.endswith("(AU; another with --country)")
    (unknown,) = number_note(library, "ZZ")
    assert unknown.startswith("no emergency number is known for ZZ; the track says ")


def test_an_error_fits_one_line() -> None:
    assert one_line("no such voice\n  unknot voices lists them\n") == (
        "no such voice; unknot voices lists them"
    )


@pytest.mark.parametrize(
    ("text", "wanted"), [("a" * 24, "a" * 24), ("a" * 25, "a" * 23 + "…"), ("", "")]
)
def test_a_label_is_short(text: str, wanted: str) -> None:
    assert speaking.shorten(text, 24) == wanted


def test_lines_that_no_worker_spoke_are_told_without_a_terminal(capsys: Printed) -> None:
    for options, words in ((LOUD, "no worker spoke 3 lines"), (QUIET, "")):
        with speaking.drawn(options) as report:
            report(Planned(session="a", clips=2, missing=1))
            report(LeftByWorkers(lines=3))
        with speaking.bar(options, "looking", 1) as count:
            count(1)
        told = capsys.readouterr()
        assert told.out == ""
        assert (words in told.err) if words else told.err == ""


def test_tracks_go_where_they_are_told_to(tmp_path: Path) -> None:
    options = Globals(tmp_path, False)
    assert Making(out=Path("o")).folder(options) == Path("o")
    assert Making().folder(options) == tmp_path / "audio/tracks"


def test_a_calendar_to_read(library: Library) -> None:
    programme = library.programmes["low-back"]
    lengths = {name: 600_000 + 1_000 * at for at, name in enumerate(programme.sessions)}
    schedule = Schedule(programme, date(2026, 11, 20))
    lines = list(calendar_lines(schedule, library, lengths))
    assert lines[:2] == [f"{programme.title} (low-back)", "starts on Friday 20 November 2026"]
    letters = "abcdefgh"
    for at, name in enumerate(programme.sessions):
        title = library.sessions[name].title
        assert lines[2 + at] == f"  {letters[at]}  {name}: {title}, 10:0{at}"
    weeks = [line for line in lines if line[:6].strip().isdigit()]
    treated = [each for each in programme.phases if each.days]
    assert [int(line[:6]) for line in weeks] == list(range(1, 1 + sum(e.weeks for e in treated)))
    assert weeks[0].split()[1:4] == ["27", "Nov", "2026"]
    heads = [line for line in lines if line.startswith("  week  begins")]
    assert {line.split(maxsplit=2)[2] for line in heads} == {"Fri  Sat  Sun  Mon  Tue  Wed  Thu"}
    assert [len(line.split()) for line in heads] == [9] * len(treated)
    marks = " ".join(weeks).split()
    days = [day for day in schedule.days() if day.phase.days]
    assert sum(mark == "-" for mark in marks) == sum(day.session is None for day in days)
    second = programme.phases[1]
    assert f"{second.title}: weeks 1 to {second.weeks}, from Friday 27 November 2026" in lines
    first = programme.phases[0]
    assert f"{first.title}: week 0, from Friday 20 November 2026" in lines
    told = " ".join(" ".join(lines).split())
    for phase in programme.phases:
        for task in phase.tasks:
            again = f" (every {task.every} weeks)" if task.every > 1 else " (weekly)" * task.every
            assert f"* {task.task}{again}" in told
    assert lines[-1].startswith("A day that was missed is past")

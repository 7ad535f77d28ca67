"""Words: what may be said, shown word by word and at its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.workspaces import PROGRAMME, SHARED, Content, problems, reading
from tests.safety.workspace import Workspace, treating
from unknot.content import speech
from unknot.content.anatomy import any_of, is_anatomical, unknown_terms
from unknot.content.cautions import CAUTIONS, lost
from unknot.content.library import Library
from unknot.content.records.session import Routine
from unknot.content.records.steps import HoldStep, SayStep, Step
from unknot.content.treating import treats


@pytest.mark.parametrize(
    "text",
    [
        "No need to press.", "Never press or push.", "Do not dig with it.",
        "Rest it there without leaning on it.", "There is no need to dig.", "Your blood pressure.",
        "Rest it, and let it work.", "Nothing to press or rub here.",
    ],
)  # fmt: skip
def test_pressing_that_is_denied_is_fine(text: str) -> None:
    assert list(speech.pressing(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Press it in.", "No, press harder.", "Never mind the bone. Push on.", "Lean on it gently.",
        "Do not stop pressing.", "Do not worry, lean on it.", "Not on the bone, but rub it.",
        "Apply firm pressure.", "Use your body and squeeze.", "Knead it.", "Force it a little.",
    ],
)  # fmt: skip
def test_pressing_is_found_however_it_is_wrapped(text: str) -> None:
    assert list(speech.pressing(text))


@pytest.mark.parametrize("text", ["...", "-", "\N{PERSON IN LOTUS POSITION}", "\u3002", "\u200d"])
def test_what_has_nothing_to_say_is_told_where_it_is_written(text: str, tmp_path: Path) -> None:
    """A build would stop at it, and name no place; a term would fall silent within its sentence."""
    head = "title: X\nsummary: An example.\nroutines:"
    files: dict[str, Content] = {
        "sessions/x.yaml": f"{head} [{{say: '{text}'}}, {{chapter: '***'}}, {{wait: 5s}}]\n",
        "scripts/en/shared.yaml": SHARED + f"  extra: {{say: ['{text}'], sources: S1}}\n",
        "scripts/en/lexicon.yaml": f"terms: {{psoas: {{say: so, engines: {{tone: '{text}'}}}}}}\n",
    }
    told = [(each.code, Path(each.place.file).name) for each in problems(tmp_path, files)]
    assert told == [("S24", "lexicon.yaml"), ("S24", "shared.yaml"), ("S24", "x.yaml")]


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("Please do not use a massage gun, a ball or a roller with these sessions.", True),
        ("No gun, ball or roller.", True),
        ("Never a cane.", True),
        ("Use a massage gun.", False),
        ("Do not use your hand, use a roller.", False),
        ("Do not worry about the ball.", False),
        ("Lie on a tennis ball.", False),
        ("Rest the ball of your foot on the floor.", True),
        ("Now roll over slowly.", True),
    ],
)
def test_devices_are_only_warned_of(text: str, fine: bool) -> None:
    assert (not list(speech.devices(text))) is fine


@pytest.mark.parametrize(
    "text",
    ["It is proven.", "A cure.", "No risk at all.", "It is risk-free.", "It always works.",
     "Totally safe.", "Guaranteed.", "Toxins leave you.", "Your diagnosis.", "It treats sciatica.",
     "Ease your sciatica.", "Take your Theragun.", "Dr Graeme says so."],
)  # fmt: skip
def test_promises_and_brands_are_found(text: str) -> None:
    assert list(speech.claims(text))


@pytest.mark.parametrize(
    "text", ["It may help the muscle relax.", "Keep it safe.", "Ask about the risk.", "Secure it."]
)
def test_plain_words_are_no_promise(text: str) -> None:
    assert list(speech.claims(text)) == []


def test_twenty_words_are_followed_and_twenty_one_are_not() -> None:
    words = " ".join(["word"] * 20)
    assert list(speech.long_sentences(f"{words}. {words}!")) == []
    assert len(list(speech.long_sentences(f"{words} word."))) == 1


@pytest.mark.parametrize("text", ["30 seconds", "Call 000.", "1.5 times", "half-past 2"])
def test_digits_are_found(text: str) -> None:
    assert list(speech.digits(text))


@pytest.mark.parametrize("text", ["the QL", "e.g. here", "two cm", "left/right", "50 %", "(here)"])
def test_abbreviations_are_found(text: str) -> None:
    assert list(speech.abbreviations(text))


def test_i_and_sentences_are_no_abbreviations() -> None:
    assert list(speech.abbreviations("I say: rest. A moment. Massager, stay!")) == []


@pytest.mark.parametrize(
    "word", ["trochanter", "Piriformis", "iliocostalis", "spinae", "rhomboideus", "sacrum's"]
)
def test_anatomical_terms_are_known_as_such(word: str) -> None:
    assert is_anatomical(word)


def test_no_word_of_the_bundled_script_is_taken_for_one(library: Library) -> None:
    """The lines use plain names, so that nobody needs a dictionary to lie down."""
    texts = [
        text
        for script in library.scripts["en"].values()
        for line in script.lines.values()
        for text in (*line.say, *line.in_turn, *line.helper, *line.short)
    ]
    assert [word for text in texts for word in unknown_terms(text, None)] == []


def test_every_muscle_s_name_is_in_the_lexicon_with_its_sound(library: Library) -> None:
    terms = library.lexicons["en"].terms
    for muscle in library.muscles.values():
        assert list(unknown_terms(muscle.name, any_of(terms))) == []
    assert any(list(unknown_terms(muscle.name, None)) for muscle in library.muscles.values())
    assert all(term.ipa for term in terms.values())


def test_a_term_of_several_words_covers_them_and_nothing_else() -> None:
    terms = ["quadratus lumborum"]
    assert list(unknown_terms("The quadratus lumborum.", any_of(terms))) == []
    assert list(unknown_terms("The quadratus femoris.", any_of(terms))) == ["quadratus", "femoris"]


def test_each_caution_is_recognised_in_the_bundled_lines(library: Library) -> None:
    """A caution that no line has would guard nothing."""
    texts = [
        text
        for script in library.scripts["en"].values()
        for line in script.lines.values()
        for text in (*line.say, *line.in_turn)
    ]
    seldom = {name for name, words in CAUTIONS.items() if not any(map(words.search, texts))}
    assert seldom == set()


def test_a_lost_caution_is_named() -> None:
    before = ("Stop if you feel numbness or tingling.",)
    assert lost(before, ("Stop if you feel tingling.",)) == ("numbness",)
    assert lost(before, ("If numb or tingling, stop.",)) == ()


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ('{say: "Rest for 30 seconds.", sources: INF}', "S81", "30"),
        ('{say: ["Good.", "Lie on the QL now."], sources: INF}', "S82", "QL"),
        ('{in-turn: [One., "It is proven."], sources: INF}', "S84", "proven"),
        ('{say: "Feel the trochanter.", sources: INF}', "S83", "trochanter"),
        ('{say: Good., short: "Take a nap.", sources: INF}', "S85", "nap"),
        ("{say: Lie on a ball., sources: INF}", "S87", "a ball"),
    ],
)
def test_a_fault_is_shown_at_its_line_and_column(
    line: str, code: str, word: str, tmp_path: Path
) -> None:
    text = f"{SHARED}  more: {line}\n"
    (problem,) = problems(tmp_path, {"scripts/en/shared.yaml": text})
    last = text.splitlines()[-1]
    assert problem.code == code
    assert problem.place.line == len(text.splitlines())
    assert problem.place.column == last.index(word) + 1
    assert problem.width == len(word)


def test_what_is_to_be_added_to_the_lexicon_can_be_copied(tmp_path: Path) -> None:
    line = '{say: "Feel the trochanter.", sources: INF}'
    files = {"scripts/en/shared.yaml": f"{SHARED}  more: {line}\n"}
    (problem,) = problems(tmp_path, files)
    entry = problem.hint.partition("under terms:")[2].partition(" (INV")[0]
    files["scripts/en/lexicon.yaml"] = f"terms:\n{entry}\n"
    assert not problems(tmp_path, files)


def test_a_fault_in_a_folded_text_is_shown_where_it_stands(tmp_path: Path) -> None:
    text = (
        SHARED
        + "  more:\n    say: >-\n      Rest it there,\n      for 30 seconds.\n    sources: INF\n"
    )
    (problem,) = problems(tmp_path, {"scripts/en/shared.yaml": text})
    line, column = problem.place.line, problem.place.column
    assert text.splitlines()[line - 1][column - 1 :].startswith("30 seconds")


TREATING = "title: X\nsummary: X.\nroutines: [{muscle: gluteus, side: left}, {say: %s}]\n"
FREE = "title: X\nsummary: X.\nroutines: [{say: %s}]\n"


@pytest.mark.parametrize(
    ("say", "treating", "free"),
    [
        ('"Wait 30 seconds."', "S81", None),
        ('"The QL."', "S82", None),
        ('"The trochanter."', "S83", None),
        ('"It is proven."', "S84", "S84"),
        ('"Drift off."', "S85", None),
        ('"Press it in."', "S86", None),
        ('"Lie on a ball."', "S87", None),
        # A sentence that names what only a treatment needs is one.
        ('"Take a foam roller."', "S87", "S87"),
    ],
)
def test_a_session_that_treats_nobody_may_speak_more_freely(
    say: str, treating: str, free: str | None, tmp_path: Path
) -> None:
    files: dict[str, Content] = {"sessions/x.yaml": TREATING % say}
    assert [each.code for each in problems(tmp_path, files)] == [treating]
    files = {"sessions/x.yaml": FREE % say}
    assert [each.code for each in problems(tmp_path, files)] == ([free] if free else [])


@pytest.mark.parametrize("key", ["title", "summary"])
def test_titles_promise_nothing_either(key: str, tmp_path: Path) -> None:
    text = (FREE % "Good.").replace(f"{key}: X", f"{key}: The cure")
    (problem,) = problems(tmp_path, {"sessions/x.yaml": text})
    assert problem.code == "S84"


def _told_before(library: Library, *routines: Step | Routine) -> set[str]:
    words = SayStep(say="Press it in firmly.")
    return Workspace(session=treating(words, *routines)).by_checks(library)


def test_words_before_the_first_routine_belong_to_no_tool(library: Library) -> None:
    """Of a massager nobody is told to press; before a session's own holds it is one."""
    by_hand = Routine(muscle="gluteus-maximus", side="left", technique="pressure-hold")
    assert "S86" not in _told_before(library, by_hand)
    assert "S86" in _told_before(library, HoldStep(hold=30_000))


@pytest.mark.parametrize(
    ("channel", "codes"),
    [
        ("title: We cure sore backs", ["S84"]),
        ("description: It is proven.", ["S84"]),
        ("seasons: [{name: Cured in weeks, sessions: [sore-hip]}]", ["S84"]),
        ("title: We \u0441ure it", ["S89"]),
        ("language: it\ntitle: Cure dolci", []),
        ("title: Two weeks for a sore back", []),
    ],
)
def test_a_channel_promises_nothing(channel: str, codes: list[str], tmp_path: Path) -> None:
    """Its title is what most people read of it."""
    found = problems(tmp_path, {"channel.yaml": f"{channel}\n"})
    assert [each.code for each in found] == codes


def test_a_programme_promises_nothing_in_what_it_asks_for(tmp_path: Path) -> None:
    tasked = PROGRAMME.replace("task: See somebody.", "task: Buy a Theragun.")
    (found,) = problems(tmp_path, {"sessions/programmes/x.yaml": tasked})
    assert (found.code, found.place.line) == ("S84", 7)


@pytest.mark.parametrize("title", ["X" * 201, "word " * 50, '"Two\\n\\nparagraphs"'])
def test_a_title_fits_a_line(title: str, tmp_path: Path) -> None:
    """A list, a player and a feed show it in one; a summary may be longer."""
    steps = f"routines: [{{chapter: {title}}}, {{say: Hello.}}]"
    files: dict[str, Content] = {
        "sessions/x.yaml": f"title: {title}\nsummary: {title}\n{steps}\n",
        "channel.yaml": f"title: {title}\n",
    }
    found = problems(tmp_path, files)
    assert [(each.code, each.place.line) for each in found] == [("S58", 1), ("S58", 1), ("S58", 3)]


@pytest.mark.parametrize(
    ("text", "code"), [("-press-it-in", "S86"), ("10-15", "S81"), ("it-cures-", "S84")]
)
def test_what_is_no_name_of_a_line_is_read_as_words(text: str, code: str, tmp_path: Path) -> None:
    """It is spoken, so it is held to what holds for words; it has but the letters of a name."""
    steps = f"routines: [{{muscle: gluteus, side: left}}, {{say: '{text}'}}]"
    files: dict[str, Content] = {"sessions/x.yaml": f"title: X\nsummary: S.\n{steps}\n"}
    assert {each.code for each in problems(tmp_path, files)} == {code}


@pytest.mark.parametrize(
    ("step", "treating"),
    [
        ("{wait: 60s, inside: [{at: 5s, say: Rest the massager on your back.}]}", True),
        ("{repeat: 2, steps: [{wait: 60s, inside: [{at: 5s, say: Now a sore spot.}]}]}", True),
        ("{wait: 60s, inside: [{at: 5s, say: half}]}", True),
        ("{say: Rest the m\u00e1ssager on your back.}", True),
        ("{wait: 60s, inside: [{at: 5s, say: Breathe out.}, {at: 9s, chime: half}]}", False),
    ],
)
def test_a_session_treats_whatever_it_says_so_in(step: str, treating: bool, tmp_path: Path) -> None:
    """Else words inside a wait would treat somebody without the opening."""
    text = f"title: X\nsummary: An example.\nroutines: [{step}]\n"
    library, found = reading(tmp_path, {"sessions/x.yaml": text})
    assert found == ()
    assert treats(library.sessions["x"], library) is treating

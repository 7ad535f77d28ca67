"""Text that does not look like what it says is refused, with the letter's name and its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.workspaces import BRIEF, changed, problems, session
from tests.usual import cases
from unknot.content.disguise import disguises, seen


@cases(
    "text",
    [
        "Pr\u0435ss it.", "Pre\u0455s it.", "\u0420ress it.", "P\u0433ess it.", "\u03a1ress it.",
        "\uff30ress it.", "\U0001d40fress it.", "Pre\u017fs it.", "P\u0332ress it.",
        "Pr\u200dess it.", "Pr\u200cess it.", "Press \u0131t.", "\ufb01nd it.", "Press \u2170t.",
        "P\u0279ess it.", "Press \u01ddt.", "\u1d18ress it.", "Pr\u025bss it.", "\u24dfress it.",
        "\U0001f17fress it.", "Pr\u212ess it.", "\U0001d40f\U0001d42b\U0001d41e\U0001d42c it.",
        "\uff30\uff52\uff45\uff53\uff53", "\u24aeorry.", "Pre\u0283s it.", "Press \u0251 bit.",
    ], usual=10)  # fmt: skip
def test_each_disguise_is_refused_with_its_place(text: str, tmp_path: Path) -> None:
    found = problems(tmp_path, session(f'{{say: "{text}"}}'))
    assert "S89" in {each.code for each in found}
    assert all(each.place.line == 4 for each in found)


@cases(
    "hidden",
    ["\u2800", "\ufdd0", "\ufdef", "\U0001bca0", "\U0001d173", "\U0001ffff",
     "\u00ad", "\u200b", "\u2060", "\u3164", "\u115f", "\ue000", "\ufe01", "\U000e0101",
     "\u202e", "\u034f", "\U000f0000", "\u061c", "\u0378", "\u2fe0", "\U0001fffd", "\U00050000"],
    usual=8,
)  # fmt: skip
def test_what_nobody_sees_is_refused_in_any_language(hidden: str, tmp_path: Path) -> None:
    found = problems(tmp_path, session(f'{{say: "Rest{hidden} it."}}'))
    assert "Y03" in {each.code for each in found}


@pytest.mark.parametrize(
    "text",
    [
        "Na\u00efve caf\u00e9.", "It\u2019s \u201cfine\u201d \u2013 really\u2026",
        "Gr\u00f6\u00dfe",
        "\u043c\u044b\u0448\u0446\u0430", "\u808c\u8089", "\u00bd cup", "25 \u00b0",
    ],
)  # fmt: skip
def test_other_words_are_none(text: str) -> None:
    assert list(disguises(text)) == []


def test_rules_read_what_is_seen() -> None:
    assert seen("pr\u00e9ss") == "press"
    assert seen("\uff50ress") == "press"


@pytest.mark.parametrize(
    ("words", "codes"),
    [("Возьми iPhone и отдохни.", set()), ("Возьми iРhone и отдохни.", {"S89"})],
)
def test_whole_words_of_two_alphabets_are_none_where_both_are_written(
    words: str, codes: set[str], tmp_path: Path
) -> None:
    text = changed(BRIEF, f'routines: [{{say: "{words}"}}]') + "language: ru\n"
    assert {each.code for each in problems(tmp_path, {"sessions/x.yaml": text})} == codes


#: Words of languages as they are written, each with letters that English does not have.
SPOKEN = {
    "tr": "Ayaklarını ıssızca bırak.", "az": "Rahatla və nəfəs al.", "ee": "Ɖi ɖe eme, ŋutɔ ƒe.",
    "ha": "Huta ɗan lokaci, ƙafa ɓangare.", "yo": "Sinmi díẹ̀díẹ̀.", "mt": "Strieħ u ħu nifs.",
    "se": "Vuoiŋŋas ja vuoiŋŋa.", "gn": "Epytu'u, g\u0303uahẽ.", "haw": "E hoʻomaha.",
    "vi": "Hãy thư giãn, được không.", "ca": "Col·lega, relaxa't.", "es": "La 1ª vez.",
    "de": "Größer, ẞ.", "fr": "L’œil, Détends-toi.", "is": "Slakaðu á, þú.", "pl": "Łódź, źdźbło.",
    "el": "Χαλάρωσε.", "ru": "iPhone-ом и USB-кабель.", "uk": "П’ять, пʼять.", "ka": "მოდუნდი.",
    "he": "הֵרָגַע iPhone.", "fa": "استراحت می\u200cکنید iPhone.", "hi": "आराम करो iPhone.",
    "ja": "リラックスして。iPhoneを置く、ＯＫ。", "ko": "iPhone을 놓으세요.", "zh": "放下iPhone。",
    "th": "วางiPhoneลง",
}  # fmt: skip


@cases("language", SPOKEN, usual=8)
def test_each_language_is_written_in_its_own_letters(language: str, tmp_path: Path) -> None:
    text = changed(BRIEF, f'routines: [{{say: "{SPOKEN[language]}"}}]') + f"language: {language}\n"
    assert problems(tmp_path, {"sessions/x.yaml": text}) == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Dru\u0441k."), ("de", "\U0001d403ruck."), ("tr", "\uff24ur."), ("fr", "D\u0280uck."),
     ("ru", "i\u0420hone"), ("ja", "i\u0420honeを"), ("es", "\u24dfon"), ("de", "Dr\u200cuck.")],
)  # fmt: skip
def test_a_disguise_is_one_in_every_language(language: str, text: str, tmp_path: Path) -> None:
    text = changed(BRIEF, f'routines: [{{say: "{text}"}}]') + f"language: {language}\n"
    assert {each.code for each in problems(tmp_path, {"sessions/x.yaml": text})} == {"S89"}


def test_an_emoji_that_this_python_does_not_know_yet_is_none_of_the_empty_places(
    tmp_path: Path,
) -> None:
    assert problems(tmp_path, session('{say: "Rest \U0001faef now."}')) == ()

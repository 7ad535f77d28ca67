"""Languages: English is complete; another is judged when it is asked for, line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.content.workspaces import write
from unknot.content.checks.languages import gaps, skeleton, wanted
from unknot.content.library import Library
from unknot.content.load import load, read
from unknot.content.records.script import Line, Script
from unknot.content.workspace import Root, bundled_content
from unknot.errors import ContentError
from unknot.timeline.cues import Say
from unknot.timeline.job import resolve
from unknot.timeline.overrides import Overrides
from unknot.timeline.plan import estimate, plan


def over(folder: Path, files: dict[str, str]) -> tuple[Root, Root]:
    own = write(folder, dict(files))
    return Root(own, "workspace"), Root(bundled_content(), "bundled")


def translated(library: Library) -> Library:
    """A made-up language that says every English line, with its own words for left and right."""
    scripts = {}
    for owner, script in library.scripts["en"].items():
        lines = dict(script.lines)
        for name, text in wanted(script, library).items():
            lines.setdefault(name, Line(say=(f"x{text}",), sources=("INF",)))
        scripts[owner] = Script(id=owner, lines=lines)
    return replace(library, scripts={**library.scripts, "xx": scripts})


def test_the_skeleton_is_no_problem_until_the_language_is_asked_for(
    library: Library, tmp_path: Path
) -> None:
    files = {f"scripts/xx/{name}.yaml": text for name, text in skeleton(library, "xx").items()}
    content, problems = read(over(tmp_path, files))
    assert problems == ()
    lacking = list(gaps(content, "xx"))
    every = sum(len(wanted(s, library)) for s in library.scripts["en"].values())
    assert len(lacking) == every
    assert {each.code for each in lacking} == {"S93"}


def test_a_missing_line_names_itself_and_its_file_and_its_english(library: Library) -> None:
    content = translated(library)
    script = content.scripts["xx"]["piriformis"]
    lines = {name: line for name, line in script.lines.items() if name != "hold-half"}
    scripts = {**content.scripts["xx"], "piriformis": replace(script, lines=lines)}
    content = replace(content, scripts={**content.scripts, "xx": scripts})
    (problem,) = gaps(content, "xx")
    assert problem.message == "xx lacks the line 'hold-half' of piriformis"
    assert "Halfway. If your leg tingles" in problem.hint
    with pytest.raises(ContentError) as refused:
        plan(
            resolve(content.sessions["desk-day"], content, Overrides(language="xx")),
            estimate(content, 135),
        )
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_word_for_a_side_is_asked_for_by_its_english(side: str, library: Library) -> None:
    content = translated(library)
    shared = content.scripts["xx"]["shared"]
    lines = {name: line for name, line in shared.lines.items() if name != f"word-{side}"}
    scripts = {**content.scripts["xx"], "shared": replace(shared, lines=lines)}
    (problem,) = gaps(replace(content, scripts={**content.scripts, "xx": scripts}), "xx")
    assert problem.message == f"xx lacks the line 'word-{side}' of shared"
    assert problem.hint == f"in English: {side}"


def test_a_complete_language_is_planned_in_its_own_words(library: Library) -> None:
    content = translated(library)
    assert list(gaps(content, "xx")) == []
    for session in content.sessions.values():
        timeline = plan(
            resolve(session, content, Overrides(language="xx")), estimate(content, 135)
        ).timeline
        assert timeline.language == "xx"
    timeline = plan(
        resolve(content.sessions["sore-hip"], content, Overrides(language="xx")),
        estimate(content, 135),
    ).timeline
    texts = [e.cue.text for e in timeline.events if isinstance(e.cue, Say)]
    assert any("on your xleft side" in text for text in texts)
    assert not any("{" in text for text in texts)


def test_a_line_of_safety_stays_one_in_translation(library: Library) -> None:
    content = translated(library)
    shared = content.scripts["xx"]["shared"]
    opening = replace(shared.lines["opening-full"], safety=False)
    scripts = {**content.scripts["xx"]}
    scripts["shared"] = replace(shared, lines={**shared.lines, "opening-full": opening})
    (problem,) = gaps(replace(content, scripts={**content.scripts, "xx": scripts}), "xx")
    assert "line of safety" in problem.message


def reworded(library: Library, owner: str, lines: dict[str, Line | None]) -> list[str]:
    """What is told of a whole translation in which some lines of ``owner`` are others, or gone."""
    content = translated(library)
    script = content.scripts["xx"][owner]
    now = {name: line for name, line in {**script.lines, **lines}.items() if line}
    scripts = {**content.scripts["xx"], owner: replace(script, lines=now)}
    found = gaps(replace(content, scripts={**content.scripts, "xx": scripts}), "xx")
    return [f"{each.message}; {each.hint}" for each in found]


def spoken(*texts: str) -> Line:
    return Line(say=texts, sources=("INF",))


@pytest.mark.parametrize(
    ("owner", "name", "text"),
    [
        ("shared", "word-right", "xleft"),
        ("shared", "word-left", "Xright."),
        ("piriformis", "word-left", "xright"),
        ("piriformis", "word-right", " xLeft"),
    ],
)
def test_no_word_stands_for_both_sides(owner: str, name: str, text: str, library: Library) -> None:
    """A copy that was not changed would send somebody to the side that does not hurt."""
    (told,) = reworded(library, owner, {name: spoken(text)})
    assert "is the word for left and for right" in told


@pytest.mark.parametrize(
    ("left", "right", "faults"),
    [
        ("Auf der xleft Seite.", "Auf der xright Seite.", 0),
        ("Links.", "Rechts.", 0),
        ("Auf der xright Seite.", "Auf der xleft Seite.", 2),
        ("Auf der xright Seite.", "Auf der rechten Seite.", 1),
        ("Auf der Seite.", "Auf der Seite.", 2),
    ],
)
def test_the_opening_tells_of_the_side_that_is_treated(
    left: str, right: str, faults: int, library: Library
) -> None:
    lines = {"ahead-left-side": spoken(left), "ahead-right-side": spoken(right)}
    told = reworded(library, "shared", dict(lines))
    assert len(told) == faults
    assert all("tells of one side in the words for the other" in each for each in told)


def test_a_word_for_a_side_is_no_choice_of_words(library: Library) -> None:
    """English would stand in for it."""
    (told,) = reworded(library, "shared", {"word-left": Line(in_turn=("a",), sources=("INF",))})
    assert told.startswith("'word-left' is one word")


@pytest.mark.parametrize("name", ["side", "other", "emergency"])
def test_a_translation_leaves_out_no_side_and_not_whom_to_call(name: str, library: Library) -> None:
    owner, line_name, line = next(
        (script.id, line_name, line)
        for script in library.scripts["en"].values()
        for line_name, line in script.lines.items()
        if f"{{{name}}}" in " ".join(line.said)
    )
    said = tuple(text.replace(f"{{{name}}}", "") for text in line.said)
    told = reworded(library, owner, {line_name: replace(line, say=said, in_turn=(), short=())})
    assert f"{line_name!r} leaves out {{{name}}}" in " ".join(told)


def test_a_translation_does_not_speak_of_the_other_side_instead(library: Library) -> None:
    find = library.scripts["en"]["piriformis"].lines["find"]
    assert "{side}" in " ".join(find.say)
    said = tuple(text.replace("{side}", "{other}") for text in find.say)
    told = " ".join(reworded(library, "piriformis", {"find": replace(find, say=said)}))
    assert "'find' leaves out {side}" in told
    assert "'find' says {other}, the side that is not treated" in told


def test_no_line_comes_before_those_that_english_chooses_from(library: Library) -> None:
    """`position` in a translation alone would be heard instead of how to lie on the other side."""
    for owner, name in (("gluteus-maximus", "position"), ("shared", "recheck")):
        (told,) = reworded(library, owner, {name: spoken("So.")})
        assert f"{name!r} is heard instead of each '{name}-…'" in told


def test_a_list_of_warnings_is_not_said_one_at_a_time(library: Library) -> None:
    opening = library.scripts["en"]["shared"].lines["opening-full"]
    turned = replace(opening, say=(), in_turn=opening.say)
    (told,) = reworded(library, "shared", {"opening-full": turned})
    assert "'opening-full' is heard whole in English" in told


def test_a_regional_english_of_its_own_lacks_nothing(library: Library) -> None:
    """Its folder stands alone: what it has not, such as a stop cue, would not be heard."""
    shared = library.scripts["en"]["shared"]
    british = replace(library, scripts={**library.scripts, "en-GB": {"shared": shared}})
    told = [each.message for each in gaps(british, "en-GB")]
    assert "en-GB lacks the line 'hold-half' of piriformis" in told
    assert not any("word-" in each for each in told)
    whole = replace(library, scripts={**library.scripts, "en-GB": library.scripts["en"]})
    assert list(gaps(whole, "en-GB")) == []


def test_a_language_that_is_not_there_says_how_to_begin(library: Library) -> None:
    (problem,) = gaps(library, "de")
    assert problem.hint == "make it with: unknot new language de"
    assert list(gaps(library, "en")) == list(gaps(library, "en-AU")) == []


def test_a_broken_translation_is_told_once(tmp_path: Path) -> None:
    content, problems = read(over(tmp_path, {"scripts/de/shared.yaml": "lines: ["}))
    assert {each.code for each in problems} == {"Y04"}
    assert not any("of shared" in each.message for each in gaps(content, "de"))


def test_loading_needs_no_other_language() -> None:
    assert set(load([Root(bundled_content(), "bundled")]).scripts) == {"en"}


def test_no_lexicon_respells_a_side_of_its_language(tmp_path: Path) -> None:
    """Alone or with words beside it: what a voice says for left would be the word for right."""
    files = {
        "scripts/xx/shared.yaml": (
            "lines:\n  word-left: {say: links, sources: INF}\n"
            "  word-right: {say: rechts, sources: INF}\n"
        ),
        "scripts/xx/lexicon.yaml": (
            "terms:\n  links: {say: rechts}\n  auf der  rechten: {say: so}\n"
            "  seite links: {say: seite rechts}\n  linkshin: {say: fort}\n"
        ),
    }
    _, found = read(over(tmp_path, files))
    assert [(each.code, each.place.line) for each in found] == [("S88", 2), ("S88", 4)]


def test_a_helper_hears_as_many_warnings_as_anybody(library: Library) -> None:
    """Words for a helper stand in for the others, and English has none for the opening."""
    opening = library.scripts["en"]["shared"].lines["opening-full"]
    few = replace(opening, helper=("Off we go.",))
    (told,) = reworded(library, "shared", {"opening-full": few})
    assert f"'opening-full' has {len(opening.say)} items for a helper in English, here 1" in told
    assert reworded(library, "shared", {"opening-full": replace(opening, helper=opening.say)}) == []


def test_what_a_region_lacks_belongs_into_the_folder_of_its_language(library: Library) -> None:
    """Where there is one; a file beside it would begin a language that has nothing else."""
    content = translated(library)
    scripts = {name: each for name, each in content.scripts["xx"].items() if name != "piriformis"}
    content = replace(content, scripts={**content.scripts, "xx": scripts})
    assert {each.place.file for each in gaps(content, "xx-AT")} == {"scripts/xx/piriformis.yaml"}


@pytest.mark.parametrize("language", ["en-GB", "en-AU"])
def test_a_region_begins_with_all_that_its_language_says(
    language: str, library: Library, tmp_path: Path
) -> None:
    """A skeleton of it would lack every fixed line, and be refused at once."""
    files = skeleton(library, language)
    assert "lexicon" not in files, "the language's own is used"
    content, problems = read(
        over(tmp_path, {f"scripts/{language}/{name}.yaml": text for name, text in files.items()})
    )
    assert problems == ()
    assert content.scripts[language] == content.scripts["en"]
    assert list(gaps(content, language)) == []

"""The group of commands: what goes wrong anywhere ends in one message and an exit code."""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from tests.cli.conftest import Printed, Run
from unknot.cli import main
from unknot.cli.main import Group, _offered


def ended(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> Result:
    """A command in which ``error`` was raised."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(click.Group, "invoke", fail)
    return CliRunner().invoke(main, ["list"], prog_name="unknot")


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.EACCES, "or change its permissions"), (errno.EROFS, "the folder is read-only"),
        (errno.ENOSPC, "the disk is full"), (errno.EPERM, ""), (errno.EIO, ""),
        (errno.EFBIG, ""), (errno.EBADF, ""),
    ],
)  # fmt: skip
def test_what_a_disk_says_of_a_file_is_a_message(
    number: int, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = ended(OSError(number, os.strerror(number), "a/b.yaml"), monkeypatch)
    assert (result.exit_code, result.stdout) == (1, "")
    told = f"error: {Path('a/b.yaml')}: cannot be written: {os.strerror(number)}\n"
    assert result.stderr.startswith(told)
    assert hint in result.stderr


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EACCES, "Permission denied"), OSError(errno.ENOENT, "is gone", "a.yaml"),
        FileNotFoundError(errno.ENOENT, "is gone", "temporary directory"),
        FileNotFoundError(errno.ENOENT, "is gone"), RuntimeError("a fault of ours"),
    ],
    ids=str,
)  # fmt: skip
def test_a_fault_of_ours_is_not_hidden(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended(error, monkeypatch).exception is error


def test_whoever_reads_no_further_has_seen_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ended(BrokenPipeError(errno.EPIPE, "Broken pipe"), monkeypatch)
    assert (result.exit_code, result.output) == (0, "")


#: Only what keeps its clips, or a voice's files, has anything to go on from.
_GOES_ON = "; what was made so far is kept, and the next run goes on from it"


@pytest.mark.parametrize(
    ("within", "command", "more"),
    [("make_context", "build", ""), ("invoke", "list", ""), ("invoke", "lint", ""),
     ("invoke", "record", ""), ("invoke", "build", _GOES_ON), ("invoke", "voices", _GOES_ON)],
)  # fmt: skip
def test_ctrl_c_ends_it_at_any_time(
    within: str, command: str, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(signal, "signal", lambda *_: None)
    if within == "invoke":
        below = main.get_command(click.Context(main), command)
        monkeypatch.setattr(below, "make_context", stopped)
    else:
        monkeypatch.setattr(click.Group, within, stopped)
    result = CliRunner().invoke(main, [command], prog_name="unknot")
    assert (result.exit_code, result.stderr) == (130, f"\nstopped{more}\n")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EBADF])
def test_an_output_that_takes_no_more_is_let_go(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    """Python tries what is left in its buffer once more at its end: it goes nowhere."""

    def full(*_: object, **__: object) -> None:
        sys.stdout.write("left over")
        raise OSError(number, "is full")

    monkeypatch.setattr(click.Group, "main", full)
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        with pytest.raises(SystemExit) as end:
            main.main([])
    assert end.value.code == 1
    assert (tmp_path / "out").read_text() == ""
    assert capsys.readouterr().err == (
        "error: the output cannot be written: is full\n  free some space, or send it elsewhere\n"
    )


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "is full", "a.mp3"), OSError(errno.ENOENT, "is gone")], ids=str
)
def test_another_fault_outside_a_command_is_no_full_output(
    error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(click.Group, "main", fail)
    with pytest.raises(OSError, match=str(error.strerror)) as raised:
        main.main([])
    assert raised.value is error


@pytest.mark.parametrize(
    ("options", "level"),
    [((), None), (("-v",), logging.INFO), (("-vv",), logging.DEBUG), (("-vvv",), logging.DEBUG)],
)
def test_more_is_said_on_stderr_when_it_is_asked_for(
    options: tuple[str, ...], level: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(logging, "basicConfig", lambda **given: asked.append(given))
    assert CliRunner().invoke(main, [*options, "cache", "--help"]).exit_code == 0
    assert [each["level"] for each in asked] == ([] if level is None else [level])
    for each in asked:
        assert each["format"] == "%(name)s: %(message)s"
        assert each["stream"] is not sys.stdout


@pytest.mark.parametrize(("setting", "coloured"), [("", True), ("1", False), ("0", False)])
def test_colours_are_left_out_where_somebody_wants_none(
    setting: str, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", setting)
    result = CliRunner().invoke(main, ["today", "--programme", "x"], color=True)
    head = "\x1b[31m\x1b[1merror:\x1b[0m" if coloured else "error:"
    assert result.stderr.splitlines()[0] == f"{head} no programme 'x'"


@pytest.mark.parametrize(
    ("args", "rest"),
    [
        (["list", "-q"], ["-q", "list"]), (["list", "-qq"], ["-qq", "list"]),
        (["list", "--quiet", "-q"], ["--quiet", "list"]),
        (["say", "--", "-q"], ["say", "--", "-q"]), (["-q", "say", "--", "-q"],
                                                     ["-q", "say", "--", "-q"]),
        (["list"], ["list"]),
    ],
)  # fmt: skip
def test_quiet_counts_wherever_it_stands_but_for_what_is_to_be_said(
    args: list[str], rest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[str]] = []

    def parse(_: click.Group, __: click.Context, given: list[str]) -> list[str]:
        read.append(given)
        return []

    monkeypatch.setattr(click.Group, "parse_args", parse)
    Group("x").parse_args(click.Context(main), args)
    assert read == [rest]


def test_only_a_missing_argument_is_told_what_it_could_be() -> None:
    """An option's name says what it is for; and without a context nobody knows what is here."""
    sides = click.Choice(["left", "right"])
    argument, option = click.Argument(["side"], type=sides), click.Option(["--side"], type=sides)
    context = click.Context(click.Command("x"))
    for given, where in ((option, context), (argument, None), (click.Argument(["x"]), context)):
        error = click.MissingParameter(ctx=where, param=given)
        assert _offered(error) is error
    told = _offered(click.MissingParameter(ctx=context, param=argument))
    assert told.message == "\n  There are: left, right."


@pytest.mark.parametrize(
    ("args", "option", "belongs"),
    [
        (("build", "starter", "-C", "w"), "-C", "unknot -C DIR build"),
        (("voices", "get", "-Cw"), "-C", "unknot -C DIR voices get"),
        (("list", "--verbose"), "--verbose", "unknot --verbose list"),
        (("say", "-v"), "-v", "unknot -v say"),
    ],
)
def test_an_option_behind_the_command_is_told_where_it_belongs(
    args: tuple[str, ...], option: str, belongs: str, run: Run
) -> None:
    told = f"Error: No such option '{option}'.\n  it stands before the command: {belongs}\n"
    result = run(*args)
    assert (result.exit_code, result.stderr.endswith(told)) == (2, True), result.stderr


def test_an_option_that_is_nowhere_has_no_place(run: Run) -> None:
    assert "before the command" not in run("build", "--foo").stderr


@pytest.mark.parametrize(
    "args",
    [
        ("show", "starter"), ("card", "starter"), ("playlist", "p", "starter"),
        ("publish", "site"), ("check",), ("record", "script", "starter"),
        ("record", "take", "--voice", "v"),
        ("voices", "pack", "tone:low", "--author", "a", "--licence", "b", "--name", "x"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("code", ["../x", "DE", ""])
def test_a_language_that_is_no_code_is_refused_at_once(
    args: tuple[str, ...], code: str, run: Run
) -> None:
    result = run(*args, "--language", code)
    assert result.exit_code == 2
    assert f"'--language': {code!r} is no language code; use one such as" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("say", "hello", "--to", ""), ("card", "starter", "--out", ""), ("publish", ""),
        ("build", "starter", "--out", ""), ("diary", "export", ""),
        ("programme", "show", "low-back", "--ics", ""), ("voices", "test", "--report", ""),
        ("-C", "", "list"), ("check", ""), ("new", "workspace", ""),
    ],
)  # fmt: skip
def test_a_path_has_a_name(args: tuple[str, ...], run: Run) -> None:
    result = run(*args)
    assert (result.exit_code, "the name is empty" in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("diary", "--json", "before", "3"), "--json before 'before' is for 'unknot diary' alone"),
        (("voices", "--all", "list"), "--all before 'list' is for 'unknot voices' alone"),
        (
            ("publish", "s", "--base-url", "https://x.example", "--tracks", ".", "--country", "AU"),
            "--country is for tracks that are built, not for --tracks",
        ),
        (
            (
                "publish",
                "s",
                "--base-url",
                "https://x.example",
                "--tracks",
                ".",
                "--engine",
                "tone",
            ),
            "--engine is for tracks that are built, not for --tracks",
        ),
        (("check", "--rules", "--watch"), "--watch does not go with --rules"),
        (("check", "--rules", "w"), "[DIR]... does not go with --rules"),
        (("list", "engines", "--engine", "tone"), "--engine is for: unknot list voices"),
        (("show", "starter", "--sources", "--full"), "--full does not go with --sources"),
        (("voices", "get", "--yes"), "--yes needs the NAME of the voice to get"),
        (("voices", "get", "kokoro", "--language", "en"), "--language lists voices"),
        (("voices", "add", "v.onnx", "--pcm", "16000"), "--pcm goes with --server"),
        (("voices", "add", "v.onnx", "--ascii"), "--ascii goes with --command"),
        (("voices", "add", "v.zip", "--licence", "MIT"), "--licence is not for a pack"),
    ],
)
def test_an_option_that_would_not_be_heeded_is_refused(
    args: tuple[str, ...], told: str, run: Run
) -> None:
    result = run(*args)
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("card", ""), "error: no session ''\n"),
        (("voices", "add", ""), "error: there is no file or folder ''"),
    ],
)
def test_an_empty_name_is_one_that_is_not_there(args: tuple[str, ...], told: str, run: Run) -> None:
    result = run(*args)
    assert (result.exit_code, result.stderr.startswith(told)) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("args", "written"),
    [(("help",), "unknot --help"), (("help", "voices", "add"), "unknot voices add --help")],
)
def test_who_asks_for_help_is_told_how(args: tuple[str, ...], written: str, run: Run) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: no such command 'help'; write: {written}\n")

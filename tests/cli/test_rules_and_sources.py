"""What is held, what it rests on and what a language lacks, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_check_rules_prints_the_table(run: Run) -> None:
    result = run("check", "--rules")
    assert result.exit_code == 0
    assert "INV-1   Nothing treats the iliopsoas.\n        plan, S02" in result.stdout
    rows = json.loads(run("check", "--rules", "--json").stdout)["rules"]
    assert {"rule", "sentence", "held", "sources"} == set(rows[0])
    assert len(rows) >= 37


@pytest.mark.deep
def test_show_sources_tells_what_a_session_rests_on(run: Run) -> None:
    result = run("show", "sore-hip", "--sources")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any("line piriformis/hold-half" in line for line in lines)
    assert lines[-2] == "INF: our inference, not yet reviewed by a clinician"
    rests = json.loads(run("show", "sore-hip", "--sources", "--json").stdout)["sources"]
    assert rests[-1]["id"] == "INF"


def test_list_sources_has_every_source_in_order(run: Run) -> None:
    rows = json.loads(run("list", "sources", "--json").stdout)["records"]
    assert [row["id"] for row in rows][:3] == ["S1", "S2", "S3"]
    assert rows[-1]["what"] == "our inference, not yet reviewed by a clinician"


@pytest.mark.deep
def test_a_new_language_lacks_everything_and_harms_nobody(run: Run, here: Path) -> None:
    assert run("new", "workspace", "w").exit_code == 0
    made = run("-C", "w", "new", "language", "de")
    assert made.exit_code == 0
    assert (here / "w" / "scripts" / "de" / "piriformis.yaml").exists()
    assert run("-C", "w", "check").exit_code == 0
    asked = run("-C", "w", "check", "--language", "de")
    assert asked.exit_code == 3
    assert "S93 de lacks the line 'hold-half' of piriformis" in asked.stdout
    assert run("-C", "w", "show", "my-session").exit_code == 0
    refused = run("-C", "w", "show", "my-session", "--language", "de")
    assert refused.exit_code == 3
    assert "S93" in refused.stderr
    mine = here / "w" / "sessions" / "my-session.yaml"
    mine.write_text(mine.read_text(encoding="utf-8") + "language: de\n", encoding="utf-8")
    twice = run("-C", "w", "check", "--language", "de")
    assert twice.stdout == asked.stdout, "what a session lacks as well is told once"


@pytest.mark.deep
def test_a_language_is_made_once_and_named_by_its_code(run: Run) -> None:
    assert run("new", "language", "de").exit_code == 0
    again = run("new", "language", "de")
    assert again.exit_code == 2
    assert "unknot check --language de" in again.stderr
    assert run("new", "language", "Deutsch!").exit_code == 2


def test_a_workspace_cannot_silence_a_stop_cue(run: Run, here: Path) -> None:
    """The bundled script, copied, with one warning taken out of it."""
    run("new", "workspace", "w")
    run("-C", "w", "new", "muscle", "piriformis")
    path = here / "w" / "scripts" / "en" / "piriformis.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("If your leg tingles or goes numb, lift the massager away.",
                                 "Breathe."), encoding="utf-8")  # fmt: skip
    result = run("-C", "w", "check")
    assert result.exit_code == 3
    assert "S91 'hold-half' has lost its caution: numbness" in result.stdout

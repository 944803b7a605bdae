from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from perfview.advice.contract import SCHEMA_FILE
from perfview.recording.bundled import bundled
from tests.cli.conftest import Run


def test_text_opens_with_the_verdict_and_fits_the_terminal(run: Run, numbers: Path) -> None:
    ran = run("analyze", numbers)
    assert ran.code == 0
    assert ran.err == ""
    assert "250" in ran.out.splitlines()[0]
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert "−" not in ran.out.splitlines()[0]
    assert "The reader said something." in ran.out
    assert "Number lines" in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(("severity", "code"), [("info", 1), ("warning", 1), ("critical", 0)])
def test_fail_on(run: Run, numbers: Path, severity: str, code: int) -> None:
    assert run("analyze", numbers, "--fail-on", severity).code == code


def test_threshold_moves_what_is_found(run: Run, numbers: Path) -> None:
    limit = ("--threshold", "large-number.limit=500ns")
    ran = run("analyze", numbers, *limit)
    assert "700 is large" in ran.out
    assert "250 is large" not in ran.out
    assert (
        run("analyze", numbers, "--fail-on", "info", "--threshold", "large-number.limit=1s").code
        == 0
    )


def test_unknown_threshold_is_wrong_usage_with_a_suggestion(run: Run, numbers: Path) -> None:
    ran = run("analyze", numbers, "--threshold", "large-number.limt=5")
    assert ran.code == 2
    assert "large-number.limit" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyze",),
        ("analyze", "x", "--format", "pdf"),
        ("analyze", "x", "--fail-on", "minor"),
        ("analyse", "x"),
        ("info", "x", "--nonsense"),
        ("export", "x", "--table", "y"),
        ("screenshot", "x", "--out", "x.png", "--size", "huge"),
        ("screenshot", "x", "--out", "x.png", "--size", "0x5"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.err


def test_mistyped_command_is_guessed(run: Run) -> None:
    assert "Did you mean “analyze”?" in run("analyse", "x").err


def test_unreadable_input(run: Run, numbers: Path) -> None:
    numbers.write_text("just some words")
    for command in ("analyze", "info", "identify"):
        ran = run(command, numbers)
        assert ran.code == 3
        assert ran.out == ""
        assert ran.err.startswith(f"perfview: {numbers}: No reader recognises this file")
        assert "plain text" in ran.err
        assert "Number lines" in ran.err
    assert run("analyze", numbers.with_name("missing")).code == 3
    assert run("analyze", numbers.parent).code == 3


def test_json_is_what_its_schema_says(run: Run, numbers: Path) -> None:
    schema = json.loads(bundled(SCHEMA_FILE).read_bytes())
    told = json.loads(run("analyze", "--json", numbers).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)
    assert told == json.loads(run("analyze", numbers, "--format", "json").out) | {
        "timing": told["timing"]
    }
    assert told["source"]["kind"] == "numbers"
    assert told["import"]["rows"] == 5
    assert [odd["kind"] for odd in told["import"]["oddities"]] == ["reader-said", "negative"]
    assert [f["measures"][0]["value"] for f in told["findings"]] == [250, 700]
    assert told["findings"][0]["evidence"] == [{"type": "line", "id": "1"}]


def test_text_json_and_markdown_say_the_same_sentence(run: Run, numbers: Path) -> None:
    verdict = json.loads(run("analyze", "--json", numbers).out)["verdict"]
    assert verdict in " ".join(run("analyze", numbers).out.split("\n"))
    assert verdict in run("analyze", "--markdown", numbers).out


def test_nothing_wrong_is_said_with_what_was_looked_for(run: Run, numbers: Path) -> None:
    numbers.write_text("numbers\n1\n2")
    ran = run("analyze", numbers, "--fail-on", "info")
    assert ran.code == 0
    assert "othing stands out" in ran.out


def test_hostile_text_cannot_move_the_cursor() -> None:
    from perfview.cli.terminal import plain

    assert plain("a\x1b[2Jb\r\x07c\u202e") == "a�[2Jb��c�"
    assert plain("1.2\u202fms − “Zürich” 日本") == "1.2\u202fms − “Zürich” 日本"


def test_cancelled_job_is_130(run: Run, numbers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from perfview.recording.errors import Cancelled
    from tests.engine.fake_pillar.readers import lines

    def stop(*anything: object) -> None:
        raise Cancelled

    monkeypatch.setattr(lines.Lines, "read", stop)
    ran = run("analyze", numbers, "--no-cache")
    assert ran.code == 130
    assert ran.err == "perfview: Interrupted.\n"

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfview import __version__
from tests.cli.conftest import Run


def test_identify(run: Run, numbers: Path) -> None:
    ran = run("identify", numbers)
    assert ran.code == 0
    assert ran.out == "numbers/number-lines\nNumber lines: begins with “numbers”\n"
    told = json.loads(run("identify", "--json", numbers).out)
    assert (told["kind"], told["format"]) == ("numbers", "number-lines")


def test_info(run: Run, numbers: Path) -> None:
    ran = run("info", numbers)
    assert ran.code == 0
    assert "Number lines (number-lines)" in ran.out
    assert "1 numbers are below zero." in ran.out
    assert "5 numbers" in ran.out
    told = json.loads(run("info", "--json", numbers).out)
    assert told["tables"] == {"numbers": 5}
    assert told["import"]["complete"]


def test_detectors_prints_names_and_limits(run: Run, numbers: Path) -> None:
    ran = run("detectors")
    assert ran.code == 0
    assert "large-number" in ran.out
    assert "large-number.limit = 100" in ran.out


def test_detectors_stand_under_what_they_are_about(run: Run) -> None:
    told = run("detectors").out
    headings = ("PROCESSOR", "MEMORY", "FILES", "NETWORK", "DATABASE", "RENDERING")
    places = [told.index(f"{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert places[4] < told.index("n-plus-one  N+1 calls") < places[5]
    written = run("detectors", "--markdown").out
    assert written.index("# Database\n") < written.index("## N+1 calls\n")


def test_one_detector_prints_its_whole_document(run: Run, numbers: Path) -> None:
    ran = run("detectors", "large-number")
    for words in ("What it looks for", "A number above the limit", "Learnt from", "Arithmetic."):
        assert words in ran.out
    wrong = run("detectors", "large-nmber")
    assert wrong.code == 2
    assert "Did you mean large-number?" in wrong.err


def test_cache_is_shown_and_cleared(run: Run, numbers: Path, cache_folder: Path) -> None:
    assert "0 recordings" in run("cache").out
    run("info", numbers)
    assert str(numbers) in run("cache").out
    assert "from the cache" in run("info", numbers).out
    assert "from the file" in run("info", numbers, "--no-cache").out
    assert "Removed 1 recording" in run("cache", "--clear").out
    assert list(cache_folder.iterdir()) == []


def test_version(run: Run) -> None:
    assert run("--version").out == f"PerfView {__version__}\n"


def test_without_a_display_the_window_becomes_an_analysis(
    run: Run, numbers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perfview.cli.opening.has_display", lambda: False)
    opening = (
        [numbers],
        ["open", numbers],
        ["open", "--no-cache", numbers],
        [numbers, "--no-cache"],
    )
    for arguments in opening:
        ran = run(*arguments)
        assert ran.code == 0
        assert "There is no display" in ran.err
        assert "250" in ran.out
    nothing = run()
    assert nothing.code == 2
    assert "There is no display" in nothing.err
    assert run("open", numbers.with_name("missing")).code == 3


def test_files_named_like_commands_do_not_hide_them(
    run: Run, numbers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(numbers.parent)
    for name in ("cache", "detectors"):
        (numbers.parent / name).mkdir()
    assert "0 recordings" in run("cache").out
    assert "large-number" in run("detectors").out


def test_every_command_has_help(run: Run) -> None:
    from perfview.cli import COMMANDS

    for command in COMMANDS:
        ran = run(command, "--help")
        assert ran.code == 0
        assert f"perfview {command}" in ran.out


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs a device that is full")
def test_a_device_is_written_into_and_never_replaced(run: Run, numbers: Path) -> None:
    ran = run("export", numbers, "--table", "numbers", "--out", "/dev/full")
    assert Path("/dev/full").is_char_device()
    assert ran.code == 2
    assert "/dev/full could not be written" in ran.err
    assert run("export", numbers, "--table", "numbers", "--out", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_export_writes_to_standard_output_unless_told(run: Run, numbers: Path) -> None:
    ran = run("export", numbers, "--table", "numbers")
    assert ran.code == 0
    assert ran.out == run("export", numbers, "--table", "numbers", "--out", "-").out
    assert len(ran.out.splitlines()) == 6


def test_export_without_a_table_says_which_there_are(run: Run, numbers: Path) -> None:
    ran = run("export", numbers)
    assert ran.code == 2
    assert "Name one of: numbers" in " ".join(ran.err.split())

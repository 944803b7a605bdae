from __future__ import annotations

from pathlib import Path

from perfview.cli import COMMANDS
from perfview.cli.reference import reference
from tests.cli.conftest import Run

DOCS = Path(__file__).parents[2] / "docs"


def test_page_says_what_help_says() -> None:
    """Run ``python -m perfview.cli.reference > docs/command-line.md`` after changing a command."""
    page = (DOCS / "command-line.md").read_text("utf-8")
    assert page == reference()
    assert all(f"## perfview {command}\n" in page for command in COMMANDS)


def test_the_page_of_detectors_is_what_the_command_prints(run: Run) -> None:
    """Run ``perfview detectors --markdown > docs/detectors.md`` after changing a document."""
    page = (DOCS / "detectors.md").read_text("utf-8")
    assert page == run("detectors", "--markdown").out

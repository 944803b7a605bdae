from __future__ import annotations

from pathlib import Path

from perfview.cli import COMMANDS
from perfview.cli.reference import reference

DOCS = Path(__file__).parents[2] / "docs"


def test_page_says_what_help_says() -> None:
    """Run ``python -m perfview.cli.reference > docs/command-line.md`` after changing a command."""
    page = (DOCS / "command-line.md").read_text("utf-8")
    assert page == reference()
    assert all(f"## perfview {command}\n" in page for command in COMMANDS)

from __future__ import annotations

import io
import sys

import pytest

from perfview.cli import progress_line, terminal
from perfview.recording.progress import Step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert terminal.styled("x", "bold", Terminal()) == "\x1b[1mx\x1b[0m"
    assert terminal.styled("x", "bold", io.StringIO()) == "x"
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal.styled("x", "bold", Terminal()) == "x"


def test_progress_has_bytes_and_speed() -> None:
    step = Step("Reading", 0.5, 400_000_000, 800_000_000)
    words = progress_line.describe(step, 0.2).replace("\u202f", " ")
    assert words == "Reading · 50 % · 400 MB of 800 MB · 2.00 GB/s"


def test_progress_is_shown_on_a_terminal_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_line, "_EVERY_S", 0.0)
    line = progress_line.ProgressLine()
    line.show(Step("Reading", 0.5))
    assert "Reading · 50" in screen.getvalue()
    line.clear()
    assert screen.getvalue().endswith("\r\x1b[K")
    line.show(Step("Reading", 0.9))
    assert "90" not in screen.getvalue()


def test_progress_is_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    monkeypatch.setattr(progress_line, "_EVERY_S", 0.0)
    line = progress_line.ProgressLine()
    line.show(Step("Reading", 0.5))
    line.clear()
    assert pipe.getvalue() == ""


def test_wrapping_keeps_indents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = terminal.wrapped("one two three four five six seven eight nine ten", "    ", "• ")
    lines = text.splitlines()
    assert lines[0].startswith("• one")
    assert all(line.startswith("    ") for line in lines[1:])
    assert max(map(len, lines)) <= 40

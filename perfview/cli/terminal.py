"""Writing to a terminal or a pipe: colour only where it is welcome, and no fuss when it closes."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, TextIO

import click

STYLES = {
    "bold": "1",
    "faint": "2",
    "critical": "1;31",
    "warning": "33",
    "info": "36",
    "save": "32",
    "heading": "1",
}
"""ANSI codes by what they mean."""

_LONGEST_LINE = 100


def prepare_streams() -> None:
    """Never fail on a character that the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def colourful(stream: TextIO) -> bool:
    """Whether colour is welcome: on a terminal without NO_COLOR (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def styled(text: str, style: str, stream: TextIO | None = None) -> str:
    """The text in one of `STYLES` when its stream (standard output) takes colour."""
    if not text or not colourful(stream or sys.stdout):
        return text
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m"


def width() -> int:
    """Columns to write in: the terminal's, between 40 and 100; 80 when there is none."""
    return max(40, min(_LONGEST_LINE, shutil.get_terminal_size((80, 24)).columns))


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """The text in lines no wider than the terminal; `first` opens the first line."""
    paragraphs = [paragraph.strip() for paragraph in text.strip().split("\n")]
    opening = indent if first is None else first
    lines = []
    for paragraph in paragraphs:
        lines.append(
            textwrap.fill(
                paragraph,
                width(),
                initial_indent=opening,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
        opening = indent
    return "\n".join(lines)


def plain(text: str) -> str:
    """Text out of a recording without the control characters that would move the cursor."""
    return "".join("\ufffd" if _moves_cursor(c) else c for c in text)


class UnwritableOutputError(click.ClickException):
    """Nothing more can be written where the output goes; ends the command with exit code 2."""

    exit_code = 2

    def __init__(self, place: str, error: OSError) -> None:
        super().__init__(f"{place} could not be written: {error.strerror or error}")

    def show(self, file: IO[Any] | None = None) -> None:
        """One message on standard error."""
        complain(self.message)


def write(text: str) -> None:
    """Write to standard output; a pipe that has been closed swallows it quietly.

    Raises `UnwritableOutputError`, e.g. when the disk behind it is full.
    """
    with _standard_output():
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()


def _moves_cursor(character: str) -> bool:
    # Control, format (which turn the direction of writing), surrogate and unassigned characters.
    return character not in "\n\t" and unicodedata.category(character).startswith("C")


@contextmanager
def binary_output() -> Iterator[BinaryIO]:
    """Standard output for bytes; when its pipe is closed the rest is dropped quietly.

    Raises `UnwritableOutputError`, e.g. when the disk behind it is full.
    """
    with _standard_output():
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()


@contextmanager
def _standard_output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        _discard(sys.stdout)
    except OSError as error:
        _discard(sys.stdout)
        raise UnwritableOutputError("Standard output", error) from error


def complain(message: str, remedy: str = "") -> None:
    """One message for the user on standard error, what to do next on the line below."""
    lead = styled("perfview:", "critical", sys.stderr)
    lines = f"{lead} {plain(message)}" + (f"\n{plain(remedy)}" if remedy else "")
    try:
        print(lines, file=sys.stderr, flush=True)
    except BrokenPipeError:
        _discard(sys.stderr)


def close_quietly(stream: TextIO) -> None:
    """Flush a stream whose reader may have gone away."""
    try:
        stream.flush()
    except OSError:
        _discard(stream)
    except ValueError:
        pass


def _discard(stream: TextIO) -> None:
    """Send what a stream still holds nowhere, so that the interpreter's last flush is quiet too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)

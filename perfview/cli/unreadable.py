"""An input that cannot be read, as a command says it: which file, why, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from perfview.cli.terminal import complain
from perfview.recording.errors import UnreadableInput


class UnreadableFileError(click.ClickException):
    """Ends the command with exit code 3."""

    exit_code = 3

    def __init__(self, path: str | Path, error: UnreadableInput) -> None:
        super().__init__(f"{path}: {error}")
        self.remedy = error.remedy

    def show(self, file: IO[Any] | None = None) -> None:
        """One message on standard error, the remedy on the line below."""
        complain(self.message, self.remedy)


@contextmanager
def naming(path: str | Path) -> Iterator[None]:
    """Let a refusal of what is read inside carry the name of its file."""
    try:
        yield
    except UnreadableInput as error:
        raise UnreadableFileError(path, error) from error

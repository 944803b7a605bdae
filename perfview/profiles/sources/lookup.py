"""Source files of profiled functions, where they can be reached: read only, bounded, never fetched.

A file is looked for under its recorded path and beside the profile. What has changed since is not
taken for the code that ran: a function's name has to stand where the recording says.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from perfview.profiles.study import Study

MOST_BYTES = 4 << 20
"""Longer files are bundles whose lines tell nothing."""

MOST_FILES = 200
"""Files read for one study."""

LONGEST_LINE = 2_000
"""Longer lines are minified code."""

SUFFIXES = frozenset(
    {
        ".py",
        ".pyx",
        ".js",
        ".mjs",
        ".cjs",
        ".jsx",
        ".ts",
        ".mts",
        ".cts",
        ".tsx",
        ".vue",
        ".svelte",
        ".go",
        ".java",
        ".kt",
        ".scala",
        ".rb",
        ".rs",
        ".c",
        ".cc",
        ".cpp",
        ".cxx",
        ".h",
        ".hpp",
        ".hh",
        ".m",
        ".mm",
        ".cs",
        ".fs",
        ".php",
        ".swift",
        ".ex",
        ".exs",
        ".erl",
        ".lua",
        ".pl",
        ".jl",
        ".dart",
    }
)
"""Only source code is read, whatever a profile names."""

NAME_WITHIN = 4
"""Lines from its recorded beginning within which a function's name has to stand: decorators."""

_NAMELESS = re.compile(r"^[(<]|^anonymous$|^$|^(module|global code|main\.main)$")
_WORD = re.compile(r"[\w$#]+")


class Sources:
    """The source files of one study. Use `sources_of`."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._known: dict[str, list[str] | None] = {}

    def lines(self, file: str) -> list[str] | None:
        """The lines of a recorded file; None when it is not there, too large or no source code."""
        if file not in self._known:
            full = len(self._known) >= MOST_FILES
            self._known[file] = None if full else self._read(file)
        return self._known[file]

    def lines_of(self, function: int) -> list[str] | None:
        """The lines of a function's file if the function still begins where it was recorded."""
        functions, strings = self._study.model.functions, self._study.model.strings
        lines = self.lines(strings[int(functions.file[function])])
        at = int(functions.line[function])
        if lines is None or at > len(lines):
            return None
        words = _WORD.findall(self._study.name_of(function))
        if at <= 0 or not words or _NAMELESS.match(self._study.name_of(function)):
            return lines
        passage = " ".join(lines[max(0, at - 2) : at + NAME_WITHIN])
        return lines if words[-1] in _WORD.findall(passage) else None

    def line(self, function: int, line: int) -> str:
        """A line (from 1) of a function's file; "" when it cannot be told."""
        lines = self.lines_of(function)
        if lines is None or not 0 < line <= len(lines):
            return ""
        text = lines[line - 1]
        return text if len(text) <= LONGEST_LINE else ""

    def _read(self, file: str) -> list[str] | None:
        for path in self._places(file):
            try:
                about = path.stat()
                if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_BYTES:
                    continue
                return path.read_text("utf-8", "replace").splitlines()
            except (OSError, ValueError):
                continue
        return None

    def _places(self, file: str) -> list[Path]:
        """Where a recorded file may be. No path of another machine: asking for it is a request."""
        if "\0" in file or file.startswith(("\\\\", "//", "node:", "<")):
            return []
        path = _path_of(file)
        if path is None or path.suffix.lower() not in SUFFIXES:
            return []
        found = [path] if path.is_absolute() and not file.startswith("http") else []
        source = self._study.source
        if source is not None:
            beside = source.path.parent
            relative = Path(*[part for part in path.parts if part not in (path.anchor, "..")])
            found += [beside / relative, beside / path.name]
        return found


def sources_of(study: Study) -> Sources:
    """The source files of a study, kept with it."""
    return study.once("sources", lambda: Sources(study))


def _path_of(file: str) -> Path | None:
    if "://" not in file:
        return Path(file)
    try:
        parts = urlsplit(file)
    except ValueError:
        return None
    if parts.scheme == "file" and parts.netloc not in ("", "localhost"):
        return None
    return Path(unquote(parts.path))

"""Source files of profiled functions, where they can be reached: read, bounded, never fetched.

A file is looked for under its recorded path, beside the profile, and in folders the user chose.
What has changed since is not taken for the code that ran: a function's name has to stand where the
recording says.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from perfview.profiles.sources.own_words import own_word
from perfview.profiles.sources.places import Places, contents_of, recorded_path
from perfview.profiles.study import Study

MOST_BYTES = 4 << 20
"""Longer files are bundles whose lines tell nothing."""

MOST_FILES = 200
MOST_KEPT = 64 << 20
"""Files, and bytes of them, kept of one study; those asked for first are let go of first."""

LONGEST_LINE = 2_000
"""Longer lines are minified code."""

_CODE = re.compile(
    r"\.(py|pyx|[mc]?[jt]s|[jt]sx|vue|svelte|go|java|kt|scala|rb|rs|cs|fs|php|swift|exs?|erl|lua|pl|jl"
    r"|dart|c|cc|cpp|cxx|h|hh|hpp|m|mm)",
    re.IGNORECASE,
)
"""Only source code is read, whatever a profile names."""

MOST_ASKED = 64
"""Functions of a file that are asked whether it is the one that ran."""

NAME_WITHIN = 4
"""Lines from its recorded beginning within which a function's name has to stand: decorators."""

_WORD = re.compile(r"(?<![\w$])[#~]?[\w$]+|[\w$]+")


class Reached(Enum):
    """How far the way to a function's source goes."""

    HERE = "here"
    CHANGED = "changed"
    MISSING = "missing"
    NO_FILE = "no file"


@dataclass(frozen=True)
class Found:
    """A source file: its path ("" for what came with a source map), its lines, the bytes read."""

    path: str
    lines: list[str]
    size: int = 0


@dataclass(frozen=True)
class Reach:
    """What came of looking for a function's source: `found` is the file, changed or not, None when
    there is none."""

    reached: Reached
    found: Found | None = None


class Sources:
    """The source files of one study. Use `sources_of`."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._known: dict[str, list[Found]] = {}
        self._votes: dict[tuple[str, str], bool] = {}
        self._lock = threading.Lock()
        self._places = Places(study.source)
        self.folders: tuple[Path, ...] = ()

    def look_in(self, folders: Sequence[Path]) -> None:
        """Look in these folders as well from now on."""
        if tuple(folders) != self.folders:
            self.folders = tuple(folders)
            self._places = Places(self._study.source, self.folders)
            self._known, self._votes = {}, {}

    def lines(self, file: str) -> list[str] | None:
        """The lines of a recorded file; None when it is not there, too large or no source code."""
        found = self._found(file)
        return found[0].lines if found else None

    def reach(self, function: int) -> Reach:
        """The source of a function, if it still begins where it was recorded."""
        functions, strings = self._study.model.functions, self._study.model.strings
        file = strings[int(functions.file[function])]
        if recorded_path(file) is None and file not in self._study.originals.texts:
            return Reach(Reached.NO_FILE)
        found = self._found(file)
        name, at = self._study.name_of(function), int(functions.line[function])
        for each in found:
            if stands(name, at, each.lines, file) and self._is_that(file, each):
                return Reach(Reached.HERE, each)
        return Reach(Reached.CHANGED, found[0]) if found else Reach(Reached.MISSING)

    def lines_of(self, function: int) -> list[str] | None:
        """The lines of a function's file if the function still begins where it was recorded."""
        reach = self.reach(function)
        here = reach.found is not None and reach.reached is Reached.HERE
        return reach.found.lines if here and reach.found else None

    def line(self, function: int, line: int) -> str:
        """A line (from 1) of a function's file; "" when it cannot be told."""
        lines = self.lines_of(function)
        if lines is None or not 0 < line <= len(lines):
            return ""
        text = lines[line - 1]
        return text if len(text) <= LONGEST_LINE else ""

    def _found(self, file: str) -> list[Found]:
        known = self._known.get(file)
        if known is None:
            known = self._read(file)
            with self._lock:
                self._known[file] = known
                self._let_go()
        return known

    def _let_go(self) -> None:
        """Keep to the limits; what was just read stays."""
        kept = sum(found.size for known in self._known.values() for found in known)
        while len(self._known) > 1 and (len(self._known) > MOST_FILES or kept > MOST_KEPT):
            first = self._known.pop(next(iter(self._known)))
            kept -= sum(found.size for found in first)

    def _is_that(self, file: str, found: Found) -> bool:
        """Whether most functions recorded in a file stand where they should: one alone may stand
        there by chance, where it is called."""
        known = self._votes.get((file, found.path))
        if known is None:
            functions = self._study.model.functions
            of_file = np.flatnonzero(functions.file == self._study.model.strings.find(file))
            votes = [
                stands(self._study.name_of(f), int(functions.line[f]), found.lines, file)
                for f in of_file[:MOST_ASKED].tolist()
                if functions.line[f] > 0 and own_word(self._study.name_of(f))
            ]
            known = self._votes[file, found.path] = 2 * sum(votes) >= len(votes)
        return known

    def _read(self, file: str) -> list[Found]:
        given = self._study.originals.texts.get(file)
        if given is not None:
            return [Found("", given.splitlines())]
        path, found = recorded_path(file), {}
        if path is None or not _CODE.fullmatch(path.suffix):
            return []
        for place in self._places.of(file):
            data = None if place in found else contents_of(place, MOST_BYTES)
            if data is not None:
                lines = data.decode("utf-8", "replace").splitlines()
                found[place] = Found(str(place), lines, len(data))
        return list(found.values())


def stands(name: str, at: int, lines: list[str], file: str = "") -> bool:
    """Whether a function of this name begins at line `at` (from 1, 0 for unknown) of a text, as far
    as that can be told: where it is called its name stands, too, except in Python."""
    if at > len(lines):
        return False
    word = own_word(name)
    if at <= 0 or not word:
        return True
    passage = " ".join(lines[max(0, at - 2) : at + NAME_WITHIN])
    if file.endswith(".py"):
        return re.search(rf"\b(?:def|class)\s+{re.escape(word)}\b", passage) is not None
    # A constructor of JavaScript has the name of its class, which may begin far above.
    return not {word, "constructor"}.isdisjoint(_WORD.findall(passage))


def sources_of(study: Study) -> Sources:
    """The source files of a study, kept with it."""
    return study.once("sources", lambda: Sources(study))

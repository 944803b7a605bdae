"""Which functions do what people know: read JSON, match regular expressions, write logs.

The table is `resources/known-functions.toml`; its head says how an entry is written.
"""

from __future__ import annotations

import re
import tomllib
from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.patterns.ecosystems import Ecosystem, ecosystems_of, is_script
from perfview.profiles.patterns.name_lookup import NameLookup
from perfview.profiles.study import Study
from perfview.recording.bundled import bundled

TABLE = "known-functions.toml"


class Activity(IntFlag):
    """Something programs do, a bit each, named as the table's sections are."""

    JSON = 1 << 0
    REGEXP = 1 << 1
    SERIALISATION = 1 << 2
    CRYPTO = 1 << 3
    TLS = 1 << 4
    COMPRESSION = 1 << 5
    BLOCKING = 1 << 6
    EVENT_LOOP = 1 << 7
    LOGGING = 1 << 8
    STRINGIFICATION = 1 << 9
    EXCEPTIONS = 1 << 10
    TIMERS = 1 << 11
    SPINNING = 1 << 12
    LOADING = 1 << 13
    SCANNING = 1 << 14


_TO_TEXT = re.compile(r"(?:^|\.)__(?:repr|str|format)__(?:\.<locals>\.<\w+>)*$")
"""A class's own way to make its objects into text, whoever asks for it."""


def activities_of(study: Study) -> NDArray[np.uint32]:
    """What each function does, uint32 (f) of `Activity`, 0 for what is in no table."""
    return study.once("activities", lambda: _looked_up(study))


@cache
def known_functions(ecosystems: frozenset[Ecosystem]) -> NameLookup:
    """The table that ships with PerfView for these ecosystems, ready to look names up in."""
    return NameLookup(
        (entry, int(Activity[section.upper()]))
        for section, lists in _table().items()
        for ecosystem in sorted(ecosystems)
        for entry in lists.get(ecosystem, ())
    )


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(bundled(TABLE).read_text("utf-8"))


def _looked_up(study: Study) -> NDArray[np.uint32]:
    """Each distinct name and file is looked at once, however many functions have it."""
    functions, strings = study.model.functions, study.model.strings
    lookup = known_functions(ecosystems_of(study))
    files, of_file = np.unique(functions.file, return_inverse=True)
    paths = [strings[at] for at in files.tolist()]
    scripted = np.array([is_script(path) for path in paths], np.bool_)[of_file]
    names, of_name = np.unique(functions.name, return_inverse=True)
    known = [lookup.named(strings[at]) for at in names.tolist()]
    found = np.array([bits for bits, _ in known], np.uint32)[of_name]
    # A bare name (`hash`) means the runtime's function only where it is nobody else's.
    bare = np.array([bits for _, bits in known], np.uint32)[of_name]
    found |= np.where(scripted, np.uint32(0), bare)
    if Ecosystem.PYTHON in ecosystems_of(study):
        made = np.array([bool(_TO_TEXT.search(strings[at])) for at in names.tolist()], np.bool_)
        found |= np.where(made[of_name], np.uint32(Activity.STRINGIFICATION), np.uint32(0))
    entries = [lookup.file(path) for path in paths]
    listed = np.array([entry is not None for entry in entries], np.bool_)
    for f in np.flatnonzero(listed[of_file]).tolist():
        entry = entries[of_file[f]]
        if entry is not None:
            found[f] |= entry.bits(strings[int(functions.name[f])])
    return found
